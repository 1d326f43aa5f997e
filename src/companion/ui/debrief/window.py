"""A parked look back: three short prompts, each optional, and a thin line for its quarter of an hour.

When the time is up it says so, offers a few more minutes, and closes by itself; never while somebody types. One that
was closed before opens again to be read, without a time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Final

from PySide6.QtCore import QSize, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from companion.core.debrief import QUESTIONS
from companion.core.problem import Problem
from companion.desktop.flowing_text import FlowingText
from companion.desktop.kit import Kit
from companion.desktop.labels import plain_label, plain_tooltip
from companion.desktop.tasks import Lane
from companion.desktop.theme import Space, make_primary, make_quiet
from companion.desktop.time_line import Countdown, TimeLine
from companion.desktop.writing import PAUSE_MS, Question, WritingWindow
from companion.services.debriefs import Answers, Debriefs, DueDebrief

ORIGIN: Final = "debrief"
MORE: Final = timedelta(minutes=5)
_QUESTIONS = tuple(Question(key, words, "Optional") for key, words in QUESTIONS.items())


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds: from the last key until what was written is kept; between two looks at the clock; from the end of
    the time, or the last key after it, until the window closes by itself.
    """

    pause: int = PAUSE_MS
    look: int = 1_000
    grace: int = 30_000


class DebriefWindow(WritingWindow):
    """One look back, by its id."""

    def __init__(self, kit: Kit, debriefs: Debriefs, debrief_id: str, *, times: Times | None = None) -> None:
        times = times or Times()
        super().__init__("debrief", kit, _QUESTIONS, usual=QSize(560, 620), pause_ms=times.pause)
        self._debriefs, self._id = debriefs, debrief_id
        self._was_closed = self._to_tomorrow = False
        self._line = TimeLine(kit.theme)
        self._over = _OverBar()
        self._countdown = Countdown(kit.clock.now, every_ms=times.look, parent=self)
        self._grace = QTimer(self, singleShot=True, interval=times.grace)
        self._build()
        self._connect()
        kit.tasks.run(Lane.READ, partial(debriefs.get, debrief_id), done=self._show, failed=self._not_there, owner=self)

    def _build(self) -> None:
        self._heading = FlowingText(self.kit.theme, role="title", strong=True, most_lines=3)
        self._line.hide()
        self._tomorrow = QPushButton("Not now, tomorrow")
        self._tomorrow.setAutoDefault(True)
        make_quiet(self._tomorrow)
        self._tomorrow.hide()
        self._done = QPushButton("Done")
        self._done.setAutoDefault(True)
        plain_tooltip(self._done, "Ctrl+Enter")
        make_primary(self._done)
        foot = QHBoxLayout()
        foot.setSpacing(Space.XS)
        foot.addWidget(self.note, 1)
        foot.addWidget(self._tomorrow)
        foot.addWidget(self._done)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.L, Space.L, Space.M)
        column.setSpacing(Space.S)
        column.addWidget(self._heading)
        private = "For you alone. It stays with this application on this computer."
        column.addWidget(plain_label(private, role="quiet", wrap=True))
        column.addWidget(self._line)
        column.addWidget(self.form, 1)
        column.addWidget(self.bar)
        column.addWidget(self._over)
        column.addLayout(foot)

    def _connect(self) -> None:
        self._countdown.went.connect(self._went)
        self._countdown.over.connect(self._time_is_up)
        self._over.more_asked.connect(self._more)
        self._grace.timeout.connect(self.close)
        self.touched.connect(self._wait_for_a_pause)
        self._tomorrow.clicked.connect(self._put_off)
        self._done.clicked.connect(self.close)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.close)

    # --- reading and keeping ---------------------------------------------------------------------------------------

    @override
    def hand_over(self, answers: dict[str, str], *, at_the_end: bool) -> None:
        put = self._debriefs.close if at_the_end else self._debriefs.write
        work = partial(put, self._id, Answers(**answers), origin=ORIGIN)
        self.kit.write(work, done=self.written, failed=self.refused, owner=self)

    @override
    def needs_an_end(self) -> bool:
        return not self._was_closed

    @Slot(object)
    def _show(self, found: DueDebrief) -> None:
        debrief, now = found.debrief, self.kit.clock.now()
        self._was_closed = debrief.closed_at is not None
        self._heading.set_text(f"Looking back at the no from {found.company}")
        self.show_answers({key: getattr(debrief, key) for key in QUESTIONS})
        if self._was_closed:
            return
        self._line.show()
        self._tomorrow.show()
        self._countdown.begin(self._debriefs.ends_at(now))
        self._countdown.set_running(self.isVisible())
        if debrief.notified_at is None:
            # opened before its time: it needs no notification any more
            self.kit.write(partial(self._debriefs.notified, self._id))

    @Slot(object)
    def _not_there(self, problem: Problem) -> None:
        self.bar.tell(problem)

    # --- tomorrow --------------------------------------------------------------------------------------------------

    @Slot()
    def _put_off(self) -> None:
        """Keeps what was written first; it is moved when that is on disk."""
        self._to_tomorrow = True
        self.keep()
        if self.is_kept:
            self.on_kept()

    @override
    def on_kept(self) -> None:
        self._over.say(kept=True)
        if self._to_tomorrow:
            self._to_tomorrow = False
            off = partial(self._debriefs.put_off, self._id, origin=ORIGIN)
            self.kit.write(off, done=self._moved, failed=self.bar.tell, owner=self)

    @Slot(object)
    @override
    def refused(self, problem: Problem) -> None:
        self._to_tomorrow = False
        self._over.say(kept=False)
        super().refused(problem)

    @Slot(object)
    def _moved(self, outcome: object) -> None:
        del outcome
        if self.is_kept:
            self.leave()

    # --- time ------------------------------------------------------------------------------------------------------

    @Slot(float, object)
    def _went(self, share: float, left: timedelta) -> None:
        self._line.set_share(share)
        self._line.tell_left(left)

    @Slot()
    def _time_is_up(self) -> None:
        self.keep()
        self._over.say(kept=self.is_kept)
        self._over.show()
        self._tomorrow.hide()
        self._grace.start()

    @Slot()
    def _wait_for_a_pause(self) -> None:
        if self._grace.isActive():
            self._grace.start()

    @Slot()
    def _more(self) -> None:
        self._grace.stop()
        self._over.hide()
        self._tomorrow.show()
        self._countdown.begin(self.kit.clock.now() + MORE)
        self._countdown.set_running(self.isVisible())

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._countdown.set_running(True)
        if not self._over.isHidden():
            self._grace.start()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        self._countdown.set_running(False)
        self._grace.stop()
        super().hideEvent(event)


class _OverBar(QFrame):
    """Says that the time is over, and offers some more of it."""

    more_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "bar")
        self._words = plain_label(wrap=True, parent=self)
        more = QPushButton("A few more minutes", self)
        more.setAutoDefault(True)
        make_quiet(more)
        more.clicked.connect(self.more_asked)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.S, Space.XXS, Space.XXS, Space.XXS)
        row.addWidget(self._words, 1)
        row.addWidget(more)
        self.hide()

    def say(self, *, kept: bool) -> None:
        """kept: whether everything that was written is on disk."""
        words = f"The quarter of an hour is over.{' What you wrote is kept.' if kept else ''}"
        self._words.setText(words)
        self.setAccessibleName(words)
