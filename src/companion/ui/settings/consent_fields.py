"""In place of a password: the client id, and the consent in the browser."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget

from companion.core.account import Account
from companion.core.problem import Problem
from companion.desktop.announce import announce
from companion.desktop.form import Form
from companion.desktop.labels import plain_label
from companion.desktop.theme import Space
from companion.services.consents import Given


class ConsentFields(QWidget):
    """Client id, its secret where there is one, and the button that asks. A consent that was given is held until it is
    saved; what is asked for changes, and it is none any more.
    """

    asked = Signal()

    entered = Signal()
    """Enter in one of the fields."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._given: Given | None = None
        self.client_id, self._client_secret = QLineEdit(), QLineEdit()
        self._client_secret.setEchoMode(QLineEdit.EchoMode.Password)
        self._client_secret.setPlaceholderText("Only if your provider gave one with the client id")
        self._form = Form()
        hint = "Your own, made once at the provider; docs/mail-accounts.md says how, step by step."
        self._form.add("Client id", self.client_id, key="client_id", hint=hint)
        self._form.add("Client secret", self._client_secret, key="client_secret")
        self.button = QPushButton("Consent in the browser…")
        self.button.setAutoDefault(True)
        self._state = plain_label(role="small", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addWidget(self._form)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._state)
        self.button.clicked.connect(self.asked)
        for line in (self.client_id, self._client_secret):
            line.textEdited.connect(self._on_edited)
            line.returnPressed.connect(self.entered)

    @property
    def given(self) -> Given | None:
        return self._given

    def client_secret(self) -> str:
        return self._client_secret.text()

    def show_account(self, account: Account | None) -> None:
        """What is kept of this account; its consent is in the keyring."""
        self.client_id.setText(account.client_id if account else "")
        self.forget()
        if account is not None and account.client_id:
            self._say("Kept; consent again only if the provider asks for it.")

    def show_given(self, given: Given) -> None:
        """A consent came back from the browser."""
        self._given = given
        self._client_secret.clear()
        self._say("The consent was given. Save keeps it.")
        announce(self, self._state.text())

    def forget(self) -> None:
        """There is no consent here, or it was for something else."""
        self._client_secret.clear()
        self._on_edited()

    @Slot()
    def _on_edited(self) -> None:
        self._given = None
        self._say("")

    def show_problem(self, problem: Problem) -> bool:
        """Shows it here if it is about the consent."""
        if problem.field != "consent":
            return self._form.show_problem(problem)
        self._say(problem.sentence)
        self.button.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def clear_errors(self) -> None:
        self._form.clear_errors()

    def _say(self, words: str) -> None:
        self._state.setText(words)
        self._state.setVisible(bool(words))
        self.button.setAccessibleDescription(words)
