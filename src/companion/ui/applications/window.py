"""The Applications window: search on top, the list, the story of the chosen application beside it.

The window only passes between its parts: the finder brings rows, what is chosen shows a story or what can be done to
several, forms write, and the change set that every write returns brings all of it up to date, whoever wrote.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from companion.core.application import EventKind
from companion.core.changes import ChangeSet
from companion.core.problem import Problem
from companion.core.query import Order
from companion.desktop.empty import EmptyState
from companion.desktop.kit import Kit
from companion.desktop.theme import Space
from companion.desktop.undo_bar import UndoBar
from companion.desktop.windows import Window
from companion.services.applications import Applications
from companion.services.bulk import Bulk
from companion.services.debriefs import Debriefs
from companion.services.highlights import Highlights
from companion.services.log_event import LogEvent
from companion.services.saved_views import SavedViews
from companion.ui.applications import pasted
from companion.ui.applications.actions import Actions
from companion.ui.applications.board import Board
from companion.ui.applications.board_desk import BoardDesk
from companion.ui.applications.board_page import BoardPage
from companion.ui.applications.bulk import BulkCommands, BulkPane, tags_of
from companion.ui.applications.chosen import Chosen, archived
from companion.ui.applications.commands import Commands
from companion.ui.applications.detail import DetailPane
from companion.ui.applications.finder import Finder
from companion.ui.applications.highlight_offer import HighlightOffer
from companion.ui.applications.model import ApplicationsModel
from companion.ui.applications.problem_bar import ProblemBar
from companion.ui.applications.result_list import SearchPane
from companion.ui.applications.silence_row import SilenceCommands
from companion.ui.applications.split import Split
from companion.ui.applications.view_menu import BOARD, Look, ViewMenu, keep_look, kept_look
from companion.ui.applications.views import ViewButtons, Views

EMPTY: Final = "Your applications will be here, with what happened and what comes next."
_IN_LIST: Final = frozenset({"application", "event", "contact"})
_IN_STORY: Final = _IN_LIST | {"follow_up", "letter", "debrief"}


class ApplicationsWindow(Window):
    """What others open is asked for by signals: with an application's id ("" where none is chosen), a follow-up's
    id, a look back's id, the key of a window, the HighlightDraft of what could become one, the ids of what is to be
    exported (a tuple), or the text or address of a posting that was pasted or dropped.
    """

    log_rejection_asked = Signal(str)
    review_asked = Signal(str)
    look_back_asked = Signal(str)
    menu_chosen = Signal(str)
    highlight_asked = Signal(object)
    export_asked = Signal(object)
    posting_dropped = Signal(str)
    looked_for = Signal(str)
    """What is typed into the search now, for what shows the same in another way (a board)."""

    def __init__(
        self,
        kit: Kit,
        applications: Applications,
        log_event: LogEvent,
        debriefs: Debriefs,
        highlights: Highlights,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("applications", "Applications", kit.sizes, usual=QSize(1040, 680), parent=parent)
        self._kit = kit
        self._built, self._chosen_row = False, 0
        self._look = kept_look(kit.sizes)
        self._model = ApplicationsModel(kit.clock, self)
        self._finder = Finder(kit, applications, self._model, self)
        self._actions = Actions(kit.icons, self)
        self._view_menu = ViewMenu(kit.icons, self)
        self._build(highlights)
        self._commands = Commands(kit, applications, log_event, debriefs, self._undo_bar, self)
        self._silence = SilenceCommands(kit, self)
        self._board_desk = BoardDesk(kit, applications, log_event, self._commands, self._silence, self)
        self._bulk = BulkCommands(kit, Bulk(kit.desk), self._commands, self)
        self._chosen = Chosen(kit, applications, self._finder, (self._side, self._detail, self._several), self)
        self._views = Views(kit, SavedViews(kit.desk), self._commands, self._view_menu, self._view_buttons)
        self._connect()
        self._connect_actions()
        self._connect_looks()
        self._connect_silence()
        self._actions.set_chosen(count=0)
        self.setAcceptDrops(True)
        self._search.field.setFocus()
        self._built = True
        self._take_look(self._look)

    def _build(self, highlights: Highlights) -> None:
        self._search = SearchPane(self._model, self._kit.theme, self)
        self._view_buttons = ViewButtons(self._search)
        self._search.add_below_field(self._view_buttons)
        actions = self._actions
        self._side = QStackedWidget(self)
        self._detail = DetailPane(self._kit, actions.interview, actions.rejection, actions.more, self._side)
        self._several = BulkPane((*actions.for_many, actions.delete), self._side)
        self._side.addWidget(self._detail)
        self._side.addWidget(self._several)
        self._split = Split(self._kit.sizes, self._search, self._side, self)
        self._empty = EmptyState(EMPTY, "Add an application", self)
        self._board = BoardPage(self)
        self._cards: Board | None = None
        self._pages = QStackedWidget(self)
        for page in (self._split, self._empty, self._board):
            self._pages.addWidget(page)
        self._trouble = ProblemBar(self)
        self._offer = HighlightOffer(self._kit, highlights, self)
        self._undo_bar = UndoBar(self, keys=False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.setMenuBar(actions.menu_bar(self._view_menu))
        column.addWidget(self._pages, 1)
        bars = QVBoxLayout()
        bars.setContentsMargins(Space.M, 0, Space.M, Space.XS)
        bars.setSpacing(Space.XS)
        bars.addWidget(self._trouble)
        bars.addWidget(self._offer)
        bars.addWidget(self._undo_bar)
        column.addLayout(bars)

    def _connect(self) -> None:
        actions, search, detail = self._actions, self._search, self._detail
        search.list.addActions(actions.for_rows)
        search.field.textChanged.connect(self._typed)
        search.field.returnPressed.connect(self._edit)
        search.list.opened.connect(self._edit)
        search.list.chosen.connect(self._choose)
        search.list.painted.connect(self._painted)
        self._finder.shown.connect(self._show_found)
        self._finder.failed.connect(self._not_found)
        detail.edit_asked.connect(self._commands.edit_event)
        detail.delete_asked.connect(self._commands.delete_event)
        detail.review_asked.connect(self.review_asked)
        detail.look_back_asked.connect(self.look_back_asked)
        detail.look_back_delete_asked.connect(self._commands.delete_look_back)
        detail.letter_save_asked.connect(self._commands.save_letter)
        detail.person_edit_asked.connect(self._commands.edit_contact)
        detail.person_delete_asked.connect(self._commands.delete_contact)
        self._empty.add_asked.connect(self._add)
        self._commands.added.connect(self._show_added)
        self._commands.failed.connect(self._trouble.show_problem)
        self._commands.logged.connect(self._offer.consider)
        self._commands.began.connect(self._offer.dismiss)
        self._offer.asked.connect(self.highlight_asked)
        for signal in (self.log_rejection_asked, self.review_asked, self.menu_chosen):
            signal.connect(self._offer.dismiss)
        self._kit.changes.happened.connect(self._changed)
        self._kit.theme.changed.connect(detail.refresh)
        self.closed.connect(self._split.keep)

    def _connect_actions(self) -> None:
        actions, search = self._actions, self._search
        actions.companion.chosen.connect(self.menu_chosen)
        actions.new.triggered.connect(self._add)
        actions.edit.triggered.connect(self._edit)
        actions.delete.triggered.connect(self._delete)
        actions.search.triggered.connect(self._focus_search)
        actions.close.triggered.connect(self.close)
        actions.rejection.triggered.connect(self._ask_rejection)
        actions.contact.triggered.connect(self._add_contact)
        actions.log.triggered.connect(self._log)
        actions.undo.triggered.connect(self._commands.take_back)
        actions.redo.triggered.connect(self._commands.do_again)
        self._chosen.rejection_asked.connect(self.log_rejection_asked)
        for action in (*actions.for_many, actions.select_all):
            action.triggered.connect(self._do_to_all)
        self._bulk.export_asked.connect(self.export_asked)
        search.list.all_asked.connect(self._finder.find_all)
        search.list.pasted.connect(self._paste)
        self._finder.all_shown.connect(search.list.choose_all)
        self._commands.history_changed.connect(self._show_history)
        self._commands.came_back.connect(self._expect)

    def _connect_looks(self) -> None:
        self._search.header.asked.connect(self._order)
        self._view_menu.look_asked.connect(self._take_look)
        self._views.opened.connect(self._open_view)

    def _connect_silence(self) -> None:
        detail, silence = self._detail, self._silence
        detail.put_aside_asked.connect(silence.put_aside)
        detail.leave_asked.connect(silence.leave)
        detail.bring_back_asked.connect(silence.bring_back)
        self._view_menu.silent_asked.connect(silence.look_up_filter)
        silence.filter_found.connect(self._search.field.setText)
        silence.done.connect(self._commands.did)
        silence.began.connect(self._commands.began)
        silence.failed.connect(self._trouble.show_problem)
        self._board_desk.failed.connect(self._trouble.show_problem)
        self._search.field.stepped.connect(self._step_onto_board)

    # --- searching ---------------------------------------------------------------------------------------------

    @Slot(str)
    def _typed(self, typed: str) -> None:
        number = self._finder.find(typed)
        self._kit.trace.mark("search.typed", number=number)
        self._views.look(typed, self._look)
        self.looked_for.emit(typed)

    @Slot(bool)
    def _show_found(self, is_new: bool) -> None:
        self._trouble.clear()
        typed, count = self._finder.shown_text, self._model.found
        self._search.list.rows_delegate.set_typed(typed)
        is_empty = not count and not typed.strip()
        self._pages.setCurrentWidget(self._empty if is_empty else self._layout_page)
        if is_empty:
            self._empty.button.setFocus()
        self._search.say_nothing_found(None if count else typed)
        self._choose_again(is_new=is_new)
        self._search.list.await_paint()
        self._chosen.run()

    def _choose_again(self, *, is_new: bool) -> None:
        """What was chosen is chosen in the new rows too; what is not among them any more gives way to its neighbour."""
        rows, model = self._search.list, self._model
        if not model.found:
            self._choose()
        elif is_new:
            rows.go_to(rows.first_row)
        elif not rows.choose(self._chosen.keys):
            kept = max(map(model.row_of, self._chosen.keys or (self._chosen.key,)), default=-1)
            rows.go_to(kept if kept >= 0 else model.nearest(self._chosen_row))

    @Slot(object)
    def _not_found(self, problem: Problem) -> None:
        self._chosen.forget()
        self._trouble.show_problem(problem)

    @Slot()
    def _painted(self) -> None:
        self._kit.trace.mark("search.painted", number=self._finder.shown_number, rows=self._model.rowCount())

    @Slot()
    def _focus_search(self) -> None:
        self._search.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.field.selectAll()

    # --- the chosen application --------------------------------------------------------------------------------

    @Slot()
    def _choose(self) -> None:
        if self._look.layout == BOARD:
            return  # there the card is the chosen one, and the list behind it is only kept up to date
        rows = self._search.list.chosen_rows()
        if not rows and self._model.found:
            return  # between two results, the next one is chosen at once; or Ctrl+Space let the last one go
        before = self._chosen.keys
        self._chosen.take(rows)
        if self._chosen.keys != before:
            self._offer.dismiss()
        self._chosen_row = self._model.row_of(rows[0].id) if rows else 0
        self._actions.set_chosen(count=len(rows), archived=archived(rows), tagged=bool(tags_of(rows)))

    @Slot(str)
    def _expect(self, key: str) -> None:
        """What was taken back is looked at, if the list has it."""
        if self._cards is not None and self._look.layout == BOARD:
            self._cards.choose(key)
        elif len(self._chosen.rows) < 2 and self._model.row_of(key) >= 0:
            self._search.list.go_to(self._model.row_of(key))
        elif len(self._chosen.rows) < 2:
            self._chosen.expect(key)

    @Slot(object)
    def _changed(self, changes: ChangeSet) -> None:
        if changes.tables & _IN_LIST:
            self._finder.reload()
        if changes.tables & _IN_STORY and self._chosen.key in changes.applications:
            self._chosen.read_story()

    # --- doing -------------------------------------------------------------------------------------------------

    @Slot()
    def _add(self) -> None:
        self._commands.add("" if self._model.found else self._search.field.text())

    @Slot(object)
    def _show_added(self, application_id: str) -> None:
        """The new application is the chosen one, whatever was searched for before."""
        self._search.field.clear()
        self._finder.reload()
        self._chosen.expect(application_id)

    @Slot()
    def _edit(self) -> None:
        self._chosen.with_story(self._commands.edit)

    @Slot()
    def _delete(self) -> None:
        if len(self._chosen.rows) > 1:
            self._chosen.with_rows(self._bulk.delete)
        else:
            self._chosen.with_story(self._commands.delete)

    @Slot()
    def _add_contact(self) -> None:
        self._chosen.with_story(self._commands.add_contact)

    @Slot()
    def _ask_rejection(self) -> None:
        self._chosen.ask_rejection()

    @Slot(QAction)
    def _log(self, action: QAction) -> None:
        kind = EventKind(action.data())
        if len(self._chosen.rows) > 1:
            self._chosen.with_rows(partial(self._bulk.move, kind))
        else:
            self._chosen.with_story(partial(self._commands.log, kind))

    @Slot()
    def _do_to_all(self) -> None:
        actions, bulk = self._actions, self._bulk
        sender = self.sender()
        if sender is actions.select_all:
            self._finder.find_all()
            return
        doing = {
            actions.tag: bulk.tag,
            actions.untag: bulk.untag,
            actions.move: partial(bulk.move, None),
            actions.archive: bulk.archive,
            actions.take_out: bulk.take_out,
            actions.export: bulk.export,
        }
        self._chosen.with_rows(next(do for action, do in doing.items() if action is sender))

    @Slot()
    def _show_history(self) -> None:
        history = self._commands.history
        self._actions.set_history(history.last, history.next)

    # --- how it is looked at -----------------------------------------------------------------------------------

    def set_layout(self, layout: str) -> None:
        """ "list" or "board"; a list that is grouped by stage stays so."""
        self._view_menu.ask_layout(layout)

    def _make_board(self) -> Board:
        """The board, made when it is first looked at."""
        board = self._cards = self._board_desk.make()
        board.add_card_actions(self._actions.for_rows)
        board.chosen.connect(self._choose_card)
        board.opened.connect(self._open_card)
        board.log_rejection_asked.connect(self.log_rejection_asked)
        board.typed.connect(self._type_from_board)
        board.left_upwards.connect(self._focus_search_softly)
        self.looked_for.connect(board.look_for)
        self._board.use(board)
        return board

    @Slot(str)
    def _choose_card(self, key: str) -> None:
        row = self._cards.chosen_row() if self._cards is not None and key else None
        if self._look.layout != BOARD:
            return
        self._offer.dismiss()
        rows = () if row is None else (row,)
        self._chosen.take(rows)
        self._actions.set_chosen(count=len(rows), archived=archived(rows), tagged=bool(tags_of(rows)))

    @Slot(str)
    def _open_card(self, _key: str) -> None:
        self._board.show_story(shown=True)

    @Slot(str)
    def _type_from_board(self, text: str) -> None:
        self._focus_search_softly()
        self._search.field.setCursorPosition(len(self._search.field.text()))
        self._search.field.insert(text)

    @Slot()
    def _focus_search_softly(self) -> None:
        self._search.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot(object)
    def _step_onto_board(self, event: QKeyEvent) -> None:
        if self._cards is not None and self._look.layout == BOARD and event.key() != Qt.Key.Key_Up:
            self._cards.focus_cards()

    @property
    def _layout_page(self) -> QWidget:
        return self._board if self._look.layout == BOARD else self._split

    @Slot(object)
    def _order(self, order: Order) -> None:
        self._take_look(replace(self._look, order=order))

    @Slot(object)
    def _take_look(self, look: Look) -> None:
        self._look = look
        keep_look(self._kit.sizes, look)
        self._finder.look(look.order, grouped=look.grouped)
        self._view_menu.show_look(look)
        self._search.header.show_order(self._finder.order)
        self._views.look(self._search.field.text(), look)
        if look.layout == BOARD:
            self._show_board()
        else:
            self._search.take_top(self._search.top)
            self._split.take_story(self._side)
        if self._pages.currentWidget() is not self._empty:
            self._pages.setCurrentWidget(self._layout_page)
        self._search.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self._finder.find(self._search.field.text())

    def _show_board(self) -> None:
        board = self._cards or self._make_board()
        self._split.lend_story()
        self._board.take_top(self._search.top)
        self._board.take_side(self._side)
        board.choose(self._chosen.key)
        board.look_for(self._search.field.text())

    @Slot(str, object)
    def _open_view(self, typed: str, look: Look) -> None:
        self._look = look
        self._search.field.setText(typed)
        self._take_look(look)

    # --- what comes from elsewhere -----------------------------------------------------------------------------

    @Slot()
    def _paste(self) -> None:
        self._hand_on(pasted.from_clipboard())

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if pasted.text_of(event.mimeData()):
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        text = pasted.text_of(event.mimeData())
        if text:
            event.acceptProposedAction()
            self._hand_on(text)

    def _hand_on(self, text: str) -> None:
        if text:
            self._offer.dismiss()
            self.posting_dropped.emit(text)

    # --- the window itself -------------------------------------------------------------------------------------

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._look.layout == BOARD and self._board.shows_story:
            self._board.show_story(shown=False)
            self._step_onto_board(event)
        elif event.key() == Qt.Key.Key_Escape and self._search.field.text():
            self._search.field.clear()
            self._search.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            super().keyPressEvent(event)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow() and self._built:
            # it may have been in the background over midnight
            self._model.forget_ages()
            self._search.list.viewport().update()
            self._detail.freshen()
            if self._cards is not None:
                self._cards.freshen()
