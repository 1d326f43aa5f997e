"""What a calendar file holds, and for which application: a suggestion, never a decision of ours.

An interview that is new here asks where it belongs and with whom it is; one that is known says what Save does to it.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget
from typing_extensions import override

from companion.core import moments
from companion.core.application import Application, Candidate, ContactRole
from companion.core.business_days import zone_named
from companion.core.calendar_event import CalendarEvent
from companion.core.problem import Problem
from companion.desktop.form import Form
from companion.desktop.kit import Kit
from companion.desktop.labels import plain_label
from companion.desktop.tasks import Job, Lane
from companion.desktop.theme import Space
from companion.services.applications import ApplicationDraft, Applications, ContactDraft
from companion.services.calendars import Calendars, Choice, Fate, Invitation, Opened, Suggestion, Taken
from companion.services.work import Outcome
from companion.ui.applications import words
from companion.ui.applications.forms import role_choice
from companion.ui.applications.sheet import ORIGIN, Sheet, line
from companion.ui.applications.timeline import flowing

_VERBS: Final = {
    Fate.NEW: "Save",
    Fate.MOVED: "Bring up to date",
    Fate.BACK: "Bring back",
    Fate.CANCELLED: "Remove it",
}
_SAVED: Final = {
    Fate.NEW: "Logged",
    Fate.MOVED: "Brought up to date",
    Fate.BACK: "Brought back",
    Fate.CANCELLED: "Removed",
}
_CHOOSE: Final = "Choose an application"
_LONGEST: Final = 60


class CalendarForm(Sheet):
    """One event of the file at a time; several are chosen among. chosen: the application that the window shows."""

    def __init__(
        self,
        kit: Kit,
        calendars: Calendars,
        applications: Applications,
        opened: Opened,
        parent: QWidget,
        *,
        chosen: Application | None,
    ) -> None:
        super().__init__(kit, "From a calendar file", parent)
        self._calendars, self._applications = calendars, applications
        self._opened, self._chosen = opened, chosen
        self._suggestions: tuple[Suggestion, ...] = ()
        self._candidates: tuple[Candidate, ...] = ()
        self._asking: Job | None = None
        self._build()
        store = applications.desk.store
        kit.tasks.run(Lane.READ, store.candidates, done=self._keep_candidates, failed=self.refuse, owner=self)
        self._show_event()

    @property
    def _invitation(self) -> Invitation:
        return self._opened.invitations[max(0, self._which.currentIndex())]

    def _build(self) -> None:
        self._which = QComboBox(self)
        self._which.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._which.setMinimumContentsLength(30)
        for each in self._opened.invitations:
            self._which.addItem(_short(f"{self._when(each.event)} · {each.event.title or 'no title'}"))
        several = len(self._opened.invitations) > 1
        self._which.setVisible(several)
        if several:
            self.form.add("Event", self._which, hint=f"The file holds {len(self._opened.invitations)}; choose one.")
        self._read = flowing("", self, selectable=True)
        self._means = plain_label(role="quiet", wrap=True, parent=self)
        remarks = flowing("\n".join(self._opened.remarks), self, role="small")
        remarks.setVisible(bool(self._opened.remarks))
        about = QWidget(self)
        lines = QVBoxLayout(about)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(Space.XS)
        for label in (self._read, remarks, self._means):
            lines.addWidget(label)
        lines.addStretch(1)
        self.form.add_wide(about)
        self._new = Form(self)
        self.form.add_wide(self._new)
        self._build_new()
        self._which.currentIndexChanged.connect(self._show_event)

    def _build_new(self) -> None:
        self._where = QComboBox(self)
        self._where.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._where.setMinimumContentsLength(30)
        self._other = line("", self)
        self._other.setPlaceholderText("type its company's name")
        self._name, self._address, self._stage = line("", self), line("", self), line("", self)
        self._role = role_choice(ContactRole.INTERVIEWER, self)
        self._new.add("Application", self._where, key="application")
        self._why = plain_label(role="small", wrap=True, parent=self)
        self._new.add_wide(self._why)
        self._new.add("Another one", self._other, key="company", hint="A company that is not in the list becomes new.")
        self._new.add("With", self._name, key="contact_name")
        self._new.add("Address", self._address, key="contact_email")
        self._new.add("They are", self._role)
        self._new.add("Stage", self._stage, key="stage")
        self._other.textChanged.connect(self._look)
        self._where.currentIndexChanged.connect(self._say_why)

    def contents(self) -> tuple[str, ...]:
        # where it belongs is not among them: nothing that was typed is lost with a suggestion
        return self._other.text(), self._name.text(), self._address.text(), self._stage.text()

    def save(self) -> None:
        invitation, choice = self._invitation, self._choice()
        calendars = self._calendars
        self.kit.write(
            lambda: calendars.save(invitation, choice, origin=ORIGIN), done=self._saved, failed=self.refuse, owner=self
        )

    @override
    def show_beside(self, problem: Problem) -> bool:
        # the fields of a new interview are a form of their own
        return self._new.show_problem(problem) or super().show_beside(problem)

    def _choice(self) -> Choice:
        if self._invitation.fate is not Fate.NEW:
            return Choice()
        self._new.clear_errors()
        data = self._where.currentData()
        key = data if isinstance(data, str) and data else None
        company = self._other.text().strip()
        if key is None and (not company or self._where.currentText() == _CHOOSE):
            raise Problem("Choose the application that this interview belongs to.", field="application")
        contact = ContactDraft(self._name.text(), self._address.text(), ContactRole(self._role.currentData()))
        return Choice(key, None if key else ApplicationDraft(company), self._stage.text(), contact)

    # --- what is shown -------------------------------------------------------------------------------------------

    @Slot()
    def _show_event(self) -> None:
        invitation = self._invitation
        event = invitation.event
        who = event.organizer.name or event.organizer.address
        lines = (
            event.title or "No title",
            self._when(event),
            self._there(event),
            event.where,
            f"Invited by {words.isolated(who)}" if who else "",
        )
        self._read.setText(words.breakable("\n".join(part for part in lines if part)))
        about = f" It belongs to {words.named(invitation.application)}." if invitation.application else ""
        self._means.setText(invitation.fate.words + about)
        is_new = invitation.fate is Fate.NEW
        self._new.setVisible(is_new)
        self.offer(_VERBS.get(invitation.fate, ""))
        self._suggestions = ()
        if is_new:
            self._name.setText(invitation.person.name)
            self._address.setText(invitation.person.email)
            self._stage.setText(event.title[:200])
            self._offer_places(())
            self._where.setFocus()
            calendars = self._calendars
            self.kit.tasks.run(
                Lane.READ, lambda: calendars.suggest(event), done=self._suggest, failed=self.refuse, owner=self
            )
        self.fit()
        self.start_anew()

    def _when(self, event: CalendarEvent) -> str:
        now, zone = self.kit.clock.now(), self.kit.clock.zone()
        begins = moments.moment_in_words(event.begins, now=now, zone=zone)
        return f"{begins} to {event.ends.astimezone(zone):%H:%M}" if event.ends else begins

    def _there(self, event: CalendarEvent) -> str:
        own = self.kit.clock.zone()
        there = zone_named(event.zone, own)
        if event.begins.astimezone(there).utcoffset() == event.begins.astimezone(own).utcoffset():
            return ""
        when = moments.moment_in_words(event.begins, now=self.kit.clock.now(), zone=there)
        return f"There: {when} ({words.zone_words(event.zone)})"

    # --- which application ---------------------------------------------------------------------------------------

    @Slot(object)
    def _suggest(self, found: tuple[Suggestion, ...]) -> None:
        self._suggestions = found
        if not self._other.text().strip():
            self._offer_places(())

    @Slot(object)
    def _keep_candidates(self, candidates: tuple[Candidate, ...]) -> None:
        self._candidates = candidates
        self._look()

    @Slot()
    def _look(self) -> None:
        """Looks for what was typed among the open applications."""
        if self._asking is not None:
            self._asking.cancel()
            self._asking = None
        typed, applications, candidates = self._other.text(), self._applications, self._candidates
        if not typed.strip():
            self._offer_places(())
            return
        self._asking = self.kit.tasks.run(
            Lane.READ,
            lambda: applications.suggest(typed, candidates),
            done=self._offer_places,
            failed=self.refuse,
            owner=self,
        )

    @Slot(object)
    def _offer_places(self, found: tuple[Candidate, ...]) -> None:
        """Fills the choice: what was typed decides; while nothing is, what the invitation suggests."""
        self._asking = None
        self._where.clear()
        typed = " ".join(self._other.text().split())
        if typed:
            for each in found:
                self._where.addItem(_short(", ".join(part for part in (each.company, each.role) if part)), each.id)
            self._where.addItem(_short(f"New: “{typed}”"), "")
            return
        for each in self._suggestions:
            named = ", ".join(part for part in (each.company, each.role) if part)
            self._where.addItem(_short(named), each.id)
        chosen = self._chosen
        if chosen is not None and all(each.id != chosen.id for each in self._suggestions):
            named = ", ".join(part for part in (chosen.company, chosen.role) if part)
            self._where.addItem(f"{_short(named)} · chosen in the list", chosen.id)
        if not self._where.count():
            self._where.addItem(_CHOOSE, "")

    @Slot()
    def _say_why(self) -> None:
        """Why the application that is chosen was suggested."""
        key = self._where.currentData()
        why = next((each.why for each in self._suggestions if each.id == key), "")
        self._why.setText(f"Suggested: {why}." if why else "")
        self._why.setVisible(bool(why))

    @Slot(object)
    def _saved(self, outcome: Outcome[Taken]) -> None:
        taken = outcome.value
        self.done_saving(f"{_SAVED[taken.fate]}: interview, {words.named(taken.application)}.", outcome)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
