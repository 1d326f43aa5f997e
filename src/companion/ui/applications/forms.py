"""The form for a person met through an application, and fields that forms share."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QComboBox, QCompleter, QPlainTextEdit, QWidget

from companion.core.application import Contact, ContactRole
from companion.core.business_days import zone_names
from companion.core.languages import LANGUAGES
from companion.desktop.kit import Kit
from companion.desktop.tasks import Lane
from companion.services.applications import Applications, ContactDraft
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
