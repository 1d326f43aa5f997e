"""docs/reliability.md: what each fault makes the user see and does to the letter, as a run of the tests found it.

A rig is the program without windows on a profile of its own: the real store, the real outbox and the real mailer, with
one letter queued. Only the clock and the keyring are the test's.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from companion.app.backend import Backend, open_backend
from companion.app.profile import Profile
from companion.app.trace import NoTrace
from companion.core.account import Security
from companion.core.application import EventKind
from companion.core.follow_up import LetterKind
from companion.core.outbox import LetterState, OutboxLetter
from companion.services.accounts import AccountDraft
from companion.services.applications import ApplicationDraft, ContactDraft
from companion.services.log_event import EventDraft
from companion.services.ports import Mailer
from tests.fakes.clock import SetClock
from tests.fakes.lookout import FakeLookout
from tests.fakes.scripted_smtp import PASSWORD, USER
from tests.fakes.secrets import MemorySecrets

PAGE = Path(__file__).parents[2] / "docs" / "reliability.md"
WRITE = "COMPANION_WRITE_RELIABILITY"
"""The environment variable with which a run writes the page instead of comparing it."""


@dataclass(frozen=True)
class Row:
    """One fault. copies: how often the whole letter reached the server in the try that met the fault."""

    group: str
    fault: str
    seen: str
    fate: str
    copies: int


@dataclass(frozen=True)
class SentRow:
    """One fault of a mailbox. looked: what the user sees of a look. filed, fate, copies: of a copy."""

    group: str
    fault: str
    looked: str
    filed: str
    fate: str
    copies: int


@dataclass(frozen=True)
class Rig:
    """One profile with one letter that may leave now."""

    backend: Backend
    clock: SetClock
    secrets: MemorySecrets
    letter_id: str

    @property
    def letter(self) -> OutboxLetter:
        found = self.backend.store.get(OutboxLetter, self.letter_id)
        assert found is not None
        return found

    def goes_to(self, port: int, security: Security, host: str = "localhost") -> None:
        """Lets the letter's account stand for another server."""
        draft = AccountDraft("me@example.org", host, port, security, USER, "Jo Müller")
        self.backend.accounts.save(draft, PASSWORD)

    def mailbox_is_at(self, port: int, security: Security, host: str = "localhost") -> None:
        """Puts the letter's mailbox somewhere else, as if what is known of its server held there too."""
        (account,) = self.backend.accounts.all()
        with self.backend.desk.work() as work:
            work.put(replace(account, imap_host=host, imap_port=port, imap_security=security))

    def send(self) -> OutboxLetter:
        self.backend.outbox.send_due()
        return self.letter

    def seen(self) -> str:
        """The letter's state and reason as the Follow-ups window shows them, without what differs from run to run."""
        words = f"{self.letter.state.words}. {self.letter.why}".strip()
        for account in self.backend.accounts.all():
            words = words.replace(str(account.port), str(account.security.usual_port))
            words = words.replace(account.host, "smtp.example.org")
        return words

    def fate(self) -> str:
        match self.letter.state:
            case LetterState.QUEUED if self.letter.not_before > self.clock.now():
                minutes = (self.letter.not_before - self.clock.now()) // timedelta(minutes=1)
                return f"kept; next try after {minutes} min" + ("" if self.letter.attempts else ", however many")
            case LetterState.QUEUED:
                return "kept; leaves as soon as it may"
            case LetterState.FAILED:
                return "kept; leaves when you choose *Send again*"
            case LetterState.UNCERTAIN:
                return "never again by itself; you say what became of it"
            case state:
                return state.value


@contextmanager
def rig(folder: Path, mailer: Mailer) -> Generator[Rig]:
    clock, secrets = SetClock(), MemorySecrets()
    with opened(folder, clock, secrets, mailer) as backend:
        made = Rig(backend, clock, secrets, "")
        made.goes_to(465, Security.TLS)
        contact = ContactDraft("Ann Bé", "ann@acme.example")
        at = clock.now() - timedelta(hours=4)
        acme = ApplicationDraft("Acme")
        backend.log_event.log(EventDraft(EventKind.INTERVIEW, application=acme, at=at, contact=contact))
        (follow_up,) = (f for f in backend.store.open_follow_ups() if f.kind is not LetterKind.STATUS)
        letter = backend.outbox.queue(follow_up.id, after_review=True, undo_for=timedelta()).value
        yield replace(made, letter_id=letter.id)


