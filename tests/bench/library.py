"""The turns of the GUI thread while the library of highlights makes its thumbnails and is scrolled.

Opened by the tray's "Highlights…" with 2,000 highlights, a quarter of them sharing a photograph of 12 megapixels each
with three others; scrolled to its end with Page Down, faster than thumbnails can be made.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

from tests.bench.moments import Moments
from tests.bench.rejection import OURS
from tests.bench.result import Excess, Line, medians, tell
from tests.bench.samples import PHOTOGRAPHS, copy_profile, make_profile
from tests.e2e.lab.desktop import Desktop
from tests.e2e.lab.waiting import wait_until

APPLICATIONS = 10_000
HIGHLIGHTS = 2_000
LIBRARY = re.compile("^Highlights")
MOST_TURN_MS = 50.0
PAGES = 40
PAGE_S = 0.1
MADE_S = 10.0
"""Waited after the scrolling: what was put off is made by then."""


def measure(runs: int, say: Callable[[str], None]) -> list[Line]:
    """Each run is a fresh start over a profile that has no thumbnails yet."""
    found: list[dict[str, float]] = []
    with Desktop() as desktop:
        sample = make_profile(desktop.folder / "sample", APPLICATIONS, shares=HIGHLIGHTS // PHOTOGRAPHS)
        for run in range(runs):
            facts = _scrolled(desktop, sample)
            found.append(facts)
            tell("library", run + 1, facts, say)
    facts = medians(found)
    what = f"longest turn of the GUI thread, the library of {HIGHLIGHTS:,}"
    return [
        Excess(f"{what} opens", None, facts["opening"], "ms", None),
        Excess(f"{what} is scrolled as thumbnails are made", None, facts["scrolling"], "ms", MOST_TURN_MS),
    ]


def _scrolled(desktop: Desktop, sample: Path) -> dict[str, float]:
    profile = desktop.home / ".local/share/companion"
    copy_profile(sample, profile)
    moments = Moments(desktop.folder / "trace.jsonl")
    program = desktop.start(*OURS, "--trace", str(moments.path))
    item = desktop.wait_for_tray_item(program.pid)
    wait_until(lambda: any(profile.glob("backups/companion-*.db")), "no backup was made")
    chosen = time.monotonic_ns()
    desktop.tray_activate(item, "Highlights…")
    desktop.activate_window(LIBRARY)
    time.sleep(1.0)
    opening = moments.longest_turn(chosen)
    since = time.monotonic_ns()
    for key in (*["Next"] * PAGES, "Home", "End"):
        desktop.key(key)
        time.sleep(PAGE_S)
    time.sleep(MADE_S)
    scrolling = moments.longest_turn(since)
    desktop.key("Escape")
    desktop.wait_window_gone(LIBRARY)
    program.terminate()
    return {"opening": opening, "scrolling": scrolling}
