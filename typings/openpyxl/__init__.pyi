"""What we read with openpyxl, which has no type hints of its own."""

from collections.abc import Iterator
from typing import IO

class ReadOnlyWorksheet:
    title: str
    sheet_state: str
    def reset_dimensions(self) -> None: ...
    def iter_rows(self, *, max_col: int | None = None, values_only: bool = False) -> Iterator[tuple[object, ...]]: ...

class Workbook:
    worksheets: list[ReadOnlyWorksheet]
    def close(self) -> None: ...

def load_workbook(
    filename: IO[bytes], *, read_only: bool = False, data_only: bool = False, keep_links: bool = True
) -> Workbook: ...
