"""Answers a no with its reel: at once, or later when the user or the desktop asks for quiet.

The reel's window is made ahead, while somebody types whom the no came from or looks for a line in the tray's menu. A no
that has to wait is stored; what waits gets one reel, as soon as nothing hinders it, or when the user asks for it.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from companion.app.ahead import Cause, Composed, PoolAhead, ReelAhead, WindowAhead, load_reel
from companion.app.backend import Backend
from companion.app.calm import Calm
from companion.app.open_windows import OpenWindows
from companion.core.changes import ChangeSet
from companion.core.problem import Problem
from companion.core.reel import Reel
from companion.desktop.alarm import Alarm
from companion.desktop.kit import Kit
from companion.desktop.tasks import Lane
from companion.services.reel import Noes, Pool
from companion.services.waiting import Wait
from companion.services.work import Outcome, Undo

if TYPE_CHECKING:
    from companion.ui.reel.window import ReelWindow

_AFTER_FIRST_LOOK = 150
"""Milliseconds after *Log a rejection* has opened: it is painted by then, and nobody has typed three letters."""

_LONGEST_MENU = 30_000
"""Milliseconds for which an open menu is believed: not every tray host tells that it was closed."""

_AFTER_MENU = 1_000
"""Milliseconds after the menu was told to be closed: some hosts tell that before they tell which line was chosen."""


class ReelPlayer(QObject):
    """The one reel there is at a time, and the noes that wait for theirs."""

    offer_chosen = Signal(object)
    held_back = Signal(object, object, bool)
    """Undo | None, Wait, and whether the user was in a window of ours: a rejection was logged, and its reel waits."""
    waits = Signal(bool)
    """Whether something waits for its reel now."""

    edit_asked = Signal(str)
    """The id of the highlight."""

    link_asked = Signal(str)
    plan_asked = Signal()

    def __init__(self, kit: Kit, backend: Backend, windows: OpenWindows, parent: QObject) -> None:
        super().__init__(parent)
        self._kit = kit
        self._backend = backend
        self._windows = windows
        self._holds = False
        self._ahead = WindowAhead(windows, self._make, self)
        self._ahead.ready.connect(self._rehearse)
        self._pool = PoolAhead(kit, backend.reels.pool, self)
        self._reel_ahead = ReelAhead(kit, partial(self._compose, Noes()), self)
        self._reel_ahead.came.connect(self._read_ahead)
        self._reel_ahead.failed.connect(self._not_composed)
        # one timer for all times: each QTimer.singleShot leaves a reference behind
        self._soon = QTimer(self, singleShot=True, interval=_AFTER_FIRST_LOOK)
        self._soon.timeout.connect(self._prepare)
        self._menu = QTimer(self, singleShot=True)
        self._menu.timeout.connect(self._menu_over)
        self._calm = Calm(kit, backend.waiting, self)
        self._alarm = Alarm(backend.clock.now, self)
        self._alarm.due.connect(self._look_again)
        kit.changes.happened.connect(self._changed)

    def close(self) -> None:
        """At the end of the program."""
        self._soon.stop()
        self._menu.stop()
        self._reel_ahead.forget()
        self._pool.forget()
        for cause in Cause:
            self._ahead.need_not(cause)
        self._alarm.close()

    @Slot()
    def begin(self) -> None:
        """At the start: what waited when the program ended waits still."""
        self._kit.tasks.run(Lane.READ, self._backend.waiting.held, done=self._found_held, owner=self)

    @Slot()
    def check(self) -> None:
        """Looks at the clock: time may have passed unnoticed."""
        self._alarm.check()

    # --- ahead -----------------------------------------------------------------------------------------------------

    def expect(self) -> None:
        """*Log a rejection* opens: a no may be answered soon."""
        self._ahead.want(Cause.QUICK_LOG)
        self._soon.start()
        # while the user types, and behind what the window itself asks for
        self._kit.tasks.run(Lane.READ, load_reel)
        self._pool.look()

    @Slot()
    def expect_now(self) -> None:
        """It is known whom the no came from: the next key may log it."""
        self._calm.look_ahead()

    @Slot()
    def drop(self) -> None:
        """The quick log has closed: without a no, the window made ahead is not needed."""
        self._ahead.need_not(Cause.QUICK_LOG)
        self._pool.forget()

    @Slot()
    def _prepare(self) -> None:
        if self._windows.is_open("rejection"):
            self._calm.look_ahead()
            self._ahead.begin()

    @Slot()
    def menu_opens(self) -> None:
        """The tray's menu opens: a reel may be chosen in a moment. The menu itself must not wait for anything here."""
        self._kit.trace.mark("menu.opens")
        if self._window() is None:
            self._menu.start(_LONGEST_MENU)
            self._ahead.want(Cause.MENU)
            self._reel_ahead.look()

    @Slot()
    def menu_closed(self) -> None:
        """A line was chosen, or none."""
        if self._menu.isActive():
            self._menu.start(_AFTER_MENU)

    @Slot()
    def _menu_over(self) -> None:
        self._reel_ahead.forget()
        self._ahead.need_not(Cause.MENU)

    @Slot()
    def _read_ahead(self) -> None:
        self._ahead.begin()

    @Slot()
    def _rehearse(self) -> None:
        window, known = self._ahead.window, self._reel_ahead.known
        if window is not None and known is not None:
            window.rehearse(*known)
            self._kit.trace.mark("reel.rehearsed")

    # --- a no ------------------------------------------------------------------------------------------------------

    def answer(self, noes: Noes, undo: Undo | None, *, quietly: bool) -> None:
        """A rejection was logged. Several of one sitting share one reel. quietly: without taking the keyboard from
        what the user does elsewhere.
        """
        open_now = self._window()
        if open_now is not None:
            open_now.add_no(noes, undo)
            return
        self._ahead.want(Cause.REEL)
        self._calm.ask(partial(_answer, self, noes, undo, quietly))

    def answer_unless(self, wait: Wait | None, noes: Noes, undo: Undo | None, *, quietly: bool) -> None:
        """It is known whether the reel may come."""
        if wait is None:
            self._play_for(noes, undo, quietly=quietly)
            return
        self._ahead.need_not(Cause.REEL)
        self._holds = True
        told = partial(_held, self, undo, wait, not quietly)
        self._kit.write(partial(self._backend.waiting.hold, noes), done=told, owner=self)

    @Slot()
    def play_now(self) -> None:
        """On demand: for what waits, if something does; with the keyboard."""
        self._kit.trace.mark("reel.asked")
        self._play_for(Noes(), None, quietly=False)

    def play(self, reel: Reel, noes: Noes, undo: Undo | None, *, quietly: bool) -> None:
        """Shows the reel in its window."""
        open_now = self._window()
        if open_now is not None:
            self._ahead.need_not(Cause.REEL)
            if noes.companies:
                open_now.add_no(noes, undo)
            else:
                self._windows.bring_forward(open_now)
            return
        window = self._ahead.take()
        self._windows.keep("reel", window)
        window.play(reel, noes=noes, undo=undo, quietly=quietly)
        if self._holds:
            self._let_go(noes)

    def _play_for(self, noes: Noes, undo: Undo | None, *, quietly: bool) -> None:
        """The reel for these and for all that waited."""
        self._ahead.want(Cause.REEL)
        then = partial(_play, self, undo, quietly)
        if noes.companies:
            compose = partial(self._compose, noes, self._pool.known)
            self._kit.tasks.run(Lane.READ, compose, done=then, failed=self._not_composed, owner=self)
        else:
            self._reel_ahead.ask(then)
        if self._window() is None:
            # while the worker reads
            self._ahead.make()

    @Slot(object)
    def _not_composed(self, problem: Problem) -> None:
        self._ahead.need_not(Cause.REEL)
        self._kit.tasks.problem.emit(problem)

    def _compose(self, noes: Noes, pool: Pool | None = None) -> Composed:
        """On a worker."""
        every = self._backend.waiting.held().and_then(noes) if self._holds else noes
        return self._backend.reels.compose(every, pool), every

    def _window(self) -> ReelWindow | None:
        """The reel's window if it is open. The class is not loaded for the question."""
        return cast("ReelWindow | None", self._windows.get("reel"))

    def _make(self) -> ReelWindow:
        from companion.ui.reel.services import ReelServices
        from companion.ui.reel.window import ReelWindow

        self._windows.dress()
        known = self._backend
        services = ReelServices(
            known.reels, known.highlights, known.waiting, known.debriefs, known.log_event, known.preferences
        )
        window = ReelWindow(self._kit, services)
        window.offer_chosen.connect(self.offer_chosen)
        window.edit_asked.connect(self.edit_asked)
        window.link_asked.connect(self.link_asked)
        window.plan_asked.connect(self.plan_asked)
        return window

    # --- what waits ------------------------------------------------------------------------------------------------

    def hold(self, wait: Wait) -> None:
        """What waits is kept, so it may be told."""
        self._holds = True
        self._alarm.set_next(wait.until)
        self._alarm.watch()
        self.waits.emit(True)

    def _let_go(self, noes: Noes) -> None:
        self._holds = False
        self._alarm.set_next(None)
        self._kit.write(partial(self._backend.waiting.release, noes))
        self.waits.emit(False)

    @Slot()
    def _look_again(self) -> None:
        self._calm.ask_anew(self._play_unless)

    def _play_unless(self, wait: Wait | None) -> None:
        if wait is not None:
            self.hold(wait)
        elif self._holds:
            self._kit.tasks.run(Lane.READ, self._backend.waiting.held, done=self._play_held, owner=self)

    @Slot(object)
    def _play_held(self, noes: Noes) -> None:
        if noes.companies:
            self._play_for(Noes(), None, quietly=True)
        elif self._holds:
            self._let_go(noes)  # it was taken back meanwhile

    @Slot(object)
    def _found_held(self, noes: Noes) -> None:
        if noes.companies:
            self._holds = True
            self.waits.emit(True)
            self._look_again()

    @Slot(object)
    def _changed(self, changes: ChangeSet) -> None:
        if self._holds and "setting" in changes.tables:
            self._look_again()


def _answer(player: ReelPlayer, noes: Noes, undo: Undo | None, quietly: bool, wait: Wait | None) -> None:
    player.answer_unless(wait, noes, undo, quietly=quietly)


def _held(player: ReelPlayer, undo: Undo | None, wait: Wait, in_our_window: bool, _outcome: Outcome[None]) -> None:
    player.hold(wait)
    player.held_back.emit(undo, wait, in_our_window)


def _play(player: ReelPlayer, undo: Undo | None, quietly: bool, composed: Composed) -> None:
    reel, noes = composed
    player.play(reel, noes, undo, quietly=quietly)
