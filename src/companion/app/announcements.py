"""The words of the notifications, and their way to the desktop. Runs on a background lane: a notification server may
take its time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from companion.app.backend import Backend
from companion.core import moments
from companion.core.follow_up import LetterKind
from companion.services.agenda import DueLetter
from companion.services.ports import Notification, Notifier
from companion.services.resources import resource_path

DEBRIEF = "debrief:"
"""Begins the tag of a parked look back's notification; its id follows."""
_AT_ONCE = 3
"""More letters than this that fall due together are told in one notification."""


@dataclass(frozen=True, slots=True)
class Button:
    """A button of a notification: what `pressed` says, and what the user reads."""

    key: str
    words: str


_DUE_BUTTONS = (Button("send", "Send"), Button("review", "Review…"), Button("later", "Later"))
_DEBRIEF_BUTTONS = (Button("open", "Open"), Button("tomorrow", "Tomorrow"))


class Announcements:
    """Shows notifications. pressed(tag, key) comes on any thread."""

    def __init__(self, backend: Backend, pressed: Callable[[str, str], None]) -> None:
        self._backend = backend
        self._pressed = pressed
        self._made: Notifier | None = None
        self.private = False
        self.shown: set[str] = set()

    def read_settings(self) -> bool:
        """Reads privacy mode; returns whether motion is to be reduced."""
        settings = self._backend.preferences.get()
        self.private = settings.private
        return settings.reduced_motion

    def announce_due(self, now_due: frozenset[str]) -> list[tuple[str, str]]:
        """Announces what is due and was not announced, and takes down what is not due any more (a no makes a
        thank-you moot). Returns what no notification server took.
        """
        for tag in tuple(self.shown - now_due):
            self.shown.discard(tag)
            self._notifier().withdraw(tag)
        due = self._backend.follow_ups.to_notify()
        untaken: list[tuple[str, str]] = []
        if len(due) > _AT_ONCE:
            untaken = self.announce(
                "due", f"{len(due)} letters are due", "They wait in the companion.", Button("open", "Open")
            )
        else:
            for letter in due:
                self.shown.add(letter.follow_up.id)
                # nobody sends a letter that the notification does not name
                buttons = _DUE_BUTTONS[1:] if self.private else _DUE_BUTTONS
                untaken += self.announce(letter.follow_up.id, *self._due_words(letter), *buttons)
        if due:
            self._backend.follow_ups.notified(tuple(d.follow_up.id for d in due))
        return untaken + self._announce_debriefs()

    def _announce_debriefs(self) -> list[tuple[str, str]]:
        """The parked look backs whose time has come. The title says nothing of an answer."""
        due = [d for d in self._backend.debriefs.due() if d.debrief.notified_at is None]
        untaken: list[tuple[str, str]] = []
        for each in due:
            tag = DEBRIEF + each.debrief.id
            self.shown.add(tag)
            title = f"A quarter of an hour for {each.company}"
            body = "You set this time aside. It closes by itself after 15 minutes."
            untaken += self.announce(tag, title, body, *_DEBRIEF_BUTTONS)
        if due:
            self._backend.debriefs.notified(*(d.debrief.id for d in due))
        return untaken

    def announce(self, tag: str, title: str, body: str, *buttons: Button) -> list[tuple[str, str]]:
        """Shows one notification; returns it if no notification server took it. In privacy mode it says nothing
        about whom or what.
        """
        if self.private:
            title, body = "Companion", "Something is ready for you."
        shown = self._notifier().show(
            Notification(tag, title, body, tuple((b.key, b.words) for b in buttons)), self._pressed
        )
        return [] if shown else [(title, body)]

    def close(self) -> None:
        """Takes the notifications down: their buttons would do nothing any more."""
        if self._made is not None:
            self._made.close()

    def _notifier(self) -> Notifier:
        """Made for the first notification: asyncio and D-Bus cost an idle companion five megabytes."""
        if self._made is None:
            from companion.adapters.notifications.desktop_notifications import DesktopNotifications

            self._made = DesktopNotifications("Companion", resource_path("icons", "companion.svg"))
        return self._made

    def _due_words(self, due: DueLetter) -> tuple[str, str]:
        best = moments.moment_in_words(
            due.follow_up.best_before, now=self._backend.clock.now(), zone=self._backend.clock.zone()
        )
        if due.follow_up.kind is LetterKind.STATUS:
            return due.words, "A question about the next step is ready."
        kind = "A thank-you with one question" if due.follow_up.kind is LetterKind.THANK_YOU else "A short letter"
        return due.words, f"{kind} is ready. Best until {best}."
