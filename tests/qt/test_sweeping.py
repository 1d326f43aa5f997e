"""Pictures that nothing uses go once undo has passed, and no timer runs before there is anything to do."""

from __future__ import annotations

import os
from collections.abc import Generator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.qt.workbench import Workbench, workbench

from companion.app.sweeping import Sweeping
from companion.services.highlights import UNDO_PASSES, HighlightDraft


@pytest.fixture
def bench(qapp: QApplication, tmp_path: Path) -> Generator[Workbench]:
    assert qapp is QApplication.instance()
    with workbench(tmp_path) as made:
        yield made


def test_a_deleted_highlights_picture_goes_after_undo(bench: Workbench, qtbot: QtBot, tmp_path: Path) -> None:
    source = tmp_path / "one.png"
    assert QImage(4, 4, QImage.Format.Format_RGB32).save(str(source))
    kept = bench.highlights.add(HighlightDraft("One", pictures=(source,))).value.highlight
    path = bench.highlights.picture_path(kept)
    assert path is not None
    long_ago = (bench.clock.now() - timedelta(hours=1)).timestamp()
    os.utime(path, (long_ago, long_ago))
    sweeping = Sweeping(bench.kit, bench.highlights, bench.attachments)
    (timer,) = sweeping.findChildren(QTimer)
    assert not timer.isActive()
    assert timer.interval() == UNDO_PASSES.total_seconds() * 1000
    bench.kit.write(lambda: bench.highlights.delete([kept.id]))
    qtbot.waitUntil(timer.isActive)
    assert path.exists()
    timer.setInterval(0)
    qtbot.waitUntil(lambda: not path.exists())
    assert not timer.isActive()
    sweeping.close()
