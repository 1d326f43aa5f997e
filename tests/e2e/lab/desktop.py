"""A real X11 desktop on a virtual screen, every part of which a test can leave out, stop, kill or start later.

    with Desktop(tray=False, keyring="locked") as desktop:
        program = desktop.start(sys.executable, "-m", "companion")
        desktop.start_tray_host()
        item = desktop.wait_for_tray_item(program.pid)
        desktop.tray_activate(item, "Quit")

Xvfb, openbox, an XFCE panel as tray host, xfce4-notifyd with action buttons, gnome-keyring, the accessibility
bus. Nothing of the surrounding desktop is seen or touched.
"""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

from tests.e2e.lab import screen, xfce
from tests.e2e.lab.errors import LabError
from tests.e2e.lab.keyboard import Keyboard
from tests.e2e.lab.keyring import KeyringState
from tests.e2e.lab.notifications import NOTIFYD, Notifications
from tests.e2e.lab.processes import Process
from tests.e2e.lab.session import Session
from tests.e2e.lab.tray import TrayItem
from tests.e2e.lab.waiting import PATIENCE, wait_until


class Desktop(Session):
    """A desktop of its own for one test, or for one module's tests."""

    needs = (
        *Session.needs,
        "Xvfb",
        "openbox",
        "xfce4-panel",
        "xdotool",
        "xmodmap",
        "xprop",
        "import",
        "xfconf-query",
        "gsettings",
        NOTIFYD,
    )

    def __init__(
        self,
        *,
        tray: bool = True,
        notifications: bool = True,
        keyring: KeyringState = "unlocked",
        size: str = "1280x800",
    ) -> None:
        super().__init__(keyring=keyring)
        self._tray_wanted, self._notifications_wanted, self._size = tray, notifications, size
        self._panel: Process | None = None
        self._keyboard = Keyboard(self)
        self.notifier = Notifications(self)

    def environment(self) -> dict[str, str]:
        return super().environment() | {
            "DISPLAY": self.display,
            "XDG_CURRENT_DESKTOP": "XFCE",
            "XDG_SESSION_TYPE": "x11",
        }

    # -- tray

    def start_tray_host(self) -> None:
        if self._panel is None:
            self._panel = self.part("panel", "xfce4-panel", "--disable-wm-check")
            wait_until(self.tray.host_is_there, lambda: f"no tray host came up:\n{self.logs_text()}")

    def stop_tray_host(self, *, kill: bool = False) -> None:
        """Take the panel away, gently or as a crash."""
        if self._panel is not None:
            _ = self._panel.kill() if kill else self._panel.terminate()
            self._panel = None
            wait_until(lambda: not self.tray.host_is_there(), "the tray host is still there")

    def tray_items(self) -> list[TrayItem]:
        return self.tray.items()

    def wait_for_tray_item(self, pid: int | None = None, timeout: float = PATIENCE) -> TrayItem:
        return self.tray.wait_for_item(pid, timeout)

    def tray_menu(self, item: TrayItem) -> list[str]:
        return self.tray.menu(item)

    def tray_activate(self, item: TrayItem, label: str) -> None:
        self.tray.activate(item, label)

    def tray_tooltip(self, item: TrayItem) -> str:
        return self.tray.tooltip(item)

    # -- notifications

    def start_notifications(self) -> None:
        self.notifier.start()

    def stop_notifications(self, *, kill: bool = False) -> None:
        self.notifier.stop(kill=kill)

    def notifications(self) -> list[str]:
        """The text of each notification on the screen, its lines joined by newlines."""
        return self.notifier.texts()

    def click_notification_button(self, label: str, timeout: float = PATIENCE) -> None:
        self.notifier.click_button(label, timeout)

    def do_not_disturb(self, *, on: bool) -> None:
        """What the switch in Xfce's notification settings does."""
        self.ask("xfconf-query", "-c", "xfce4-notifyd", "-p", "/do-not-disturb", "-s", str(on).lower())

    # -- screen, windows, keyboard, mouse

    def screenshot(self, path: str | os.PathLike[str]) -> Path:
        """A picture of the whole screen as it is now."""
        self.ask("import", "-window", "root", str(Path(path).absolute()))
        return Path(path)

    def windows(self) -> list[str]:
        """The titles of the windows that the window manager shows, bottom to top."""
        return [title for _, title in screen.windows(self)]

    def window_id(self, title: str | re.Pattern[str], timeout: float = PATIENCE) -> int:
        """The X11 window with this title, once it is there."""
        return wait_until(lambda: screen.find(self, title), lambda: f"no window {title!r} in {self.windows()}", timeout)

    def wait_window_gone(self, title: str | re.Pattern[str], timeout: float = PATIENCE) -> None:
        wait_until(lambda: screen.find(self, title) is None, f"the window {title!r} is still there", timeout)

    def active_window(self) -> str:
        """The title of the window that has the keyboard, "" for none."""
        return screen.active(self)

    def activate_window(self, title: str | re.Pattern[str], timeout: float = PATIENCE) -> None:
        """Give a window the keyboard, as a click in the taskbar does."""
        number = self.window_id(title, timeout)
        self.ask("xdotool", "windowactivate", str(number))
        wait_until(lambda: screen.active_id(self) == number, f"the window {title!r} did not become active", timeout)

    def close_window(self, title: str | re.Pattern[str]) -> None:
        """What the window's close button does (the program may ask or refuse)."""
        self.activate_window(title)
        self.key("alt+F4")

    def key(self, *keys: str) -> None:
        """Press keys one after another, by X11 name: "Return", "ctrl+f", "Escape"."""
        self.ask("xdotool", "key", "--clearmodifiers", *keys)

    def type(self, text: str) -> None:
        """Type text on the keyboard, into whatever has the focus."""
        self._keyboard.type(text)

    def move(self, x: int, y: int) -> None:
        self.ask("xdotool", "mousemove", "--sync", str(x), str(y))

    def click(self, x: int, y: int, button: int = 1) -> None:
        self.ask("xdotool", "mousemove", str(x), str(y), "click", str(button))

    # -- start

    def _start_display(self) -> None:
        self.display = ":"
        read, write = os.pipe()
        command = ["setpriv", "--pdeathsig", "TERM", "Xvfb", "-displayfd", str(write)]
        command += ["-screen", "0", f"{self._size}x24", "-nolisten", "tcp", "-noreset"]
        with (self.logs / "xvfb.log").open("wb") as log, os.fdopen(read) as numbers:
            server = subprocess.Popen(
                command,
                env=self.environment(),
                pass_fds=[write],
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
            os.close(write)
            self._undo.callback(server.wait)
            self._undo.callback(server.terminate)
            number = numbers.readline().strip()
        if not number:
            raise LabError(f"no screen: {(self.logs / 'xvfb.log').read_text()}")
        self.display = f":{number}"

    def _start_parts(self) -> None:
        xfce.write_settings(self.home)
        self.part("openbox", "openbox")
        wait_until(lambda: screen.window_manager(self), "the window manager did not come up")
        if self._notifications_wanted:
            self.start_notifications()
        if self._tray_wanted:
            self.start_tray_host()
