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
from typing import cast

from tests.bench import proc
from tests.bench.result import Excess, Line, Result, medians, tell
from tests.bench.samples import make_store

APPLICATIONS = 100_000
MOST_GAP_MS = 50.0


def measure(runs: int, say: Callable[[str], None]) -> list[Line]:
    """Types the same words in each run."""
    found: list[dict[str, float]] = []
    root = Path(__file__).parents[2]
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        store = Path(folder) / "profile/companion.db"
        store.parent.mkdir()
        say(f"search: making {APPLICATIONS:,} applications")
        make_store(store, APPLICATIONS).close()
        command = [*proc.without("PYTHONDONTWRITEBYTECODE"), "QT_QPA_PLATFORM=offscreen", sys.executable]
        for run in range(runs):
            done = subprocess.run(
                [*command, "-m", "tests.bench.search_program", str(store.parent)],
                cwd=root,
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode:
                raise RuntimeError(f"the search program ended with {done.returncode}:\n{done.stderr}")
            facts = cast("dict[str, float]", json.loads(done.stdout))
            found.append(facts)
            tell("search", run + 1, facts, say)
    told = medians(found)
    what = f"keystroke to painted rows, {APPLICATIONS:,} applications"
    return [
        Result(f"{what}, 95th percentile", told["floor p95"], told["p95"], "ms", 2.0),
        Result(f"{what}, median", told["floor median"], told["median"], "ms", None),
        Excess("longest turn of the event loop, a key every 30 ms", None, told["gap"], "ms", MOST_GAP_MS),
        Excess("results that were not the latest when typing ended", None, told["stale"], "", 0),
    ]
