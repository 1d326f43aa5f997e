"""The program as a shell starts it: a process of its own, without a display, a session bus or a tray."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

SOURCES = Path(__file__).parents[2] / "src"
PATIENCE_SECONDS = 60.0


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """What stands on standard output, all of it, as one object."""
        return cast("dict[str, Any]", json.loads(self.out))


class Shell:
    """Runs `companion` on one profile, with a HOME of its own."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.home.mkdir()
        self.profile = folder / "profile"

    def environment(self, **more: str) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "PYTHONPATH": str(SOURCES),
            "PYTHONDONTWRITEBYTECODE": "1",
            "LANG": "C.UTF-8",
            "TZ": "UTC",
            **more,
        }

    def __call__(self, *words: str | bytes, typed: bytes = b"", **more: str) -> Said:
        """`companion --profile … WORDS`. typed: its standard input. more: its environment."""
        return self.bare("--profile", str(self.profile), *words, typed=typed, **more)

    def bare(self, *words: str | bytes, typed: bytes = b"", **more: str) -> Said:
        """`companion WORDS`, on the profile of its HOME."""
        done = subprocess.run(
            [sys.executable, "-m", "companion", *words],
            input=typed,
            capture_output=True,
            timeout=PATIENCE_SECONDS,
            check=False,
            env=self.environment(**more),
        )
        said = Said(done.returncode, done.stdout.decode(), done.stderr.decode())
        assert "Traceback" not in said.err, said.err
        return said

    def refused(self, *words: str | bytes, **more: str) -> str:
        """The one sentence with which a command was refused; nothing else is said, and nothing on standard output."""
        said = self(*words, typed=b"", **more)
        assert (said.status, said.out) == (1, ""), said
        sentence, *details = said.err.splitlines()
        assert all(line.startswith("Details: ") for line in details[:1])
        assert "!" not in sentence
        return sentence


def files(folder: Path) -> dict[str, bytes]:
    """Every file below the folder, with its content."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
