"""After letters have gone: their copies, and one look for a letter whose fate is unknown. Nothing waits for it."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from companion.core.outbox import LetterState, OutboxLetter
from companion.core.problem import Problem
from companion.desktop.kit import Kit
from companion.desktop.tasks import Lane
from companion.services.sent_folder import GRACE, Filed, SentFolder
from companion.services.work import Outcome

_LONGEST_MS = 24 * 3600 * 1000


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
        self._later.timeout.connect(self.file)
        self._to_look_for: list[OutboxLetter] = []

    def begin(self, recovered: Iterable[OutboxLetter]) -> None:
        """At the start: what a crash left uncertain is looked for, once, and copies that are missing are filed."""
        self._to_look_for += [letter for letter in recovered if letter.state is LetterState.UNCERTAIN]
        self.file()

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

    def _wake_in(self, wait: timedelta) -> None:
        milliseconds = min(max(round(wait.total_seconds() * 1000) + 1, 0), _LONGEST_MS)
        if not self._later.isActive() or self._later.remainingTime() > milliseconds:
            self._later.start(milliseconds)

    @Slot()
    def file(self) -> None:
        """Looks for what is to be looked for, then sees to the copies; while that is going on, once more after it.

        All of it in one piece: a mailbox that hangs must not take the threads that send.
        """
        if self._busy:
            self._again = True
            return
        self._busy = True
        letters, self._to_look_for = tuple(self._to_look_for), []
        work = partial(_look_and_file, self._sent_folder, letters)
        self._kit.tasks.run(Lane.OUTSIDE, work, done=self._done, failed=self._failed, owner=self)

    @Slot(object)
    def _done(self, done: tuple[list[Outcome[OutboxLetter]], Filed]) -> None:
        self._busy = False
        looked, filed = done
        for outcome in looked:
            self._kit.changes.tell(outcome.changes)
            if outcome.value.state is LetterState.SENT:
                self.found.emit(outcome.value)
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


def _look_and_file(
    sent_folder: SentFolder, letters: tuple[OutboxLetter, ...]
) -> tuple[list[Outcome[OutboxLetter]], Filed]:
    looked: list[Outcome[OutboxLetter]] = []
    mailboxes = sent_folder.accounts_with_mailbox() if letters else frozenset[str]()
    for letter in letters:
        if letter.account_id in mailboxes:
            # nobody asked for this look, so that it could not be had is not told; the button in the window tells it
            with suppress(Problem):
                looked.append(sent_folder.look_again(letter.id, origin="sent_folder"))
    return looked, sent_folder.file_copies()
