"""The first window of all: two sentences, up to three highlights, a plan, and mail now or later.

Nothing here is needed: "Start" with everything empty is fine. What was typed is kept, also by Esc; each highlight is
stored by itself, so that one that is refused does not hold back the others.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QRadioButton, QVBoxLayout, QWidget
from typing_extensions import override

from companion.core.problem import Problem
from companion.core.settings import Settings
from companion.desktop.bars import ProblemBar
from companion.desktop.form import Form
from companion.desktop.kit import Kit
from companion.desktop.labels import plain_label, plain_tooltip
from companion.desktop.plan_field import PLAN_HINT, plan_field
from companion.desktop.scrolling import scrolling
from companion.desktop.theme import Space, make_primary
from companion.desktop.windows import Window
from companion.services.highlights import HighlightDraft, Highlights, Kept
from companion.services.preferences import Preferences
from companion.services.work import Outcome
from companion.ui.welcome.highlight_row import HighlightRow

_WHAT = (
    "Companion keeps track of your applications, and after a no it shows you your own highlights and the next small "
    "step. Everything stays on this computer; a letter leaves only when you click Send."
)
_MORE = "Up to three highlights to begin with. Each can have a picture; more can come at any time."
_ROWS = (
    ("First highlight", "Something you did well, in a line or two"),
    ("Second highlight", "Kind words somebody said or wrote to you"),
    ("Third highlight", "A day you like to think back to"),
)


class WelcomeWindow(Window):
    """Opens by itself once."""

    finished = Signal(bool)
    """Everything is kept; true: set up mail now."""

    def __init__(
        self, kit: Kit, highlights: Highlights, preferences: Preferences, parent: QWidget | None = None
    ) -> None:
        super().__init__("welcome", "Welcome to Companion", kit.sizes, usual=QSize(880, 720), parent=parent)
        self._kit = kit
        self._highlights = highlights
        self._preferences = preferences
        self._busy = self._waits = self._leaving = self._may_leave = False
        self._mail_now = False
        self.rows = tuple(HighlightRow(kit, label, example) for label, example in _ROWS)
        self._keeping: tuple[HighlightRow, HighlightDraft] | None = None
        self._build()
        self.rows[0].go_here()

    @override
    def may_close(self) -> bool:
        """Keeps what was typed first; what cannot be kept is said, and the next Esc leaves."""
        if self._may_leave:
            return True
        self._leaving = True
        self._start(mail_now=False)
        return False

    def _build(self) -> None:
        self._bar = ProblemBar()
        self._plan = plan_field()
        self._form = Form()
        self._form.add("My plan for the next no", self._plan, key="plan", hint=f"Optional. {PLAN_HINT}")
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(Space.L, Space.L, Space.L, Space.S)
        column.setSpacing(Space.S)
        column.addWidget(plain_label("Welcome", role="title"))
        what = plain_label(_WHAT, wrap=True)
        more = plain_label(_MORE, role="quiet", wrap=True)
        for words in (what, more):
            words.setMinimumWidth(480)  # at its narrowest, a wrapped label asks for more height than it needs
            column.addWidget(words)
        for row in self.rows:
            row.ready.connect(self._on_ready)
            column.addWidget(row)
        column.addWidget(self._form)
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, Space.M)
        outer.setSpacing(Space.S)
        outer.addWidget(scrolling(inside), 1)
        outer.addWidget(self._bar)
        outer.addLayout(self._foot())

    def _foot(self) -> QHBoxLayout:
        self._now, self._later = QRadioButton("Set up mail now"), QRadioButton("Later")
        self._later.setChecked(True)
        plain_tooltip(self._now, "Opens Settings afterwards, for sending follow-ups from here.")
        plain_tooltip(self._later, "Mail can be set up in Settings at any time.")
        self._button = QPushButton("Start")
        self._button.setAutoDefault(True)
        plain_tooltip(self._button, "Ctrl+Enter")
        make_primary(self._button)
        self._button.clicked.connect(self._on_start)
        self._plan.returnPressed.connect(self._on_start)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(self._on_start)
        row = QHBoxLayout()
        row.setContentsMargins(Space.L, 0, Space.L, 0)
        row.setSpacing(Space.M)
        row.addWidget(self._now)
        row.addWidget(self._later)
        row.addStretch(1)
        row.addWidget(self._button)
        return row

    @Slot()
    def _on_start(self) -> None:
        self._leaving = False
        self._start(mail_now=self._now.isChecked())

    def _start(self, *, mail_now: bool) -> None:
        if self._busy:
            return
        self._busy = True
        self._mail_now = mail_now
        self._bar.clear()
        self._form.clear_errors()
        for row in self.rows:
            row.clear_problem()
        self._keep_next()

    @Slot()
    def _on_ready(self) -> None:
        if self._waits:
            self._waits = False
            self._keep_next()

    def _keep_next(self) -> None:
        """Keeps the first row that is not kept yet; the next one follows when it is on disk."""
        row = next((r for r in self.rows if r.needs_keeping()), None)
        if row is None:
            self._keep_plan()
            return
        if not row.picture.is_ready:
            self._waits = True
            return
        highlights, draft, key = self._highlights, row.draft(), row.kept_id
        self._keeping = (row, draft)

        def keep() -> Outcome[Kept]:
            if key:
                return highlights.edit(key, draft, origin="welcome")
            return highlights.add(draft, origin="welcome")

        self._kit.write(keep, done=self._on_kept, failed=self._row_refused, owner=self)

    @Slot(object)
    def _on_kept(self, outcome: Outcome[Kept]) -> None:
        if self._keeping is not None:
            row, draft = self._keeping
            row.keep(outcome.value.highlight.id, draft)
            problem = outcome.value.picture_problem
            if problem is not None:
                row.show_picture_problem(problem)
        self._keep_next()

    @Slot(object)
    def _row_refused(self, problem: Problem) -> None:
        if self._keeping is not None and problem.field in ("text", "picture"):
            row = self._keeping[0]
            row.show_problem(problem)
            row.go_here()
            self._stopped()
        else:
            self._refused(problem)

    def _keep_plan(self) -> None:
        # a picture that could not be kept: stay, so that it is seen; the next "Start" goes on
        if any(row.problem_words for row in self.rows):
            self._stopped()
            return
        preferences, plan = self._preferences, self._plan.text()

        def keep() -> Outcome[Settings]:
            if plan.strip():
                present = preferences.get()
                preferences.choose(
                    reduced_motion=present.reduced_motion, private=present.private, plan=plan, origin="welcome"
                )
            return preferences.welcomed()

        self._kit.write(keep, done=self._on_finished, failed=self._refused, owner=self)

    @Slot(object)
    def _on_finished(self, outcome: object) -> None:
        del outcome
        self._busy = False
        self._may_leave = True
        self.finished.emit(self._mail_now)
        self.close()

    @Slot(object)
    def _refused(self, problem: Problem) -> None:
        if not self._form.show_problem(problem):
            self._bar.tell(problem)
        self._stopped()

    def _stopped(self) -> None:
        """Something was not kept: it still stands here, and says why."""
        self._busy = False
        if self._leaving:
            self._leaving, self._may_leave = False, True
            self._bar.say("What is marked could not be kept. Esc again leaves without it.")
