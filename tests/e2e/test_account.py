"""The mail account and its password: what the keyring, the server and the user get wrong, and what is said then."""

from __future__ import annotations

import re
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.e2e import walking
from tests.e2e.conftest import MakeDesktop, Start
from tests.e2e.lab.desktop import Desktop
from tests.e2e.lab.mail_system import MailSystem
from tests.e2e.lab.waiting import wait_until
from tests.e2e.program import Companion, keep_picture, titled

pytestmark = pytest.mark.e2e
SETTINGS = titled("Settings")
FOLLOW_UPS = titled("Follow-ups")
WRONG = "correct horse battery staple"


@pytest.fixture
def stopped(mail: MailSystem) -> Iterator[MailSystem]:
    """The mail system with its SMTP ports closed until the test opens them; open again afterwards."""
    mail.stop_smtp()
    yield mail
    mail.start_smtp()


def add(companion: Companion, host: str, port: int, password: str, *more: str) -> None:
    companion.tell(*_adding(host, port, *more), stdin=password + "\n")


def _adding(host: str, port: int, *more: str) -> tuple[str, ...]:
    return ("account", "add", "me@example.test", "--smtp", f"{host}:{port}", "--password-stdin", *more)


def closed_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def test_a_test_of_the_account_says_exactly_what_fails(desktop: Desktop, start: Start, mail: MailSystem) -> None:
    companion = start(desktop, env={"SSL_CERT_FILE": str(mail.ca)})
    port = closed_port()
    cases = [
        ("localhost", mail.smtps, WRONG, "tls", r"localhost did not accept the user name or the password"),
        ("localhost", mail.submission, WRONG, "starttls", r"localhost did not accept the user name or the password"),
        ("nowhere.invalid", 465, "x", "tls", r"No server called nowhere\.invalid was found"),
        ("localhost", port, "x", "tls", rf"localhost takes no connections on port {port}"),
        ("localhost", mail.submission, "x", "tls", r"localhost does not speak TLS here.*STARTTLS"),
    ]
    for host, at, password, security, sentence in cases:
        add(companion, host, at, password, "--security", security)
        assert re.search(sentence, companion.refuse("account", "test")["error"]), (host, at, security)
    add(companion, "localhost", mail.smtps, mail.password)
    assert companion.tell("account", "test")["ok"] is True
    companion.examine(WRONG, mail.password)


def test_a_test_of_the_account_says_of_the_mailbox_too_whether_it_works(
    desktop: Desktop, start: Start, mail: MailSystem
) -> None:
    companion = start(desktop, env={"SSL_CERT_FILE": str(mail.ca)})
    add(companion, "localhost", mail.smtps, mail.password, "--imap", f"localhost:{mail.imaps}")
    assert companion.tell("account", "test")["mailbox"] == {"ok": True, "sent_folder": "Sent"}
    port = closed_port()
    add(companion, "localhost", mail.smtps, mail.password, "--imap", f"localhost:{port}")
    error = companion.refuse("account", "test")["error"]
    assert error.startswith(f"Sending: It works. Mailbox: localhost takes no connections on port {port}.")
    add(companion, "localhost", mail.smtps, WRONG, "--imap", f"localhost:{mail.imaps}")
    error = companion.refuse("account", "test")["error"]
    assert error.count("localhost did not accept the user name or the password") == 2
    companion.examine(WRONG, mail.password)


def test_the_secrets_of_a_run_lie_in_the_keyring_alone(desktop: Desktop, start: Start, mail: MailSystem) -> None:
    """Refused, accepted, sent with, backed up, killed in the middle, started again, and told of by the doctor."""
    companion = start(desktop, env={"SSL_CERT_FILE": str(mail.ca)})
    add(companion, "localhost", mail.smtps, WRONG, "--name", "Robin Doe")
    companion.refuse("account", "test")
    add(companion, "localhost", mail.submission, WRONG, "--security", "starttls")
    companion.refuse("account", "test")
    add(companion, "localhost", mail.smtps, mail.password, "--name", "Robin Doe")
    told = ("--when", "3 hours ago", "--with", "Dana Reyes", "--email", "secrets@example.test")
    companion.tell("interview", "Acme", *told)
    companion.tell("follow-up", "send", "Acme", "--undo", "0")
    companion.wait_letter("sent")
    companion.tell("backup")
    companion.examine(WRONG, mail.password)
    companion.process.kill()
    companion.start()
    companion.tell("doctor")
    assert companion.tell("account", "test")["ok"] is True
    companion.examine(WRONG, mail.password)


