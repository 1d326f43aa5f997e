"""The guided tour, as `make run` starts it where there is no display."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from PySide6.QtGui import QImage

SRC = Path(__file__).resolve().parents[2] / "src"


def test_the_tour_shows_every_step_and_leaves_its_pictures(tmp_path: Path) -> None:
    environment = {
        k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    } | {"HOME": str(tmp_path), "PYTHONPATH": str(SRC)}
    done = subprocess.run(
        [sys.executable, "-m", "companion", "tour", "--pictures", str(tmp_path / "pictures")],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    steps = [line for line in done.stderr.splitlines() if line[:1].isdigit()]
    total = len(steps)
    assert [line.split(" ")[0] for line in steps] == [f"{n}/{total}" for n in range(1, total + 1)]
    assert "What to do next" in done.stdout
    pictures = {p.name.split("-", 1)[1].removesuffix(".png") for p in (tmp_path / "pictures").iterdir()}
    assert {"welcome", "applications", "reel-acknowledgement", "reel-highlight", "letter-review"} <= pictures
    for path in (tmp_path / "pictures").iterdir():
        picture = QImage(str(path))
        colours = {picture.pixel(x, y) for x in range(0, picture.width(), 9) for y in range(0, picture.height(), 9)}
        assert len(colours) > 5, f"{path.name} shows nothing"
