"""A field of the letter with what preflight found about it, right below it."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QVBoxLayout, QWidget

from companion.core.letter import Finding
from companion.desktop.labels import plain_label
from companion.desktop.theme import Space
from companion.desktop.typed import place_of, typed_text

NEEDS = "Needs: "
ADVICE = "Advice: "


class MarkedField(QWidget):
    """A label, its field, and the findings; what stops the letter and what is advice differ by a word."""

    def __init__(self, label: str, field: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._field = field
        field.setAccessibleName(label)
        name = plain_label(label, parent=self)
        name.setBuddy(field)
        self._needs = plain_label(role="small", wrap=True, parent=self)
        self._needs.setProperty("kind", "error")
        self._advice = plain_label(role="small", wrap=True, parent=self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.XXS)
        column.addWidget(name)
        column.addWidget(field, 1)
        column.addWidget(self._needs)
        column.addWidget(self._advice)
        self._needs.hide()
        self._advice.hide()

    def mark(self, findings: Iterable[Finding]) -> None:
        """Shows these findings and no others, also to assistive technology, and underlines their places."""
        found = tuple(findings)
        needs = "\n".join(NEEDS + f.sentence for f in found if f.stops)
        advice = "\n".join(ADVICE + f.sentence for f in found if not f.stops)
        for label, words in ((self._needs, needs), (self._advice, advice)):
            label.setText(words)
            label.setVisible(bool(words))
        self._field.setAccessibleDescription("\n".join(words for words in (needs, advice) if words))
        if bool(self._field.property("wrong")) != bool(needs):
            self._field.setProperty("wrong", bool(needs))
            # the stylesheet looks at a property only when it polishes
            self._field.style().unpolish(self._field)
            self._field.style().polish(self._field)
        if isinstance(self._field, QPlainTextEdit):
            self._underline(self._field, found)

    def _underline(self, field: QPlainTextEdit, found: tuple[Finding, ...]) -> None:
        text, marks = typed_text(field), list[QTextEdit.ExtraSelection]()
        wave = QTextCharFormat()
        wave.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        for finding in found:
            if not finding.start < finding.end <= len(text):
                continue
            mark, cursor = QTextEdit.ExtraSelection(), QTextCursor(field.document())
            cursor.setPosition(place_of(text, finding.start))
            cursor.setPosition(place_of(text, finding.end), QTextCursor.MoveMode.KeepAnchor)
            mark.cursor, mark.format = cursor, wave
            marks.append(mark)
        field.setExtraSelections(marks)

    @property
    def marks(self) -> str:
        """What stands below the field."""
        return self._field.accessibleDescription()
