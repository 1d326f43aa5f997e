"""From Enter in *Log a rejection* to the reel's first card, beside a bare dialog with one picture.

On a real desktop, with real keys: between the two lie the transaction with its fsync, the choice of the cards and
the first painting of the window. Every run begins with a fresh start of both programs, so that the first rejection
pays for what is loaded with the first reel.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.bench import proc
from tests.bench.picture import make_picture
from tests.bench.result import Line, Result, medians, tell
from tests.bench.samples import make_store
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
        sample = desktop.folder / "sample/companion.db"
        sample.parent.mkdir()
        make_store(sample, APPLICATIONS).close()
        picture = make_picture(desktop.folder / "picture.jpg")
        for run in range(runs + 1):
            floor, ours = _floor(desktop, picture), _ours(desktop, sample.parent)
            if run:  # the first start compiles
                facts = {"floor first": floor[0], "floor next": floor[1], "first": ours[0], "next": ours[1]}
                found.append(facts)
                tell("rejection", run, facts, say)
    facts = medians(found)
    return [
        Result("Enter to the reel's first card, after a start", facts["floor first"], facts["first"], "ms", 3.0),
        Result("Enter to the reel's first card, the next time", facts["floor next"], facts["next"], "ms", 3.0),
    ]


def _floor(desktop: Desktop, picture: Path) -> tuple[float, float]:
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
    shutil.rmtree(profile, ignore_errors=True)
    shutil.copytree(sample, profile)
    trace = desktop.folder / "trace.jsonl"
    trace.unlink(missing_ok=True)
    program = desktop.start(*OURS, "--trace", str(trace))
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

        def painted(wanted: int = number + 1) -> bool:
            return len(_moments(trace, "reel.painted")) >= wanted

        wait_until(painted, "no reel was painted")
        entered, shown = (_moments(trace, name)[number] for name in ("rejection.entered", "reel.painted"))
        told.append((shown - entered) / 1e6)
        desktop.activate_window("Companion")
        desktop.key("Escape")
        desktop.wait_window_gone("Companion")
    program.terminate()
    return told[0], told[1]


def _moments(trace: Path, name: str) -> list[int]:
    """When it happened, in nanoseconds."""
    told = [json.loads(line) for line in trace.read_text().splitlines()]
    return [int(each["t_ns"]) for each in told if each["moment"] == name]
