"""Letters: their texts in each language, how they would look, and what stands below the user's name."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from companion.core.languages import LANGUAGES
from companion.core.letter import PLACEHOLDERS
from companion.core.problem import Problem
from companion.core.settings import Settings
from companion.desktop.bars import ProblemBar
from companion.desktop.form import Form
from companion.desktop.kit import Kit
from companion.desktop.labels import plain_label
from companion.desktop.scrolling import scrolling
from companion.desktop.tasks import Lane
from companion.desktop.theme import Space, make_primary, make_quiet
from companion.desktop.typed import typed_text
from companion.services.letter_texts import LetterText, LetterTexts, Writer, previewed
from companion.services.preferences import Preferences
from companion.services.work import Outcome

_LETTERS: Final = {
    "thank_you": "Thank-you with a question",
    "thank_you_again": "Thank-you after a later interview",
    "advice": "Request for advice",
    "advice_recruiter": "Request through the recruiter",
    "status": "Question about the next step",
    "status_again": "Question about the next step, later",
}
_FILLED = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
_Typed = tuple[str, str]


class LettersPage(QWidget):
    """One letter at a time; what is typed and not saved stays while another one is looked at."""

    saved = Signal()

    def __init__(self, kit: Kit, texts: LetterTexts, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kit, self._texts, self._preferences = kit, texts, preferences
        self._writer = Writer()
        self._kept: dict[tuple[str, str], LetterText] = {}
        self._typed: dict[tuple[str, str], _Typed] = {}
        self._settings: Settings | None = None
        self._busy = False
        self._which = _choice(_LETTERS)
        self._language = _choice({code: language.name for code, language in LANGUAGES.items()})
        self._usual = _choice({code: language.name for code, language in LANGUAGES.items()})
        self._subject = QLineEdit()
        self._body, self._shown, self._signature = _lines(10), _lines(9), _lines(3)
        self._build()
        self._lay_out()
        self.setEnabled(False)
        kit.tasks.run(Lane.READ, self._read_user, done=self._show_user, failed=self._bar.tell, owner=self)
        self._read()

    def is_changed(self) -> bool:
        """Whether something typed here would be lost."""
        return bool(self._unsaved()) or self._user_is_changed()

    def _build(self) -> None:
        self._bar = ProblemBar()
        self._whose, self._findings = plain_label(role="small"), plain_label(role="small", wrap=True)
        self._note = plain_label(role="small")
        self._back, self._save = QPushButton("Back to the original"), QPushButton("Save the letters")
        make_quiet(self._back)
        make_primary(self._save)
        self._shown.setReadOnly(True)
        for button, pressed in ((self._back, self._on_back), (self._save, self._on_save)):
            button.setAutoDefault(True)
            button.clicked.connect(pressed)
        self._which.currentIndexChanged.connect(self._on_other)
        self._language.currentIndexChanged.connect(self._on_other)
        self._subject.textEdited.connect(self._on_typed)
        self._body.textChanged.connect(self._on_typed)
        self._signature.textChanged.connect(self._on_typed)
        self._usual.currentIndexChanged.connect(self._on_typed)

    def _lay_out(self) -> None:
        self._form, self._user_form = Form(), Form()
        self._form.add("Subject", self._subject, key="subject")
        self._form.add("Text", self._body, key="body", hint=f"Filled in for each letter: {_FILLED}")
        self._user_form.add(
            "Signature", self._signature, key="signature", hint="Below your name, where {signature} is."
        )
        self._user_form.add("Usual language", self._usual, hint="For everybody who has no language of their own.")
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, Space.XS, 0)
        column.setSpacing(Space.S)
        row = QHBoxLayout()
        row.addWidget(self._whose, 1)
        row.addWidget(self._back)
        line = QFrame()
        line.setProperty("kind", "line")
        which, language = Form(), Form()
        which.add("Letter", self._which)
        language.add("Language", self._language)
        choices = QHBoxLayout()
        choices.setSpacing(Space.S)
        choices.addWidget(which, 2)
        choices.addWidget(language, 1)
        column.addLayout(choices)
        column.addWidget(self._form)
        column.addWidget(self._findings)
        seen = Form()
        seen.add("As it would look", self._shown)
        column.addWidget(seen)
        column.addLayout(row)
        column.addWidget(line)
        column.addWidget(self._user_form)
        column.addStretch(1)
        end = QHBoxLayout()
        end.addWidget(self._note, 1)
        end.addWidget(self._save)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(Space.M, Space.M, Space.M, Space.M)
        outer.setSpacing(Space.S)
        outer.addWidget(scrolling(inside), 1)
        outer.addWidget(self._bar)
        outer.addLayout(end)

    # --- reading ---------------------------------------------------------------------------------------------------

    def _read_user(self) -> tuple[Settings, Writer]:
        return self._preferences.get(), self._texts.writer()

    @Slot(object)
    def _show_user(self, found: tuple[Settings, Writer]) -> None:
        self._settings, self._writer = found
        with QSignalBlocker(self._signature), QSignalBlocker(self._usual), QSignalBlocker(self._language):
            self._signature.setPlainText(self._settings.signature)
            for choice in (self._usual, self._language):
                choice.setCurrentIndex(max(choice.findData(self._settings.letter_language), 0))
        self.setEnabled(True)
        self._on_other()

    def _at(self) -> tuple[str, str]:
        return str(self._which.currentData()), str(self._language.currentData())

    @Slot()
    def _on_other(self) -> None:
        self._bar.clear()
        self._note.clear()
        if self._at() in self._kept:
            self._show()
        else:
            self._read()

    def _read(self) -> None:
        at, texts = self._at(), self._texts

        def read() -> tuple[tuple[str, str], LetterText]:
            return at, texts.read(*at)

        self._kit.tasks.run(Lane.READ, read, done=self._on_read, failed=self._bar.tell, owner=self)

    @Slot(object)
    def _on_read(self, found: tuple[tuple[str, str], LetterText]) -> None:
        at, text = found
        self._kept[at] = text
        if at == self._at():
            self._show()

    def _show(self) -> None:
        """Puts the chosen letter into the fields: what was typed before, else what is kept."""
        kept = self._kept[self._at()]
        subject, body = self._typed.get(self._at(), (kept.template.subject, kept.template.body))
        with QSignalBlocker(self._body):
            self._subject.setText(subject)
            self._body.setPlainText(body)
        self._subject.setCursorPosition(0)
        if kept.trouble:
            self._bar.say(kept.trouble)
        self._look()

    # --- typing ----------------------------------------------------------------------------------------------------

    @Slot()
    def _on_typed(self) -> None:
        self._note.clear()
        if self._at() in self._kept:
            self._typed[self._at()] = (self._subject.text(), typed_text(self._body))
            self._look()

    def _look(self) -> None:
        """The preview, and what stands in the way of keeping it."""
        kept = self._kept[self._at()]
        self._form.clear_errors()
        subject, body = self._subject.text(), typed_text(self._body)
        signature = typed_text(self._signature).strip()
        seen = previewed(subject, body, self._at()[1], Writer(self._writer.name, signature))
        if seen.problem is not None:
            self._form.field_error(
                self._subject if seen.problem.field == "subject" else self._body, seen.problem.sentence
            )
            self._findings.setText("")
        else:
            self._shown.setPlainText(f"{seen.subject}\n\n{seen.body}")
            said = " ".join(finding.sentence for finding in seen.findings)
            self._findings.setText(said or "Preflight finds nothing to mend.")
        self._whose.setText("Your own text" if kept.is_own else "The original")
        self._back.setEnabled(kept.is_own or bool(kept.trouble) or self._at() in self._unsaved())

    def _unsaved(self) -> dict[tuple[str, str], _Typed]:
        kept = {at: (text.template.subject, text.template.body.strip()) for at, text in self._kept.items()}
        return {at: typed for at, typed in self._typed.items() if (typed[0].strip(), typed[1].strip()) != kept[at]}

    def _user_is_changed(self) -> bool:
        known = self._settings
        return known is not None and (self._usual.currentData(), typed_text(self._signature).strip()) != (
            known.letter_language,
            known.signature,
        )

    # --- keeping ---------------------------------------------------------------------------------------------------

    @Slot()
    def _on_save(self) -> None:
        """Keeps every letter that was changed; at the first that can't be kept it stops and shows it."""
        if self._busy:
            return
        self._begin()
        if self._user_is_changed():
            self._user_form.clear_errors()
            keep = partial(
                self._preferences.choose_letters,
                language=str(self._usual.currentData()),
                signature=typed_text(self._signature),
                origin="settings",
            )
            self._kit.write(keep, done=self._on_user_kept, failed=self._refused, owner=self)
        else:
            self._keep_next()

    @Slot(object)
    def _on_user_kept(self, outcome: Outcome[Settings]) -> None:
        self._settings = outcome.value
        self._writer = Writer(self._writer.name, outcome.value.signature)
        self._keep_next()

    def _keep_next(self) -> None:
        unsaved = self._unsaved()
        if not unsaved:
            self._busy = False
            self._note.setText("Saved.")
            self._look()
            self.saved.emit()
            return
        # the one that is shown goes last: what is wrong with another is then shown beside it
        at = next((one for one in unsaved if one != self._at()), self._at())
        self._change(at, partial(self._texts.save, *at, *unsaved[at]))

    @Slot()
    def _on_back(self) -> None:
        if not self._busy:
            self._begin()
            self._change(self._at(), partial(self._texts.reset, *self._at()))

    def _begin(self) -> None:
        self._busy = True
        self._bar.clear()
        self._note.clear()

    def _change(self, at: tuple[str, str], work: partial[LetterText]) -> None:
        def change() -> tuple[tuple[str, str], LetterText]:
            return at, work()

        self._kit.tasks.run(Lane.STORE, change, done=self._on_changed, failed=partial(self._refused, at=at), owner=self)

    @Slot(object)
    def _on_changed(self, found: tuple[tuple[str, str], LetterText]) -> None:
        at, text = found
        self._kept[at] = text
        self._typed.pop(at, None)
        if at == self._at():
            self._show()
        self._keep_next()

    def _refused(self, problem: Problem, *, at: tuple[str, str] | None = None) -> None:
        self._busy = False
        if at is not None and at != self._at():
            with QSignalBlocker(self._which), QSignalBlocker(self._language):
                self._which.setCurrentIndex(self._which.findData(at[0]))
                self._language.setCurrentIndex(self._language.findData(at[1]))
            self._show()
        if not (self._form.show_problem(problem) or self._user_form.show_problem(problem)):
            self._bar.tell(problem)


def _choice(named: dict[str, str]) -> QComboBox:
    field = QComboBox()
    for key, words in named.items():
        field.addItem(words, key)
    return field


def _lines(number: int) -> QPlainTextEdit:
    """A field of some lines, from which Tab leads on."""
    field = QPlainTextEdit()
    field.setTabChangesFocus(True)
    field.setFixedHeight(field.fontMetrics().lineSpacing() * number + 2 * Space.S)
    return field
