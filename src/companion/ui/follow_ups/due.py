"""Follow-ups: every letter that is due, under way, in trouble or sent, and what can be done with each."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QEvent, QModelIndex, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from companion.core.changes import ChangeSet
from companion.core.follow_up import FollowUp
from companion.core.outbox import OutboxLetter
from companion.core.problem import Problem
from companion.desktop.bars import ProblemBar
from companion.desktop.kit import Kit
from companion.desktop.labels import plain_label
from companion.desktop.scrolling import scrolling
from companion.desktop.tasks import Job, Lane
from companion.desktop.theme import Space
from companion.desktop.undo_bar import UndoBar
from companion.desktop.windows import Window
from companion.services.agenda import Agenda, LookAhead
from companion.services.follow_ups import FollowUps
from companion.services.ledger import Ledger, Letters
from companion.services.outbox import Answer, NotClean, Outbox
from companion.services.sent_folder import SentFolder
from companion.services.work import Outcome
from companion.ui.follow_ups.letter_list import LetterList, LetterModel
from companion.ui.follow_ups.letter_pane import Deed, LetterPane
from companion.ui.follow_ups.look_again import LookAgain
from companion.ui.follow_ups.rows import Now, Row, rows_of

_CONCERNS = frozenset({"follow_up", "letter", "application", "contact", "account"})
_ANSWERS = {Deed.ARRIVED: Answer.IT_ARRIVED, Deed.AGAIN: Answer.SEND_AGAIN, Deed.LEAVE: Answer.LEAVE_IT}
_ORIGIN = "follow_ups"

T = TypeVar("T")


class DueWindow(Window):
    """List and pane. What it shows is read anew whenever something about letters changed, and when it is looked at."""

    review_asked = Signal(str)
    """The id of a follow-up to open for review."""

    queued = Signal(object)
    """The core.outbox.OutboxLetter that leaves once its undo time has passed."""

    def __init__(
        self,
        kit: Kit,
        agenda: LookAhead,
        follow_ups: FollowUps,
        outbox: Outbox,
        sent_folder: SentFolder,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("follow_ups", "Follow-ups", kit.sizes, usual=QSize(860, 520), parent=parent)
        self._kit = kit
        self._agenda = agenda
        self._follow_ups = follow_ups
        self._outbox = outbox
        self._ledger = Ledger(kit.desk)
        self._reading: Job | None = None
        self._busy = False
        self._take_back: Callable[[], Outcome[None]] | None = None
        self._asked_for = ""
        self._build()
        self._look_again = LookAgain(kit, sent_folder, self._bar)
        self.pane.add_before(Deed.ARRIVED, self._look_again)
        kit.changes.happened.connect(self._on_changes)
        self._refresh()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self._refresh()

    def _build(self) -> None:
        self._model = LetterModel(self)
        self.list = LetterList(self._model, self._kit.theme)
        self.pane = LetterPane(self._kit)
        self._empty = plain_label(
            "Letters that are due, on the way or sent will be here; an interview you have held makes the first one.",
            role="quiet",
            wrap=True,
        )
        self._bar = ProblemBar()
        self._undo = UndoBar()
        row = QHBoxLayout()
        row.setSpacing(Space.M)
        row.addWidget(self.list, 3)
        self._beside = scrolling(self.pane)
        self._beside.setMinimumWidth(260)
        row.addWidget(self._beside, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.M, Space.M, Space.M)
        column.setSpacing(Space.S)
        column.addWidget(self._bar)
        column.addWidget(self._empty, 1, Qt.AlignmentFlag.AlignTop)
        column.addLayout(row, 1)
        column.addWidget(self._undo)
        self._empty.hide()
        self.list.chosen.connect(self._on_chosen)
        self.list.activated.connect(self._on_activated)
        self.pane.asked.connect(self._on_asked)
        self._undo.undone.connect(self._on_undone)
        delete = QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), self.list)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self._on_delete)

    def _refresh(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
        agenda, ledger = self._agenda, self._ledger
        self._reading = self._kit.tasks.run(
            Lane.READ,
            lambda: (agenda.look(), ledger.read()),
            done=self._on_read,
            failed=self._bar.tell,
            owner=self,
        )

    @Slot(object)
    def _on_read(self, read: tuple[Agenda, Letters]) -> None:
        self._reading = None
        agenda, letters = read
        now = Now(self._kit.clock.now(), self._kit.clock.zone())
        rows = rows_of(agenda.due, letters, now)
        kept, near = self._row(), self.list.currentIndex().row()
        self._model.set_rows(rows)
        self.list.setCurrentIndex(self._model.index_of(kept.key if kept else "", near=near))
        self._on_chosen()
        for widget in (self.list, self._beside):
            widget.setVisible(bool(rows))
        self._empty.setVisible(not rows)

    def _row(self) -> Row | None:
        return self._model.row(self.list.currentIndex())

    @Slot(object)
    def _on_changes(self, changes: ChangeSet) -> None:
        if changes.tables & _CONCERNS:
            self._refresh()

    @Slot()
    def _on_chosen(self) -> None:
        row = self._row()
        self.pane.show_row(row)
        self._look_again.show_letter(row.letter if row else None)

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        row = self._model.row(index)
        if row is not None and row.due is not None:
            self.review_asked.emit(row.key)

    @Slot()
    def _on_delete(self) -> None:
        row = self._row()
        if row is not None and row.due is not None:
            self._on_asked(Deed.NOT_THIS)

    @Slot(object)
    def _on_asked(self, deed: Deed) -> None:
        row = self._row()
        if row is None or self._busy:
            return
        self._bar.clear()
        if deed is Deed.REVIEW:
            self.review_asked.emit(row.key)
        elif row.due is not None:
            self._on_due(deed, row.key, row.due.follow_up)
        else:
            self._on_letter(deed, row.key)

    def _on_due(self, deed: Deed, key: str, before: FollowUp) -> None:
        outbox, follow_ups, ledger = self._outbox, self._follow_ups, self._ledger
        if deed is Deed.SEND:
            self._kit.trace.mark("send.clicked", follow_up=key)
            self._asked_for = key
            self._do(lambda: outbox.queue(key, after_review=False, origin=_ORIGIN), self._on_queued)
            return
        self._take_back = _without_value(lambda: ledger.put_back(before, origin=_ORIGIN))
        if deed is Deed.LATER:
            self._do(lambda: follow_ups.later(key, origin=_ORIGIN), self._on_later)
        else:
            self._do(lambda: follow_ups.dismiss(key, origin=_ORIGIN), self._on_dismissed)

    def _on_letter(self, deed: Deed, key: str) -> None:
        outbox = self._outbox
        if deed is Deed.UNDO:
            self._do(lambda: outbox.take_back(key, origin=_ORIGIN), self._on_taken_back)
        else:
            answer = _ANSWERS[deed]
            self._do(lambda: outbox.resolve(key, answer, origin=_ORIGIN), self._on_resolved)

    def _do(self, work: Callable[[], Outcome[T]], done: Callable[[Outcome[T]], None]) -> None:
        self._busy = True
        self._kit.write(work, done=done, failed=self._refused, owner=self)

    @Slot(object)
    def _on_queued(self, outcome: Outcome[OutboxLetter]) -> None:
        outbox, letter = self._outbox, outcome.value
        self._take_back = _without_value(lambda: outbox.take_back(letter.id, origin=_ORIGIN))
        self._offer("The letter leaves in ten seconds.")
        self.queued.emit(letter)

    @Slot(object)
    def _on_later(self, outcome: Outcome[FollowUp]) -> None:
        now = Now(self._kit.clock.now(), self._kit.clock.zone())
        self._offer(f"You are told again {now.words(outcome.value.due_at)}.")

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
    def _on_resolved(self, outcome: object) -> None:
        del outcome
        self._busy = False

    @Slot()
    def _on_undone(self) -> None:
        if self._take_back is not None:
            self._do(self._take_back, self._on_resolved)

    def _offer(self, sentence: str) -> None:
        self._busy = False
        self._undo.offer(sentence)

    @Slot(object)
    def _refused(self, problem: Problem) -> None:
        self._busy = False
        if isinstance(problem, NotClean):
            self.review_asked.emit(self._asked_for)
        else:
            self._bar.tell(problem)
        self._refresh()


def _without_value(work: Callable[[], Outcome[T]]) -> Callable[[], Outcome[None]]:
    """The same write for somebody who only wants it done."""

    def done() -> Outcome[None]:
        outcome = work()
        return Outcome(None, outcome.changes, outcome.undo)

    return done
