"""Child processes of the lab: each with its own process group and log file, all gone at the end.

Everything started for one lab carries the mark LAB_ID in its environment. Programs that leave their process
group (daemons, services that D-Bus starts) are found by that mark when the lab closes, so that nothing stays
behind.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from pathlib import Path

from tests.e2e.lab.errors import LabError, NotSeenError

MARK = "COMPANION_LAB_ID"


class Process:
    """A running program: its log, and the ways to end it."""

    def __init__(self, argv: list[str], environment: dict[str, str], log: Path, cwd: Path) -> None:
        self.argv = argv
        self.log = log
        with log.open("ab") as out:
            self._popen = subprocess.Popen(
                argv,
                env=environment,
                cwd=cwd,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        return self._popen.pid

    @property
    def returncode(self) -> int | None:
        return self._popen.poll()

    def alive(self) -> bool:
        return self.returncode is None

    def output(self) -> str:
        """Everything it has written so far, both streams."""
        return self.log.read_text(errors="replace")

    def wait(self, timeout: float = 20) -> int:
        try:
            return self._popen.wait(timeout)
        except subprocess.TimeoutExpired:
            raise NotSeenError(f"{self.argv} did not end within {timeout:g} s; it said:\n{self.output()}") from None

    def terminate(self, timeout: float = 10) -> int:
        """Ask it to end; kill what does not listen. Returns its exit code."""
        self._signal(signal.SIGTERM)
        try:
            code = self._popen.wait(timeout)
        except subprocess.TimeoutExpired:
            code = self.kill()
        self._signal(signal.SIGKILL)  # what it left in its group
        return code

    def kill(self) -> int:
        """kill -9, the whole process group."""
        self._signal(signal.SIGKILL)
        return self._popen.wait(10)

    def _signal(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._popen.pid, number)


def marked(lab_id: str) -> list[int]:
    """The processes that carry this lab's mark."""
    mark = f"{MARK}={lab_id}".encode()
    found: list[int] = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        with contextlib.suppress(OSError):  # gone meanwhile, or another user's
            if mark in (entry / "environ").read_bytes().split(b"\0"):
                found.append(int(entry.name))
    return found


def end_marked(lab_id: str) -> None:
    """End every process of this lab; loud if one survives being killed."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        for pid in marked(lab_id):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
        deadline = time.monotonic() + 3
        while marked(lab_id) and time.monotonic() < deadline:
            time.sleep(0.02)
    left = marked(lab_id)
    if left:
        raise LabError(f"processes {left} survived the end of their lab")
