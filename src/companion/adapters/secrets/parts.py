"""A long secret as several entries: Windows' vault takes 2,560 bytes in UTF-16, and refresh tokens have more.

The first entry, the head, stands under the account's own name, so a short secret is one entry as ever. The head of a
long one says how many parts follow, and in which of two sets of names they stand: a new secret is written beside the
one that is kept, and only then its head in the other's place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

LONGEST: Final = 1000
"""Characters of one part; of two bytes each, or four for some."""

SETS: Final = ("", "b")
"""The two sets of names. Heads of the first say nothing of it: they are those of earlier versions."""

MOST: Final = 99

_HEAD: Final = "companion-parts:"
_HEADED = re.compile(re.escape(_HEAD) + r"([1-9][0-9]?):(?:(b):)?")


def name(account_id: str, number: int, names: str = "") -> str:
    """What the part of that number stands under in that set of names; the first after the head is 1."""
    return f"{account_id} part {number}{names}"


def other(names: str) -> str:
    """The other set of names."""
    return SETS[names == SETS[0]]


def split(secret: str, names: str = "") -> tuple[str, list[str]]:
    """The head and the parts that follow it in that set of names. One that looks like a head itself is split too, to be
    told from it.
    """
    if _units(secret) <= LONGEST and not secret.startswith(_HEAD):
        return secret, []
    step = LONGEST // 2 if _units(secret) > len(secret) else LONGEST
    rest = [secret[begin : begin + step] for begin in range(0, len(secret), step)]
    if len(rest) > MOST:
        raise ValueError("no secret is that long")
    return f"{_HEAD}{len(rest)}:{names and f'{names}:'}", rest


def follow(head: str | None) -> tuple[int, str]:
    """How many parts follow this entry, and in which set of names."""
    match = _HEADED.fullmatch(head or "")
    return (int(match[1]), match[2] or "") if match else (0, "")


def join(head: str | None, rest: Sequence[str | None]) -> str | None:
    """The secret; None if there is none, or if a part is missing."""
    if not rest:
        return head
    found = [part for part in rest if part is not None]
    return "".join(found) if len(found) == len(rest) else None


def _units(secret: str) -> int:
    return len(secret.encode("utf-16-le")) // 2
