"""Every fault from end to end: what the user sees, what happens to the letter, how often it reached the server."""

from __future__ import annotations

import errno
import re
import socket
import sys
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typing_extensions import override

from companion.adapters.mail.certificates import Certificates, make_certificates
from companion.adapters.mail.mailer import SmtpMailer
from companion.adapters.secrets.choice import SESSION_ONLY
from companion.core.account import Security
from companion.core.outbox import MOST_ATTEMPTS, LetterState, OutboxLetter
from companion.services.ports import Delivery, SecretsProblem, StoreProblem
from tests.contract.reliability import Killed, Rig, Row, full_disk, keep_or_compare, opened, page, rig
from tests.fakes.delivery import PATIENT, TINY
from tests.fakes.scripted import Act, Mode
from tests.fakes.scripted_smtp import ScriptedServer
from tests.fakes.watched_mailer import WatchedMailer

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the disk is filled by a limit that Windows has not")

REACHING = "Reaching the server"
COMPUTER = "This computer"
STEPS = {
    "ehlo": "EHLO",
    "auth": "AUTH, the login",
    "mail": "MAIL, the sender",
    "rcpt": "RCPT, the recipient",
    "data": "DATA",
    "content": "While the content leaves",
    "dot": "After the final dot",
    "quit": "QUIT",
}
ACTS = {
    Act.DROP: "the connection is dropped",
    "451 4.3.0 Not now": "4yz: not now",
    "550 5.1.1 Never": "5yz: never",
    Act.STALL: "no answer within the time limit",
    Act.GARBAGE: "an answer that is not SMTP",
    Act.ENDLESS_LINE: "a line without an end",
}
WAITS, FAILED, UNCERTAIN, SENT = LetterState.QUEUED, LetterState.FAILED, LetterState.UNCERTAIN, LetterState.SENT
BEFORE = (WAITS, WAITS, FAILED, WAITS, FAILED, FAILED)
AFTER_DOT = (UNCERTAIN, WAITS, FAILED, UNCERTAIN, UNCERTAIN, UNCERTAIN)


@dataclass(frozen=True)
class Case:
    """A server that goes wrong. hosts, days: for whom its certificate is and how long. trusted: by this computer."""

    group: str
    fault: str
    script: dict[str, str]
    state: LetterState
    copies: int = 0
    mode: Mode = Mode.TLS
    hosts: tuple[str, ...] = ("localhost",)
    days: int = 1
    trusted: bool = True

    def __str__(self) -> str:
        return f"{self.group}: {self.fault}".replace(" ", "_")


def conversations() -> list[Case]:
    cases: list[Case] = []
    for step, group in STEPS.items():
        match step:
            case "content":
                cases.append(Case(group, ACTS[Act.DROP], {step: Act.DROP}, UNCERTAIN))
            case "dot":
                told = zip(ACTS.items(), AFTER_DOT, strict=True)
                cases += [Case(group, words, {step: act}, state, 1) for (act, words), state in told]
            case "quit":
                cases += [Case(group, words, {step: act}, SENT, 1) for act, words in ACTS.items()]
            case _:
                told = zip(ACTS.items(), BEFORE, strict=True)
                cases += [Case(group, words, {step: act}, state) for (act, words), state in told]
    return cases


SERVERS = [
    Case(REACHING, "TLS is refused: the connection ends", {"handshake": Act.DROP}, WAITS),
    Case(REACHING, "TLS is refused: plain text instead", {"handshake": "220 plain.example"}, FAILED),
    Case(REACHING, "STARTTLS is refused", {"starttls": "454 4.7.0 Not now"}, WAITS, mode=Mode.STARTTLS),
    Case(REACHING, "STARTTLS was stripped from the offer", {}, FAILED, mode=Mode.STRIPPED),
    Case(REACHING, "the certificate is for another host", {}, FAILED, hosts=("mail.example.org",)),
    Case(REACHING, "the certificate has expired", {}, FAILED, days=-1),
    Case(REACHING, "the certificate is self-made", {}, FAILED, trusted=False),
    Case(REACHING, "the login is refused", {"auth": "535 5.7.8 Authentication failed"}, FAILED),
    Case(REACHING, "the account is locked", {"auth": "535 5.7.0 Your account has been locked"}, FAILED),
    Case(REACHING, "Microsoft takes no passwords any more", {"auth": "550 5.7.30 Basic authentication"}, FAILED),
    *conversations(),
]


@pytest.fixture(scope="module")
def found() -> dict[str, Row]:
    """The rows of this run, in the order of the page."""
    return {}


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


def security(mode: Mode) -> Security:
    return Security.TLS if mode is Mode.TLS else Security.STARTTLS


