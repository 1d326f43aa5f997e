"""Every fault of a mailbox from end to end: a look for an uncertain letter, and the copy of one that was sent."""

from __future__ import annotations

import errno
import re
import socket
import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from companion.adapters.mail.certificates import Certificates, make_certificates
from companion.adapters.mail.mailbox import ImapMailbox
from companion.adapters.mail.mailer import Limits, SmtpMailer
from companion.core.account import Security
from companion.core.outbox import LetterState
from companion.services.outbox import Answer
from companion.services.ports import MailProblem
from companion.services.sent_folder import GRACE, SentFolder
from tests.contract.reliability import Rig, SentRow, keep_or_compare, rig, sent_page
from tests.fakes.delivery import PATIENT, TINY
from tests.fakes.scripted import Act, Mode
from tests.fakes.scripted_imap import ENDLESS_LITERAL, OFFERS, ScriptedImap
from tests.fakes.scripted_smtp import ScriptedServer

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the other half of the page is not made there")

REACHING = "Reaching the mailbox"
GREETING = "The greeting"
STEPS = {
    "capability": "CAPABILITY",
    "authenticate": "AUTHENTICATE",
    "login": "LOGIN",
    "list": "LIST, the folders",
    "examine": "EXAMINE, the Sent folder",
    "search": "SEARCH",
    "fetch": "FETCH",
    "append": "APPEND, before the copy leaves",
    "appended": "APPEND, after the copy has left",
    "logout": "LOGOUT",
}
ACTS = {
    Act.DROP: "the connection is dropped",
    "NO not now": "NO",
    "BAD what": "BAD",
    Act.STALL: "no answer within the time limit",
    Act.GARBAGE: "an answer that is not IMAP",
    Act.ENDLESS_LINE: "a line without an end",
    ENDLESS_LITERAL: "a literal without an end",
}
WORSE = (Act.GARBAGE, Act.ENDLESS_LINE, ENDLESS_LITERAL)
"""No mail server answers so: these faults do not pass."""
FILED, AGAIN, NEVER = "filed", "tried again", "none; not tried again"
QUICK = replace(TINY, connect=0.3)
OTHER = b"From: jo@me.example\r\nMessage-ID: <another@me.example>\r\n\r\nAnother.\r\n"


@dataclass(frozen=True)
class Case:
    """A mailbox's server that goes wrong. copy: what becomes of a copy. seen: a look does not meet the fault.

    hosts, days: for whom its certificate is and how long. trusted: by this computer. folder: whether there is one.
    """

    group: str
    fault: str
    script: dict[str, str]
    copy: str
    copies: int = 0
    seen: bool = False
    mode: Mode = Mode.TLS
    offers: str = OFFERS
    hosts: tuple[str, ...] = ("localhost",)
    days: int = 1
    trusted: bool = True
    folder: bool = True

    def __str__(self) -> str:
        return f"{self.group}: {self.fault}".replace(" ", "_")

    @property
    def limits(self) -> Limits:
        if Act.STALL not in self.script.values():
            return replace(PATIENT, goodbye=0.2)
        return QUICK if "handshake" in self.script else TINY


def greetings() -> list[Case]:
    acts = {act: words for act, words in ACTS.items() if act not in ("NO not now", "BAD what")}
    acts["BYE too many"] = "BYE: not now"
    return [Case(GREETING, words, {"greeting": act}, NEVER if act in WORSE else AGAIN) for act, words in acts.items()]


def conversations() -> list[Case]:
    cases: list[Case] = []
    for step, group in STEPS.items():
        # AUTHENTICATE is LOGIN where the server offers no mechanism
        offers = "IMAP4rev1" if step == "login" else OFFERS
        at = "login" if step == "authenticate" else step
        for act, words in ACTS.items():
            refused = act in ("NO not now", "BAD what")
            copy = AGAIN if act in (Act.DROP, Act.STALL) or (refused and step == "capability") else NEVER
            if step == "logout" or (refused and step == "search"):
                copy = FILED
            elif act in WORSE and step in ("append", "appended"):
                copy = AGAIN
            copies = 1 if step == "appended" or copy == FILED else 0
            seen = copy == FILED or step in ("append", "appended")
            cases.append(Case(group, words, {at: act}, copy, copies, seen, offers=offers))
    return cases


