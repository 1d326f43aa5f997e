"""Reel and privacy: each choice holds at once; plan and times hold with Enter or when the field is left."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QFrame, QVBoxLayout, QWidget

from companion.core.problem import Problem
from companion.core.settings import Settings
from companion.desktop.bars import ProblemBar
from companion.desktop.form import Form
from companion.desktop.kit import Kit
from companion.desktop.labels import plain_label
from companion.desktop.plan_field import PLAN_HINT, plan_field
from companion.desktop.tasks import Lane
from companion.desktop.theme import Space
from companion.services.preferences import Preferences
from companion.services.values import Values
from companion.services.work import Outcome
from companion.ui.settings.times import TimesBox
from companion.ui.settings.values_row import ValuesRow


class ReelPage(QWidget):
    """Reduced motion, privacy mode, "My plan for the next no", when the reel waits, the values exercise."""

    saved = Signal()
    refused = Signal()
    """Something can't be kept; the sentence stands beside it, and the next Esc leaves without it."""
    values_asked = Signal()

    def __init__(self, kit: Kit, preferences: Preferences, values: Values, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kit = kit
        self._preferences = preferences
        self._settings: Settings | None = None
        self._leaving = self._wants_plan = False
        self._given_up: str | None = None
        self._still = QCheckBox("Reduced motion")
        self._private = QCheckBox("Privacy mode")
        self.plan = plan_field()
        self.times = TimesBox(kit, preferences)
        self.values = ValuesRow(kit, values)
        self._note = plain_label(role="small")
        self._bar = ProblemBar()
        self._form = Form()
        self._lay_out()
        self._still.toggled.connect(self._save)
        self._private.toggled.connect(self._save)
        self.plan.editingFinished.connect(self._save)
        self.plan.textEdited.connect(self._note.clear)
        self.times.typed.connect(self._note.clear)
        self.times.saved.connect(self._kept)
        self.times.refused.connect(self._times_refused)
        self.values.asked.connect(self.values_asked)
        self.setEnabled(False)
        kit.tasks.run(Lane.READ, preferences.get, done=self._show, failed=self._refused, owner=self)

    @property
    def is_leaving(self) -> bool:
        """Whether the window waits for this page, and has nothing more to wait for."""
        return self._leaving and not self.is_changed()

    def is_changed(self) -> bool:
        """Whether the plan or a time is not kept yet."""
        return self._plan_is_changed() or self.times.is_changed()

    def keep_all(self) -> None:
        """Keeps plan and times because the window closes; `saved` comes when they are on disk."""
        self._leaving = True
        if self._plan_is_changed():
            self._save()
        if self.times.is_changed():
            self.times.keep()

    def go_to_plan(self) -> None:
        """The keyboard goes to the plan, as soon as it can be typed in."""
        self._wants_plan = not self.isEnabled()
        self.plan.setFocus(Qt.FocusReason.OtherFocusReason)

    def _plan_is_changed(self) -> bool:
        return self._settings is not None and self.plan.text() not in (self._settings.plan, self._given_up)

    def _lay_out(self) -> None:
        self._form.add("My plan for the next no", self.plan, key="plan", hint=PLAN_HINT)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.L, Space.M, Space.M)
        column.setSpacing(Space.XXS)
        column.addWidget(self._bar)
        column.addWidget(self._form)
        column.addSpacing(Space.M)
        for box, hint in (
            (self._still, "Cards switch at once instead of fading. Also so when the system asks for it."),
            (self._private, "Outside the companion's own windows nothing tells of a company or of its answer."),
        ):
            words = plain_label(hint, role="small", wrap=True)
            words.setContentsMargins(Space.XL, 0, 0, Space.M)
            box.setAccessibleDescription(hint)
            column.addWidget(box)
            column.addWidget(words)
        column.addWidget(self.times)
        column.addSpacing(Space.M)
        line = QFrame()
        line.setProperty("kind", "line")
        column.addWidget(line)
        column.addSpacing(Space.XS)
        column.addWidget(self.values)
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
        self.times.show_settings(settings)
        self.setEnabled(True)
        if self._wants_plan:
            self.go_to_plan()

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
        self._kept()

    @Slot()
    def _kept(self) -> None:
        self._note.setText("Saved.")
        self.saved.emit()

    @Slot(object)
    def _refused(self, problem: Problem) -> None:
        if self._leaving:
            self._given_up = self.plan.text()
        self._leaving = False
        if not self._form.show_problem(problem):
            self._bar.tell(problem)
        self.refused.emit()

    @Slot(object)
    def _times_refused(self, problem: Problem | None) -> None:
        if self._leaving:
            self.times.give_up()
        self._leaving = False
        if problem is not None:
            self._bar.tell(problem)
        self.refused.emit()
