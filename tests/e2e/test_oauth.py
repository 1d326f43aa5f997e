"""A consent in place of a password, the whole way, at a real mail system that asks the provider what a token is worth.

Dovecot takes the tokens, for the mailbox and, asked by Postfix, for letters; the provider is of the tests' own.
"""

from __future__ import annotations

import imaplib
import re
import smtplib
import sqlite3
import ssl
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from companion.adapters.mail.certificates import Certificates, make_certificates
from tests.e2e.conftest import Start
from tests.e2e.lab.desktop import Desktop
from tests.e2e.lab.errors import SEARCH_PATH
from tests.e2e.lab.mail_system import MailSystem, TokenCheck
from tests.e2e.lab.waiting import wait_until
from tests.e2e.letters import log_interview
from tests.e2e.program import Companion, keep_picture, titled
from tests.e2e.walking import walk_to
from tests.fakes.authorization_server import CLIENT_ID, CLIENT_SECRET, SCOPE, AuthorizationServer
from tests.fakes.scripted_smtp import EHLO_OAUTH, Act, Mode, ScriptedServer

pytestmark = pytest.mark.e2e
SETTINGS, FOLLOW_UPS = titled("Settings"), titled("Follow-ups")
BROWSER = Path(__file__).with_name("programs") / "browser.py"
BOTH, OLDER = "xoauth2 oauthbearer", "xoauth2"


@dataclass(frozen=True, slots=True)
class Place:
    """A provider, a mail system that asks it, and what a program sees of them. shown: what the browser showed last."""

    provider: AuthorizationServer
    mail: MailSystem
    certificates: Certificates
    env: dict[str, str]
    shown: Path

    @property
    def mechanism(self) -> str:
        """How a token is to be said here: the standard's way, where the servers announce it."""
        context = ssl.create_default_context(cafile=self.mail.ca)
        with imaplib.IMAP4_SSL("localhost", self.mail.imaps, ssl_context=context) as client:
            mailbox = {word.removeprefix("AUTH=") for word in client.capabilities if word.startswith("AUTH=")}
        with smtplib.SMTP_SSL("localhost", self.mail.smtps, context=context) as client:
            client.ehlo()
            sending = set(client.esmtp_features["auth"].split())
        assert mailbox == sending
        return next(name for name in ("OAUTHBEARER", "XOAUTH2") if name in mailbox)

    def set_up(self, companion: Companion, smtp: str, security: str = "tls") -> dict[str, Any]:
        """The account, by a consent from the shell."""
        there = self.provider
        words = ("account", "add", there.user, "--name", "Robin Doe", "--smtp", smtp, "--security", security)
        places = ("--imap", f"localhost:{self.mail.imaps}", "--authorize-url", there.authorize_url)
        client = ("--client-id", CLIENT_ID, "--client-secret-stdin", "--token-url", there.token_url, "--scope", SCOPE)
        return companion.tell(*words, *places, "--oauth", *client, stdin=CLIENT_SECRET + "\n")


@pytest.fixture
def place(request: pytest.FixtureRequest, tmp_path: Path, recipient: str) -> Iterator[Place]:
    """Its parameter is what Dovecot announces."""
    certificates = make_certificates(tmp_path / "provider")
    provider = AuthorizationServer(certificates, CLIENT_SECRET, user=recipient.replace("recipient", "sender"))
    mechanisms: str = getattr(request, "param", BOTH)
    with provider, MailSystem(TokenCheck(provider.introspection_url, certificates.ca_file, mechanisms)) as mail:
        trust, shown, browser = tmp_path / "both.pem", tmp_path / "shown.html", tmp_path / "bin/xdg-open"
        trust.write_bytes(mail.ca.read_bytes() + certificates.ca_file.read_bytes())
        browser.parent.mkdir()
        browser.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{BROWSER}" "{shown}" "$1"\n')
        browser.chmod(0o755)
        env = {"SSL_CERT_FILE": str(trust), "PATH": f"{browser.parent}:{SEARCH_PATH}"}
        yield Place(provider, mail, certificates, env, shown)
        assert provider.wrong == []


def send(companion: Companion, recipient: str, company: str) -> None:
    log_interview(companion, recipient, company=company)
    companion.tell("follow-up", "send", company, "--undo", "0")


def wait_filed(companion: Companion, place: Place, count: int) -> None:
    """So many copies in the Sent folder, and noted as such."""

    def noted() -> bool:
        with closing(sqlite3.connect(f"file:{companion.profile / 'companion.db'}?mode=ro", uri=True)) as store:
            asked = "SELECT count(*) FROM letter WHERE state = 'sent' AND why = 'A copy is in “Sent”.'"
            return store.execute(asked).fetchone()[0] == count

    wait_until(noted, lambda: f"{companion.letters()}\n{place.mail.log()}", 60)
    box = place.mail.base / "mail" / place.provider.user / ".Sent"
    assert len([*box.glob("new/*"), *box.glob("cur/*")]) == count


