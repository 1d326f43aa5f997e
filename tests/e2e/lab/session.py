"""What an X11 and a Wayland lab have in common.

A home of their own, a session bus, a keyring, a tray to look at, child processes, and the end of all of it.

A part (bus, panel, daemon...) belongs to the lab; a program is what the test starts. Both write to `logs`.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
import uuid
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.e2e.lab.accessible import Accessible
from tests.e2e.lab.bus import Bus, write_config
from tests.e2e.lab.errors import SEARCH_PATH, LabError, require
from tests.e2e.lab.keyring import Keyring, KeyringState
from tests.e2e.lab.processes import MARK, Process, end_marked
from tests.e2e.lab.tray import Tray
from tests.e2e.lab.waiting import wait_until

AT_SPI = "/usr/libexec/at-spi-bus-launcher"
# Passed on from the test run; everything else of the outer desktop stays outside.
KEPT = ("TZ", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "COVERAGE_PROCESS_START")


class Session:
    """The common part. Use `Desktop` or `WaylandDesktop`."""

    needs: tuple[str, ...] = ("dbus-daemon", "setpriv", "gnome-keyring-daemon", AT_SPI, "/usr/bin/python3")
    bus: Bus

    def __init__(self, *, keyring: KeyringState = "unlocked") -> None:
        self._keyring_wanted: KeyringState = keyring
        self.lab_id = uuid.uuid4().hex
        self._numbers = 0
        self._undo = contextlib.ExitStack()
        self._processes: list[Process] = []
        self._accessible: Accessible | None = None
        self.keyring = Keyring(self)

    def __enter__(self) -> Self:
        require(*self.needs)
        try:
            self._start_everything()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Take everything down, the programs of the test first. Calling it twice does no harm."""
        self._undo.close()

    # -- for the test

    def environment(self) -> dict[str, str]:
        """What a program started in this desktop sees, complete: nothing else is inherited."""
        return {
            **{name: os.environ[name] for name in KEPT if name in os.environ},
            "PATH": SEARCH_PATH,
            "LANG": "C.UTF-8",
            "HOME": str(self.home),
            "XDG_RUNTIME_DIR": str(self.runtime),
            "TMPDIR": str(self.folder / "tmp"),
            "DBUS_SESSION_BUS_ADDRESS": self.address,
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
            "NO_AT_BRIDGE": "0",
            "PYTHONUNBUFFERED": "1",
            MARK: self.lab_id,
        }

    def start(self, *argv: str | os.PathLike[str], **env: str) -> Process:
        """Start a program in this desktop. It is killed with the desktop, with all that it started."""
        command = [*self.prefix(), *(os.fspath(a) for a in argv)]
        self._numbers += 1
        log = self.logs / f"{self._numbers:02}-{Path(argv[0]).name}.log"
        process = Process(command, self.environment() | env, log, self.home)
        self._processes.append(process)
        return process

    def run(
        self, *argv: str | os.PathLike[str], stdin: str = "", timeout: float = 60, **env: str
    ) -> subprocess.CompletedProcess[str]:
        """Run a program in this desktop to its end; the caller judges its exit code."""
        return subprocess.run(
            [*self.prefix(), *(os.fspath(a) for a in argv)],
            env=self.environment() | env,
            cwd=self.home,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
            start_new_session=True,
        )

    def ask(self, *argv: str, timeout: float = 20) -> str:
        """The output of one of the lab's own tools; an error of the lab when it fails."""
        done = self.run(*argv, timeout=timeout)
        if done.returncode != 0:
            said = done.stderr.strip() or done.stdout.strip()
            raise LabError(f"{' '.join(argv)} failed with {done.returncode}: {said}")
        return done.stdout

    @property
    def accessible(self) -> Accessible:
        """The driver of this desktop's accessibility tree."""
        if self._accessible is None:
            self._accessible = Accessible(self)
            self._undo.callback(self._accessible.close)
        return self._accessible

    def click(self, x: int, y: int, button: int = 1) -> None:
        """A click of the mouse at this place of the screen."""
        raise LabError(f"this desktop has no mouse to click {button} with at {x}, {y}")

    # -- for the parts

    def part(self, name: str, *argv: str, **env: str) -> Process:
        """Start a part of the lab. It also ends when the test run is killed before it can take the lab down."""
        command = [*self.prefix(), "setpriv", "--pdeathsig", "TERM", *argv]
        process = Process(command, self.environment() | env, self.logs / f"{name}.log", self.home)
        self._undo.callback(process.terminate)
        return process

    def prefix(self) -> list[str]:
        """What stands before every command, e.g. to become another user."""
        return []

    def own(self, path: Path) -> None:
        """Give a file or folder to the user that the desktop runs as."""

    def logs_text(self) -> str:
        """All logs, for the message of a failing test."""
        return "\n".join(f"--- {log.name}\n{log.read_text(errors='replace')}" for log in sorted(self.logs.iterdir()))

    def _start_everything(self) -> None:
        self._make_folders()
        self._undo.callback(end_marked, self.lab_id)
        self.address = f"unix:path={self.runtime / 'bus'}"
        self._start_display()
        self._start_bus()
        self._undo.callback(self._end_programs)
        self.part("at-spi", AT_SPI, "--launch-immediately")
        self.keyring.start(self._keyring_wanted)
        self._start_parts()

    def _make_folders(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="lab-"))
        self._undo.callback(shutil.rmtree, self.folder, ignore_errors=True)
        self.home, self.runtime, self.logs = (self.folder / name for name in ("home", "run", "logs"))
        for path in (self.home, self.runtime, self.logs, self.folder / "tmp"):
            path.mkdir(mode=0o700)
            self.own(path)
        self.own(self.folder)

    def _start_bus(self) -> None:
        config = write_config(self.folder, self.runtime / "bus")
        for path in (self.folder / "services").rglob("*"):
            self.own(path)
        self.own(self.folder / "services")
        self.own(config)
        self.part("dbus", "dbus-daemon", "--nofork", "--nopidfile", "--config-file", str(config))
        self.bus = wait_until(self._connect, "the session bus did not come up")
        self._undo.callback(self.bus.close)
        self.tray = Tray(self.bus)

    def _connect(self) -> Bus | None:
        try:
            return Bus(self.address)
        except OSError:
            return None

    def _end_programs(self) -> None:
        for process in self._processes:
            if process.alive():
                process.kill()

    def _start_display(self) -> None:
        raise NotImplementedError

    def _start_parts(self) -> None:
        raise NotImplementedError
