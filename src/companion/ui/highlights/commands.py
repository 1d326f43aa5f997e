"""What the library's actions do to highlights: pin, archive, delete, and take the last of these back.

Nothing is asked; what takes a card out of sight can be undone for ten seconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QObject, Signal, Slot

from companion.core.highlight import Highlight
from companion.core.text import counted
from companion.desktop.kit import Kit
from companion.desktop.undo_bar import UndoBar
from companion.services.highlights import Highlights
from companion.services.work import Outcome, Undo

ORIGIN: Final = "library"
_SHORT: Final = 40


class Commands(QObject):
    """Acts on those chosen."""

    failed = Signal(object)

    def __init__(self, kit: Kit, highlights: Highlights, undo_bar: UndoBar, parent: QObject) -> None:
        super().__init__(parent)
        self._kit, self._highlights, self._undo_bar = kit, highlights, undo_bar
        self._undo: Undo | None = None
        self._sentence = ""
        undo_bar.undone.connect(self._take_back)
        undo_bar.expired.connect(self._forget_undo)

    def pin(self, chosen: Sequence[Highlight]) -> None:
        """Pins them; takes the pins off if all have one."""
        highlights, pinned = self._highlights, not all(each.pinned for each in chosen)
        for each in chosen:
            if each.pinned != pinned:
                self._kit.write(
                    lambda key=each.id: highlights.pin(key, pinned=pinned, origin=ORIGIN),
                    failed=self._fail,
                    owner=self,
                )

    def archive(self, chosen: Sequence[Highlight]) -> None:
        """Puts them into the archive, or takes them out if all lie there."""
        highlights, archived = self._highlights, not all(each.archived for each in chosen)
        keys = [each.id for each in chosen if each.archived != archived]
        place = "Put into the archive" if archived else "Taken out of the archive"
        self._sentence = f"{place}: {_named(chosen)}."
        self._kit.write(
            lambda: highlights.archive(keys, archived=archived, origin=ORIGIN),
            done=self._done,
            failed=self._fail,
            owner=self,
        )

    def delete(self, chosen: Sequence[Highlight]) -> None:
        highlights, keys = self._highlights, [each.id for each in chosen]
        self._sentence = f"Deleted: {_named(chosen)}."
        self._kit.write(lambda: highlights.delete(keys, origin=ORIGIN), done=self._done, failed=self._fail, owner=self)

    @Slot(object)
    def _done(self, outcome: Outcome[int]) -> None:
        # the bar first ends the offer before, and with it its undo
        self._undo_bar.offer(self._sentence)
        self._undo = outcome.undo

    @Slot()
    def _take_back(self) -> None:
        undo, self._undo = self._undo, None
        if undo is not None:
            self._kit.undo(undo, origin=ORIGIN, failed=self._fail)

    @Slot()
    def _forget_undo(self) -> None:
        self._undo = None

    @Slot(object)
    def _fail(self, problem: object) -> None:
        self.failed.emit(problem)


def _named(chosen: Sequence[Highlight]) -> str:
    if len(chosen) != 1:
        return counted(len(chosen), "highlight")
    line = " ".join(chosen[0].text.split()).strip("“”\"'. ")
    return f"“{line if len(line) <= _SHORT else line[: _SHORT - 1].rstrip() + '…'}”"
