"""Opens windows on demand and connects them: which signal of one opens which other.

Each kind of window is there once. The window classes are imported when first needed, so that the tray starts
without them.
"""

from __future__ import annotations

import importlib
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication

from companion.app.backend import Backend
from companion.app.shelf import Shelf
from companion.core.letter import Letter
from companion.core.mailto import mailto_url
from companion.core.problem import Problem
from companion.core.reel import Offer, OfferKind, Reel
from companion.core.settings import Settings
from companion.desktop.kit import Kit
from companion.desktop.tasks import Lane
from companion.desktop.wishes import DesktopWishes
from companion.services.highlights import HighlightDraft
from companion.services.log_event import Logged
from companion.services.ports import Backup
from companion.services.reel import Noes
from companion.services.work import Outcome, Undo

if TYPE_CHECKING:
    from collections.abc import Callable

    from companion.desktop.windows import Window
    from companion.ui.reel.window import ReelWindow

_AFTER_FIRST_LOOK = 150
"""Milliseconds after *Log a rejection* has opened: it is painted by then, and nobody has typed three letters."""


class Windows(QObject):
    """The windows that are open now, by name."""

    restore_asked = Signal(object)
    quit_asked = Signal()
    queued = Signal(object)
    logged_quietly = Signal(object)
    """The Undo of a rejection, when "Not today" keeps the reel away."""

    def __init__(self, kit: Kit, backend: Backend) -> None:
        super().__init__()
        self._kit = kit
        self._backend = backend
        self._open: dict[str, Window] = {}
        self._dressed = False
        self._quitting = False
        self._next_reel: ReelWindow | None = None
        self._answering = False
        self._wishes = DesktopWishes(kit.theme)

    def close_all(self) -> None:
        """At the end of the program; drafts keep themselves."""
        for window in tuple(self._open.values()):
            window.close()
        self._answering = False
        self._drop_reel()
        self._wishes.close()

    def close_and_quit(self) -> None:
        """Closes every window, then asks to quit; a window that still writes its draft, or asks, is waited for."""
        self._quitting = True
        for window in tuple(self._open.values()):
            window.close()
        if not self._open:
            self.quit_asked.emit()

    def dress(self) -> None:
        """Before the first window: palette and style, which a tray icon can do without."""
        app = QApplication.instance()
        if not self._dressed and isinstance(app, QApplication):
            self._dressed = True
            app.setWindowIcon(self._kit.icons.application())
            self._kit.theme.apply(app)
            self._wishes.watch()

    @Slot(str)
    def open(self, key: str) -> None:
        """Opens the window of a tray action, or brings it to the front."""
        openers: dict[str, Callable[[], object]] = {
            "reject": self.open_rejection,
            "reel": self.play_reel,
            "highlight": self.open_highlight,
            "follow_ups": self.open_follow_ups,
            "applications": self.open_applications,
            "settings": self.open_settings,
            "welcome": self.open_welcome,
        }
        if key in openers:
            openers[key]()
        elif key == "quit":
            self.close_and_quit()

    @Slot(object)
    def settings_read(self, settings: Settings) -> None:
        """At the start: *Welcome* the first time, and what the theme must know."""
        self._kit.theme.set_reduced_motion(settings.reduced_motion)
        if not settings.welcomed:
            self.open_welcome()

    # --- the windows -----------------------------------------------------------------------------------------

    def open_applications(self) -> None:
        """The list."""
        from companion.ui.applications.window import ApplicationsWindow

        if self._raised("applications"):
            return
        backend = self._backend
        window = ApplicationsWindow(self._kit, backend.applications, backend.log_event, backend.highlights)
        window.log_rejection_asked.connect(self.open_rejection)
        window.review_asked.connect(self.open_review)
        window.menu_chosen.connect(self.open)
        window.highlight_asked.connect(self.open_highlight)
        self._show("applications", window)

    @Slot(str)
    def open_rejection(self, application_id: str = "") -> None:
        """The quick log; with an application already chosen if one is given."""
        from companion.ui.rejection.window import RejectionWindow

        self.dress()
        found = self._open.get("rejection")
        window = found if isinstance(found, RejectionWindow) else None
        if window is None:
            window = RejectionWindow(self._kit, self._backend.applications, self._backend.log_event)
            window.logged.connect(self._logged)
            window.closed.connect(self._drop_reel)
            self._show("rejection", window)
            QTimer.singleShot(_AFTER_FIRST_LOOK, self, self._prepare_reel)
            # while the user types, and behind what the window itself asks for
            self._kit.tasks.run(Lane.READ, _load_reel)
        else:
            _raise(window)
        if application_id:
            window.choose(application_id)

    @Slot(object)
    def open_highlight(self, draft: HighlightDraft | None = None) -> None:
        """Add a highlight; begun with a draft if one is given."""
        from companion.ui.highlights.window import HighlightWindow

        if not self._raised("highlight"):
            self._show("highlight", HighlightWindow(self._kit, self._backend.highlights))
        window = self._open["highlight"]
        if draft is not None and isinstance(window, HighlightWindow):
            window.start(draft)

    def open_follow_ups(self) -> None:
        """The letters that are due and on their way."""
        from companion.ui.follow_ups.due import DueWindow

        if self._raised("follow_ups"):
            return
        window = DueWindow(self._kit, self._backend.agenda, self._backend.follow_ups, self._backend.outbox)
        window.review_asked.connect(self.open_review)
        window.queued.connect(self.queued)
        self._show("follow_ups", window)

    @Slot(str)
    def open_review(self, follow_up_id: str) -> None:
        """One letter, as it will be sent."""
        from companion.ui.follow_ups.review import ReviewWindow

        name = f"review:{follow_up_id}"
        if self._raised(name):
            return
        window = ReviewWindow(self._kit, self._backend.follow_ups, self._backend.outbox, follow_up_id)
        window.queued.connect(self.queued)
        window.settings_asked.connect(self._open_mail_settings)
        window.mail_program_asked.connect(self._open_mail_program)
        self._show(name, window)

    def open_settings(self, page: str = "") -> None:
        """Settings, at a page if one is named ("mail")."""
        from companion.ui.settings.window import SettingsWindow

        self.dress()
        found = self._open.get("settings")
        window = found if isinstance(found, SettingsWindow) else None
        if window is None:
            shelf = Shelf(self._backend)
            window = SettingsWindow(self._kit, self._backend.accounts, self._backend.preferences, shelf)
            window.restored.connect(self._restore)
            self._show("settings", window)
        else:
            _raise(window)
        if page:
            window.open_page(page)

    @Slot()
    def _open_mail_settings(self) -> None:
        self.open_settings("mail")

    def open_welcome(self) -> None:
        """The first start."""
        from companion.ui.welcome.window import WelcomeWindow

        if self._raised("welcome"):
            return
        window = WelcomeWindow(self._kit, self._backend.highlights, self._backend.preferences)
        window.finished.connect(self._welcomed)
        self._show("welcome", window)

    @Slot(bool)
    def _welcomed(self, mail_now: bool) -> None:
        if mail_now:
            self.open_settings("mail")

    @Slot(object)
    def _restore(self, backup: Backup) -> None:
        self.restore_asked.emit(backup.path)

    # --- the reel --------------------------------------------------------------------------------------------

    def play_reel(self) -> None:
        """On demand: without a rejection, and with the keyboard."""
        compose = partial(self._backend.reels.compose, Noes())
        self._kit.tasks.run(Lane.READ, compose, done=self._play_on_demand, owner=self)

    @Slot(object)
    def _logged(self, outcome: Outcome[Logged]) -> None:
        application = outcome.value.application
        self.answer_no(Noes((application.company,), (application.id,)), outcome.undo, quietly=False)

    def answer_no(self, noes: Noes, undo: Undo | None, *, quietly: bool) -> None:
        """Plays the reel for a rejection at once; several of one sitting share one reel. quietly: without taking
        the keyboard from what the user does elsewhere.
        """
        open_now = self._reel()
        if open_now is not None:
            open_now.add_no(noes, undo)
            return
        self._answering = True
        compose = partial(self._reel_unless_quiet, noes)
        play = partial(_play_answer, self, noes, undo, quietly)
        self._kit.tasks.run(Lane.READ, compose, done=play, owner=self)

    def answer(self, reel: Reel | None, noes: Noes, undo: Undo | None, *, quietly: bool) -> None:
        """The reel is composed; None while "Not today" holds."""
        self._answering = False
        if reel is None:
            self._drop_reel()
            self.logged_quietly.emit(undo)
        else:
            self.play(reel, noes, undo, quietly=quietly)

    def _reel_unless_quiet(self, noes: Noes) -> Reel | None:
        return None if self._backend.waiting.wait() else self._backend.reels.compose(noes)

    def _reel(self) -> ReelWindow | None:
        """The reel's window if it is open. The class is not loaded for the question."""
        return cast("ReelWindow | None", self._open.get("reel"))

    def play(self, reel: Reel, noes: Noes, undo: Undo | None, *, quietly: bool) -> None:
        """Shows the reel in its window."""
        open_now = self._reel()
        if open_now is not None:
            if noes.companies:
                open_now.add_no(noes, undo)
            else:
                _raise(open_now)
            return
        window, self._next_reel = self._next_reel or self._make_reel(), None
        self._keep("reel", window)
        window.play(reel, noes=noes, undo=undo, quietly=quietly)

    def _make_reel(self) -> ReelWindow:
        from companion.ui.reel.window import ReelWindow

        self.dress()
        window = ReelWindow(self._kit, self._backend.reels, self._backend.highlights, self._backend.waiting)
        window.offer_chosen.connect(self._offer_chosen)
        return window

    @Slot()
    def _prepare_reel(self) -> None:
        """While somebody types whom the no came from, the reel's window is made, so that it is there at once."""
        if "rejection" in self._open and "reel" not in self._open and self._next_reel is None:
            self._next_reel = self._make_reel()
            self._next_reel.make_ready()

    @Slot()
    def _drop_reel(self) -> None:
        """The quick log has closed: without a no, the prepared window is not needed."""
        if self._next_reel is not None and not self._answering:
            self._next_reel.deleteLater()
            self._next_reel = None

    @Slot(object)
    def _play_on_demand(self, reel: Reel) -> None:
        self.play(reel, Noes(), None, quietly=False)

    @Slot(object)
    def _offer_chosen(self, offer: Offer) -> None:
        match offer.kind:
            case OfferKind.ASK_FOR_ADVICE:
                self.open_review(offer.target)
            case OfferKind.WHAT_IS_NEXT:
                self.open_applications()
            case OfferKind.ADD_HIGHLIGHT:
                self.open_highlight()
            case OfferKind.PARK | OfferKind.DONE:
                pass

    # --- help ------------------------------------------------------------------------------------------------

    @Slot(object)
    def _open_mail_program(self, letter: Letter) -> None:
        """Hands the letter to the user's own mail program, which needs no account here."""
        if not QDesktopServices.openUrl(QUrl(mailto_url(letter))):
            told = "No mail program is set up on this computer. The letter is kept here; copy it into your web mail."
            self._kit.tasks.problem.emit(Problem(told))

    def _raised(self, name: str) -> bool:
        """Whether the window was open, and is now in front; if not, all is ready to make it."""
        self.dress()
        window = self._open.get(name)
        if window is not None:
            _raise(window)
        return window is not None

    def _keep(self, name: str, window: Window) -> None:
        self._quitting = False
        self._open[name] = window
        window.closed.connect(partial(_forget, self, name, window))

    def _show(self, name: str, window: Window) -> None:
        self._keep(name, window)
        _raise(window)

    def forget(self, name: str, window: Window) -> None:
        """A window has closed."""
        if self._open.get(name) is window:
            del self._open[name]
        if self._quitting and not self._open:
            self.quit_asked.emit()


def _load_reel() -> None:
    """A no is answered at once: by then the reel's window is imported."""
    importlib.import_module("companion.ui.reel.window")


def _forget(windows: Windows, name: str, window: Window) -> None:
    windows.forget(name, window)


def _play_answer(windows: Windows, noes: Noes, undo: Undo | None, quietly: bool, reel: Reel | None) -> None:
    windows.answer(reel, noes, undo, quietly=quietly)


def _raise(window: Window) -> None:
    # only now: with the first window PySide loads the `Qt` namespace, a megabyte that the tray does not need
    from companion.desktop.windows import raise_window

    raise_window(window)
