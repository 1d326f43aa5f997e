"""Time to tray, idle memory (before and after a reel) and idle wake-ups, beside the smallest tray program.

The profile holds 10,000 applications and 500 highlights with pictures.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from companion.core.reel import MOST
from tests.bench import proc
from tests.bench.result import Excess, Line, Result, medians, tell
from tests.bench.samples import copy_profile, make_profile
from tests.e2e.lab.desktop import Desktop
from tests.e2e.lab.processes import Process
from tests.e2e.lab.tray import WATCHER
from tests.e2e.lab.waiting import wait_until

APPLICATIONS = 10_000
SETTLED_S = 5.0
"""Waited after the work that a start puts off (today's backup among it) before memory is read."""
IDLE_S = 30.0
CARD_S = 0.7
"""A card is looked at so long before the next key: its picture is there by then, and no fade is under way."""

FLOOR = (*proc.AS_INSTALLED, sys.executable, str(Path(__file__).with_name("floor_tray.py")))
OURS = (*proc.AS_INSTALLED, sys.executable, "-m", "companion")


def start_and_memory(runs: int, say: Callable[[str], None]) -> list[Line]:
    """Both programs in turn; each start of ours is on a day that has no backup yet."""
    floors: list[dict[str, float]] = []
    ours: list[dict[str, float]] = []
    with Desktop() as desktop:
        bench = _Bench(desktop)
        for run in range(runs + 1):
            floor, mine = bench.floor(), bench.ours()
            if run:  # the first start compiles
                floors.append(floor)
                ours.append(mine)
                both = {
                    f"{k} {who}": v for who, run_of in (("floor", floor), ("ours", mine)) for k, v in run_of.items()
                }
                tell("tray", run, both, say)
    floor, mine = medians(floors), medians(ours)
    return [
        Result(f"time to tray, {APPLICATIONS:,} applications", floor["ms"], mine["ms"], "ms", 1.5, 0),
        Result(f"idle memory, {APPLICATIONS:,} applications", floor["mb"], mine["mb"], "MB", 1.4),
        Result("idle memory after a reel has been shown and closed", floor["mb"], mine["mb later"], "MB", 1.4),
    ]


def idle(runs: int, say: Callable[[str], None]) -> list[Line]:
    """Both programs side by side, so that what wakes every program of a desktop counts for both."""
    counted: list[dict[str, float]] = []
    with Desktop() as desktop:
        bench = _Bench(desktop)
        bench.fresh_profile()
        programs = {"floor": desktop.start(*FLOOR), "ours": desktop.start(*OURS)}
        for program in programs.values():
            desktop.wait_for_tray_item(program.pid)
        bench.wait_for_backup()
        time.sleep(SETTLED_S)
        for run in range(runs):
            before = {name: proc.wake_ups(program.pid) for name, program in programs.items()}
            time.sleep(IDLE_S)
            after = {name: proc.wake_ups(program.pid) for name, program in programs.items()}
            facts: dict[str, float] = {name: after[name][0] - before[name][0] for name in programs}
            facts |= {f"{name} interrupted": after[name][1] - before[name][1] for name in programs}
            counted.append(facts)
            tell("idle", run + 1, facts, say)
    found = medians(counted)
    return [
        Excess(f"wake-ups in {IDLE_S:.0f} s of idling, all threads", found["floor"], found["ours"], "", 0),
        Excess("interrupted by others meanwhile", found["floor interrupted"], found["ours interrupted"], "", None),
    ]


class _Bench:
    """One desktop, and a profile in its home as a user has it."""

    def __init__(self, desktop: Desktop) -> None:
        self._desktop = desktop
        self._profile = desktop.home / ".local/share/companion"
        self._sample = make_profile(desktop.folder / "sample", APPLICATIONS)

    def floor(self) -> dict[str, float]:
        return self._measured(FLOOR)

    def ours(self) -> dict[str, float]:
        self.fresh_profile()
        return self._measured(OURS, self.wait_for_backup, self._play_the_reel)

    def fresh_profile(self) -> None:
        copy_profile(self._sample, self._profile)

    def wait_for_backup(self) -> None:
        """The last of what a start puts off."""
        wait_until(lambda: any(self._profile.glob("backups/companion-*.db")), "no backup was made")

    def _play_the_reel(self, program: Process) -> None:
        """All of its cards, by keys; then it is closed."""
        self._desktop.tray_activate(self._desktop.wait_for_tray_item(program.pid), "Play the reel")
        self._desktop.activate_window("Companion")
        for _ in range(MOST):
            time.sleep(CARD_S)
            self._desktop.key("Right")
        time.sleep(CARD_S)
        self._desktop.key("Escape")
        self._desktop.wait_window_gone("Companion")

    def _measured(
        self,
        command: Sequence[str],
        until: Callable[[], None] | None = None,
        then: Callable[[Process], None] | None = None,
    ) -> dict[str, float]:
        before = self._icons()
        start = time.perf_counter()
        program = self._desktop.start(*command)
        self._wait_for_icon(program, before)
        ms = 1e3 * (time.perf_counter() - start)
        if until is not None:
            until()
        time.sleep(SETTLED_S)
        facts = {"ms": ms, "mb": proc.pss_mb(program.pid)}
        if then is not None:
            then(program)
            time.sleep(SETTLED_S)
            facts["mb later"] = proc.pss_mb(program.pid)
        program.terminate()
        wait_until(lambda: not self._icons() - before, "the tray icon stayed")
        return facts

    def _wait_for_icon(self, program: Process, before: set[str]) -> None:
        deadline = time.perf_counter() + 30
        while not self._icons() - before:
            if not program.alive() or time.perf_counter() > deadline:
                raise RuntimeError(f"{program.argv} showed no tray icon:\n{program.output()}")
            time.sleep(0.002)

    def _icons(self) -> set[str]:
        return set(self._desktop.bus.get(WATCHER, "RegisteredStatusNotifierItems"))
