"""A real store and every service, for the reel's window."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from tests.qt.workbench import Workbench, workbench


@pytest.fixture
def bench(qapp: QApplication, tmp_path: Path) -> Generator[Workbench]:
    assert qapp is QApplication.instance()
    with workbench(tmp_path) as made:
        yield made
