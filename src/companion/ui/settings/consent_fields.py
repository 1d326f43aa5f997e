"""In place of a password: the client id, the provider's pages where nobody knows them, and the consent itself."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget

from companion.core.account import EXAMPLES, Account
from companion.core.oauth import Endpoints
from companion.core.problem import Problem
from companion.desktop.announce import announce
from companion.desktop.form import Form
from companion.desktop.labels import plain_label
from companion.desktop.theme import Space
from companion.services.consents import Given


class ConsentFields(QWidget):
    """Client id, its secret where there is one, where a provider outside the table is asked, and the button that asks.
    A consent that was given is held until it is saved; what is asked for changes, and it is none any more.
    """

    asked = Signal()

    entered = Signal()
    """Enter in one of the fields."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._given: Given | None = None
        self.client_id, self._client_secret = QLineEdit(), QLineEdit()
        self._client_secret.setEchoMode(QLineEdit.EchoMode.Password)
        self._authorize_url, self._token_url, self._scope = QLineEdit(), QLineEdit(), QLineEdit()
        self._form, self._places = Form(), Form()
        hint = "Your own, made once at the provider; docs/mail-accounts.md says how, step by step."
        self._form.add("Client id", self.client_id, key="client_id", hint=hint)
        self._form.add("Client secret", self._client_secret, key="client_secret")
        hint = "This page and the next stand in your provider’s help for mail programs."
        self._places.add("Consent page", self._authorize_url, key="authorize_url", hint=hint)
        self._places.add("Token page", self._token_url, key="token_url")
        hint = "As your provider says it; “offline_access” often lets a consent last."
        self._places.add("Scope", self._scope, key="scope", hint=hint)
        self._places.setContentsMargins(0, Space.M - Space.S, 0, 0)
        for line, key in (
            (self._authorize_url, "authorize_url"),
            (self._token_url, "token_url"),
            (self._scope, "scope"),
        ):
            line.setPlaceholderText(EXAMPLES[key])
        self.button = QPushButton("Consent in the browser…")
        self.button.setAutoDefault(True)
        self._state = plain_label(role="small", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addWidget(self._form)
        column.addWidget(self._places)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._state)
        self.button.clicked.connect(self.asked)
        for line in (self.client_id, self._client_secret, self._authorize_url, self._token_url, self._scope):
            line.textEdited.connect(self._on_edited)
            line.returnPressed.connect(self.entered)

    @property
    def given(self) -> Given | None:
        return self._given

    def client_secret(self) -> str:
        return self._client_secret.text()

    def ask_for_places(self, *, wanted: bool) -> None:
        """Whether the user has to say where this provider is asked."""
        self._places.setVisible(wanted)

    def places(self) -> Endpoints:
        """What the user said of that."""
        return Endpoints(self._authorize_url.text().strip(), self._token_url.text().strip(), self._scope.text().strip())

    def show_account(self, account: Account | None) -> None:
        """What is kept of this account; its consent is in the keyring."""
        self.client_id.setText(account.client_id if account else "")
        self._authorize_url.setText(account.authorize_url if account else "")
        self._token_url.setText(account.token_url if account else "")
        self._scope.setText(account.scope if account else "")
        for line in (self.client_id, self._authorize_url, self._token_url, self._scope):
            line.setCursorPosition(0)
        kept = account is not None and account.client_id != ""
        empty = "Kept; leave this empty to keep it" if kept else "Only if your provider gave one with the client id"
        self._client_secret.setPlaceholderText(empty)
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
            shown = self._places.isVisibleTo(self) and self._places.show_problem(problem)
            return shown or self._form.show_problem(problem)
        self._say(problem.sentence)
        self.button.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def clear_errors(self) -> None:
        self._form.clear_errors()
        self._places.clear_errors()

    def _say(self, words: str) -> None:
        self._state.setText(words)
        self._state.setVisible(bool(words))
        self.button.setAccessibleDescription(words)
