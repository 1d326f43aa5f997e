"""A window with a field and a button, and a tray icon with a menu."""

from __future__ import annotations

import sys

from PySide6.QtCore import Slot
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QSystemTrayIcon,
    QVBoxLayout,
    QWidget,
)


class Form(QWidget):
    """Says in a label what was typed, once the button is pressed."""

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("A form")
        self.company, self.nameless = QLineEdit(), QLineEdit()
        self.company.setAccessibleName("Company")
        self.fit = QCheckBox("A fit")
        self.save, self.said = QPushButton("&Save"), QLabel("nothing yet")
        layout = QVBoxLayout(self)
        for widget in (self.company, self.nameless, self.fit, self.save, self.said):
            layout.addWidget(widget)
        self.save.clicked.connect(self.say)
        self.menu = QMenu()
        self.menu.addAction("Show && tell", self.show)
        self.menu.addSeparator()
        self.menu.addAction("Not now").setEnabled(False)
        self.menu.addAction("Quit", QApplication.quit)
        picture = QPixmap(64, 64)
        picture.fill(QColor("#2f6f63"))
        self.tray = QSystemTrayIcon(QIcon(picture))
        self.tray.setToolTip("Next: <b>Acme</b>")
        self.tray.setContextMenu(self.menu)

    @Slot()
    def say(self) -> None:
        fit = "a fit" if self.fit.isChecked() else "no fit"
        self.said.setText(f"{self.company.text()}: {fit}")


app = QApplication(sys.argv)
app.setQuitOnLastWindowClosed(False)
form = Form()
form.show()
form.tray.show()
app.exec()
