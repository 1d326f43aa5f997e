"""An import of 100,000 rows with 400,000 events, beside a bare executemany of the same cells into the same tables."""

from __future__ import annotations

import csv
import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import cast

from tests.bench import proc
from tests.bench.result import Excess, Line, Result, medians, tell

ROWS = 100_000
LEAST_RATE = 0.3
MOST_MB = 100.0
MOST_WAIT_MS = 50.0
_COLUMNS = ("Company", "Role", "Location", "URL", "Notes", "Date Saved", "Date Applied", "Reply Date", "Interview Date")
_COMPANIES = (
    "Acme",
    "Borealis",
    "Cedar",
    "Delta",
    "Ember",
    "Fjord",
    "Granite",
    "Harbour",
    "Iris",
    "Juniper",
    "Kestrel",
)
_KINDS = ("Systems", "Labs", "Works", "Health", "Energy", "Robotics", "Foods", "Media", "Bank", "Logistics", "Studio")
_ROLES = ("Backend Engineer", "Data Analyst", "Product Designer", "Nurse", "Office Manager", "Teacher", "Welder")
_PLACES = ("Berlin", "Leeds", "Lyon", "Porto", "remote", "Graz", "Malmö", "Kraków", "Zürich", "Austin")
_WORDS = (
    "team",
    "product",
    "billing",
    "search",
    "mobile",
    "clinic",
    "school",
    "release",
    "night",
    "shift",
    "trains",
    "maps",
    "energy",
    "garden",
    "payments",
)


def measure(runs: int, say: Callable[[str], None]) -> list[Line]:
    """Each run imports the file into a new store, then inserts what came of it bare, with the triggers and without."""
    found: list[dict[str, float]] = []
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        say(f"import: writing a table of {ROWS:,} rows")
        write_table(folder / "jobs.csv", ROWS)
        for run in range(runs):
            facts = _run("import", folder / "jobs.csv", folder / "ours/companion.db")
            bare = _run("bare", folder / "ours/companion.db", folder / "bare/companion.db")
            facts["bare"] = bare["bare"]
            facts["triggers"] = _run("triggers", folder / "ours/companion.db", folder / "bare/companion.db")["bare"]
            found.append(facts)
            tell("import", run + 1, facts, say)
    told = medians(found)
    what = f"import of {ROWS:,} rows with {4 * ROWS:,} events"
    return [
        Result(
            f"{what}, beside executemany with indexes and triggers",
            told["triggers"],
            told["whole"],
            "s",
            1 / LEAST_RATE,
        ),
        Result(f"{what}, beside executemany with indexes alone", told["bare"], told["whole"], "s", None),
        Excess(f"{what}, memory", None, told["memory"], "MB", MOST_MB),
        Excess("longest wait of a reader beside it", None, told["reader"], "ms", MOST_WAIT_MS),
    ]


def write_table(path: Path, count: int) -> None:
    """A table of applications with four dates each, the same each time."""
    rng = random.Random(11)  # noqa: S311 - samples, not secrets
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(_COLUMNS)
        for number in range(count):
            saved = date(2024, 1, 8) + timedelta(days=number % 700)
            days = [saved + timedelta(days=more) for more in (0, 2, 9, 16)]
            link = f"https://jobs.example.test/view/{100_000 + number}"
            company = f"{rng.choice(_COMPANIES)} {rng.choice(_KINDS)} {number}"
            notes = " ".join(rng.choices(_WORDS, k=12))
            table.writerow([company, rng.choice(_ROLES), rng.choice(_PLACES), link, notes, *days])


def _run(*words: object) -> dict[str, float]:
    command = [*proc.without("PYTHONDONTWRITEBYTECODE"), sys.executable, "-m", "tests.bench.imports_program"]
    done = subprocess.run(
        [*command, *map(str, words)], cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"the import program ended with {done.returncode}:\n{done.stderr}")
    return cast("dict[str, float]", json.loads(done.stdout))
