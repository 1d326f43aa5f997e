"""The way of a letter out of the house: its states, and which step may follow which.

SMTP alone cannot promise exactly-once (RFC 5321 4.2.5, RFC 1047): a connection lost between the final dot and
its 250 leaves the truth unknown. So TRANSMITTING is on disk before the letter's content leaves, and what is found
there after a crash is UNCERTAIN, which is never sent again by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from companion.core.follow_up import LetterKind


class LetterState(StrEnum):
    """Where a letter stands; `NEXT` says where it may go."""

    QUEUED = "queued"
    SENDING = "sending"
    TRANSMITTING = "transmitting"
    SENT = "sent"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    TAKEN_BACK = "taken back"

    @property
    def words(self) -> str:
        return _WORDS[self]


_WORDS = {
    LetterState.QUEUED: "Waiting to be sent",
    LetterState.SENDING: "Being sent",
    LetterState.TRANSMITTING: "Being sent",
    LetterState.SENT: "Sent",
    LetterState.FAILED: "Not sent",
    LetterState.UNCERTAIN: "Perhaps sent",
    LetterState.TAKEN_BACK: "Taken back",
}

NEXT: dict[LetterState, frozenset[LetterState]] = {
    # uncertain: queued on another computer, which may have sent it
    LetterState.QUEUED: frozenset({LetterState.SENDING, LetterState.TAKEN_BACK, LetterState.UNCERTAIN}),
    LetterState.SENDING: frozenset(
        {LetterState.TRANSMITTING, LetterState.QUEUED, LetterState.FAILED, LetterState.UNCERTAIN}
    ),
    LetterState.TRANSMITTING: frozenset(
        {LetterState.SENT, LetterState.QUEUED, LetterState.FAILED, LetterState.UNCERTAIN}
    ),
    LetterState.SENT: frozenset(),
    LetterState.FAILED: frozenset({LetterState.QUEUED, LetterState.TAKEN_BACK}),
    # only the user leaves this state: "it did arrive", "send it again", "leave it"
    LetterState.UNCERTAIN: frozenset({LetterState.SENT, LetterState.QUEUED, LetterState.TAKEN_BACK}),
    LetterState.TAKEN_BACK: frozenset(),
}

UNDO_FOR = timedelta(seconds=10)

LEASE_FOR = timedelta(hours=1)
"""How long a letter that is being sent is left alone by another computer: longer than all that a mail server may take
for its answers together.
"""

TRIED_AGAIN = "The letter is kept and will be tried again."
GIVEN_UP = "It was tried for a day and a half and is not tried again by itself; the letter is kept."

_ASK = "It is not sent again by itself. Look in the Sent folder of your mail account, then say what you found."
CUT_OFF = (
    "The connection was lost while the letter was being handed over, so nobody here knows whether it arrived. " + _ASK
)
NOT_NOTED = (
    "The companion was stopped before it could note whether the server took this letter, "
    "so nobody here knows whether it arrived. " + _ASK
)
ELSEWHERE = (
    "This letter was queued on another computer, or in another copy of this profile, and may have left from there. "
    + _ASK
)
RESTORED = "The backup is older than what became of this letter: it was waiting then, and may have left since. " + _ASK
IMPORTED = (
    "The imported file is older than what became of this letter: it was waiting then, and may have left since. " + _ASK
)
RESTORED_DUE = (
    "This letter was due in the backup or file that you brought back, and may have left since that was made. "
    "Look in the Sent folder of your mail account first."
)


@dataclass(frozen=True, slots=True)
class OutboxLetter:
    """A letter as it was frozen when it was queued, and where it stands.

    content: the whole message as it goes over the wire; it never changes. not_before: when it may leave.
    attempts: tries so far. server_words: the server's last answer. why: the sentence for the user when it did
    not go. state_at: since when it is in this state. account_id: through which account. computer: where it was queued,
    the only one that sends it by itself. leased_until: until when whoever sends it may be expected to be at it.
    body: the text alone, for the search.
    """

    id: str
    application_id: str
    follow_up_id: str
    kind: LetterKind
    round: int
    account_id: str
    sender: str
    recipient: str
    subject: str
    message_id: str
    content: bytes
    not_before: datetime
    state: LetterState
    state_at: datetime
    attempts: int = 0
    server_words: str = ""
    why: str = ""
    computer: str = ""
    leased_until: datetime | None = None
    body: str = ""


def is_leased(letter: OutboxLetter, now: datetime) -> bool:
    """Whether somebody may still be sending it. A lease further off than any that is given was written by a clock that
    was wrong, and holds nothing.
    """
    return letter.leased_until is not None and now < letter.leased_until <= now + LEASE_FOR


def retry_after(attempts: int) -> timedelta:
    """How long to wait after the n-th try that met a passing fault: 2 min doubling up to 4 h, as RFC 5321
    section 4.5.4.1 asks ("at least 30 minutes" is for mail relays; a person is waiting here, so it begins lower
    and soon exceeds it).
    """
    return min(timedelta(minutes=2) * 2 ** min(attempts - 1, 10), timedelta(hours=4))


MOST_ATTEMPTS = 16
"""About a day and a half of tries; then the letter is shown as failed."""

OFFLINE_RETRY = timedelta(minutes=5)
"""Between tries while the server's name is not found or no network leads there. They are not counted, however many."""
