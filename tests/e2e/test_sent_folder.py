"""The Sent folder on a real IMAP server: a copy is filed there once, and a letter of unknown fate is found, or not."""

from __future__ import annotations

import imaplib
import re
import sqlite3
import ssl
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from companion.adapters.mail.certificates import make_certificates
from tests.e2e.conftest import Start
from tests.e2e.lab.desktop import Desktop
from tests.e2e.lab.mail_system import MailSystem
from tests.e2e.lab.waiting import wait_until
from tests.e2e.letters import log_interview
from tests.e2e.program import Companion, keep_picture, titled
from tests.fakes.scripted_smtp import Act, Mode, ScriptedServer

pytestmark = pytest.mark.e2e
FOLLOW_UPS = titled("Follow-ups")
PATIENCE = 60.0


@pytest.fixture
def sender(recipient: str) -> str:
    """An address whose Sent folder no other test uses."""
    return recipient.replace("recipient", "sender")


@pytest.fixture
def trust(request: pytest.FixtureRequest, mail: MailSystem, tmp_path: Path) -> Iterator[tuple[Path, ScriptedServer]]:
    """A file that vouches for the mail system and for a server that takes a whole letter and goes without a word.
    With Act.STALL as its parameter it stays, without a word."""
    made = make_certificates(tmp_path)
    both = tmp_path / "both.pem"
    both.write_bytes(mail.ca.read_bytes() + made.ca_file.read_bytes())
    act: str = getattr(request, "param", Act.DROP)
    with ScriptedServer(made, Mode.TLS, {"auth": "235 2.7.0 Ok", "dot": act}) as server:
        yield both, server


def set_up(companion: Companion, mail: MailSystem, sender: str, smtps: int) -> None:
    """The account, and where its mailbox is."""
    words = ("account", "add", sender, "--smtp", f"localhost:{smtps}", "--user", sender, "--name", "Robin Doe")
    companion.tell(*words, "--password-stdin", stdin=mail.password + "\n")
    with closing(sqlite3.connect(companion.profile / "companion.db")) as store, store:
        store.execute("UPDATE account SET imap_host = 'localhost', imap_port = ?", (mail.imaps,))


def asked(companion: Companion, question: str) -> Any:
    with closing(sqlite3.connect(f"file:{companion.profile / 'companion.db'}?mode=ro", uri=True)) as store:
        return store.execute(question).fetchone()[0]


def copies(mail: MailSystem, sender: str) -> list[Path]:
    box = mail.base / "mail" / sender / ".Sent"
    return [*box.glob("new/*"), *box.glob("cur/*")]


def assert_one_copy(companion: Companion, mail: MailSystem, sender: str, letter: dict[str, Any]) -> None:
    (copy,) = copies(mail, sender)
    assert copy.read_bytes().replace(b"\r\n", b"\n") == companion.letter_content(letter["id"]).replace(b"\r\n", b"\n")
    assert "S" in copy.name.partition(":2,")[2], "it is marked as read"


def wait_noted(companion: Companion, count: int = 1) -> None:
    noted = "SELECT count(*) FROM letter WHERE state = 'sent' AND why = 'A copy is in “Sent”.'"
    wait_until(lambda: asked(companion, noted) == count, lambda: str(companion.letters()), PATIENCE)


def test_a_server_that_files_nothing_gets_one_copy_also_when_the_program_is_killed_between(
    desktop: Desktop, start: Start, mail: MailSystem, recipient: str, sender: str
) -> None:
    companion = start(desktop, env={"SSL_CERT_FILE": str(mail.ca)})
    set_up(companion, mail, sender, mail.smtps)
    log_interview(companion, recipient)
    companion.tell("follow-up", "send", "Acme", "--undo", "0")
    letter = companion.wait_letter("sent")
    mail.wait_delivered(recipient)
    assert copies(mail, sender) == [], "sending does not wait for the copy"
    wait_until(lambda: copies(mail, sender), mail.log, PATIENCE)
    companion.process.kill()
    assert asked(companion, "SELECT files_sent FROM account") == "no"
    companion.start()
    wait_noted(companion)
    assert_one_copy(companion, mail, sender, letter)

    # started again and again, it stays one
    for _ in range(2):
        assert companion.end() == 0
        companion.start()
        companion.tell("follow-up", "letters")
    assert_one_copy(companion, mail, sender, letter)
    assert len(mail.delivered(recipient)) == 1
    log_interview(companion, recipient, company="Bolt")
    companion.tell("follow-up", "send", "Bolt", "--undo", "0")
    wait_noted(companion, 2)
    assert len(copies(mail, sender)) == 2
    companion.examine(mail.password)