SERVERS = [
    Case(REACHING, "TLS is refused: the connection ends", {"handshake": Act.DROP}, AGAIN),
    Case(REACHING, "TLS is refused: plain text instead", {"handshake": "* OK plain"}, NEVER),
    Case(REACHING, "TLS: no answer within the time limit", {"handshake": Act.STALL}, AGAIN),
    Case(REACHING, "STARTTLS: the connection is dropped", {"starttls": Act.DROP}, AGAIN, mode=Mode.STARTTLS),
    Case(REACHING, "STARTTLS: NO", {"starttls": "NO not here"}, NEVER, mode=Mode.STARTTLS),
    Case(REACHING, "STARTTLS: BAD", {"starttls": "BAD what"}, NEVER, mode=Mode.STARTTLS),
    Case(REACHING, "STARTTLS was stripped from the offer", {}, NEVER, mode=Mode.STRIPPED),
    Case(REACHING, "the certificate is for another host", {}, NEVER, hosts=("mail.example.org",)),
    Case(REACHING, "the certificate has expired", {}, NEVER, days=-1),
    Case(REACHING, "the certificate is self-made", {}, NEVER, trusted=False),
    *greetings(),
    *conversations(),
    Case(STEPS["authenticate"], "the account is locked", {"login": "NO Your account has been locked"}, NEVER),
    Case(STEPS["authenticate"], "NO, for now", {"login": "NO [UNAVAILABLE] The directory is away"}, AGAIN),
    Case(STEPS["list"], "no folder is known as the Sent folder", {}, NEVER, folder=False),
    Case(STEPS["append"], "NO, for now", {"append": "NO [INUSE] Another has the folder"}, AGAIN, seen=True),
]


@pytest.fixture(scope="module")
def found() -> dict[str, SentRow]:
    """The rows of this run."""
    return {}


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


@contextmanager
def perhaps_sent(folder: Path, certificates: Certificates) -> Generator[tuple[Rig, ScriptedServer]]:
    """A letter whose connection was lost after its final dot. The server that took it is never asked again."""
    with (
        rig(folder, SmtpMailer(trust=certificates.ca_file, limits=PATIENT)) as made,
        ScriptedServer(certificates, Mode.TLS, {"dot": Act.DROP}) as server,
    ):
        made.goes_to(server.port, Security.TLS)
        assert made.send().state is LetterState.UNCERTAIN
        server.script.clear()
        commands = len(server.commands)
        yield made, server
        made.clock.forward(timedelta(days=1))
        made.backend.outbox.recover()
        made.send()
        server.finish()
        assert (len(server.commands), len(server.contents)) == (commands, 1)


def folder_of(made: Rig, trust: Path | None, limits: Limits) -> SentFolder:
    return replace(made.backend.sent_folder, mailbox=ImapMailbox(trust=trust, limits=limits))


def shown(made: Rig, words: str) -> str:
    """Without what differs from run to run."""
    (account,) = made.backend.accounts.all()
    usual = 993 if account.imap_security is Security.TLS else 143
    words = words.replace(str(account.imap_port), str(usual))
    return words.replace(account.imap_host, "imap.example.org")


def looked(made: Rig, sent_folder: SentFolder, *, meets: bool) -> str:
    """What the user sees of a look, after which the letter is as uncertain as before. meets: the look fails."""
    before = made.letter
    try:
        why = sent_folder.look_again(made.letter_id).value.why
    except MailProblem as problem:
        assert meets
        assert made.letter == before
        return shown(made, problem.sentence)
    assert not meets
    assert made.letter == replace(before, why=why)
    assert made.letter.state is LetterState.UNCERTAIN
    return shown(made, why)


def filed(made: Rig, sent_folder: SentFolder, case_copy: str) -> tuple[str, str]:
    """What the user sees with the letter, and what becomes of the copy. The letter is sent, and nothing else of it."""
    before = made.letter
    assert before.state is LetterState.SENT
    again = sent_folder.file_copies().again_at
    assert made.letter == replace(before, why=made.letter.why)
    fate = case_copy
    if case_copy == AGAIN:
        assert again is not None
        assert made.letter == before
        fate = f"{AGAIN} after {(again - made.clock.now()) // timedelta(minutes=1)} min"
    else:
        assert again is None
        assert made.letter.why
    return shown(made, f"{made.letter.state.words}. {made.letter.why}".strip()), fate


def arrives(made: Rig) -> None:
    """The user says that the letter arrived; so a copy of it is wanted, once the server has had its time."""
    made.backend.outbox.resolve(made.letter_id, Answer.IT_ARRIVED)
    made.clock.forward(GRACE)


