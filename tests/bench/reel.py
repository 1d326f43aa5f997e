"""The reel that is asked for in the tray, and the turns of the GUI thread while it plays.

Here the first page is a highlight with a photograph of 12 megapixels, one of 500. From the choice in the tray's menu
(`reel.asked`) to the painting of its words, and of its picture, beside the same bare dialog that the rejection's reel
is measured by. Then the reel plays: by keys through all its cards and back, and by itself to the next card.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Self

from companion.core.reel import MOST, SECONDS_FOR_A_CARD
from tests.bench.moments import Moments
from tests.bench.picture import make_picture
from tests.bench.rejection import OURS, floor_dialogs
from tests.bench.result import Excess, Line, Result, medians, tell
from tests.bench.samples import copy_profile, make_profile
from tests.e2e.lab.desktop import Desktop
from tests.e2e.lab.waiting import wait_until

APPLICATIONS = 10_000
MOST_TURN_MS = 50.0
SETTLED_S = 1.0
LOOKED_S = 0.3
"""The menu is open for at least so long before anybody has found the line and clicked it."""

PACES_S = (1.0, 0.12, 0.05)
"""Between two keys: as one reads on, as one looks for a card, and faster than pictures can be loaded."""
MOST_PLAYED = 3
"""Runs in which the reel is played too, which takes half a minute."""

ASKED, CARD, PICTURE = "reel.asked", "reel.card_painted", "reel.picture_painted"


def measure(runs: int, say: Callable[[str], None]) -> list[Line]:
    """Both programs in turn."""
    found: list[dict[str, float]] = []
    playing: list[float] = []
    with Desktop() as desktop:
        sample = make_profile(desktop.folder / "sample", APPLICATIONS)
        picture = make_picture(desktop.folder / "picture.jpg")
        for run in range(runs + 1):
            floor = floor_dialogs(desktop, picture)
            with _Ours(desktop, sample) as ours:
                facts = {"floor first": floor[0], "floor next": floor[1], **ours.asked_twice()}
                if run == 0:  # the first start compiles
                    continue
                if len(playing) < MOST_PLAYED:
                    playing.append(ours.longest_turn_of_a_reel())
                found.append(facts)
                tell("reel", run, facts | {"playing": playing[-1]}, say)
    facts = medians(found)
    return [
        *(
            Result(f"choice in the tray to the {what}, {when}", facts[f"floor {nth}"], facts[key], "ms", allowed)
            for what, when, nth, key, allowed in (
                ("first card", "after a start", "first", "card first", None),
                ("first card", "the next time", "next", "card next", 3.0),
                ("picture on it", "after a start", "first", "picture first", None),
                ("picture on it", "the next time", "next", "picture next", None),
            )
        ),
        Excess("longest turn of the GUI thread as the first reel opens", None, facts["opening"], "ms", None),
        Excess("longest turn of the GUI thread as a reel plays", None, median(playing), "ms", MOST_TURN_MS),
    ]


class _Ours:
    """The companion, freshly started over a copy of the sample."""

    def __init__(self, desktop: Desktop, sample: Path) -> None:
        profile = desktop.home / ".local/share/companion"
        copy_profile(sample, profile)
        self._desktop = desktop
        self._moments = Moments(desktop.folder / "trace.jsonl")
        self._program = desktop.start(*OURS, "--trace", str(self._moments.path))
        self._item = desktop.wait_for_tray_item(self._program.pid)
        wait_until(lambda: any(profile.glob("backups/companion-*.db")), "no backup was made")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._program.terminate()

    def asked_twice(self) -> dict[str, float]:
        """Milliseconds to the first card and to its picture, and the longest turn as the first reel opens."""
        facts: dict[str, float] = {}
        for name in ("first", "next"):
            asked, card, picture = self._open()
            facts |= {f"card {name}": (card - asked) / 1e6, f"picture {name}": (picture - asked) / 1e6}
            if name == "first":
                facts["opening"] = self._moments.longest_turn(asked)
            self._close()
        return facts

    def longest_turn_of_a_reel(self) -> float:
        """Played by keys in every pace, through its cards and back, and by itself to the next card."""
        self._open()
        since = time.monotonic_ns()
        for pace in PACES_S:
            for key in ("Right", "Left"):
                for _ in range(MOST):
                    self._desktop.key(key)
                    time.sleep(pace)
        cards = self._moments.count(CARD)
        went_on = "the reel did not go on by itself"
        wait_until(lambda: self._moments.count(CARD) > cards, went_on, SECONDS_FOR_A_CARD + 5)
        time.sleep(SETTLED_S)
        longest = self._moments.longest_turn(since)
        self._close()
        return longest

    def _open(self) -> tuple[int, int, int]:
        """When it was asked for, its first card was painted, and the picture on that."""
        time.sleep(SETTLED_S)
        before = [self._moments.count(name) for name in (ASKED, CARD, PICTURE)]
        self._desktop.tray_menu(self._item)
        time.sleep(LOOKED_S)
        self._desktop.tray_activate(self._item, "Play the reel")
        asked, card, picture = (
            self._moments.when(name, number) for name, number in zip((ASKED, CARD, PICTURE), before, strict=True)
        )
        self._desktop.activate_window("Companion")
        time.sleep(SETTLED_S)
        return asked, card, picture

    def _close(self) -> None:
        self._desktop.key("Escape")
        self._desktop.wait_window_gone("Companion")
