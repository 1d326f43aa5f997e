"""The mail accounts: what is kept, the search for settings, the fields, a real log-in as a test, and the password.

What touches the keyring or the network runs outside (`account_work`); here its end is shown when it comes.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QPushButton, QScrollArea, QVBoxLayout, QWidget

from companion.core import provider as table
from companion.core.account import Account
from companion.core.problem import Problem
from companion.core.provider import Found, Provider
from companion.desktop.bars import ProblemBar
from companion.desktop.kit import Kit
from companion.desktop.labels import plain_label
from companion.desktop.scrolling import scrolling
from companion.desktop.tasks import Lane
from companion.desktop.theme import Space
from companion.desktop.undo_bar import UndoBar
from companion.services.accounts import AccountDraft, Accounts, LoggedIn, SavedAccount
from companion.services.consents import Given
from companion.services.discovery import Discovery
from companion.services.ports import SecretsKind, SecretsProblem, SecretsReport
from companion.services.work import Outcome
from companion.ui.settings.account_form import AccountForm
from companion.ui.settings.account_keeping import AccountKeeping
from companion.ui.settings.account_list import AccountList, Listed
from companion.ui.settings.account_work import AccountWork
from companion.ui.settings.work_row import WorkRow

_KEPT = {
    SecretsKind.KEYRING: "Saved. The password is in your keyring.",
    SecretsKind.SESSION: "Saved. The password is kept for this session only.",
    None: "Saved.",
}


@dataclass(frozen=True, slots=True)
class MailServices:
    """What the page needs: what is kept, and how settings are found."""

    accounts: Accounts
    discovery: Discovery


class MailPage(QWidget):
    """Accounts, search, fields, Test and Save."""

    saved = Signal(object)
    """The core.account.Account that was kept."""

    def __init__(self, kit: Kit, services: MailServices, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kit = kit
        self._accounts = accounts = services.accounts
        discovery = services.discovery
        self._providers: tuple[Provider, ...] = ()
        self._working = False
        self._outside = AccountWork(kit, accounts, discovery, self)
        self._keeping = AccountKeeping(kit, accounts, self)
        self.form = AccountForm()
        self._clean = self.form.draft()
        self._build()
        self._lay_out()
        kit.tasks.run(Lane.OUTSIDE, accounts.keyring, done=self._on_keyring, failed=self._bar.tell, owner=self)
        kit.tasks.run(Lane.READ, discovery.table, done=self._on_table, failed=self._bar.tell, owner=self)
        self._read()

    def is_changed(self) -> bool:
        """Whether something typed here would be lost."""
        return bool(self._secret()) or self.form.draft() != self._clean

    def _secret(self) -> str | Given:
        """What is to be kept in the keyring; "" to leave what is there."""
        if self.form.consents:
            return self.form.consent.given or ""
        return self.form.password()

    @Slot()
    def give_up(self) -> None:
        """Nobody waits for anything any more."""
        self._outside.give_up()

    def _build(self) -> None:
        self._bar, self._undo = ProblemBar(), UndoBar()
        self.list = AccountList(self._kit)
        self._keyring = plain_label(role="small", wrap=True)
        self._row = WorkRow()
        self._row.test.clicked.connect(self._on_test)
        self._row.save.clicked.connect(self._on_save)
        self._row.cancel.clicked.connect(self._on_cancel)
        self.list.chosen.connect(self._on_chosen)
        self.list.new_asked.connect(self._on_new)
        self.list.default_asked.connect(self._on_default)
        self.list.remove_asked.connect(self._on_remove)
        self.form.find_asked.connect(self._on_find)
        self.form.step_changed.connect(self._on_step)
        self.form.focus_moved.connect(self._into_view, Qt.ConnectionType.QueuedConnection)
        self.form.session_asked.connect(self._on_session)
        self.form.consent.asked.connect(self._on_consent)
        self.form.entered.connect(self._on_save)
        self._undo.undone.connect(self._keeping.bring_back)
        self._keeping.sends.connect(self._on_sends)
        self._keeping.removed.connect(self._on_removed)
        self._keeping.brought_back.connect(self._read)
        self._keeping.refused.connect(self._refused)
        self._outside.found.connect(self._on_found)
        self._outside.tested.connect(self._on_tested)
        self._outside.consented.connect(self._on_consented)
        self._outside.kept.connect(self._on_kept)
        self._outside.not_kept.connect(self._not_kept)
        self._outside.refused.connect(self._refused)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.M, Space.M, Space.M)
        column.setSpacing(Space.S)
        self._area = _stacked(self.list, self.form, self._keyring)
        column.addWidget(self._area, 1)
        column.addWidget(self._undo)
        column.addWidget(self._bar)
        column.addWidget(self._row)
        self._on_step()

    @Slot()
    def _read(self) -> None:
        accounts = self._accounts

        def read() -> Listed:
            return Listed(accounts.all(), accounts.default())

        self._kit.tasks.run(Lane.READ, read, done=self._show, failed=self._bar.tell, owner=self)

    @Slot(object)
    def _show(self, listed: Listed) -> None:
        was_changed, shown = self.is_changed(), self.form.draft().address
        self.list.set_accounts(listed)
        if was_changed:
            return
        if listed.accounts:
            self.list.choose(shown)
        else:
            self._fill(None)

    @Slot(object)
    def _on_table(self, providers: tuple[Provider, ...]) -> None:
        self._providers = providers
        self.form.set_providers(providers)

    @Slot()
    def _on_step(self) -> None:
        self._row.set_actions(shown=self.form.has_details)

    @Slot()
    def _into_view(self) -> None:
        """What has the keyboard now, once the fields that just came have their place."""
        focused = self.window().focusWidget()
        if self.form.isAncestorOf(focused):
            self._area.ensureWidgetVisible(focused, 0, Space.XL)

    @Slot(object)
    def _on_keyring(self, report: SecretsReport) -> None:
        if report.accepted:
            self._keyring.setText(f"Passwords are kept in your keyring ({report.backend}) and nowhere else.")
        else:
            self._keyring.setText(f"{report.why_not} A password can be kept for this session only.")

    @Slot()
    def _on_chosen(self) -> None:
        account = self.list.current()
        if account is not None and not self.is_changed():
            self._fill(account)

    def _fill(self, account: Account | None) -> None:
        self.form.show_account(account)
        self._clean = self.form.draft()

    @Slot()
    def _on_new(self) -> None:
        self.list.choose_none()
        self._bar.clear()
        self._fill(None)
        self.form.address.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_find(self) -> None:
        if self._working:
            return
        self.form.clear_errors()
        self.form.card.clear()
        self._bar.clear()
        address = self.form.draft().address
        self._work(f"Looking for the settings of {table.domain_of(address)[:60]}…", can_cancel=True)
        self._outside.find(address)

    @Slot(object)
    def _on_found(self, found: Found) -> None:
        self._idle()
        if found.address == self.form.draft().address:
            self.form.show_found(found)

    def _draft(self) -> AccountDraft | None:
        """The fields, unless a new account has no password yet, or its provider takes none: then that is said."""
        self.form.clear_errors()
        self._bar.clear()
        if not self.form.has_details:
            return None
        draft = self.form.draft()
        known = any(account.address.casefold() == draft.address.casefold() for account in self.list.accounts)
        refusal = table.refusal(draft.address, draft.host, self._providers)
        if self.form.consents:
            return draft
        if draft.address and draft.host and not known and (refusal or not self.form.password()):
            self.form.show_problem(Problem(refusal or "The password is missing.", field="password"))
            return None
        return draft

    @Slot()
    def _on_test(self) -> None:
        draft = self._draft()
        if draft is None or self._working:
            return
        self._work(f"Logging in to {draft.host[:60]}…", can_cancel=True)
        self._outside.test(draft, self._secret())

    @Slot(object)
    def _on_tested(self, tested: LoggedIn) -> None:
        self._idle()
        self._bar.tell(Problem(tested.words, details=tested.greeting))

    @Slot()
    def _on_consent(self) -> None:
        draft = self._draft()
        if draft is None or self._working:
            return
        self._work("Waiting for your browser…", can_cancel=True)
        self._outside.consent(draft, self.form.consent.client_secret())

    @Slot(object, object)
    def _on_consented(self, asked_for: AccountDraft, given: Given) -> None:
        self._idle()
        if _place(asked_for) == _place(self.form.draft()):
            self.form.consent.show_given(given)
        else:
            self._bar.say("The fields have changed since the browser was asked. Consent again.")

    @Slot()
    def _on_cancel(self) -> None:
        if self._outside.give_up():
            self._idle()
            self._bar.say("Given up. Nothing was changed.")

    @Slot()
    def _on_save(self) -> None:
        self._keep(session_only=False)

    @Slot()
    def _on_session(self) -> None:
        self._keep(session_only=True)

    def _keep(self, *, session_only: bool) -> None:
        draft = self._draft()
        if draft is None or self._working:
            return
        secret = self._secret()
        self._work("Waiting for your keyring…" if secret else "Saving…", can_cancel=False)
        self._outside.keep(draft, secret, session_only=session_only)

    @Slot(object)
    def _on_kept(self, outcome: Outcome[SavedAccount]) -> None:
        self._idle()
        self._fill(outcome.value.account)
        words = _KEPT[outcome.value.kept_in]
        self._bar.say(words.replace("password", "consent") if self.form.consents else words)
        self.saved.emit(outcome.value.account)
        self._read()

    @Slot(object)
    def _not_kept(self, problem: Problem) -> None:
        if isinstance(problem, SecretsProblem):
            self._idle()
            self.form.offer_session(problem)
        else:
            self._refused(problem)

    @Slot(object)
    def _refused(self, problem: Problem) -> None:
        """Beside the field it is about; the other side's own words below, under "Details"."""
        self._idle()
        if isinstance(problem, SecretsProblem) or (self.form.consents and problem.field == "password"):
            field = "consent" if self.form.consents else "password"
            problem = Problem(problem.sentence, field=field, details=problem.details)
        beside = self.form.show_problem(problem)
        if beside and problem.details:
            self._bar.tell(Problem("The server's answer is under Details.", details=problem.details))
        elif not beside:
            self._bar.tell(problem)

    @Slot()
    def _on_default(self) -> None:
        account = self.list.current()
        if account is not None:
            self._keeping.send_from(account)

    @Slot(object)
    def _on_sends(self, account: Account) -> None:
        self._bar.say(f"New letters go from {account.address}.")
        self._read()

    @Slot()
    def _on_remove(self) -> None:
        account = self.list.current()
        if not self._working and account is not None:
            self._bar.clear()
            self._work("Waiting for your keyring…", can_cancel=False)
            self._keeping.remove(account)

    @Slot()
    def _on_removed(self) -> None:
        self._idle()
        self._fill(None)
        self._undo.offer("Account and password removed. Undo brings back the account alone.")
        self._read()

    def _work(self, words: str, *, can_cancel: bool) -> None:
        """A disabled button gives the keyboard away; it gets it back when the work is done."""
        row, form = self._row, self.form
        buttons: tuple[QPushButton, ...] = (row.test, row.save, form.find_button, form.consent.button)
        self._working = True
        self._row.begin(words, next((b for b in buttons if b.hasFocus()), None), can_cancel=can_cancel)
        self.form.set_busy(busy=True)

    def _idle(self) -> None:
        self._working = False
        self._row.idle()
        self.form.set_busy(busy=False)
        self._row.give_keyboard_back()


def _place(draft: AccountDraft) -> tuple[str, ...]:
    """What a consent is asked for."""
    return (draft.address, draft.client_id, draft.authorize_url, draft.token_url, draft.scope)


def _stacked(*widgets: QWidget) -> QScrollArea:
    """The widgets below each other, scrolling when the window is small or the text large."""
    inside = QWidget()
    column = QVBoxLayout(inside)
    column.setContentsMargins(0, 0, Space.XS, 0)
    column.setSpacing(Space.M)
    for widget in widgets:
        column.addWidget(widget)
    column.addStretch(1)
    return scrolling(inside)