def opened(folder: Path, clock: SetClock, secrets: MemorySecrets, mailer: Mailer) -> Backend:
    profile = Profile(folder, folder / "logs", "a test's")
    return open_backend(profile, NoTrace(), clock=clock, secrets=secrets, mailer=mailer, lookout=FakeLookout())


@contextmanager
def full_disk() -> Generator[None]:
    """Inside the block no file takes another byte: a limit of the system's to each file's size."""
    if sys.platform == "win32":
        raise NotImplementedError("Windows has no such limit")
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


class Killed(BaseException):
    """The process ends here, as with kill -9: nothing catches it."""


_SENT = "\n# What becomes of a letter in the Sent folder\n"
_HEAD = """# What becomes of a letter when something goes wrong

Written by `make reliability`, which runs `tests/contract/test_reliability.py`: the real outbox, store and mailer
against a server that goes wrong at one step. `make test` fails when a run finds anything else than what stands here.

- *What you see* stands beside the letter in *Follow-ups*, the server's own words under *Details*. What needs you comes
  as a notification, too.
- *Copies*: how often the whole letter reached the server in the try that met the fault. Afterwards each test lets a day
  pass with a server that works: a letter that was kept for another try arrives once, every other one not at all.

SMTP has one moment at which nobody can know: between the final dot and its answer
([RFC 1047](https://www.rfc-editor.org/rfc/rfc1047)). A letter lost sight of there is never sent again by itself.
"""
_FOOT = """
## Killed at any moment

`tests/e2e/test_letters_killed.py` kills the sending process (kill -9) at each step and at more than 200 random moments
against a real Postfix, and restarts Postfix in the middle of a queue. What was left waiting is then sent. Afterwards
each letter is *Sent* and lies in its mailbox once, or is *Perhaps sent* and lies there once or not at all. No letter
was handed over twice.
"""


_SENT_HEAD = f"""{_SENT}
The same by `tests/contract/test_reliability_sent.py`: the real mailbox against an IMAP server that goes wrong at one
step.

- *You look again*: the letter is *Perhaps sent*, and you press *Look again in Sent* (after the break the companion
  looks once by itself, and says only that it found the letter). What you see is said in the window. Whatever the server
  does, the letter is as uncertain afterwards as before; only a letter that was found becomes *Sent*.
- *A copy is filed*: the letter is *Sent*, and stays so. What you see stands with it; where nothing new is said, it is
  tried again by itself, ever more seldom, for three days.
- *Copies*: how often the whole letter reached the Sent folder's server in the try that met the fault. Afterwards each
  test goes on with a server that works: what is tried again ends as one copy, never two.

No row sends a letter: each test looks whether the mail server was asked again.
"""


def page(rows: Mapping[str, Row]) -> str:
    head = ("what goes wrong", "what you see", "the letter", "copies")
    told = [(row.group, (row.fault, row.seen, row.fate, str(row.copies))) for row in rows.values()]
    return _HEAD + _tables(head, told) + _FOOT


def sent_page(rows: Mapping[str, SentRow]) -> str:
    head = ("what goes wrong", "you look again", "a copy is filed", "the copy", "copies")
    told = [(row.group, (row.fault, row.looked, row.filed, row.fate, str(row.copies))) for row in rows.values()]
    return _SENT_HEAD + _tables(head, told)


def _tables(head: tuple[str, ...], rows: Iterable[tuple[str, tuple[str, ...]]]) -> str:
    """A table for each group; the last column is a number."""
    lines: list[str] = []
    group = ""
    for its_group, cells in rows:
        if its_group != group:
            group = its_group
            lines += [f"\n## {group}\n", _line(head), "|" + "---|" * (len(head) - 1) + "---:|"]
        lines.append(_line(cells))
    return "\n".join(lines) + "\n"


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def keep_or_compare(text: str, *, sent: bool = False) -> None:
    """Writes one of the two parts of the page, or fails where it says anything else. sent: the second part."""
    first, mark, second = PAGE.read_text(encoding="utf-8").partition(_SENT)
    if os.environ.get(WRITE):
        first, second = (first, text) if sent else (text, mark + second)
        PAGE.write_text(first + second, encoding="utf-8")
    else:
        assert (mark + second if sent else first) == text, "run `make reliability` and read what changed"
