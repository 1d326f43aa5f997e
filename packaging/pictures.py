"""`make pictures`: draws every window with the sample data, light and dark, into docs/pictures.

python packaging/pictures.py [--out DIR] [--scale 1|2] [--only NAME]

The clock stands still, so that a picture changes only when its window does.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

from companion.app.tour.tour import offscreen

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from companion.core.reel import Chosen
    from companion.ui.applications.window import ApplicationsWindow

ROOT = Path(__file__).resolve().parent.parent


INVITATION = """\
BEGIN:VCALENDAR
VERSION:2.0
METHOD:REQUEST
BEGIN:VEVENT
UID:4k2v7q0n1l5s8h3m@example.test
DTSTART;TZID=America/New_York:20261202T100000
DTEND;TZID=America/New_York:20261202T104500
SUMMARY:Technical interview: Robin Vale and Cedar Health
LOCATION:https://meet.example.test/abc-defg-hij
ORGANIZER;CN=Dana Reyes:mailto:dana.reyes@cedar.example
END:VEVENT
END:VCALENDAR
"""
POSTING = """\
Product Designer
Cedar Health
Location: Leeds, or remote
Salary: £42,000 to £48,000 a year

You shape how patients book, move and prepare for their visits, together with two researchers and a team of five.
Write to us with two pieces of work and a line on what you would do otherwise today.
"""
_TABLE = """Company,Role,Status,Date Applied,URL,Location,Notes
Harbour Optics,Data Analyst,Interview,2026-10-12,https://harbour.example/jobs/20417,Leeds,Spoke with Noor
Cedar Health,Product Designer,Applied,2026-11-02,https://cedar.example/jobs/88120,remote,
Juniper Rail,Technical Writer,Waitlisted,2026-11-09,,Lyon,
,Office Manager,Applied,2026-11-10,,,
Fjord Energy,Backend Engineer,Rejected,2026-09-21,https://fjord.example/jobs/31007,Malmö,
Cedar Health,Product Designer,Applied,2026-11-02,https://cedar.example/jobs/88120,remote,
"""
_UNKNOWN = """Who,What,Sent,Where,Remarks
Harbour Optics,Data Analyst,2026-10-12,Leeds,Spoke with Noor
Cedar Health,Product Designer,2026-11-02,remote,
"""


class StillClock:
    """A Monday morning."""

    def now(self) -> datetime:
        """Always the same moment."""
        return datetime(2026, 11, 23, 15, 0, tzinfo=UTC)

    def zone(self) -> tzinfo:
        """UTC, wherever the pictures are drawn."""
        return UTC


def main() -> None:
    """Draws what was asked for."""
    parser = argparse.ArgumentParser(description="draws every window, light and dark")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "pictures")
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--only", default="", help="the pictures whose name holds this")
    args = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="companion-pictures-")))
        os.environ["QT_QPA_PLATFORM"] = offscreen(folder, scale=args.scale)
        os.environ["QT_SCALE_FACTOR"] = str(args.scale)
        os.environ["TZ"] = "UTC"
        Gallery(folder, args.out, args.only, stack).draw()


class Gallery:
    """The real windows over the sample data."""

    def __init__(self, folder: Path, out: Path, only: str, stack: ExitStack) -> None:
        from companion.adapters.mail.mailer import SmtpMailer
        from companion.app import application
        from companion.app.backend import open_backend
        from companion.app.household import make_kit
        from companion.app.profile import APP_ID, Profile
        from companion.app.start import log_to
        from companion.app.tour import sample
        from companion.app.tour.secrets import SessionSecrets
        from companion.app.tour.stage import Stage
        from companion.app.trace import NoTrace
        from companion.app.windows import Windows
        from companion.core.account import Security
        from companion.desktop.icons import Icons
        from companion.desktop.tasks import Tasks
        from companion.desktop.theme import Theme
        from companion.services.accounts import AccountDraft
        from companion.services.resources import resource_path

        (folder / "logs").mkdir()
        log_to(folder / "logs", stack)
        self.folder, self.out, self.only = folder, out, only
        self._cards: tuple[Chosen, ...] = ()
        self.app = application.make(APP_ID, stack)
        application.keep_crashes(folder / "logs", "companion pictures", stack)
        profile = Profile(folder / "profile", folder / "logs", APP_ID)
        self.backend = stack.enter_context(
            open_backend(profile, NoTrace(), clock=StillClock(), secrets=SessionSecrets(), mailer=SmtpMailer())
        )
        sample.fill(self.backend, sample.read())
        draft = AccountDraft(
            "robin.vale@example.test", "smtp.example.test", 465, Security.TLS, "robin.vale@example.test", "Robin Vale"
        )
        self.backend.accounts.save(draft, "only in memory")
        self.theme, tasks = Theme(reduced_motion=True), Tasks()
        stack.callback(tasks.close)
        self.windows = Windows(
            make_kit(self.backend, tasks, self.theme, Icons(resource_path("icons"), self.theme)), self.backend
        )
        stack.callback(self.windows.close_all)
        self.stage = Stage(self.app, None)

    def draw(self) -> None:
        """Every window in both schemes."""
        from PySide6.QtCore import Qt

        self.out.mkdir(parents=True, exist_ok=True)
        self.windows.dress()
        for name, scheme in (("light", Qt.ColorScheme.Light), ("dark", Qt.ColorScheme.Dark)):
            self.theme.set_scheme(scheme)
            for window in self._windows():
                window(name)

    def _windows(self) -> tuple[Callable[[str], None], ...]:
        return (
            self._welcome,
            self._applications,
            self._board,
            self._forms,
            self._rejection,
            self._reel,
            self._library,
            self._highlight,
            self._follow_ups,
            self._review,
            self._settings,
            self._debrief,
            self._export,
            self._values,
            self._importing,
            self._recovery,
        )

    def _keep(self, window: object, name: str, scheme: str) -> None:
        from PySide6.QtWidgets import QWidget

        if not isinstance(window, QWidget) or self.only not in name:
            return
        self.stage.rest(350)
        path = self.out / f"{name}-{scheme}.png"
        if not window.grab().save(str(path)):
            raise SystemExit(f"{path} can't be written")
        print(path)

    def _end(self) -> None:
        self.windows.close_all()
        self.stage.rest(50)

    def _welcome(self, scheme: str) -> None:
        from companion.ui.welcome.window import WelcomeWindow

        self.windows.open_welcome()
        self._keep(self.stage.window(WelcomeWindow), "welcome", scheme)
        self._end()

    def _applications(self, scheme: str) -> None:
        from PySide6.QtCore import Qt
        from PySide6.QtGui import QAction

        from companion.ui.applications.window import ApplicationsWindow

        self.windows.open_applications()
        window = self.stage.window(ApplicationsWindow)
        self.stage.rest(300)
        search = self.stage.field(window, "Search applications")
        self.stage.key(search, Qt.Key.Key_Down)
        self._keep(window, "applications", scheme)
        self.stage.type(search, "dunmore")
        self._keep(window, "applications-search", scheme)
        search.clear()
        search.setFocus()
        self.stage.type(search, "stage:")
        self._keep(window, "applications-filter", scheme)
        search.setText("-stage:saved")
        actions = {a.text().replace("&", ""): a for a in window.findChildren(QAction)}
        actions["Group by stage"].trigger()
        self.stage.rest(300)
        actions["Choose all"].trigger()
        self._keep(window, "applications-several", scheme)
        search.clear()
        actions["Group by stage"].trigger()
        self._end()

    def _board(self, scheme: str) -> None:
        from PySide6.QtCore import Qt

        from companion.ui.applications.window import ApplicationsWindow

        self.windows.open_applications()
        window = self.stage.window(ApplicationsWindow)
        window.resize(1280, 680)
        window.set_layout("board")
        self.stage.rest(300)
        self.stage.key(self.stage.field(window, "Search applications"), Qt.Key.Key_Down)
        self._keep(window, "applications-board", scheme)
        window.set_layout("list")
        self._end()

    def _forms(self, scheme: str) -> None:
        from PySide6.QtGui import QAction
        from PySide6.QtWidgets import QDialog

        from companion.ui.applications.window import ApplicationsWindow

        self.windows.open_applications()
        window = self.stage.window(ApplicationsWindow)
        self.stage.rest(400)
        for words, name in (
            ("New application", "application-form"),
            ("Log an interview…", "interview-form"),
            ("Merge with…", "merge-form"),
        ):
            action = next(a for a in window.findChildren(QAction) if a.text().replace("&", "") == words)
            action.trigger()
            dialog = self.stage.window(QDialog)
            self._keep(dialog, name, scheme)
            dialog.reject()
            self.stage.rest(50)
        self._invitation(window, scheme)
        self._posting(window, scheme)
        self._end()

    def _invitation(self, window: ApplicationsWindow, scheme: str) -> None:
        from PySide6.QtWidgets import QDialog

        invitation = Path(self.folder, "invite.ics")
        invitation.write_text(INVITATION, encoding="utf-8")
        window.open_calendar_file(invitation)
        self.stage.rest(300)
        dialog = self.stage.window(QDialog)
        self._keep(dialog, "invitation-form", scheme)
        dialog.reject()
        self.stage.rest(50)

    def _posting(self, window: ApplicationsWindow, scheme: str) -> None:
        from PySide6.QtCore import QMimeData
        from PySide6.QtWidgets import QDialog

        posting = QMimeData()
        posting.setText(POSTING)
        window.take(posting)
        self.stage.rest(600)
        dialog = self.stage.window(QDialog)
        self._keep(dialog, "posting-form", scheme)
        dialog.reject()
        self.stage.rest(50)

    def _rejection(self, scheme: str) -> None:
        from PySide6.QtCore import Qt

        from companion.ui.rejection.window import RejectionWindow

        self.windows.open_rejection()
        window = self.stage.window(RejectionWindow)
        self.stage.rest(200)
        field = self.stage.field(window, "Company, role or contact")
        self.stage.type(field, "en")
        self._keep(window, "log-a-rejection", scheme)
        self.stage.key(field, Qt.Key.Key_Return)
        self._keep(window, "log-a-rejection-picked", scheme)
        self._end()

    def _reel(self, scheme: str) -> None:
        from companion.core.application import EventKind
        from companion.services.log_event import EventDraft
        from companion.services.reel import Noes
        from companion.ui.reel.window import ReelWindow

        acme = self.backend.applications.search("Acme")[0]
        logged = self.backend.log_event.log(EventDraft(EventKind.REJECTED, acme.id))
        noes = Noes(("Acme",), (acme.id,))
        reel = self.backend.reels.compose(noes)
        self._cards = self._cards or reel.cards  # the same in both schemes, though the next reel has others
        self.windows.reels.play(replace(reel, cards=self._cards), noes, None, quietly=False)
        window = self.stage.window(ReelWindow)
        self._keep(window, "reel-acknowledgement", scheme)
        for name in ("reel-highlight", "reel-quote", "reel-text", "reel-4", "reel-5", "reel-next-step"):
            window.next_page()
            if not name[-1].isdigit():
                self._keep(window, name, scheme)
            if name == "reel-quote":
                self._explain(window, scheme)
        self.stage.press(window, "Come back to this at 18:00")
        self._keep(window, "reel-parked", scheme)
        self.stage.press(window, "Take it back")
        self.stage.rest(50)
        self._end()
        self.backend.desk.undo(logged.undo, "")
        self._veil(scheme)

    def _explain(self, window: QWidget, scheme: str) -> None:
        from PySide6.QtCore import Qt
        from PySide6.QtGui import QAction

        next(a for a in window.findChildren(QAction) if a.text() == "Why this one?").trigger()
        self._keep(window, "reel-why", scheme)
        self.stage.key(window, Qt.Key.Key_Escape)

    def _veil(self, scheme: str) -> None:
        """As it comes in privacy mode while the user is elsewhere: the window is drawn, and has not the keyboard."""
        from PySide6.QtWidgets import QWidget

        from companion.services.reel import Noes
        from companion.ui.reel.window import ReelWindow

        reel = replace(self.backend.reels.compose(Noes()), private=True)
        self.windows.reels.play(reel, Noes(), None, quietly=True)
        window = self.stage.window(ReelWindow)
        elsewhere = QWidget()
        elsewhere.show()
        elsewhere.activateWindow()
        self._keep(window, "reel-veil", scheme)
        elsewhere.close()
        elsewhere.deleteLater()
        self._end()

    def _library(self, scheme: str) -> None:
        from PySide6.QtCore import Qt

        from companion.ui.highlights.library import LibraryWindow

        self.windows.open_library()
        window = self.stage.window(LibraryWindow)
        self.stage.rest(400)
        search = self.stage.field(window, "Search highlights")
        self.stage.key(search, Qt.Key.Key_Down)
        self._keep(window, "highlights", scheme)
        self.stage.type(search, "te")
        self._keep(window, "highlights-search", scheme)
        self._end()

    def _highlight(self, scheme: str) -> None:
        from companion.services.highlights import HighlightDraft
        from companion.services.resources import resource_path
        from companion.ui.highlights.window import HighlightWindow

        self.windows.open_highlight()
        self._keep(self.stage.window(HighlightWindow), "add-a-highlight", scheme)
        self._end()
        pictures = tuple(resource_path("sample", name) for name in ("whiteboard.jpg", "morning.jpg"))
        draft = HighlightDraft("Drew the new order flow on a whiteboard.", "spring 2024", tags=("design",))
        self.windows.open_highlight(replace(draft, pictures=pictures))
        self._keep(self.stage.window(HighlightWindow), "add-a-highlight-filled", scheme)
        self._end()

    def _follow_ups(self, scheme: str) -> None:
        from companion.ui.follow_ups.due import DueWindow

        self.windows.open_follow_ups()
        self._keep(self.stage.window(DueWindow), "follow-ups", scheme)
        self._end()

    def _review(self, scheme: str) -> None:
        from companion.ui.follow_ups.review import ReviewWindow

        self.windows.open_review(self.backend.agenda.look().due[0].follow_up.id)
        self._keep(self.stage.window(ReviewWindow), "letter-review", scheme)
        self._end()

    def _settings(self, scheme: str) -> None:
        from companion.ui.settings.window import SettingsWindow

        for page in ("mail", "letters", "reel", "backups"):
            self.windows.open_settings(page)
            self._keep(self.stage.window(SettingsWindow), f"settings-{page}", scheme)
            self._end()
        self._found(scheme)

    def _found(self, scheme: str) -> None:
        """What is found for the address of a known provider."""
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest
        from PySide6.QtWidgets import QPushButton

        from companion.ui.settings.window import SettingsWindow

        self.windows.open_settings("mail")
        window = self.stage.window(SettingsWindow)
        self.stage.rest(350)
        next(b for b in window.findChildren(QPushButton) if b.text() == "New account").click()
        QTest.keyClicks(window.mail.form.address, "robin.vale@gmail.com")
        QTest.keyClick(window.mail.form.address, Qt.Key.Key_Return)
        self._keep(window, "settings-mail-found", scheme)
        window.mail.form.address.clear()
        self._end()
        self._consent(scheme)

    def _consent(self, scheme: str) -> None:
        """What stands in place of a password: at a known provider, and at one that nobody knows."""
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest
        from PySide6.QtWidgets import QScrollArea

        from companion.ui.settings.window import SettingsWindow

        self.windows.open_settings("mail")
        window = self.stage.window(SettingsWindow)
        self.stage.rest(350)
        for address, server, name in (
            ("robin.vale@outlook.com", "", "settings-mail-consent"),
            ("robin@vale.example", "smtp.vale.example", "settings-mail-consent-elsewhere"),
        ):
            self.stage.press(window, "New account")
            QTest.keyClicks(window.mail.form.address, address)
            if server:
                self.stage.press(window, "Enter by hand")
                QTest.keyClicks(self.stage.field(window, "Server"), server)
                self.stage.press(window, "Consent in the browser instead")
            else:
                QTest.keyClick(window.mail.form.address, Qt.Key.Key_Return)
                self.stage.rest(350)
                self.stage.press(window, "Use these settings")
            client = self.stage.field(window, "Client id")
            QTest.keyClicks(client, "4f1c2a7e-companion")
            client.setCursorPosition(0)
            bar = next(a for a in window.mail.findChildren(QScrollArea) if a.isAncestorOf(client)).verticalScrollBar()
            self.stage.rest(350)
            bar.setValue(bar.maximum())
            self._keep(window, name, scheme)
        self.stage.press(window, "New account")
        window.mail.form.address.clear()
        self._end()

    def _export(self, scheme: str) -> None:
        from companion.core.exporting import ExportFormat
        from companion.ui.exporting import ExportWindow

        self.windows.open_export()
        window = self.stage.window(ExportWindow)
        window.fields.kind.setCurrentIndex(list(ExportFormat).index(ExportFormat.RECORD))
        self.stage.until("a count", lambda: window.note.text().endswith("applications."))
        self._keep(window, "export", scheme)
        window.close()
        self._end()

    def _debrief(self, scheme: str) -> None:
        from PySide6.QtCore import Qt

        from companion.services.debriefs import Answers
        from companion.ui.applications.window import ApplicationsWindow
        from companion.ui.debrief.window import DebriefWindow

        (acme,) = self.backend.applications.search("Acme")
        parked = self.backend.debriefs.park(acme.id).value
        answers = Answers("That one day says little about ten good years.", "They had one place and a long list.")
        self.backend.debriefs.write(parked.id, answers)
        self.windows.open_debrief(parked.id)
        window = self.stage.window(DebriefWindow)
        self._keep(window, "debrief", scheme)
        window.close()
        self.stage.until("the end of the look back", lambda: self.backend.debriefs.next_at() is None)
        self.backend.debriefs.park(acme.id)
        self.windows.open_applications()
        applications = self.stage.window(ApplicationsWindow)
        search = self.stage.field(applications, "Search applications")
        self.stage.type(search, "acme")
        self.stage.key(search, Qt.Key.Key_Down)
        self._keep(applications, "application-debrief", scheme)
        self._end()
        for each in self.backend.applications.story(acme.id).debriefs:
            self.backend.debriefs.delete(each.id)

    def _values(self, scheme: str) -> None:
        from companion.ui.values.window import ValuesWindow

        self.windows.open_values()
        self._keep(self.stage.window(ValuesWindow), "values", scheme)
        self._end()

    def _importing(self, scheme: str) -> None:
        from companion.ui.importing import ImportWindow

        folder = self.backend.profile.data
        known, unknown = folder / "applications.csv", folder / "own table.csv"
        known.write_text(_TABLE, encoding="utf-8")
        unknown.write_text(_UNKNOWN, encoding="utf-8")
        self.windows.open_import()
        window = self.stage.window(ImportWindow)
        self._keep(window, "importing", scheme)
        window.open_file(known)
        self.stage.until("the preview", window.go.isEnabled)
        self._keep(window, "importing-preview", scheme)
        window.open_file(unknown)
        self.stage.until("the columns", window.mapping.isVisible)
        self._keep(window, "importing-columns", scheme)
        self._end()

    def _recovery(self, scheme: str) -> None:
        from companion.services.ports import Backup, StoreIsDamaged
        from companion.ui.recovery.dialog import RecoveryDialog

        problem = StoreIsDamaged("The store is damaged and was not opened. Nothing in it was changed.")
        dialog = RecoveryDialog(problem, Backup(ROOT, StillClock().now(), 10, 6))
        dialog.show()
        self._keep(dialog, "recovery", scheme)
        dialog.close()
        dialog.deleteLater()


if __name__ == "__main__":
    main()
