"""What happened at a company before, beside the field in which its name is typed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from companion.core.application import ApplicationRow
from companion.core.company import before_here
from companion.core.problem import Problem
from companion.desktop.kit import Kit
from companion.desktop.labels import plain_label
from companion.desktop.tasks import Job, Lane
from companion.desktop.theme import Space, make_quiet
from companion.services.applications import Applications
from companion.ui.applications import words
from companion.ui.applications.timeline import flowing

MOST_SHOWN: Final = 4
_ASK_AFTER_MS: Final = 200
"""How long nothing is typed before the list is asked."""


class KnownHere(QFrame):
    """Hidden where nothing is known. company: the field. besides: the id of the application that it is about itself."""

    asked = Signal(str)
    """The id of an application to look at."""

    def __init__(
        self, kit: Kit, applications: Applications, company: QLineEdit, parent: QWidget, *, besides: str = ""
    ) -> None:
        super().__init__(parent)
        self._kit, self._applications, self._company, self._besides = kit, applications, company, besides
        self._asking: Job | None = None
        self._rows: tuple[ApplicationRow, ...] = ()
        self.setProperty("kind", "bar")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(Space.S, Space.XS, Space.XS, Space.XS)
        self._column.setSpacing(Space.XXS)
        self._inside: QWidget | None = None
        self._later = QTimer(self, singleShot=True, interval=_ASK_AFTER_MS)
        self._later.timeout.connect(self.look)
        company.textChanged.connect(self._typed)
        self.hide()

    @Slot()
    def _typed(self) -> None:
        if self._asking is not None:
            self._asking.cancel()
        self._later.start()

    @Slot()
    def look(self) -> None:
        """Asks what is known of the company that the field names."""
        ask = partial(self._applications.known_at, self._company.text(), besides=self._besides)
        self._asking = self._kit.tasks.run(Lane.READ, ask, done=self.show_rows, failed=self._unknown, owner=self)

    @Slot(object)
    def _unknown(self, _problem: Problem) -> None:
        """It is a help and no more: what is wrong is said when it is saved."""
        self.show_rows(())

    @Slot(object)
    def show_rows(self, rows: Sequence[ApplicationRow]) -> None:
        """These are at the same company."""
        if tuple(rows) == self._rows:
            return
        self._rows = tuple(rows)
        if self._inside is not None:
            self._inside.deleteLater()
            self._inside = None
        if rows:
            self._inside = self._made(rows)
            self._column.addWidget(self._inside)
        self.setVisible(bool(rows))

    def _made(self, rows: Sequence[ApplicationRow]) -> QWidget:
        inside = QWidget(self)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.XXS)
        sentence = f"You have {'an application' if len(rows) == 1 else 'applications'} here already:"
        column.addWidget(plain_label(sentence, role="small", wrap=True, parent=inside))
        now, zone = self._kit.clock.now(), self._kit.clock.zone()
        for number, row in enumerate(rows[:MOST_SHOWN]):
            told = before_here((row,), now, zone)
            if words.named(row).casefold() != words.named(rows[0]).casefold() or number == 0:
                told = f"{words.isolated(words.named(row))} · {told}"
            line = QHBoxLayout()
            line.addWidget(flowing(told, inside), 1)
            open_ = QPushButton("Open", inside)
            open_.setObjectName(row.id)
            open_.setAccessibleName(f"Open {told}")
            open_.setAutoDefault(False)
            make_quiet(open_)
            open_.clicked.connect(self._ask)
            line.addWidget(open_)
            column.addLayout(line)
        if len(rows) > MOST_SHOWN:
            column.addWidget(plain_label(f"And {len(rows) - MOST_SHOWN} more.", role="small", parent=inside))
        return inside

    @Slot()
    def _ask(self) -> None:
        self.asked.emit(self.sender().objectName())
