"""The names of the columns above the list: one click orders the list by it, another turns it round, a third lets go.

For the keyboard it is one stop, as a tool bar is: the arrows go along it.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QPushButton, QWidget
from typing_extensions import override

from companion.core.query import USUAL, Order, Sort
from companion.desktop.labels import role_font
from companion.ui.applications.flow import Flow

COLUMNS: Final = {
    Sort.COMPANY: "Company",
    Sort.ROLE: "Role",
    Sort.PLACE: "Place",
    Sort.STAGE: "Stage",
    Sort.LATEST: "Latest",
    Sort.APPLIED: "Applied",
}
"""By what the list can be ordered, and what that is called."""

_WAYS: Final = {
    Sort.COMPANY: ("A to Z", "Z to A"),
    Sort.ROLE: ("A to Z", "Z to A"),
    Sort.PLACE: ("A to Z", "Z to A"),
    Sort.STAGE: ("from the first stage on", "from the last stage on"),
    Sort.LATEST: ("latest first", "oldest first"),
    Sort.APPLIED: ("latest first", "oldest first"),
}


def next_order(order: Order, sort: Sort) -> Order:
    """What a click on the column comes to: ordered by it, then the other way round, then the usual order."""
    if order.sort is not sort:
        return Order(sort)
    return USUAL if order.reverse else Order(sort, reverse=True)


def order_words(order: Order) -> str:
    """The order in words: "Company, A to Z"."""
    if order.sort is Sort.USUAL:
        return "As found"
    return f"{COLUMNS[order.sort]}, {_WAYS[order.sort][order.reverse]}"


class SortHeader(Flow):
    """Shows the order, and asks for another."""

    asked = Signal(object)
    """A core.query.Order."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, between_lines=0)
        self._order = USUAL
        self._buttons: dict[Sort, QPushButton] = {}
        self.setAccessibleName("Order of the list")
        for sort in COLUMNS:
            button = QPushButton(self)
            button.setProperty("kind", "column")
            button.setCheckable(True)
            button.clicked.connect(self._ask)
            button.installEventFilter(self)
            self._buttons[sort] = button
            self.add(button)
        self._dress()
        self.show_order(USUAL)

    def show_order(self, order: Order) -> None:
        self._order = order
        for sort, button in self._buttons.items():
            mine = sort is order.sort
            arrow = ("↓" if order.reverse else "↑") if mine else ""
            button.setText(f"{COLUMNS[sort]} {arrow}".rstrip())
            button.setChecked(mine)
            now = f", {_WAYS[sort][order.reverse]}" if mine else ""
            button.setAccessibleName(f"Order by {COLUMNS[sort].lower()}{now}")
        self._one_stop(self._buttons.get(order.sort, self._buttons[Sort.COMPANY]))

    @override
    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right)
        ):
            buttons = list(self._buttons.values())
            here = next((at for at, button in enumerate(buttons) if button is watched), 0)
            forward = (event.key() == Qt.Key.Key_Right) == (self.layoutDirection() == Qt.LayoutDirection.LeftToRight)
            there = buttons[(here + (1 if forward else -1)) % len(buttons)]
            self._one_stop(there)
            there.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        return False

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ApplicationFontChange:
            self._dress()

    @Slot()
    def _ask(self) -> None:
        sender = self.sender()
        sort = next(sort for sort, button in self._buttons.items() if button is sender)
        self.show_order(next_order(self._order, sort))
        self.asked.emit(self._order)

    def _dress(self) -> None:
        for button in self._buttons.values():
            button.setFont(role_font("small"))

    def _one_stop(self, stop: QAbstractButton) -> None:
        for button in self._buttons.values():
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if button is stop else Qt.FocusPolicy.ClickFocus)
