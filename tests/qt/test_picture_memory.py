"""How much memory a huge picture takes, measured from outside: in a process of its own, as Linux counts its peak."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.fakes import picture_files
from tests.qt.test_pictures import encoded, plain

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")

LOOK_AND_LOAD = """
import sys
from pathlib import Path
from PySide6.QtCore import QSize
from companion.core.problem import Problem
from companion.desktop.pictures import ImageReaderCheck, load_picture

def peak():
    line = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024

before = peak()
try:
    ImageReaderCheck().ending(Path(sys.argv[1]))
    print(*load_picture(Path(sys.argv[1]), QSize(640, 400), 2.0).size().toTuple())
except Problem as problem:
    print(problem.sentence)
print(peak() - before)
"""

MB = 1_000_000


def looked_at(path: Path) -> tuple[str, int]:
    """What came of it, and by how many bytes the peak of memory grew."""
    done = subprocess.run(
        [sys.executable, "-c", LOOK_AND_LOAD, str(path)], capture_output=True, text=True, check=True, timeout=120
    )
    said, grown = done.stdout.splitlines()
    return said, int(grown)


def test_a_200_megapixel_jpeg_is_shown_within_100_mb(tmp_path: Path) -> None:
    path = tmp_path / "stadium.jpg"
    picture_files.write_jpeg(path, 20_000, 10_000, encoded(plain(16, 16), "JPG"))
    said, grown = looked_at(path)
    assert said == "1280 640"
    assert grown < 100 * MB


def test_a_200_megapixel_png_is_refused_within_20_mb(tmp_path: Path) -> None:
    path = tmp_path / "poster.png"
    picture_files.write_png(path, 20_000, 10_000)
    said, grown = looked_at(path)
    assert "has 200 megapixels; up to 50 fit" in said
    assert grown < 20 * MB


def test_the_largest_that_is_decoded_whole_stays_within_its_bound(tmp_path: Path) -> None:
    path = tmp_path / "scan.png"
    picture_files.write_png(path, 10_000, 5_000)
    said, grown = looked_at(path)
    assert said == "1280 640"
    assert 150 * MB < grown < 300 * MB, "200 MB decoded; were it less, the bound could be wider"


def test_a_progressive_jpeg_at_its_bound(tmp_path: Path) -> None:
    path = tmp_path / "web.jpg"
    model = encoded(plain(16, 16), "JPG", progressive=True)
    path.write_bytes(picture_files.resized_jpeg(model, 8_100, 8_100))
    said, grown = looked_at(path)
    assert said == "800 800"
    assert grown < 300 * MB


def test_an_animation_at_its_bound(tmp_path: Path) -> None:
    path = tmp_path / "moving.webp"
    still = encoded(plain(4_000, 4_000), "WEBP")
    path.write_bytes(picture_files.animated_webp(4_000, 4_000, [still] * 3))
    said, grown = looked_at(path)
    assert said == "800 800"
    assert grown < 300 * MB


def test_an_animation_beyond_it_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "moving.webp"
    path.write_bytes(picture_files.animated_webp(5_000, 5_000, [encoded(plain(5_000, 5_000), "WEBP")] * 2))
    said, grown = looked_at(path)
    assert "has 25 megapixels; up to 16 fit" in said
    assert grown < 20 * MB
