"""The companion as the end-to-end tests handle it: the real program in a lab's desktop, and its shell commands.

    companion = Companion(desktop, desktop.home / "profile")
    companion.welcomed()
    companion.start()
    companion.shell("interview", "Acme", "--when", "2 days ago", "--with", "Dana Reyes")
    companion.choose("Log a rejection…")

Each has a profile of its own, so that several can share one desktop. `examine` looks for what must never be there:
a crash file, a traceback, a secret.
"""

from __future__ import annotations

import base64
import contextlib
import json
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tests.e2e.lab.desktop import Desktop
from tests.e2e.lab.processes import Process
from tests.e2e.lab.tray import TrayItem
from tests.e2e.lab.waiting import PATIENCE, wait_until
from tests.e2e.lab.wayland import WaylandDesktop

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "build" / "e2e"
MENU = [
    *("Log a rejection…", "Play the reel", "Add a highlight…", "Highlights…"),
    *("Follow-ups due (0)", "Applications…", "Settings…", "Quit"),
]
READY = "ready"
# A desktop without portals makes Qt say so; nothing of the companion's.
_OF_THE_DESKTOP = re.compile(rb" WARNING qt: qt\.(qpa\.theme\.gnome|qpa\.services|accessibility\.atspi|qpa\.wayland)")


def titled(title: str) -> str:
    """A window's title as window managers show it: Qt adds the program's name."""
    return title if title.endswith("Companion") else f"{title} — Companion"


def keep_picture(desktop: Desktop | WaylandDesktop, name: str) -> None:
    """A screenshot for people to look at, once a cross-fade is over. No test leans on it."""
    time.sleep(0.3)
    desktop.screenshot(PICTURES / f"{name}.png")


def written_forms(secret: str, user: str = "me@example.test") -> set[bytes]:
    """A secret as it is; as AUTH PLAIN and AUTH LOGIN say it; as a URL, JSON, a hex dump and Windows would write it."""
    octets = secret.encode()
    login = base64.b64encode(f"\0{user}\0{secret}".encode())
    return {
        octets,
        base64.b64encode(octets).rstrip(b"="),
        login.rstrip(b"="),
        octets.hex().encode(),
        quote(secret).encode(),
        json.dumps(secret).strip('"').encode(),
        secret.encode("utf-16-le"),
    }


