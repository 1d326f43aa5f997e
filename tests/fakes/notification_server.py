"""A notification server on a private session bus: real D-Bus from end to end, with a script instead of a person.

It answers messages itself instead of declaring an interface, so that it can also be silent, poor or broken.
"""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from dbus_fast import Message, MessageType
from dbus_fast.aio import MessageBus

from companion.adapters.notifications.loop import LoopThread
from companion.adapters.notifications.server import hang_up

NAME = "org.freedesktop.Notifications"
PATH = "/org/freedesktop/Notifications"
PATIENCE_SECONDS = 10.0

_BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir={folder}</listen>
  {services}
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""

_INTERFACE = f"""<!DOCTYPE node PUBLIC "-//freedesktop//DTD D-BUS Object Introspection 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/introspect.dtd">
<node><interface name="{NAME}">
  <method name="Notify">
    <arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/>
    <arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="as" direction="in"/>
    <arg type="a{{sv}}" direction="in"/><arg type="i" direction="in"/><arg type="u" direction="out"/>
  </method>
  <method name="CloseNotification"><arg type="u" direction="in"/></method>
  <method name="GetCapabilities"><arg type="as" direction="out"/></method>
  <method name="GetServerInformation">
    <arg type="s" direction="out"/><arg type="s" direction="out"/>
    <arg type="s" direction="out"/><arg type="s" direction="out"/>
  </method>
  <signal name="NotificationClosed"><arg type="u"/><arg type="u"/></signal>
  <signal name="ActionInvoked"><arg type="u"/><arg type="s"/></signal>
</interface></node>"""


class PrivateBus:
    """A session bus that starts nothing on demand, but for what a folder of services lists."""

    def __init__(self, folder: Path, *, services: Path | None = None) -> None:
        config = folder / "bus.conf"
        listed = "" if services is None else f"<servicedir>{services}</servicedir>"
        config.write_text(_BUS.format(folder=folder, services=listed))
        command = ["dbus-daemon", f"--config-file={config}", "--nofork", "--nopidfile", "--print-address"]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        assert self._process.stdout is not None
        self.address = self._process.stdout.readline().strip()

    def close(self) -> None:
        self._process.terminate()
        self._process.communicate(timeout=PATIENCE_SECONDS)


@dataclass(frozen=True, slots=True)
class OnScreen:
    """A notification as the server got it. actions: key and words in turn."""

    number: int
    app_name: str
    title: str
    body: str
    actions: tuple[str, ...]


class NotificationServer:
    """Takes the name of the notification server on the bus, until `close`. Numbers begin at 1 with every start."""

    def __init__(
        self,
        address: str,
        *,
        capabilities: tuple[str, ...] = ("actions", "body", "body-markup"),
        silent: bool = False,
    ) -> None:
        self._capabilities = capabilities
        self._silent = silent
        self._last = 0
        self._guard = threading.Lock()
        self._shown: dict[int, OnScreen] = {}
        self._loop = LoopThread("notification server")
        self._bus = self._loop.run(self._start(address), PATIENCE_SECONDS)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def on_screen(self) -> list[OnScreen]:
        with self._guard:
            return list(self._shown.values())

    def press(self, title: str, action: str) -> None:
        """A person presses the button with that key on the notification of that title, and it closes."""
        shown = next(shown for shown in self.on_screen if shown.title == title)
        assert action in shown.actions[::2], f"{title} has no {action}, but {shown.actions}"
        self._loop.run(self._press(shown.number, action), PATIENCE_SECONDS)

    def close(self) -> None:
        self._loop.run(self._stop(), PATIENCE_SECONDS)
        self._loop.close()

    async def _start(self, address: str) -> MessageBus:
        bus = await MessageBus(address).connect()
        bus.add_message_handler(self._answer)
        await bus.request_name(NAME)
        return bus

    async def _stop(self) -> None:
        await hang_up(self._bus)

    async def _press(self, number: int, action: str) -> None:
        await self._signal("ActionInvoked", "us", number, action)
        await self._closed(number)

    async def _closed(self, number: int) -> None:
        with self._guard:
            self._shown.pop(number, None)
        await self._signal("NotificationClosed", "uu", number, 2)

    async def _signal(self, member: str, signature: str, *body: object) -> None:
        signal = Message.new_signal(PATH, NAME, member, signature, list(body))
        await self._bus.send(signal)  # pyright: ignore[reportUnknownMemberType] - its future has no type

    def _answer(self, call: Message) -> Message | bool | None:
        if call.message_type is not MessageType.METHOD_CALL:
            return None
        if self._silent:
            return True
        answers: dict[str, Callable[[], tuple[str, list[object]]]] = {
            "Introspect": lambda: ("s", [_INTERFACE]),
            "GetServerInformation": lambda: ("ssss", ["Scripted", "tests", "1.0", "1.2"]),
            "GetCapabilities": lambda: ("as", [list(self._capabilities)]),
            "Notify": lambda: ("u", [self._show(call)]),
            "CloseNotification": lambda: ("", self._take_down(call)),
        }
        answer = answers.get(call.member or "")
        return None if answer is None else Message.new_method_return(call, *answer())

    def _take_down(self, call: Message) -> list[object]:
        with self._guard:
            self._shown.pop(call.body[0], None)
        return []

    def _show(self, call: Message) -> int:
        app_name, replaces, _, title, body, actions, *_ = call.body
        with self._guard:
            self._last += 1
            number = int(replaces or self._last)
            self._shown[number] = OnScreen(number, app_name, title, body, tuple(actions))
        return number
