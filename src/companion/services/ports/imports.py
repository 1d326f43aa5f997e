"""Files of other trackers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from companion.core.imports import ImportedRow, Meanings, Recognised, Skipped


class ImportReader(Protocol):
    """Reads the exports of other trackers, and any table."""

    def recognise(self, path: Path) -> tuple[Recognised, ...]:
        """What tables are in the file, at least one. A zip or a workbook may hold several. Reads it once from end to
        end, in bounded memory. Raises Problem(field="file") for what is no table, is broken or beyond reason.
        """
        ...

    def rows(
        self, path: Path, recognised: Recognised, meanings: Meanings | None = None, *, with_private: bool = False
    ) -> Iterator[ImportedRow | Skipped]:
        """The rows in the file's order, in bounded memory; close the iterator to end early.

        meanings: what the columns mean, None for the suggestion. with_private: also what LinkedIn's tables hold of
        e-mail addresses, phone numbers and answers. Raises Problem(field="file") as `recognise` does, also if the
        file has changed since, and Problem(field="meanings") if no column is the company or the role.
        """
        ...
