"""A letter, an account and a queued letter to test mail with."""

from __future__ import annotations

from datetime import UTC, datetime

from companion.core.account import Account, Security
from companion.core.follow_up import LetterKind
from companion.core.letter import Letter
from companion.core.outbox import LetterState, OutboxLetter
from companion.services.ports import Frozen

TOKEN = "0190a0b0-aaaa-7bbb-8ccc-123456789abc"
WHEN = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LETTER = Letter(
    sender="jo@me.example",
    sender_name="Jo Müller",
    recipient="ann@acme.example",
    recipient_name="Ann Bé",
    subject="Thank you for our conversation",
    body="Dear Ann,\n\nThank you for the naïve but honest talk.\n.\n.hidden\nFrom here on?\n\nJo\n",
)


def account(port: int, user: str, *, host: str = "localhost", security: Security = Security.TLS) -> Account:
    return Account("account-1", LETTER.sender, LETTER.sender_name, host, port, security, user)


def queued(frozen: Frozen, *, letter: Letter = LETTER) -> OutboxLetter:
    return OutboxLetter(
        id="letter-1",
        application_id="application-1",
        follow_up_id="follow-up-1",
        kind=LetterKind.ADVICE,
        round=1,
        account_id="account-1",
        sender=letter.sender,
        recipient=letter.recipient,
        subject=letter.subject,
        message_id=frozen.message_id,
        content=frozen.content,
        not_before=WHEN,
        state=LetterState.SENDING,
        state_at=WHEN,
    )


def nothing() -> None:
    """For a delivery of which nobody keeps the state."""
