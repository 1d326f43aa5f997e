"""The outbox: queue a letter once, take it back, send what is due, and know where each one stands.

Sending holds the store's sending right, so one process sends at a time; each letter is claimed by a
compare-and-set of its state; TRANSMITTING is on disk before the content leaves (see core/outbox.py).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from companion.core import moments
from companion.core.account import Account
from companion.core.follow_up import Closed, FollowUp, LetterKind
from companion.core.outbox import MOST_ATTEMPTS, NEXT, UNDO_FOR, LetterState, OutboxLetter, retry_after
from companion.core.problem import Problem
from companion.services.accounts import Accounts
from companion.services.follow_ups import FollowUps, Review
from companion.services.ports import Mailer, MailProblem, SecretsProblem, Trace
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
    """The way of letters out of the house."""

    desk: Desk
    follow_ups: FollowUps
    accounts: Accounts
    mailer: Mailer
    trace: Trace

    def queue(
        self, key: str, *, after_review: bool, undo_for: timedelta = UNDO_FOR, origin: str = ""
    ) -> Outcome[OutboxLetter]:
        """Freezes the letter of a follow-up and queues it; it may leave once `undo_for` has passed.

        after_review: the user has seen the letter, so preflight's advice does not hold it. Raises NotClean, or
        Problem if it is already queued.
        """
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
                _not_before(now, undo_for),
                LetterState.QUEUED,
                moments.whole_second(now),
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

    def send_due(self) -> list[Outcome[OutboxLetter]]:
        """Sends every letter whose time has come, one after the other; returns what became of each.

        An empty list also when another process is sending now.
        """
        outcomes: list[Outcome[OutboxLetter]] = []
        with self.desk.store.sending() as may_send:
            if not may_send:
                return outcomes
            self._recover_orphans()
            for letter in self.desk.store.letters(LetterState.QUEUED):
                if letter.not_before <= self.desk.clock.now():
                    outcomes += [self._send(letter)]
        return outcomes

    def recover(self) -> Outcome[tuple[OutboxLetter, ...]]:
        """At start-up: what a crash left half done. Does nothing while another process is sending."""
        with self.desk.store.sending() as may_send:
            if may_send:
                return self._recover_orphans()
        with self.desk.work("outbox") as work:
            return work.outcome(())

    def _recover_orphans(self) -> Outcome[tuple[OutboxLetter, ...]]:
        """Whoever holds the sending right knows that nobody else is sending, so a letter found half way was left
        there by a crash. Nothing had left while SENDING: queued again. From TRANSMITTING on: uncertain.
        """
        with self.desk.work("outbox") as work:
            found: list[OutboxLetter] = []
            for letter in self.desk.store.letters(LetterState.SENDING, LetterState.TRANSMITTING):
                state, why = LetterState.QUEUED, ""
                if letter.state is LetterState.TRANSMITTING:
                    state, why = LetterState.UNCERTAIN, _UNKNOWN
                after = replace(letter, state=state, state_at=moments.whole_second(work.now), why=why)
                if work.writer.move_letter(letter.id, letter.state, after):
                    work.note(after)
                    found.append(after)
            return work.outcome(tuple(found))

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

    def _send(self, letter: OutboxLetter) -> Outcome[OutboxLetter]:
        sending = replace(letter, state=LetterState.SENDING, attempts=letter.attempts + 1)
        claimed = self._move(letter, sending)
        if claimed is None:
            return self._unchanged(letter)
        try:
            account = self._account(letter)
            words = self.accounts.logged_in(
                account,
                lambda login: self.mailer.deliver(
                    account, login, sending, transmitting=lambda: self._transmitting(sending)
                ),
            )
        except MailProblem as problem:
            return self._not_sent(sending, problem)
        except SecretsProblem as problem:
            return self._finish(sending, replace(sending, state=LetterState.FAILED, why=problem.sentence))
        self.trace.mark("smtp.accepted", letter=letter.id)
        return self._finish(sending, replace(sending, state=LetterState.SENT, server_words=words, why=""))

    def _transmitting(self, sending: OutboxLetter) -> None:
        if self._move(sending, replace(sending, state=LetterState.TRANSMITTING)) is None:
            raise Problem("The letter was changed while it was being sent.")

    def _not_sent(self, sending: OutboxLetter, problem: MailProblem) -> Outcome[OutboxLetter]:
        now = self.desk.clock.now()
        told = replace(sending, server_words=problem.details, why=problem.sentence)
        if problem.uncertain:
            return self._finish(sending, replace(told, state=LetterState.UNCERTAIN, why=_UNKNOWN))
        if problem.passing and sending.attempts < MOST_ATTEMPTS:
            again = moments.whole_second(now + retry_after(sending.attempts))
            return self._finish(sending, replace(told, state=LetterState.QUEUED, not_before=again))
        return self._finish(sending, replace(told, state=LetterState.FAILED))

    def _finish(self, sending: OutboxLetter, after: OutboxLetter) -> Outcome[OutboxLetter]:
        """Moves the letter on from SENDING or TRANSMITTING, whichever it had reached."""
        present = self.desk.store.get(OutboxLetter, sending.id)
        done = self._move(present, after) if present is not None else None
        if done is not None and after.kind is LetterKind.STATUS:
            # apart from the move: what became of the letter is on disk whatever follows from it
            with self.desk.work("outbox") as work:
                work.settle(after.application_id)
        return done or self._unchanged(after)

    def _move(self, before: OutboxLetter, after: OutboxLetter) -> Outcome[OutboxLetter] | None:
        if after.state not in NEXT[before.state]:
            raise ValueError(f"a letter does not go from {before.state} to {after.state}")
        with self.desk.work("outbox") as work:
            stamped = replace(after, state_at=moments.whole_second(work.now))
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
        return account


_TROUBLED = (LetterState.FAILED, LetterState.UNCERTAIN)
_UNKNOWN = (
    "The connection was lost while the letter was being handed over, so nobody here knows whether it arrived. "
    "It is not sent again by itself. Look in the Sent folder of your mail account, then say what you found."
)


def _not_before(now: datetime, undo_for: timedelta) -> datetime:
    """The moment, rounded up to a whole second, so that undo is never shorter than promised."""
    whole = moments.whole_second(now + undo_for)
    return whole if undo_for == timedelta() else whole + timedelta(seconds=1)
