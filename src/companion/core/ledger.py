"""The ledger's reading of letters: on which shelf each one lies, what came back, and what a search finds it by."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from companion.core.application import Event, EventKind
from companion.core.follow_up import FollowUp, LetterKind
from companion.core.outbox import LetterState, OutboxLetter
from companion.core.text import folded


class Shelf(StrEnum):
    """Where a letter lies that is not due. ANSWERED: it was sent, and something came back. CLOSED: never sent, and not
    offered any more; a question after silence that nobody saw before an answer came lies nowhere.
    """

    TROUBLED = "troubled"
    ON_THE_WAY = "on the way"
    SENT = "sent"
    ANSWERED = "answered"
    CLOSED = "closed"

    @property
    def states(self) -> tuple[LetterState, ...]:
        """The states of the letters on it; none for CLOSED, where a letter, if there is one, was taken back."""
        return _STATES[self]


_STATES = {
    Shelf.TROUBLED: (LetterState.FAILED, LetterState.UNCERTAIN),
    Shelf.ON_THE_WAY: (LetterState.QUEUED, LetterState.SENDING, LetterState.TRANSMITTING),
    Shelf.SENT: (LetterState.SENT,),
    Shelf.ANSWERED: (LetterState.SENT,),
    Shelf.CLOSED: (),
}

CAME_BACK = (EventKind.REPLY, EventKind.INTERVIEW, EventKind.OFFER, EventKind.REJECTED)
"""What the other side can answer with; the user's own steps answer no letter."""


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """A follow-up, its letter if it ever had one, the first thing that came back, and for whom it was. zone: the
    person's, "" if it is the user's.
    """

    follow_up: FollowUp
    letter: OutboxLetter | None
    came: Event | None
    company: str
    role: str
    person: str
    zone: str = ""


def answers(event: Event, letter: OutboxLetter) -> bool:
    """Whether the event is what came back to the letter: recorded after it was queued, and dated after it was sent.

    Both, since an interview that was agreed on before is no answer although it lies ahead.
    """
    return (
        letter.state is LetterState.SENT
        and event.deleted_at is None
        and event.kind in CAME_BACK
        and event.id > letter.id
        and event.at >= letter.state_at
    )


def letter_text(company: str, person: str, address: str, subject: str, kind: str) -> str:
    """What a search looks through, folded."""
    return folded(f"{company}\n{person}\n{address}\n{subject}\n{LetterKind(kind).words}")


def asked(typed: str) -> tuple[str, ...]:
    """The words that must all stand in a `letter_text`, folded."""
    return tuple(folded(typed).split())
