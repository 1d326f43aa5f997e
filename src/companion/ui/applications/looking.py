"""How the applications are looked at: in which order, by groups, as a list or a board; and the views that are kept."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from companion.core.query import Order
from companion.desktop.windows import SizeKeeper
from companion.ui.applications.board_page import BoardPage
from companion.ui.applications.finder import Finder
from companion.ui.applications.result_list import SearchPane
from companion.ui.applications.view_menu import BOARD, Look, ViewMenu, keep_look, kept_look
from companion.ui.applications.views import Views


class Looking(QObject):
    """Brings menu, header, views, finder and pages in line with the look in force. pages: where the
    page of list and story and the empty page lie; this adds the board's.
    """

    laid_out = Signal(bool)
    """The page is another one: the board's, or the list's."""

    def __init__(
        self,
        sizes: SizeKeeper,
        finder: Finder,
        search: SearchPane,
        menu: ViewMenu,
        pages: tuple[QStackedWidget, QWidget, QWidget],
    ) -> None:
        super().__init__(menu)
        self._sizes, self._finder, self._search, self._menu = sizes, finder, search, menu
        self._pages, self._list, self._empty = pages
        self._board = BoardPage(self._pages)
        self._pages.addWidget(self._board)
        self._views: Views | None = None
        self._look = kept_look(sizes)
        search.header.asked.connect(self._order)
        menu.look_asked.connect(self._take)

    def begin(self, views: Views) -> None:
        """Takes the look that was kept, and asks for the list."""
        self._views = views
        views.opened.connect(self._open_view)
        self._take(self._look)

    @property
    def page(self) -> QWidget:
        """Where the applications are shown."""
        return self._board if self._look.layout == BOARD else self._list

    def typed(self, typed: str) -> None:
        """What is looked for now."""
        if self._views is not None:
            self._views.look(typed, self._look)

    @property
    def board_page(self) -> BoardPage:
        return self._board

    @Slot(object)
    def _order(self, order: Order) -> None:
        self._take(replace(self._look, order=order))

    @Slot(object)
    def _take(self, look: Look) -> None:
        self._look = look
        keep_look(self._sizes, look)
        self._finder.look(look.order, grouped=look.grouped)
        self._menu.show_look(look)
        self._search.header.show_order(self._finder.order)
        self.typed(self._search.field.text())
        self._lay_out()
        self._finder.find(self._search.field.text())

    def _lay_out(self) -> None:
        above = self._board if self.page is self._board else self._search
        if self._search.top.parentWidget() is above:
            return
        above.take_top(self._search.top)
        self.laid_out.emit(above is self._board)
        if self._pages.currentWidget() is not self._empty:
            self._pages.setCurrentWidget(self.page)
        self._search.field.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(str, object)
    def _open_view(self, typed: str, look: Look) -> None:
        # before the text, whose search would be by the old order
        self._look = look
        self._finder.look(look.order, grouped=look.grouped)
        self._search.field.setText(typed)
        self._take(look)
