"""The forms for an application and for a person met through it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QCompleter, QPlainTextEdit, QWidget

from companion.core.application import Application, Contact, ContactRole
from companion.core.business_days import zone_names
from companion.core.languages import LANGUAGES
from companion.desktop.kit import Kit
from companion.desktop.tasks import Lane
from companion.services.applications import ApplicationDraft, Applications, ContactDraft
from companion.services.work import Outcome
from companion.ui.applications import words
from companion.ui.applications.sheet import ORIGIN, Sheet, line


def paragraph(text: str, parent: QWidget) -> QPlainTextEdit:
    """A field of some lines, from which Tab leads on."""
    field = QPlainTextEdit(text, parent)
    field.setTabChangesFocus(True)
    field.setFixedHeight(field.fontMetrics().lineSpacing() * 4 + 24)
    return field


def role_choice(role: ContactRole, parent: QWidget) -> QComboBox:
    """What somebody is to the application."""
    field = QComboBox(parent)
    for each, name in words.ROLE_WORDS.items():
        field.addItem(name, each.value)
    field.setCurrentIndex(field.findData(role.value))
    return field


def language_choice(language: str, parent: QWidget) -> QComboBox:
    """The language of letters to somebody; "" for the one chosen in Settings."""
    field = QComboBox(parent)
    field.addItem("As in Settings", "")
    for code, one in LANGUAGES.items():
        field.addItem(one.name, code)
    field.setCurrentIndex(max(field.findData(language), 0))
    return field


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
        self._company = line(start.company, self)
        self._role = line(start.role, self)
        self._place = line(start.place, self)
        self._link = line(start.link, self)
        self._notes = paragraph(start.notes, self)
        self._applied = QCheckBox("I have applied", self)
        self._applied.setChecked(True)
        self._applied.setVisible(application is None)
        self.form.add("Company", self._company, key="company")
        self.form.add("Role", self._role, key="role")
        self.form.add("Place", self._place, key="place")
        self.form.add("Link", self._link, key="link")
        self.form.add("Notes", self._notes, key="notes")
        if application is None:
            self.form.add_wide(self._applied)
        self._company.setFocus()

    def contents(self) -> tuple[str, ...]:
        fields = (self._company, self._role, self._place, self._link)
        return *(field.text() for field in fields), self._notes.toPlainText()

    def save(self) -> None:
        draft = ApplicationDraft(*self.contents())
        applications, known, applied = self._applications, self._application, self._applied.isChecked()
        if known is None:
            self.kit.write(
                lambda: applications.add(draft, applied=applied, origin=ORIGIN),
                done=self._saved,
                failed=self.refuse,
                owner=self,
            )
        else:
            key = known.id
            self.kit.write(
                lambda: applications.edit(key, draft, origin=ORIGIN), done=self._saved, failed=self.refuse, owner=self
            )

    @Slot(object)
    def _saved(self, outcome: Outcome[Application]) -> None:
        verb = "Saved" if self._application else "Added"
        self.done_saving(f"{verb} {words.named(outcome.value)}.", outcome)


class ContactForm(Sheet):
    """Somebody met through an application: a new contact, or the fields of one that is there."""

    def __init__(
        self, kit: Kit, applications: Applications, application_id: str, contact: Contact | None, *, parent: QWidget
    ) -> None:
        super().__init__(kit, "Edit the contact" if contact else "Add a contact", parent)
        self._applications, self._application_id, self._contact = applications, application_id, contact
        start = contact or Contact("", application_id, "")
        self._name = line(start.name, self)
        self._address = line(start.email, self)
        self._role = role_choice(start.role, self)
        self.form.add("Name", self._name, key="contact_name")
        self.form.add("Address", self._address, key="contact_email", hint="A mail address, for letters to them.")
        self._language = language_choice(start.language, self)
        self.form.add("They are", self._role)
        self.form.add("Letters in", self._language)
        self._zone = line(start.zone, self)
        self._zone.setPlaceholderText("the same as yours")
        self.form.add(
            "Time zone",
            self._zone,
            key="contact_zone",
            hint="Like Europe/Berlin. Letters fall due on their business days.",
        )
        # some hundred small files are read for the names
        kit.tasks.run(Lane.READ, zone_names, done=self._complete_zones, owner=self)
        self._name.setFocus()

    @Slot(object)
    def _complete_zones(self, names: frozenset[str]) -> None:
        completer = QCompleter(sorted(names), self._zone)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self._zone.setCompleter(completer)

    def contents(self) -> tuple[str, ...]:
        return (
            self._name.text(),
            self._address.text(),
            str(self._role.currentData()),
            str(self._language.currentData()),
            self._zone.text(),
        )

    def save(self) -> None:
        name, address, role, language, zone = self.contents()
        draft = ContactDraft(name, address, ContactRole(role), language, zone)
        write = self._adding(draft) if self._contact is None else self._editing(self._contact.id, draft)
        self.kit.write(write, done=self._saved, failed=self.refuse, owner=self)

    def _adding(self, draft: ContactDraft) -> Callable[[], Outcome[Contact]]:
        return partial(self._applications.put_contact, self._application_id, draft, origin=ORIGIN)

    def _editing(self, key: str, draft: ContactDraft) -> Callable[[], Outcome[Contact]]:
        return partial(self._applications.edit_contact, key, draft, origin=ORIGIN)

    @Slot(object)
    def _saved(self, outcome: Outcome[Contact]) -> None:
        verb = "Saved" if self._contact else "Added"
        self.done_saving(f"{verb} {words.person(outcome.value)}.", outcome)
