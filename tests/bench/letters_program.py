"""Five hundred letters that leave at once, without a screen: the real store, the real mailer, the real server.

    python -m tests.bench.letters_program PROFILE PORT PASSWORD FOLDER

Queues the letters, writes each to the folder as it was frozen, and sends them. Prints the milliseconds that
sending took.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import timedelta
from pathlib import Path

from companion.app.backend import open_backend
from companion.app.profile import find
from companion.app.trace import NoTrace
from companion.core.application import EventKind
from companion.core.follow_up import FollowUp
from companion.core.outbox import LetterState
from companion.services.accounts import AccountDraft
from companion.services.applications import ApplicationDraft, ContactDraft
from companion.services.log_event import EventDraft
from tests.fakes.secrets import MemorySecrets

LETTERS = 500


def main(profile: str, port: str, password: str, folder: str) -> None:
    with open_backend(find(profile), NoTrace(), secrets=MemorySecrets()) as backend:
        backend.accounts.save(AccountDraft("me@example.test", "localhost", int(port), name="Robin Doe"), password)
        contact, at = ContactDraft("Dana Reyes", "dana@example.test"), backend.clock.now() - timedelta(hours=4)
        for number in range(LETTERS):
            firm = ApplicationDraft(f"Firm {number}")
            logged = backend.log_event.log(EventDraft(EventKind.INTERVIEW, application=firm, at=at, contact=contact))
            follow_up = backend.store.of_application(FollowUp, logged.value.application.id)[0]
            letter = backend.outbox.queue(follow_up.id, after_review=True, undo_for=timedelta()).value
            Path(folder, f"{number:03}.letter").write_bytes(letter.content)
        began = time.perf_counter()
        outcomes = backend.outbox.send_due()
        ms = (time.perf_counter() - began) * 1000
    sent = sum(outcome.value.state is LetterState.SENT for outcome in outcomes)
    if sent != LETTERS:
        raise RuntimeError(f"{sent} of {LETTERS} letters were sent")
    print(json.dumps({"all": ms}))


if __name__ == "__main__":
    main(*sys.argv[1:])