class Companion:
    """One profile's companion."""

    def __init__(
        self,
        desktop: Desktop | WaylandDesktop,
        profile: Path,
        *,
        python: str | Path = sys.executable,
        source: Path = ROOT / "src",
        env: Mapping[str, str] | None = None,
    ) -> None:
        self.desktop = desktop
        self.profile = profile
        self.trace = profile.with_suffix(".trace")
        self.python = str(python)
        self._env = {"PYTHONPATH": str(source)} | dict(env or {})
        self._process: Process | None = None
        self.processes: list[Process] = []

    # --- the running program -----------------------------------------------------------------------------------

    @property
    def process(self) -> Process:
        assert self._process is not None, "start() comes first"
        return self._process

    def launch(self) -> Process:
        """Starts it and waits for nothing: also what a second start is."""
        process = self.desktop.start(*self._command("--trace", str(self.trace)), **self._env)
        self.processes.append(process)
        return process

    def start(self) -> Process:
        """Starts it in the tray and waits until it takes orders."""
        before = self.moments().count(READY)
        self._process = self.launch()
        self.wait_moment(READY, before + 1)
        return self._process

    def end(self) -> int:
        """SIGTERM, as at the end of a session; returns the exit code."""
        return self.process.terminate()

    def item(self) -> TrayItem:
        return self.desktop.wait_for_tray_item(self.process.pid)

    def menu(self) -> list[str]:
        return self.desktop.tray.menu(self.item())

    def choose(self, label: str) -> None:
        """Picks a line of the tray's menu."""
        self.desktop.tray.activate(self.item(), label)

    # --- the shell ---------------------------------------------------------------------------------------------

    def shell(self, *words: str, stdin: str = "", **env: str) -> subprocess.CompletedProcess[str]:
        """A command in a shell of its own; the caller judges."""
        return self._run(*self._command(*words), stdin=stdin, env=self._env | env)

    def tell(self, *words: str, stdin: str = "", **env: str) -> dict[str, Any]:
        """A command that must succeed; returns its --json."""
        done = self.shell("--json", *words, stdin=stdin, **env)
        assert done.returncode == 0, done.stdout + done.stderr
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer

    def refuse(self, *words: str, stdin: str = "", **env: str) -> dict[str, Any]:
        """A command that must be refused with exit code 1 and a sentence; returns its --json."""
        done = self.shell("--json", *words, stdin=stdin, **env)
        assert done.returncode == 1, done.stdout + done.stderr
        answer: dict[str, Any] = json.loads(done.stdout)
        assert answer["error"], answer
        assert answer["error"] in done.stderr
        return answer

    def letters(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.tell("follow-up", "letters")["letters"]
        return found

    def wait_letter(self, state: str, timeout: float = PATIENCE) -> dict[str, Any]:
        """The one letter there is, once it is in this state."""

        def look() -> dict[str, Any] | None:
            return next((letter for letter in self.letters() if letter["state"] == state), None)

        return wait_until(look, lambda: f"no letter is {state}: {self.letters()}", timeout)

    # --- what is written ---------------------------------------------------------------------------------------

    def moments(self) -> list[str]:
        """The names in the trace, in order."""
        return [line["moment"] for line in self.trace_lines()]

    def trace_lines(self) -> list[dict[str, Any]]:
        if not self.trace.exists():
            return []
        whole = self.trace.read_text().rpartition("\n")[0]
        return [json.loads(line) for line in whole.splitlines()]

    def wait_moment(self, name: str, count: int = 1, timeout: float = PATIENCE) -> None:
        def complaint() -> str:
            said = "\n".join(process.output() for process in self.processes)
            return f"{name} × {count} is not in the trace: {self.moments()}\n{said}"

        wait_until(lambda: self.moments().count(name) >= count, complaint, timeout)

    def letter_content(self, letter_id: str) -> bytes:
        """A letter as it was frozen, from the store's file: no command shows it byte for byte."""
        with closing(sqlite3.connect(f"file:{self.profile / 'companion.db'}?mode=ro", uri=True)) as store:
            (content,) = store.execute("SELECT content FROM letter WHERE id = ?", (letter_id,)).fetchone()
        return bytes(content)

    def welcomed(self) -> None:
        """As if *Welcome* had been answered: by highlights alone it opens, so it is answered in the store's own
        way, through the program.
        """
        done = self._run(self.python, "-c", _WELCOMED, str(self.profile), stdin="", env=self._env)
        assert done.returncode == 0, done.stderr

    def files(self) -> list[Path]:
        """Everything that it wrote and everything it said."""
        found = [path for path in self.profile.rglob("*") if path.is_file()]
        return [*found, *([self.trace] if self.trace.exists() else []), *(p.log for p in self.processes)]

    def examine(self, *secrets: str) -> None:
        """Nothing crashed, nothing of Python's insides was shown, and no secret lies anywhere."""
        for path in self.files():
            assert not path.name.startswith("crash-"), path.read_text()
            content = path.read_bytes()
            if path.suffix == ".log":
                assert b"Traceback" not in content, content.decode()
                assert b" ERROR " not in content, content.decode()
                warnings = [line for line in content.splitlines() if b" WARNING " in line]
                assert not [line for line in warnings if not _OF_THE_DESKTOP.search(line)], content.decode()
        for secret in secrets:
            self._must_be_nowhere(secret)

    def _must_be_nowhere(self, secret: str) -> None:
        """Neither as it is nor as anything on its way may write it: in no file of this user but the keyring's own, in
        no argument and no environment of what runs.
        """
        forms = written_forms(secret)
        home = [path for path in self.desktop.home.rglob("*") if path.is_file() and "keyrings" not in path.parts]
        alive = [process.pid for process in self.processes if process.alive()]
        told = [Path(f"/proc/{pid}/{what}") for pid in alive for what in ("cmdline", "environ")]
        for path in {*self.files(), *home, *told}:
            # a file of the desktop's may go while one looks
            with contextlib.suppress(FileNotFoundError):
                content = path.read_bytes().lower()
                assert not [form for form in forms if form.lower() in content], f"{secret} lies in {path}"

    # --- inside ------------------------------------------------------------------------------------------------

    def _command(self, *words: str) -> list[str]:
        return [self.python, "-m", "companion", "--profile", str(self.profile), *words]

    def _run(self, *words: str, stdin: str, env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        given = (f"{name}={value}" for name, value in env.items())
        return self.desktop.run("/usr/bin/env", *given, *words, stdin=stdin)


_WELCOMED = """
import sys
from companion.app.backend import open_backend
from companion.app.profile import find
from companion.app.trace import NoTrace
with open_backend(find(sys.argv[1]), NoTrace()) as backend:
    backend.preferences.welcomed()
"""
