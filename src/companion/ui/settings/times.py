"""When the reel waits, when a parked look back begins, and the hours in which letters fall due: a check box and five
times of day, typed like "22:00".
"""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from companion.core.held import read_clock
from companion.core.problem import Problem
from companion.core.settings import Settings
from companion.desktop.kit import Kit
from companion.desktop.labels import plain_label
from companion.desktop.theme import Space
from companion.services.preferences import Preferences
from companion.services.work import Outcome

_WAITS: Final = "The reel waits while do-not-disturb, a full-screen window or a presentation is on"
_WAITS_HINT: Final = "It comes once, afterwards, for all that was logged meanwhile."
_HOUR_WIDTH: Final = 9
"""Of a field for a time of day, in digits."""
_KEYS: Final[tuple[str, ...]] = ("quiet_from", "quiet_to", "debrief_at", "work_from", "work_to")
"""The fields as problems name them."""


class TimesBox(QWidget):
    """Keeps each choice at once; a typed time when its field is left, two that belong together when both are."""

    saved = Signal()
    refused = Signal(object)
    """The Problem, or None where it stands beside its field here."""
    typed = Signal()

    def __init__(self, kit: Kit, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kit, self._preferences = kit, preferences
        self._settings: Settings | None = None
        self._given_up: tuple[str, ...] | None = None
        self._waits = QCheckBox(_WAITS)
        self._waits.setAccessibleDescription(_WAITS_HINT)
        self._from, self._to, self._slot = (_hour(example) for example in ("22:00", "7:00", "18:00"))
        self._work_from, self._work_to = (_hour(example) for example in ("9:00", "18:00"))
        self._fields = (self._from, self._to, self._slot, self._work_from, self._work_to)
        self._error = plain_label(role="small", wrap=True)
        self._error.setProperty("kind", "error")
        self._error.hide()
        self._build()
        self._waits.toggled.connect(self.keep)
        for field in self._fields:
            field.editingFinished.connect(self._left)
            field.textEdited.connect(self.typed)

    def _build(self) -> None:
        hours = _row(
            ("Quiet hours from", self._from, "Quiet hours from"),
            ("until", self._to, "Quiet hours until"),
            ("Come back at", self._slot, "Come back at"),
        )
        hours.insertSpacing(hours.indexOf(self._slot) - 1, Space.L)
        working = _row(
            ("Working hours from", self._work_from, "Working hours from"),
            ("until", self._work_to, "Working hours until"),
        )
        hint = plain_label(
            "Times like 22:00. In the quiet hours no reel comes by itself; empty for none. A look back that you park "
            "comes at its own time, for a quarter of an hour.",
            role="small",
            wrap=True,
        )
        working_hint = plain_label(
            "Letters fall due in your working hours, on a business day of the person you write to; empty for any hour.",
            role="small",
            wrap=True,
        )
        hint.setContentsMargins(0, 0, 0, Space.S)
        waits_hint = plain_label(_WAITS_HINT, role="small", wrap=True)
        waits_hint.setContentsMargins(Space.XL, 0, 0, Space.M)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.XXS)
        column.addWidget(self._waits)
        column.addWidget(waits_hint)
        column.addLayout(hours)
        column.addWidget(hint)
        column.addWidget(self._error)
        column.addLayout(working)
        column.addWidget(working_hint)

    def show_settings(self, settings: Settings) -> None:
        """Shows what is kept."""
        self._settings = settings
        with QSignalBlocker(self._waits):
            self._waits.setChecked(settings.waits)
        for field, text in zip(self._fields, _times_of(settings), strict=True):
            field.setText(text)

    def is_changed(self) -> bool:
        """Whether something here is not kept yet and was not given up."""
        stands = self._stands()
        return self._settings is not None and stands not in (_of(self._settings), self._given_up)

    def give_up(self) -> None:
        """What stands here could not be kept: the next Esc leaves without it."""
        self._given_up = self._stands()

    @Slot()
    def keep(self) -> None:
        """Keeps what stands here, if it is new."""
        if self._settings is None or self._stands() == _of(self._settings):
            return
        self._show_error("")
        begins, ends, slot, work_begins, work_ends = (field.text() for field in self._fields)
        work = partial(
            self._preferences.choose_times,
            waits=self._waits.isChecked(),
            quiet_from=begins,
            quiet_to=ends,
            debrief_at=slot,
            hours=(work_begins, work_ends),
            origin="settings",
        )
        self._kit.write(work, done=self._saved, failed=self._refused, owner=self)

    def _stands(self) -> tuple[str, ...]:
        return (str(self._waits.isChecked()), *(field.text() for field in self._fields))

    @Slot()
    def _left(self) -> None:
        """One end alone says nothing yet, while the other one is being typed."""
        for first, last in ((self._from, self._to), (self._work_from, self._work_to)):
            half = bool(first.text().strip()) != bool(last.text().strip())
            if half and (first.hasFocus() or last.hasFocus()):
                return
        self.keep()

    @Slot(object)
    def _saved(self, outcome: Outcome[Settings]) -> None:
        kept = self._settings = outcome.value
        # only what means the same is put as it was kept: more may have been typed meanwhile
        for field, text in zip(self._fields, _times_of(kept), strict=True):
            if field.text() != text and _meant(field.text()) == text:
                field.setText(text)
        self.saved.emit()

    @Slot(object)
    def _refused(self, problem: Problem) -> None:
        # beside its field, and the keyboard stays where it is: it would be pulled back each time the field is left
        wrong = dict(zip(_KEYS, self._fields, strict=True)).get(problem.field)
        if wrong is not None:
            self._show_error(problem.sentence, wrong)
        self.refused.emit(None if wrong is not None else problem)

    def _show_error(self, sentence: str, wrong: QLineEdit | None = None) -> None:
        self._error.setText(sentence)
        self._error.setVisible(bool(sentence))
        for field in self._fields:
            field.setAccessibleDescription(sentence if field is wrong else "")
            field.setProperty("wrong", field is wrong)
            # the stylesheet looks at a property only when it polishes
            field.style().unpolish(field)
            field.style().polish(field)


def _of(settings: Settings) -> tuple[str, ...]:
    return (str(settings.waits), *_times_of(settings))


def _times_of(settings: Settings) -> tuple[str, ...]:
    """What is kept for each field, in their order."""
    return settings.quiet_from, settings.quiet_to, settings.debrief_at, settings.work_from, settings.work_to


def _meant(typed: str) -> str:
    """The time of day as it is kept, "" for none; what is no time of day stays itself."""
    try:
        return read_clock(typed, field="").strftime("%H:%M") if typed.strip() else ""
    except Problem:
        return typed


def _row(*fields: tuple[str, QLineEdit, str]) -> QHBoxLayout:
    """Fields beside each other: for each the words before it, itself, and its name for assistive technology."""
    row = QHBoxLayout()
    row.setSpacing(Space.XS)
    for words, field, name in fields:
        label = plain_label(words)
        label.setBuddy(field)
        field.setAccessibleName(name)
        row.addWidget(label)
        row.addWidget(field)
    row.addStretch(1)
    return row


def _hour(example: str) -> QLineEdit:
    field = QLineEdit()
    field.setPlaceholderText(example)
    field.setFixedWidth(_HOUR_WIDTH * field.fontMetrics().horizontalAdvance("0") + 2 * Space.S)
    return field
