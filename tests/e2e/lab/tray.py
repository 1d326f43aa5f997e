"""The tray as a host sees it: the registered StatusNotifierItems, their tooltips, pictures and menus.

Read over D-Bus, where the words are exact; what a person sees of it is in the screenshots. A menu entry is
activated with the very message that the panel sends when a person clicks it.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass

from jeepney import DBusErrorResponse
from tests.e2e.lab.bus import Bus, Value
from tests.e2e.lab.errors import LabError
from tests.e2e.lab.waiting import PATIENCE, wait_until

WATCHER = ("org.kde.StatusNotifierWatcher", "/StatusNotifierWatcher", "org.kde.StatusNotifierWatcher")


@dataclass(frozen=True)
class TrayItem:
    """One icon in the tray."""

    service: str
    path: str
    pid: int
    title: str


@dataclass(frozen=True)
class TrayEntry:
    """One line of a tray icon's menu, separators left out."""

    number: int
    label: str
    enabled: bool


class Tray:
    """What the tray of one session bus holds."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus

    def host_is_there(self) -> bool:
        return self._bus.has_owner(WATCHER[0])

    def items(self) -> list[TrayItem]:
        if not self.host_is_there():
            return []
        found: list[TrayItem] = []
        for entry in self._bus.get(WATCHER, "RegisteredStatusNotifierItems"):
            service, slash, path = str(entry).partition("/")
            where = (service, slash + path, "org.kde.StatusNotifierItem")
            try:
                title = str(self._bus.get(where, "Title"))
                found.append(TrayItem(service, slash + path, self._bus.pid_of(service), title))
            except DBusErrorResponse:
                continue  # it left between the list and the question
        return found

    def wait_for_item(self, pid: int | None = None, timeout: float = PATIENCE) -> TrayItem:
        """The item of this process (of any process without `pid`)."""

        def look() -> list[TrayItem]:
            return [item for item in self.items() if pid in (None, item.pid)]

        return wait_until(look, f"no tray icon of process {pid or '(any)'}", timeout)[0]

    def wait_gone(self, item: TrayItem, timeout: float = PATIENCE) -> None:
        wait_until(lambda: item not in self.items(), f"{item} is still in the tray", timeout)

    def tooltip(self, item: TrayItem) -> str:
        """Title and text of the tooltip, on two lines when both are set."""
        _, _, title, text = self._property(item, "ToolTip")
        return "\n".join(part for part in (str(title), str(text)) if part)

    def picture(self, item: TrayItem) -> bytes:
        """The pixels (ARGB) of the icon's largest size: enough to see that it changed."""
        return max((bytes(pixels) for _, _, pixels in self._property(item, "IconPixmap")), key=len, default=b"")

    def click(self, item: TrayItem) -> None:
        """What a left click on the icon sends."""
        self._bus.call((item.service, item.path, "org.kde.StatusNotifierItem"), "Activate", "ii", 0, 0)

    def entries(self, item: TrayItem) -> list[TrayEntry]:
        """The menu as it would open now; a submenu's entries follow their parent."""
        where = self._menu(item)
        self._bus.call(where, "AboutToShow", "i", 0)
        _, root = self._bus.call(where, "GetLayout", "iias", 0, -1, [])
        return list(_flatten(root))

    def menu(self, item: TrayItem) -> list[str]:
        return [entry.label for entry in self.entries(item)]

    def activate(self, item: TrayItem, label: str) -> None:
        """Choose the menu entry whose label is exactly `label`."""
        entries = self.entries(item)
        entry = next((e for e in entries if e.label == label), None)
        if entry is None:
            raise LabError(f"no entry {label!r} in the tray menu {[e.label for e in entries]}")
        if not entry.enabled:
            raise LabError(f"the entry {label!r} of the tray menu is disabled")
        event = (entry.number, "clicked", ("i", 0), int(time.time()) & 0xFFFFFFFF)
        self._bus.call(self._menu(item), "Event", "isvu", *event)

    def _menu(self, item: TrayItem) -> tuple[str, str, str]:
        return (item.service, str(self._property(item, "Menu")), "com.canonical.dbusmenu")

    def _property(self, item: TrayItem, name: str) -> Value:
        return self._bus.get((item.service, item.path, "org.kde.StatusNotifierItem"), name)


def _flatten(node: tuple[int, dict[str, tuple[str, Value]], list[tuple[str, Value]]]) -> list[TrayEntry]:
    number, properties, children = node
    values = {name: value for name, (_, value) in properties.items()}
    found: list[TrayEntry] = []
    if values.get("visible", True) and values.get("type") != "separator" and number != 0:
        # A single underscore marks the mnemonic, a double one is an underscore.
        label = re.sub(r"_(.)", r"\1", str(values.get("label", "")))
        found.append(TrayEntry(number, label, bool(values.get("enabled", True))))
    for _, child in children:
        found.extend(_flatten(child))
    return found