def keep(found: dict[str, Row], key: str, row: Row) -> None:
    """Keeps the row, once its words are fit for a person."""
    assert row.seen.endswith("."), row.seen
    assert not re.search(r"!|unfortunately|sorry|\bat least\b|  |\|", row.seen)
    assert ("not sent again by itself" in row.seen) == ("never again" in row.fate)
    assert key not in found
    found[key] = row


def arrives_once_more_only_if_it_waits(made: Rig, folder: Path) -> None:
    """A day with a server that works, and a start in between, as after a crash."""
    waits = made.letter.state is WAITS
    certificates = make_certificates(folder / "later")
    with ScriptedServer(certificates, Mode.TLS) as server:
        made.goes_to(server.port, Security.TLS)
        outbox = replace(made.backend.outbox, mailer=SmtpMailer(trust=certificates.ca_file, limits=PATIENT))
        for _ in range(3):
            made.clock.forward(timedelta(hours=8))
            outbox.recover()
            outbox.send_due()
        server.finish()
    assert len(server.contents) == (1 if waits else 0)
    assert made.letter.state is SENT or not waits


@pytest.mark.parametrize("case", SERVERS, ids=str)
def test_a_server_goes_wrong(case: Case, certificates: Certificates, tmp_path: Path, found: dict[str, Row]) -> None:
    if case.hosts != ("localhost",) or case.days < 0:
        until = datetime.now(UTC) + timedelta(days=case.days)
        certificates = make_certificates(tmp_path / "tls", hosts=case.hosts, valid_until=until)
    limits = TINY if Act.STALL in case.script.values() else replace(PATIENT, goodbye=0.2)
    trust = certificates.ca_file if case.trusted else None
    with rig(tmp_path / "profile", SmtpMailer(trust=trust, limits=limits)) as made:
        with ScriptedServer(certificates, case.mode, case.script) as server:
            made.goes_to(server.port, security(case.mode))
            letter = made.send()
            server.finish()
        assert (letter.state, len(server.contents)) == (case.state, case.copies)
        assert (letter.leased_until, letter.attempts) == (None, 1)
        assert letter.why or letter.state is SENT
        keep(found, str(case), Row(case.group, case.fault, made.seen(), made.fate(), case.copies))
        arrives_once_more_only_if_it_waits(made, tmp_path)


# --- nothing answers ---------------------------------------------------------------------------------------------


def no_network(*_: object, **__: object) -> None:
    raise OSError(errno.ENETUNREACH, "Network is unreachable")


