"""The letter as it will be sent: who from, who to, subject and text, each with its findings below it."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from companion.core.languages import LANGUAGES
from companion.core.letter import Finding, Letter, fill, first_name, words_of
from companion.core.problem import Problem
from companion.desktop.labels import plain_label, plain_tooltip
from companion.desktop.theme import Space, make_quiet
from companion.desktop.typed import typed_text
from companion.services.follow_ups import LetterEdit
from companion.ui.follow_ups.marked_field import MarkedField

_SAVED_AS = {"contact_name": "recipient_name", "contact_email": "recipient"}


class LetterSheet(QWidget):
    """The fields of one letter. Findings are given to it. count: the number of words, to be placed."""

    edited = Signal()
    settings_asked = Signal()
    language_chosen = Signal()
    """The user wants another language; `edit` names it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sender, self._name, self._address, self._subject = (QLineEdit() for _ in range(4))
        self._language, self._chosen = QComboBox(), ""
        for code, language in LANGUAGES.items():
            self._language.addItem(language.name, code)
        plain_tooltip(self._language, "A letter that you did not change is written anew in this language.")
        self._body = QPlainTextEdit()
        self._body.setTabChangesFocus(True)
        self._body.setMinimumHeight(120)
        self._sender.setReadOnly(True)
        self._sender.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._sender.setStyleSheet("QLineEdit { background: transparent; border-color: transparent; padding-left: 0 }")
        self._set_up = QPushButton("Set up mail…")
        self._set_up.setAutoDefault(True)
        make_quiet(self._set_up)
        plain_tooltip(self._set_up, "Opens Settings. What you typed here stays.")
        self.count = plain_label(role="small")
        self._fields = {
            "sender": MarkedField("From", self._sender),
            "recipient_name": MarkedField("To", self._name),
            "recipient": MarkedField("Address", self._address),
            "subject": MarkedField("Subject", self._subject),
            "language": MarkedField("Language", self._language),
            "body": MarkedField("Letter", self._body),
        }
        self._lay_out()
        self._set_up.clicked.connect(self.settings_asked)
        for line in (self._name, self._address, self._subject):
            line.textEdited.connect(self._on_edited)
        self._name.editingFinished.connect(self._fill_name)
        self._language.activated.connect(self._on_language)
        self._body.textChanged.connect(self._on_edited)

    def show_letter(self, letter: Letter, language: str) -> None:
        """Puts the letter into the fields, as a start. language: its own, a code of core.languages."""
        self._language.setCurrentIndex(max(self._language.findData(language), 0))
        with QSignalBlocker(self._body):
            self._name.setText(letter.recipient_name)
            self._address.setText(letter.recipient)
            self._subject.setText(letter.subject)
            self._body.setPlainText(letter.body)
        for line in (self._name, self._address, self._subject):
            line.setCursorPosition(0)
        self.show_sender(letter)
        self._recount()

    def show_sender(self, letter: Letter) -> None:
        """The sending account may be set up while the letter is open; its name then goes where it was missing."""
        given = bool(letter.sender)
        named = f"{letter.sender_name} <{letter.sender}>" if letter.sender_name else letter.sender
        self._sender.setText(named if given else "No mail account yet")
        self._sender.setCursorPosition(0)
        self._set_up.setVisible(not given)
        if given:
            self._fill({"my_name": letter.sender_name or letter.sender})

    @property
    def body(self) -> QPlainTextEdit:
        """The field of the letter's text."""
        return self._body

    def edit(self) -> LetterEdit:
        """What the fields hold now. Its language is "" until another one was chosen."""
        return LetterEdit(
            self._address.text(), self._name.text(), self._subject.text(), typed_text(self._body), self._chosen
        )

    def mark(self, findings: tuple[Finding, ...]) -> None:
        for field, marked in self._fields.items():
            marked.mark(f for f in findings if f.field == field)

    def show_problem(self, problem: Problem) -> bool:
        """Shows a refusal beside its field and goes there; False if it is about none of them."""
        field = _SAVED_AS.get(problem.field, problem.field)
        if field not in self._fields:
            return False
        self._fields[field].mark([Finding(field, problem.sentence)])
        self._input(field).setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def focus_first(self, findings: tuple[Finding, ...]) -> None:
        """The keyboard starts where something is missing, else in the letter."""
        field = next((f.field for f in findings if f.stops and f.field != "sender"), "body")
        self._input(field).setFocus(Qt.FocusReason.OtherFocusReason)

    def marks(self, field: str) -> str:
        """What stands below the field of that name."""
        return self._fields[field].marks

    def _input(self, field: str) -> QWidget:
        inputs = {"recipient_name": self._name, "recipient": self._address, "subject": self._subject}
        return inputs.get(field, self._body)

    def _lay_out(self) -> None:
        sender = QHBoxLayout()
        sender.addWidget(self._fields["sender"], 1)
        sender.addWidget(self._set_up, 0, Qt.AlignmentFlag.AlignBottom)
        to = QHBoxLayout()
        to.setSpacing(Space.S)
        to.addWidget(self._fields["recipient_name"], 2, Qt.AlignmentFlag.AlignTop)
        to.addWidget(self._fields["recipient"], 3, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addLayout(sender)
        column.addLayout(to)
        about = QHBoxLayout()
        about.setSpacing(Space.S)
        about.addWidget(self._fields["subject"], 1, Qt.AlignmentFlag.AlignTop)
        about.addWidget(self._fields["language"], 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(about)
        column.addWidget(self._fields["body"], 1)

    @Slot()
    def _on_edited(self) -> None:
        self._recount()
        self.edited.emit()

    @Slot()
    def _on_language(self) -> None:
        self._chosen = str(self._language.currentData())
        self.language_chosen.emit()

    @Slot()
    def _fill_name(self) -> None:
        """A name typed under "To" also goes where the greeting still waits for one."""
        name = first_name(self._name.text())
        if name:
            self._fill({"first_name": name, "name": self._name.text().strip()})

    def _fill(self, values: dict[str, str]) -> None:
        before = typed_text(self._body)
        after = fill(before, values)
        if after != before:
            self._body.setPlainText(after)

    def _recount(self) -> None:
        words = len(words_of(typed_text(self._body)))
        self.count.setText(f"{words} {'word' if words == 1 else 'words'}")
