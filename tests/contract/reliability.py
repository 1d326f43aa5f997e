"""docs/reliability.md: what each fault makes the user see and does to the letter, as a run of the tests found it.

A rig is the program without windows on a profile of its own: the real store, the real outbox and the real mailer, with
one letter queued. Only the clock and the keyring are the test's.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from companion.app.backend import Backend, open_backend
from companion.app.profile import Profile
from companion.app.trace import NoTrace
from companion.core.account import Security
from companion.core.application import EventKind
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
        follow_up = backend.store.open_follow_ups()[0]
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


def page(rows: Mapping[str, Row]) -> str:
    lines = [_HEAD]
    group = ""
    for row in rows.values():
        if row.group != group:
            lines += [""] if group else []
            group = row.group
            lines += [
                f"## {group}\n",
                "| what goes wrong | what you see | the letter | copies |",
                "|---|---|---|---:|",
            ]
        lines.append(f"| {row.fault} | {row.seen} | {row.fate} | {row.copies} |")
    return "\n".join(lines) + "\n" + _FOOT


def is_to_be_written() -> bool:
    return bool(os.environ.get(WRITE))
