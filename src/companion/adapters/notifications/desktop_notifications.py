"""Shows notifications with buttons through desktop-notifier, and says honestly whether somebody took them.

What the library leaves to its user is done here. It keeps one connection and one server for ever: a server that was
started anew gets a new connection. It logs a failure and goes on: success is its call of `on_dispatched`. It has no
tags: an earlier notification with the same tag is taken down first. It passes bodies on as they are: they are escaped
where the server reads markup (titles never are markup).
"""

from __future__ import annotations

import asyncio
import html
import logging
import platform
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import CancelledError
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from companion.adapters.notifications.loop import LoopThread
from companion.adapters.notifications.server import Server, ask, hang_up
from companion.services.ports import Notification, NotifierReport

if TYPE_CHECKING:
    from desktop_notifier import Notification as NativeNotification
    from desktop_notifier.backends.base import DesktopNotifierBackend

T = TypeVar("T")
Pressed = Callable[[str, str], None]

DEADLINE_SECONDS = 5.0
"""After this a server that does not answer counts as none."""

_KEY = "button:"
"""Before each button's key, so that none is taken for one of the protocol's own ("default")."""


class DesktopNotifications:
    """ports.Notifier. Its thread starts with the first notification or report, and sleeps in between."""

    def __init__(self, app_name: str, icon: Path | None, *, deadline: float = DEADLINE_SECONDS) -> None:
        self._app_name = app_name
        self._icon = icon
        self._deadline = deadline
        self._guard = threading.Lock()
        self._thread: LoopThread | None = None
        self._closed = False
        # From here on: used on the loop's thread alone.
        self._turn = asyncio.Lock()
        self._backend: DesktopNotifierBackend | None = None
        self._owner = ""
        self._shown: dict[str, str] = {}

    def show(self, notification: Notification, pressed: Pressed) -> bool:
        """pressed runs on the thread that hears the desktop: it hands its work on and never calls back in here."""
        return self._run(partial(self._show, notification, pressed), default=False)

    def withdraw(self, tag: str) -> None:
        if self._thread is not None:
            self._run(partial(self._withdraw, tag), default=None)

    def report(self) -> NotifierReport:
        return self._run(self._report, default=NotifierReport(""))

    def close(self) -> None:
        """Takes down what is still shown, since its buttons would do nothing any more, and ends the thread."""
        with self._guard:
            thread, self._thread, self._closed = self._thread, None, True
        if thread is None:
            return
        try:
            thread.run(self._leave(), self._deadline)
        except (TimeoutError, CancelledError):
            logging.getLogger(__name__).info("the notification server did not answer at the end")
        finally:
            thread.close()

    def _run(self, work: Callable[[], Coroutine[Any, Any, T]], *, default: T) -> T:
        with self._guard:
            if self._closed:
                return default
            if self._thread is None:
                self._thread = LoopThread("notifications")
            thread = self._thread
        try:
            return thread.run(work(), self._deadline)
        except (TimeoutError, CancelledError):
            return default

    async def _show(self, notification: Notification, pressed: Pressed) -> bool:
        async with self._turn:
            server = await self._server()
            if server is None:
                return False
            backend = await self._backend_for(server)
            await self._take_down(backend, notification.tag)
            took: list[bool] = []
            native = self._native(notification, server, pressed, lambda: took.append(True))
            try:
                await backend.send(native)
            finally:
                if not took:
                    # It failed or was called off in the middle; the next one begins afresh.
                    await self._drop()
            if took:
                self._shown[notification.tag] = native.identifier
            return bool(took)

    async def _withdraw(self, tag: str) -> None:
        async with self._turn:
            if self._backend is None or tag not in self._shown:
                return
            server = await self._server()
            if server is not None and server.owner == self._owner:
                await self._take_down(self._backend, tag)

    async def _report(self) -> NotifierReport:
        async with self._turn:
            server = await self._server()
        if server is None:
            return NotifierReport("")
        return NotifierReport(f"{server.name} {server.version}".strip(), server.capabilities)

    async def _leave(self) -> None:
        async with self._turn:
            try:
                if self._backend is not None and self._shown:
                    server = await self._server()
                    if server is not None and server.owner == self._owner:
                        for tag in tuple(self._shown):
                            await self._take_down(self._backend, tag)
            finally:
                await self._drop()

    async def _server(self) -> Server | None:
        if platform.system() == "Linux":
            return await ask()
        # Windows and macOS have one of their own, which the library knows, or none for a program like this.
        backend = self._backend or await self._start_backend()
        able = await backend.get_capabilities()
        names = tuple(sorted(capability.name.lower() for capability in able))
        buttons = ("actions",) if "buttons" in names else ()
        return Server("system", platform.system(), platform.release(), names + buttons) if able else None

    async def _backend_for(self, server: Server) -> DesktopNotifierBackend:
        if self._backend is not None and self._owner == server.owner:
            return self._backend
        if self._owner:
            await self._drop()
        self._owner = server.owner
        return self._backend or await self._start_backend()

    async def _start_backend(self) -> DesktopNotifierBackend:
        from desktop_notifier import Icon
        from desktop_notifier.main import get_backend_class

        # It logs each notification whole at DEBUG; names of companies do not belong in a log.
        logging.getLogger("desktop_notifier").setLevel(logging.WARNING)
        icon = None if self._icon is None else Icon(path=self._icon)
        backend = self._backend = get_backend_class()(self._app_name, icon)
        await backend.request_authorisation()
        return backend

    async def _drop(self) -> None:
        backend, self._backend, self._owner = self._backend, None, ""
        self._shown.clear()
        # Only the backend of Linux has a connection, and only after its first use.
        bus = getattr(backend, "bus", None)
        if bus is not None:
            await hang_up(bus)

    async def _take_down(self, backend: DesktopNotifierBackend, tag: str) -> None:
        identifier = self._shown.pop(tag, None)
        if identifier is not None and identifier in await backend.get_current_notifications():
            await backend.clear(identifier)

    def _native(
        self, notification: Notification, server: Server, pressed: Pressed, took: Callable[[], None]
    ) -> NativeNotification:
        from desktop_notifier import Button
        from desktop_notifier import Notification as Native

        tag = notification.tag
        buttons = notification.buttons if server.has_buttons else ()
        return Native(
            title=notification.title,
            message=html.escape(notification.body, quote=False) if server.has_markup else notification.body,
            buttons=tuple(
                Button(words, on_pressed=partial(pressed, tag, key), identifier=_KEY + key) for key, words in buttons
            ),
            on_dispatched=took,
            on_clicked=partial(pressed, tag, ""),
        )
