"""The floor of the reel: Enter in a bare window shows a bare dialog with one picture.

Writes a JSON line for each dialog: the milliseconds from Enter to its first painting.

    python floor_dialog.py PICTURE
"""

from __future__ import annotations

import json
import sys
import time

from PySide6.QtCore import Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit
from typing_extensions import override


class Bare(QDialog):
    """One picture."""

    def __init__(self, picture: QPixmap, entered: float) -> None:
        super().__init__()
        self.setWindowTitle("Bare dialog")
        self.resize(720, 520)
        self._picture = picture
        self._entered = entered
        self._told = False

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.drawPixmap(40, 40, self._picture)
        painter.end()
        if not self._told:
            self._told = True
            print(json.dumps({"ms": 1e3 * (time.perf_counter() - self._entered)}), flush=True)


class Field(QLineEdit):
    """Waits for Enter."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.setWindowTitle("Bare field")
        self.resize(520, 60)
        self._path = path
        self._dialog: Bare | None = None
        self.returnPressed.connect(self.enter)

    @Slot()
    def enter(self) -> None:
        entered = time.perf_counter()
        self._dialog = Bare(QPixmap(self._path), entered)
        self._dialog.show()
        self._dialog.raise_()
        self._dialog.activateWindow()


app = QApplication(sys.argv[:1])
app.setQuitOnLastWindowClosed(False)
field = Field(sys.argv[1])
field.show()
app.exec()
