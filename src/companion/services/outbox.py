"""The outbox: queue a letter once, take it back, send what is due, and know where each one stands.

Sending holds the store's sending right, so one process sends at a time; each letter is claimed by a
compare-and-set of its state; TRANSMITTING is on disk before the content leaves (see core/outbox.py). Only the
computer and profile in which a letter was queued send it by themselves: a copy of it somewhere else is asked about.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from companion.core import moments, schedule
from companion.core.account import Account
from companion.core.follow_up import Closed, FollowUp, LetterKind
from companion.core.outbox import (
    CUT_OFF,
    ELSEWHERE,
    GIVEN_UP,
    LEASE_FOR,
    MOST_ATTEMPTS,
    NEXT,
    NOT_NOTED,
    OFFLINE_RETRY,
    TRIED_AGAIN,
    UNDO_FOR,
    LetterState,
    OutboxLetter,
    is_leased,
    retry_after,
)
from companion.core.problem import Problem
from companion.services.accounts import Accounts
from companion.services.follow_ups import FollowUps, Review
from companion.services.ports import Mailer, MailProblem, SecretsProblem, StoreProblem, Trace
from companion.services.sessions import Sessions
from companion.services.work import Desk, Outcome


class NotClean(Problem):
    """Preflight found something; the review window is where to mend it."""

    def __init__(self, review: Review) -> None:
        super().__init__(review.findings[0].sentence, field=review.findings[0].field)
        self.review = review


class NothingLeft(StoreProblem):
    """The store takes no note now, so no letter leaves; all of them are kept."""


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
            with _before_any_leaves():
                if not right.enter_context(self.desk.store.sending()):
                    return outcomes
                found = self._recover_orphans()
            outcomes += [Outcome(letter, found.changes, found.undo) for letter in found.value]
            with Sessions(self.accounts, self.mailer) as sessions:
                for letter in self.desk.store.letters(LetterState.QUEUED):
                    if letter.not_before <= self.desk.clock.now():
                        try:
                            outcomes += [self._send(letter, sessions)]
                        except StoreProblem:
                            if not outcomes:
                                raise
                            break  # what has left is told; the next call says why the others wait
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
            for letter in self.desk.store.letters(LetterState.QUEUED, *_AT_IT):
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

    def _send(self, letter: OutboxLetter, sessions: Sessions) -> Outcome[OutboxLetter]:
        sending = replace(letter, state=LetterState.SENDING, attempts=letter.attempts + 1)
        if self._claim(letter, sending) is None:
            return self._unchanged(letter)
        try:
            account = self._account(letter)
            words = sessions.deliver(account, sending, transmitting=lambda: self._transmitting(sending))
        except MailProblem as problem:
            return self._not_sent(sending, problem)
        except SecretsProblem as problem:
            return self._finish(sending, replace(sending, state=LetterState.FAILED, why=problem.sentence))
        except StoreProblem:
            # TRANSMITTING could not be written, so nothing left
            return self._again(sending, replace(letter, why=_NOT_WRITTEN), OFFLINE_RETRY)
        self.trace.mark("smtp.accepted", letter=letter.id)
        return self._finish(sending, replace(sending, state=LetterState.SENT, server_words=words, why=""))

    def _claim(self, letter: OutboxLetter, sending: OutboxLetter) -> Outcome[OutboxLetter] | None:
        """Not flushed: after a power cut it is as if it had never been claimed, and nothing had left."""
        with _before_any_leaves():
            return self._move(letter, sending, flushed=False)

    def _transmitting(self, sending: OutboxLetter) -> None:
        if self._move(sending, replace(sending, state=LetterState.TRANSMITTING)) is None:
            raise Problem("The letter was changed while it was being sent.")

    def _not_sent(self, sending: OutboxLetter, problem: MailProblem) -> Outcome[OutboxLetter]:
        told = replace(sending, server_words=problem.details, why=problem.sentence)
        if problem.uncertain:
            return self._finish(sending, replace(told, state=LetterState.UNCERTAIN, why=CUT_OFF))
        if problem.offline:
            return self._again(sending, replace(told, attempts=sending.attempts - 1), OFFLINE_RETRY)
        if problem.passing and sending.attempts < MOST_ATTEMPTS:
            return self._again(sending, told, retry_after(sending.attempts))
        why = problem.sentence.replace(TRIED_AGAIN, GIVEN_UP)
        return self._finish(sending, replace(told, state=LetterState.FAILED, why=why))

    def _again(self, sending: OutboxLetter, told: OutboxLetter, wait: timedelta) -> Outcome[OutboxLetter]:
        not_before = moments.whole_second(self.desk.clock.now() + wait)
        return self._finish(sending, replace(told, state=LetterState.QUEUED, not_before=not_before))

    def _finish(self, sending: OutboxLetter, after: OutboxLetter) -> Outcome[OutboxLetter]:
        """Moves the letter on from SENDING or TRANSMITTING, whichever it had reached."""
        present = self.desk.store.get(OutboxLetter, sending.id)
        done = self._move(present, after) if present is not None else None
        if done is not None and after.kind is LetterKind.STATUS:
            # apart from the move: what became of the letter is on disk whatever follows from it
            with self.desk.work("outbox") as work:
                work.settle(after.application_id)
        return done or self._unchanged(after)

    def _move(self, before: OutboxLetter, after: OutboxLetter, *, flushed: bool = True) -> Outcome[OutboxLetter] | None:
        if after.state not in NEXT[before.state]:
            raise ValueError(f"a letter does not go from {before.state} to {after.state}")
        with self.desk.work("outbox", flushed=flushed) as work:
            now = moments.whole_second(work.now)
            lease = now + LEASE_FOR if after.state in _AT_IT else None
            stamped = replace(after, state_at=now, leased_until=lease)
            if not work.writer.move_letter(before.id, before.state, stamped):
                return None
            work.note(stamped)
            return work.outcome(stamped)

    def _unchanged(self, letter: OutboxLetter) -> Outcome[OutboxLetter]:
        with self.desk.work("outbox") as work:
            return work.outcome(letter)

    def _account(self, letter: OutboxLetter) -> Account:
        account = self.desk.store.get(Account, letter.account_id)
        if account is None or account.deleted_at is not None:
            raise SecretsProblem(f"The account {letter.sender} was removed. Add it again, or leave this letter.")
        if account.address.casefold() != letter.sender.casefold():
            raise SecretsProblem(
                f"This letter is written from {letter.sender}, and its account now sends as {account.address}. "
                "Leave this letter and write it again from there."
            )
        return account


_TROUBLED = (LetterState.FAILED, LetterState.UNCERTAIN)
_AT_IT = (LetterState.SENDING, LetterState.TRANSMITTING)
_NOT_WRITTEN = (
    "The disk did not take the note that the letter leaves, so it did not leave. "
    "It is kept and will be tried again. Make some room on the disk."
)
_NO_NOTE = (
    "The disk takes no note now, and without one no letter leaves. "
    "What waits is kept and will be tried again. Make some room on the disk."
)


@contextmanager
def _before_any_leaves() -> Generator[None]:
    """Inside the block no letter leaves: what the store did not take becomes NothingLeft. That it is damaged, or a
    newer one's, stays what is told.
    """
    try:
        yield
    except StoreProblem as problem:
        if type(problem) is not StoreProblem:
            raise
        raise NothingLeft(_NO_NOTE, details=problem.sentence) from problem


def _not_before(now: datetime, undo_for: timedelta) -> datetime:
    """The moment, rounded up to a whole second, so that undo is never shorter than promised."""
    whole = moments.whole_second(now + undo_for)
    return whole if undo_for == timedelta() else whole + timedelta(seconds=1)
