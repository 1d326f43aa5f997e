"""What can be done with the card on show: the actions, their keys, and the menu that lists them."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, QPoint, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from companion.core.highlight import Verdict
from companion.desktop.tokens import Space
from companion.ui.reel.story import Card, Page

NAME: Final = "About this card"


class CardMenu(QObject):
    """The actions belong to the window, so that their keys work while the menu is closed."""

    why_asked = Signal()
    judged = Signal(object)
    """A core.highlight.Verdict; UNSAID takes back what was said."""

    link_asked = Signal()
    edit_asked = Signal()
    turned = Signal()
    """The menu has opened or closed."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._menu: QMenu | None = None
        self._open = False
        self._why = self._action("Why this one?")
        self._helped = self._action("Helped", key="H", checkable=True)
        self._not_this = self._action("Not this one", key="N", checkable=True)
        self._link = self._action("Open the link")
        self._edit = self._action("Edit…")
        self._why.triggered.connect(self.why_asked)
        self._helped.triggered.connect(self._judge_helped)
        self._not_this.triggered.connect(self._judge_not_this)
        self._link.triggered.connect(self.link_asked)
        self._edit.triggered.connect(self.edit_asked)

    def begin(self, page: Page, verdict: Verdict) -> None:
        """The page that shows from now on; what is no highlight has no menu."""
        is_card = isinstance(page, Card)
        for action in self._actions:
            action.setEnabled(is_card)
        self._link.setVisible(isinstance(page, Card) and bool(page.highlight.link))
        self._helped.setChecked(verdict is Verdict.HELPED)
        self._not_this.setChecked(verdict is Verdict.NOT_THIS)

    @property
    def is_open(self) -> bool:
        return self._open

    def open_at(self, place: QPoint) -> None:
        """Opens it at that place of the screen; it never waits."""
        self._open = True
        self._made().popup(place)
        self._made().setActiveAction(self._why)
        self.turned.emit()

    def open_below(self, corner: QPoint) -> None:
        """Opens it with its upper right corner there."""
        self.open_at(corner - QPoint(self._made().sizeHint().width(), -Space.XXS))

    def _made(self) -> QMenu:
        """Made when it is first needed."""
        if self._menu is None:
            self._menu = QMenu(self._window)
            self._menu.setAccessibleName(NAME)
            self._menu.addActions(self._actions)
            self._menu.insertSeparator(self._link)
            self._menu.aboutToHide.connect(self._closing)
        return self._menu

    @property
    def _actions(self) -> tuple[QAction, ...]:
        return self._why, self._helped, self._not_this, self._link, self._edit

    def _action(self, words: str, *, key: str = "", checkable: bool = False) -> QAction:
        action = QAction(words, self._window)
        action.setCheckable(checkable)
        if key:
            action.setShortcut(QKeySequence(key))
            action.setAutoRepeat(False)
        self._window.addAction(action)
        return action

    @Slot()
    def _closing(self) -> None:
        self._open = False
        self.turned.emit()

    @Slot(bool)
    def _judge_helped(self, checked: bool) -> None:
        self.judged.emit(Verdict.HELPED if checked else Verdict.UNSAID)

    @Slot(bool)
    def _judge_not_this(self, checked: bool) -> None:
        self.judged.emit(Verdict.NOT_THIS if checked else Verdict.UNSAID)
