"""One form for everything that can happen to an application; each kind shows the fields that mean something for it.

A field that a kind does not show keeps what the event had, so editing never loses a thing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QCompleter, QWidget

from companion.core.application import USUAL_INTERVIEW, Contact, ContactRole, Event, EventKind, Fit, SaidBy, round_of
from companion.core.problem import Problem
from companion.desktop.kit import Kit
from companion.desktop.moment_edit import MomentEdit
from companion.services.applications import ContactDraft, Story
from companion.services.log_event import EventDraft, LogEvent, Logged
from companion.services.work import Outcome
from companion.ui.applications import words
from companion.ui.applications.forms import paragraph, role_choice
from companion.ui.applications.interview_place import InterviewPlace
from companion.ui.applications.sheet import ORIGIN, Sheet, line


@dataclass(frozen=True, slots=True)
class _Shape:
    """What the form of a kind shows. said: the label of its text, "" for none."""

    title: str
    person: bool = False
    stage: bool = False
    channel: bool = False
    said: str = ""
    source: bool = False
    fit: bool = False
    promised: bool = False


_SHAPES: Final = {
    EventKind.SAVED: _Shape("You saved it for later"),
    EventKind.SCREENING: _Shape("Screening", person=True, channel=True, said="What they said", promised=True),
    EventKind.ASSESSMENT: _Shape("Assessment", person=True, said="Notes", promised=True),
    EventKind.QUIET: _Shape("Put aside as quiet", said="Notes"),
    EventKind.APPLIED: _Shape("You applied", channel=True, promised=True),
    EventKind.REPLY: _Shape("They replied", person=True, channel=True, said="What they said", promised=True),
    EventKind.INTERVIEW: _Shape("Interview", person=True, stage=True, promised=True),
    EventKind.OFFER: _Shape("Offer", channel=True, said="What they said", fit=True),
    EventKind.ACCEPTED: _Shape("You accepted", said="Notes"),
    EventKind.REJECTED: _Shape("They said no", True, True, True, "What they said", source=True, fit=True),
    EventKind.WITHDRAWN: _Shape("You withdrew", said="Notes"),
    EventKind.NOTE: _Shape("Note", said="Notes"),
}


class EventForm(Sheet):
    """Logs an event of this kind, or changes one that was logged."""

    def __init__(
        self, kit: Kit, log_event: LogEvent, story: Story, kind: EventKind, *, event: Event | None, parent: QWidget
    ) -> None:
        self._shape = _SHAPES[kind]
        now = kit.clock.now().astimezone(kit.clock.zone())
        begins = _next_full_hour(now) if kind is EventKind.INTERVIEW else now
        self._start = event or Event("", story.application.id, kind, begins)
        round_ = round_of(self._start, story.events)
        title = words.event_title(kind, round_) if round_ else self._shape.title
        super().__init__(kit, title, parent, about=words.named(story.application))
        self._log_event, self._story, self._kind, self._event = log_event, story, kind, event
        self._place = InterviewPlace(kit, self._start, self)
        self._add_when(is_new=event is None)
        self._add_person()
        self._add_rest()
        (self._said if kind is EventKind.NOTE else self._when).setFocus()

    def _add_when(self, *, is_new: bool) -> None:
        clock, start = self.kit.clock, self._start
        self._when = MomentEdit(clock.now, self._place.zone, self)
        self._ends = MomentEdit(clock.now, self._place.zone, self, field="ends_at")
        self._ends.set_placeholder("an hour later")
        self.form.add("When", self._when, key="when")
        if not is_new:
            self._when.set_moment(start.at)
            self._ends.set_moment(start.ends_at)
        self._when_as_opened = (self._when.text(), self._place.contents())
        self._ends_as_opened = (self._ends.text(), self._place.contents())
        if self._kind is not EventKind.INTERVIEW:
            self._ends.hide()
            return
        self.form.add("Ends", self._ends, key="ends_at")
        if is_new:
            self._when.set_moment(start.at)
            self._ends.set_moment(start.at + USUAL_INTERVIEW)
        self._place.changed.connect(self._when.refresh)
        self._place.changed.connect(self._ends.refresh)
        self._place.changed.connect(self._show_own_time)
        self._when.changed.connect(self._show_own_time)
        self._when_before = self._moment_or_none(self._when)
        self._when.changed.connect(self._move_end)
        self._show_own_time()

    @Slot()
    def _show_own_time(self) -> None:
        self._place.show_own_time(self._moment_or_none(self._when))

    def _add_person(self) -> None:
        known = self._story.contact(self._start.contact_id)
        self._person = known or Contact("", self._story.application.id, "")
        self._name = line(self._person.name, self)
        self._address = line(self._person.email, self)
        self._role = role_choice(self._person.role, self)
        fields = (("With", self._name, "contact_name"), ("Address", self._address, "contact_email"))
        for label, field, key in fields:
            self._add(label, field, key, shown=self._shape.person)
        self._add("They are", self._role, "", shown=self._shape.person)
        names = [contact.name for contact in self._story.contacts if contact.name]
        if names:
            completer = QCompleter(names, self._name)
            completer.activated.connect(self._complete_person)
            self._name.setCompleter(completer)
            self._name.editingFinished.connect(self._finish_name)

    def _add_rest(self) -> None:
        shape, start = self._shape, self._start
        self._stage = line(start.stage, self)
        self._channel = line(start.channel, self)
        self._channel.setPlaceholderText("e-mail, phone, portal")
        self._said = paragraph(start.said, self)
        self._source = QComboBox(self)
        self._source.addItem("Said by them", SaidBy.THEM.value)
        self._source.addItem("My guess", SaidBy.GUESS.value)
        self._source.setCurrentIndex(self._source.findData(start.said_by.value))
        self._fit = QComboBox(self)
        for fit, name in words.FIT_WORDS.items():
            self._fit.addItem(name, fit.value)
        self._fit.setCurrentIndex(self._fit.findData(start.fit.value))
        self._add("Stage", self._stage, "stage", shown=shape.stage)
        if self._kind is EventKind.INTERVIEW:
            self._place.add_to(self.form)
        self._add("How it came", self._channel, "channel", shown=shape.channel)
        self._promised = MomentEdit(self.kit.clock.now, self.kit.clock.zone, self, field="promised_at")
        self._promised.set_placeholder("a date, if they named one")
        self._promised.set_moment(start.promised_at)
        self._promised_as_opened = self._promised.text()
        self._add("They answer by", self._promised, "promised_at", shown=shape.promised)
        self._add(shape.said, self._said, "said", shown=bool(shape.said))
        self._add("Source", self._source, "", shown=shape.source)
        self._fit_line = line(start.fit_line, self)
        self._fit_line.setPlaceholderText("One line, if you like")
        self._add("Was it a fit for me?", self._fit, "", shown=shape.fit)
        self._add("Why it was, or was not", self._fit_line, "fit_line", shown=shape.fit)

    def _add(self, label: str, field: QWidget, key: str, *, shown: bool) -> None:
        if shown:
            self.form.add(label, field, key=key)
        else:
            field.hide()

    def contents(self) -> tuple[str, ...]:
        moments = (self._when.text(), self._ends.text(), self._promised.text())
        lines = (self._name.text(), self._address.text(), self._stage.text(), self._channel.text())
        choices = (str(field.currentData()) for field in (self._role, self._source, self._fit))
        return *moments, *lines, *choices, *self._place.contents(), self._said.toPlainText(), self._fit_line.text()

    def save(self) -> None:
        draft = self._draft()
        log_event, event = self._log_event, self._event
        if event is None:
            self.kit.write(
                lambda: log_event.log(draft, origin=ORIGIN), done=self._logged, failed=self.refuse, owner=self
            )
        else:
            key = event.id
            self.kit.write(
                lambda: log_event.edit(key, draft, origin=ORIGIN), done=self._edited, failed=self.refuse, owner=self
            )

    def _draft(self) -> EventDraft:
        place = self._place.contents()
        unchanged = self._event is not None and (self._when.text(), place) == self._when_as_opened
        ends = self._ends.moment() if self._ends.text().strip() else None
        if self._event is not None and (self._ends.text(), place) == self._ends_as_opened:
            ends = self._start.ends_at
        return EventDraft(
            self._kind,
            self._story.application.id,
            None,
            self._start.at if unchanged else self._when.moment(),
            ends,
            self._stage.text(),
            self._channel.text(),
            self._said.toPlainText(),
            SaidBy(self._source.currentData()),
            Fit(self._fit.currentData()),
            self._fit_line.text(),
            ContactDraft(self._name.text(), self._address.text(), ContactRole(self._role.currentData())),
            self._promised_at(),
            *self._place.contents(),
        )

    def _promised_at(self) -> datetime | None:
        """The field does not show seconds; what was not touched stays as it is."""
        typed = self._promised.text()
        if typed == self._promised_as_opened:
            return self._start.promised_at
        return self._promised.moment() if typed.strip() else None

    @Slot(object)
    def _logged(self, outcome: Outcome[Logged]) -> None:
        self.done_saving(f"Logged: {self._kind.words.lower()}, {words.named(outcome.value.application)}.", outcome)

    @Slot(object)
    def _edited(self, outcome: Outcome[Event]) -> None:
        self.done_saving(f"Saved: {self._kind.words.lower()}.", outcome)

    @Slot()
    def _move_end(self) -> None:
        """The end moves with the beginning, so that an interview keeps its length."""
        begins, before = self._moment_or_none(self._when), self._when_before
        if begins is None:
            return
        self._when_before = begins
        ends = self._moment_or_none(self._ends) if self._ends.text().strip() else None
        if before is not None and ends is not None:
            self._ends.set_moment(begins + (ends - before))

    def _moment_or_none(self, field: MomentEdit) -> datetime | None:
        try:
            return field.moment()
        except Problem:
            return None

    @Slot()
    def _finish_name(self) -> None:
        self._complete_person(self._name.text())

    @Slot(str)
    def _complete_person(self, name: str) -> None:
        """Somebody known: their address and role come with the name, where none was typed."""
        known = next((c for c in self._story.contacts if c.name == name), None)
        if known is not None and not self._address.text():
            self._address.setText(known.email)
            self._role.setCurrentIndex(self._role.findData(known.role.value))


def _next_full_hour(now: datetime) -> datetime:
    return now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
