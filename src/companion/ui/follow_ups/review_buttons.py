"""The buttons below a letter, in two rows, so that they also fit a narrow window with large text."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from companion.desktop.kit import Kit
from companion.desktop.labels import plain_tooltip
from companion.desktop.theme import Space, Token, make_primary, make_quiet
from companion.ui.follow_ups.send_at import SendAtMenu

_SEND: Final = "Ctrl+Enter. For ten seconds it can be undone."


class ReviewButtons(QWidget):
    """What can be done with the letter. count: what to show at the end of the first row."""

    def __init__(self, kit: Kit, count: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.later = _button("Later", "In three hours you are told again, or when your working hours begin next.")
        self.not_this = _button("Not this one", "It is not offered again.")
        self.cancel = _button("Cancel", "Esc. What you typed is kept.")
        self.program = _button("Open in my mail program", "Needs no account here.")
        self.send_at = _button("Send at…", "It leaves at a moment that you choose.")
        self.times = SendAtMenu(kit, self)
        self.send_at.setMenu(self.times)
        self.send = _button("Send", _SEND)
        self.later.setIcon(kit.icons.icon("clock", Token.PINE))
        self.program.setIcon(kit.icons.icon("external-link"))
        self.send.setIcon(kit.icons.icon("send", Token.ON_PINE))
        make_primary(self.send)
        make_quiet(self.later)
        make_quiet(self.not_this)
        self.send_at.setIcon(kit.icons.icon("clock"))
        self.send.setEnabled(False)
        self.send_at.setEnabled(False)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(Space.XS)
        aside = QHBoxLayout()
        aside.addWidget(self.later)
        aside.addWidget(self.not_this)
        aside.addStretch(1)
        aside.addWidget(count)
        main = QHBoxLayout()
        main.setSpacing(Space.XS)
        main.addStretch(1)
        for button in (self.cancel, self.program, self.send_at, self.send):
            main.addWidget(button)
        rows.addLayout(aside)
        rows.addLayout(main)

    def stop_sending(self, reasons: str) -> None:
        """Why the letter can't be sent as it is; "" if it can."""
        self.send.setEnabled(not reasons)
        self.send_at.setEnabled(not reasons)
        self.send.setAccessibleDescription(f"Needs first: {reasons}" if reasons else _SEND)


def _button(words: str, tip: str) -> QPushButton:
    button = QPushButton(words)
    button.setAutoDefault(True)
    plain_tooltip(button, tip)
    return button