def ends_as_one_copy(made: Rig, copies: list[bytes], case_copy: str, folder: Path) -> None:
    """Some hours with a server that works."""
    certificates = make_certificates(folder / "later")
    letter = made.letter
    with ScriptedImap(certificates) as server:
        server.box.copies = copies
        made.mailbox_is_at(server.port, Security.TLS)
        sent_folder = folder_of(made, certificates.ca_file, PATIENT)
        for _ in range(3):
            made.clock.forward(timedelta(hours=8))
            assert sent_folder.file_copies().again_at is None
        server.finish()
    if case_copy == NEVER:
        assert server.commands == []
    else:
        assert copies.count(letter.content) == 1
        assert made.letter.why == "A copy is in “Sent”."


def keep(found: dict[str, SentRow], row: SentRow) -> None:
    """Keeps the row, once its words are fit for a person."""
    for words in (row.looked, row.filed):
        assert words.endswith("."), words
        assert not re.search(r"!|unfortunately|sorry|\bat least\b|  |\||localhost", words)
    assert ("No copy was put" in row.filed) == (row.fate == NEVER)
    key = f"{row.group}: {row.fault}"
    assert key not in found
    found[key] = row


@pytest.mark.parametrize("case", SERVERS, ids=str)
def test_a_mailbox_goes_wrong(
    case: Case, certificates: Certificates, tmp_path: Path, found: dict[str, SentRow]
) -> None:
    its_own = certificates
    if case.hosts != ("localhost",) or case.days < 0:
        until = datetime.now(UTC) + timedelta(days=case.days)
        its_own = make_certificates(tmp_path / "tls", hosts=case.hosts, valid_until=until)
    trust = its_own.ca_file if case.trusted else None
    with perhaps_sent(tmp_path / "profile", certificates) as (made, _):
        with ScriptedImap(its_own, case.script, mode=case.mode, offers=case.offers) as server:
            server.box.copies.append(OTHER)
            if not case.folder:
                server.box.listed = (rb'() "/" INBOX',)
            made.mailbox_is_at(server.port, Security.TLS if case.mode is Mode.TLS else Security.STARTTLS)
            sent_folder = folder_of(made, trust, case.limits)
            seen = looked(made, sent_folder, meets=not case.seen)
            assert server.box.copies == [OTHER], "a look files nothing"
            arrives(made)
            words, fate = filed(made, sent_folder, case.copy)
            server.finish()
        assert server.box.copies.count(made.letter.content) == case.copies
        keep(found, SentRow(case.group, case.fault, seen, words, fate, case.copies))
        ends_as_one_copy(made, server.box.copies, case.copy, tmp_path)


def no_network(*_: object, **__: object) -> None:
    raise OSError(errno.ENETUNREACH, "Network is unreachable")


NOBODY = {"the connection is refused": "localhost", "the name is not found": "no-such.invalid", "offline": ""}


@pytest.mark.parametrize("fault", NOBODY)
def test_no_mailbox_answers(
    fault: str,
    certificates: Certificates,
    tmp_path: Path,
    found: dict[str, SentRow],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = int(taken.getsockname()[1])
    with perhaps_sent(tmp_path / "profile", certificates) as (made, _):
        made.mailbox_is_at(port, Security.TLS, NOBODY[fault] or "localhost")
        sent_folder = folder_of(made, certificates.ca_file, PATIENT)
        with monkeypatch.context() as patched:
            if fault == "offline":
                patched.setattr(socket, "create_connection", no_network)
            seen = looked(made, sent_folder, meets=True)
            arrives(made)
            words, fate = filed(made, sent_folder, AGAIN)
        keep(found, SentRow(REACHING, fault, seen, words, fate, 0))
        ends_as_one_copy(made, [OTHER], AGAIN, tmp_path)


# --- the page ----------------------------------------------------------------------------------------------------

PLACES = [REACHING, GREETING, *STEPS.values()]
ROWS = len(SERVERS) + len(NOBODY)


def test_the_page_says_what_this_run_found(found: dict[str, SentRow]) -> None:
    if len(found) < ROWS:
        pytest.skip("only a whole run of this file knows the page")
    assert len(found) == ROWS
    rows = dict(sorted(found.items(), key=lambda item: PLACES.index(item[1].group)))
    keep_or_compare(sent_page(rows), sent=True)
