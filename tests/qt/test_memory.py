"""What an idle companion gives back, and that windows work afterwards as before."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from companion.adapters.system.memory import let_go_of_code, trim_heap, unchanged_code

SMAPS = """\
7f0000000000-7f0000100000 r--p 00000000 08:01 1 /lib/libQt6Gui.so.6
Rss:                1024 kB
Anonymous:             0 kB
7f0000100000-7f0000200000 r-xp 00100000 08:01 1                  /lib/libQt6Gui.so.6
Size:               1024 kB
Anonymous:             0 kB
VmFlags: rd ex mr mw me
7f0000300000-7f0000400000 r-xp 00100000 08:01 2                  /lib/PySide6/QtWidgets.abi3.so
Anonymous:             4 kB
7f0000500000-7f0000600000 r-xp 00100000 08:01 3                  /lib/libpython3.11.so.1.0
Anonymous:             0 kB
7f0000700000-7f0000800000 r-xp 00000000 08:01 4                  /lib/plugins/imageformats/libqjpeg.so
Anonymous:             0 kB
7f0000900000-7f0000a00000 rw-p 00000000 00:00 0
Anonymous:             0 kB
"""


def test_only_code_of_windows_that_is_as_in_its_file_is_let_go(tmp_path: Path) -> None:
    smaps = tmp_path / "smaps"
    smaps.write_text(SMAPS, encoding="utf-8")
    assert list(unchanged_code(smaps)) == [(0x7F0000100000, 0x7F0000200000), (0x7F0000700000, 0x7F0000800000)]


def resident_kb(library: str) -> int:
    """How much of a library's code is in memory."""
    ours, total = False, 0
    for line in Path("/proc/self/smaps").read_text(encoding="utf-8").splitlines():
        if "-" in line.split(" ", maxsplit=1)[0]:
            ours = " r-xp " in line and library in line
        elif ours and line.startswith("Rss:"):
            total += int(line.split()[1])
    return total


@pytest.mark.skipif(sys.platform != "linux", reason="other systems keep no such account")
def test_a_window_is_painted_as_before_after_its_code_was_let_go(qtbot: QtBot) -> None:
    def painted() -> QImage:
        window = QWidget()
        qtbot.addWidget(window)
        QLabel("Led the move", window)
        return window.grab().toImage()

    before, held = painted(), resident_kb("libQt6Gui.so")
    trim_heap()
    let_go_of_code()
    assert resident_kb("libQt6Gui.so") < held / 2
    assert painted() == before
