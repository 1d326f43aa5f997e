"""What was found out about an address, for the user to confirm before anything is typed or sent."""

from __future__ import annotations

from PySide6.QtCore import QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from companion.core.provider import Accepts, Found
from companion.desktop.announce import announce
from companion.desktop.labels import plain_label
from companion.desktop.theme import Space, make_card, make_primary, make_quiet


class FoundCard(QFrame):
    """Provider, servers, user, where it comes from, and what the provider accepts. Hidden while there is nothing."""

    used = Signal(object)
    """These settings are the right ones: the Found."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        make_card(self)
        self._found: Found | None = None
        self._provider = plain_label(role="title", wrap=True)
        self._servers = plain_label(wrap=True, selectable=True)
        self._to_know = plain_label(wrap=True)
        self._source = plain_label(role="small", wrap=True)
        self.use, self._help = QPushButton("Use these settings"), QPushButton("Help page")
        make_primary(self.use)
        make_quiet(self._help)
        buttons = QHBoxLayout()
        for button in (self._help, self.use):
            button.setAutoDefault(True)
        buttons.addWidget(self._help)
        buttons.addStretch(1)
        buttons.addWidget(self.use)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        column.setSpacing(Space.XS)
        for label in (self._provider, self._to_know, self._servers, self._source):
            column.addWidget(label)
        column.addLayout(buttons)
        self.use.clicked.connect(self._on_use)
        self._help.clicked.connect(self._on_help)
        self.hide()

    def show_found(self, found: Found) -> None:
        """Shows it, with the keyboard on what can be done with it."""
        self._found = found
        sentences = (f"It looks like {found.provider}.", found.to_know, *_servers(found), found.source.words)
        self._provider.setText(found.provider)
        self._to_know.setText(found.to_know)
        self._to_know.setVisible(bool(found.to_know))
        self._servers.setText("\n".join(_servers(found)))
        self._source.setText(found.source.words)
        self._help.setVisible(found.help.startswith("https://"))
        self._help.setAccessibleDescription(found.help)
        self.use.setVisible(found.accepts is not Accepts.OAUTH or found.oauth is not None)
        words = " ".join(sentence for sentence in sentences if sentence)
        self.setAccessibleName(words)
        self.use.setAccessibleDescription(words)
        self.show()
        announce(self, words)

    def clear(self) -> None:
        self._found = None
        self.hide()

    @Slot()
    def _on_use(self) -> None:
        if self._found is not None:
            self.used.emit(self._found)

    @Slot()
    def _on_help(self) -> None:
        if self._found is not None:
            QDesktopServices.openUrl(QUrl(self._found.help, QUrl.ParsingMode.StrictMode))


def _servers(found: Found) -> tuple[str, ...]:
    where = found.imap.words if found.imap else "not known; letters can be sent without it"
    return (f"Sends through: {found.smtp.words}", f"Sent mailbox: {where}", f"User: {found.user}")
