"""Forms: one column, labels above fields, each error beside its cause.

A field is added with the key that `Problem.field` uses, so a use case's refusal finds its way to the field without
the window knowing the rules.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from companion.core.problem import Problem
from companion.desktop.labels import plain_label
from companion.desktop.tokens import Space


@dataclass(slots=True)
class _Row:
    field: QWidget
    key: str
    hint: str
    error: QLabel
    remark: QLabel


class Form(QWidget):
    """Fields below each other, each with its label above and its error below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[_Row] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(Space.M)

    def add(self, label: str, field: QWidget, *, key: str = "", hint: str = "", stretch: int = 0) -> None:
        """Adds a field below the others. key: the name problems know it by. hint: a quiet sentence below it.

        An "&" in the label names the key that leads to the field.
        """
        box = QVBoxLayout()
        box.setSpacing(Space.XXS)
        words = plain_label(label, parent=self)
        words.setBuddy(field)
        field.setAccessibleName(label.replace("&", ""))
        error = plain_label(role="small", wrap=True, parent=self)
        error.setProperty("kind", "error")
        error.hide()
        box.addWidget(words)
        box.addWidget(field, stretch)
        if hint:
            box.addWidget(plain_label(hint, role="small", wrap=True, parent=self))
            field.setAccessibleDescription(hint)
        box.addWidget(error)
        remark = plain_label(role="small", wrap=True, parent=self)
        remark.hide()
        box.addWidget(remark)
        self._column.addLayout(box, stretch)
        self._rows.append(_Row(field, key, hint, error, remark))

    def add_wide(self, widget: QWidget, *, stretch: int = 0) -> None:
        """Adds something without a label of its own: a check box, a row of buttons, a form in this one."""
        self._column.addWidget(widget, stretch)

    def field_error(self, field: QWidget, sentence: str) -> None:
        """Shows the sentence below the field, and to assistive technology as its description; "" takes it away."""
        for row in self._rows:
            if row.field is field:
                _show_error(row, sentence)

    def remark(self, field: QWidget, sentence: str) -> None:
        """Says something of what the field holds now, below it and as its description; "" takes it away."""
        for row in self._rows:
            if row.field is field:
                row.remark.setText(sentence)
                row.remark.setVisible(bool(sentence))
                field.setAccessibleDescription(row.error.text() or sentence or row.hint)

    def show_problem(self, problem: Problem) -> bool:
        """Shows the problem at the field it is about and gives that the focus; False if no field here has its key."""
        for row in self._rows:
            if problem.field and row.key == problem.field:
                _show_error(row, problem.sentence)
                row.field.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
        return False

    def clear_errors(self) -> None:
        for row in self._rows:
            _show_error(row, "")


def _show_error(row: _Row, sentence: str) -> None:
    row.error.setText(sentence)
    row.error.setVisible(bool(sentence))
    row.field.setAccessibleDescription(sentence or row.remark.text() or row.hint)
    row.field.setProperty("wrong", bool(sentence))
    # the stylesheet looks at a property only when it polishes
    row.field.style().unpolish(row.field)
    row.field.style().polish(row.field)
