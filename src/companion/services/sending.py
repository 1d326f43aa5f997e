"""The way of letters from the queue to the mail server, each step noted.

Each letter is claimed by a compare-and-set of its state; TRANSMITTING is on disk before its content leaves, and SENT
follows the server's 250 (see core/outbox.py). A server reads the envelope of a letter while the companion notes that
it has taken the one before, in the transaction that claims this one: what the disk takes, nobody waits for.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import datetime, timedelta

from companion.core import moments
from companion.core.account import Account
from companion.core.follow_up import LetterKind
from companion.core.outbox import (
    CUT_OFF,
    GIVEN_UP,
    LEASE_FOR,
    MOST_ATTEMPTS,
    NEXT,
    OFFLINE_RETRY,
    TRIED_AGAIN,
    LetterState,
    OutboxLetter,
    retry_after,
)
from companion.services.ports import MailProblem, SecretsProblem, StoreProblem, Trace
from companion.services.sessions import Sessions
from companion.services.work import Desk, Outcome, Work

MANY = 100
"""Letters that are due at once, from which on each millisecond between two of them counts."""

AT_IT = (LetterState.SENDING, LetterState.TRANSMITTING)
"""The states of a letter that somebody is sending."""


class Sending:
    """One round of sending, by whoever holds the store's sending right. What became of each letter is added to
    `outcomes`, of which the last may be missing until `note_taken`.

    many: hundreds wait, so TRANSMITTING too is noted while the server reads the envelope. A crash then leaves a letter
    uncertain whose content had not left yet; with a few letters no time is worth that.
    """

    def __init__(
        self, desk: Desk, sessions: Sessions, trace: Trace, outcomes: list[Outcome[OutboxLetter]], *, many: bool
    ) -> None:
        self._desk = desk
        self._sessions = sessions
        self._trace = trace
        self._outcomes = outcomes
        self._many = many
        self._letter: OutboxLetter | None = None
        self._taken: OutboxLetter | None = None

    def send(self, letter: OutboxLetter) -> None:
        """Sends a letter that is queued. Raises StoreProblem if a state could not be written."""
        self._letter = letter
        try:
            words = self._sessions.deliver(
                self._account(letter), letter, announced=self._claim, transmitting=self._transmitting
            )
        except _Changed:
            self._tell(letter)
        except MailProblem as problem:
            self._not_sent(problem)
        except SecretsProblem as problem:
            self._finish(LetterState.FAILED, why=problem.sentence)
        except _NotWritten:
            # TRANSMITTING could not be written, so nothing left
            self._again(OFFLINE_RETRY, letter.attempts, why=_NOT_WRITTEN)
        else:
            self._trace.mark("smtp.accepted", letter=letter.id)
            self._taken = replace(self._at(), server_words=words, why="")

    def note_taken(self) -> None:
        """Notes that the server has taken the last letter, before anything is waited for. Raises StoreProblem."""
        if self._taken is not None:
            with self._desk.work("outbox") as work:
                told = self._note_taken(work)
            self._told(told)

    # --- the steps of a letter -------------------------------------------------------------------------------

    def _claim(self) -> None:
        """Notes what was taken before, and makes this letter ours. Does nothing the second time."""
        letter = self._at()
        if letter.state is not LetterState.QUEUED:
            return
        # Not flushed by itself, but with TRANSMITTING. After a power cut it is as if this letter had never been
        # claimed, and nothing had left; of the one before, nobody knows whether it was taken (UNCERTAIN).
        none_left = before_any_leaves() if self._taken is None else nullcontext()
        with none_left, self._desk.work("outbox", flushed=False) as work:
            told = self._note_taken(work)
            claimed = _moved(work, letter, replace(letter, state=LetterState.SENDING, attempts=letter.attempts + 1))
        self._told(told)
        if claimed is None:
            raise _Changed
        self._letter = claimed
        if told is not None and self._many:
            self._transmitting()

    def _note_taken(self, work: Work) -> Outcome[OutboxLetter] | None:
        taken = self._taken
        if taken is None:
            return None
        sent = _moved(work, taken, replace(taken, state=LetterState.SENT))
        return work.outcome(sent or taken)

    def _told(self, told: Outcome[OutboxLetter] | None) -> None:
        """After the transaction that notes the letter which was taken before."""
        self._taken = None
        if told is not None:
            self._outcomes.append(told)
            self._settle(told.value)

    def _transmitting(self) -> None:
        letter = self._at()
        if letter.state is LetterState.TRANSMITTING:
            return  # noted as it was announced
        try:
            with self._desk.work("outbox") as work:
                moved = _moved(work, letter, replace(letter, state=LetterState.TRANSMITTING))
        except StoreProblem:
            raise _NotWritten from None
        if moved is None:
            raise _Changed
        self._letter = moved

    def _not_sent(self, problem: MailProblem) -> None:
        # deliver() has called _claim() before it met a server
        attempts, words = self._at().attempts, problem.details
        if problem.uncertain:
            return self._finish(LetterState.UNCERTAIN, why=CUT_OFF, words=words)
        if problem.offline:
            return self._again(OFFLINE_RETRY, attempts - 1, why=problem.sentence, words=words)
        if problem.passing and attempts < MOST_ATTEMPTS:
            return self._again(retry_after(attempts), attempts, why=problem.sentence, words=words)
        return self._finish(LetterState.FAILED, why=problem.sentence.replace(TRIED_AGAIN, GIVEN_UP), words=words)

    def _again(self, wait: timedelta, attempts: int, *, why: str, words: str | None = None) -> None:
        not_before = moments.whole_second(self._desk.clock.now() + wait)
        self._finish(LetterState.QUEUED, why=why, words=words, not_before=not_before, attempts=attempts)

    def _finish(
        self,
        state: LetterState,
        *,
        why: str,
        words: str | None = None,
        not_before: datetime | None = None,
        attempts: int | None = None,
    ) -> None:
        """Moves the letter on from SENDING or TRANSMITTING, whichever it had reached. None: as it was."""
        try:
            self._claim()
        except _Changed:
            self._tell(self._at())
            return
        letter = self._at()
        after = replace(
            letter,
            state=state,
            why=why,
            server_words=letter.server_words if words is None else words,
            not_before=not_before or letter.not_before,
            attempts=letter.attempts if attempts is None else attempts,
        )
        with self._desk.work("outbox") as work:
            told = work.outcome(_moved(work, letter, after) or letter)
        self._outcomes.append(told)
        self._settle(told.value)

    def _settle(self, letter: OutboxLetter) -> None:
        """Apart from the move: what became of the letter is on disk whatever follows from it."""
        if letter.kind is LetterKind.STATUS:
            with self._desk.work("outbox") as work:
                work.settle(letter.application_id)

    def _tell(self, letter: OutboxLetter) -> None:
        with self._desk.work("outbox") as work:
            self._outcomes.append(work.outcome(letter))

    def _at(self) -> OutboxLetter:
        """The letter that is being sent, as it was noted last."""
        if self._letter is None:
            raise RuntimeError("send() comes first")
        return self._letter

    def _account(self, letter: OutboxLetter) -> Account:
        account = self._desk.store.get(Account, letter.account_id)
        if account is None or account.deleted_at is not None:
            raise SecretsProblem(f"The account {letter.sender} was removed. Add it again, or leave this letter.")
        if account.address.casefold() != letter.sender.casefold():
            raise SecretsProblem(
                f"This letter is written from {letter.sender}, and its account now sends as {account.address}. "
                "Leave this letter and write it again from there."
            )
        return account


class NothingLeft(StoreProblem):
    """The store takes no note now, so no letter leaves; all of them are kept."""


@contextmanager
def before_any_leaves() -> Generator[None]:
    """Inside the block no letter leaves: what the store did not take becomes NothingLeft. That it is damaged, or a
    newer one's, stays what is told.
    """
    try:
        yield
    except StoreProblem as problem:
        if type(problem) is not StoreProblem:
            raise
        raise NothingLeft(_NO_NOTE, details=problem.sentence) from problem


class _Changed(Exception):
    """Somebody else moved the letter meanwhile: it is theirs now."""


class _NotWritten(Exception):
    """The disk did not take TRANSMITTING."""


_NOT_WRITTEN = (
    "The disk did not take the note that the letter leaves, so it did not leave. "
    "It is kept and will be tried again. Make some room on the disk."
)
_NO_NOTE = (
    "The disk takes no note now, and without one no letter leaves. "
    "What waits is kept and will be tried again. Make some room on the disk."
)


def _moved(work: Work, before: OutboxLetter, after: OutboxLetter) -> OutboxLetter | None:
    """The letter in its new state; None if it is not any more what it was."""
    if after.state not in NEXT[before.state]:
        raise ValueError(f"a letter does not go from {before.state} to {after.state}")
    now = moments.whole_second(work.now)
    stamped = replace(after, state_at=now, leased_until=now + LEASE_FOR if after.state in AT_IT else None)
    if not work.writer.move_letter(before.id, before.state, stamped):
        return None
    work.note(stamped)
    return stamped
