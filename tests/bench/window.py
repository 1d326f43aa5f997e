"""The Applications window over 100,000 applications with some 400,000 events, beside the same window over 100.

Each run is a process of its own (window_program.py) without a screen, the two sizes in turn.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import cast

from tests.bench import proc
from tests.bench.result import Excess, Line, Result, medians, tell
from tests.bench.samples import make_store

MANY, FEW = 100_000, 100
MOST_FRAME_MS = 33.0
ROOT = Path(__file__).parents[2]


def measure(runs: int, say: Callable[[str], None]) -> list[Line]:
    """Each run has a copy of its own, since it changes it."""
    found: list[dict[str, float]] = []
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        for applications in (FEW, MANY):
            say(f"window: making {applications:,} applications")
            sample = Path(folder) / f"{applications}/companion.db"
            sample.parent.mkdir()
            make_store(sample, applications).close()
        for run in range(runs):
            few, many = (_run(Path(folder) / str(applications)) for applications in (FEW, MANY))
            facts = many | {f"few {name}": value for name, value in few.items()}
            found.append(facts)
            tell("window", run + 1, facts, say)
    told = medians(found)
    what = f"the list of {MANY:,} applications"
    return [
        Result(f"{what} opens, beside one of {FEW}", told["few open"], told["open"], "ms", 1.5),
        Result(f"memory with {what}, beside one of {FEW}", told["few memory"], told["memory"], "MB", 1.25),
        Excess(f"longest turn of the GUI thread as {what} is scrolled", None, told["scroll"], "ms", MOST_FRAME_MS),
        Result(f"an event logged and painted in {what}", told["floor change"], told["change"], "ms", 3.0),
        Result(f"the same in one of {FEW}", told["few floor change"], told["few change"], "ms", 3.0),
    ]


def _run(sample: Path) -> dict[str, float]:
    profile = sample.with_name("profile")
    shutil.rmtree(profile, ignore_errors=True)
    shutil.copytree(sample, profile)
    command = [*proc.without("PYTHONDONTWRITEBYTECODE"), "QT_QPA_PLATFORM=offscreen", sys.executable]
    done = subprocess.run(
        [*command, "-m", "tests.bench.window_program", str(profile)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"the window's program ended with {done.returncode}:\n{done.stderr}")
    return cast("dict[str, float]", json.loads(done.stdout))
