"""Opens windows on demand and connects them: which signal of one opens which other.

Each kind of window is there once. The window classes are imported when first needed, so that the tray starts
without them.
"""

from __future__ import annotations

import gc
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication

from companion.app.backend import Backend
from companion.app.drafts import LONGEST_LINK, write_draft
from companion.app.menu import REVIEW
from companion.app.reel_player import ReelPlayer
from companion.app.shelf import Shelf
from companion.core.letter import Letter
from companion.core.mailto import mailto_url
from companion.core.problem import Problem
from companion.core.reel import Offer, OfferKind
from companion.core.settings import Settings
from companion.desktop.kit import Kit
from companion.desktop.tasks import Lane
from companion.desktop.wishes import DesktopWishes
from companion.services.highlights import HighlightDraft
from companion.services.log_event import Logged
from companion.services.ports import Backup
from companion.services.reel import Noes
from companion.services.waiting import Wait
from companion.services.work import Outcome, Undo

if TYPE_CHECKING:
    from collections.abc import Callable

    from companion.core.highlight import Highlight
    from companion.desktop.material import Material
    from companion.desktop.windows import Window
    from companion.services.highlights import HighlightDraft
    from companion.ui.highlights.window import HighlightWindow

_AFTER_EACH = 1_000
"""Milliseconds after a window has closed: what comes in its place, such as a reel, is on screen by then."""

_AFTER_LAST = 2000
"""Milliseconds after the last window has closed: whoever opens the next one at once needs what the last one had."""