@pytest.mark.parametrize(
    ("place", "mechanism", "security"),
    [(BOTH, "OAUTHBEARER", "tls"), (OLDER, "XOAUTH2", "starttls")],
    indirect=["place"],
    ids=["both", "xoauth2"],
)
def test_the_whole_way(
    desktop: Desktop, place: Place, start: Start, recipient: str, mechanism: str, security: str
) -> None:
    provider, mail = place.provider, place.mail
    assert place.mechanism == mechanism
    companion, before = start(desktop, env=place.env), set(desktop.keyring.entries())
    added = place.set_up(companion, f"localhost:{mail.smtps if security == 'tls' else mail.submission}", security)
    assert (added["password_in"], added["account"]["auth"]) == ("keyring", "oauth")
    wait_until(lambda: place.shown.exists() and "You can close this tab." in place.shown.read_text(), "no page")
    assert len(set(desktop.keyring.entries()) - before) == 1
    assert companion.tell("account", "test")["mailbox"] == {"ok": True, "sent_folder": "Sent"}

    send(companion, recipient, "Acme")
    mail.wait_delivered(recipient)
    wait_filed(companion, place, 1)
    # the shell has asked for the consent; the tray has got a token of its own by it
    assert provider.asked == ["authorization_code", "refresh_token"]
    # that one has ended: refused by the real servers, renewed, and the letter leaves once
    provider.expire()
    send(companion, recipient, "Bolt")
    mail.wait_delivered(recipient, 2)
    wait_filed(companion, place, 2)
    assert provider.asked == ["authorization_code", "refresh_token", "refresh_token"]
    said = mail.log()
    assert set(re.findall(r"sasl_method=(\w+)", said)) == {mechanism}
    assert set(re.findall(r"Login: user=<\S+>, method=(\w+)", said)) == {mechanism}

    provider.revoke()
    send(companion, recipient, "Cyan")
    letter = companion.wait_letter("failed")
    assert letter["why"].startswith("The consent has expired or was taken back. Consent again in Settings.")
    assert "Consent again in Settings" in companion.refuse("account", "test")["error"]
    assert "Consent again in Settings" in desktop.notifier.wait_for("Consent again")
    keep_picture(desktop, f"consent-taken-back-{security}")
    desktop.click_notification_button("Look…")
    desktop.window_id(FOLLOW_UPS)
    consent_again(companion, desktop)
    desktop.activate_window(FOLLOW_UPS)
    desktop.accessible.find("push button", "Send again", window=FOLLOW_UPS).click()
    mail.wait_delivered(recipient, 3)
    wait_filed(companion, place, 3)
    wait_until(mail.queue_is_empty, "postfix still holds a letter")
    companion.examine(CLIENT_SECRET, *provider.issued)
    companion.tell("account", "remove", provider.user)
    assert set(desktop.keyring.entries()) == before


def consent_again(companion: Companion, desktop: Desktop) -> None:
    """In *Settings*, by the keyboard, without typing the client's secret again."""
    companion.choose("Settings…")
    desktop.activate_window(SETTINGS)
    walk_to(desktop, SETTINGS, "push button", "Consent in the browser…")
    desktop.key("Return")
    desktop.accessible.find("label", "The consent was given. Save keeps it.", window=SETTINGS)
    keep_picture(desktop, "settings-consented")
    assert desktop.accessible.nameless(SETTINGS) == []
    walk_to(desktop, SETTINGS, "push button", "Save")
    desktop.key("Return")
    desktop.accessible.find("label", re.compile("The consent is in your keyring"), window=SETTINGS)
    desktop.key("Escape")
    desktop.wait_window_gone(SETTINGS)


def test_a_letter_of_unknown_fate_is_looked_for_with_a_token(
    desktop: Desktop, place: Place, start: Start, recipient: str
) -> None:
    provider, mail = place.provider, place.mail
    script = {"ehlo": EHLO_OAUTH, "auth": "235 2.7.0 Ok", "dot": Act.DROP}
    with ScriptedServer(place.certificates, Mode.TLS, script) as smtp:
        companion = start(desktop, env=place.env)
        place.set_up(companion, f"localhost:{smtp.port}")
        send(companion, recipient, "Acme")
        letter = companion.wait_letter("uncertain")
        smtp.finish()
        assert len(smtp.contents) == 1
    looked = companion.tell("follow-up", "look", letter["id"])["letter"]
    assert looked["why"].startswith("It was not in “Sent” on ")
    file_as_the_server_does(place, companion.letter_content(letter["id"]))
    provider.expire()
    found = companion.tell("follow-up", "look", letter["id"])["letter"]
    assert (found["state"], found["why"].startswith("Found in “Sent”, dated ")) == ("sent", True)
    assert "method=OAUTHBEARER" in mail.log()
    companion.examine(CLIENT_SECRET, *provider.issued)


def file_as_the_server_does(place: Place, content: bytes) -> None:
    context = ssl.create_default_context(cafile=place.mail.ca)
    with imaplib.IMAP4_SSL("localhost", place.mail.imaps, ssl_context=context) as client:
        client.login(place.provider.user, place.mail.password)
        assert client.append("Sent", "(\\Seen)", "", content)[0] == "OK"


def test_a_mail_server_that_cannot_ask_the_provider_now_costs_no_consent(
    desktop: Desktop, place: Place, start: Start
) -> None:
    provider, mail = place.provider, place.mail
    companion = start(desktop, env=place.env)
    place.set_up(companion, f"localhost:{mail.smtps}")
    provider.introspects = False
    error = companion.refuse("account", "test")["error"]
    # Postfix 3.7 passes Dovecot's "not now" on as a plain refusal; Dovecot itself says it
    assert error.startswith(
        "Sending: localhost did not accept your consent, although your provider has just renewed it."
    )
    assert error.endswith("Mailbox: localhost cannot check the consent at the moment.")
    provider.introspects = True
    assert companion.tell("account", "test")["ok"] is True
    assert provider.asked.count("authorization_code") == 1
