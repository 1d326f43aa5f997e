"""A mailbox without a network: what lies in its Sent folder, and what goes wrong with the next call."""

from __future__ import annotations

from collections import deque
from datetime import UTC, datetime

from companion.core.account import Account
from companion.core.oauth import Bearer, Login
from companion.core.outbox import OutboxLetter
from companion.services.ports import Look, MailFault, MailProblem

FOLDER = "Sent"
DATED = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


class FakeMailbox:
    """Takes the right password (or token), unless `fail` said otherwise for the next call.

    copies: the ids of the letters in the folder, in order; one may be there twice. looks: how often somebody came.
    """

    def __init__(self, *, password: str = "right") -> None:
        self.password = password
        self.copies: list[str] = []
        self.looks = 0
        self._faults: deque[tuple[MailProblem, bool]] = deque()

    def fail(self, fault: MailFault, *, passing: bool = False, after_append: bool = False) -> MailProblem:
        """The next call (each call of this, one more) fails like this. after_append: only the answer is lost."""
        problem = MailProblem(fault, f"The fake says: {fault}.", passing=passing)
        self._faults.append((problem, after_append))
        return problem

    def test(self, account: Account, password: Login) -> str:
        self._come(account, password)
        return FOLDER

    def find_sent(self, account: Account, password: Login, letter: OutboxLetter) -> Look:
        self._come(account, password)
        return self._look(letter)

    def file_sent(self, account: Account, password: Login, letter: OutboxLetter) -> Look:
        lost = self._come(account, password)
        look = self._look(letter)
        if not look.there:
            self.copies.append(letter.message_id)
        if lost is not None:
            raise lost
        return look

    def _look(self, letter: OutboxLetter) -> Look:
        there = letter.message_id in self.copies
        return Look(FOLDER, there=there, dated=DATED if there else None)

    def _come(self, account: Account, password: Login) -> MailProblem | None:
        assert account.imap_host
        self.looks += 1
        given = password.token if isinstance(password, Bearer) else password
        if given != self.password:
            raise MailProblem(MailFault.LOGIN, "The fake did not accept the password.")
        if not self._faults:
            return None
        problem, after_append = self._faults.popleft()
        if not after_append:
            raise problem
        return problem
