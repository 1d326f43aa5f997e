"""What /proc says about a program and everything it started."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path


def tree(pid: int) -> Iterator[int]:
    """The process and all below it."""
    yield pid
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from tree(int(child))


def pss_mb(pid: int) -> float:
    """The proportional set size of the tree in MB: what it has for itself, and its share of what several use."""
    return sum(_field(Path(f"/proc/{p}/smaps_rollup"), "Pss:") for p in tree(pid)) / 1024


def wake_ups(pid: int) -> tuple[int, int]:
    """How often the threads of the tree have waited and been woken so far, and how often they were interrupted."""
    files = [task / "status" for p in tree(pid) for task in Path(f"/proc/{p}/task").iterdir()]
    voluntary = sum(_field(file, "voluntary_ctxt_switches:") for file in files)
    return voluntary, sum(_field(file, "nonvoluntary_ctxt_switches:") for file in files)


def without(*names: str) -> list[str]:
    """What stands before a command that must not see these variables of the environment."""
    return ["/usr/bin/env", *(word for name in names for word in ("-u", name))]


# As an installed program runs: with compiled modules, without the checkout on its path, and without the lab's
# standing request to serve a screen reader.
AS_INSTALLED = without("PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "QT_LINUX_ACCESSIBILITY_ALWAYS_ON")


def load() -> float:
    """How many processes want a core, on the average of the last minute."""
    return os.getloadavg()[0]


def _field(file: Path, name: str) -> int:
    for line in file.read_text().splitlines():
        if line.startswith(name):
            return int(line.split()[1])
    return 0
