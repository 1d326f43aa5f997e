"""A thousand reels, played and closed in one process: what they leave behind.

The process (reels_program.py) has no screen; all else is real: windows, store, pictures. The first fifty reels load
what reels need and warm every cache, so that whatever grows afterwards would grow for ever.
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
from tests.bench.result import Excess, Line, Result, tell
from tests.bench.samples import make_profile

REELS, FIRST = 1000, 50
PHOTOGRAPHS, WIDTH = 50, 1600
APPLICATIONS = 100
MOST_GROWTH = 1.02
KINDS = ("windows", "timers", "threads")


def measure(runs: int, say: Callable[[str], None]) -> list[Line]:
    """Once, whatever the runs: it is a thousand runs by itself."""
    del runs
    root = Path(__file__).parents[2]
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        profile = make_profile(Path(folder) / "profile", APPLICATIONS, PHOTOGRAPHS, width=WIDTH)
        say(f"reels: playing {REELS:,}")
        command = [*proc.without("PYTHONDONTWRITEBYTECODE"), "QT_QPA_PLATFORM=offscreen", sys.executable]
        done = subprocess.run(
            [*command, "-m", "tests.bench.reels_program", str(profile), str(REELS), str(FIRST)],
            cwd=root,
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        raise RuntimeError(f"the program of reels ended with {done.returncode}:\n{done.stderr}")
    told = cast("dict[str, dict[str, float]]", json.loads(done.stdout))
    before, after = told["before"], told["after"]
    for name, facts in told.items():
        tell(f"reels, {name}", REELS if facts is after else FIRST, facts, say)
    what = f"after {REELS:,} reels, beside after {FIRST}"
    return [
        Result(f"memory {what}", before["kb"] / 1024, after["kb"] / 1024, "MB", MOST_GROWTH),
        Result(
            "of it what no file stands behind", before["anonymous kb"] / 1024, after["anonymous kb"] / 1024, "MB", None
        ),
        *(Excess(f"{kind} there {what}", before[kind], after[kind], "", 0) for kind in KINDS),
        Excess("Qt's objects that Python holds then", before["objects"], after["objects"], "", 0),
    ]
