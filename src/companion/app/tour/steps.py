"""The steps of the tour, in order; each does one thing as a person would, checks it, and leaves a picture."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from companion.adapters.mail.embedded import EmbeddedServer
from companion.app.backend import Backend
from companion.app.tour import sample
from companion.app.tour.stage import Stage
from companion.app.windows import Windows
from companion.core.account import Security
from companion.core.application import State
from companion.core.outbox import LetterState, OutboxLetter
from companion.core.problem import Problem
from companion.services.accounts import AccountDraft
from companion.ui.applications.window import ApplicationsWindow
from companion.ui.follow_ups.due import DueWindow
from companion.ui.follow_ups.review import ReviewWindow
from companion.ui.reel.window import ReelWindow
from companion.ui.rejection.window import RejectionWindow
from companion.ui.settings.window import SettingsWindow
from companion.ui.welcome.window import WelcomeWindow


class Tour:
    """The story: Robin has sent ten applications, and Acme says no."""

    def __init__(
        self, stage: Stage, backend: Backend, windows: Windows, server: EmbeddedServer, skip: Callable[[], None]
    ) -> None:
        self._stage = stage
        self._backend = backend
        self._windows = windows
        self._server = server
        self._skip = skip
        self._letter: OutboxLetter | None = None
        windows.queued.connect(self._queued)
        self.steps: tuple[tuple[str, Callable[[], None]], ...] = (
            ("Welcome: the first start", self._welcome),
            ("Sample data: nine highlights, ten applications, a mail account", self._fill),
            ("Applications: the list and one story", self._applications),
            ("A no from Acme is logged: three letters, Enter, Enter", self._log_rejection),
            ("The reel plays: acknowledgement, highlights, the next step", self._reel),
            ("A letter is reviewed and sent", self._review),
            ("The letter leaves, and arrives as it was shown", self._send),
            ("Settings: the mail account", self._settings),
        )

    def _queued(self, letter: OutboxLetter) -> None:
        self._letter = letter

    def _welcome(self) -> None:
        self._windows.open_welcome()
        window = self._stage.window(WelcomeWindow)
        self._stage.picture(window, "welcome")
        self._close(window)

    def _fill(self) -> None:
        told = sample.read()
        sample.fill(self._backend, told)
        account = told["account"]
        draft = AccountDraft(
            account["address"],
            self._server.host,
            self._server.port,
            Security.TLS,
            self._server.user,
            account["name"],
        )
        saved = self._backend.accounts.save(draft, self._server.password, session_only=True).value
        self._backend.accounts.test(saved.account)

    def _applications(self) -> None:
        self._windows.open_applications()
        window = self._stage.window(ApplicationsWindow)
        search = self._stage.field(window, "Search applications")
        self._stage.type(search, "acme")
        self._stage.rest(400)
        self._stage.picture(window, "applications")
        self._close(window)

    def _log_rejection(self) -> None:
        self._windows.open_rejection()
        window = self._stage.window(RejectionWindow)
        field = self._stage.field(window, "Company, role or contact")
        self._stage.rest(300)
        self._stage.type(field, "acm")
        self._stage.rest(300)
        self._stage.picture(window, "log-a-rejection")
        self._stage.key(field, Qt.Key.Key_Return)
        self._stage.rest(200)
        self._stage.picture(window, "log-a-rejection-picked")
        focus = window.focusWidget() or field
        self._stage.key(focus, Qt.Key.Key_Return)
        self._stage.until("the no to be in the store", self._acme_said_no)

    def _acme_said_no(self) -> bool:
        return any(r.state is State.REJECTED for r in self._backend.applications.search("Acme"))

    def _reel(self) -> None:
        window = self._stage.window(ReelWindow)
        self._stage.rest(300)
        self._stage.picture(window, "reel-acknowledgement")
        for name in ("reel-highlight", "reel-another-highlight"):
            window.next_page()
            self._stage.rest(500)
            self._stage.picture(window, name)
        while self._ask_button(window) is None:
            window.next_page()
            self._stage.rest(50)
        self._stage.rest(200)
        self._stage.picture(window, "reel-next-step")
        self._stage.press(window, self._ask_button(window) or "")

    def _ask_button(self, window: QWidget) -> str | None:
        """The words of the offer to ask for advice, once it shows."""
        from PySide6.QtWidgets import QPushButton

        buttons = (b for b in window.findChildren(QPushButton) if b.isVisible())
        return next((b.text().replace("&", "") for b in buttons if b.text().startswith("Ask ")), None)

    def _review(self) -> None:
        window = self._stage.window(ReviewWindow)
        self._stage.rest(400)
        self._stage.picture(window, "letter-review")
        self._stage.press(window, "Send")
        self._stage.until("the letter to be queued", lambda: self._letter is not None)

    def _send(self) -> None:
        if self._letter is None:
            raise Problem("The tour's letter was not queued.")
        self._windows.open_follow_ups()
        window = self._stage.window(DueWindow)
        self._stage.rest(300)
        self._stage.picture(window, "follow-ups-waiting")
        self._skip()
        outcomes = self._backend.outbox.send_due()
        sent = [o.value for o in outcomes]
        if [entry.state for entry in sent] != [LetterState.SENT]:
            raise Problem(f"The tour's letter was not sent: {[entry.why for entry in sent]}")
        arrived = self._server.letters
        if [(a.recipients, a.content) for a in arrived] != [((self._letter.recipient,), self._letter.content)]:
            raise Problem("The tour's letter did not arrive as it was sent.")
        window.close()
        self._windows.open_follow_ups()
        window = self._stage.window(DueWindow)
        self._stage.rest(300)
        self._stage.picture(window, "follow-ups-sent")
        self._close(window)

    def _settings(self) -> None:
        self._windows.open_settings("mail")
        window = self._stage.window(SettingsWindow)
        self._stage.rest(400)
        self._stage.picture(window, "settings-mail")
        self._close(window)

    def _close(self, window: QWidget) -> None:
        window.close()
        self._stage.rest(60)
