"""Another program that somebody copies or drags from: `source.py copy PICTURE`, `source.py drag FILE…`,
`source.py drag-text WORDS`. A small window in the corner, above all others.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QDrag, QGuiApplication, QImage, QMouseEvent
from PySide6.QtWidgets import QApplication, QLabel
from typing_extensions import override


class Source(QLabel):
    """What is dragged out of it is what was given on the command line."""

    def __init__(self, words: list[str], *, files: bool) -> None:
        super().__init__("Drag from here")
        self._words, self._files = words, files
        self.setWindowTitle("A source")
        self.setWindowFlags(Qt.WindowType.Window | Qt.WindowType.WindowStaysOnTopHint)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setGeometry(0, 640, 160, 60)

    @override
    def mouseMoveEvent(self, ev: QMouseEvent) -> None:
        mime = QMimeData()
        if self._files:
            mime.setUrls([QUrl.fromLocalFile(word) for word in self._words])
        else:
            mime.setText(self._words[0])
        drag = QDrag(self)
        drag.setMimeData(mime)
        drag.exec(Qt.DropAction.CopyAction)
        sys.stdout.write("dropped\n")
        sys.stdout.flush()


app = QApplication(sys.argv)
how, *words = sys.argv[1:]
source = Source(words, files=how == "drag")
source.show()
if how == "copy":
    QGuiApplication.clipboard().setImage(QImage(str(Path(words[0]))))
app.exec()
