"""The list from the shell, beside two other trackers of the package index with as many applications.

Both keep theirs in the user's home, so each gets a home of its own. Their stores are filled past their commands: one
is a table of SQLite, the other a folder with a small file for each application.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from companion.adapters.store.store import SqliteStore
from companion.core.application import ApplicationRow
from tests.bench import proc
from tests.bench.result import Line, Result, medians, tell
from tests.bench.samples import make_store

APPLICATIONS = 10_000
ROOT = Path(__file__).parents[2]
ENVIRONMENT = ROOT / "build/peers"
LOCK = ROOT / "packaging/lock/peers.txt"


def measure(runs: int, say: Callable[[str], None]) -> list[Line]:
    """The three take turns."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        home, profile = Path(folder) / "home", Path(folder) / "profile"
        profile.mkdir()
        _install(say)
        say(f"peers: making {APPLICATIONS:,} applications for each")
        with closing(make_store(profile / "companion.db", APPLICATIONS)) as store:
            rows = store.search("", limit=APPLICATIONS)
            query = _rare(store, rows)
        _fill_applyr(home, rows)
        _fill_jobhound(home, rows)
        companion = [*proc.AS_INSTALLED, str(Path(sys.executable).with_name("companion")), "--profile", str(profile)]
        commands = {
            "companion": [*companion, "applications", query, "--json"],
            "applyr": [str(ENVIRONMENT / "bin/applyr"), "search", query],
            "jh": [str(ENVIRONMENT / "bin/jh"), "list", "--all", "--slug-substring", _slug(query)],
        }
        found: list[dict[str, float]] = []
        for run in range(runs + 1):
            facts = {name: _timed(command, home, query) for name, command in commands.items()}
            if run:  # the first fills the system's caches
                found.append(facts)
                tell("peers", run, facts, say)
    told = medians(found)
    ours = f"companion applications QUERY --json, {APPLICATIONS:,} applications"
    return [
        Result(f"{ours}, beside applyr search", told["applyr"], told["companion"], "ms", 1.0),
        Result(f"{ours}, beside jh list", told["jh"], told["companion"], "ms", 1.0),
    ]


def _install(say: Callable[[str], None]) -> None:
    stamp = ENVIRONMENT / "installed"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == LOCK.read_text(encoding="utf-8"):
        return
    say("peers: installing applyr and jobhound")
    venv.create(ENVIRONMENT, clear=True, with_pip=True)
    pip = [str(ENVIRONMENT / "bin/pip"), "install", "--quiet", "--require-hashes", "-r", str(LOCK)]
    subprocess.run(pip, check=True)
    stamp.write_text(LOCK.read_text(encoding="utf-8"), encoding="utf-8")


def _rare(store: SqliteStore, rows: Sequence[ApplicationRow]) -> str:
    """A company that few of the applications have, as somebody looks for one."""
    companies = sorted({row.company for row in rows})
    return min(companies, key=lambda company: (len(store.search(company, limit=1000)), company))


def _fill_applyr(home: Path, rows: Sequence[ApplicationRow]) -> None:
    home.mkdir()
    _run([str(ENVIRONMENT / "bin/applyr"), "init"], home)
    with closing(sqlite3.connect(home / ".applyr/jobs.db")) as store, store:
        store.executemany(
            "INSERT INTO offers (title, company, status, location, created_at)"
            " VALUES (?, ?, 'applied', ?, '2026-01-05')",
            [(row.role, row.company, row.place) for row in rows],
        )


def _fill_jobhound(home: Path, rows: Sequence[ApplicationRow]) -> None:
    _run([str(ENVIRONMENT / "bin/jh"), "new", "--company", "Acme", "--role", "Engineer"], home)
    (sample,) = (home / ".local/share/jh/opportunities").iterdir()
    made = (sample / "meta.toml").read_text(encoding="utf-8")
    for number, row in enumerate(rows):
        slug = f"2026-01-{_slug(row.company)}-{number}"
        folder = sample.with_name(slug)
        folder.mkdir()
        told = made.replace(sample.name, slug).replace("Acme", row.company).replace("Engineer", row.role)
        (folder / "meta.toml").write_text(told, encoding="utf-8")


def _slug(name: str) -> str:
    return name.lower().replace(" ", "-")


def _timed(command: Sequence[str], home: Path, query: str) -> float:
    began = time.perf_counter()
    said = _run(command, home)
    ms = (time.perf_counter() - began) * 1000
    if query.split(maxsplit=1)[0].lower() not in said.lower():
        raise RuntimeError(f"{command[0]} did not find {query}")
    return ms


def _run(command: Sequence[str], home: Path) -> str:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("XDG_")} | {"HOME": str(home)}
    done = subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{command} ended with {done.returncode}:\n{done.stderr}")
    return done.stdout
