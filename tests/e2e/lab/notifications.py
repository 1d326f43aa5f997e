"""The notification daemon of the X11 lab, and a person who reads notifications and clicks their buttons.

What is on the screen is found through the accessibility tree of the daemon's own windows (it is a GTK
program), and a click is a real one of the mouse at the button's centre: nothing here takes a short cut past
the daemon.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tests.e2e.lab.waiting import PATIENCE, wait_until

if TYPE_CHECKING:
    from tests.e2e.lab.accessible import Control
    from tests.e2e.lab.processes import Process
    from tests.e2e.lab.session import Session

# Debian keeps it in the folder of the machine's architecture.
INSTALLED = sorted(Path("/usr/lib").glob("*/xfce4/notifyd/xfce4-notifyd"))
NOTIFYD = str(INSTALLED[0]) if INSTALLED else "xfce4-notifyd"
NAME = "org.freedesktop.Notifications"


class Notifications:
    """The daemon, to start and stop, and what it shows."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._daemon: Process | None = None

    def start(self) -> None:
        if self._daemon is None:
            self._daemon = self._session.part("notifyd", NOTIFYD)
            wait_until(lambda: self._session.bus.has_owner(NAME), "no notification daemon came up")

    def stop(self, *, kill: bool = False) -> None:
        """Take the daemon away, gently or as a crash. What it showed is gone."""
        if self._daemon is not None:
            _ = self._daemon.kill() if kill else self._daemon.terminate()
            self._daemon = None
            wait_until(lambda: not self._session.bus.has_owner(NAME), "the notification daemon is still there")

    def windows(self) -> list[Control]:
        """One window for each notification on the screen."""
        if self._daemon is None:
            return []
        return self._session.accessible.find_all("frame", pid=self._daemon.pid)

    def texts(self) -> list[str]:
        look = self._session.accessible
        return ["\n".join(label.text() for label in look.find_all("label", below=w)) for w in self.windows()]

    def buttons(self) -> list[str]:
        if self._daemon is None:
            return []
        return [b.name for b in self._session.accessible.find_all("push button", pid=self._daemon.pid)]

    def wait_for(self, text: str, timeout: float = PATIENCE) -> str:
        """The first notification that has this text in it."""

        def look() -> list[str]:
            return [t for t in self.texts() if text in t]

        return wait_until(look, lambda: f"no notification with {text!r}, but {self.texts()}", timeout)[0]

    def click_button(self, label: str, timeout: float = PATIENCE) -> None:
        """Click the button with exactly this label with the mouse."""

        def look() -> list[Control]:
            pid = None if self._daemon is None else self._daemon.pid
            # A window that is only being laid out has buttons at the origin.
            found = self._session.accessible.find_all("push button", label, pid=pid)
            return [b for b in found if b.box[0] > 0 and b.box[1] > 0 and b.box[2] > 1]

        wait_until(look, lambda: f"no notification button {label!r}, but {self.buttons()}", timeout)[0].click()
