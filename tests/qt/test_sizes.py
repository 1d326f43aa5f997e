"""The windows' sizes and how their views were left, over a real file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.qt.workbench import Workbench, workbench

from companion.app.sizes import SizeFile


def test_sizes_and_words_are_there_the_next_time(tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "sizes.json"
    with workbench(tmp_path) as bench:
        kept = _file(bench, path)
        kept.keep_size("applications", 900, 600)
        kept.keep_choice("applications.look", "groups -company")
        assert kept.choice("applications.look") == "groups -company"
        assert kept.choice("applications") == "", "a size is no word"
        assert kept.size("applications.look") is None
        qtbot.waitUntil(lambda: path.exists() and "groups" in path.read_text())
    with workbench(tmp_path) as bench:
        again = _file(bench, path)
        assert again.size("applications") == (900, 600)
        assert again.choice("applications.look") == "groups -company"


@pytest.mark.parametrize("written", ["{", "[]", json.dumps({"a": "x" * 9999, "b": [1, 2], "c": 7})])
def test_what_is_broken_is_begun_anew(tmp_path: Path, qapp: QApplication, written: str) -> None:
    del qapp
    path = tmp_path / "sizes.json"
    path.write_text(written)
    with workbench(tmp_path) as bench:
        kept = _file(bench, path)
        assert [kept.choice(key) for key in "abc"] == ["", "", ""]
        assert kept.size("b") is None


def _file(bench: Workbench, path: Path) -> SizeFile:
    return SizeFile(path, bench.kit.tasks)
