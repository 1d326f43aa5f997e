"""The rows of the detail pane: what happened, the letters, and what is due.

Each row is made once from values and never changes; a changed story makes new rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final

from PySide6.QtCore import QSize, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from companion.core import moments
from companion.core.application import Contact, Event, EventKind
from companion.core.calendar_event import addresses_in
from companion.core.outbox import OutboxLetter
from companion.desktop.icons import Icons
from companion.desktop.labels import Role, plain_label, plain_tooltip
from companion.desktop.theme import Space, Token, make_primary, make_quiet
from companion.services.agenda import DueLetter
from companion.ui.applications import words
from companion.ui.applications.flow import Flow

ICONS: Final = {
    EventKind.SAVED: "plus",
    EventKind.APPLIED: "send",
    EventKind.REPLY: "message-square",
    EventKind.SCREENING: "phone",
    EventKind.ASSESSMENT: "clipboard-list",
    EventKind.INTERVIEW: "users",
    EventKind.OFFER: "handshake",
    EventKind.ACCEPTED: "check",
    EventKind.REJECTED: "x",
    EventKind.WITHDRAWN: "archive",
    EventKind.QUIET: "moon",
    EventKind.NOTE: "pencil",
}


@dataclass(frozen=True, slots=True)
class Present:
    """Now, in the user's zone, and the icons: what every row is drawn with."""

    now: datetime
    zone: tzinfo
    icons: Icons

    def words(self, moment: datetime) -> str:
        return moments.moment_in_words(moment, now=self.now, zone=self.zone)


def flowing(text: str, parent: QWidget, *, role: Role = "body", selectable: bool = False) -> QLabel:
    """A label that can take any text from outside: it breaks endless words and starts where the window's text starts.

    Without the latter a name in another direction would stand at the far side, away from what belongs to it.
    """
    label = plain_label(words.breakable(text), role=role, wrap=True, selectable=selectable, parent=parent)
    mirrored = parent.layoutDirection() == Qt.LayoutDirection.RightToLeft
    start = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
    label.setAlignment(start | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter)
    return label


def small_button(present: Present, icon: str, name: str, tip: str, parent: QWidget) -> QToolButton:
    """A quiet button that is only an icon; name: for assistive technology."""
    button = QToolButton(parent)
    button.setIcon(present.icons.icon(icon, Token.QUIET))
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    button.setAccessibleName(name)
    plain_tooltip(button, tip)
    return button


class Row(QFrame):
    """An icon, and a column of lines beside it; the first line ends with when it was."""

    def __init__(self, present: Present, icon: str, title: str, when: datetime, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        sign = plain_label(parent=self)
        sign.setPixmap(present.icons.icon(icon, Token.QUIET).pixmap(QSize(16, 16), self.devicePixelRatio()))
        when_and_what = Flow(self, between_lines=0)
        moment = plain_label(present.words(when), role="small", parent=self)
        plain_tooltip(moment, words.exact(when, present.zone))
        self.spoken = f"{title}, {present.words(when)}"
        self.head = QHBoxLayout()
        self.head.setSpacing(Space.XS)
        when_and_what.add(plain_label(title, parent=self))
        when_and_what.add(moment)
        self.head.addWidget(when_and_what, 1)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, Space.XXS, 0, Space.XXS)
        self._grid.setHorizontalSpacing(Space.S)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(1, 1)
        self._grid.addWidget(sign, 0, 0)
        self._grid.addLayout(self.head, 0, 1)

    def add_line(self, text: str, *, quiet: bool = False) -> QLabel | None:
        """A line below the others; "" adds none."""
        if not text:
            return None
        line = flowing(text, self, role="small" if quiet else "body")
        self._grid.addWidget(line, self._grid.rowCount(), 1)
        return line

    def add_button(self, present: Present, icon: str, verb: str, name: str) -> QToolButton:
        """A small button at the end of the first line. name: what it is found again by when the pane is drawn anew."""
        button = small_button(present, icon, f"{verb}: {self.spoken}", f"{verb} this entry", self)
        button.setObjectName(name)
        self.head.addWidget(button)
        return button


