"""Reel and privacy: each choice holds at once; the plan holds with Enter or when the field is left."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout, QWidget

from companion.core.problem import Problem
from companion.core.settings import Settings
from companion.desktop.bars import ProblemBar
from companion.desktop.form import Form
from companion.desktop.kit import Kit
from companion.desktop.labels import plain_label
from companion.desktop.tasks import Lane
from companion.desktop.theme import Space
from companion.services.preferences import Preferences
from companion.services.work import Outcome


class ReelPage(QWidget):
    """Reduced motion, privacy mode, and "My plan for the next no"."""

    saved = Signal()
    refused = Signal()
    """The plan can't be kept; the sentence stands beside it, and the next Esc leaves without it."""

    def __init__(self, kit: Kit, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kit = kit
        self._preferences = preferences
        self._settings: Settings | None = None
        self.is_leaving = False
        self._given_up: str | None = None
        self._still = QCheckBox("Reduced motion")
        self._private = QCheckBox("Privacy mode")
        self.plan = QLineEdit()
        self.plan.setPlaceholderText("If a company says no, then I …")
        self._note = plain_label(role="small")
        self._bar = ProblemBar()
        self._form = Form()
        self._lay_out()
        self._still.toggled.connect(self._save)
        self._private.toggled.connect(self._save)
        self.plan.editingFinished.connect(self._save)
        self.plan.textEdited.connect(self._note.clear)
        self.setEnabled(False)
        kit.tasks.run(Lane.READ, preferences.get, done=self._show, failed=self._refused, owner=self)

    def is_changed(self) -> bool:
        """Whether the plan is not kept yet."""
        return self._settings is not None and self.plan.text() not in (self._settings.plan, self._given_up)

    def keep_plan(self) -> None:
        """Keeps the plan because the window closes; `saved` comes when it is on disk."""
        self.is_leaving = True
        self._save()

    def _lay_out(self) -> None:
        self._form.add(
            "My plan for the next no",
            self.plan,
            key="plan",
            hint="One sentence of your own. The reel shows it first, right after it says what happened.",
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.L, Space.M, Space.M)
        column.setSpacing(Space.XXS)
        column.addWidget(self._bar)
        for box, hint in (
            (self._still, "Cards switch at once instead of fading. Also so when the system asks for it."),
            (self._private, "Outside the companion's own windows nothing tells of a company or of its answer."),
        ):
            words = plain_label(hint, role="small", wrap=True)
            words.setContentsMargins(Space.XL, 0, 0, Space.M)
            box.setAccessibleDescription(hint)
            column.addWidget(box)
            column.addWidget(words)
        column.addSpacing(Space.S)
        column.addWidget(self._form)
        column.addWidget(self._note)
        column.addStretch(1)

    @Slot(object)
    def _show(self, settings: Settings) -> None:
        self._settings = settings
        with QSignalBlocker(self._still), QSignalBlocker(self._private):
            self._still.setChecked(settings.reduced_motion)
            self._private.setChecked(settings.private)
        self.plan.setText(settings.plan)
        self.plan.setCursorPosition(0)
        self.setEnabled(True)

    @Slot()
    def _save(self) -> None:
        before = self._settings
        still, private, plan = self._still.isChecked(), self._private.isChecked(), self.plan.text()
        if before is None or (still, private, plan) == (before.reduced_motion, before.private, before.plan):
            return
        self._form.clear_errors()
        self._bar.clear()
        preferences = self._preferences
        self._kit.write(
            lambda: preferences.choose(reduced_motion=still, private=private, plan=plan, origin="settings"),
            done=self._on_saved,
            failed=self._refused,
            owner=self,
        )

    @Slot(object)
    def _on_saved(self, outcome: Outcome[Settings]) -> None:
        typed_meanwhile = self.plan.hasFocus() and self.plan.text().strip() != outcome.value.plan
        self._settings = outcome.value
        if not typed_meanwhile:
            self.plan.setText(outcome.value.plan)
        self._kit.theme.set_reduced_motion(outcome.value.reduced_motion)
        self._note.setText("Saved.")
        self.saved.emit()

    @Slot(object)
    def _refused(self, problem: Problem) -> None:
        if self.is_leaving:
            self._given_up = self.plan.text()
        self.is_leaving = False
        if not self._form.show_problem(problem):
            self._bar.tell(problem)
        self.refused.emit()