def test_an_untrusted_certificate_is_refused_before_the_password_leaves(
    desktop: Desktop, start: Start, mail: MailSystem
) -> None:
    companion = start(desktop)
    for port, security in ((mail.smtps, "tls"), (mail.submission, "starttls")):
        add(companion, "localhost", port, mail.password, "--security", security)
        error = companion.refuse("account", "test")["error"]
        assert "issued by somebody this computer does not trust" in error
        assert "Your password was not sent" in error


def test_a_letter_whose_server_is_down_is_kept_and_arrives_once_later(
    desktop: Desktop, start: Start, stopped: MailSystem
) -> None:
    mail = stopped
    companion = start(desktop, env={"SSL_CERT_FILE": str(mail.ca)})
    add(companion, "localhost", mail.smtps, mail.password, "--name", "Robin Doe")
    told = ("--when", "2 days ago", "--with", "Dana Reyes", "--email", "down@example.test")
    companion.tell("interview", "Acme", *told)
    companion.tell("follow-up", "send", "Acme", "--undo", "0")
    wait_until(lambda: companion.letters()[0]["attempts"] == 1, lambda: str(companion.letters()))
    letter = companion.wait_letter("queued")
    assert "takes no connections on port" in letter["why"]
    assert "The letter is kept and will be tried again" in letter["why"]
    assert letter["not_before"] > letter["state_at"]
    assert companion.end() == 0

    mail.start_smtp()
    frozen = companion.letter_content(letter["id"])
    # the pause before the next try, over: nobody waits minutes here
    with closing(sqlite3.connect(companion.profile / "companion.db")) as store, store:
        store.execute("UPDATE letter SET not_before = state_at")
    companion.start()
    delivered = mail.wait_delivered("down@example.test")[0]
    assert delivered.endswith(frozen.replace(b"\r\n", b"\n"))
    assert companion.wait_letter("sent")["attempts"] == 2
    wait_until(mail.queue_is_empty, "postfix still holds a letter")
    assert len(mail.delivered("down@example.test")) == 1


def test_a_letter_that_a_wrong_password_stopped_is_sent_again_by_the_user(
    desktop: Desktop, start: Start, mail: MailSystem
) -> None:
    companion = start(desktop, env={"SSL_CERT_FILE": str(mail.ca)})
    add(companion, "localhost", mail.smtps, WRONG, "--name", "Robin Doe")
    told = ("--when", "2 days ago", "--with", "Dana Reyes", "--email", "wrong@example.test")
    companion.tell("interview", "Acme", *told)
    companion.tell("follow-up", "send", "Acme", "--undo", "0")
    letter = companion.wait_letter("failed")
    assert "did not accept the user name or the password" in letter["why"]
    desktop.notifier.wait_for("did not accept")
    keep_picture(desktop, "notification-failed")
    wait_until(lambda: "Follow-ups due (1)" in companion.menu(), lambda: str(companion.menu()))
    desktop.click_notification_button("Look…")
    desktop.activate_window(FOLLOW_UPS)
    again = desktop.accessible.find("push button", "Send again", window=FOLLOW_UPS)
    keep_picture(desktop, "follow-ups-failed")
    assert desktop.accessible.nameless(FOLLOW_UPS) == []
    add(companion, "localhost", mail.smtps, mail.password, "--name", "Robin Doe")
    again.click()
    mail.wait_delivered("wrong@example.test")
    companion.wait_letter("sent")
    wait_until(lambda: "Follow-ups due (0)" in companion.menu(), lambda: str(companion.menu()))
    companion.examine(WRONG, mail.password)


@pytest.mark.parametrize(
    ("keyring", "backend", "sentence"),
    [
        ("locked", "", "Your keyring is locked"),
        ("none", "", "No keyring is running here"),
        ("unlocked", "keyring.backends.null.Keyring", "is not one that protects passwords"),
    ],
    ids=["locked", "none", "unsafe"],
)
def test_without_a_safe_keyring_nothing_is_stored_and_this_session_only_works(
    own_desktop: MakeDesktop, start: Start, mail: MailSystem, keyring: str, backend: str, sentence: str
) -> None:
    desktop = own_desktop(notifications=False, keyring=keyring)
    env = {"SSL_CERT_FILE": str(mail.ca)} | ({"PYTHON_KEYRING_BACKEND": backend} if backend else {})
    companion = start(desktop, env=env)
    adding = _adding("localhost", mail.smtps)
    answer = companion.refuse(*adding, stdin=mail.password + "\n")
    assert sentence in answer["error"]
    assert "this session only" in answer["error"]
    assert companion.tell("account", "list")["accounts"] == []
    companion.examine(mail.password)

    session = companion.tell(*adding, "--session-only", stdin=mail.password + "\n")
    assert session["password_in"] == "session"
    assert companion.tell("account", "test")["ok"] is True
    companion.examine(mail.password)
    assert companion.end() == 0
    companion.start()
    assert companion.tell("account", "list")["accounts"][0]["address"] == "me@example.test"
    assert "error" in companion.refuse("account", "test")
    report = companion.tell("doctor")["keyring"]
    assert report["accepted"] is (keyring == "locked")


