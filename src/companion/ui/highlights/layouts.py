"""The texts of cards, laid out once for each width and kept for the cards that are near.

Laying out is what painting text costs, so a card that scrolls by again is drawn from what is here.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics, QTextCharFormat, QTextLayout

from companion.core import marks
from companion.core.highlight import Highlight
from companion.desktop.flowing_text import height_of, lines_of

MOST_KEPT: Final = 400
"""Cards; several screens of the largest window."""

TEXT_LINES: Final = 3
CHIP_PAD: Final = 8
CHIP_GAP: Final = 6


@dataclass(slots=True)
class Laid:
    """One card's texts. marked: for what was typed, the parts of each text that match."""

    text: list[QTextLayout]
    by_line: str
    chips: tuple[tuple[str, int], ...]
    """Each with its width; what found no room is the last, "+2"."""
    height: float
    typed: tuple[str, ...] = ()
    marked: tuple[list[QTextLayout.FormatRange], ...] = ()


class Layouts:
    """body, small: the fonts in force."""

    def __init__(self, body: QFont, small: QFont) -> None:
        self._body = body
        self._small = QFontMetrics(small)
        self._kept: OrderedDict[tuple[Highlight, int], Laid] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def of(self, highlight: Highlight, width: int) -> Laid:
        key = (highlight, width)
        laid = self._kept.get(key)
        if laid is None:
            laid = self._kept[key] = self._lay(highlight, width)
            if len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        else:
            self._kept.move_to_end(key)
        return laid

    def _lay(self, highlight: Highlight, width: int) -> Laid:
        text = lines_of(highlight.shown_text, self._body, width, TEXT_LINES)
        by_line = self._small.elidedText(highlight.by_line, Qt.TextElideMode.ElideRight, width)
        return Laid(text, by_line, self._chips(highlight.tags, width), sum(height_of(each) for each in text))

    def _chips(self, tags: tuple[str, ...], width: int) -> tuple[tuple[str, int], ...]:
        """As many as fit in one line."""
        chips: list[tuple[str, int]] = []
        left, counter = width, self._wide("+12")
        for number, tag in enumerate(tags):
            is_last = number == len(tags) - 1
            room = left if is_last else left - counter - CHIP_GAP
            wide = self._wide(tag)
            if wide > room and chips:
                more = f"+{len(tags) - number}"
                return (*chips, (more, self._wide(more)))
            shown = self._small.elidedText(tag, Qt.TextElideMode.ElideRight, max(0, room - 2 * CHIP_PAD))
            chips.append((shown, min(wide, room)))
            left -= min(wide, room) + CHIP_GAP
        return tuple(chips)

    def _wide(self, words: str) -> int:
        return self._small.horizontalAdvance(words) + 2 * CHIP_PAD


def mark(laid: Laid, typed: tuple[str, ...], style: QTextCharFormat) -> None:
    """Brings what is marked in the card up to date with what was typed."""
    if laid.typed != typed or not laid.marked:
        laid.typed = typed
        laid.marked = tuple(
            [_range(start, length, style) for start, length in marks.spans(layout.text(), typed)]
            for layout in laid.text
        )


def _range(start: int, length: int, style: QTextCharFormat) -> QTextLayout.FormatRange:
    marked = QTextLayout.FormatRange()
    # attributes of a C++ struct: PySide knows no constructor that takes them
    marked.start, marked.length, marked.format = start, length, style
    return marked
