"""A part of the detail pane that folds. What is folded is not made before it is opened."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from companion.desktop.icons import Icons
from companion.desktop.labels import role_font
from companion.desktop.theme import Space, Token, make_quiet

Build = Callable[[QWidget, QVBoxLayout], None]


class Section(QWidget):
    """A heading that folds what is below it. key: what it is remembered by."""

    folded = Signal(str, bool)
    """Its key, and whether it is open now."""

    def __init__(
        self, icons: Icons, key: str, title: str, build: Build, *, opened: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icons, self._key, self._build = icons, key, build
        self._inside: QWidget | None = None
        line = QFrame(self)
        line.setProperty("kind", "line")
        self.head = QPushButton(title, self)
        self.head.setObjectName(f"section {key}")
        self.head.setCheckable(True)
        self.head.setFont(role_font("small"))
        make_quiet(self.head)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, Space.XS, 0, 0)
        self._column.setSpacing(Space.XXS)
        self._column.addWidget(line)
        self._column.addWidget(self.head, 0, Qt.AlignmentFlag.AlignLeft)
        self.head.setChecked(opened)
        self._show(opened)
        self.head.toggled.connect(self._toggle)

    @Slot(bool)
    def _toggle(self, opened: bool) -> None:
        self._show(opened)
        self.folded.emit(self._key, opened)

    def _show(self, opened: bool) -> None:
        self.head.setIcon(self._icons.icon("chevron-down" if opened else "chevron-right", Token.PINE))
        if opened and self._inside is None:
            self._inside = QWidget(self)
            inside = QVBoxLayout(self._inside)
            inside.setContentsMargins(0, 0, 0, 0)
            inside.setSpacing(Space.XXS)
            self._build(self._inside, inside)
            self._column.addWidget(self._inside)
        elif self._inside is not None:
            self._inside.setVisible(opened)
