"""How long nothing was heard, and whether that is longer than this user usually waits.

A suggestion and never a verdict (care.md): most requests get no answer at all, and nobody is at fault. It says that the
application may be put aside as quiet, which one click takes back and whatever happens next revives.

**The usual waiting time** is the user's own: the median of the business days between applying and the first answer,
plus 2.5 times the median absolute deviation (times 1.4826, so that it estimates a standard deviation). That is the
bound that Leys, Ley, Klein, Bernard & Licata 2013 (J. Exp. Soc. Psychol. 49:764, doi 10.1016/j.jesp.2013.03.013) advise
for telling what is unusual, since a few answers after half a year would carry off a mean and a standard deviation.
Fewer than 5 answers claim no pattern (care.md); then it is 15 business days: the two questions about the next step fall
due after 5 and 10 of them (follow_ups.md), and a working week for an answer to the second one makes 15. It is never
shorter than those 10, and never longer than 60, a quarter of a year.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from math import ceil
from statistics import median
from typing import Final

from companion.core import moments
from companion.core.application import Application, ApplicationRow, Event, in_order, state_of
from companion.core.business_days import business_days_between
from companion.core.follow_up import SILENT_IN, STATUS_AGAIN_AFTER, Closed, FollowUp, LetterKind, ended, last_sign
from companion.core.outbox import LetterState, OutboxLetter

FEWEST_ANSWERS: Final = 5
WITHOUT_HISTORY: Final = 15
SHORTEST, LONGEST = 10, 60
"""All in business days."""
LOOKED_AT: Final = 500
"""How many of the latest applications the usual waiting time rests on: what counts is how long it takes nowadays."""

_SPREAD: Final = 2.5 * 1.4826
_WAITS = (LetterState.QUEUED, LetterState.SENDING, LetterState.TRANSMITTING)


@dataclass(frozen=True, slots=True)
class Wait:
    """How long this user usually waits, in business days. own: from their own history."""

    business_days: int = WITHOUT_HISTORY
    own: bool = False

    @property
    def days(self) -> int:
        """The same in days of the calendar."""
        return -(-self.business_days * 7 // 5)

    @property
    def filter(self) -> str:
        """What finds all that are silent for longer, typed into the search."""
        return f"silent:>{self.days}d"


@dataclass(frozen=True, slots=True)
class Silence:
    """since: the last sign of life, or the day for which an answer was promised if that is later. suggests: whether to
    offer to put the application aside as quiet.
    """

    since: datetime
    business_days: int
    wait: Wait
    suggests: bool = False


def usual_wait(answers: Iterable[tuple[datetime, datetime]], zone: tzinfo) -> Wait:
    """The usual waiting time by the rule above. answers: when the user applied, and when the first answer came."""
    waits = [business_days_between(applied, answered, zone) for applied, answered in answers if answered >= applied]
    if len(waits) < FEWEST_ANSWERS:
        return Wait()
    middle = median(waits)
    spread = median(abs(wait - middle) for wait in waits)
    return Wait(min(max(ceil(middle + _SPREAD * spread), SHORTEST), LONGEST), own=True)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one application."""

    application: Application
    events: Sequence[Event]
    follow_ups: Sequence[FollowUp] = ()
    letters: Sequence[OutboxLetter] = ()


def silence_of(facts: Facts, wait: Wait, now: datetime, zone: tzinfo) -> Silence | None:
    """The silence of one application; None where nobody is waiting for an answer, or something is planned.

    A question about the next step is the better way: where one waits, is on its way, or left within a week, nothing
    else is suggested. "Leave it" stands until a later sign of life, or until the silence is twice as long as then.
    """
    told = in_order(facts.events)
    if state_of(told) not in SILENT_IN:
        return None
    last, promised_at = last_sign(told)
    since = max(ended(last), promised_at) if promised_at is not None else ended(last)
    if since > now or any(event.at > now for event in told):
        return None
    silent = business_days_between(since, now, zone)
    most, left = wait.business_days, facts.application.left_alone_at
    if left is not None and left >= ended(last):
        most = 2 * max(most, business_days_between(since, left, zone))
    return Silence(since, silent, wait, suggests=silent > most and not _asks(facts, now))


def _asks(facts: Facts, now: datetime) -> bool:
    if any(f.kind is LetterKind.STATUS and f.closed is Closed.OPEN and f.useful_until >= now for f in facts.follow_ups):
        return True
    asked = [letter for letter in facts.letters if letter.kind is LetterKind.STATUS]
    gone = (LetterState.SENT, LetterState.UNCERTAIN)
    return any(
        letter.state in _WAITS or (letter.state in gone and letter.state_at + STATUS_AGAIN_AFTER > now)
        for letter in asked
    )


def silent_days(row: ApplicationRow, now: datetime, zone: tzinfo) -> int | None:
    """For how many days of the calendar nothing was heard, as far as a line of the list tells; None where nobody is
    waiting for an answer.
    """
    if row.state not in SILENT_IN or row.latest_at is None or row.latest_at > now:
        return None
    return moments.days_between(row.latest_at, now, zone)


def longer(days: int | None, wait: Wait) -> bool:
    """Whether that silence (`silent_days`) is longer than usual, as `Wait.filter` would find it."""
    return days is not None and days > wait.days
