"""The form for an application; while the company is typed it says what is known of it already."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QPushButton, QWidget
from typing_extensions import override

from companion.core.application import Application
from companion.core.problem import Problem
from companion.desktop.form import Form
from companion.desktop.kit import Kit
from companion.desktop.tasks import Lane
from companion.desktop.theme import make_quiet
from companion.services.applications import ApplicationDraft, Applications
from companion.services.work import Outcome
from companion.ui.applications import words
from companion.ui.applications.forms import paragraph
from companion.ui.applications.known_here import KnownHere
from companion.ui.applications.sheet import ORIGIN, Sheet, line
from companion.ui.applications.tag_field import TagField


class ApplicationForm(Sheet):
    """A new application, or the fields of one that is there."""

    def __init__(
        self,
        kit: Kit,
        applications: Applications,
        application: Application | None,
        *,
        company: str = "",
        parent: QWidget,
    ) -> None:
        super().__init__(kit, "Edit the application" if application else "New application", parent)
        self._applications = applications
        self._application = application
        start = application or Application("", company)
        self._make_fields(start)
        self._add_fields(start, is_new=application is None)
        kit.tasks.run(Lane.READ, applications.tags, done=self._tags.complete_with, owner=self)
        self._company.setFocus()
        if application is None and company:
            self._known.look()

    def _make_fields(self, start: Application) -> None:
        self._company = line(start.company, self)
        own = self._application.id if self._application else ""
        self._known = KnownHere(self.kit, self._applications, self._company, self, besides=own)
        self._known.asked.connect(self.leave_for)
        self._role = line(start.role, self)
        self._place = line(start.place, self)
        self._link = line(start.link, self)
        self._links = paragraph("\n".join(start.links), self)
        self._salary = line(start.salary, self)
        self._source = line(start.source, self)
        self._tags = TagField(", ".join(start.tags), self)
        self._notes = paragraph(start.notes, self)
        self._posting = paragraph(start.posting, self)
        self._fold = Form(self)
        self._more = QPushButton("More links and the posting's text", self)
        self._more.setCheckable(True)
        make_quiet(self._more)
        self._applied = QCheckBox("I have applied", self)
        self._applied.setChecked(True)

    def _add_fields(self, start: Application, *, is_new: bool) -> None:
        self.form.add("Company", self._company, key="company")
        self.form.add_wide(self._known)
        self.form.add("Role", self._role, key="role")
        self.form.add("Place", self._place, key="place")
        self.form.add("Link", self._link, key="link")
        self.form.add("Salary", self._salary, key="salary", hint="In your own words, like 55k or 30 an hour.")
        self.form.add("Source", self._source, key="source", hint="Where you found it: a site, a person.")
        self.form.add("Tags", self._tags, key="tags", hint="Parted by commas.")
        self.form.add("Notes", self._notes, key="notes", hint="Markdown works: **bold**, lists, links.")
        self.form.add_wide(self._more)
        self._fold.add("More links", self._links, key="links", hint="One in each line.")
        self._fold.add("Posting", self._posting, key="posting", hint="Its text, kept here: postings vanish.")
        self.form.add_wide(self._fold)
        self._fold.hide()
        self._more.toggled.connect(self._fold.setVisible)
        self._more.setChecked(bool(start.links))
        self._applied.setVisible(is_new)
        if is_new:
            self.form.add_wide(self._applied)

    @override
    def contents(self) -> tuple[str, ...]:
        lines = (self._company, self._role, self._place, self._link, self._salary, self._source, self._tags)
        texts = (self._links, self._notes, self._posting)
        return *(field.text() for field in lines), *(field.toPlainText() for field in texts)

    @override
    def save(self) -> None:
        self._fold.clear_errors()
        draft = self._draft()
        applications, known = self._applications, self._application
        if known is None:
            write = partial(applications.add, draft, applied=self._applied.isChecked(), origin=ORIGIN)
        else:
            write = partial(applications.edit, known.id, draft, origin=ORIGIN)
        self.kit.write(write, done=self._saved, failed=self.refuse, owner=self)

    def _draft(self) -> ApplicationDraft:
        return ApplicationDraft(
            self._company.text(),
            self._role.text(),
            self._place.text(),
            self._link.text(),
            self._notes.toPlainText(),
            self._salary.text(),
            self._source.text(),
            self._tags.tags(),
            tuple(self._links.toPlainText().splitlines()),
            self._posting.toPlainText(),
        )

    @override
    def show_beside(self, problem: Problem) -> bool:
        if problem.field in ("links", "posting"):
            self._more.setChecked(True)
        return self._fold.show_problem(problem) or super().show_beside(problem)

    @Slot(object)
    def _saved(self, outcome: Outcome[Application]) -> None:
        verb = "Saved" if self._application else "Added"
        self.done_saving(f"{verb} {words.named(outcome.value)}.", outcome)
