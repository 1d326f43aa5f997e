"""A window titled "A quiet window" that asks not to be given the keyboard."""

from __future__ import annotations

import sys

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

app = QApplication(sys.argv)
window = QLabel("Here when you are ready")
window.setWindowTitle("A quiet window")
window.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
window.show()
app.exec()
