"""The three fields that say where a server is: its name, how the connection is made safe, its port."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from companion.core.account import Security
from companion.core.problem import Problem
from companion.desktop.form import Form
from companion.desktop.theme import Space

_NAMES = {Security.TLS: "TLS", Security.STARTTLS: "STARTTLS"}
_CHOICES = tuple(_NAMES)


@dataclass(frozen=True, slots=True)
class Labels:
    """What stands above the fields, and what the names of their problems begin with."""

    host: str
    security: str
    port: str
    key: str = ""


class ServerFields(QWidget):
    """Side by side; the usual port follows the security until another is typed."""

    entered = Signal()
    """Enter in one of the fields."""

    def __init__(self, labels: Labels, usual_port: Callable[[Security], int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._usual_port = usual_port
        self.host, self._port, self._security = QLineEdit(), QLineEdit(), QComboBox()
        self._security.addItems([_NAMES[choice] for choice in _CHOICES])
        self._before = Security.TLS
        where, how, port = self._forms = tuple(Form() for _ in range(3))
        where.add(labels.host, self.host, key=f"{labels.key}host")
        how.add(labels.security, self._security, key=f"{labels.key}security")
        port.add(labels.port, self._port, key=f"{labels.key}port")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.S)
        for form, share in ((where, 4), (how, 2), (port, 1)):
            row.addWidget(form, share, Qt.AlignmentFlag.AlignTop)
        for line in (self.host, self._port):
            line.returnPressed.connect(self.entered)
        self._security.currentIndexChanged.connect(self._on_security)

    def fill(self, host: str, port: int | None, security: Security) -> None:
        """port: None for the usual one."""
        self.host.setText(host)
        self.host.setCursorPosition(0)
        with QSignalBlocker(self._security):
            self._security.setCurrentIndex(_CHOICES.index(security))
        self._before = security
        self._port.setText(str(port if port is not None else self._usual_port(security)))

    @property
    def security(self) -> Security:
        return _CHOICES[self._security.currentIndex()]

    @property
    def port(self) -> int:
        """What is typed; 0, which is refused, for what is no number."""
        typed = self._port.text().strip()[:9]
        return int(typed) if typed.isascii() and typed.isdecimal() else 0

    def show_problem(self, problem: Problem) -> bool:
        """Shows it beside its field; False if it is about none."""
        return any(form.show_problem(problem) for form in self._forms)

    def clear_errors(self) -> None:
        for form in self._forms:
            form.clear_errors()

    @Slot()
    def _on_security(self) -> None:
        if self._port.text() == str(self._usual_port(self._before)):
            self._port.setText(str(self._usual_port(self.security)))
        self._before = self.security
