"""After letters have gone: their copies, and one look for a letter whose fate is unknown. Nothing waits for it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from companion.core.account import Account
from companion.core.outbox import LetterState, OutboxLetter
from companion.core.problem import Problem
from companion.desktop.kit import Kit
from companion.desktop.tasks import Lane
from companion.services.sent_folder import GRACE, Filed, SentFolder
from companion.services.work import Outcome

_LONGEST_MS = 24 * 3600 * 1000
ORIGIN = "sent_folder"


class Filing(QObject):
    """Looks when it is told of letters, and again when a look says so. No timer runs while nothing is left to do."""

    found = Signal(object)
    """An OutboxLetter that was uncertain and is SENT."""

    def __init__(self, kit: Kit, sent_folder: SentFolder, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kit, self._sent_folder = kit, sent_folder
        self._busy = False
        self._again = False
        self._later = QTimer(self, singleShot=True)
        self._later.timeout.connect(self._due)
        self._to_look_for: list[OutboxLetter] = []

    def begin(self, recovered: Iterable[OutboxLetter]) -> None:
        """At the start: what a crash left uncertain is looked for, once, and copies that are missing are filed."""
        self._to_look_for += [letter for letter in recovered if letter.state is LetterState.UNCERTAIN]
        self._due()

    def sent(self, letters: Iterable[OutboxLetter]) -> None:
        """After a round of sending. A letter that became uncertain is looked for once, when a server that files what it
        takes has had the time to.
        """
        told = tuple(letters)
        uncertain = [letter for letter in told if letter.state is LetterState.UNCERTAIN]
        if uncertain:
            self._to_look_for += uncertain
            self._wake_in(GRACE)
        if any(letter.state is LetterState.SENT for letter in told):
            self.file()

    def close(self) -> None:
        """What is left is done at the next start."""
        self._later.stop()

    @Slot()
    def _due(self) -> None:
        while self._to_look_for:
            look = partial(self._look, self._to_look_for.pop(0))
            self._kit.tasks.run(Lane.OUTSIDE, look, done=self._looked, failed=self._not_now, owner=self)
        self.file()

    def _wake_in(self, wait: timedelta) -> None:
        milliseconds = min(max(round(wait.total_seconds() * 1000) + 1, 0), _LONGEST_MS)
        if not self._later.isActive() or self._later.remainingTime() > milliseconds:
            self._later.start(milliseconds)

    @Slot()
    def file(self) -> None:
        """Sees to the copies now; while that is going on, once more after it."""
        if self._busy:
            self._again = True
            return
        self._busy = True
        self._kit.tasks.run(
            Lane.OUTSIDE, self._sent_folder.file_copies, done=self._filed, failed=self._failed, owner=self
        )

    @Slot(object)
    def _filed(self, filed: Filed) -> None:
        self._busy = False
        for outcome in filed.outcomes:
            self._kit.changes.tell(outcome.changes)
        if filed.again_at is not None:
            self._wake_in(filed.again_at - self._kit.clock.now())
        if self._again:
            self._again = False
            self.file()

    @Slot(object)
    def _failed(self, problem: Problem) -> None:
        """The store cannot be used now: others tell that. The next letter, or the next start, looks again."""
        del problem
        self._busy = self._again = False

    def _look(self, letter: OutboxLetter) -> Outcome[OutboxLetter] | None:
        """None where there is no mailbox to look into."""
        account = self._kit.desk.store.get(Account, letter.account_id)
        if account is None or account.deleted_at is not None or not account.imap_host:
            return None
        return self._sent_folder.look_again(letter.id, origin=ORIGIN)

    @Slot(object)
    def _looked(self, outcome: Outcome[OutboxLetter] | None) -> None:
        if outcome is None:
            return
        self._kit.changes.tell(outcome.changes)
        if outcome.value.state is LetterState.SENT:
            self.found.emit(outcome.value)

    @Slot(object)
    def _not_now(self, problem: Problem) -> None:
        """Nobody asked for this look, so that it could not be had is not told; the button in the window tells it."""
        del problem
