"""What the window's actions do: open a form, delete, take back and do again.

Deleting asks nothing: it is a step of the window's history, as is everything a form saved. The bar offers the latest
step for ten seconds.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from companion.core.application import Application, Contact, Event, EventKind
from companion.core.debrief import Debrief
from companion.core.outbox import OutboxLetter
from companion.core.problem import Problem
from companion.desktop.kit import Kit
from companion.desktop.save_file import FileSaver
from companion.desktop.undo_bar import UndoBar
from companion.services.applications import Applications, Story
from companion.services.debriefs import Debriefs
from companion.services.history import History, Step
from companion.services.ledger import Ledger, file_name
from companion.services.log_event import LogEvent, Logged
from companion.services.ports import StoreProblem
from companion.services.work import Outcome, Undo
from companion.ui.applications import words
from companion.ui.applications.application_form import ApplicationForm
from companion.ui.applications.event_form import EventForm
from companion.ui.applications.forms import ContactForm
from companion.ui.applications.merge_form import MergeForm
from companion.ui.applications.sheet import ORIGIN, Sheet


class Commands(QObject):
    """Acts on one application at a time. window: the parent of the forms."""

    added = Signal(object)
    """The id of an application that was just made."""
    failed = Signal(object)
    logged = Signal(object)
    """An Event that was just logged."""
    began = Signal()
    """Something is being done now: what was offered after the last thing is over."""
    history_changed = Signal()
    """What `history` would take back or do again is another step now."""
    came_back = Signal(str)
    """The id of the one application that taking back or doing again has changed."""
    open_asked = Signal(str)
    """The id of an application to show."""

    def __init__(
        self,
        kit: Kit,
        applications: Applications,
        log_event: LogEvent,
        debriefs: Debriefs,
        undo_bar: UndoBar,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._kit, self._applications, self._log_event = kit, applications, log_event
        self._debriefs = debriefs
        self._undo_bar, self._window = undo_bar, window
        self.history = History()
        self._bar_does_again = False
        self._saver = FileSaver(kit.tasks, window)
        self._saver.failed.connect(self.failed)
        undo_bar.undone.connect(self._bar_pressed)

    def add(self, company: str) -> None:
        form = ApplicationForm(self._kit, self._applications, None, company=company, parent=self._window)
        form.saved.connect(self._added)
        form.open_asked.connect(self.open_asked)
        self.open(form)

    def edit(self, story: Story) -> None:
        form = ApplicationForm(self._kit, self._applications, story.application, parent=self._window)
        form.open_asked.connect(self.open_asked)
        self.open(form)

    def merge(self, story: Story) -> None:
        """Asks for the other one, shows what both become, and merges them."""
        self.open(MergeForm(self._kit, self._applications, story.application, parent=self._window))

    def add_contact(self, story: Story) -> None:
        self.open(ContactForm(self._kit, self._applications, story.application.id, None, parent=self._window))

    @Slot(object)
    def edit_contact(self, contact: Contact) -> None:
        key = contact.application_id
        self.open(ContactForm(self._kit, self._applications, key, contact, parent=self._window))

    @Slot(object)
    def delete_contact(self, contact: Contact) -> None:
        applications, key = self._applications, contact.id
        self.began.emit()
        self._kit.write(
            lambda: applications.delete_contact(key, origin=ORIGIN),
            done=self._deleted_contact,
            failed=self._fail,
            owner=self,
        )

    def log(self, kind: EventKind, story: Story) -> None:
        form = EventForm(self._kit, self._log_event, story, kind, event=None, parent=self._window)
        form.saved.connect(self._logged)
        self.open(form)

    @Slot(object, object)
    def edit_event(self, story: Story, event: Event) -> None:
        self.open(EventForm(self._kit, self._log_event, story, event.kind, event=event, parent=self._window))

    def delete(self, story: Story) -> None:
        applications, key = self._applications, story.application.id
        self.began.emit()
        self._kit.write(
            lambda: applications.delete(key, origin=ORIGIN),
            done=self._deleted,
            failed=self._fail,
            owner=self,
        )

    @Slot(object)
    def delete_event(self, event: Event) -> None:
        log_event, key = self._log_event, event.id
        self.began.emit()
        self._kit.write(
            lambda: log_event.delete(key, origin=ORIGIN), done=self._deleted_event, failed=self._fail, owner=self
        )

    @Slot(object)
    def save_letter(self, letter: OutboxLetter) -> None:
        """The letter's frozen bytes, as a file."""
        ledger, key = Ledger(self._kit.desk), letter.id
        self._saver.ask("Save the letter", file_name(letter), "Letters (*.eml)", lambda: ledger.content(key))

    @Slot(object)
    def delete_look_back(self, debrief: Debrief) -> None:
        debriefs, key = self._debriefs, debrief.id
        self._kit.write(
            lambda: debriefs.delete(key, origin=ORIGIN), done=self._deleted_look_back, failed=self._fail, owner=self
        )

    def open(self, form: Sheet) -> None:
        """Shows a form; what it saves is a step of the history."""
        self.began.emit()
        form.saved.connect(self._saved)
        form.start()

    @Slot(str, object)
    def _saved(self, sentence: str, outcome: Outcome[object]) -> None:
        self.did(sentence, outcome.undo)

    def did(self, sentence: str, undo: Undo) -> None:
        """Something was done and can be taken back: a step of the history, and the bar's offer."""
        self.history.did(sentence, undo)
        self._bar_does_again = False
        self._undo_bar.offer(sentence)
        self.history_changed.emit()

    @Slot()
    def take_back(self) -> None:
        """Undoes the latest step."""
        step = self.history.take_back()
        if step is not None:
            self._run(step, self._taken_back, self._not_taken_back)

    @Slot()
    def do_again(self) -> None:
        """Redoes what was undone last."""
        step = self.history.do_again()
        if step is not None:
            self._run(step, self._done_again, self._not_done_again)

    def _run(
        self,
        step: Step,
        done: Callable[[Step, Outcome[None]], None],
        failed: Callable[[Step, Problem], None],
    ) -> None:
        desk = self._kit.desk
        self.began.emit()
        self._undo_bar.dismiss()
        self.history_changed.emit()
        self._kit.write(
            lambda: desk.undo(step.undo, ORIGIN), done=partial(done, step), failed=partial(failed, step), owner=self
        )

    def _taken_back(self, step: Step, outcome: Outcome[None]) -> None:
        self.history.taken_back(step, outcome.undo)
        self._bar_does_again = True
        self._undo_bar.offer(f"Undone: {step.short}.", "Redo")
        self._tell(outcome)

    def _done_again(self, step: Step, outcome: Outcome[None]) -> None:
        self.history.done_again(step, outcome.undo)
        self._bar_does_again = False
        self._undo_bar.offer(f"Redone: {step.short}.")
        self._tell(outcome)

    def _tell(self, outcome: Outcome[None]) -> None:
        self.history_changed.emit()
        if len(outcome.changes.applications) == 1:
            self.came_back.emit(next(iter(outcome.changes.applications)))

    def _not_taken_back(self, step: Step, problem: Problem) -> None:
        if isinstance(problem, StoreProblem):
            self.history.not_taken_back(step)
        self._fail_step(problem)

    def _not_done_again(self, step: Step, problem: Problem) -> None:
        if isinstance(problem, StoreProblem):
            self.history.not_done_again(step)
        self._fail_step(problem)

    def _fail_step(self, problem: Problem) -> None:
        self.history_changed.emit()
        self.failed.emit(problem)

    @Slot(str, object)
    def _added(self, _sentence: str, outcome: Outcome[Application]) -> None:
        self.added.emit(outcome.value.id)

    @Slot(str, object)
    def _logged(self, _sentence: str, outcome: Outcome[Logged]) -> None:
        self.logged.emit(outcome.value.event)

    @Slot(object)
    def _deleted(self, outcome: Outcome[Application]) -> None:
        self.did(f"Deleted {words.named(outcome.value)}.", outcome.undo)

    @Slot(object)
    def _deleted_event(self, outcome: Outcome[Event]) -> None:
        self.did(f"Deleted: {outcome.value.kind.words.lower()}.", outcome.undo)

    @Slot(object)
    def _deleted_look_back(self, outcome: Outcome[Debrief]) -> None:
        self.did("Deleted: looked back.", outcome.undo)

    @Slot(object)
    def _deleted_contact(self, outcome: Outcome[Contact]) -> None:
        self.did(f"Deleted {words.person(outcome.value)}.", outcome.undo)

    @Slot()
    def _bar_pressed(self) -> None:
        (self.do_again if self._bar_does_again else self.take_back)()

    @Slot(object)
    def _fail(self, problem: object) -> None:
        self.failed.emit(problem)
