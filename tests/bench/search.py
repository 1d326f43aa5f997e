"""Search over 100,000 applications as one types, beside the bare query and a bare table.

Each run is a process of its own (search_program.py) without a screen.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import cast

from tests.bench import proc
from tests.bench.filling import fill
from tests.bench.result import Excess, Line, Result, medians, tell

APPLICATIONS = 100_000
FEW = 100
OPENINGS = 3
MOST_GAP_MS = 50.0


def measure(runs: int, say: Callable[[str], None]) -> list[Line]:
    """Types the same words in each run."""
    found: list[dict[str, float]] = []
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        many, few = Path(folder) / "many", Path(folder) / "few"
        for profile, applications in ((many, APPLICATIONS), (few, FEW)):
            profile.mkdir()
            say(f"search: making {applications:,} applications")
            fill(profile / "companion.db", applications)
        for run in range(runs):
            facts = _program(many)
            # in turn, so that a slow moment of the machine meets both
            pairs = [(_program(few, "--open")["open"], _program(many, "--open")["open"]) for _ in range(OPENINGS)]
            facts["floor open"], facts["open"] = (median(side) for side in zip(*pairs, strict=True))
            found.append(facts)
            tell("search", run + 1, facts, say)
    told = medians(found)
    what = f"keystroke to painted rows, {APPLICATIONS:,} applications"
    return [
        Result(f"{what}, 95th percentile", told["floor p95"], told["p95"], "ms", 2.0),
        Result(f"{what}, median", told["floor median"], told["median"], "ms", None),
        Result(
            f"opening the window on {APPLICATIONS:,} applications, beside {FEW}",
            told["floor open"],
            told["open"],
            "ms",
            1.5,
        ),
        Excess("longest turn of the event loop, a key every 30 ms", None, told["gap"], "ms", MOST_GAP_MS),
        Excess("results that were not the latest when typing ended", None, told["stale"], "", 0),
    ]


def _program(profile: Path, *options: str) -> dict[str, float]:
    command = [*proc.without("PYTHONDONTWRITEBYTECODE"), "QT_QPA_PLATFORM=offscreen", sys.executable]
    done = subprocess.run(
        [*command, "-m", "tests.bench.search_program", str(profile), *options],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"the search program ended with {done.returncode}:\n{done.stderr}")
    return cast("dict[str, float]", json.loads(done.stdout))
