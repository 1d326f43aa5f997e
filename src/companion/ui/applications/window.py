"""The Applications window: search on top, the list, the story of the chosen application beside it.

The window only passes between its parts: the finder brings rows, what is chosen shows a story or what can be done to
several, forms write, and the change set that every write returns brings all of it up to date, whoever wrote.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QEvent, QMimeData, QSize, Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout
from typing_extensions import override

from companion.core.application import Application
from companion.core.changes import ChangeSet
from companion.core.problem import Problem
from companion.desktop.empty import EmptyState
from companion.desktop.kit import Kit
from companion.desktop.theme import Space
from companion.desktop.undo_bar import UndoBar
from companion.desktop.windows import Window
from companion.services.applications import Applications
from companion.services.bulk import Bulk
from companion.services.highlights import Highlights
from companion.services.saved_views import SavedViews
from companion.ui.applications import pasted
from companion.ui.applications.actions import Actions
from companion.ui.applications.board_desk import Around, BoardDesk
from companion.ui.applications.bulk import BulkCommands, BulkPane
from companion.ui.applications.calendar_files import CalendarFiles
from companion.ui.applications.chosen import Chosen, archived
from companion.ui.applications.commands import Commands
from companion.ui.applications.detail import DetailPane
from companion.ui.applications.doing import Doing
from companion.ui.applications.file_commands import FileCommands
from companion.ui.applications.filters import Filters
from companion.ui.applications.finder import Finder
from companion.ui.applications.highlight_offer import HighlightOffer
from companion.ui.applications.looking import Looking
from companion.ui.applications.model import ApplicationsModel
from companion.ui.applications.posting_files import PostingFiles
from companion.ui.applications.problem_bar import ProblemBar
from companion.ui.applications.result_list import SearchPane
from companion.ui.applications.services import ListServices
from companion.ui.applications.silence_row import SilenceCommands
from companion.ui.applications.split import Split
from companion.ui.applications.view_menu import ViewMenu
from companion.ui.applications.views import ViewButtons, Views

EMPTY: Final = "Your applications will be here, with what happened and what comes next."
_IN_LIST: Final = frozenset({"application", "event", "contact"})
_IN_STORY: Final = _IN_LIST | {"follow_up", "letter", "debrief", "attachment"}


class ApplicationsWindow(Window):
    """What others open is asked for by signals: with an application's id ("" where none is chosen), a follow-up's
    id, a look back's id, the key of a window, the HighlightDraft of what could become one, the ids of what is to be
    exported (a tuple, empty for what is found) with the words of the search, or the Path of a dropped table to import.
    """

    log_rejection_asked = Signal(str)
    review_asked = Signal(str)
    look_back_asked = Signal(str)
    menu_chosen = Signal(str)
    highlight_asked = Signal(object)
    export_asked = Signal(object, str)
    import_asked = Signal(object)

    def __init__(self, kit: Kit, services: ListServices) -> None:
        super().__init__("applications", "Applications", kit.sizes, usual=QSize(1040, 680))
        applications, log_event = services.applications, services.log_event
        self._kit = kit
        self._built, self._chosen_row = False, 0
        self._model = ApplicationsModel(kit.clock, self)
        self._finder = Finder(kit, applications, self._model, self)
        self._actions = Actions(kit.icons, self)
        self._view_menu = ViewMenu(kit.icons, self)
        self._build(applications, services.highlights)
        self._commands = Commands(kit, applications, log_event, services.debriefs, self._undo_bar, self)
        self._calendar_files = CalendarFiles(kit, services.calendars, applications, self)
        self._postings = PostingFiles(kit, applications, services.postings, self)
        self._files = FileCommands(kit, services.attachments, self)
        self._silence = SilenceCommands(kit, self)
        self._bulk = BulkCommands(kit, Bulk(kit.desk), self._commands, self)
        self._chosen = Chosen(kit, applications, self._finder, (self._side, self._detail, self._several), self)
        self._views = Views(kit, SavedViews(kit.desk), self._commands, self._view_menu, self._view_buttons)
        self._doing = Doing(self._actions, self._commands, self._bulk, self._chosen)
        self._board = BoardDesk(kit, applications, log_event, self._around())
        self._connect()
        self._connect_actions()
        self._connect_silence()
        self._connect_board()
        self._actions.set_chosen(count=0)
        self.setAcceptDrops(True)
        self._search.field.setFocus()
        self._built = True
        self._looking.begin(self._views)

    def _build(self, applications: Applications, highlights: Highlights) -> None:
        self._search = SearchPane(self._model, self._kit.theme, self)
        self._filters = Filters(self._kit, applications, self._search)
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
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self._split)
        self._pages.addWidget(self._empty)
        pages = (self._pages, self._split, self._empty)
        self._looking = Looking(self._kit.sizes, self._finder, self._search, self._view_menu, pages)
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
        search.field.returnPressed.connect(self._doing.edit)
        search.list.opened.connect(self._doing.edit)
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
        self._connect_calendar()
        self._connect_postings()
        detail.tag_asked.connect(self._find_tag)
        self._connect_files()
        self._empty.add_asked.connect(self._add)
        self._commands.added.connect(self._show_added)
        self._commands.open_asked.connect(self._show_added)
        self._commands.failed.connect(self._trouble.show_problem)
        self._commands.logged.connect(self._offer.consider)
        self._commands.began.connect(self._offer.dismiss)
        self._offer.asked.connect(self.highlight_asked)
        for signal in (self.log_rejection_asked, self.review_asked, self.menu_chosen):
            signal.connect(self._offer.dismiss)
        self._kit.changes.happened.connect(self._changed)
        self._kit.theme.changed.connect(detail.refresh)
        self.closed.connect(self._split.keep)

    def _connect_calendar(self) -> None:
        files = self._calendar_files
        self._detail.calendar_asked.connect(files.save_one)
        self._actions.calendar.triggered.connect(self._ask_calendar)
        files.form_made.connect(self._commands.open)
        files.made.connect(self._show_added)
        files.failed.connect(self._trouble.show_problem)
        files.dropped.connect(self.open_calendar_file)
        files.watch(self)

    def _connect_postings(self) -> None:
        postings = self._postings
        self._actions.posting.triggered.connect(postings.ask)
        postings.form_made.connect(self._commands.open)
        postings.made.connect(self._show_added)
        postings.open_asked.connect(self._show_added)
        postings.import_asked.connect(self.import_asked)

    def _connect_actions(self) -> None:
        actions, search = self._actions, self._search
        actions.companion.chosen.connect(self.menu_chosen)
        actions.new.triggered.connect(self._add)
        actions.search.triggered.connect(self._focus_search)
        actions.close.triggered.connect(self.close)
        self._chosen.rejection_asked.connect(self.log_rejection_asked)
        actions.select_all.triggered.connect(self._finder.find_all)
        self._bulk.export_asked.connect(self._export)
        actions.bring_in.triggered.connect(self._ask_import)
        search.list.all_asked.connect(self._finder.find_all)
        search.list.pasted.connect(self._paste)
        self._finder.all_shown.connect(search.list.choose_all)
        self._commands.came_back.connect(self._expect)
        self._commands.open_asked.connect(self._show_added)

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

    def _around(self) -> Around:
        return Around(
            self._looking.board_page,
            self._search,
            self._split,
            self._side,
            self._chosen,
            self._actions,
            self._commands,
            self._silence,
        )

    def _connect_board(self) -> None:
        self._looking.laid_out.connect(self._board.lay_out)
        self._board.failed.connect(self._trouble.show_problem)
        self._board.rejection_asked.connect(self.log_rejection_asked)
        self._board.chosen.connect(self._offer.dismiss)

    def _connect_files(self) -> None:
        detail, files = self._detail, self._files
        detail.files_dropped.connect(files.add)
        detail.file_add_asked.connect(files.ask)
        detail.file_open_asked.connect(files.open)
        detail.file_rename_asked.connect(files.rename)
        detail.file_delete_asked.connect(files.delete)
        files.done.connect(self._commands.did)
        files.failed.connect(self._trouble.show_problem)

    @Slot(str)
    def _find_tag(self, tag: str) -> None:
        self._search.field.setText(f'tag:"{tag}"' if " " in tag else f"tag:{tag}")

    # --- searching ---------------------------------------------------------------------------------------------

    @Slot(str)
    def _typed(self, typed: str) -> None:
        number = self._finder.find(typed)
        self._kit.trace.mark("search.typed", number=number)
        self._looking.typed(typed)
        self._filters.show_typed(typed)

    @Slot(bool)
    def _show_found(self, is_new: bool) -> None:
        self._trouble.clear()
        typed, count = self._finder.shown_text, self._model.found
        self._search.list.rows_delegate.set_typed(self._filters.words_in(typed))
        is_empty = not count and not typed.strip()
        self._pages.setCurrentWidget(self._empty if is_empty else self._looking.page)
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
        if self._board.in_force:
            return  # there the card is the chosen one, and the list behind it is only kept up to date
        rows = self._search.list.chosen_rows()
        if not rows and self._model.found:
            return  # between two results, the next one is chosen at once; or Ctrl+Space let the last one go
        before = self._chosen.keys
        self._chosen.take(rows)
        if self._chosen.keys != before:
            self._offer.dismiss()
        self._chosen_row = self._model.row_of(rows[0].id) if rows else 0
        self._actions.set_chosen(count=len(rows), archived=archived(rows), tagged=any(row.tags for row in rows))

    @Slot(str)
    def _expect(self, key: str) -> None:
        """What was taken back is looked at, if the list has it."""
        if self._board.in_force:
            self._board.choose(key)
        elif len(self._chosen.rows) < 2 and self._model.row_of(key) >= 0:
            self._search.list.go_to(self._model.row_of(key))
        elif len(self._chosen.rows) < 2:
            self._chosen.expect(key)

    @Slot(object)
    def _changed(self, changes: ChangeSet) -> None:
        if changes.tables & _IN_LIST:
            self._finder.reload(self._search.list.needed_rows())
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

    # --- in and out --------------------------------------------------------------------------------------------

    @Slot()
    def _ask_import(self) -> None:
        self.menu_chosen.emit("import")

    @Slot(object)
    def _export(self, keys: tuple[str, ...]) -> None:
        self.export_asked.emit(keys, self._search.field.text())

    # --- how it is looked at -----------------------------------------------------------------------------------

    def set_layout(self, layout: str) -> None:
        """ "list" or "board"; a list that is grouped by stage stays so."""
        self._view_menu.ask_layout(layout)

    # --- what comes from elsewhere -----------------------------------------------------------------------------

    @Slot()
    def _paste(self) -> None:
        self.take(pasted.clipboard())

    def take(self, mime: QMimeData) -> None:
        """What was pasted or dropped: a posting fills its form, a table asks for the import."""
        self._trouble.clear()
        self._postings.take(mime)

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._postings.wants(event.mimeData()):
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        if self._postings.wants(event.mimeData()):
            event.acceptProposedAction()
            self.take(event.mimeData())

    @Slot()
    def _ask_calendar(self) -> None:
        self._calendar_files.ask(self._chosen_application())

    @Slot(object)
    def open_calendar_file(self, path: Path) -> None:
        """Reads an invitation and shows what it holds; nothing is stored before its Save."""
        self._trouble.clear()
        self._calendar_files.open(path, self._chosen_application())

    def _chosen_application(self) -> Application | None:
        story = self._detail.story
        return story.application if story is not None and story.application.id == self._chosen.key else None

    # --- the window itself -------------------------------------------------------------------------------------

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._board.close_story():
            return
        if event.key() == Qt.Key.Key_Escape and self._search.field.text():
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
            self._board.freshen()
