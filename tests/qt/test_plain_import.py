"""PySide's hook on `import` is off, and with it the copy of every module's source that it leaves in memory."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import builtins, linecache
{begin}
from companion.app import application, companion, household
from PySide6.QtWidgets import QApplication, QLabel
app = QApplication([])
assert QLabel("still works").text() == "still works"
print(sum("companion" in path for path in linecache.cache))
"""


def _sources_kept(begin: str) -> int:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(begin=begin)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


def test_no_source_is_kept_once_pyside_is_loaded_plainly() -> None:
    assert _sources_kept("from companion.desktop.plain_import import load_pyside; load_pyside()") == 0


def test_it_would_be_kept_otherwise() -> None:
    """When this fails, PySide has given its hook up, and `load_pyside` can go."""
    assert _sources_kept("import PySide6.QtCore") > 50
