"""Reads a dropped letter in the background, and makes of it how the form begins."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from companion.core.problem import Problem
from companion.desktop.aside import Aside
from companion.desktop.kit import Kit
from companion.desktop.tasks import Job, Lane
from companion.services.highlights import HighlightDraft
from companion.services.ports import LetterReader, ReadLetter


class Letters(QObject):
    """One letter at a time. aside: takes the pictures that came with it into its care."""

    came = Signal(object)
    """A HighlightDraft."""
    failed = Signal(object)
    """A Problem(field="text")."""

    def __init__(self, kit: Kit, reader: LetterReader, aside: Aside, parent: QObject) -> None:
        super().__init__(parent)
        self._kit, self._reader, self._aside = kit, reader, aside
        self._job: Job | None = None

    @property
    def is_reading(self) -> bool:
        return self._job is not None

    def read(self, path: Path) -> None:
        """Begins; `came` or `failed` follows. At once, as a mail program may remove the file soon."""
        reader, aside = self._reader, self._aside

        def work() -> ReadLetter:
            letter = reader.read(path)
            aside.adopt(letter.pictures)
            return letter

        # it may have 25 MB: no search waits behind it
        self._job = self._kit.tasks.run(Lane.OUTSIDE, work, done=self._done, failed=self._fail, owner=self)

    @Slot(object)
    def _done(self, letter: ReadLetter) -> None:
        self._job = None
        when = f"{letter.sent_at.astimezone(self._kit.clock.zone()):%B %Y}" if letter.sent_at else ""
        self.came.emit(HighlightDraft(letter.text, when, letter.sender, pictures=letter.pictures))

    @Slot(object)
    def _fail(self, problem: Problem) -> None:
        self._job = None
        self.failed.emit(problem)
