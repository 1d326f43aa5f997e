"""The one field: type a few letters, see which open applications they may mean, pick with Enter.

Suggestions come from a worker, the latest wins. Enter counts even while they are still under way: what it picks is
decided when they are there, so typing blindly picks the same as typing slowly.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QListView, QVBoxLayout, QWidget
from typing_extensions import override

from companion.core.application import Candidate
from companion.core.problem import Problem
from companion.desktop.announce import announce
from companion.desktop.form import Form
from companion.desktop.kit import Kit
from companion.desktop.tasks import Job, Lane
from companion.desktop.theme import Space
from companion.services.applications import SUGGESTIONS, ApplicationDraft, Applications, checked
from companion.ui.rejection.suggestions import SuggestionDelegate, SuggestionModel

_STEPS: Final = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 6, Qt.Key.Key_PageUp: -6}


class _Field(QLineEdit):
    """A line whose arrow keys walk the list below it."""

    stepped = Signal(int)
    entered = Signal()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is not None and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.stepped.emit(step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():  # a key held down is one Enter
                self.entered.emit()
        else:
            super().keyPressEvent(event)


class Picker(QWidget):
    """The field and its suggestions. Emits what was picked, and how many more times Enter was pressed meanwhile."""

    picked = Signal(object, bool)
    """A Choice; and whether Enter was pressed again before the suggestions were there."""

    def __init__(self, kit: Kit, applications: Applications, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks = kit.tasks
        self._applications = applications
        self._candidates: tuple[Candidate, ...] | None = None
        self._job: Job | None = None
        self._enters = 0
        self._build(kit)
        self._tasks.run(Lane.READ, applications.desk.store.candidates, done=self._loaded, owner=self)

    def show_problem(self, problem: Problem) -> None:
        """Shows the sentence below the field, whatever field it names."""
        self._form.field_error(self.field, problem.sentence)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self, kit: Kit) -> None:
        self._form = Form(self)
        self.field = _Field()
        self.field.setPlaceholderText("The first letters are enough")
        self._form.add("Company, role or contact", self.field)
        self._model = SuggestionModel(self)
        self.list = QListView()
        self.list.setAccessibleName("Suggestions")
        self.list.setModel(self._model)
        self._delegate = SuggestionDelegate(kit.theme, self._model, self.list)
        self.list.setItemDelegate(self._delegate)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the field's arrow keys walk it
        self.list.setMouseTracking(True)
        self.list.setUniformItemSizes(True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setFixedHeight((SUGGESTIONS + 1) * self._delegate.height() + 3 * Space.XS)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.XS)
        column.addWidget(self._form)
        column.addWidget(self.list)
        column.addStretch()
        self.setFocusProxy(self.field)
        self.field.textEdited.connect(self._typed)
        self.field.textChanged.connect(self._ask)
        self.field.stepped.connect(self._step)
        self.field.entered.connect(self._enter)
        self.list.clicked.connect(self._clicked)

    @Slot(object)
    def _loaded(self, candidates: tuple[Candidate, ...]) -> None:
        self._candidates = candidates
        self._ask()

    @Slot()
    def _typed(self) -> None:
        self._enters = 0
        self._form.clear_errors()

    @Slot()
    def _ask(self) -> None:
        if self._job is not None:
            self._job.cancel()
        self._job = None
        candidates, typed = self._candidates, self.field.text()
        if candidates is None:
            return
        self._job = self._tasks.run(
            Lane.READ, lambda: self._applications.suggest(typed, candidates), done=self._found, owner=self
        )

    @Slot(object)
    def _found(self, found: tuple[Candidate, ...]) -> None:
        self._job = None
        typed = self.field.text()
        self._delegate.set_typed(typed)
        self._model.offer(found, typed)
        if typed.strip():
            self._go_to(0)
        if self._enters:
            enters, self._enters = self._enters, 0
            self._pick(self.list.currentIndex(), again=enters > 1)

    @Slot(int)
    def _step(self, step: int) -> None:
        last = self._model.rowCount() - 1
        current = self.list.currentIndex().row()
        if last >= 0:
            self._go_to(max(0, min(last, current + step)) if current >= 0 else 0)
            choice = self._model.choice(self.list.currentIndex().row())
            announce(self.field, choice.words if choice else "")

    def _go_to(self, row: int) -> None:
        index = self._model.index(row)
        self.list.setCurrentIndex(index)
        self.list.scrollTo(index)

    @Slot()
    def _enter(self) -> None:
        if self._job is not None or self._candidates is None:
            self._enters += 1
        else:
            self._pick(self.list.currentIndex(), again=False)

    @Slot(QModelIndex)
    def _clicked(self, index: QModelIndex) -> None:
        self._pick(index, again=False)

    def _pick(self, index: QModelIndex, *, again: bool) -> None:
        choice = self._model.choice(index.row())
        if choice is None:
            if not self.field.text().strip():
                self.show_problem(Problem("Type a company, or choose one with the arrow keys."))
            return
        if choice.is_new:
            try:
                checked(ApplicationDraft(choice.company))
            except Problem as problem:
                self.show_problem(problem)
                return
        self._form.clear_errors()
        self.picked.emit(choice, again)
