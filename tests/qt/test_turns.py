"""The watcher of the event loop's turns. Which loop Qt has is chosen when a program begins, so each test is one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from companion.desktop.turns import LONG_MS

PROGRAM = """
import sys, time
from PySide6.QtCore import QCoreApplication, QEventLoop, QTimer
from companion.app.trace import FileTrace
from companion.desktop.turns import Turns

app = QCoreApplication([])
trace = FileTrace(sys.argv[1])
turns = Turns(trace)
turns.watch()

def work():
    time.sleep(0.1)

def nested():
    time.sleep(0.06)
    loop = QEventLoop()
    QTimer.singleShot(150, loop.quit)
    loop.exec()
    time.sleep(0.08)

def unwatched():
    turns.close()
    QTimer.singleShot(0, work)
    QTimer.singleShot(50, app.quit)

QTimer.singleShot(100, work)
QTimer.singleShot(400, nested)
QTimer.singleShot(900, unwatched)
app.exec()
"""


def traced(path: Path, **more: str) -> list[dict[str, Any]]:
    """What the program marks."""
    environment = {name: value for name, value in os.environ.items() if name != "QT_NO_GLIB"} | more
    command = [sys.executable, "-c", PROGRAM, str(path)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return [json.loads(line) for line in path.read_text().splitlines()]


@pytest.mark.skipif(sys.platform != "linux", reason="Qt's loop is GLib's on Linux only")
def test_long_turns_are_told_and_waiting_is_not(tmp_path: Path) -> None:
    marks = traced(tmp_path / "trace.jsonl")
    assert {mark["moment"] for mark in marks} == {"gui.turn"}
    assert all(mark["ms"] >= LONG_MS for mark in marks)
    # one of 100 ms, then the two halves of the one with a loop of its own; none for 150 ms of waiting in that loop
    told = [mark["ms"] for mark in marks if mark["ms"] >= 55]
    assert [ms >= least for ms, least in zip(told, (100, 60, 80), strict=True)] == [True] * 3


def test_a_loop_that_cannot_be_watched_is_told(tmp_path: Path) -> None:
    assert [mark["moment"] for mark in traced(tmp_path / "trace.jsonl", QT_NO_GLIB="1")] == ["gui.unwatched"]


def test_without_a_trace_nothing_of_it_is_loaded() -> None:
    started = (
        "import sys\n"
        "from contextlib import ExitStack\n"
        "from companion.app import application, companion, household, start\n"
        "sys.exit('companion.desktop.turns' in sys.modules or 'ctypes' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", started], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
