"""*Highlights*: all of them as cards, found as one types; add, edit, pin, archive, delete with undo.

The window only passes between its parts: the index (made on a worker after each change) says what is found, the grid
shows it, commands write, and the change set that every write returns brings it up to date, whoever wrote.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QMimeData, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from companion.core.changes import ChangeSet
from companion.core.problem import Problem
from companion.desktop.bars import ProblemBar
from companion.desktop.catcher import Catcher, Pasted
from companion.desktop.empty import EmptyState
from companion.desktop.kit import Kit
from companion.desktop.labels import plain_label
from companion.desktop.material import Material, holds_material, material_in
from companion.desktop.tasks import Job, Lane
from companion.desktop.theme import Space
from companion.desktop.undo_bar import UndoBar
from companion.desktop.windows import Window
from companion.services.highlights import Highlights
from companion.ui.highlights.actions import Actions
from companion.ui.highlights.commands import Commands
from companion.ui.highlights.filter_bar import FilterBar
from companion.ui.highlights.grid import CardGrid
from companion.ui.highlights.index import Index, Wanted
from companion.ui.highlights.model import LibraryModel

EMPTY: Final = "Your highlights will be here: what you did, and what others said of it."
EMPTY_ARCHIVE: Final = "Nothing is in the archive. What you put there stays here, and no reel shows it."
_USUAL: Final = QSize(1080, 700)


class LibraryWindow(Window):
    """What others open is asked for by signals."""

    capture_asked = Signal(object)
    """A desktop.material.Material to begin a new highlight with; an empty one for a blank form."""
    edit_asked = Signal(object)
    """A Highlight."""
    link_asked = Signal(str)

    def __init__(self, kit: Kit, highlights: Highlights, parent: QWidget | None = None) -> None:
        super().__init__("library", "Highlights", kit.sizes, usual=_USUAL, parent=parent)
        self._kit, self._highlights = kit, highlights
        self._index = Index()
        self._shown = Wanted()
        self._job: Job | None = None
        self._model = LibraryModel(self)
        self._actions = Actions(kit.icons, self)
        self._build()
        self._commands = Commands(kit, highlights, self._undo_bar, self)
        self._connect()
        self._choose()
        self._filter.field.setFocus()
        self._read()

    def _build(self) -> None:
        self._filter = FilterBar(self)
        self.grid = CardGrid(self._kit, self._highlights, self._model, self)
        self._nothing: QLabel = plain_label(role="quiet", wrap=True, parent=self)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._nothing.setContentsMargins(Space.L, Space.XL, Space.L, 0)
        self._found = QStackedWidget(self)
        self._found.addWidget(self.grid)
        self._found.addWidget(self._nothing)
        self._library = QWidget(self)
        column = QVBoxLayout(self._library)
        column.setContentsMargins(Space.M, Space.M, Space.M, Space.S)
        column.setSpacing(Space.S)
        column.addWidget(self._filter)
        column.addWidget(self._found, 1)
        self._empty = EmptyState(EMPTY, "Add a highlight", self)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self._library)
        self._pages.addWidget(self._empty)
        self._trouble = ProblemBar(self)
        self._undo_bar = UndoBar(self)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.setMenuBar(self._actions.menu_bar())
        whole.addWidget(self._pages, 1)
        bars = QVBoxLayout()
        bars.setContentsMargins(Space.M, 0, Space.M, Space.XS)
        bars.setSpacing(Space.XS)
        bars.addWidget(self._trouble)
        bars.addWidget(self._undo_bar)
        whole.addLayout(bars)

    def _connect(self) -> None:
        actions, grid, found = self._actions, self.grid, self._filter
        grid.addActions((*actions.for_chosen, actions.all))
        found.changed.connect(self._filter_changed)
        found.field.stepped.connect(self._go_down)
        found.field.returnPressed.connect(self._edit)
        found.archived.toggled.connect(self._show_archive)
        actions.show_archive.toggled.connect(self._show_archive)
        grid.typed.connect(self._type)
        grid.left_upwards.connect(found.go_to_search)
        grid.opened.connect(self._edit)
        grid.chosen.connect(self._choose)
        actions.new.triggered.connect(self._add)
        actions.edit.triggered.connect(self._edit)
        actions.pin.triggered.connect(self._pin)
        actions.archive.triggered.connect(self._archive)
        actions.delete.triggered.connect(self._delete)
        actions.link.triggered.connect(self._open_link)
        actions.search.triggered.connect(self._focus_search)
        actions.all.triggered.connect(self._choose_all)
        actions.close.triggered.connect(self.close)
        self._empty.add_asked.connect(self._add)
        self._commands.failed.connect(self._tell)
        self._kit.changes.happened.connect(self._changed)
        self._catcher = Catcher(self, wants=self._wants, take=self._take, over=self._show_over)
        self._catcher.watch(self)

    # --- what is shown -----------------------------------------------------------------------------------------

    @Slot(object)
    def _changed(self, changes: ChangeSet) -> None:
        if "highlight" in changes.tables:
            self._read()

    def _read(self) -> None:
        """The latest question wins."""
        if self._job is not None:
            self._job.cancel()
        highlights = self._highlights
        self._job = self._kit.tasks.run(
            Lane.READ, lambda: Index.of(highlights.all()), done=self._show_index, failed=self._tell, owner=self
        )

    @Slot(object)
    def _show_index(self, index: Index) -> None:
        self._job = None
        self._index = index
        self._filter.show_tags(index.tags(archived=self._filter.archived.isChecked()))
        self._show()

    @Slot()
    def _filter_changed(self) -> None:
        wanted = self._filter.wanted()
        if wanted.archived != self._shown.archived:
            self._filter.show_tags(self._index.tags(archived=wanted.archived))
        self._kit.trace.mark("library.typed")
        self._show()

    def _show(self) -> None:
        """Keeps what is chosen and where one is, unless something else is looked for."""
        wanted = self._filter.wanted()
        is_new, self._shown = wanted != self._shown, wanted
        chosen, current = {each.id for each in self.grid.all_chosen()}, self.grid.current()
        row, at = self.grid.currentIndex().row(), self.grid.verticalScrollBar().value()
        self.grid.delegate.set_typed(wanted.typed)
        self._model.show_rows(self._index.find(wanted))
        count = self._model.rowCount()
        if is_new and count:
            self.grid.go_to(0)
            self.grid.scrollToTop()
        elif count:
            self.grid.doItemsLayout()
            self.grid.choose(chosen, current.id if current else "", max(0, row))
            self.grid.verticalScrollBar().setValue(at)
        self._say_what_is_not_there(wanted, count)
        self._choose()

    def _say_what_is_not_there(self, wanted: Wanted, count: int) -> None:
        is_empty = not self._index.entries
        had_focus = self.grid.hasFocus() or self._filter.field.hasFocus()
        self._pages.setCurrentWidget(self._empty if is_empty else self._library)
        if is_empty and (had_focus or self._pages.isAncestorOf(self.focusWidget() or self)):
            self._empty.button.setFocus()
        elif self._empty.button.hasFocus():
            self._filter.go_to_search()
        if not count and not is_empty:
            self._nothing.setText(_not_there(wanted))
            if self.grid.hasFocus():
                self._filter.go_to_search()
        self._found.setCurrentWidget(self.grid if count else self._nothing)

    @Slot(bool)
    def _show_archive(self, shown: bool) -> None:
        """The box and the menu's line say the same."""
        self._filter.archived.setChecked(shown)
        self._actions.show_archive.setChecked(shown)

    @Slot()
    def _choose_all(self) -> None:
        self.grid.selectAll()

    @Slot()
    def _choose(self) -> None:
        self._actions.set_chosen(self.grid.all_chosen())

    # --- doing -------------------------------------------------------------------------------------------------

    @Slot()
    def _add(self) -> None:
        self.capture_asked.emit(Material())

    @Slot()
    def _edit(self) -> None:
        chosen = self.grid.current()
        if chosen is not None:
            self.edit_asked.emit(chosen)

    @Slot()
    def _pin(self) -> None:
        self._commands.pin(self.grid.all_chosen())

    @Slot()
    def _archive(self) -> None:
        self._commands.archive(self.grid.all_chosen())

    @Slot()
    def _delete(self) -> None:
        self._commands.delete(self.grid.all_chosen())

    @Slot()
    def _open_link(self) -> None:
        chosen = self.grid.current()
        if chosen is not None and chosen.link:
            self.link_asked.emit(chosen.link)

    @Slot(object)
    def _tell(self, problem: Problem) -> None:
        self._trouble.tell(problem)

    # --- hands -------------------------------------------------------------------------------------------------

    @Slot()
    def _focus_search(self) -> None:
        self._filter.go_to_search()
        self._filter.field.selectAll()

    @Slot()
    def _go_down(self) -> None:
        if self._model.rowCount():
            self.grid.setFocus(Qt.FocusReason.ShortcutFocusReason)
            if not self.grid.currentIndex().isValid():
                self.grid.go_to(0)

    @Slot(str)
    def _type(self, text: str) -> None:
        self._filter.go_to_search()
        self._filter.field.setCursorPosition(len(self._filter.field.text()))
        self._filter.field.insert(text)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._filter.clear():
            self._filter.go_to_search()
        else:
            super().keyPressEvent(event)

    # --- what is dropped or pasted -----------------------------------------------------------------------------

    def _wants(self, mime: QMimeData, how: Pasted) -> bool:
        return holds_material(mime, how)

    def _take(self, mime: QMimeData) -> bool:
        material = material_in(mime)
        if not material.is_empty:
            self.capture_asked.emit(material)
        return not material.is_empty

    def _show_over(self, over: bool) -> None:
        """A line around the cards says that it can be dropped here."""
        self.grid.setProperty("over", over)
        self.grid.style().unpolish(self.grid)
        self.grid.style().polish(self.grid)


def _not_there(wanted: Wanted) -> str:
    typed = wanted.typed.strip()
    if typed:
        short = typed if len(typed) <= 60 else f"{typed[:59]}…"
        return f"Nothing found for “{short}”" + (f" with the tag “{wanted.tag}”." if wanted.tag else ".")
    if wanted.archived:
        return EMPTY_ARCHIVE
    return "Every highlight is in the archive."
