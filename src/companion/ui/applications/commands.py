"""What the window's actions do: open a form, delete, offer to undo.

Deleting asks nothing and can be undone for ten seconds, as can everything a form saved.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from companion.core.application import Application, Contact, Event, EventKind
from companion.core.debrief import Debrief
from companion.core.outbox import OutboxLetter
from companion.desktop.kit import Kit
from companion.desktop.save_file import FileSaver
from companion.desktop.undo_bar import UndoBar
from companion.services.applications import Applications, Story
from companion.services.debriefs import Debriefs
from companion.services.ledger import Ledger, file_name
from companion.services.log_event import LogEvent, Logged
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
        self._undo: Undo | None = None
        self._saver = FileSaver(kit.tasks, window)
        self._saver.failed.connect(self.failed)
        undo_bar.undone.connect(self._take_back)
        undo_bar.expired.connect(self._forget_undo)

    def add(self, company: str) -> None:
        form = ApplicationForm(self._kit, self._applications, None, company=company, parent=self._window)
        form.saved.connect(self._added)
        form.open_asked.connect(self.open_asked)
        self._open(form)

    def edit(self, story: Story) -> None:
        form = ApplicationForm(self._kit, self._applications, story.application, parent=self._window)
        form.open_asked.connect(self.open_asked)
        self._open(form)

    def merge(self, story: Story) -> None:
        """Asks for the other one, shows what both become, and merges them."""
        self._open(MergeForm(self._kit, self._applications, story.application, parent=self._window))

    def add_contact(self, story: Story) -> None:
        self._open(ContactForm(self._kit, self._applications, story.application.id, None, parent=self._window))

    @Slot(object)
    def edit_contact(self, contact: Contact) -> None:
        key = contact.application_id
        self._open(ContactForm(self._kit, self._applications, key, contact, parent=self._window))

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
        self._open(form)

    @Slot(object, object)
    def edit_event(self, story: Story, event: Event) -> None:
        self._open(EventForm(self._kit, self._log_event, story, event.kind, event=event, parent=self._window))

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

    def _open(self, form: Sheet) -> None:
        self.began.emit()
        form.saved.connect(self._saved)
        form.start()

    @Slot(str, object)
    def _saved(self, sentence: str, outcome: Outcome[object]) -> None:
        self.offer_undo(sentence, outcome.undo)

    def offer_undo(self, sentence: str, undo: Undo) -> None:
        """Says what was done, and offers to take it back."""
        # the bar first ends the offer before, and with it its undo
        self._undo_bar.offer(sentence)
        self._undo = undo

    @Slot(str, object)
    def _added(self, _sentence: str, outcome: Outcome[Application]) -> None:
        self.added.emit(outcome.value.id)

    @Slot(str, object)
    def _logged(self, _sentence: str, outcome: Outcome[Logged]) -> None:
        self.logged.emit(outcome.value.event)

    @Slot(object)
    def _deleted(self, outcome: Outcome[Application]) -> None:
        self.offer_undo(f"Deleted {words.named(outcome.value)}.", outcome.undo)

    @Slot(object)
    def _deleted_event(self, outcome: Outcome[Event]) -> None:
        self.offer_undo(f"Deleted: {outcome.value.kind.words.lower()}.", outcome.undo)

    @Slot(object)
    def _deleted_look_back(self, outcome: Outcome[Debrief]) -> None:
        self.offer_undo("Deleted: looked back.", outcome.undo)

    @Slot(object)
    def _deleted_contact(self, outcome: Outcome[Contact]) -> None:
        self.offer_undo(f"Deleted {words.person(outcome.value)}.", outcome.undo)

    @Slot()
    def _take_back(self) -> None:
        undo, self._undo = self._undo, None
        self.began.emit()
        if undo is not None:
            self._kit.undo(undo, origin=ORIGIN, failed=self._fail)

    @Slot()
    def _forget_undo(self) -> None:
        self._undo = None

    @Slot(object)
    def _fail(self, problem: object) -> None:
        self.failed.emit(problem)
