"""The outbox: queue a letter once, take it back, send what is due, and know where each one stands.

Sending holds the store's sending right, so one process sends at a time (services/sending.py has the way of one
letter). Only the computer and profile in which a letter was queued send it by themselves: a copy of it somewhere else
is asked about.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from companion.core import moments, schedule
from companion.core.follow_up import Closed, FollowUp
from companion.core.outbox import (
    ELSEWHERE,
    NEXT,
    NOT_NOTED,
    UNDO_FOR,
    LetterState,
    OutboxLetter,
    is_leased,
)
from companion.core.problem import Problem
from companion.services.accounts import Accounts
from companion.services.follow_ups import FollowUps, Review
from companion.services.ports import Mailer, StoreProblem, Trace
from companion.services.sending import AT_IT, MANY, Sending, before_any_leaves
from companion.services.sessions import Sessions
from companion.services.work import Desk, Outcome


class NotClean(Problem):
    """Preflight found something; the review window is where to mend it."""

    def __init__(self, review: Review) -> None:
        super().__init__(review.findings[0].sentence, field=review.findings[0].field)
        self.review = review


class Answer(StrEnum):
    """What the user knows of a letter whose fate is unknown, or wants of one that failed."""

    IT_ARRIVED = "it arrived"
    SEND_AGAIN = "send again"
    LEAVE_IT = "leave it"


@dataclass(frozen=True, slots=True)
class Outbox:
    """The way of letters out of the house. computer: the name of this computer and profile, the same at each start."""

    desk: Desk
    follow_ups: FollowUps
    accounts: Accounts
    mailer: Mailer
    trace: Trace
    computer: Callable[[], str]

    def queue(
        self,
        key: str,
        *,
        after_review: bool,
        undo_for: timedelta = UNDO_FOR,
        at: datetime | None = None,
        origin: str = "",
    ) -> Outcome[OutboxLetter]:
        """Freezes the letter of a follow-up and queues it; it may leave once `undo_for` has passed, or from the moment
        `at` on. Its Date stays this moment: when it was ready to leave (RFC 5322 section 3.6.1).

        after_review: the user has seen the letter, so preflight's advice does not hold it. Raises NotClean, or
        Problem if it is already queued, or `at` can't be.
        """
        not_before = schedule.leaves_at(at, self.desk.clock.now()) if at is not None else None
        review = self.follow_ups.review(key)
        if not review.may_leave or (review.findings and not after_review):
            raise NotClean(review)
        account = self.accounts.default()
        if account is None:
            raise NotClean(review)
        letter_id = self.desk.ids.new()
        now = self.desk.clock.now()
        frozen = self.mailer.freeze(review.letter, token=letter_id, date=now)
        with self.desk.work(origin) as work:
            follow_up = work.writer.get(FollowUp, key)
            if follow_up is None or follow_up.closed is not Closed.OPEN:
                raise Problem("This letter is already on its way.")
            letter = OutboxLetter(
                letter_id,
                follow_up.application_id,
                follow_up.id,
                follow_up.kind,
                follow_up.round,
                account.id,
                review.letter.sender,
                review.letter.recipient,
                review.letter.subject,
                frozen.message_id,
                frozen.content,
                not_before or _not_before(now, undo_for),
                LetterState.QUEUED,
                moments.whole_second(now),
                computer=self.computer(),
                body=review.letter.body,
            )
            work.put(letter)
            work.put(replace(follow_up, closed=Closed.OUTBOX))
            # a question about the next step may be asked once more, counted from this one
            work.settle(letter.application_id)
            return work.outcome(letter)

    def take_back(self, letter_id: str, *, origin: str = "") -> Outcome[OutboxLetter]:
        """Undo: the letter stays here and is due again. Raises Problem if it is already leaving."""
        with self.desk.work(origin) as work:
            letter = work.writer.get(OutboxLetter, letter_id)
            if letter is None:
                raise Problem("There is no such letter here.")
            if LetterState.TAKEN_BACK not in NEXT[letter.state]:
                raise Problem(f"This letter can't be taken back any more: it is {letter.state.words.lower()}.")
            after = replace(letter, state=LetterState.TAKEN_BACK, state_at=moments.whole_second(work.now))
            if not work.writer.move_letter(letter_id, letter.state, after):
                raise Problem("This letter can't be taken back any more: it is leaving now.")
            work.note(after)
            follow_up = work.writer.get(FollowUp, letter.follow_up_id)
            if follow_up is not None:
                work.put(replace(follow_up, closed=Closed.OPEN))
            work.settle(letter.application_id)
            return work.outcome(after)

    def reschedule(self, letter_id: str, at: datetime, *, origin: str = "") -> Outcome[OutboxLetter]:
        """Lets a letter that waits here leave from this moment on, whatever time it had. Raises Problem."""
        return self._set_time(letter_id, schedule.leaves_at(at, self.desk.clock.now()), origin)

    def send_now(self, letter_id: str, *, origin: str = "") -> Outcome[OutboxLetter]:
        """Lets a letter that waits here leave with the next look at what is due. Raises Problem."""
        return self._set_time(letter_id, moments.whole_second(self.desk.clock.now()), origin)

    def _set_time(self, letter_id: str, not_before: datetime, origin: str) -> Outcome[OutboxLetter]:
        """The same bytes at another time. What the last try met is past: the new time is the user's own word."""
        with self.desk.work(origin) as work:
            letter = work.writer.get(OutboxLetter, letter_id)
            if letter is None:
                raise Problem("There is no such letter here.")
            after = replace(letter, not_before=not_before, why="")
            if not work.writer.move_letter(letter_id, LetterState.QUEUED, after):
                raise Problem(f"This letter does not wait any more: it is {letter.state.words.lower()}.")
            work.note(after)
            return work.outcome(after)

    def send_due(self) -> list[Outcome[OutboxLetter]]:
        """Sends every letter whose time has come, one after the other, those of an account over one connection. Returns
        what became of each, and of those that were found half way.

        An empty list also when another process is sending now. Raises StoreProblem if a state could not be written,
        NothingLeft if that was before the first letter.
        """
        outcomes: list[Outcome[OutboxLetter]] = []
        with ExitStack() as right:
            with before_any_leaves():
                if not right.enter_context(self.desk.store.sending()):
                    return outcomes
                found = self._recover_orphans()
            outcomes += [Outcome(letter, found.changes, found.undo) for letter in found.value]
            with Sessions(self.accounts, self.mailer) as sessions:
                queued = self.desk.store.letters(LetterState.QUEUED)
                sending = Sending(self.desk, sessions, self.trace, outcomes, many=len(queued) >= MANY)
                try:
                    for letter in queued:
                        if letter.not_before <= self.desk.clock.now():
                            sending.send(letter)
                    sending.note_taken()
                except StoreProblem:
                    if not outcomes:
                        raise
                    # what has left is told; the next call says why the others wait
        return outcomes

    def network_is_back(self) -> Outcome[tuple[OutboxLetter, ...]]:
        """Letters that reached no server may try again now, instead of some minutes later."""
        with self.desk.work("outbox") as work:
            now = moments.whole_second(work.now)
            found: list[OutboxLetter] = []
            for letter in self.desk.store.letters(LetterState.QUEUED):
                told_by_server = not letter.why or letter.server_words[:1].isdigit()
                after = replace(letter, not_before=now)
                if (
                    letter.not_before > now
                    and not told_by_server
                    and work.writer.move_letter(letter.id, letter.state, after)
                ):
                    work.note(after)
                    found.append(after)
            return work.outcome(tuple(found))

    def recover(self) -> Outcome[tuple[OutboxLetter, ...]]:
        """At start-up: what a crash left half done. Does nothing while another process is sending."""
        with self.desk.store.sending() as may_send:
            if may_send:
                return self._recover_orphans()
        with self.desk.work("outbox") as work:
            return work.outcome(())

    def _recover_orphans(self) -> Outcome[tuple[OutboxLetter, ...]]:
        """What was left half way, and what another computer queued: queued again, or uncertain."""
        with self.desk.work("outbox") as work:
            found: list[OutboxLetter] = []
            for letter in self.desk.store.letters(LetterState.QUEUED, *AT_IT):
                after = self._found(letter, work.now)
                if after is not None and work.writer.move_letter(letter.id, letter.state, after):
                    work.note(after)
                    found.append(after)
            return work.outcome(tuple(found))

    def _found(self, letter: OutboxLetter, now: datetime) -> OutboxLetter | None:
        """What the letter becomes; None if it is left alone.

        Whoever holds the sending right knows that nobody else here is sending, so a letter of ours found half way was
        left there by a crash, whatever its lease. Nothing had left while SENDING; from TRANSMITTING on nobody knows.
        """
        rested = replace(letter, state_at=moments.whole_second(now), leased_until=None)
        if letter.computer != self.computer():
            return None if is_leased(letter, now) else replace(rested, state=LetterState.UNCERTAIN, why=ELSEWHERE)
        match letter.state:
            case LetterState.SENDING:
                return replace(rested, state=LetterState.QUEUED, why="")
            case LetterState.TRANSMITTING:
                return replace(rested, state=LetterState.UNCERTAIN, why=NOT_NOTED)
            case _:
                return None

    def resolve(self, letter_id: str, answer: Answer, *, origin: str = "") -> Outcome[OutboxLetter]:
        """What the user says of a failed or uncertain letter. Sending again is always the user's own word."""
        if answer is Answer.LEAVE_IT:
            return self._leave(letter_id, origin)
        with self.desk.work(origin) as work:
            letter = work.writer.get(OutboxLetter, letter_id)
            state = LetterState.SENT if answer is Answer.IT_ARRIVED else LetterState.QUEUED
            if letter is None or state not in NEXT[letter.state] or letter.state not in _TROUBLED:
                raise Problem("This letter needs no answer any more.")
            now = moments.whole_second(work.now)
            after = replace(letter, state=state, state_at=now, not_before=now, attempts=0, why="")
            if state is LetterState.QUEUED:
                after = replace(after, computer=self.computer())
            if not work.writer.move_letter(letter_id, letter.state, after):
                raise Problem("This letter needs no answer any more.")
            work.note(after)
            return work.outcome(after)

    def _leave(self, letter_id: str, origin: str) -> Outcome[OutboxLetter]:
        """Closes a letter for good: it is neither sent again nor offered again."""
        with self.desk.work(origin) as work:
            letter = work.writer.get(OutboxLetter, letter_id)
            if letter is None or letter.state not in _TROUBLED:
                raise Problem("This letter needs no answer any more.")
            after = replace(letter, state=LetterState.TAKEN_BACK, state_at=moments.whole_second(work.now))
            work.writer.move_letter(letter_id, letter.state, after)
            work.note(after)
            follow_up = work.writer.get(FollowUp, letter.follow_up_id)
            if follow_up is not None:
                work.put(replace(follow_up, closed=Closed.DISMISSED))
            return work.outcome(after)


_TROUBLED = (LetterState.FAILED, LetterState.UNCERTAIN)


def _not_before(now: datetime, undo_for: timedelta) -> datetime:
    """The moment, rounded up to a whole second, so that undo is never shorter than promised."""
    whole = moments.whole_second(now + undo_for)
    return whole if undo_for == timedelta() else whole + timedelta(seconds=1)