@contextmanager
def uncertain(
    companion: Companion, mail: MailSystem, server: ScriptedServer, addresses: tuple[str, str]
) -> Generator[dict[str, Any]]:
    """A letter that was handed over whole, to a server that then went without a word."""
    sender, recipient = addresses
    set_up(companion, mail, sender, server.port)
    log_interview(companion, recipient)
    companion.tell("follow-up", "send", "Acme", "--undo", "0")
    yield companion.wait_letter("uncertain")
    server.finish()
    assert len(server.contents) == 1, "it was never sent again"


def test_an_uncertain_letter_that_the_server_filed_is_found(
    desktop: Desktop, start: Start, mail: MailSystem, recipient: str, sender: str, trust: tuple[Path, ScriptedServer]
) -> None:
    both, server = trust
    companion = start(desktop, env={"SSL_CERT_FILE": str(both)})
    with uncertain(companion, mail, server, (sender, recipient)) as letter:
        file_by_hand(mail, sender, companion.letter_content(letter["id"]))
        wait_until(lambda: "Follow-ups due (1)" in companion.menu(), lambda: str(companion.menu()))
        companion.choose("Follow-ups due (1)")
        desktop.activate_window(FOLLOW_UPS)
        look = desktop.accessible.find("push button", "Look again in Sent", window=FOLLOW_UPS)
        keep_picture(desktop, "follow-ups-uncertain")
        look.click()
        desktop.accessible.find("label", re.compile("Found in “Sent”, dated "), window=FOLLOW_UPS)
        keep_picture(desktop, "follow-ups-found")
        assert desktop.accessible.nameless(FOLLOW_UPS) == []
        found = companion.wait_letter("sent")
        assert found["id"] == letter["id"]
        assert found["why"].startswith("Found in “Sent”, dated ")
    assert len(copies(mail, sender)) == 1


def file_by_hand(mail: MailSystem, sender: str, content: bytes) -> None:
    """As a server does that files what it takes."""
    with imaplib.IMAP4_SSL("localhost", mail.imaps, ssl_context=ssl.create_default_context(cafile=mail.ca)) as client:
        client.login(sender, mail.password)
        assert client.append("Sent", "(\\Seen)", "", content)[0] == "OK"


def test_an_uncertain_letter_that_is_not_there_stays_uncertain(
    desktop: Desktop, start: Start, mail: MailSystem, recipient: str, sender: str, trust: tuple[Path, ScriptedServer]
) -> None:
    both, server = trust
    companion = start(desktop, env={"SSL_CERT_FILE": str(both)})
    with uncertain(companion, mail, server, (sender, recipient)) as letter:
        looked = companion.tell("follow-up", "look", letter["id"])["letter"]
        assert looked["state"] == "uncertain"
        assert looked["why"].startswith("It was not in “Sent” on ")
        assert looked["state_at"] == letter["state_at"]
        mail.stop_imap()
        try:
            problem = companion.refuse("follow-up", "look", letter["id"])
        finally:
            mail.start_imap()
        assert f"takes no connections on port {mail.imaps}" in problem["error"]
        again = companion.wait_letter("uncertain")
        assert again["why"].startswith("It was not in “Sent” on ")
        assert again | {"why": looked["why"]} == looked
    assert copies(mail, sender) == []
    assert "needs no answer" in companion.refuse("follow-up", "look", "nobody")["error"]


@pytest.mark.parametrize("trust", [Act.STALL], indirect=True)
def test_a_letter_that_a_crash_left_uncertain_is_looked_for_at_the_next_start(
    desktop: Desktop, start: Start, mail: MailSystem, recipient: str, sender: str, trust: tuple[Path, ScriptedServer]
) -> None:
    both, server = trust
    companion = start(desktop, env={"SSL_CERT_FILE": str(both)})
    set_up(companion, mail, sender, server.port)
    log_interview(companion, recipient)
    companion.tell("follow-up", "send", "Acme", "--undo", "0")
    letter = companion.wait_letter("transmitting")
    wait_until(lambda: server.contents, "the letter was not handed over")
    companion.process.kill()
    file_by_hand(mail, sender, companion.letter_content(letter["id"]))
    companion.start()
    assert companion.wait_letter("sent")["why"].startswith("Found in “Sent”, dated ")
    server.finish()
    assert len(server.contents) == 1
    assert len(copies(mail, sender)) == 1
