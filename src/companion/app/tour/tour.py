"""`companion tour`: the whole path once, on the real code, with a mail server of its own.

Every window is the program's own, driven as a person would; the letter really goes over TLS to a server that asks for
a password, and what arrived there is compared with what was frozen. Nothing of the user's is touched.
"""

from __future__ import annotations

import json
import os
import tempfile
from contextlib import ExitStack
from datetime import timedelta
from functools import partial
from pathlib import Path

from companion.app.alone import has_display
from companion.app.profile import APP_ID, Profile
from companion.app.telling import err, out
from companion.core.problem import Problem


def run(pictures: Path | None) -> int:
    """Runs the tour; returns the exit status. Raises Problem if a step does not do what it promises."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="companion-tour-")))
        if not has_display():
            os.environ["QT_QPA_PLATFORM"] = offscreen(folder)
        _play(folder, pictures, stack)
    out("")
    out("That is the companion. What to do next:")
    out("  companion                        starts it in the tray (with a display)")
    out("  companion highlight “…”          keeps your first own highlight")
    out("  companion apply “Company”        logs an application")
    out("  companion --help                 shows the rest")
    if pictures is not None:
        out(f"The pictures of each step lie in {pictures}")
    return 0


def offscreen(folder: Path, *, scale: float = 1.0) -> str:
    """Qt's platform without a display, with a screen of a small laptop instead of its own 800 x 800.

    scale: how many times as many pixels the screen has; QT_SCALE_FACTOR of the same makes it a screen at 200 %.
    """
    screen = {"name": "tour", "x": 0, "y": 0, "width": int(1280 * scale), "height": int(800 * scale)}
    path = folder / "screen.json"
    path.write_text(json.dumps({"screens": [screen]}), encoding="utf-8")
    return f"offscreen:configfile={path}"


def _play(folder: Path, pictures: Path | None, stack: ExitStack) -> None:
    from companion.adapters.mail.embedded import EmbeddedServer
    from companion.adapters.mail.mailer import SmtpMailer
    from companion.app import application
    from companion.app.backend import open_backend
    from companion.app.household import make_kit
    from companion.app.start import log_to
    from companion.app.tour import steps
    from companion.app.tour.clock import TourClock
    from companion.app.tour.secrets import SessionSecrets
    from companion.app.tour.stage import Stage
    from companion.app.trace import NoTrace
    from companion.app.windows import Windows
    from companion.desktop.icons import Icons
    from companion.desktop.tasks import Tasks
    from companion.desktop.theme import Theme
    from companion.services.resources import resource_path

    (folder / "mail").mkdir()
    (folder / "logs").mkdir()
    log_to(folder / "logs", stack)
    server = stack.enter_context(EmbeddedServer(folder / "mail"))
    clock = TourClock()
    app = application.make(APP_ID, stack)
    application.keep_crashes(folder / "logs", "companion tour", stack)
    profile = Profile(folder / "profile", folder / "logs", APP_ID)
    mailer = SmtpMailer(trust=server.ca_file)
    backend = stack.enter_context(
        open_backend(profile, NoTrace(), clock=clock, secrets=SessionSecrets(), mailer=mailer)
    )
    theme, tasks = Theme(reduced_motion=True), Tasks()
    stack.callback(tasks.close)
    windows = Windows(make_kit(backend, tasks, theme, Icons(resource_path("icons"), theme)), backend)
    stack.callback(windows.close_all)
    tour = steps.Tour(Stage(app, pictures), backend, windows, server, partial(clock.skip, timedelta(seconds=12)))
    for number, (words, step) in enumerate(tour.steps, start=1):
        err(f"{number}/{len(tour.steps)} {words}")
        try:
            step()
        except StopIteration:
            raise Problem(f"The tour did not find what it looked for at “{words}”.") from None
