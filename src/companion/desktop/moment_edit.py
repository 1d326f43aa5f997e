"""A field for a moment, typed the way one says it ("yesterday 14:30"), with what is understood echoed below.

Typing beats a calendar pop-up for moments that are mostly "now" or "yesterday", and needs no mouse. The echo
says before saving which moment it will be.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, tzinfo

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from typing_extensions import override

from companion.core.moments import moment_in_words, read
from companion.core.problem import Problem
from companion.desktop.labels import plain_label
from companion.desktop.tokens import Space


class MomentEdit(QWidget):
    """Typed moment with its echo. now, zone: the clock's. like: what the echo gives as examples."""

    changed = Signal()

    def __init__(
        self,
        now: Callable[[], datetime],
        zone: Callable[[], tzinfo],
        parent: QWidget | None = None,
        *,
        field: str = "when",
        like: str = "2026-11-20 14:30, yesterday, 3 days ago",
    ) -> None:
        super().__init__(parent)
        self._now = now
        self._zone = zone
        self._field = field
        self._like = like
        self._empty_has_words = False
        self._line = QLineEdit(self)
        self._line.setPlaceholderText("now")
        self._echo = plain_label(role="small", parent=self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.XXS)
        column.addWidget(self._line)
        column.addWidget(self._echo)
        self.setFocusProxy(self._line)
        self._line.textChanged.connect(self._typed)
        self._show_echo()

    def moment(self) -> datetime:
        """The moment meant, UTC; an empty field means now. Raises Problem with this field's name."""
        return read(self._line.text(), now=self._now(), zone=self._zone(), field=self._field)

    def set_moment(self, moment: datetime | None) -> None:
        """Writes the moment into the field; None empties it."""
        self._line.setText("" if moment is None else f"{moment.astimezone(self._zone()):%Y-%m-%d %H:%M}")

    @Slot()
    def refresh(self) -> None:
        """Echoes it anew: the zone that it is read in is another one now."""
        self._show_echo()

    def text(self) -> str:
        return self._line.text()

    def set_text(self, text: str) -> None:
        self._line.setText(text)

    def set_placeholder(self, text: str) -> None:
        """Says what an empty field means here, where it does not mean now."""
        self._empty_has_words = True
        self._line.setPlaceholderText(text)
        self._show_echo()

    @property
    def echo(self) -> str:
        """What stands below the field."""
        return self._echo.text()

    @override
    def setAccessibleName(self, name: str) -> None:
        # assistive technology meets the line, not this frame around it
        super().setAccessibleName(name)
        self._line.setAccessibleName(name)

    @override
    def setAccessibleDescription(self, description: str) -> None:
        super().setAccessibleDescription(description)
        self._line.setAccessibleDescription(description)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._show_echo()

    @Slot()
    def _typed(self) -> None:
        self._show_echo()
        self.changed.emit()

    def _show_echo(self) -> None:
        if self._empty_has_words and not self._line.text().strip():
            self._echo.setText("")
            return
        try:
            words = moment_in_words(self.moment(), now=self._now(), zone=self._zone())
        except Problem:
            self._echo.setText(f"Not a date yet. Like {self._like}.")
            return
        self._echo.setText(words[0].upper() + words[1:])
