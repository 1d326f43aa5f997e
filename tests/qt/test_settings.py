"""Settings: a real log-in as the test, errors beside their field, and a password that is nowhere else."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import cast

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QListView, QPushButton
from pytestqt.qtbot import QtBot
from tests.fakes.authorizer import URL
from tests.fakes.discovery import MemoryAutoconfig
from tests.fakes.mailer import GREETING, FakeMailer
from tests.qt.finding import button
from tests.qt.workbench import NOON, Workbench, all_words, named, workbench
from typing_extensions import override

from companion.core.account import Account, Auth, Security
from companion.core.oauth import Consent, Login
from companion.core.provider import Accepts, MailServer
from companion.services.accounts import AccountDraft, Accounts
from companion.services.discovery import Discovery
from companion.services.ports import Backup, ConsentFault, ConsentProblem, MailFault, Published, SecretsProblem
from companion.services.values import ValuesText
from companion.ui.settings import SettingsWindow
from companion.ui.settings.mail import MailServices
from companion.ui.settings.window import Behind

SECRET = "hunter2-fjord"
WAITS = "The reel waits while do-not-disturb, a full-screen window or a presentation is on"


class Shelf:
    """services.backups.BackupShelf in memory."""

    def __init__(self) -> None:
        self.kept = [Backup(Path("/backups/companion-2026-11-22.db"), NOON, 3, 1)]
        self.restored: list[Path] = []

    def newest(self) -> Backup | None:
        return self.kept[0] if self.kept else None

    def list(self) -> tuple[Backup, ...]:
        return tuple(self.kept)

    def back_up_now(self) -> Backup:
        self.kept.insert(0, Backup(Path("/backups/companion-2026-11-23.db"), NOON, 4, 1))
        return self.kept[0]

    def restore(self, path: Path) -> None:
        self.restored.append(path)


class SlowMailer(FakeMailer):
    """Answers a test of the account only when it may."""

    def __init__(self) -> None:
        super().__init__(password=SECRET)
        self.may_answer = Event()

    @override
    def test(self, account: Account, password: Login) -> str:
        self.may_answer.wait(5)
        return super().test(account, password)


@pytest.fixture
def bench(qapp: object, tmp_path: Path) -> Generator[Workbench]:
    assert qapp is not None
    with workbench(tmp_path) as made:
        made.mailer.password = SECRET
        yield made


def opened(
    bench: Workbench,
    qtbot: QtBot,
    *,
    accounts: Accounts | None = None,
    shelf: Shelf | None = None,
    discovery: Discovery | None = None,
) -> SettingsWindow:
    mail = MailServices(accounts or bench.accounts, discovery or bench.discovery)
    behind = Behind(mail, bench.preferences, bench.values, shelf or Shelf(), bench.follow_ups.texts)
    window = SettingsWindow(bench.kit, behind)
    window.show()
    qtbot.waitUntil(lambda: "keyring" in all_words(window))
    qtbot.waitUntil(named(window, QLineEdit, "My plan for the next no").isEnabled)
    return window


def field(window: SettingsWindow, name: str) -> QLineEdit:
    return named(window, QLineEdit, name)


def fill(window: SettingsWindow, password: str = SECRET) -> None:
    press(window, "Enter by hand")
    for name, words in (("Address", "sam@home.example"), ("Server", "smtp.home.example"), ("Password", password)):
        QTest.keyClicks(field(window, name), words)


def press(window: SettingsWindow, words: str) -> None:
    named(window, QPushButton, words).click()


def says(window: SettingsWindow, qtbot: QtBot, words: str) -> None:
    qtbot.waitUntil(lambda: words in all_words(window))


def leave(window: SettingsWindow) -> None:
    window.close()
    if window.isVisible():
        press(window, "Leave without saving")
    assert not window.isVisible()


def test_a_wrong_password_is_said_beside_the_password(bench: Workbench, qtbot: QtBot) -> None:
    window = opened(bench, qtbot)
    fill(window, "wrong-" + SECRET)
    press(window, "Test")
    says(window, qtbot, "The fake did not accept the password.")
    assert field(window, "Password").accessibleDescription() == "The fake did not accept the password."
    assert "535 5.7.8 No" in all_words(window)
    assert SECRET not in all_words(window)
    assert bench.accounts.all() == ()
    leave(window)


def test_each_fault_is_said_beside_its_own_field(bench: Workbench, qtbot: QtBot) -> None:
    window = opened(bench, qtbot)
    fill(window)
    for fault, name in (
        (MailFault.NAME_NOT_FOUND, "Server"),
        (MailFault.REFUSED, "Port"),
        (MailFault.NO_TLS, "Security"),
        (MailFault.SENDER, "Address"),
    ):
        problem = bench.mailer.fail(fault)
        press(window, "Test")
        control = named(window, QComboBox, name) if name == "Security" else field(window, name)
        qtbot.waitUntil(lambda control=control, words=problem.sentence: control.accessibleDescription() == words)
        qtbot.waitUntil(named(window, QPushButton, "Test").isEnabled)
    leave(window)


def test_a_good_login_is_told_with_the_servers_words(bench: Workbench, qtbot: QtBot) -> None:
    window = opened(bench, qtbot)
    fill(window)
    button = named(window, QPushButton, "Test")
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    says(window, qtbot, "Logged in.")
    assert GREETING in all_words(window)
    assert window.focusWidget() is button
    assert bench.accounts.all() == ()
    leave(window)


def test_enter_saves_and_the_password_is_in_the_keyring_alone(bench: Workbench, qtbot: QtBot) -> None:
    window = opened(bench, qtbot)
    fill(window)
    with qtbot.waitSignal(window.mail.saved):
        QTest.keyClick(field(window, "Password"), Qt.Key.Key_Return)
    (account,) = bench.accounts.all()
    assert (account.address, account.port, account.security) == ("sam@home.example", 465, Security.TLS)
    assert bench.secrets.kept == {account.id: SECRET}
    assert field(window, "Password").text() == ""
    assert SECRET not in all_words(window)
    says(window, qtbot, "Saved. The password is in your keyring.")
    window.close()
    assert not window.isVisible()


def test_a_refusing_keyring_leads_to_this_session_only(bench: Workbench, qtbot: QtBot) -> None:
    bench.secrets.problem = SecretsProblem("Your keyring is locked.")
    window = opened(bench, qtbot)
    says(window, qtbot, "Your keyring is locked. A password can be kept for this session only.")
    fill(window)
    offer = named(window, QPushButton, "Keep it for this session only")
    assert not offer.isVisible()
    press(window, "Save")
    qtbot.waitUntil(offer.isVisible)
    assert field(window, "Password").accessibleDescription() == "Your keyring is locked."
    assert bench.accounts.all() == ()
    with qtbot.waitSignal(window.mail.saved):
        offer.click()
    (account,) = bench.accounts.all()
    assert bench.secrets.session == {account.id: SECRET}
    assert bench.secrets.kept == {}
    assert SECRET not in all_words(window)
    leave(window)


def test_an_account_is_changed_without_typing_the_password_again(bench: Workbench, qtbot: QtBot) -> None:
    before = bench.accounts.save(AccountDraft("sam@home.example", "old.home.example", 465), SECRET).value.account
    window = opened(bench, qtbot)
    qtbot.waitUntil(lambda: field(window, "Server").text() == "old.home.example")
    field(window, "Server").selectAll()
    QTest.keyClicks(field(window, "Server"), "new.home.example")
    press(window, "Test")
    says(window, qtbot, "Logged in.")
    with qtbot.waitSignal(window.mail.saved):
        press(window, "Save")
    (after,) = bench.accounts.all()
    assert (after.id, after.host) == (before.id, "new.home.example")
    assert bench.secrets.kept == {before.id: SECRET}
    leave(window)


def test_a_removed_account_takes_its_password_along_and_comes_back_alone(bench: Workbench, qtbot: QtBot) -> None:
    account = bench.accounts.save(AccountDraft("sam@home.example", "smtp.home.example", 465), SECRET).value.account
    window = opened(bench, qtbot)
    qtbot.waitUntil(lambda: field(window, "Address").text() == "sam@home.example")
    press(window, "Remove")
    qtbot.waitUntil(lambda: bench.accounts.all() == ())
    assert bench.secrets.kept == {}
    qtbot.waitUntil(lambda: field(window, "Address").text() == "")
    press(window, "Undo: Account and password removed. Undo brings back the account alone.")
    qtbot.waitUntil(lambda: [a.id for a in bench.accounts.all()] == [account.id])
    leave(window)


def test_what_a_provider_wants_is_said_before_the_password(bench: Workbench, qtbot: QtBot) -> None:
    window = opened(bench, qtbot)
    QTest.keyClicks(field(window, "Address"), "sam@outlook.com")
    assert "Microsoft has refused passwords" in field(window, "Address").accessibleDescription()
    assert field(window, "Server").text() == ""
    assert field(window, "Server").placeholderText() == "smtp.outlook.com"
    leave(window)


def find(window: SettingsWindow, address: str) -> None:
    QTest.keyClicks(field(window, "Address"), address)
    QTest.keyClick(field(window, "Address"), Qt.Key.Key_Return)


def test_a_known_provider_is_shown_confirmed_and_saved_by_keyboard_alone(bench: Workbench, qtbot: QtBot) -> None:
    window = opened(bench, qtbot)
    assert not field(window, "Password").isVisible()
    assert not named(window, QPushButton, "Save").isVisible()
    find(window, "sam@gmail.com")
    use = named(window, QPushButton, "Use these settings")
    qtbot.waitUntil(lambda: window.focusWidget() is use)
    for words in (
        "Gmail",
        "smtp.gmail.com, port 465, TLS",
        "imap.gmail.com, port 993, TLS",
        "an app password, not the",
    ):
        assert words in use.accessibleDescription() or words in all_words(window)
    assert not field(window, "Password").isVisible(), "what it accepts comes before the password"
    QTest.keyClick(use, Qt.Key.Key_Return)
    password = field(window, "Password")
    assert window.focusWidget() is password
    assert "an app password" in password.accessibleDescription()
    QTest.keyClicks(password, SECRET)
    with qtbot.waitSignal(window.mail.saved):
        QTest.keyClick(password, Qt.Key.Key_Return)
    (account,) = bench.accounts.all()
    assert (account.host, account.port, account.user) == ("smtp.gmail.com", 465, "sam@gmail.com")
    assert (account.imap_host, account.imap_port, account.imap_security) == ("imap.gmail.com", 993, Security.TLS)
    assert bench.secrets.kept == {account.id: SECRET}
    assert bench.names.asked == bench.autoconfig.asked == []
    leave(window)


def test_a_found_user_name_and_no_mailbox_are_taken_over(bench: Workbench, qtbot: QtBot) -> None:
    bench.autoconfig.published["firm.example"] = Published(
        "The <b>Firm</b>", MailServer("out.firm.example", 587, Security.STARTTLS), None, "sam.d", Accepts.PASSWORD
    )
    window = opened(bench, qtbot)
    find(window, "sam@firm.example")
    use = named(window, QPushButton, "Use these settings")
    qtbot.waitUntil(use.isVisible)
    assert "From the settings that the domain itself publishes." in all_words(window)
    assert "The <b>Firm</b>" in all_words(window)
    use.click()
    assert (field(window, "Server").text(), field(window, "Port").text()) == ("out.firm.example", "587")
    assert (field(window, "User").text(), field(window, "Sent mailbox server").text()) == ("sam.d", "")
    leave(window)


def test_nothing_found_is_said_beside_the_address_and_by_hand_stays(bench: Workbench, qtbot: QtBot) -> None:
    window = opened(bench, qtbot)
    find(window, "sam@home.example")
    says(window, qtbot, "Nothing was found for home.example. Enter the server by hand")
    assert field(window, "Address").accessibleDescription().startswith("Nothing was found")
    by_hand = named(window, QPushButton, "Enter by hand")
    assert by_hand.isVisible()
    QTest.keyClick(by_hand, Qt.Key.Key_Space)
    assert window.focusWidget() is field(window, "Server")
    leave(window)


class Browser(QObject):
    """Takes the page that would be opened."""

    def __init__(self) -> None:
        super().__init__()
        self.pages: list[str] = []

    @Slot(QUrl)
    def opened(self, url: QUrl) -> None:
        self.pages.append(url.toString())


@pytest.fixture
def browser() -> Generator[Browser]:
    browser = Browser()
    # it wants a str, and says bytes
    QDesktopServices.setUrlHandler("https", browser, cast("bytes", "opened"))
    yield browser
    QDesktopServices.unsetUrlHandler("https")


def at_microsoft(window: SettingsWindow, qtbot: QtBot) -> None:
    """Goes by its address to an account that takes a consent alone."""
    find(window, "sam@hotmail.com")
    use = named(window, QPushButton, "Use these settings")
    qtbot.waitUntil(use.isVisible)
    says(window, qtbot, "It takes a consent in the browser, with a client id of your own.")
    says(window, qtbot, "“Open in my mail program” works there without an account.")
    use.click()
    assert not field(window, "Password").isVisible()


def test_a_provider_that_takes_no_password_gets_a_consent(bench: Workbench, qtbot: QtBot, browser: Browser) -> None:
    window = opened(bench, qtbot)
    at_microsoft(window, qtbot)
    assert window.focusWidget() is field(window, "Client id")
    press(window, "Save")
    says(window, qtbot, "Enter the client id that the provider gave you.")
    assert bench.accounts.all() == ()
    QTest.keyClicks(field(window, "Client id"), "client-1")
    press(window, "Save")
    says(window, qtbot, "The consent is missing.")
    press(window, "Consent in the browser…")
    says(window, qtbot, "The consent was given. Save keeps it.")
    assert browser.pages == [URL]
    bench.mailer.password = bench.mailbox.password = "access-1"
    press(window, "Test")
    says(window, qtbot, "Logged in, at the mailbox too: what was sent lies in “Sent”.")
    with qtbot.waitSignal(window.mail.saved):
        press(window, "Save")
    says(window, qtbot, "Saved. The consent is in your keyring.")
    (account,) = bench.accounts.all()
    assert (account.auth, account.client_id) == (Auth.OAUTH, "client-1")
    assert "SMTP.Send" in account.scope
    assert bench.secrets.kept == {account.id: Consent("refresh-1").kept()}
    for secret in ("access-1", "refresh-1"):
        assert secret not in all_words(window)
    window.close()
    assert not window.isVisible()


def test_a_consent_that_is_not_given_is_said_beside_the_button(
    bench: Workbench, qtbot: QtBot, browser: Browser
) -> None:
    bench.authorizer.problem = ConsentProblem(ConsentFault.DENIED, "It was not given.", details="access_denied: no")
    window = opened(bench, qtbot)
    at_microsoft(window, qtbot)
    QTest.keyClicks(field(window, "Client id"), "client-1")
    press(window, "Consent in the browser…")
    consent = named(window, QPushButton, "Consent in the browser…")
    qtbot.waitUntil(lambda: consent.accessibleDescription() == "It was not given.")
    says(window, qtbot, "access_denied: no")
    assert len(browser.pages) == 1
    leave(window)


def test_a_provider_that_takes_both_lets_the_user_choose(bench: Workbench, qtbot: QtBot, browser: Browser) -> None:
    window = opened(bench, qtbot)
    find(window, "sam@gmail.com")
    use = named(window, QPushButton, "Use these settings")
    qtbot.waitUntil(use.isVisible)
    use.click()
    assert field(window, "Password").isVisible()
    instead = button(window, "Consent in the browser instead")
    instead.click()
    assert not field(window, "Password").isVisible()
    assert window.focusWidget() is field(window, "Client id")
    QTest.keyClicks(field(window, "Client id"), "client-1")
    QTest.keyClicks(field(window, "Client secret"), "client-secret")
    button(window, "Consent in the browser…").click()
    says(window, qtbot, "The consent was given. Save keeps it.")
    assert browser.pages == [URL]
    with qtbot.waitSignal(window.mail.saved):
        press(window, "Save")
    (account,) = bench.accounts.all()
    assert (account.auth, account.scope) == (Auth.OAUTH, "https://mail.google.com/")
    assert bench.secrets.kept == {account.id: Consent("refresh-1", "client-secret").kept()}
    assert field(window, "Client id").text() == "client-1"
    button(window, "Use a password instead").click()
    QTest.keyClicks(field(window, "Password"), SECRET)
    with qtbot.waitSignal(window.mail.saved):
        press(window, "Save")
    (account,) = bench.accounts.all()
    assert (account.auth, account.client_id) == (Auth.PASSWORD, "")
    assert bench.secrets.kept == {account.id: SECRET}
    leave(window)


def test_a_provider_that_nobody_knows_is_asked_for_a_consent_where_the_user_says(
    bench: Workbench, qtbot: QtBot, browser: Browser
) -> None:
    window = opened(bench, qtbot)
    press(window, "Enter by hand")
    QTest.keyClicks(field(window, "Address"), "sam@home.example")
    instead = button(window, "Consent in the browser instead")
    assert not instead.isVisible()
    QTest.keyClicks(field(window, "Server"), "smtp.home.example")
    assert not field(window, "Token page").isVisible()
    instead.click()
    assert window.focusWidget() is field(window, "Client id")
    QTest.keyClicks(field(window, "Client id"), "client-1")
    assert field(window, "Consent page").placeholderText() == "https://login.example.org/authorize"
    QTest.keyClicks(field(window, "Consent page"), "http://login.home.example/authorize")
    press(window, "Consent in the browser…")
    wrong = "The consent page is an address that begins with https://, like https://login.example.org/authorize."
    qtbot.waitUntil(lambda: field(window, "Consent page").accessibleDescription() == wrong)
    assert window.focusWidget() is field(window, "Consent page")
    retype(field(window, "Consent page"), "https://login.home.example/authorize")
    QTest.keyClicks(field(window, "Token page"), "login.home.example")
    press(window, "Consent in the browser…")
    qtbot.waitUntil(lambda: field(window, "Token page").accessibleDescription().startswith("The token page is"))
    assert browser.pages == []
    retype(field(window, "Token page"), "https://login.home.example/token")
    QTest.keyClicks(field(window, "Scope"), "mail offline_access")
    press(window, "Consent in the browser…")
    says(window, qtbot, "The consent was given. Save keeps it.")
    assert browser.pages == [URL]
    with qtbot.waitSignal(window.mail.saved):
        press(window, "Save")
    (account,) = bench.accounts.all()
    assert (account.auth, account.client_id, account.scope) == (Auth.OAUTH, "client-1", "mail offline_access")
    assert account.authorize_url == "https://login.home.example/authorize"
    assert account.token_url == "https://login.home.example/token"
    leave(window)


def test_the_places_of_a_consent_are_kept_and_another_place_needs_another_consent(
    bench: Workbench, qtbot: QtBot
) -> None:
    draft = AccountDraft("sam@home.example", "smtp.home.example", 465, auth=Auth.OAUTH, client_id="client-1")
    there = "https://login.home.example"
    draft = replace(draft, authorize_url=f"{there}/authorize", token_url=f"{there}/token", scope="mail")
    bench.accounts.save(draft, bench.accounts.ask_consent(draft).finish(lambda: False))
    again = opened(bench, qtbot)
    qtbot.waitUntil(lambda: field(again, "Token page").text() == "https://login.home.example/token")
    assert field(again, "Token page").isVisible()
    assert not again.mail.is_changed()
    # what it was asked for is another now
    QTest.keyClicks(field(again, "Scope"), " more")
    press(again, "Save")
    says(again, qtbot, "The consent is missing.")
    button(again, "Use a password instead").click()
    assert not field(again, "Token page").isVisible()
    leave(again)


def test_no_places_are_asked_for_where_the_table_knows_them(bench: Workbench, qtbot: QtBot) -> None:
    window = opened(bench, qtbot)
    at_microsoft(window, qtbot)
    assert field(window, "Client id").isVisible()
    assert not field(window, "Token page").isVisible()
    leave(window)
    window = opened(bench, qtbot)
    press(window, "Enter by hand")
    QTest.keyClicks(field(window, "Server"), "mail.gmx.net")
    assert not button(window, "Consent in the browser instead").isVisible()
    leave(window)


@pytest.mark.parametrize("how", ["Cancel", "close"])
def test_a_wait_for_the_browser_can_be_given_up(bench: Workbench, qtbot: QtBot, browser: Browser, how: str) -> None:
    bench.authorizer.waits = True
    window = opened(bench, qtbot)
    at_microsoft(window, qtbot)
    QTest.keyClicks(field(window, "Client id"), "client-1")
    press(window, "Consent in the browser…")
    qtbot.waitUntil(lambda: browser.pages == [URL])
    assert "Waiting for your browser…" in all_words(window)
    if how == "Cancel":
        press(window, how)
        says(window, qtbot, "Given up. Nothing was changed.")
    leave(window)
    qtbot.waitUntil(bench.authorizer.gave_up.is_set)
    assert bench.secrets.kept == {}


def test_an_account_without_a_mailbox_gets_it_by_a_search_and_keeps_its_password(
    bench: Workbench, qtbot: QtBot
) -> None:
    before = bench.accounts.save(AccountDraft("sam@gmx.de", "mail.gmx.net", 465, name="Sam"), SECRET).value.account
    window = opened(bench, qtbot)
    qtbot.waitUntil(lambda: field(window, "Address").text() == "sam@gmx.de")
    press(window, "Find settings")
    use = named(window, QPushButton, "Use these settings")
    qtbot.waitUntil(use.isVisible)
    use.click()
    with qtbot.waitSignal(window.mail.saved):
        press(window, "Save")
    (after,) = bench.accounts.all()
    assert after == replace(before, imap_host="imap.gmx.net")
    assert bench.secrets.kept == {before.id: SECRET}
    leave(window)


def test_another_address_makes_what_was_found_stale(bench: Workbench, qtbot: QtBot) -> None:
    window = opened(bench, qtbot)
    find(window, "sam@gmail.com")
    use = named(window, QPushButton, "Use these settings")
    qtbot.waitUntil(use.isVisible)
    QTest.keyClicks(field(window, "Address"), "x")
    assert not use.isVisible()
    leave(window)


class SlowAutoconfig(MemoryAutoconfig):
    """Answers only when it may."""

    def __init__(self) -> None:
        super().__init__()
        self.begun, self.may_answer = Event(), Event()

    @override
    def look(self, address: str, domain: str, seconds: float) -> Published | None:
        self.begun.set()
        self.may_answer.wait(5)
        return super().look(address, domain, seconds)


def test_a_search_can_be_given_up_and_asks_nothing_more(bench: Workbench, qtbot: QtBot) -> None:
    slow = SlowAutoconfig()
    window = opened(bench, qtbot, discovery=replace(bench.discovery, autoconfig=slow))
    find(window, "sam@firm.example")
    assert "Looking for the settings of firm.example…" in all_words(window)
    assert not named(window, QPushButton, "Find settings").isEnabled()
    assert slow.begun.wait(5)
    press(window, "Cancel")
    assert "Given up. Nothing was changed." in all_words(window)
    assert named(window, QPushButton, "Find settings").isEnabled()
    slow.may_answer.set()
    leave(window)
    bench.kit.tasks.close()
    assert bench.names.asked == []


def test_one_of_several_accounts_is_chosen_to_send(bench: Workbench, qtbot: QtBot) -> None:
    for name in ("one", "two"):
        bench.accounts.save(AccountDraft(f"{name}@home.example", "smtp.home.example", 465), SECRET)
    window = opened(bench, qtbot)
    accounts = named(window, QListView, "Accounts")
    qtbot.waitUntil(lambda: accounts.model().rowCount() == 2)
    rows = [str(accounts.model().index(row, 0).data()) for row in (0, 1)]
    assert rows == ["one@home.example · sends your letters", "two@home.example"]
    choose = named(window, QPushButton, "Send from this one")
    assert not choose.isEnabled()
    QTest.keyClick(accounts, Qt.Key.Key_Down)
    assert field(window, "Address").text() == "two@home.example"
    QTest.keyClick(choose, Qt.Key.Key_Space)
    says(window, qtbot, "New letters go from two@home.example.")
    default = bench.accounts.default()
    assert default is not None
    assert default.address == "two@home.example"
    press(window, "Test")
    says(window, qtbot, "Logged in.")
    leave(window)


def test_a_changed_address_keeps_one_entry_in_the_keyring(bench: Workbench, qtbot: QtBot) -> None:
    before = bench.accounts.save(AccountDraft("sam@home.example", "smtp.home.example", 465), "old").value.account
    window = opened(bench, qtbot)
    qtbot.waitUntil(lambda: field(window, "Address").text() == "sam@home.example")
    retype(field(window, "Address"), "sam.doe@home.example")
    press(window, "Save")
    assert field(window, "Password").accessibleDescription() == "The password is missing."
    QTest.keyClicks(field(window, "Password"), SECRET)
    with qtbot.waitSignal(window.mail.saved):
        press(window, "Save")
    (after,) = bench.accounts.all()
    assert (after.id, after.address, after.user) == (before.id, "sam.doe@home.example", "sam.doe@home.example")
    assert bench.secrets.kept == {before.id: SECRET}
    leave(window)


def test_the_usual_port_follows_the_security_unless_it_was_typed(bench: Workbench, qtbot: QtBot) -> None:
    window = opened(bench, qtbot)
    security = named(window, QComboBox, "Security")
    QTest.keyClick(security, Qt.Key.Key_Down)
    assert (security.currentText(), field(window, "Port").text()) == ("STARTTLS", "587")
    field(window, "Port").setText("2525")
    QTest.keyClick(security, Qt.Key.Key_Up)
    assert (security.currentText(), field(window, "Port").text()) == ("TLS", "2525")
    leave(window)


def test_a_port_that_is_no_number_is_said_beside_the_port(bench: Workbench, qtbot: QtBot) -> None:
    window = opened(bench, qtbot)
    fill(window)
    field(window, "Port").setText("many")
    press(window, "Save")
    qtbot.waitUntil(lambda: field(window, "Port").accessibleDescription() != "")
    assert field(window, "Port").accessibleDescription() == "The port is a number from 1 to 65535."
    assert bench.accounts.all() == ()
    leave(window)


def test_a_test_that_takes_long_can_be_given_up(bench: Workbench, qtbot: QtBot) -> None:
    mailer = SlowMailer()
    window = opened(bench, qtbot, accounts=replace(bench.accounts, mailer=mailer))
    fill(window)
    press(window, "Test")
    assert "Logging in to smtp.home.example…" in all_words(window)
    press(window, "Cancel")
    assert "Given up. Nothing was changed." in all_words(window)
    assert named(window, QPushButton, "Test").isEnabled()
    mailer.may_answer.set()
    leave(window)


def test_a_mailbox_that_does_not_work_is_said_beside_its_own_field(bench: Workbench, qtbot: QtBot) -> None:
    bench.mailbox.password = SECRET
    window = opened(bench, qtbot)
    fill(window)
    QTest.keyClicks(field(window, "Sent mailbox server"), "imap.home.example")
    bench.mailbox.fail(MailFault.REFUSED)
    press(window, "Test")
    port = field(window, "Mailbox port")
    told = "Sending: It works. Mailbox: The fake says: refused."
    qtbot.waitUntil(lambda: port.accessibleDescription() == told)
    assert window.focusWidget() is port
    press(window, "Test")
    says(window, qtbot, "Logged in, at the mailbox too: what was sent lies in “Sent”.")
    leave(window)


def test_esc_asks_once_before_a_half_typed_account_is_lost(bench: Workbench, qtbot: QtBot) -> None:
    window = opened(bench, qtbot)
    fill(window)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert window.isVisible()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isVisible()


def test_choices_hold_at_once_and_the_plan_on_leaving(bench: Workbench, qtbot: QtBot) -> None:
    window = opened(bench, qtbot)
    window.open_page("reel")
    QTest.keyClick(named(window, QCheckBox, "Reduced motion"), Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: bench.preferences.get().reduced_motion)
    qtbot.waitUntil(lambda: bench.kit.theme.reduced_motion)
    QTest.keyClicks(field(window, "My plan for the next no"), "If a company says no, then I walk.")
    with qtbot.waitSignal(window.closed):
        QTest.keyClick(window, Qt.Key.Key_Escape)
    assert bench.preferences.get().plan == "If a company says no, then I walk."
    assert bench.preferences.get().reduced_motion


def at_reel(bench: Workbench, qtbot: QtBot) -> SettingsWindow:
    window = opened(bench, qtbot)
    window.open_page("reel")
    return window


def retype(target: QLineEdit, words: str) -> None:
    target.setFocus()
    target.selectAll()
    QTest.keyClick(target, Qt.Key.Key_Delete)
    QTest.keyClicks(target, words)


def test_whether_and_when_the_reel_waits_holds_at_once(bench: Workbench, qtbot: QtBot) -> None:
    window = at_reel(bench, qtbot)
    waits = named(window, QCheckBox, WAITS)
    assert waits.isChecked()
    QTest.keyClick(waits, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not bench.preferences.get().waits)
    retype(field(window, "Quiet hours from"), "22.00")
    QTest.keyClick(field(window, "Quiet hours from"), Qt.Key.Key_Tab)
    QTest.keyClicks(field(window, "Quiet hours until"), "7:05")
    assert bench.preferences.get().quiet_from == "", "one end alone says nothing yet"
    QTest.keyClick(field(window, "Quiet hours until"), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bench.preferences.get().quiet_to == "07:05")
    qtbot.waitUntil(lambda: field(window, "Quiet hours from").text() == "22:00")
    retype(field(window, "Come back at"), "19:30")
    with qtbot.waitSignal(window.closed):
        QTest.keyClick(window, Qt.Key.Key_Escape)
    kept = bench.preferences.get()
    assert (kept.waits, kept.quiet_from, kept.quiet_to, kept.debrief_at) == (False, "22:00", "07:05", "19:30")


def test_a_time_that_is_none_is_said_beside_it_and_does_not_hold_the_keyboard(bench: Workbench, qtbot: QtBot) -> None:
    window = at_reel(bench, qtbot)
    slot = field(window, "Come back at")
    retype(slot, "25:00")
    named(window, QCheckBox, "Reduced motion").setFocus()
    says(window, qtbot, "“25:00” is not a time of day. Write it like 22:00.")
    assert slot.accessibleDescription().startswith("“25:00” is not")
    assert window.focusWidget() is named(window, QCheckBox, "Reduced motion")
    assert slot.text() == "25:00"
    QTest.keyClick(window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not window.reel.is_changed())
    assert window.isVisible()
    with qtbot.waitSignal(window.closed):
        QTest.keyClick(window, Qt.Key.Key_Escape)
    assert bench.preferences.get().debrief_at == "18:00"


def test_half_of_the_quiet_hours_is_told_once_both_fields_are_left(bench: Workbench, qtbot: QtBot) -> None:
    window = at_reel(bench, qtbot)
    retype(field(window, "Quiet hours from"), "22:00")
    field(window, "Quiet hours until").setFocus()
    assert "need a beginning and an end" not in all_words(window)
    named(window, QCheckBox, "Reduced motion").setFocus()
    says(window, qtbot, "Quiet hours need a beginning and an end, or neither.")
    retype(field(window, "Quiet hours from"), "")
    with qtbot.waitSignal(window.closed):
        QTest.keyClick(window, Qt.Key.Key_Escape)
    assert bench.preferences.get().quiet_from == ""


def test_working_hours_are_kept_and_told_beside_their_field(bench: Workbench, qtbot: QtBot) -> None:
    window = at_reel(bench, qtbot)
    begins, ends = field(window, "Working hours from"), field(window, "Working hours until")
    assert (begins.text(), ends.text()) == ("09:00", "18:00")
    retype(begins, "8.30")
    QTest.keyClick(begins, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bench.preferences.get().work_from == "08:30")
    qtbot.waitUntil(lambda: begins.text() == "08:30")
    retype(ends, "late")
    named(window, QCheckBox, "Reduced motion").setFocus()
    says(window, qtbot, "“late” is not a time of day. Write it like 22:00.")
    assert ends.accessibleDescription().startswith("“late” is not")
    retype(ends, "")
    retype(begins, "")
    with qtbot.waitSignal(window.closed):
        QTest.keyClick(window, Qt.Key.Key_Escape)
    assert (bench.preferences.get().work_from, bench.preferences.get().work_to) == ("", "")


def test_plan_and_times_are_kept_together_when_the_window_closes(bench: Workbench, qtbot: QtBot) -> None:
    window = at_reel(bench, qtbot)
    retype(field(window, "Come back at"), "20:00")
    retype(field(window, "My plan for the next no"), "If a company says no, then I walk.")
    with qtbot.waitSignal(window.closed):
        QTest.keyClick(window, Qt.Key.Key_Escape)
    kept = bench.preferences.get()
    assert (kept.debrief_at, kept.plan) == ("20:00", "If a company says no, then I walk.")


def test_the_plan_can_be_gone_to_at_once(bench: Workbench, qtbot: QtBot) -> None:
    mail = MailServices(bench.accounts, bench.discovery)
    behind = Behind(mail, bench.preferences, bench.values, Shelf(), bench.follow_ups.texts)
    window = SettingsWindow(bench.kit, behind)
    window.show()
    window.open_plan()
    qtbot.waitUntil(lambda: window.focusWidget() is field(window, "My plan for the next no"))
    qtbot.waitUntil(field(window, "My plan for the next no").isEnabled)
    qtbot.waitUntil(lambda: "keyring" in all_words(window))
    assert "“If …” names the moment" in field(window, "My plan for the next no").accessibleDescription()
    leave(window)


def test_the_values_exercise_is_offered_until_it_is_done(bench: Workbench, qtbot: QtBot) -> None:
    window = at_reel(bench, qtbot)
    with qtbot.waitSignal(window.values_asked):
        press(window, "Values exercise: Begin…")
    bench.kit.write(lambda: bench.values.write(ValuesText("Craft")))
    qtbot.waitUntil(lambda: named(window, QPushButton, "Values exercise: Go on…").isVisible())
    bench.kit.write(lambda: bench.values.write(ValuesText("Craft"), finished=True))
    says(window, qtbot, "Values exercise: done today.")
    assert "Once, optional" not in all_words(window)
    assert "Craft" not in all_words(window)
    leave(window)


def test_a_backup_is_made_and_one_restored_after_a_question(bench: Workbench, qtbot: QtBot) -> None:
    shelf = Shelf()
    window = opened(bench, qtbot, shelf=shelf)
    window.open_page("backups")
    rows = named(window, QListView, "Backups").model()
    qtbot.waitUntil(lambda: rows.rowCount() == 1)
    assert rows.index(0, 0).data() == "Today, 13:00 · 3 applications, 1 highlight"
    press(window, "Back up now")
    qtbot.waitUntil(lambda: rows.rowCount() == 2)
    press(window, "Restore…")
    assert "set aside in its folder, not deleted" in all_words(window)
    assert shelf.restored == []
    press(window, "Keep things as they are")
    assert not named(window, QPushButton, "Restore this backup").isVisible()
    press(window, "Restore…")
    with qtbot.waitSignal(window.restored):
        press(window, "Restore this backup")
    assert shelf.restored == [Path("/backups/companion-2026-11-23.db")]
    leave(window)
