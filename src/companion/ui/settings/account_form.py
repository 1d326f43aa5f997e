"""The fields of a mail account, in two steps: who you are, then what was found or is entered by hand.

The password lives in its field alone, echoed as dots: nothing here copies it into a label, a name or a message.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from companion.core import provider as table
from companion.core.account import Account, Auth, Security
from companion.core.oauth import Endpoints
from companion.core.problem import Problem
from companion.core.provider import Found, Provider, Ways
from companion.desktop.form import Form
from companion.desktop.labels import plain_label
from companion.desktop.theme import Space, make_primary, make_quiet
from companion.services.accounts import AccountDraft
from companion.ui.settings.consent_fields import ConsentFields
from companion.ui.settings.found_card import FoundCard
from companion.ui.settings.server_fields import Labels, ServerFields

_SENDS = Labels("Server", "Security", "Port")
_KEEPS = Labels("Sent mailbox server", "Mailbox security", "Mailbox port", key="imap_")


class AccountForm(QWidget):
    """Address and name; then servers, user and password. The second step is hidden until it is asked for."""

    entered = Signal()
    """Enter in one of the fields of the second step."""

    find_asked = Signal()
    """The settings of the address are to be looked for."""

    step_changed = Signal()

    focus_moved = Signal()
    """The keyboard went to a field that may be out of view."""

    session_asked = Signal()
    """Keep the password for this session only."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._providers: Sequence[Provider] = ()
        self._id = ""
        self.address, self._name, self._user, self._password = (QLineEdit() for _ in range(4))
        self._password.setEchoMode(QLineEdit.EchoMode.Password)
        self._sends = ServerFields(_SENDS, lambda security: security.usual_port)
        self._keeps = ServerFields(_KEEPS, lambda security: security.usual_imap_port)
        self.find_button, self._by_hand = QPushButton("Find settings"), QPushButton("Enter by hand")
        self.card = FoundCard()
        self._know_words = plain_label(wrap=True)
        self._know = _bar(self._know_words)
        self._session = QPushButton("Keep it for this session only")
        self._session.setAutoDefault(True)
        self._session.hide()
        self.consent = ConsentFields()
        self._kept: Account | None = None
        self._prefers_consent = False
        self._instead = QPushButton()
        self._instead.setAutoDefault(True)
        make_quiet(self._instead)
        self._details = QWidget()
        self._lay_out()
        self._connect()
        self.show_account(None)

    def set_providers(self, providers: Sequence[Provider]) -> None:
        """The known ones, for what is said while an address is typed."""
        self._providers = providers
        self._say_what_to_know()

    @property
    def has_details(self) -> bool:
        """Whether the second step is shown, so that there is something to test and to save."""
        return not self._details.isHidden()

    def show_account(self, account: Account | None) -> None:
        """Fills the fields from an account, or empties them for a new one; the password is always emptied."""
        self.clear_errors()
        self._id = account.id if account else ""
        self._kept = account
        self._prefers_consent = account is not None and account.auth is Auth.OAUTH
        self.consent.show_account(account)
        self.address.setText(account.address if account else "")
        self._name.setText(account.name if account else "")
        self._user.setText(account.user if account and account.user != account.address else "")
        if account:
            self._sends.fill(account.host, account.port, account.security)
            self._keeps.fill(account.imap_host, account.imap_port, account.imap_security)
        else:
            for fields in (self._sends, self._keeps):
                fields.fill("", None, Security.TLS)
        self._password.clear()
        self._password.setPlaceholderText("Kept; leave this empty to keep it" if account else "")
        for line in (self.address, self._name, self._user):
            line.setCursorPosition(0)
        self.card.clear()
        self._set_step(details=account is not None)
        self._say_what_to_know()

    def show_found(self, found: Found) -> None:
        """Shows what was found, to be confirmed."""
        self.card.show_found(found)
        focus = self._by_hand if self.card.use.isHidden() and not self.has_details else self.card.use
        self._emphasise_find(on=self.card.use.isHidden() and not self.has_details)
        self._go_to(focus)

    def draft(self) -> AccountDraft:
        """What the fields hold, without the password."""
        draft = AccountDraft(
            self.address.text().strip(),
            self._sends.host.text(),
            self._sends.port,
            self._sends.security,
            self._user.text(),
            self._name.text(),
            self._id,
            self._keeps.host.text(),
            self._keeps.port,
            self._keeps.security,
        )
        endpoints = self._endpoints()
        if endpoints is None:
            return draft
        return replace(
            draft,
            auth=Auth.OAUTH,
            authorize_url=endpoints.authorize_url,
            token_url=endpoints.token_url,
            client_id=self.consent.client_id.text().strip(),
            scope=endpoints.scope,
        )

    @property
    def consents(self) -> bool:
        """Whether this account takes a consent in place of a password."""
        ways = self._ways()
        return ways.consent and (ways.alone or self._prefers_consent)

    def _ways(self) -> Ways:
        ways = table.ways(self.address.text().strip(), self._sends.host.text(), self._providers)
        return ways if ways.consent or not self._is_kept() else replace(ways, consent=True)

    def _is_kept(self) -> bool:
        """Whether a consent of this very account at this very server is kept."""
        kept = self._kept
        there = (self.address.text().strip(), self._sends.host.text())
        return kept is not None and kept.auth is Auth.OAUTH and (kept.address, kept.host) == there

    def _endpoints(self) -> Endpoints | None:
        """Where the consent is asked for, if there is to be one: as it is kept, as the table says, else as the user."""
        if not self.consents:
            return None
        known = self._ways().endpoints
        if known is None:
            return self.consent.places()
        kept = self._kept if self._prefers_consent and self._is_kept() else None
        return Endpoints(kept.authorize_url, kept.token_url, kept.scope) if kept else known

    def _show_secret(self) -> None:
        """The password or the consent, and the way to the other where the provider may take both."""
        ways, consents = self._ways(), self.consents
        self._secret.setHidden(consents)
        self.consent.setVisible(consents)
        self.consent.ask_for_places(wanted=ways.endpoints is None)
        self._instead.setText("Use a password instead" if consents else "Consent in the browser instead")
        self._instead.setVisible(ways.consent and not ways.alone)

    @Slot()
    def _on_instead(self) -> None:
        self._prefers_consent = not self._prefers_consent
        self._show_secret()
        self._go_to(self.consent.client_id if self.consents else self._password)

    def password(self) -> str:
        return self._password.text()

    def show_problem(self, problem: Problem) -> bool:
        """Shows it beside its field; False if it is about none that is seen."""
        secret = self.consent if self.consents else self._secret
        forms = (self._who, self._sends, self._keeps, self._login, secret) if self.has_details else (self._who,)
        shown = any(form.show_problem(problem) for form in forms)
        if shown:
            self.focus_moved.emit()
        return shown

    def offer_session(self, problem: Problem) -> None:
        """The keyring can't keep the password: says why beside it, and offers the session."""
        self.show_problem(Problem(problem.sentence, field="password"))
        self._session.show()

    def clear_errors(self) -> None:
        for form in (self._who, self._sends, self._keeps, self._login, self._secret, self.consent):
            form.clear_errors()
        self._session.hide()

    def set_busy(self, *, busy: bool) -> None:
        """While something is looked for or tried out, no other search begins."""
        self.find_button.setEnabled(not busy)
        self._by_hand.setEnabled(not busy)
        self.card.use.setEnabled(not busy)
        self.consent.button.setEnabled(not busy)

    def _connect(self) -> None:
        for line in (self.address, self._name):
            line.returnPressed.connect(self._on_entered_first)
        for line in (self._user, self._password):
            line.returnPressed.connect(self.entered)
        for fields in (self._sends, self._keeps):
            fields.entered.connect(self.entered)
        self.address.textEdited.connect(self._on_address)
        self._sends.host.textEdited.connect(self._say_what_to_know)
        self._password.textEdited.connect(self._session.hide)
        self.consent.entered.connect(self.entered)
        self._instead.clicked.connect(self._on_instead)
        self._session.clicked.connect(self.session_asked)
        self.find_button.clicked.connect(self.find_asked)
        self._by_hand.clicked.connect(self._on_by_hand)
        self.card.used.connect(self._on_used)

    def _lay_out(self) -> None:
        self._who, self._login, self._secret = Form(), Form(), Form()
        self._who.add("Address", self.address, key="address")
        self._who.add("Your name", self._name, key="name", hint="As it stands under your letters.")
        self._login.add("User", self._user, key="user")
        self._login.add_wide(self._know)
        self._secret.add("Password", self._password, key="password")
        asks = QHBoxLayout()
        asks.setSpacing(Space.XS)
        asks.addStretch(1)
        for button in (self._by_hand, self.find_button):
            button.setAutoDefault(True)
            asks.addWidget(button)
        inside = QVBoxLayout(self._details)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(Space.M)
        for widget in (self._sends, self._keeps, self._login, self._secret, self.consent, self._session):
            inside.addWidget(widget)
        inside.addWidget(self._instead, 0, Qt.AlignmentFlag.AlignLeft)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        column.addWidget(self._who)
        column.addLayout(asks)
        column.addWidget(self.card)
        column.addWidget(self._details)

    def _set_step(self, *, details: bool) -> None:
        self._details.setVisible(details)
        self._by_hand.setHidden(details)
        self._emphasise_find(on=not details)
        self.step_changed.emit()

    def _emphasise_find(self, *, on: bool) -> None:
        """There is one primary button: the one that comes next."""
        (make_primary if on else make_quiet)(self.find_button)
        # the stylesheet looks at a property only when it polishes
        self.find_button.style().unpolish(self.find_button)
        self.find_button.style().polish(self.find_button)

    def _go_to(self, widget: QWidget) -> None:
        widget.setFocus(Qt.FocusReason.OtherFocusReason)
        self.focus_moved.emit()

    @Slot()
    def _on_entered_first(self) -> None:
        (self.entered if self.has_details else self.find_asked).emit()

    @Slot()
    def _on_by_hand(self) -> None:
        self.card.clear()
        self._set_step(details=True)
        self._go_to(self._sends.host)

    @Slot(object)
    def _on_used(self, found: Found) -> None:
        self.clear_errors()
        self._sends.fill(found.smtp.host, found.smtp.port, found.smtp.security)
        if found.imap is not None:
            self._keeps.fill(found.imap.host, found.imap.port, found.imap.security)
        self._user.setText(found.user if found.user != found.address else "")
        self.card.clear()
        self._set_step(details=True)
        self._say_what_to_know()
        self._go_to(self.consent.client_id if self.consents else self._password)

    @Slot()
    def _on_address(self) -> None:
        # what was found is another address's now
        self.card.clear()
        self.consent.forget()
        self._emphasise_find(on=not self.has_details)
        self._say_what_to_know()

    @Slot()
    def _say_what_to_know(self) -> None:
        address = self.address.text().strip()
        domain = address.partition("@")[2]
        # a guess is shown as an example, never filled in: a wrong server would get the password
        self._sends.host.setPlaceholderText(f"smtp.{domain}" if "." in domain else "smtp.example.org")
        self._keeps.host.setPlaceholderText("Optional; where your Sent mailbox is")
        self._user.setPlaceholderText(address or "Your address, if nothing else is said")
        provider = table.by_domain(table.domain_of(address), self._providers)
        provider = provider or table.by_host(self._sends.host.text().strip(), self._providers)
        words = table.known(address, provider).to_know if provider else ""
        self._show_secret()
        self._know_words.setText(words)
        self._know.setVisible(bool(words))
        self.address.setAccessibleDescription(words)
        self._password.setAccessibleDescription(words)


def _bar(words: QWidget) -> QFrame:
    frame = QFrame()
    frame.setProperty("kind", "bar")
    row = QHBoxLayout(frame)
    row.setContentsMargins(Space.S, Space.XS, Space.S, Space.XS)
    row.addWidget(words)
    return frame
