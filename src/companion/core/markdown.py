"""Notes as Markdown that stays what was typed: lines end where they ended, and nothing is ever fetched.

Markdown runs lines together; who writes plain text means each of them. So every line gets a hard break (CommonMark
section 6.7), but for code and tables, where it would be a sign of its own. Pictures become links.
"""

from __future__ import annotations

import re
from typing import Final

MOST_RENDERED: Final = 20_000
"""Characters that are rendered; a longer text is plain (some ten pages, laid out in a few milliseconds)."""
MOST_LINES: Final = 1_000
MOST_MARKS: Final = 2_500
"""Signs that may mean something to Markdown; more are no note, and nested they take seconds."""
MOST_CELLS: Final = 600
"""Of tables: a cell takes a hundred times what its words take."""

_MARKS: Final = "*_`[]#>-~"
_PICTURE: Final = re.compile(r"[\x21]\[")
_FENCE: Final = re.compile(r" {0,3}(`{3,}|~{3,})")
_TABLE_LINE: Final = re.compile(r"\s*\|?[\s:-]*-[\s:|-]*\|[\s:|-]*")


def is_rendered(text: str) -> bool:
    """Whether the text is shown as Markdown; else it is shown as it is."""
    return (
        len(text) <= MOST_RENDERED
        and text.count("\n") <= MOST_LINES
        and text.count("|") <= MOST_CELLS
        and sum(text.count(mark) for mark in _MARKS) <= MOST_MARKS
    )


def prepared(text: str) -> str:
    """What to hand to a renderer."""
    lines = text.splitlines()
    found: list[str] = []
    fence = ""
    in_table = False
    for number, line in enumerate(lines):
        opening = _FENCE.match(line)
        if fence:
            found.append(line)
            fence = "" if opening and opening[1].startswith(fence) and not line[opening.end() :].strip() else fence
        elif opening:
            fence = opening[1]
            found.append(line)
        else:
            begins = number + 1 < len(lines) and _TABLE_LINE.fullmatch(lines[number + 1]) is not None
            in_table = ("|" in line) and (in_table or begins)
            found.append(_kept(line, broken=bool(line.strip()) and not in_table))
    return "\n".join(found)


def _kept(line: str, *, broken: bool) -> str:
    shown = _PICTURE.sub("[", line)
    return f"{shown.rstrip()}  " if broken else shown
