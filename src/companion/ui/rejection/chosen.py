"""The line that says which application was picked, with the way back."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from companion.core.problem import Problem
from companion.desktop.flowing_text import FlowingText
from companion.desktop.form import Form
from companion.desktop.kit import Kit
from companion.desktop.theme import Space, Token, make_card, make_quiet
from companion.ui.rejection.suggestions import Choice


class Chosen(QWidget):
    """Company and role; for a new application a field for its role."""

    change_wanted = Signal()

    def __init__(self, kit: Kit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._company = FlowingText(kit.theme, most_lines=1, strong=True)
        self._role = FlowingText(kit.theme, role="small", token=Token.QUIET, most_lines=1)
        self.change = QPushButton("Change")
        self.change.setAutoDefault(True)
        self.change.setAccessibleName("Change the application")
        self.change.clicked.connect(self.change_wanted)
        make_quiet(self.change)
        self.role = QLineEdit()
        self._form = Form()
        self._form.add("Role (optional)", self.role, key="role")
        self.role.setAccessibleName("Role")
        chip = QFrame()
        make_card(chip)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._company)
        words.addWidget(self._role)
        row = QHBoxLayout(chip)
        row.setContentsMargins(Space.M, Space.S, Space.S, Space.S)
        row.addLayout(words, 1)
        row.addWidget(self.change, 0, Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        column.addWidget(chip)
        column.addWidget(self._form)

    def show_choice(self, choice: Choice) -> None:
        self._company.set_text(choice.company)
        self._role.set_text("A new application" if choice.is_new else choice.role)
        self._role.setVisible(choice.is_new or bool(choice.role))
        self._form.setVisible(choice.is_new)

    def show_problem(self, problem: Problem) -> bool:
        return not self._form.isHidden() and self._form.show_problem(problem)

    def clear_errors(self) -> None:
        self._form.clear_errors()
