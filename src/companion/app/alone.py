"""Plays one reel from a shell where no tray runs, in a window of its own."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack

from companion.app.backend import Backend
from companion.app.commands.command import Reply
from companion.services.reel import Noes


def has_display() -> bool:
    """Whether a window can be shown here."""
    if sys.platform != "linux":
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or os.environ.get("QT_QPA_PLATFORM"))


def play(backend: Backend, reply: Reply) -> int:
    """Shows the reel until it is closed; returns the exit status."""
    from companion.app import application
    from companion.app.household import make_kit
    from companion.app.profile import APP_ID
    from companion.app.windows import Windows
    from companion.desktop.icons import Icons
    from companion.desktop.tasks import Tasks
    from companion.desktop.theme import Theme
    from companion.services.resources import resource_path

    with ExitStack() as stack:
        app = application.make(APP_ID, stack)
        theme, tasks = Theme(), Tasks()
        stack.callback(tasks.close)
        windows = Windows(make_kit(backend, tasks, theme, Icons(resource_path("icons"), theme)), backend)
        stack.callback(windows.close_all)
        app.setQuitOnLastWindowClosed(True)
        if reply.reel is not None:
            windows.reels.play(reply.reel, Noes(), None, quietly=False)
        return app.exec()
