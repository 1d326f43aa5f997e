"""From Enter in *Log a rejection* to the reel's first card, beside a bare dialog with one picture.

On a real desktop, with real keys: between the two lie the transaction with its fsync, the choice of the cards and
the first painting of the window. Every run begins with a fresh start of both programs, so that the first rejection
pays for what is loaded with the first reel.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.bench import proc
from tests.bench.moments import Moments
from tests.bench.picture import make_picture
from tests.bench.result import Line, Result, medians, tell
from tests.bench.samples import copy_profile, make_profile
from tests.e2e.lab.desktop import Desktop
from tests.e2e.lab.waiting import wait_until

APPLICATIONS = 10_000
TYPED = ("Borealis", "Kestrel")
"""Both are in many companies; Enter picks the likeliest."""

REJECTION = re.compile("^Log a rejection")

SUGGESTED_S = 1.0
"""People read what is suggested before they press Enter."""

FLOOR = (*proc.AS_INSTALLED, sys.executable, str(Path(__file__).with_name("floor_dialog.py")))
OURS = (*proc.AS_INSTALLED, sys.executable, "-m", "companion")


def measure(runs: int, say: Callable[[str], None]) -> list[Line]:
    """Both programs in turn."""
    found: list[dict[str, float]] = []
    with Desktop() as desktop:
        sample = make_profile(desktop.folder / "sample", APPLICATIONS)
        picture = make_picture(desktop.folder / "picture.jpg")
        for run in range(runs + 1):
            floor, ours = floor_dialogs(desktop, picture), _ours(desktop, sample)
            if run:  # the first start compiles
                facts = {"floor first": floor[0], "floor next": floor[1], "first": ours[0], "next": ours[1]}
                found.append(facts)
                tell("rejection", run, facts, say)
    facts = medians(found)
    return [
        Result("Enter to the reel's first card, after a start", facts["floor first"], facts["first"], "ms", 3.0),
        Result("Enter to the reel's first card, the next time", facts["floor next"], facts["next"], "ms", 3.0),
    ]


def floor_dialogs(desktop: Desktop, picture: Path) -> tuple[float, float]:
    """Milliseconds from Enter in a bare window to the painting of a bare dialog, the first and the next."""
    program = desktop.start(*FLOOR, str(picture))
    told: list[float] = []
    for number in range(len(TYPED)):
        desktop.activate_window("Bare field")
        time.sleep(SUGGESTED_S)
        desktop.key("Return")

        def painted(wanted: int = number + 1) -> list[str]:
            lines = [line for line in program.output().splitlines() if line.startswith("{")]
            return lines if len(lines) >= wanted else []

        told.append(float(json.loads(wait_until(painted, "no dialog was painted")[number])["ms"]))
        desktop.activate_window("Bare dialog")
        desktop.key("Escape")
        desktop.wait_window_gone("Bare dialog")
    program.terminate()
    return told[0], told[1]


def _ours(desktop: Desktop, sample: Path) -> tuple[float, float]:
    profile = desktop.home / ".local/share/companion"
    copy_profile(sample, profile)
    moments = Moments(desktop.folder / "trace.jsonl")
    program = desktop.start(*OURS, "--trace", str(moments.path))
    item = desktop.wait_for_tray_item(program.pid)
    wait_until(lambda: any(profile.glob("backups/companion-*.db")), "no backup was made")
    told: list[float] = []
    for number, typed in enumerate(TYPED):
        desktop.tray_activate(item, "Log a rejection…")
        desktop.activate_window(REJECTION)
        desktop.type(typed)
        time.sleep(SUGGESTED_S)
        desktop.key("Return")
        time.sleep(SUGGESTED_S)
        desktop.key("Return")
        shown, entered = moments.when("reel.painted", number), moments.when("rejection.entered", number)
        told.append((shown - entered) / 1e6)
        desktop.activate_window("Companion")
        desktop.key("Escape")
        desktop.wait_window_gone("Companion")
    program.terminate()
    return told[0], told[1]