class Windows(QObject):
    """The windows that are open now, by name."""

    restore_asked = Signal(object)
    quit_asked = Signal()
    queued = Signal(object)
    logged_quietly = Signal(object, object)
    """Undo | None and the Wait of a rejection that was logged elsewhere and whose reel has to wait."""

    def __init__(self, kit: Kit, backend: Backend) -> None:
        super().__init__()
        self._kit = kit
        self._backend = backend
        self._open: dict[str, Window] = {}
        self._dressed = False
        self._quitting = False
        self._over = False
        self._wishes = DesktopWishes(kit.theme)
        self.reels = ReelPlayer(kit, backend, self)
        self.reels.offer_chosen.connect(self._offer_chosen)
        self.reels.held_back.connect(self._held_back)
        self._alone = QTimer(self, singleShot=True, interval=_AFTER_LAST)
        self._alone.timeout.connect(self._give_back)
        self._tidy = QTimer(self, singleShot=True, interval=_AFTER_EACH)
        self._tidy.timeout.connect(self._collect)

    def close_all(self) -> None:
        """At the end of the program; drafts keep themselves."""
        self._over = True
        for window in tuple(self._open.values()):
            window.close()
        self.reels.close()
        self._wishes.close()
        self._alone.stop()
        self._tidy.stop()

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
            "reel": self.reels.play_now,
            "highlight": self.open_highlight,
            "library": self.open_library,
            "follow_ups": self.open_follow_ups,
            "applications": self.open_applications,
            "settings": self.open_settings,
            "welcome": self.open_welcome,
        }
        if key in openers:
            openers[key]()
        elif key.startswith(REVIEW):
            self.open_review(key.removeprefix(REVIEW))
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
        window = ApplicationsWindow(
            self._kit, backend.applications, backend.log_event, backend.debriefs, backend.highlights
        )
        window.look_back_asked.connect(self.open_debrief)
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
            window.picked.connect(self.reels.expect_now)
            window.closed.connect(self.reels.drop)
            self._show("rejection", window)
            self.reels.expect()
        else:
            _raise(window)
        if application_id:
            window.choose(application_id)

    @Slot(object)
    def open_highlight(self, draft: HighlightDraft | None = None) -> None:
        """Add a highlight; begun with a draft if one is given."""
        window = self._capture_form()
        if draft is not None:
            window.start(draft)

    def open_library(self) -> None:
        """All highlights."""
        from companion.ui.highlights.library import LibraryWindow

        if self._raised("library"):
            return
        window = LibraryWindow(self._kit, self._backend.highlights)
        window.capture_asked.connect(self._capture)
        window.edit_asked.connect(self._edit_highlight)
        window.link_asked.connect(self.open_link)
        self._show("library", window)

    def _capture_form(self) -> HighlightWindow:
        from companion.ui.highlights.window import HighlightWindow

        if not self._raised("highlight"):
            self._show("highlight", HighlightWindow(self._kit, self._backend.highlights, self._backend.letters))
        return cast("HighlightWindow", self._open["highlight"])

    @Slot(object)
    def _capture(self, material: Material) -> None:
        """What was dropped on the library, or pasted there."""
        self._capture_form().take(material)

    @Slot(object)
    def _edit_highlight(self, highlight: Highlight) -> None:
        from companion.ui.highlights.window import HighlightWindow

        name = f"highlight:{highlight.id}"
        if not self._raised(name):
            window = HighlightWindow(self._kit, self._backend.highlights, self._backend.letters)
            window.edit(highlight)
            self._show(name, window)

    @Slot(str)
    def edit_highlight(self, key: str) -> None:
        """The highlight with this key, to be changed."""
        get = partial(self._backend.highlights.get, key)
        self._kit.tasks.run(Lane.READ, get, done=self._edit_highlight, owner=self)

    def open_follow_ups(self) -> None:
        """The letters that are due and on their way."""
        from companion.ui.follow_ups.due import DueWindow

        if self._raised("follow_ups"):
            return
        backend = self._backend
        window = DueWindow(self._kit, backend.follow_ups, backend.outbox, backend.sent_folder)
        window.review_asked.connect(self.open_review)
        window.queued.connect(self.queued)
        self._show("follow_ups", window)

    @Slot(str)
    def open_review(self, follow_up_id: str) -> None:
        """One letter, as it will be sent."""
        from companion.adapters.spelling import EnchantSpeller
        from companion.ui.follow_ups.review import ReviewWindow

        name = f"review:{follow_up_id}"
        if self._raised(name):
            return
        backend = self._backend
        # each its own: one that closes forgets its dictionaries
        speller = EnchantSpeller()
        window = ReviewWindow(self._kit, backend.follow_ups, backend.outbox, follow_up_id, speller=speller)
        window.queued.connect(self.queued)
        window.settings_asked.connect(self._open_mail_settings)
        window.mail_program_asked.connect(self._open_mail_program)
        self._show(name, window)

    @Slot(str)
    def open_debrief(self, debrief_id: str) -> None:
        """A parked look back: to write in, or to read again."""
        from companion.ui.debrief.window import DebriefWindow

        name = f"debrief:{debrief_id}"
        if not self._raised(name):
            self._show(name, DebriefWindow(self._kit, self._backend.debriefs, debrief_id))

    @Slot()
    def open_values(self) -> None:
        """The values exercise."""
        from companion.ui.values.window import ValuesWindow

        if not self._raised("values"):
            self._show("values", ValuesWindow(self._kit, self._backend.values))

    def open_settings(self, page: str = "") -> None:
        """Settings, at a page if one is named ("mail"; "plan": the reel's, with the keyboard on the plan)."""
        from companion.ui.settings.mail import MailServices
        from companion.ui.settings.window import Behind, SettingsWindow

        self.dress()
        found = self._open.get("settings")
        window = found if isinstance(found, SettingsWindow) else None
        if window is None:
            shelf = Shelf(self._backend)
            backend = self._backend
            mail = MailServices(backend.accounts, backend.discovery)
            texts = backend.follow_ups.texts
            window = SettingsWindow(self._kit, Behind(mail, backend.preferences, backend.values, shelf, texts))
            window.restored.connect(self._restore)
            window.values_asked.connect(self.open_values)
            self._show("settings", window)
        else:
            _raise(window)
        if page == "plan":
            window.open_plan()
        elif page:
            window.open_page(page)

    @Slot()
    def open_plan(self) -> None:
        """Settings, where the plan for the next no is written."""
        self.open_settings("plan")

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

    @Slot(object)
    def _logged(self, outcome: Outcome[Logged]) -> None:
        application = outcome.value.application
        self.reels.answer(Noes((application.company,), (application.id,)), outcome.undo, quietly=False)

    @Slot(object, object, bool)
    def _held_back(self, undo: Undo | None, wait: Wait, in_our_window: bool) -> None:
        """Who has just logged it by hand reads why no reel comes; else a notification says so."""
        if not in_our_window:
            self.logged_quietly.emit(undo, wait)
            return
        from companion.ui.waiting.window import WaitingWindow

        window = WaitingWindow(self._kit, wait.why, can_undo=undo is not None)
        window.play_asked.connect(self.reels.play_now)
        if undo is not None:
            window.undo_asked.connect(partial(_take_back, self._kit, undo))
        self._show("waiting", window)

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

    @Slot(str)
    def open_link(self, address: str) -> None:
        """A highlight's link, in the browser."""
        if not QDesktopServices.openUrl(QUrl(address)):
            self._kit.tasks.problem.emit(Problem("No web browser is set up on this computer.", details=address))

    # --- help ------------------------------------------------------------------------------------------------

    @Slot(object)
    def _open_mail_program(self, letter: Letter) -> None:
        """Hands the letter to the user's own mail program, which needs no account here: as a link, or as a draft in a
        file where a link would be too long.
        """
        link = mailto_url(letter)
        if len(link) <= LONGEST_LINK:
            self._open_outside(link)
        else:
            work = partial(write_draft, self._backend.profile.drafts, letter, self._backend.clock.now())
            self._kit.tasks.run(Lane.READ, work, done=self._draft_written, owner=self)

    @Slot(object)
    def _draft_written(self, path: Path) -> None:
        self._open_outside(QUrl.fromLocalFile(str(path)).toString())

    def _open_outside(self, address: str) -> None:
        if not QDesktopServices.openUrl(QUrl(address)):
            told = "No mail program is set up on this computer. The letter is kept here; copy it into your web mail."
            self._kit.tasks.problem.emit(Problem(told))

    def _raised(self, name: str) -> bool:
        """Whether the window was open, and is now in front; if not, all is ready to make it."""
        self.dress()
        window = self._open.get(name)
        if window is not None:
            _raise(window)
        return window is not None

    def window(self, name: str) -> Window | None:
        """The window of that name, if it is open."""
        return self._open.get(name)

    def is_open(self, name: str) -> bool:
        return name in self._open

    def bring_forward(self, window: Window) -> None:
        """In front of the others, with the keyboard."""
        _raise(window)

    def keep(self, name: str, window: Window) -> None:
        """Takes charge of a window until it closes."""
        self._quitting = False
        self._open[name] = window
        window.closed.connect(partial(_forget, self, name, window))
        window.destroyed.connect(self._gone)

    def _show(self, name: str, window: Window) -> None:
        self.keep(name, window)
        _raise(window)

    def forget(self, name: str, window: Window) -> None:
        """A window has closed."""
        if self._open.get(name) is window:
            del self._open[name]
        if self._open:
            return
        if self._quitting:
            self.quit_asked.emit()
        else:
            self._alone.start()

    @Slot()
    def _gone(self) -> None:
        if not (self._over or self._tidy.isActive()):
            self._tidy.start()

    @Slot()
    def _collect(self) -> None:
        """The parts of a closed window hold each other in circles, and their pictures. On this thread: no other may
        end them.
        """
        gc.collect()

    @Slot()
    def _give_back(self) -> None:
        """The last window has gone, so the tray is alone again: as small as can be."""
        if not self._open:
            self._collect()
            self._kit.tasks.run(Lane.READ, partial(_give_back_memory, self._backend))


def _give_back_memory(backend: Backend) -> None:
    from companion.adapters.system.memory import let_go_of_code, trim_heap

    backend.store.give_back()
    trim_heap()
    let_go_of_code()


def _take_back(kit: Kit, undo: Undo) -> None:
    kit.undo(undo)


def _forget(windows: Windows, name: str, window: Window) -> None:
    windows.forget(name, window)


def _raise(window: Window) -> None:
    # only now: with the first window PySide loads the `Qt` namespace, a megabyte that the tray does not need
    from companion.desktop.windows import raise_window

    raise_window(window)
