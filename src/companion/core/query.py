"""What is typed into the search of the list: words, and filters such as `stage:interview silent:>14d tag:remote`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Sort(StrEnum):
    """By what the list is ordered. USUAL: as found, best first; without words, the latest sign of life first. STAGE:
    in the order of core.application.State.
    """

    USUAL = ""
    COMPANY = "company"
    ROLE = "role"
    PLACE = "place"
    STAGE = "stage"
    LATEST = "latest"
    APPLIED = "applied"


@dataclass(frozen=True, slots=True)
class Order:
    """reverse: the other way round than the column's own (A before Z, the latest day first)."""

    sort: Sort = Sort.USUAL
    reverse: bool = False

    def __str__(self) -> str:
        return f"-{self.sort}" if self.reverse else str(self.sort)

    @classmethod
    def read(cls, kept: str) -> Order:
        """The inverse of str(); the usual order for what is not one."""
        name = kept.removeprefix("-")
        known = name in {sort.value for sort in Sort}
        return cls(Sort(name), reverse=kept.startswith("-")) if known else cls()


USUAL = Order()
