"""Starts the companion in the tray: a list of small steps that reads top to bottom.

Every started part registers its own undo on one ExitStack. What the tray does not need waits for the first idle
moment (`Companion.settle_in`).
"""

from __future__ import annotations

import logging
import os
import sys
from contextlib import ExitStack
from pathlib import Path

from companion import __version__
from companion.adapters.system.memory import settle_heap
from companion.app.ending import Ending
from companion.app.profile import APP_ID, Profile
from companion.app.trace import NoTrace
from companion.core.problem import Problem
from companion.desktop.client import ask
from companion.desktop.plain_import import load_pyside

TYPE_CHECKING = False
if TYPE_CHECKING:
    from companion.services.ports import Trace

SHOW_PATIENCE = 20.0


def run(profile: Profile, trace: Trace) -> int:
    """Runs until the user quits; returns the exit status. Raises Problem."""
    trace.mark("start")
    profile.prepare()
    if _is_running(profile):
        return 0
    _must_have_display()
    with ExitStack() as stack:
        log_to(profile.logs, stack)
        ending = _run_tray(profile, trace, stack)
    if ending.restore is not None:
        _restore_and_restart(profile, ending.restore)
    return ending.status


def _run_tray(profile: Profile, trace: Trace, stack: ExitStack) -> Ending:
    """The tray's life."""
    settle_heap()
    load_pyside()
    from companion.app import application

    app = application.make(APP_ID, stack)
    crashes = application.keep_crashes(profile.logs, _about(), stack)
    instance = application.single_instance(profile, stack)
    if instance is None:
        # another start won the race by a moment
        _is_running(profile)
        return Ending()
    if not isinstance(trace, NoTrace):
        application.watch_turns(trace, stack)
    from companion.app.companion import Companion

    companion = Companion(app, profile, trace, instance, crashes, stack)
    companion.show_tray()
    return companion.live()


def _is_running(profile: Profile) -> bool:
    """Whether a companion of this profile runs; it then opens its Applications window."""
    answer = ask(profile.socket, {"show": "applications"}, timeout=SHOW_PATIENCE)
    return answer is not None


def _must_have_display() -> None:
    if sys.platform != "linux" or os.environ.get("QT_QPA_PLATFORM"):
        return
    if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
        raise Problem(
            "There is no display here, so no tray. “companion tour” shows the way without one, "
            "and the commands in “companion --help” work in any shell."
        )


def log_to(folder: Path, stack: ExitStack) -> None:
    """One log file, begun anew at the start after it has passed a megabyte. What is logged holds no names, addresses
    or texts.
    """
    path = folder / "companion.log"
    try:
        if path.exists() and path.stat().st_size > 1 << 20:
            path.replace(folder / "companion.log.1")
        handler = logging.FileHandler(path, encoding="utf-8")
    except OSError as error:
        raise Problem(f"The log can't be written in {folder}: {error.strerror}.") from None
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    stack.callback(handler.close)
    stack.callback(root.removeHandler, handler)


def _about() -> str:
    return f"companion {__version__}, Python {sys.version.split()[0]}, {sys.platform}"


def _restore_and_restart(profile: Profile, backup: Path) -> None:
    """Puts the backup in the store's place, now that nobody has it open, and begins anew."""
    from datetime import UTC, datetime

    from companion.adapters.store.backups import Backups

    Backups(profile.backups, profile.store).restore(backup, datetime.now(UTC))
    # no shell, and nothing of the user's in it: the program itself, as it was started
    os.execv(sys.executable, [sys.executable, "-m", "companion", *sys.argv[1:]])
