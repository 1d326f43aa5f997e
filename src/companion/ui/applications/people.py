"""The rows of the detail pane for the people met through an application."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QWidget

from companion.core.application import Contact
from companion.desktop.theme import Space
from companion.ui.applications import words
from companion.ui.applications.timeline import Present, flowing, small_button


class PersonRow(QFrame):
    """Somebody with their address, and buttons to correct and to delete them."""

    edit_asked = Signal(object)
    delete_asked = Signal(object)

    def __init__(self, present: Present, contact: Contact, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._contact = contact
        name = words.person(contact)
        edit = small_button(present, "pencil", f"Edit: {name}", "Correct the name, address or role", self)
        edit.setObjectName(f"edit {contact.id}")
        edit.clicked.connect(self._edit)
        delete = small_button(present, "trash-2", f"Delete: {name}", "Delete this person", self)
        delete.setObjectName(f"delete {contact.id}")
        delete.clicked.connect(self._delete)
        head = QHBoxLayout()
        head.setSpacing(Space.XS)
        about = f"{words.isolated(contact.name or contact.email)} · {words.ROLE_WORDS[contact.role].lower()}"
        head.addWidget(flowing(about, self), 1)
        head.addWidget(edit)
        head.addWidget(delete)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(2)
        grid.addLayout(head, 0, 0)
        if contact.name and contact.email:
            grid.addWidget(flowing(contact.email, self, role="small", selectable=True), 1, 0)
        apart = words.person_apart(contact, present.now, present.zone)
        if apart:
            grid.addWidget(flowing(apart, self, role="small"), 2, 0)

    @Slot()
    def _edit(self) -> None:
        self.edit_asked.emit(self._contact)

    @Slot()
    def _delete(self) -> None:
        self.delete_asked.emit(self._contact)
