"""The Applications window: search on top, the list, the story of the chosen application beside it.

The window only passes between its parts: the finder brings rows, the detail pane shows a story, forms write, and the
change set that every write returns brings both up to date, whoever wrote.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout
from typing_extensions import override

from companion.core.application import EventKind
from companion.core.changes import ChangeSet
from companion.core.problem import Problem
from companion.desktop.empty import EmptyState
from companion.desktop.kit import Kit
from companion.desktop.tasks import Job, Lane
from companion.desktop.theme import Space
from companion.desktop.undo_bar import UndoBar
from companion.desktop.windows import Window
from companion.services.applications import Applications, Story
from companion.services.attachments import Attachments
from companion.services.debriefs import Debriefs
from companion.services.highlights import Highlights
from companion.services.log_event import LogEvent
from companion.ui.applications.actions import Actions
from companion.ui.applications.commands import Commands
from companion.ui.applications.detail import DetailPane
from companion.ui.applications.file_commands import FileCommands
from companion.ui.applications.finder import Finder
from companion.ui.applications.highlight_offer import HighlightOffer
from companion.ui.applications.model import ApplicationsModel
from companion.ui.applications.problem_bar import ProblemBar
from companion.ui.applications.result_list import SearchPane
from companion.ui.applications.split import Split

STORY_AFTER_MS: Final = 90
"""How long a row is the chosen one before its story is read: while one types or holds an arrow key, none is."""

EMPTY: Final = "Your applications will be here, with what happened and what comes next."
_IN_LIST: Final = frozenset({"application", "event", "contact"})
_IN_STORY: Final = _IN_LIST | {"follow_up", "letter", "debrief", "attachment"}


class ApplicationsWindow(Window):
    """What others open is asked for by signals: with an application's id ("" where none is chosen), a follow-up's
    id, a look back's id, the key of a window, or the HighlightDraft of what could become one.
    """

    log_rejection_asked = Signal(str)
    review_asked = Signal(str)
    look_back_asked = Signal(str)
    menu_chosen = Signal(str)
    highlight_asked = Signal(object)

    def __init__(
        self,
        kit: Kit,
        applications: Applications,
        log_event: LogEvent,
        debriefs: Debriefs,
        highlights: Highlights,
        attachments: Attachments,
    ) -> None:
        super().__init__("applications", "Applications", kit.sizes, usual=QSize(1040, 680))
        self._kit, self._applications = kit, applications
        self._story_job: Job | None = None
        self._chosen, self._chosen_row = "", 0
        self._command: Callable[[Story], None] | None = None
        self._rejection_waits = False
        self._built = False
        self._model = ApplicationsModel(kit.clock, self)
        self._finder = Finder(kit, applications, self._model, self)
        self._actions = Actions(kit.icons, self)
        self._build(highlights)
        self._commands = Commands(kit, applications, log_event, debriefs, self._undo_bar, self)
        self._files = FileCommands(kit, attachments, self)
        self._story_timer = QTimer(self, singleShot=True, interval=STORY_AFTER_MS)
        self._story_timer.timeout.connect(self._read_story)
        self._connect()
        self._actions.set_chosen(chosen=False)
        self._search.field.setFocus()
        self._built = True
        self._finder.find("")

    def _build(self, highlights: Highlights) -> None:
        self._search = SearchPane(self._model, self._kit.theme, self)
        actions = self._actions
        self._detail = DetailPane(self._kit, actions.interview, actions.rejection, actions.more, self)
        self._split = Split(self._kit.sizes, self._search, self._detail, self)
        self._empty = EmptyState(EMPTY, "Add an application", self)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self._split)
        self._pages.addWidget(self._empty)
        self._trouble = ProblemBar(self)
        self._offer = HighlightOffer(self._kit, highlights, self)
        self._undo_bar = UndoBar(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.setMenuBar(actions.menu_bar())
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
        search.list.addActions(actions.for_one)
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
        detail.tag_asked.connect(self._find_tag)
        self._connect_files()
        actions.companion.chosen.connect(self.menu_chosen)
        actions.new.triggered.connect(self._add)
        actions.edit.triggered.connect(self._edit)
        actions.merge.triggered.connect(self._merge)
        actions.delete.triggered.connect(self._delete)
        actions.search.triggered.connect(self._focus_search)
        actions.close.triggered.connect(self.close)
        actions.rejection.triggered.connect(self._ask_rejection)
        actions.contact.triggered.connect(self._add_contact)
        actions.log.triggered.connect(self._log)
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

    def _connect_files(self) -> None:
        detail, files = self._detail, self._files
        detail.files_dropped.connect(files.add)
        detail.file_add_asked.connect(files.ask)
        detail.file_open_asked.connect(files.open)
        detail.file_rename_asked.connect(files.rename)
        detail.file_delete_asked.connect(files.delete)
        files.done.connect(self._commands.offer_undo)
        files.failed.connect(self._trouble.show_problem)

    @Slot(str)
    def _find_tag(self, tag: str) -> None:
        self._search.field.setText(f'tag:"{tag}"' if " " in tag else f"tag:{tag}")

    # --- searching ---------------------------------------------------------------------------------------------

    @Slot(str)
    def _typed(self, typed: str) -> None:
        number = self._finder.find(typed)
        self._kit.trace.mark("search.typed", number=number)

    @Slot(bool)
    def _show_found(self, is_new: bool) -> None:
        self._trouble.clear()
        typed, count = self._finder.shown_text, self._model.rowCount()
        self._search.list.rows_delegate.set_typed(typed)
        is_empty = not count and not typed.strip()
        self._pages.setCurrentWidget(self._empty if is_empty else self._split)
        if is_empty:
            self._empty.button.setFocus()
        self._search.say_nothing_found(None if count else typed)
        kept = -1 if is_new else self._model.row_of(self._chosen)
        if count:
            self._search.list.go_to(kept if kept >= 0 else 0 if is_new else min(self._chosen_row, count - 1))
        else:
            self._choose()
        self._search.list.await_paint()
        self._run_command()

    @Slot(object)
    def _not_found(self, problem: Problem) -> None:
        self._command, self._rejection_waits = None, False
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
        index = self._search.list.currentIndex()
        row = self._model.application(index.row()) if index.isValid() else None
        if row is None and self._model.rowCount():
            return  # between two results; the next one is chosen at once
        key = row.id if row else ""
        if key != self._chosen:
            self._offer.dismiss()
        self._chosen, self._chosen_row = key, index.row() if row else 0
        self._actions.set_chosen(chosen=row is not None)
        if row is None:
            self._story_timer.stop()
            self._detail.clear()
        elif self._detail.story is None or self._detail.story.application.id != row.id:
            self._story_timer.start()

    @Slot()
    def _read_story(self) -> None:
        if self._story_job is not None:
            self._story_job.cancel()
        applications, key = self._applications, self._chosen
        if key:
            self._story_job = self._kit.tasks.run(
                Lane.READ, lambda: applications.story(key), done=self._show_story, failed=self._no_story, owner=self
            )

    @Slot(object)
    def _show_story(self, story: Story) -> None:
        self._story_job = None
        if story.application.id == self._chosen and story != self._detail.story:
            self._detail.show_story(story)
        self._run_command()

    @Slot(object)
    def _no_story(self, problem: Problem) -> None:
        self._story_job = None
        self._command = None
        self._detail.clear(problem.sentence)

    @Slot(object)
    def _changed(self, changes: ChangeSet) -> None:
        if changes.tables & _IN_LIST:
            self._finder.reload()
        if changes.tables & _IN_STORY and self._chosen in changes.applications:
            self._read_story()

    # --- doing -------------------------------------------------------------------------------------------------

    @Slot()
    def _add(self) -> None:
        self._commands.add("" if self._model.rowCount() else self._search.field.text())

    @Slot(object)
    def _show_added(self, application_id: str) -> None:
        """The new application is the chosen one, whatever was searched for before."""
        self._search.field.clear()
        self._finder.reload()
        self._chosen = application_id

    @Slot()
    def _edit(self) -> None:
        self._with_story(self._commands.edit)

    @Slot()
    def _merge(self) -> None:
        self._with_story(self._commands.merge)

    @Slot()
    def _delete(self) -> None:
        self._with_story(self._commands.delete)

    @Slot()
    def _add_contact(self) -> None:
        self._with_story(self._commands.add_contact)

    @Slot()
    def _ask_rejection(self) -> None:
        self._rejection_waits = True
        self._run_command()

    @Slot(QAction)
    def _log(self, action: QAction) -> None:
        kind = EventKind(action.data())
        self._with_story(partial(self._commands.log, kind))

    def _with_story(self, command: Callable[[Story], None]) -> None:
        """Runs the command with the story of the row that is chosen once what was typed has been answered.

        Somebody who types a name and presses Enter at once means that name, not the row from before.
        """
        self._command = command
        self._run_command()

    def _run_command(self) -> None:
        command, story = self._command, self._detail.story
        if self._finder.is_asking:
            return
        if self._rejection_waits:
            self._rejection_waits = False
            self.log_rejection_asked.emit(self._chosen)
        if command is None or not self._chosen:
            self._command = None
        elif story is not None and story.application.id == self._chosen and self._story_job is None:
            self._command = None
            command(story)
        elif self._story_job is None:
            self._read_story()

    # --- the window itself -------------------------------------------------------------------------------------

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
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