def test_an_account_is_set_up_by_keyboard_tested_and_saved(desktop: Desktop, start: Start, mail: MailSystem) -> None:
    companion = start(desktop, env={"SSL_CERT_FILE": str(mail.ca)})
    companion.choose("Settings…")
    desktop.activate_window(SETTINGS)
    look = desktop.accessible
    type_account(desktop, mail.smtps)
    walk_to(desktop, "password text", "Password")
    desktop.type(WRONG)
    walk_to(desktop, "push button", "Test")
    desktop.key("Return")
    refusal = look.find("label", re.compile("did not accept the user name or the password"), window=SETTINGS)
    password = look.find("password text", "Password", window=SETTINGS)
    below = refusal.box[1] - password.box[1]
    assert -password.box[3] * 2 <= below <= password.box[3] * 2, "the refusal stands beside the password"
    assert "did not accept" in password.description
    keep_picture(desktop, "settings-refused")
    assert look.nameless(SETTINGS) == []
    assert companion.tell("account", "list")["accounts"] == []

    walk_to(desktop, "password text", "Password")
    desktop.key("ctrl+a")
    desktop.type(mail.password)
    walk_to(desktop, "push button", "Test")
    desktop.key("Return")
    look.find("label", "Logged in.", window=SETTINGS)
    keep_picture(desktop, "settings-logged-in")
    walk_to(desktop, "push button", "Save")
    desktop.key("Return")
    look.find("label", re.compile("The password is in your keyring"), window=SETTINGS)
    (account,) = companion.tell("account", "list")["accounts"]
    assert (account["host"], account["port"], account["name"]) == ("localhost", mail.smtps, "Robin Doe")
    assert companion.tell("account", "test")["ok"] is True
    keep_picture(desktop, "settings-saved")
    desktop.key("Escape")
    desktop.wait_window_gone(SETTINGS)
    companion.examine(WRONG, mail.password)


def test_an_account_is_found_by_its_address_and_leaves_no_password_behind(desktop: Desktop, start: Start) -> None:
    companion = start(desktop)
    before = set(desktop.keyring.entries())
    companion.choose("Settings…")
    desktop.activate_window(SETTINGS)
    look = desktop.accessible
    walk_to(desktop, "text", "Address")
    desktop.type("robin@gmx.de")
    desktop.key("Return")
    look.find("push button", "Use these settings", window=SETTINGS).wait_for("focused")
    look.find("label", re.compile("switch on POP3 and IMAP"), window=SETTINGS)
    assert look.nameless(SETTINGS) == []
    keep_picture(desktop, "settings-found")
    desktop.key("Return")
    look.find("password text", "Password", window=SETTINGS).wait_for("focused")
    desktop.type(WRONG)
    desktop.key("Return")
    look.find("label", re.compile("The password is in your keyring"), window=SETTINGS)
    (account,) = companion.tell("account", "list")["accounts"]
    assert (account["host"], account["imap"]["host"]) == ("mail.gmx.net", "imap.gmx.net")
    (entry,) = set(desktop.keyring.entries()) - before

    walk_to(desktop, "text", "Address")
    desktop.key("ctrl+a")
    desktop.type("robin.doe@gmx.de")
    walk_to(desktop, "password text", "Password")
    desktop.type(WRONG)
    desktop.key("Return")
    wait_until(
        lambda: companion.tell("account", "list")["accounts"][0]["address"] == "robin.doe@gmx.de",
        lambda: str(companion.tell("account", "list")),
    )
    assert set(desktop.keyring.entries()) - before == {entry}
    walk_to(desktop, "push button", "Remove")
    desktop.key("Return")
    wait_until(lambda: companion.tell("account", "list")["accounts"] == [], "the account is still there")
    assert set(desktop.keyring.entries()) == before
    companion.examine(WRONG)


def type_account(desktop: Desktop, port: int) -> None:
    """Everything but the password."""
    walk_to(desktop, "text", "Address")
    desktop.type("me@example.test")
    desktop.key("Tab")
    desktop.type("Robin Doe")
    walk_to(desktop, "push button", "Enter by hand")
    desktop.key("Return")
    desktop.type("localhost")
    desktop.key("Tab", "Tab")
    desktop.type(str(port))


def walk_to(desktop: Desktop, role: str, name: str) -> None:
    walking.walk_to(desktop, SETTINGS, role, name)
