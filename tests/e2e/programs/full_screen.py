"""A window that fills the screen, as a film does; with "look", it also prints what it sees of itself."""

from __future__ import annotations

import sys

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QApplication, QLabel


class Film(QLabel):
    """Titled "A film"."""

    def __init__(self) -> None:
        super().__init__("The film")
        self.setWindowTitle("A film")

    @Slot()
    def look(self) -> None:
        from companion.adapters.lookout import DesktopLookout

        print(*(sign.hindrance for sign in DesktopLookout().look().signs), "seen")


app = QApplication(sys.argv)
film = Film()
film.showFullScreen()
if "look" in sys.argv:
    QTimer.singleShot(1000, film.look)
app.exec()
