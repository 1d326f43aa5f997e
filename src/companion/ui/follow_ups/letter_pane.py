"""Beside the list: what is known of the selected letter, and what can be done with it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from companion.core.follow_up import Closed
from companion.core.outbox import NEXT, LetterState
from companion.desktop.flowing_text import FlowingText
from companion.desktop.kit import Kit
from companion.desktop.labels import plain_label, plain_tooltip
from companion.desktop.theme import Space, Token, make_primary, make_quiet
from companion.ui.follow_ups.rows import Row, Section, waits
from companion.ui.follow_ups.send_at import SendAtMenu


class Deed(StrEnum):
    """What can be done; the value is the word on its button."""

    SEND = "Send"
    REVIEW = "Review…"
    LATER = "Later"
    NOT_THIS = "Not this one"
    NOW = "Send now"
    TIME = "Change time…"
    BACK = "Take back"
    ARRIVED = "It did arrive"
    AGAIN = "Send again"
    LEAVE = "Leave it"
    RENEW = "Offer it again"
    OLDER = "Show older"
    SAVE = "Save as .eml…"


_TIPS = {
    Deed.SEND: "One click; for ten seconds it can be undone.",
    Deed.REVIEW: "Enter. Read and change it first.",
    Deed.LATER: "In three hours you are told again, or when your working hours begin next.",
    Deed.NOT_THIS: "Delete. It is not offered again.",
    Deed.NOW: "It leaves at once, without waiting for its time.",
    Deed.TIME: "It leaves at another moment.",
    Deed.BACK: "Takes the letter back; it is due again.",
    Deed.ARRIVED: "You found it in the Sent folder.",
    Deed.AGAIN: "The same letter goes once more.",
    Deed.LEAVE: "It is neither sent nor offered again.",
    Deed.RENEW: "The letter is due again.",
    Deed.OLDER: "Enter. Reads a hundred more.",
    Deed.SAVE: "The letter exactly as it goes over the wire, as a file that mail programs open.",
}
_ICONS = {
    Deed.REVIEW: "pencil",
    Deed.LATER: "clock",
    Deed.NOT_THIS: "x",
    Deed.NOW: "send",
    Deed.TIME: "clock",
    Deed.BACK: "undo-2",
    Deed.ARRIVED: "check",
    Deed.AGAIN: "rotate-ccw",
    Deed.LEAVE: "archive",
    Deed.RENEW: "undo-2",
    Deed.OLDER: "chevron-down",
    Deed.SAVE: "download",
}


def deeds_for(row: Row | None, now: datetime) -> tuple[Deed, ...]:
    """What can be done with what is in this row."""
    if row is None or row.is_heading:
        return ()
    if row.older:
        return (Deed.OLDER,)
    match row.section:
        case Section.DUE:
            return (Deed.SEND, Deed.REVIEW, Deed.LATER, Deed.NOT_THIS)
        case Section.CLOSED:
            deeds = (Deed.RENEW,) if _can_be_offered(row, now) else ()
        case Section.ON_THE_WAY:
            deeds = (*_waiting(row, now), Deed.SAVE)
        case Section.TROUBLED:
            may_have_arrived = row.letter is not None and LetterState.SENT in NEXT[row.letter.state]
            deeds = (*((Deed.ARRIVED,) if may_have_arrived else ()), Deed.AGAIN, Deed.LEAVE, Deed.SAVE)
        case _:
            deeds = (Deed.SAVE,)
    return deeds


def _can_be_offered(row: Row, now: datetime) -> bool:
    follow_up = row.line.follow_up if row.line else None
    return follow_up is not None and follow_up.closed is Closed.DISMISSED and now <= follow_up.useful_until


def _waiting(row: Row, now: datetime) -> tuple[Deed, ...]:
    """While a letter has its seconds to be taken back there is no "Send now": it would come to stand under the pointer
    of somebody who clicks "Send" twice.
    """
    if row.letter is None or LetterState.TAKEN_BACK not in NEXT[row.letter.state]:
        return ()
    return (Deed.NOW, Deed.TIME, Deed.BACK) if waits(row.letter, now) else (Deed.BACK,)


class LetterPane(QWidget):
    """Title, facts, the server's words under "Details", and the buttons that fit. times: the menu of "Change time…"."""

    asked = Signal(object)
    """A Deed, for the row shown last."""

    def __init__(self, kit: Kit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._now = kit.clock.now
        self._title = FlowingText(kit.theme, role="title", most_lines=3, strong=True)
        self._facts = FlowingText(kit.theme)
        self._more = QPushButton("Details")
        self._more.setCheckable(True)
        self._more.setAutoDefault(True)
        make_quiet(self._more)
        self._details = plain_label(role="small", wrap=True, selectable=True)
        self._details.setMinimumWidth(1)  # a server's longest word must not widen the window
        self._more.toggled.connect(self._details.setVisible)
        self.times = SendAtMenu(kit, self)
        self._buttons = {deed: self._button(kit, deed) for deed in Deed}
        self._buttons[Deed.TIME].setMenu(self.times)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.S, Space.S, Space.XXS, 0)
        column.setSpacing(Space.XS)
        column.addWidget(self._title)
        column.addWidget(self._facts)
        column.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._details)
        column.addSpacing(Space.XS)
        for button in self._buttons.values():
            column.addWidget(button)
        column.addStretch(1)
        self.show_row(None)

    def show_row(self, row: Row | None) -> None:
        """Tells of this row; None for nothing."""
        self._title.set_text(row.title if row else "")
        self._facts.set_text(row.facts if row else "")
        details = row.details if row else ""
        if details != self._details.text():
            self._more.setChecked(False)
        self._details.setText(details)
        self._more.setVisible(bool(details))
        self._details.setVisible(bool(details) and self._more.isChecked())
        self.times.theirs = row.line.zone if row and row.line else ""
        deeds = deeds_for(row, self._now())
        for deed, button in self._buttons.items():
            button.setVisible(deed in deeds)

    def add_before(self, deed: Deed, button: QWidget) -> None:
        """Puts another button above that one; whoever made it shows and hides it."""
        column = self.layout()
        if isinstance(column, QVBoxLayout):
            column.insertWidget(column.indexOf(self._buttons[deed]), button)

    def _button(self, kit: Kit, deed: Deed) -> QPushButton:
        button = QPushButton(deed.value, self)
        button.setProperty("deed", deed.name)
        button.setAutoDefault(True)
        plain_tooltip(button, _TIPS[deed])
        if deed is Deed.SEND:
            make_primary(button)
            button.setIcon(kit.icons.icon("send", Token.ON_PINE))
        else:
            button.setIcon(kit.icons.icon(_ICONS[deed]))
        button.clicked.connect(self._on_clicked)
        return button

    @Slot()
    def _on_clicked(self) -> None:
        pressed = self.sender()
        for deed, button in self._buttons.items():
            if button is pressed:
                self.asked.emit(deed)
