"""Opens windows on demand and connects them: which signal of one opens which other.

Each kind of window is there once. The window classes are imported when first needed, so that the tray starts
without them.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from companion.app.backend import Backend
from companion.app.highlight_windows import HighlightWindows
from companion.app.menu import REVIEW
from companion.app.open_windows import OpenWindows
from companion.app.other_programs import OtherPrograms
from companion.app.reel_player import ReelPlayer
from companion.app.shelf import Shelf
from companion.core.reel import Offer, OfferKind
from companion.core.settings import Settings
from companion.desktop.kit import Kit
from companion.services.highlights import HighlightDraft
from companion.services.log_event import Logged
from companion.services.ports import Backup
from companion.services.reel import Noes
from companion.services.waiting import Wait
from companion.services.work import Outcome, Undo

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from companion.desktop.windows import Window


class Windows(QObject):
    """What opens them: a line of the tray's menu, a notification, another window."""

    restore_asked = Signal(object)
    quit_asked = Signal()
    queued = Signal(object)
    logged_quietly = Signal(object, object)
    """Undo | None and the Wait of a rejection that was logged elsewhere and whose reel has to wait."""

    def __init__(self, kit: Kit, backend: Backend) -> None:
        super().__init__()
        self._kit = kit
        self._backend = backend
        self._open = OpenWindows(kit, backend, self)
        self._open.all_closed.connect(self.quit_asked)
        self._outside = OtherPrograms(kit, backend, self)
        self._highlights = HighlightWindows(kit, backend, self._open, self)
        self._highlights.link_asked.connect(self._outside.open_link)
        self.reels = ReelPlayer(kit, backend, self._open, self)
        self.reels.offer_chosen.connect(self._offer_chosen)
        self.reels.held_back.connect(self._held_back)
        self.reels.edit_asked.connect(self._highlights.edit)
        self.reels.link_asked.connect(self._outside.open_link)
        self.reels.plan_asked.connect(self.open_plan)

    def close_all(self) -> None:
        """At the end of the program; drafts keep themselves."""
        self._open.close()
        self.reels.close()

    def dress(self) -> None:
        """Before the first window: palette and style, which a tray icon can do without."""
        self._open.dress()

    def window(self, name: str) -> Window | None:
        """The window of that name, if it is open."""
        return self._open.get(name)

    def is_open(self, name: str) -> bool:
        return self._open.is_open(name)

    @Slot(str)
    def open(self, key: str) -> None:
        """Opens the window of a tray action, or brings it to the front."""
        openers: dict[str, Callable[[], object]] = {
            "reject": self.open_rejection,
            "reel": self.reels.play_now,
            "highlight": self.open_highlight,
            "import": self.open_import,
            "library": self.open_library,
            "follow_ups": self.open_follow_ups,
            "applications": self.open_applications,
            "export": self.open_export,
            "settings": self.open_settings,
            "welcome": self.open_welcome,
        }
        if key in openers:
            openers[key]()
        elif key.startswith(REVIEW):
            self.open_review(key.removeprefix(REVIEW))
        elif key == "quit":
            self._open.close_for_good()

    @Slot(object)
    def settings_read(self, settings: Settings) -> None:
        """At the start: *Welcome* the first time, and what the theme must know."""
        self._kit.theme.set_reduced_motion(settings.reduced_motion)
        if not settings.welcomed:
            self.open_welcome()

    # --- the windows -----------------------------------------------------------------------------------------

    def open_applications(self) -> None:
        """The list."""
        from companion.ui.applications import ApplicationsWindow, ListServices

        if self._open.raised("applications"):
            return
        backend = self._backend
        window = ApplicationsWindow(
            self._kit,
            ListServices(
                backend.applications,
                backend.log_event,
                backend.debriefs,
                backend.highlights,
                backend.calendars,
                backend.attachments,
                backend.postings,
            ),
        )
        window.look_back_asked.connect(self.open_debrief)
        window.log_rejection_asked.connect(self.open_rejection)
        window.review_asked.connect(self.open_review)
        window.menu_chosen.connect(self.open)
        window.highlight_asked.connect(self.open_highlight)
        window.export_asked.connect(self.open_export)
        window.import_asked.connect(self.open_import)
        self._open.show("applications", window)

    @Slot(object, str)
    def open_export(self, chosen: tuple[str, ...] = (), typed: str = "") -> None:
        """Export; of these applications, or of what is found with these words, if any are named."""
        from companion.ui.exporting import ExportWindow

        # each choice has its own: the one that is open already would export another one
        name = f"export:{hash((chosen, typed))}" if chosen or typed else "export"
        if not self._open.raised(name):
            self._open.show(name, ExportWindow(self._kit, self._backend.exporting, typed=typed, chosen=chosen))

    @Slot(object)
    def open_bring_back(self, path: Path) -> None:
        """The way back of a file that holds everything."""
        from companion.ui.exporting import BringBackWindow

        name = f"bring-back:{path}"
        if not self._open.raised(name):
            self._open.show(name, BringBackWindow(self._kit, self._backend.exporting.whole, path))

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
            self._open.show("rejection", window)
            self.reels.expect()
        else:
            self._open.bring_forward(window)
        if application_id:
            window.choose(application_id)

    @Slot(object)
    def open_highlight(self, draft: HighlightDraft | None = None) -> None:
        """Add a highlight; begun with a draft if one is given."""
        self._highlights.add(draft)

    @Slot(object)
    def open_import(self, path: Path | None = None) -> None:
        """Import; looks at a file if one is given."""
        from companion.ui.importing import ImportWindow

        self.dress()
        found = self._open.get("importing")
        window = found if isinstance(found, ImportWindow) else None
        if window is None:
            window = ImportWindow(self._kit, self._backend.importing)
            window.whole_asked.connect(self.open_bring_back)
            self._open.show("importing", window)
        else:
            self._open.bring_forward(window)
        if path is not None:
            window.open_file(path)

    def open_library(self) -> None:
        """All highlights."""
        self._highlights.open_library()

    def open_follow_ups(self) -> None:
        """The letters that are due and on their way."""
        from companion.ui.follow_ups.due import DueWindow

        if self._open.raised("follow_ups"):
            return
        backend = self._backend
        window = DueWindow(self._kit, backend.follow_ups, backend.outbox, backend.sent_folder)
        window.review_asked.connect(self.open_review)
        window.queued.connect(self.queued)
        self._open.show("follow_ups", window)

    @Slot(str)
    def open_review(self, follow_up_id: str) -> None:
        """One letter, as it will be sent."""
        from companion.adapters.spelling import EnchantSpeller
        from companion.ui.follow_ups.review import ReviewWindow

        name = f"review:{follow_up_id}"
        if self._open.raised(name):
            return
        backend = self._backend
        # each its own: one that closes forgets its dictionaries
        speller = EnchantSpeller()
        window = ReviewWindow(self._kit, backend.follow_ups, backend.outbox, follow_up_id, speller=speller)
        window.queued.connect(self.queued)
        window.settings_asked.connect(self._open_mail_settings)
        window.mail_program_asked.connect(self._outside.open_letter)
        self._open.show(name, window)

    @Slot(str)
    def open_debrief(self, debrief_id: str) -> None:
        """A parked look back: to write in, or to read again."""
        from companion.ui.debrief.window import DebriefWindow

        name = f"debrief:{debrief_id}"
        if not self._open.raised(name):
            self._open.show(name, DebriefWindow(self._kit, self._backend.debriefs, debrief_id))

    @Slot()
    def open_values(self) -> None:
        """The values exercise."""
        from companion.ui.values.window import ValuesWindow

        if not self._open.raised("values"):
            self._open.show("values", ValuesWindow(self._kit, self._backend.values))

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
            self._open.show("settings", window)
        else:
            self._open.bring_forward(window)
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

        if self._open.raised("welcome"):
            return
        window = WelcomeWindow(self._kit, self._backend.highlights, self._backend.preferences)
        window.finished.connect(self._welcomed)
        self._open.show("welcome", window)

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
        self._open.show("waiting", window)

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


def _take_back(kit: Kit, undo: Undo) -> None:
    kit.undo(undo)
