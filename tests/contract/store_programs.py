"""What the tests of the store run in other processes: to be killed, to be limited, or to be there first."""

from __future__ import annotations

import itertools
import os
import random
import shutil
import signal
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from companion.adapters.store.store import open_store
from companion.adapters.system import Keys, SystemClock
from companion.core.application import Application, Event, EventKind
from companion.services.merging import Merging
from companion.services.ports import StoreProblem
from companion.services.work import Desk

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class Said(Protocol):
    """The pipe between a test and its program."""

    def send(self, obj: Any, /) -> None: ...  # noqa: ANN401 - a pipe carries anything
    def recv(self) -> Any: ...  # noqa: ANN401


def write_for_ever(path: Path, name: str, said: Said) -> None:
    """Stores an application with its event, again and again, and says each key once it is committed."""
    store = open_store(path, now=NOW)
    for number in itertools.count():
        key = f"{name} {number:06d}"
        with store.write(NOW) as writer:
            writer.put(Application(key, "Acme", notes="n" * 500))
            writer.put(Event(f"event of {key}", key, EventKind.APPLIED, NOW))
        said.send(key)


def merge_and_be_killed(folder: Path, kept: str, other: str, times: int, said: Said) -> None:
    """Merges two applications and takes it back again and again, in copies of the folder's store, killed each time at
    another moment; says each copy's path. One process forks the others: to start each anew takes long.
    """
    rng = random.Random(5)  # noqa: S311 - moments, not secrets
    for number in range(times):
        path = shutil.copytree(folder, folder.with_name(f"copy {number}")) / "companion.db"
        here, there = os.pipe()
        child = os.fork()
        if not child:
            _merge_for_ever(path, kept, other, there)
        for _ in range(rng.randint(1, 6)):
            os.read(here, 1)
        time.sleep(rng.random() / 50)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(here)
        os.close(there)
        said.send(path)


def _merge_for_ever(path: Path, kept: str, other: str, ready: int) -> None:
    """In the forked process; it never returns to what was forked."""
    desk = Desk(open_store(path, now=NOW), SystemClock(), Keys())
    merging = Merging(desk)
    while True:
        outcome = merging.merge(kept, other)
        os.write(ready, b".")
        desk.undo(outcome.undo)
        os.write(ready, b".")


def hold_the_right_to_send(path: Path, said: Said) -> None:
    """Takes the right to send and keeps it until the process is killed."""
    store = open_store(path, now=NOW)
    with store.sending() as mine:
        said.send(mine)
        said.recv()


def open_once(path: Path, said: Said) -> None:
    """Opens the store, adds one application, closes it."""
    store = open_store(path, now=NOW)
    with store.write(NOW) as writer:
        writer.put(Application(f"by {os.getpid()}", "Acme"))
    store.close()
    said.send("done")


def write_until_full(path: Path, bytes_in_a_file: int, said: Said) -> None:
    """Writes under a limit to the size of a file; says the keys that were committed, then the sentence."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_in_a_file, bytes_in_a_file))
    store = open_store(path, now=NOW)
    kept: list[str] = []
    try:
        for number in range(10_000):
            with store.write(NOW) as writer:
                writer.put(Application(f"{number:06d}", "Acme", notes="n" * 2000))
            kept.append(f"{number:06d}")
    except StoreProblem as problem:
        said.send((kept, problem.sentence, store.get(Application, kept[0]) is not None))


def open_as_an_ordinary_user(path: Path, user: int, said: Said) -> None:
    """Opens and writes as the user of that number; says the problem's sentence, or "" if there was none."""
    if sys.platform != "win32" and os.geteuid() != user:
        os.setgroups([])
        os.setgid(user)
        os.setuid(user)
    try:
        store = open_store(path, now=NOW)
        with store.write(NOW) as writer:
            writer.put(Application("new", "Acme"))
        said.send("")
    except StoreProblem as problem:
        said.send(problem.sentence)
