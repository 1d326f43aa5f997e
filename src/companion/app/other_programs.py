"""What other programs open: a link in the browser, a letter in the user's own mail program."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices

from companion.app.backend import Backend
from companion.app.drafts import LONGEST_LINK, write_draft
from companion.core.letter import Letter
from companion.core.mailto import mailto_url
from companion.core.problem import Problem
from companion.desktop.kit import Kit
from companion.desktop.tasks import Lane


class OtherPrograms(QObject):
    """Those that the desktop has set up; what is missing is told as a problem."""

    def __init__(self, kit: Kit, backend: Backend, parent: QObject) -> None:
        super().__init__(parent)
        self._kit = kit
        self._backend = backend

    @Slot(str)
    def open_link(self, address: str) -> None:
        """A highlight's link, in the browser."""
        if not QDesktopServices.openUrl(QUrl(address)):
            self._kit.tasks.problem.emit(Problem("No web browser is set up on this computer.", details=address))

    @Slot(object)
    def open_letter(self, letter: Letter) -> None:
        """Hands the letter to the user's own mail program, which needs no account here: as a link, or as a draft in a
        file where a link would be too long.
        """
        link = mailto_url(letter)
        if len(link) <= LONGEST_LINK:
            self._open_mail(link)
        else:
            work = partial(write_draft, self._backend.profile.drafts, letter, self._backend.clock.now())
            self._kit.tasks.run(Lane.READ, work, done=self._draft_written, owner=self)

    @Slot(object)
    def _draft_written(self, path: Path) -> None:
        self._open_mail(QUrl.fromLocalFile(str(path)).toString())

    def _open_mail(self, address: str) -> None:
        if not QDesktopServices.openUrl(QUrl(address)):
            told = "No mail program is set up on this computer. The letter is kept here; copy it into your web mail."
            self._kit.tasks.problem.emit(Problem(told))
