"""Windows in which somebody writes: questions below each other, and what is written is kept at every pause.

A crash, or a power cut, costs no more than what was typed since the last pause. Closing keeps first; what cannot be
kept stays on screen, with the reason beside it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit
from typing_extensions import override

from companion.core.problem import Problem
from companion.desktop.bars import ProblemBar
from companion.desktop.form import Form
from companion.desktop.kit import Kit
from companion.desktop.labels import plain_label
from companion.desktop.tokens import Space
from companion.desktop.windows import Window

PAUSE_MS: Final = 1_000
"""After the last key: what stands there is kept."""


@dataclass(frozen=True, slots=True)
class Question:
    """A prompt with room for an answer. key: what its answer, and a problem with it, is called. empty: what stands in
    the room until somebody writes there.
    """

    key: str
    words: str
    empty: str = ""


class WritingWindow(Window):
    """Holds the questions and keeps the answers. A subclass lays `form`, `note` and `bar` out, says how to keep, and
    calls `show_answers` once they are read.
    """

    touched = Signal()
    """Somebody types, or moves about in what is written."""

    def __init__(
        self, key: str, kit: Kit, questions: tuple[Question, ...], *, usual: QSize, pause_ms: int = PAUSE_MS
    ) -> None:
        # the plain title: task switchers and screens that are shared show it
        super().__init__(key, "Companion", kit.sizes, usual=usual)
        self.kit = kit
        self.bar = ProblemBar()
        self.note = plain_label(role="small")
        self.form = Form()
        self._fields = {question.key: _field() for question in questions}
        for question in questions:
            field = self._fields[question.key]
            self.form.add(question.words, field, key=question.key, stretch=1)
            field.setPlaceholderText(question.empty)
            field.textChanged.connect(self._changed)
            field.cursorPositionChanged.connect(self.touched)
        self._kept: dict[str, str] | None = None
        self._under_way = deque[dict[str, str]]()
        self._may_leave = self._leaving = False
        self._pause = QTimer(self, singleShot=True, interval=pause_ms)
        self._pause.timeout.connect(self.keep)
        self.form.setEnabled(False)

    # --- what a subclass says --------------------------------------------------------------------------------------

    def hand_over(self, answers: dict[str, str], *, at_the_end: bool) -> None:
        """Has the answers kept, then calls `written` or `refused`. at_the_end: the window closes."""
        raise NotImplementedError

    def needs_an_end(self) -> bool:
        """Whether closing has something to keep, even if nothing was typed since the last pause."""
        return False

    def on_kept(self) -> None:
        """Everything that stands here is on disk."""

    # --- reading and keeping ---------------------------------------------------------------------------------------

    def show_answers(self, answers: Mapping[str, str]) -> None:
        """Shows what was kept before; from here on it can be written."""
        for key, field in self._fields.items():
            field.setPlainText(answers[key])
            field.moveCursor(QTextCursor.MoveOperation.End)
        self._pause.stop()
        self.note.clear()
        self._kept = self.answers()
        self.form.setEnabled(True)
        next(iter(self._fields.values())).setFocus(Qt.FocusReason.OtherFocusReason)

    def answers(self) -> dict[str, str]:
        """What stands here now."""
        return {key: field.toPlainText() for key, field in self._fields.items()}

    @property
    def is_ready(self) -> bool:
        """Whether it can be written in."""
        return self._kept is not None

    @property
    def is_kept(self) -> bool:
        return not self._under_way and self._kept in (None, self.answers())

    @Slot()
    def keep(self) -> None:
        """Keeps what is new."""
        self._pause.stop()
        answers = self.answers()
        if self._kept is not None and answers not in (self._kept, *self._under_way):
            self._write(answers, at_the_end=False)

    def leave(self) -> None:
        """There is nothing more to keep: closes."""
        self._may_leave = True
        self.close()

    @override
    def may_close(self) -> bool:
        if self._may_leave or not self.is_ready or (self.is_kept and not self.needs_an_end()):
            return True
        if not self._leaving:
            self._leaving = True
            self._pause.stop()
            self._write(self.answers(), at_the_end=True)
        return False

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        if not self._may_leave:
            self.keep()
        super().hideEvent(event)

    def _write(self, answers: dict[str, str], *, at_the_end: bool) -> None:
        self._under_way.append(answers)
        self.hand_over(answers, at_the_end=at_the_end)

    @Slot()
    def _changed(self) -> None:
        if self._kept is not None:
            self.note.clear()
            self._may_leave = False
            self._pause.start()
            self.touched.emit()

    @Slot(object)
    def written(self, outcome: object) -> None:
        """What was handed over is on disk."""
        del outcome
        self._kept = self._under_way.popleft()
        if self._under_way:
            return
        self.bar.clear()
        self.form.clear_errors()
        if self.is_kept:
            self.note.setText("Saved.")
            self.on_kept()
        if self._leaving:
            self._leaving = False
            # typed while it was written: kept as well, with the same wish to leave
            if self.is_kept:
                self.leave()
            else:
                self.close()

    @Slot(object)
    def refused(self, problem: Problem) -> None:
        """What was handed over was not kept; it still stands here."""
        self._under_way.popleft()
        leaving, self._leaving = self._leaving and not self._under_way, self._leaving and bool(self._under_way)
        beside = self.form.show_problem(problem)
        if leaving:
            self._may_leave = True
            last = "Esc again leaves without what was typed last."
            self.bar.say(f"This could not be kept. {last}" if beside else f"{problem.sentence} {last}")
        elif not beside:
            self.bar.tell(problem)


def _field() -> QPlainTextEdit:
    """Some lines, from which Tab leads on."""
    field = QPlainTextEdit()
    field.setTabChangesFocus(True)
    field.setMinimumHeight(2 * field.fontMetrics().lineSpacing() + 2 * Space.S)
    return field
