"""Accounts and letters from the shell: the password is nowhere, and what is sent arrives once."""

from __future__ import annotations

import json
from argparse import Namespace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from companion.adapters.mail.embedded import EmbeddedServer
from companion.adapters.mail.mailer import SmtpMailer
from companion.app import arguments
from companion.app.backend import open_backend
from companion.app.commands.command import Context, Reply
from companion.app.profile import find
from companion.app.trace import NoTrace
from companion.core.outbox import LetterState
from companion.core.problem import Problem
from companion.services.accounts import AccountDraft
from tests.contract.shell import Shell, files
from tests.fakes.clock import SetClock
from tests.fakes.mailer import FakeMailer
from tests.fakes.secrets import MemorySecrets


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


def test_without_an_account_send_says_what_is_missing_and_queues_nothing(shell: Shell) -> None:
    assert shell.refused("follow-up", "send") == "No letter is due."
    shell("interview", "Acme", "--when", "2 days ago", "--with", "Ann", "--email", "ann@acme.example")
    sentence = shell.refused("follow-up", "send", "--undo", "0")
    assert sentence.startswith("The letter was not sent. No mail account is set up yet.")
    assert shell("follow-up", "letters", "--json").json == {"letters": []}
    assert len(shell("follow-up", "list", "--json").json["due"]) == 1
    assert "[Needs: No mail account is set up yet." in shell("follow-up", "show").out
    assert "0 to 3600" in shell.refused("follow-up", "send", "--undo", "9999")


SECRET = b"tr0ub4dor-and-3-words"


def test_without_a_keyring_the_password_is_nowhere(shell: Shell) -> None:
    add = ("account", "add", "me@example.org", "--smtp", "smtp.example.org:465", "--password-stdin")
    for extra in ((), ("--json",), ("--session-only",)):
        said = shell(*add, *extra, typed=SECRET + b"\n")
        assert said.status == 1
        assert "keyring" in said.err
        assert SECRET.decode() not in said.out + said.err
    for folder in (shell.profile, shell.home):
        assert [name for name, content in files(folder).items() if SECRET in content] == []
    assert shell("account", "--json").json == {"accounts": []}


def test_a_password_of_bytes_is_told_and_not_shown(shell: Shell) -> None:
    add = ("account", "add", "me@example.org", "--smtp", "h.example", "--password-stdin")
    for typed, sentence in ((b"\xffsecret\n", "bytes that are not text"), (b"secret" * 10_000, "too long")):
        said = shell(*add, typed=typed, PYTHONIOENCODING="utf-8:strict")
        assert (said.status, said.out) == (1, "")
        assert sentence in said.err
        assert "secret" not in said.err


@pytest.mark.parametrize(
    ("typed", "host", "port"),
    [
        ("smtp.example.org", "smtp.example.org", 465),
        ("smtp.example.org:587", "smtp.example.org", 587),
        ("[::1]:2525", "::1", 2525),
        ("[::1]", "::1", 465),
    ],
)
def test_servers_and_ports(tmp_path: Path, typed: str, host: str, port: int) -> None:
    reply = in_process(tmp_path, ["account", "add", "me@example.org", "--smtp", typed])
    assert reply["account"]["host"] == host
    assert reply["account"]["port"] == port
    assert reply["password_in"] is None


@pytest.mark.parametrize("typed", ["h:", "h:x", "h:0", "h:65536", "h:" + "9" * 5000, ":465", "a b:465", "http://h:465"])
def test_bad_servers_and_ports(tmp_path: Path, typed: str) -> None:
    with pytest.raises(Problem) as told:
        in_process(tmp_path, ["account", "add", "me@example.org", "--smtp", typed])
    assert told.value.field in ("host", "port")


def in_process(folder: Path, words: list[str], *, secret: str = "") -> dict[str, Any]:
    """What a command answers in --json, on a profile whose keyring is in memory."""
    args: Namespace = arguments.parse(words)
    with open_backend(find(str(folder / "profile")), NoTrace(), secrets=MemorySecrets()) as backend:
        reply = arguments.command(args.command).run(backend, args, Context(folder, secret))
        return json.loads(json.dumps(reply.data))


def test_send_really_sends_what_show_showed(tmp_path: Path) -> None:
    """In this process: no keyring of the operating system is here, and the program takes no other."""
    clock, context = SetClock(), Context(tmp_path, secret="")
    with EmbeddedServer(tmp_path / "server") as server:
        mailer = SmtpMailer(trust=server.ca_file)
        profile = find(str(tmp_path / "profile"))
        with open_backend(profile, NoTrace(), clock=clock, secrets=MemorySecrets(), mailer=mailer) as backend:

            def run(*words: str) -> dict[str, Any]:
                args = arguments.parse(words)
                return arguments.command(args.command).run(backend, args, context).data

            draft = AccountDraft("me@example.org", server.host, server.port, user=server.user, name="Jo")
            backend.accounts.save(draft, server.password)
            assert run("account", "test")["ok"] is True
            run("interview", "Acme", "--when", "2 days ago", "--with", "Ann", "--email", "ann@acme.example")
            shown = run("follow-up", "show", "Acme")
            assert shown["findings"] == []
            sent = run("follow-up", "send", "--undo", "0")["letter"]
            assert sent["state"] == "sent"
            assert "Kept as letter 1" in sent["server_words"]
            (letter,) = server.letters
            assert (letter.sender, letter.recipients) == ("me@example.org", ("ann@acme.example",))
            assert str(shown["body"]).splitlines()[0].encode() in letter.content
            with pytest.raises(Problem, match="No letter is due"):
                run("follow-up", "send")
            clock.forward(timedelta(days=1))
            assert backend.outbox.send_due() == []
            assert len(server.letters) == 1