class EventRow(Row):
    """Something that happened, with buttons to change and to delete it."""

    edit_asked = Signal(object)
    delete_asked = Signal(object)
    calendar_asked = Signal(object)
    """All three: the Event."""

    def __init__(
        self,
        present: Present,
        event: Event,
        contact: Contact | None,
        parent: QWidget | None = None,
        *,
        round_: int = 0,
    ) -> None:
        """round_: see core.application.round_of."""
        super().__init__(present, ICONS[event.kind], words.event_title(event.kind, round_), event.at, parent)
        self._event = event
        self._call = QUrl(next(iter(addresses_in(event.place)), ""))
        self.add_line(words.event_there(event, present.now, present.zone), quiet=True)
        self.add_line(words.event_facts(event, contact), quiet=True)
        self.add_line(words.event_where(event), quiet=True)
        self.add_line(words.event_said(event))
        self.add_line(words.event_fit(event), quiet=True)
        if self._call.isValid():
            call = self.add_button(present, "external-link", "Open the call of", f"call {event.id}")
            plain_tooltip(call, self._call.toString())
            call.clicked.connect(self._open_call)
        if event.kind is EventKind.INTERVIEW:
            save = self.add_button(present, "calendar", "Save as calendar file", f"calendar {event.id}")
            plain_tooltip(save, "Save as calendar file…")
            save.clicked.connect(self._save)
        edit = self.add_button(present, "pencil", "Edit", f"edit {event.id}")
        edit.clicked.connect(self._edit)
        delete = self.add_button(present, "trash-2", "Delete", f"delete {event.id}")
        delete.clicked.connect(self._delete)

    @Slot()
    def _edit(self) -> None:
        self.edit_asked.emit(self._event)

    @Slot()
    def _delete(self) -> None:
        self.delete_asked.emit(self._event)

    @Slot()
    def _save(self) -> None:
        self.calendar_asked.emit(self._event)

    @Slot()
    def _open_call(self) -> None:
        QDesktopServices.openUrl(self._call)


class LetterRow(Row):
    """A letter on its way or sent: to whom, and what came back (came); the server's own words under "Details"."""

    save_asked = Signal(object)

    def __init__(
        self, present: Present, letter: OutboxLetter, came: Event | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(present, "mail", letter.kind.words, letter.state_at, parent)
        self._letter = letter
        self.add_line(f"{letter.state.words} · to {letter.recipient}", quiet=True)
        self.add_line(words.letter_facts(letter, came, present.now, present.zone))
        said = f"“{letter.subject}”\n{letter.server_words}" if letter.server_words else ""
        self._details = self.add_line(said, quiet=True)
        if self._details is not None:
            self._details.hide()
            self._more = QPushButton("Details", self)
            self._more.setObjectName(f"details {letter.id}")
            self._more.setCheckable(True)
            self._more.setAccessibleDescription(self.spoken)
            make_quiet(self._more)
            self._more.toggled.connect(self._details.setVisible)
            self.head.addWidget(self._more)
        save = small_button(present, "download", f"Save as .eml: {self.spoken}", "Save this letter as .eml…", self)
        save.setObjectName(f"save {letter.id}")
        save.clicked.connect(self._save)
        self.head.addWidget(save)

    @Slot()
    def _save(self) -> None:
        self.save_asked.emit(self._letter)


class DueRow(QFrame):
    """A letter that waits for the user's click, and the way to it."""

    review_asked = Signal(str)

    def __init__(self, present: Present, due: DueLetter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "bar")
        self._key = due.follow_up.id
        when = words.due_words(due.follow_up, present.now, present.zone)
        sentence = flowing(f"{due.words} · {when}", self)
        plain_tooltip(sentence, words.exact(due.follow_up.due_at, present.zone))
        review = QPushButton("Review…", self)
        review.setObjectName(f"review {self._key}")
        review.setAccessibleDescription(due.words)
        if due.follow_up.is_due(present.now):
            make_primary(review)
        review.clicked.connect(self._review)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.S, Space.XS, Space.XS, Space.XS)
        row.setSpacing(Space.S)
        row.addWidget(sentence, 1)
        row.addWidget(review)

    @Slot()
    def _review(self) -> None:
        self.review_asked.emit(self._key)
