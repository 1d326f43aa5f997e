"""The fields of a mail account.

The password lives in its field alone, echoed as dots: nothing here copies it into a label, a name or a message.
"""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from companion.core.account import Account, Security, what_to_know
from companion.core.problem import Problem
from companion.desktop.form import Form
from companion.desktop.labels import plain_label
from companion.desktop.theme import Space
from companion.services.accounts import AccountDraft

_NAMES = {Security.TLS: "TLS", Security.STARTTLS: "STARTTLS"}
_CHOICES = tuple(_NAMES)


class AccountForm(QWidget):
    """Address, name, server, port, security, user and password."""

    entered = Signal()
    """Enter in one of the fields."""

    session_asked = Signal()
    """Keep the password for this session only."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.address, self._name, self._host, self._user, self._password = (QLineEdit() for _ in range(5))
        self._password.setEchoMode(QLineEdit.EchoMode.Password)
        self._port = QLineEdit()
        self._security = QComboBox()
        self._security.addItems([_NAMES[choice] for choice in _CHOICES])
        self._before = Security.TLS
        self._know_words = plain_label(wrap=True)
        self._know = _bar(self._know_words)
        self._session = QPushButton("Keep it for this session only")
        self._session.setAutoDefault(True)
        self._session.hide()
        self._lay_out()
        for line in (self.address, self._name, self._host, self._port, self._user, self._password):
            line.returnPressed.connect(self.entered)
        self.address.textEdited.connect(self._on_address)
        self._security.currentIndexChanged.connect(self._on_security)
        self._password.textEdited.connect(self._session.hide)
        self._session.clicked.connect(self.session_asked)
        self.show_account(None)

    def show_account(self, account: Account | None) -> None:
        """Fills the fields from an account, or empties them; the password field is always emptied."""
        self.clear_errors()
        self.address.setText(account.address if account else "")
        self._name.setText(account.name if account else "")
        self._host.setText(account.host if account else "")
        self._user.setText(account.user if account and account.user != account.address else "")
        security = account.security if account else Security.TLS
        with QSignalBlocker(self._security):
            self._security.setCurrentIndex(_CHOICES.index(security))
        self._before = security
        self._port.setText(str(account.port if account else security.usual_port))
        self._password.clear()
        self._password.setPlaceholderText("Kept; leave this empty to keep it" if account else "")
        for line in (self.address, self._name, self._host, self._user):
            line.setCursorPosition(0)
        self._on_address(self.address.text())

    def draft(self) -> AccountDraft:
        """What the fields hold, without the password; a port that is no number becomes 0, which is refused."""
        port = self._port.text().strip()[:9]
        return AccountDraft(
            self.address.text().strip(),
            self._host.text(),
            int(port) if port.isascii() and port.isdecimal() else 0,
            _CHOICES[self._security.currentIndex()],
            self._user.text(),
            self._name.text(),
        )

    def password(self) -> str:
        return self._password.text()

    def clear_password(self) -> None:
        self._password.clear()
        self._session.hide()

    def show_problem(self, problem: Problem) -> bool:
        """Shows it beside its field; False if it is about none."""
        return any(form.show_problem(problem) for form in self._forms)

    def offer_session(self, problem: Problem) -> None:
        """The keyring can't keep the password: says why beside it, and offers the session."""
        self.show_problem(Problem(problem.sentence, field="password"))
        self._session.show()

    def clear_errors(self) -> None:
        for form in self._forms:
            form.clear_errors()
        self._session.hide()

    def _lay_out(self) -> None:
        who, where, how, port, login = self._forms = tuple(Form() for _ in range(5))
        who.add("Address", self.address, key="address")
        who.add_wide(self._know)
        who.add("Your name", self._name, key="name", hint="As it stands under your letters.")
        where.add("Server", self._host, key="host")
        how.add("Security", self._security, key="security")
        port.add("Port", self._port, key="port")
        login.add("User", self._user, key="user")
        login.add("Password", self._password, key="password")
        login.add_wide(self._session)
        beside = QHBoxLayout()
        beside.setSpacing(Space.S)
        for form, share in ((where, 4), (how, 2), (port, 1)):
            beside.addWidget(form, share, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        column.addWidget(who)
        column.addLayout(beside)
        column.addWidget(login)

    @Slot(str)
    def _on_address(self, typed: str) -> None:
        address = typed.strip()
        domain = address.partition("@")[2]
        # a guess is shown as an example, never filled in: a wrong server would get the password
        self._host.setPlaceholderText(f"smtp.{domain}" if "." in domain else "smtp.example.org")
        self._user.setPlaceholderText(address or "Your address, if nothing else is said")
        words = what_to_know(address)
        self._know_words.setText(words)
        self._know.setVisible(bool(words))
        self.address.setAccessibleDescription(words)

    @Slot()
    def _on_security(self) -> None:
        chosen = _CHOICES[self._security.currentIndex()]
        if self._port.text() == str(self._before.usual_port):
            self._port.setText(str(chosen.usual_port))
        self._before = chosen


def _bar(words: QWidget) -> QFrame:
    frame = QFrame()
    frame.setProperty("kind", "bar")
    row = QHBoxLayout(frame)
    row.setContentsMargins(Space.S, Space.XS, Space.S, Space.XS)
    row.addWidget(words)
    return frame
