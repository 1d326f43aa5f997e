"""What is killed in the middle of an import: one process forks the others, since starting each anew takes seconds."""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from contextlib import closing
from pathlib import Path

from tests.contract.importing import Desktop, sound, standing
from tests.contract.store_programs import Said


def be_killed(folder: Path, table: Path, times: int, said: Said) -> None:
    """Imports the table into copies of the folder's store, each time killed at another moment. Says what the store held
    before, what it holds after a whole import (without keys, which differ), and then for each copy what it held.
    """
    before = _held(folder)
    took = _whole(_copy(folder, "whole"), table)
    said.send((before, _held(folder.with_name("whole"))))
    rng = random.Random(3)  # noqa: S311 - moments, not secrets
    for _ in range(times):
        copy = _copy(folder, "copy")
        here, there = os.pipe()
        child = os.fork()
        if not child:
            _import(copy, table, there)
        os.read(here, 1)
        time.sleep(rng.random() * took)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(here)
        os.close(there)
        with closing(Desktop(copy)) as again:
            sound(again.store.path)
        said.send(_held(copy))


def _import(folder: Path, table: Path, ready: int) -> None:
    """In the forked process; it never returns to what was forked."""
    desktop = Desktop(folder)
    prepared = desktop.prepare(table)
    os.write(ready, b".")
    desktop.importing.carry_out(prepared)
    signal.pause()


def _whole(folder: Path, table: Path) -> float:
    """Seconds that the import takes after the preview."""
    with closing(Desktop(folder)) as desktop, closing(desktop.prepare(table)) as prepared:
        begun = time.perf_counter()
        desktop.importing.carry_out(prepared)
        return time.perf_counter() - begun


def _copy(folder: Path, name: str) -> Path:
    copy = folder.with_name(name)
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(folder, copy)
    return copy


def _held(folder: Path) -> list[object]:
    """All that a user sees, without the keys, which are random."""
    with closing(Desktop(folder)) as desktop:
        found = standing(desktop.store.path)
        return [
            len(desktop.importing.runs()),
            *([tuple(c for c in row if not _is_key(c)) for row in part] for part in found),
        ]


def _is_key(cell: object) -> bool:
    return isinstance(cell, str) and len(cell) == 36 and cell.count("-") == 4
