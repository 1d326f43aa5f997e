"""The only place that makes a QLabel or a tool tip, so that text from outside can never render as markup.

A QLabel guesses by default whether its text is rich; a company called `<img src=…>` would then be fetched.
Here every label is plain from birth, and a test keeps other modules from making their own.
"""

from __future__ import annotations

from html import escape
from typing import Final, Literal

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QFont
from PySide6.QtWidgets import QApplication, QLabel, QSizePolicy, QWidget
from shiboken6 import Shiboken
from typing_extensions import override

Role = Literal["body", "small", "title", "reel", "quiet"]

SCALE: Final[dict[Role, float]] = {"body": 1.0, "small": 0.88, "title": 1.25, "reel": 1.6, "quiet": 1.0}
"""look.md's type scale, times the system's font size."""


def role_font(role: Role, base: QFont | None = None) -> QFont:
    """The system's font in the size and weight of the role."""
    font = QFont(QApplication.font() if base is None else base)
    if font.pointSizeF() > 0:
        font.setPointSizeF(font.pointSizeF() * SCALE[role])
    else:
        font.setPixelSize(round(font.pixelSize() * SCALE[role]))
    if role == "title":
        font.setWeight(QFont.Weight.DemiBold)
    return font


class _Plain(QLabel):
    """Keeps its share of the system's font size when that changes while running."""

    def __init__(self, role: Role, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._role: Role = role
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setFont(role_font(role))

    @override
    def event(self, e: QEvent) -> bool:
        if not Shiboken.isValid(self):
            return False  # its window is going, and Qt still tells its children so
        if e.type() == QEvent.Type.ApplicationFontChange:
            self.setFont(role_font(self._role))
        return super().event(e)


def plain_label(
    text: str = "",
    *,
    role: Role = "body",
    wrap: bool = False,
    selectable: bool = False,
    parent: QWidget | None = None,
) -> QLabel:
    """A label that shows its text letter by letter, now and after every setText.

    role: its place in the type scale ("quiet" and "small" are also in the quieter colour). wrap: breaks into
    lines at words, and takes the height that needs. selectable: can be marked and copied by mouse and keyboard.
    """
    label = _Plain(role, parent)
    label.setText(text)
    if wrap:
        label.setWordWrap(True)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        label.setSizePolicy(policy)
    if selectable:
        label.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
    return label


def plain_tooltip(target: QWidget | QAction, text: str) -> None:
    """Sets a tool tip that shows exactly this text; "" takes it away.

    Tool tips know no plain mode: Qt guesses. Escaped text inside an explicit rich element leaves nothing to guess,
    and lets long tool tips wrap. Assistive technology would read that element aloud, since Qt describes a widget by
    its tool tip where it has no description; so it gets the text as its description.
    """
    target.setToolTip(f"<span style='white-space: pre-wrap'>{escape(text)}</span>" if text else "")
    if isinstance(target, QWidget):
        target.setAccessibleDescription(text)
