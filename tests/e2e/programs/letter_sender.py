"""Queues letters, sends them, and is killed: the outbox as the tray runs it, without a window.

    letter_sender.py queue PROFILE PORT COUNT  queues that many letters to the server on that port
    letter_sender.py kill PROFILE ROUNDS SEED  sends in one process after the other, each killed at a random moment
    letter_sender.py die PROFILE               sends in one process for each step of a delivery, killed by itself there
    letter_sender.py send PROFILE              sends until nothing waits, as if hours passed between the tries

The password comes on standard input. Whom the server trusts: SSL_CERT_FILE.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from typing_extensions import override

from companion.adapters.mail import smtp
from companion.adapters.mail.mailer import SmtpMailer
from companion.adapters.system import SystemClock
from companion.app.backend import Backend, open_backend
from companion.app.profile import find
from companion.app.trace import NoTrace
from companion.core.application import EventKind
from companion.core.follow_up import FollowUp
from companion.core.outbox import LetterState, OutboxLetter
from companion.services.accounts import AccountDraft
from companion.services.applications import ApplicationDraft, ContactDraft
from companion.services.log_event import EventDraft
from companion.services.ports import Delivery
from tests.fakes.secrets import MemorySecrets
from tests.fakes.watched_mailer import WatchedMailer

LONGEST_LIFE = 0.12
"""Seconds between a process's first step and its end."""

HANDOVER = 0.01
"""Seconds from the server's word that it waits for the content, past the note of it, to the answer and its note."""

LOADED = (smtp,)
"""What the mailer would load with its first letter, in each process anew: most would die before they had begun."""


class LaterClock(SystemClock):
    """The system's clock, ahead by some time."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    @override
    def now(self) -> datetime:
        return super().now() + self.ahead


class OnePassword(MemorySecrets):
    """A keyring with the same password for every account."""

    def __init__(self, password: str) -> None:
        super().__init__()
        self.password = password

    @override
    def get(self, account_id: str) -> str:
        return self.password


def opened(profile: str, password: str, clock: LaterClock | None = None, mailer: SmtpMailer | None = None) -> Backend:
    return open_backend(find(profile), NoTrace(), secrets=OnePassword(password), clock=clock, mailer=mailer)


def queue(profile: str, password: str, port: int, count: int) -> None:
    with opened(profile, password) as backend:
        backend.accounts.save(AccountDraft("me@example.test", "localhost", port, name="Robin Doe"), password)
        at = backend.clock.now() - timedelta(hours=4)
        for number in range(count):
            contact = ContactDraft("Dana Reyes", f"{Path(profile).name}-{number % 4}@example.test")
            application = ApplicationDraft(f"Firm {number}")
            logged = backend.log_event.log(
                EventDraft(EventKind.INTERVIEW, application=application, at=at, contact=contact)
            )
            follow_up = backend.store.of_application(FollowUp, logged.value.application.id)[0]
            backend.outbox.queue(follow_up.id, after_review=True, undo_for=timedelta())


class TellingMailer(WatchedMailer):
    """Says when the content is about to leave."""

    def __init__(self, tell: int) -> None:
        super().__init__()
        self.tell = tell

    @override
    def hand_over(
        self, delivery: Delivery, letter: OutboxLetter, announced: Callable[[], None], transmitting: Callable[[], None]
    ) -> str:
        def told() -> None:
            os.write(self.tell, b"!")
            transmitting()

        return super().hand_over(delivery, letter, announced, told)


def kill(profile: str, password: str, rounds: int, seed: int) -> None:
    """Every other one is killed at a random moment of its life, the others soon after their content began to leave.
    Reports how many were killed while they still had something to do.
    """
    chance = random.Random(seed)  # noqa: S311 - moments, no secrets
    killed = 0
    for number in range(rounds):
        begun, begin = os.pipe()
        pid = os.fork()
        if pid == 0:
            _send_and_end(profile, password, begin)
        os.close(begin)
        os.read(begun, 1)
        if number % 2:
            os.read(begun, 1)
        time.sleep(chance.uniform(0, HANDOVER if number % 2 else LONGEST_LIFE))
        os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
        os.close(begun)
        killed += os.WIFSIGNALED(status)
    print(json.dumps({"killed": killed}))


def _send_and_end(profile: str, password: str, begin: int) -> None:
    with opened(profile, password, mailer=TellingMailer(begin)) as backend:
        os.write(begin, b"!")
        backend.outbox.send_due()
    os._exit(0)


class DyingMailer(WatchedMailer):
    """Kills its own process at a step: "claimed", "agreed" (the server waits for the content), "noted", "accepted"."""

    def __init__(self, step: str) -> None:
        super().__init__()
        self.step = step

    @override
    def hand_over(
        self, delivery: Delivery, letter: OutboxLetter, announced: Callable[[], None], transmitting: Callable[[], None]
    ) -> str:
        def told() -> None:
            self._at("agreed")
            transmitting()
            self._at("noted")

        def claimed() -> None:
            announced()
            self._at("claimed")

        words = super().hand_over(delivery, letter, claimed, told)
        self._at("accepted")
        return words

    def _at(self, step: str) -> None:
        if step == self.step:
            os.kill(os.getpid(), signal.SIGKILL)


def die(profile: str, password: str) -> None:
    """Reports how the letters stood after each."""
    stood: dict[str, list[str]] = {}
    for step in ("claimed", "agreed", "noted", "accepted"):
        pid = os.fork()
        if pid == 0:
            with opened(profile, password, mailer=DyingMailer(step)) as backend:
                backend.outbox.send_due()
            os._exit(0)
        _, status = os.waitpid(pid, 0)
        assert os.WIFSIGNALED(status), step
        with opened(profile, password) as backend:
            stood[step] = [letter.state.value for letter in backend.store.letters(*LetterState)]
    print(json.dumps(stood))


def send(profile: str, password: str) -> None:
    clock = LaterClock()
    with opened(profile, password, clock) as backend:
        while True:
            backend.outbox.send_due()
            if not backend.store.letters(LetterState.QUEUED):
                return
            clock.ahead += timedelta(hours=5)
            # a server that is being restarted takes its time, whatever this clock says
            time.sleep(1)


def main(command: str, profile: str, *numbers: str) -> None:
    password = sys.stdin.readline().rstrip("\n")
    first, second = (*map(int, numbers), 0, 0)[:2]
    match command:
        case "queue":
            queue(profile, password, first, second)
        case "kill":
            kill(profile, password, first, second)
        case "die":
            die(profile, password)
        case _:
            send(profile, password)


main(*sys.argv[1:])
