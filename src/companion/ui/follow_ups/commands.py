"""What the Follow-ups window does with a letter: each write, what is said of it, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from companion.core import moments
from companion.core.follow_up import Closed, FollowUp
from companion.core.outbox import OutboxLetter
from companion.core.problem import Problem
from companion.desktop.bars import ProblemBar
from companion.desktop.kit import Kit
from companion.desktop.save_file import FileSaver
from companion.desktop.undo_bar import UndoBar
from companion.services.follow_ups import FollowUps
from companion.services.ledger import Ledger, file_name
from companion.services.outbox import Answer, NotClean, Outbox
from companion.services.work import Outcome
from companion.ui.follow_ups.letter_pane import Deed
from companion.ui.follow_ups.rows import Row

_ANSWERS = {Deed.ARRIVED: Answer.IT_ARRIVED, Deed.AGAIN: Answer.SEND_AGAIN, Deed.LEAVE: Answer.LEAVE_IT}
_ORIGIN = "follow_ups"

T = TypeVar("T")


class LetterCommands(QObject):
    """One at a time: a second click while one is under way does nothing."""

    queued = Signal(object)
    """The core.outbox.OutboxLetter that leaves once its undo time has passed."""
    not_clean = Signal(str)
    """The id of a follow-up that one click could not send."""
    refused = Signal()
    """What the window shows is older than what there is."""

    def __init__(
        self, kit: Kit, services: tuple[FollowUps, Outbox, Ledger], bars: tuple[ProblemBar, UndoBar], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._kit = kit
        self._follow_ups, self._outbox, self._ledger = services
        self._bar, self._undo = bars
        self._saver = FileSaver(kit.tasks, parent)
        self._busy = False
        self._asked_for = ""
        self._take_back: Callable[[], Outcome[None]] | None = None
        self._undo.undone.connect(self._on_undone)
        self._saver.failed.connect(self._bar.tell)
        self._saver.saved.connect(self._on_saved)

    def do(self, deed: Deed, row: Row) -> None:
        """What a button says, with what is in this row."""
        if self._busy:
            return
        self._bar.clear()
        if row.due is not None:
            self._do_due(deed, row.key, row.due.follow_up)
        elif deed is Deed.RENEW and row.line is not None:
            self._renew(row.line.follow_up)
        elif row.letter is not None:
            self._do_letter(deed, row.letter)

    def set_time(self, row: Row, at: datetime) -> None:
        """The letter in this row leaves then."""
        if self._busy or row.letter is None:
            return
        self._bar.clear()
        outbox, key = self._outbox, row.letter.id
        self._write(lambda: outbox.reschedule(key, at, origin=_ORIGIN), self._on_time_set)

    def _do_due(self, deed: Deed, key: str, before: FollowUp) -> None:
        outbox, follow_ups, ledger = self._outbox, self._follow_ups, self._ledger
        if deed is Deed.SEND:
            self._kit.trace.mark("send.clicked", follow_up=key)
            self._asked_for = key
            self._write(lambda: outbox.queue(key, after_review=False, origin=_ORIGIN), self._on_queued)
            return
        self._take_back = _without_value(lambda: ledger.put_back(before, origin=_ORIGIN))
        if deed is Deed.LATER:
            self._write(lambda: follow_ups.later(key, origin=_ORIGIN), self._on_later)
        else:
            self._write(lambda: follow_ups.dismiss(key, origin=_ORIGIN), self._on_dismissed)

    def _renew(self, before: FollowUp) -> None:
        ledger, again = self._ledger, replace(before, closed=Closed.OPEN)
        self._write(lambda: ledger.put_back(again, origin=_ORIGIN), self._on_done)

    def _do_letter(self, deed: Deed, letter: OutboxLetter) -> None:
        outbox, ledger, key = self._outbox, self._ledger, letter.id
        if deed is Deed.SAVE:
            kinds = "Letters (*.eml)"
            self._saver.ask("Save the letter", file_name(letter), kinds, lambda: ledger.content(key))
        elif deed is Deed.BACK:
            self._write(lambda: outbox.take_back(key, origin=_ORIGIN), self._on_taken_back)
        elif deed is Deed.NOW:
            self._kit.trace.mark("send.clicked", letter=key)
            self._write(lambda: outbox.send_now(key, origin=_ORIGIN), self._on_done)
        else:
            answer = _ANSWERS[deed]
            self._write(lambda: outbox.resolve(key, answer, origin=_ORIGIN), self._on_done)

    def _write(self, work: Callable[[], Outcome[T]], done: Callable[[Outcome[T]], None]) -> None:
        self._busy = True
        self._kit.write(work, done=done, failed=self._on_refused, owner=self)

    # --- what became of it -------------------------------------------------------------------------------------

    @Slot(object)
    def _on_queued(self, outcome: Outcome[OutboxLetter]) -> None:
        outbox, letter = self._outbox, outcome.value
        self._take_back = _without_value(lambda: outbox.take_back(letter.id, origin=_ORIGIN))
        self._offer("The letter leaves in ten seconds.")
        self.queued.emit(letter)

    @Slot(object)
    def _on_later(self, outcome: Outcome[FollowUp]) -> None:
        self._offer(f"You are told again {self._when(outcome.value.due_at)}.")

    @Slot(object)
    def _on_dismissed(self, outcome: Outcome[FollowUp]) -> None:
        del outcome
        self._offer("This letter is not offered again.")

    @Slot(object)
    def _on_taken_back(self, outcome: object) -> None:
        del outcome
        self._busy = False
        self._undo.dismiss()
        self._bar.say("The letter was taken back. It is due again.")

    @Slot(object)
    def _on_time_set(self, outcome: Outcome[OutboxLetter]) -> None:
        self._busy = False
        self._bar.say(f"The letter leaves {self._when(outcome.value.not_before)}. This computer must be on then.")

    @Slot(object)
    def _on_done(self, outcome: object) -> None:
        del outcome
        self._busy = False

    @Slot(object)
    def _on_saved(self, path: Path) -> None:
        self._bar.say(f"Saved as {path.name}.")

    @Slot()
    def _on_undone(self) -> None:
        if self._take_back is not None:
            self._write(self._take_back, self._on_done)

    @Slot(object)
    def _on_refused(self, problem: Problem) -> None:
        self._busy = False
        if isinstance(problem, NotClean):
            self.not_clean.emit(self._asked_for)
        else:
            self._bar.tell(problem)
        self.refused.emit()

    def _offer(self, sentence: str) -> None:
        self._busy = False
        self._undo.offer(sentence)

    def _when(self, moment: datetime) -> str:
        return moments.moment_in_words(moment, now=self._kit.clock.now(), zone=self._kit.clock.zone())


def _without_value(work: Callable[[], Outcome[T]]) -> Callable[[], Outcome[None]]:
    """The same write for somebody who only wants it done."""

    def done() -> Outcome[None]:
        outcome = work()
        return Outcome(None, outcome.changes, outcome.undo)

    return done