def test_ctrl_c_takes_the_letter_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(seconds: float) -> None:
        assert 10 <= seconds <= 11
        raise KeyboardInterrupt

    clock = SetClock()
    profile = find(str(tmp_path / "profile"))
    with open_backend(profile, NoTrace(), clock=clock, secrets=MemorySecrets(), mailer=FakeMailer()) as backend:
        backend.accounts.save(AccountDraft("me@example.org", "h.example", 465, name="Jo"), "right")

        def run(*words: str) -> None:
            args = arguments.parse(words)
            arguments.command(args.command).run(backend, args, Context(tmp_path))

        run("interview", "Acme", "--when", "2 days ago", "--with", "Ann", "--email", "ann@acme.example")
        monkeypatch.setattr("time.sleep", interrupted)
        with pytest.raises(Problem, match="Taken back"):
            run("follow-up", "send")
        clock.forward(timedelta(days=1))
        assert backend.outbox.send_due() == []
        assert [letter.state for letter in backend.store.letters(*LetterState)] == [LetterState.TAKEN_BACK]
        assert len(backend.agenda.look().due) == 1


def test_an_address_is_enough_for_a_known_provider(shell: Shell) -> None:
    looked = shell("account", "add", "me@web.de", "--find", "--json").json["found"]
    assert looked["smtp"] == {"host": "smtp.web.de", "port": 465, "security": "tls"}
    assert (looked["imap"]["host"], looked["user"], looked["accepts"]) == ("imap.web.de", "me", "password")
    assert (looked["provider"], looked["source"]) == ("WEB.DE", "known provider")
    assert "switch on POP3 and IMAP" in looked["to_know"]
    assert shell("account", "--json").json == {"accounts": []}
    said = shell("account", "add", "me@web.de", "--name", "Jo")
    assert "sends through  smtp.web.de, port 465, TLS" in said.out
    (kept,) = shell("account", "--json").json["accounts"]
    assert (kept["host"], kept["user"], kept["imap"]["port"]) == ("smtp.web.de", "me", 993)


def test_a_provider_that_takes_no_password_is_not_set_up(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="Open in my mail program"):
        in_process(tmp_path, ["account", "add", "me@outlook.com"])
    looked = in_process(tmp_path, ["account", "add", "me@outlook.com", "--find"])["found"]
    assert looked["accepts"] == "oauth"
    with pytest.raises(Problem, match="Use one of them"):
        in_process(tmp_path, ["account", "add", "me@outlook.com", "--find", "--smtp", "h.example"])
    by_hand = ["account", "add", "me@outlook.com", "--smtp", "smtp.office365.com:587", "--security", "starttls"]
    with pytest.raises(Problem, match="16 September 2024") as told:
        in_process(tmp_path, by_hand, secret="s3cret")
    assert told.value.field == "password"


def test_the_mailbox_is_named_too(tmp_path: Path) -> None:
    add = [
        "account",
        "add",
        "me@example.org",
        "--smtp",
        "h.example",
        "--imap",
        "i.example",
        "--imap-security",
        "starttls",
    ]
    assert in_process(tmp_path, add)["account"]["imap"] == {"host": "i.example", "port": 143, "security": "starttls"}
    with pytest.raises(Problem, match="--imap imap"):
        in_process(tmp_path, [*add, "--imap", "i.example:x"])


def test_a_letter_leaves_at_a_time_is_moved_and_is_exported_as_it_is(tmp_path: Path) -> None:
    clock = SetClock()
    profile = find(str(tmp_path / "profile"))
    with open_backend(profile, NoTrace(), clock=clock, secrets=MemorySecrets(), mailer=FakeMailer()) as backend:
        backend.accounts.save(AccountDraft("me@example.org", "h.example", 465, name="Jo"), "right")

        def run(*words: str) -> Reply:
            args = arguments.parse(words)
            return arguments.command(args.command).run(backend, args, Context(tmp_path))

        run("interview", "Acme", "--when", "5 hours ago", "--with", "Ann", "--email", "ann@acme.example")
        for typed in ("yesterday 9:00", "soonish", "2031-01-01 9:00"):
            with pytest.raises(Problem) as told:
                run("follow-up", "send", "--at", typed)
            assert told.value.field == "at"
        reply = run("follow-up", "send", "--at", "tomorrow 9:00")
        assert reply.lines == ("It leaves tomorrow, 09:00, if this computer is on and the companion runs then.",)
        (letter,) = backend.store.letters(LetterState.QUEUED)
        assert letter.not_before == datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
        run("follow-up", "at", letter.id, "2026-11-30 9:00")
        (letter,) = backend.store.letters(LetterState.QUEUED)
        assert letter.not_before == datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
        run("follow-up", "export", letter.id, "a letter.eml")
        assert (tmp_path / "a letter.eml").read_bytes() == letter.content
        with pytest.raises(Problem, match="already there"):
            run("follow-up", "export", letter.id, "a letter.eml")
        with pytest.raises(Problem, match="can't be written"):
            run("follow-up", "export", letter.id, "no/folder.eml")
        with pytest.raises(Problem, match="no such letter"):
            run("follow-up", "export", "nobody", "b.eml")
        assert run("follow-up", "now", letter.id).lines == ("Sent to ann@acme.example.",)
