"""The wheel, installed where nothing of the checkout can help it: everything it needs is inside or locked."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.e2e


def _run(*command: str | Path, cwd: Path, **env: str) -> str:
    clean = {
        k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    }
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=clean | env,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def test_the_wheel_runs_the_tour_in_a_clean_venv(tmp_path: Path) -> None:
    _run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", tmp_path / "dist", ROOT, cwd=tmp_path)
    wheels = list((tmp_path / "dist").glob("companion_desk-*.whl"))
    assert len(wheels) == 1
    venv.create(tmp_path / "venv", with_pip=True)
    python = tmp_path / "venv" / "bin" / "python"
    lock = ROOT / "packaging" / "lock" / "runtime.txt"
    _run(python, "-m", "pip", "install", "--quiet", "--require-hashes", "--no-deps", "-r", lock, cwd=tmp_path)
    _run(python, "-m", "pip", "install", "--quiet", "--no-deps", wheels[0], cwd=tmp_path)
    _run(python, "-m", "pip", "check", cwd=tmp_path)

    home = tmp_path / "home"
    home.mkdir()
    told = _run(
        tmp_path / "venv" / "bin" / "companion", "tour", "--pictures", tmp_path / "pictures", cwd=home, HOME=str(home)
    )

    assert "What to do next" in told
    pictures = sorted(p.name for p in (tmp_path / "pictures").iterdir())
    assert len(pictures) >= 8
    assert all((tmp_path / "pictures" / name).stat().st_size > 3000 for name in pictures)
    # the tour keeps everything of its own elsewhere, and leaves nothing behind
    assert not (home / ".local" / "share" / "companion").exists()
