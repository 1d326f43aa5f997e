"""The whole way of a consent from the shell: browser, loopback, token, keyring, letter, renewal, revocation."""

from __future__ import annotations

import webbrowser
from collections.abc import Generator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from companion.adapters.mail.certificates import make_certificates
from companion.adapters.mail.mailer import SmtpMailer
from companion.app import arguments
from companion.app.backend import Backend, open_backend
from companion.app.commands.command import Context
from companion.app.profile import find
from companion.app.trace import NoTrace
from companion.core import oauth
from companion.core.problem import Problem
from companion.services.ports import SecretsProblem
from tests.contract.shell import files
from tests.fakes.authorization_server import CLIENT_ID, CLIENT_SECRET, SCOPE, AuthorizationServer, browse
from tests.fakes.clock import SetClock
from tests.fakes.scripted_imap import ScriptedImap
from tests.fakes.scripted_smtp import USER, Mode, ScriptedServer
from tests.fakes.secrets import MemorySecrets


class Desk:
    """A profile, its provider, and its mail server that takes tokens alone."""

    def __init__(self, backend: Backend, provider: AuthorizationServer, smtp: ScriptedServer, keyring: MemorySecrets):
        self.backend = backend
        self.provider = provider
        self.smtp = smtp
        self.keyring = keyring
        self.pages: list[Future[str]] = []

    def run(self, *words: str, secret: str = "") -> dict[str, Any]:
        args = arguments.parse(words)
        return arguments.command(args.command).run(self.backend, args, Context(Path(), secret)).data

    def consent(self, *more: str, secret: str = "") -> dict[str, Any]:
        there = f"https://localhost:{self.provider.port}"
        places = ("--authorize-url", f"{there}/authorize?tenant=one", "--token-url", f"{there}/token")
        smtp = ("--smtp", f"localhost:{self.smtp.port}", "--user", USER)
        who = ("account", "add", "jo@me.example", "--oauth", "--client-id", CLIENT_ID, "--scope", SCOPE)
        return self.run(*who, *smtp, *places, *more, secret=secret)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Generator[Desk]:
    certificates = make_certificates(tmp_path / "certificates")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates.ca_file))
    provider, keyring = AuthorizationServer(certificates), MemorySecrets()
    profile, mailer = find(str(tmp_path / "profile")), SmtpMailer(trust=certificates.ca_file)
    with (
        ThreadPoolExecutor(1) as browser,
        provider,
        ScriptedServer(certificates, Mode.TLS, bearers=provider.access) as smtp,
        open_backend(profile, NoTrace(), clock=SetClock(), secrets=keyring, mailer=mailer) as backend,
    ):
        desk = Desk(backend, provider, smtp, keyring)

        def opened(url: str) -> bool:
            desk.pages.append(browser.submit(browse, url, certificates))
            return True

        monkeypatch.setattr(webbrowser, "open", opened)
        yield desk


def test_the_whole_way(desk: Desk, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    desk.provider.client_secret = CLIENT_SECRET
    added = desk.consent("--client-secret-stdin", secret=CLIENT_SECRET)
    assert (added["password_in"], added["account"]["auth"]) == ("keyring", "oauth")
    assert "You can close this tab." in desk.pages[0].result()
    assert "https://localhost:" in capfd.readouterr().err
    assert not desk.provider.wrong

    desk.run("interview", "Acme", "--when", "2 days ago", "--with", "Ann", "--email", "ann@acme.example")
    # the token ended before its time: refused once, renewed, and the letter leaves once
    desk.provider.access.clear()
    sent = desk.run("follow-up", "send", "--undo", "0")["letter"]
    assert (sent["state"], sent["attempts"]) == ("sent", 1)
    assert len(desk.smtp.contents) == 1
    assert [c.split()[1] for c in desk.smtp.commands if c.startswith("AUTH")] == ["OAUTHBEARER"] * 2
    assert desk.provider.asked == ["authorization_code", "refresh_token"]

    account = desk.backend.accounts.named("")
    kept = oauth.consent(desk.keyring.kept[account.id])
    assert kept is not None
    assert {kept.refresh} == desk.provider.refresh
    desk.provider.revoke()
    with pytest.raises(Problem, match="Consent again in Settings"):
        desk.run("account", "test")

    told = capfd.readouterr()
    for secret in (*desk.provider.issued, CLIENT_SECRET):
        assert [name for name, content in files(tmp_path / "profile").items() if secret.encode() in content] == []
        assert secret not in told.out + told.err
    desk.run("account", "remove", "jo@me.example")
    assert desk.keyring.kept == {}


def test_the_test_of_an_account_says_of_the_mailbox_too_whether_it_works(desk: Desk) -> None:
    offers = "IMAP4rev1 SASL-IR AUTH=OAUTHBEARER SPECIAL-USE"
    with ScriptedImap(desk.provider.certificates, offers=offers, password="access-token-0.~+/=") as imap:
        desk.consent("--imap", f"localhost:{imap.port}")
        assert desk.run("account", "test")["mailbox"] == {"ok": True, "sent_folder": "Sent"}
        imap.password = "nobody's"
        with pytest.raises(Problem) as told:
            desk.run("account", "test")
        imap.finish()
    assert told.value.sentence == (
        "Sending: It works. Mailbox: localhost did not accept your consent, although your provider has just renewed "
        "it. Try again later. If it stays so, look whether your client id may be used for mail."
    )
    assert desk.provider.asked == ["authorization_code", "refresh_token"]
    desk.provider.revoke()
    with pytest.raises(Problem) as told:
        desk.run("account", "test")
    assert told.value.sentence.startswith("The consent has expired or was taken back.")


def test_a_consent_that_is_not_given_keeps_nothing(desk: Desk) -> None:
    desk.provider.error = "access_denied"
    with pytest.raises(Problem, match="was not given in the browser"):
        desk.consent()
    assert desk.backend.accounts.all() == ()
    assert desk.keyring.kept == {}


def test_what_is_missing_is_said_before_a_browser_opens(desk: Desk) -> None:
    for more, field in ((("--client-id", ""), "client_id"), (("--token-url", "http://h/"), "token_url")):
        with pytest.raises(Problem) as problem:
            desk.consent(*more)
        assert problem.value.field == field
    with pytest.raises(Problem, match="--session-only does not go with --oauth"):
        desk.consent("--session-only")
    desk.keyring.problem = SecretsProblem("Your keyring is locked.")
    with pytest.raises(SecretsProblem, match=r"Your keyring is locked\. Nothing was asked for"):
        desk.consent()
    with pytest.raises(Problem, match="belongs to --oauth"):
        desk.run("account", "add", "jo@me.example", "--smtp", "h.example", "--client-secret-stdin")
    with pytest.raises(Problem, match="--oauth --client-id ID"):
        desk.run("account", "add", "jo@outlook.com")
    assert desk.pages == []
