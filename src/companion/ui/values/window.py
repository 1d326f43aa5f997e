"""The values exercise: three prompts, a quiet line for ten minutes, and nothing that hurries.

Once it is done, its window says when, and offers to read it again or to delete it; no other part of the companion
shows its words.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from companion.core import moments
from companion.core.problem import Problem
from companion.core.values import USUAL, ValuesExercise
from companion.desktop.kit import Kit
from companion.desktop.labels import plain_label, plain_tooltip
from companion.desktop.tasks import Lane
from companion.desktop.theme import Space, make_danger, make_primary, make_quiet
from companion.desktop.time_line import Countdown, TimeLine
from companion.desktop.writing import PAUSE_MS, Question, WritingWindow
from companion.services.values import Values, ValuesText

ORIGIN: Final = "values"
_WHAT = (
    "Some ten minutes of writing about what matters to you, before the next round of applications. It is optional, and "
    "for you alone: no other part of the companion reads it, and nobody is shown it."
)
_QUESTIONS = (
    Question("chosen", "What matters most to you? Two or three things"),
    Question("why", "Why do they matter?"),
    Question("shown", "When did one of them show in something you did?"),
)


class ValuesWindow(WritingWindow):
    """The one exercise. look_ms, pause_ms: see desktop.time_line and desktop.writing."""

    def __init__(self, kit: Kit, values: Values, *, pause_ms: int = PAUSE_MS, look_ms: int = 1_000) -> None:
        super().__init__("values", kit, _QUESTIONS, usual=QSize(580, 640), pause_ms=pause_ms)
        self._values = values
        self._found: ValuesExercise | None = None
        self._finishing = False
        self._line = TimeLine(kit.theme)
        self._countdown = Countdown(kit.clock.now, every_ms=look_ms, parent=self)
        self._countdown.went.connect(self._went)
        self._build()
        kit.tasks.run(Lane.READ, values.get, done=self._read, failed=self._not_read, owner=self)

    def _build(self) -> None:
        self.done_page = _DonePage()
        self.done_page.read_asked.connect(self._read_again)
        self.done_page.delete_asked.connect(self._delete)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._exercise())
        self._pages.addWidget(self.done_page)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.L, Space.L, Space.M)
        column.setSpacing(Space.S)
        column.addWidget(plain_label("Values exercise", role="title"))
        column.addWidget(self._pages, 1)
        column.addWidget(self.bar)

    def _exercise(self) -> QWidget:
        self._line.hide()
        self._done = QPushButton("Done")
        self._done.setAutoDefault(True)
        plain_tooltip(self._done, "Ctrl+Enter")
        make_primary(self._done)
        self._done.clicked.connect(self._finish)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self._finish)
        foot = QHBoxLayout()
        foot.addWidget(self.note, 1)
        foot.addWidget(self._done)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addWidget(plain_label(_WHAT, role="quiet", wrap=True))
        column.addWidget(self._line)
        column.addWidget(self.form, 1)
        column.addLayout(foot)
        return page

    # --- reading and keeping ---------------------------------------------------------------------------------------

    @override
    def hand_over(self, answers: dict[str, str], *, at_the_end: bool) -> None:
        finished = at_the_end and self._finishing
        work = partial(self._values.write, ValuesText(**answers), finished=finished, origin=ORIGIN)
        self.kit.write(work, done=self.written, failed=self.refused, owner=self)

    @override
    def needs_an_end(self) -> bool:
        return self._finishing

    @Slot(object)
    def _read(self, found: ValuesExercise | None) -> None:
        self._found = found
        if found is not None and found.finished_at is not None:
            day = moments.day_in_words(found.finished_at, now=self.kit.clock.now(), zone=self.kit.clock.zone())
            self.done_page.say(day)
            self._pages.setCurrentWidget(self.done_page)
            return
        self._fill(found)
        self._line.show()
        self._countdown.begin(self.kit.clock.now() + USUAL)
        self._countdown.set_running(self.isVisible())

    def _fill(self, found: ValuesExercise | None) -> None:
        self.show_answers({q.key: getattr(found, q.key) if found is not None else "" for q in _QUESTIONS})

    @Slot(object)
    def _not_read(self, problem: Problem) -> None:
        self.bar.tell(problem)

    @Slot()
    def _finish(self) -> None:
        """Done; with nothing written there is nothing to be done with."""
        begun = any(text.strip() for text in self.answers().values())
        self._finishing = self.is_ready and begun and (self._found is None or self._found.finished_at is None)
        self.close()

    # --- once it is done -------------------------------------------------------------------------------------------

    @Slot()
    def _read_again(self) -> None:
        self._pages.setCurrentIndex(0)
        self._fill(self._found)

    @Slot()
    def _delete(self) -> None:
        self.kit.write(
            partial(self._values.delete, origin=ORIGIN), done=self._deleted, failed=self.bar.tell, owner=self
        )

    @Slot(object)
    def _deleted(self, outcome: object) -> None:
        del outcome
        self.leave()

    # --- time ------------------------------------------------------------------------------------------------------

    @Slot(float, object)
    def _went(self, share: float, left: timedelta) -> None:
        self._line.set_share(share)
        self._line.tell_left(left)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._countdown.set_running(True)

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        self._countdown.set_running(False)
        super().hideEvent(event)


class _DonePage(QWidget):
    """Says when it was done; deleting asks once, in place."""

    read_asked = Signal()
    delete_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = plain_label(wrap=True)
        self._again = _button("Read it again")
        self._again.clicked.connect(self.read_asked)
        self._ask = _button("Delete…")
        self._ask.clicked.connect(self._question)
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.XS)
        buttons.addWidget(self._again)
        buttons.addWidget(self._ask)
        buttons.addStretch(1)
        self._bar = QFrame()
        self._bar.setProperty("kind", "bar")
        really = _button("Delete it")
        really.clicked.connect(self.delete_asked)
        make_danger(really)
        self._keep = _button("Keep it")
        make_quiet(self._keep)
        self._keep.clicked.connect(self._stay)
        told = (
            "The words are overwritten and can't be brought back here. Backups that were made before still hold them."
        )
        answers = QHBoxLayout()
        answers.addStretch(1)
        answers.addWidget(really)
        answers.addWidget(self._keep)
        inside = QVBoxLayout(self._bar)
        inside.setContentsMargins(Space.S, Space.XS, Space.XS, Space.XS)
        inside.addWidget(plain_label(told, wrap=True))
        inside.addLayout(answers)
        self._bar.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        column.addWidget(self._words)
        column.addLayout(buttons)
        column.addWidget(self._bar)
        column.addStretch(1)

    def say(self, day: str) -> None:
        """ "Done today.", "Done on Mon 23 Nov." """
        self._words.setText(f"Done {day}." if day in ("today", "yesterday") else f"Done on {day}.")
        self._again.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _question(self) -> None:
        self._bar.show()
        self._keep.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _stay(self) -> None:
        self._bar.hide()
        self._ask.setFocus(Qt.FocusReason.OtherFocusReason)


def _button(words: str) -> QPushButton:
    button = QPushButton(words)
    button.setAutoDefault(True)
    return button