@pytest.mark.parametrize(
    ("fault", "host", "attempts"),
    [
        ("the connection is refused", "localhost", 1),
        ("the name is not found", "no-such.invalid", 0),
        ("offline", "", 0),
    ],
)
def test_no_server_answers(
    fault: str, host: str, attempts: int, tmp_path: Path, found: dict[str, Row], monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = int(taken.getsockname()[1])
    with rig(tmp_path / "profile", SmtpMailer(limits=PATIENT)) as made:
        made.goes_to(port, Security.TLS, host or "localhost")
        with monkeypatch.context() as patched:
            if not host:
                patched.setattr(socket, "create_connection", no_network)
            letter = made.send()
            assert (letter.state, letter.attempts, letter.leased_until) == (WAITS, attempts, None)
            keep(found, fault, Row(REACHING, fault, made.seen(), made.fate(), 0))
            for _ in range(30 if not host else 0):
                made.clock.forward(timedelta(minutes=5))
                letter = made.send()
            assert (letter.state, letter.attempts) == (WAITS, attempts), "offline, however long, is no failure"
        arrives_once_more_only_if_it_waits(made, tmp_path)


def test_no_server_answers_for_a_day_and_a_half(tmp_path: Path, found: dict[str, Row]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = int(taken.getsockname()[1])
    with rig(tmp_path / "profile", SmtpMailer(limits=PATIENT)) as made:
        made.goes_to(port, Security.TLS)
        begun = made.clock.now()
        while (letter := made.send()).state is WAITS:
            made.clock.set(letter.not_before)
        assert timedelta(days=1) < made.clock.now() - begun < timedelta(days=2)
        assert (letter.state, letter.attempts) == (FAILED, MOST_ATTEMPTS)
        assert "will be tried again" not in letter.why
        fault = "the connection is refused for a day and a half"
        keep(found, fault, Row(REACHING, fault, made.seen(), made.fate(), 0))
        arrives_once_more_only_if_it_waits(made, tmp_path)


# --- this computer -----------------------------------------------------------------------------------------------


class Mischief(WatchedMailer):
    """The real mailer, with something that happens on this computer before the state is written, and after the 250."""

    def __init__(self, trust: Path, before: Callable[[], None], after: Callable[[], None]) -> None:
        super().__init__(trust=trust, limits=PATIENT)
        self.before = before
        self.after = after

    @override
    def hand_over(
        self, delivery: Delivery, letter: OutboxLetter, announced: Callable[[], None], transmitting: Callable[[], None]
    ) -> str:
        def told() -> None:
            self.before()
            transmitting()

        words = super().hand_over(delivery, letter, announced, told)
        self.after()
        return words


def nothing() -> None:
    """Goes on."""


def dies() -> None:
    raise Killed


@contextmanager
def at_work(
    folder: Path, certificates: Certificates, before: Callable[[], None] = nothing, after: Callable[[], None] = nothing
) -> Generator[tuple[Rig, ScriptedServer]]:
    """A rig and a server that works."""
    mailer = Mischief(certificates.ca_file, before, after)
    with rig(folder / "profile", mailer) as made, ScriptedServer(certificates, Mode.TLS) as server:
        made.goes_to(server.port, Security.TLS)
        yield made, server
        server.finish()


def keep_here(found: dict[str, Row], fault: str, made: Rig, copies: int, seen: str = "") -> None:
    keep(found, fault, Row(COMPUTER, fault, seen or made.seen(), made.fate(), copies))


def test_the_disk_is_full_before_a_letter_is_begun(
    certificates: Certificates, tmp_path: Path, found: dict[str, Row]
) -> None:
    with at_work(tmp_path, certificates) as (made, server):
        made.backend.outbox.recover()
        with full_disk(), pytest.raises(StoreProblem) as told:
            made.send()
        assert made.letter.state is WAITS
        assert server.commands == []
        keep_here(
            found,
            "the disk is full before a letter is begun",
            made,
            0,
            re.sub(r"/\S+", "the store", told.value.sentence),
        )
        assert made.send().state is SENT
        server.finish()
        assert len(server.contents) == 1


def test_the_disk_is_full_when_the_content_is_about_to_leave(
    certificates: Certificates, tmp_path: Path, found: dict[str, Row]
) -> None:
    with ExitStack() as full:
        fills = Mischief(certificates.ca_file, lambda: full.enter_context(full_disk()), nothing)
        with at_work(tmp_path, certificates) as (made, server):
            outbox = replace(made.backend.outbox, mailer=fills)
            with pytest.raises(StoreProblem):
                outbox.send_due()
            full.close()
            fills.before = nothing
            assert made.letter.state is LetterState.SENDING
            made.backend.outbox.recover()
            assert made.letter.state is WAITS
            server.finish()
            assert (server.contents, server.begun) == ([], 0)
            keep_here(found, "the disk is full, and stays so, when the content is about to leave", made, 0)
            arrives_once_more_only_if_it_waits(made, tmp_path)


def test_the_disk_did_not_take_the_state_just_then(
    certificates: Certificates, tmp_path: Path, found: dict[str, Row]
) -> None:
    class OneMoment(Mischief):
        @override
        def hand_over(
            self,
            delivery: Delivery,
            letter: OutboxLetter,
            announced: Callable[[], None],
            transmitting: Callable[[], None],
        ) -> str:
            def full() -> None:
                with full_disk():
                    transmitting()

            return super().hand_over(delivery, letter, announced, full)

    with at_work(tmp_path, certificates) as (made, server):
        replace(made.backend.outbox, mailer=OneMoment(certificates.ca_file, nothing, nothing)).send_due()
        server.finish()
        assert (made.letter.state, made.letter.attempts, server.begun) == (WAITS, 0, 0)
        keep_here(found, "the disk does not take the state when the content is about to leave", made, 0)
        arrives_once_more_only_if_it_waits(made, tmp_path)


def test_the_disk_is_full_when_the_letter_was_accepted(
    certificates: Certificates, tmp_path: Path, found: dict[str, Row]
) -> None:
    with ExitStack() as full, at_work(tmp_path, certificates) as (made, server):
        fills = Mischief(certificates.ca_file, nothing, lambda: full.enter_context(full_disk()))
        with pytest.raises(StoreProblem):
            replace(made.backend.outbox, mailer=fills).send_due()
        full.close()
        assert made.letter.state is LetterState.TRANSMITTING
        made.send()
        server.finish()
        assert (made.letter.state, len(server.contents)) == (UNCERTAIN, 1)
        keep_here(found, "the disk is full when the server has taken the letter", made, 1)
        arrives_once_more_only_if_it_waits(made, tmp_path)


@pytest.mark.parametrize(("when", "state", "copies"), [("before", WAITS, 0), ("after", UNCERTAIN, 1)])
def test_the_program_is_killed(
    when: str, state: LetterState, copies: int, certificates: Certificates, tmp_path: Path, found: dict[str, Row]
) -> None:
    moments = (dies, nothing) if when == "before" else (nothing, dies)
    with at_work(tmp_path, certificates, *moments) as (made, server):
        with pytest.raises(Killed):
            made.send()
        assert made.letter.leased_until is not None
        made.backend.outbox.recover()
        server.finish()
        assert (made.letter.state, len(server.contents)) == (state, copies)
        keep_here(found, f"the companion is killed {when} the content leaves", made, copies)
        arrives_once_more_only_if_it_waits(made, tmp_path)


@pytest.mark.parametrize(
    ("fault", "jump"),
    [("the clock is set back a day", timedelta(days=-1)), ("the computer sleeps three days", timedelta(days=3))],
)
def test_time_jumps(
    fault: str, jump: timedelta, certificates: Certificates, tmp_path: Path, found: dict[str, Row]
) -> None:
    with at_work(tmp_path, certificates) as (made, server):
        its_time = made.letter.not_before
        made.clock.forward(jump)
        made.backend.outbox.recover()
        before = made.letter
        made.send()
        if jump < timedelta():
            assert made.letter == before
            assert made.backend.agenda.look().wake_at == its_time
            keep(found, fault, Row(COMPUTER, fault, made.seen(), "kept; sent at its time", 0))
            made.clock.set(its_time)
            made.send()
        made.send()
        server.finish()
        assert (made.letter.state, len(server.contents)) == (SENT, 1)
        if jump > timedelta():
            keep_here(found, fault, made, 1)


def test_another_process_sends(certificates: Certificates, tmp_path: Path, found: dict[str, Row]) -> None:
    with at_work(tmp_path, certificates) as (made, server):
        with made.backend.store.sending() as mine:
            assert mine
            assert made.send().state is WAITS
            keep_here(found, "another start of the program sends at the moment", made, 0)
        assert made.send().state is SENT
        server.finish()
        assert len(server.contents) == 1


def test_a_copy_of_the_profile_elsewhere(certificates: Certificates, tmp_path: Path, found: dict[str, Row]) -> None:
    with at_work(tmp_path, certificates) as (made, server):
        outbox = replace(made.backend.outbox, computer=lambda: "another")
        outbox.recover()
        (told,) = made.backend.store.letters(UNCERTAIN)
        assert told.id == made.letter_id
        assert outbox.send_due() == []
        server.finish()
        assert server.commands == []
        keep_here(found, "the profile was copied to another computer, or another folder", made, 0)


def test_a_backup_is_restored(certificates: Certificates, tmp_path: Path, found: dict[str, Row]) -> None:
    with at_work(tmp_path, certificates) as (made, server):
        backup = made.backend.back_up_now()
        assert made.send().state is SENT
        made.backend.close()
        made.backend.backups.restore(backup, made.clock.now())
        again = opened(tmp_path / "profile", made.clock, made.secrets, made.backend.outbox.mailer)
        with again:
            after = replace(made, backend=again)
            again.outbox.recover()
            assert after.send().state is UNCERTAIN
            server.finish()
            assert len(server.contents) == 1
            keep_here(found, "a backup is restored in which the letter waits", after, 1)


@pytest.mark.parametrize(
    "fault", ["the keyring is locked", "the password is not in the keyring", "the account was removed"]
)
def test_no_password(fault: str, certificates: Certificates, tmp_path: Path, found: dict[str, Row]) -> None:
    with at_work(tmp_path, certificates) as (made, server):
        if fault == "the keyring is locked":
            made.secrets.problem = SecretsProblem(
                f"Your keyring is locked. Unlock it and try again, or {SESSION_ONLY}."
            )
        elif fault == "the account was removed":
            made.backend.accounts.remove(made.letter.account_id)
        else:
            made.secrets.kept.clear()
        assert made.send().state is FAILED
        server.finish()
        # greeted at most, while the keyring was asked
        assert not {command.split()[0].upper() for command in server.commands} - {"EHLO"}
        keep_here(found, fault, made, 0)


# --- the page ----------------------------------------------------------------------------------------------------

PLACES = [REACHING, *STEPS.values(), COMPUTER]
ROWS = len(SERVERS) + 18


def test_the_page_says_what_this_run_found(found: dict[str, Row]) -> None:
    if len(found) < ROWS:
        pytest.skip("only a whole run of this file knows the page")
    assert len(found) == ROWS
    rows = dict(sorted(found.items(), key=lambda item: PLACES.index(item[1].group)))
    keep_or_compare(page(rows))
