"""A real Wayland desktop without a screen: sway with its tray, the accessibility bus and a keyring.

    with WaylandDesktop() as desktop:
        source = desktop.readable(ROOT / "src")
        program = desktop.start(interpreter_for_nobody(), "-m", "companion", PYTHONPATH=str(source))
        desktop.accessible.find("push button", "Save").press()

As root the desktop and its programs run as nobody (see nobody.py). sway has no notification daemon, and no
client may place a window or ask where it is: use names, keys and `press`, not clicks.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from tests.e2e.lab.errors import LabError
from tests.e2e.lab.keyring import KeyringState
from tests.e2e.lab.nobody import BECOME_NOBODY, GID, UID, readable_by_nobody
from tests.e2e.lab.session import Session
from tests.e2e.lab.tray import TrayItem
from tests.e2e.lab.waiting import PATIENCE, wait_until

CONFIG = """output HEADLESS-1 resolution {size}
default_border normal
for_window [app_id=".*"] floating enable
{bar}
"""
BAR = """bar {
  position top
  tray_output *
}"""

# Each wtype plugs in a keyboard of its own; its first key can be lost while the program still reads the new
# map. So a Shift goes first, and the map has a moment to arrive.
WARM_UP = ("-M", "shift", "-m", "shift", "-s", "150")


class WaylandDesktop(Session):
    """A sway of its own for one test, or for one module's tests."""

    needs = (*Session.needs, "sway", "swaymsg", "swaybar", "grim", "wtype")

    def __init__(self, *, tray: bool = True, keyring: KeyringState = "unlocked", size: str = "1280x800") -> None:
        super().__init__(keyring=keyring)
        self._tray_wanted, self._size = tray, size
        self.display = ""

    def environment(self) -> dict[str, str]:
        return super().environment() | {
            "WAYLAND_DISPLAY": self.display,
            "SWAYSOCK": str(self.runtime / "sway.sock"),
            "QT_QPA_PLATFORM": "wayland",
            "XDG_CURRENT_DESKTOP": "sway",
            "XDG_SESSION_TYPE": "wayland",
        }

    def prefix(self) -> list[str]:
        return BECOME_NOBODY if os.geteuid() == 0 else []

    def own(self, path: Path) -> None:
        if os.geteuid() == 0:
            os.chown(path, UID, GID)

    def readable(self, folder: Path) -> Path:
        """A path under which the programs of this desktop can read `folder`."""
        return readable_by_nobody(folder, self.folder)

    def tray_items(self) -> list[TrayItem]:
        return self.tray.items()

    def wait_for_tray_item(self, pid: int | None = None, timeout: float = PATIENCE) -> TrayItem:
        return self.tray.wait_for_item(pid, timeout)

    def screenshot(self, path: str | os.PathLike[str]) -> Path:
        """A picture of the whole screen as it is now."""
        shot = self.folder / "tmp/shot.png"
        self.ask("grim", str(shot))
        picture = Path(path)
        picture.write_bytes(shot.read_bytes())
        return picture

    def windows(self) -> list[str]:
        return [str(w["name"]) for w in self._windows()]

    def wait_for_window(self, title: str, timeout: float = PATIENCE) -> None:
        wait_until(lambda: title in self.windows(), lambda: f"no window {title!r} in {self.windows()}", timeout)

    def wait_window_gone(self, title: str, timeout: float = PATIENCE) -> None:
        wait_until(lambda: title not in self.windows(), f"the window {title!r} is still there", timeout)

    def active_window(self) -> str:
        """The title of the window that has the keyboard, "" for none."""
        return next((str(w["name"]) for w in self._windows() if w["focused"]), "")

    def activate_window(self, title: str) -> None:
        self.wait_for_window(title)
        number = next(w["id"] for w in self._windows() if w["name"] == title)
        self.ask("swaymsg", f"[con_id={number}] focus")
        wait_until(lambda: self.active_window() == title, f"the window {title!r} did not become active")

    def key(self, *keys: str) -> None:
        """Press keys one after another: "Return", "ctrl+f", "Escape"."""
        for combination in keys:
            *modifiers, key = combination.split("+")
            held = [word for m in modifiers for word in ("-M", m)]
            self.ask("wtype", *WARM_UP, *held, "-k", key)

    def type(self, text: str) -> None:
        """Type text on a keyboard, into whatever has the focus."""
        self.ask("wtype", *WARM_UP, "-d", "8", "--", text, timeout=20 + len(text) / 10)

    def _windows(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        waiting: list[dict[str, Any]] = [json.loads(self.ask("swaymsg", "-t", "get_tree", "-r"))]
        while waiting:
            node = waiting.pop()
            if node.get("pid") and node["type"] in ("con", "floating_con"):
                found.append(node)
            waiting.extend([*node["nodes"], *node["floating_nodes"]])
        return found

    def _start_display(self) -> None:
        """Nothing yet: sway starts its bar itself, which needs the session bus."""

    def _start_parts(self) -> None:
        config = self.folder / "sway.conf"
        config.write_text(CONFIG.format(size=self._size, bar=BAR if self._tray_wanted else ""))
        self.own(config)
        backend = {"WLR_BACKENDS": "headless", "WLR_RENDERER": "pixman", "WLR_LIBINPUT_NO_DEVICES": "1"}
        process = self.part("sway", "sway", "-c", str(config), **backend)

        def look() -> str:
            if not process.alive():
                raise LabError(f"sway ended:\n{process.output()}")
            sockets = [p for p in self.runtime.glob("wayland-*") if p.is_socket()]
            return sockets[0].name if sockets else ""

        self.display = wait_until(look, "sway opened no display")
        wait_until(lambda: self.run("swaymsg", "-t", "get_version").returncode == 0, "sway does not answer")
        if self._tray_wanted:
            wait_until(self.tray.host_is_there, lambda: f"no tray host came up:\n{self.logs_text()}")
