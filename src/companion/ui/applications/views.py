"""The views that the user keeps by a name: a button for each below the field, a form for the name, the doing."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from companion.core.changes import ChangeSet
from companion.core.problem import Problem
from companion.core.saved_view import SavedView
from companion.desktop.kit import Kit
from companion.desktop.tasks import Lane
from companion.services.saved_views import SavedViews
from companion.services.work import Outcome
from companion.ui.applications.commands import Commands
from companion.ui.applications.flow import Flow
from companion.ui.applications.sheet import ORIGIN, Sheet, line
from companion.ui.applications.view_menu import Look, ViewMenu
from companion.ui.applications.words import button_words


class ViewForm(Sheet):
    """The name of a view that is to be kept, or of one that is."""

    def __init__(
        self, kit: Kit, title: str, name: str, write: Callable[[str], Outcome[SavedView]], parent: QWidget
    ) -> None:
        super().__init__(kit, title, parent)
        self._write = write
        self._name = line(name, self)
        self.form.add("Name", self._name, key="name", hint="What is typed, the order and the layout are kept.")
        self._name.selectAll()
        self._name.setFocus()

    def contents(self) -> tuple[str, ...]:
        return (self._name.text(),)

    def save(self) -> None:
        self.kit.write(partial(self._write, self._name.text()), done=self._saved, failed=self.refuse, owner=self)

    @Slot(object)
    def _saved(self, outcome: Outcome[SavedView]) -> None:
        self.done_saving(f"Kept the view {outcome.value.name}.", outcome)


class ViewButtons(Flow):
    """One button for each view; hidden while there are none."""

    asked = Signal(object)
    """A SavedView."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName("Views")
        self._buttons: list[tuple[QPushButton, SavedView]] = []
        self.hide()

    def show_views(self, views: tuple[SavedView, ...], current: SavedView | None) -> None:
        if tuple(view for _, view in self._buttons) != views:
            self.clear()
            self._buttons = []
            for at, view in enumerate(views):
                button = QPushButton(button_words(view.name), self)
                button.setProperty("kind", "choice")
                button.setCheckable(True)
                button.setAccessibleName(f"View: {view.name}")
                button.setAccessibleDescription(f"Ctrl+{at + 1}" if at < 9 else "")
                button.clicked.connect(self._ask)
                self.add(button)
                button.show()
                self._buttons.append((button, view))
        for button, view in self._buttons:
            button.setChecked(current is not None and view.id == current.id)
        self.setVisible(bool(views))

    @Slot()
    def _ask(self) -> None:
        sender = self.sender()
        view = next(view for button, view in self._buttons if button is sender)
        self.asked.emit(view)


class Views(QObject):
    """Keeps menu and buttons in step with what is kept and what is looked through."""

    opened = Signal(str, object)
    """What was typed in a view, and its Look."""

    def __init__(self, kit: Kit, views: SavedViews, commands: Commands, menu: ViewMenu, buttons: ViewButtons) -> None:
        super().__init__(menu)
        self._kit, self._views, self._commands = kit, views, commands
        self._menu, self._buttons = menu, buttons
        self._all: tuple[SavedView, ...] = ()
        self._typed, self._look = "", Look()
        menu.view_asked.connect(self._open)
        buttons.asked.connect(self._open)
        menu.save_asked.connect(self._save)
        menu.rename_asked.connect(self._rename)
        menu.delete_asked.connect(self._delete)
        kit.changes.happened.connect(self._changed)
        self._read()

    def look(self, typed: str, look: Look) -> None:
        """What is looked at now; a view that is the same is ticked."""
        self._typed, self._look = typed.strip(), look
        self._show()

    def _show(self) -> None:
        current = next((view for view in self._all if (view.typed, _look(view)) == (self._typed, self._look)), None)
        self._menu.show_views(self._all, current)
        self._buttons.show_views(self._all, current)

    @Slot()
    def _read(self) -> None:
        self._kit.tasks.run(Lane.READ, self._views.all, done=self._take, failed=self._fail, owner=self)

    @Slot(object)
    def _take(self, views: tuple[SavedView, ...]) -> None:
        self._all = views
        self._show()

    @Slot(object)
    def _changed(self, changes: ChangeSet) -> None:
        if "saved_view" in changes.tables:
            self._read()

    @Slot(object)
    def _open(self, view: SavedView) -> None:
        self.opened.emit(view.typed, _look(view))
        self._show()

    @Slot()
    def _save(self) -> None:
        views, typed, look = self._views, self._typed, self._look

        def write(name: str) -> Outcome[SavedView]:
            return views.save(name, typed, order=look.order, layout=look.layout, origin=ORIGIN)

        self._form("Keep this view", "", write)

    @Slot(object)
    def _rename(self, view: SavedView) -> None:
        views = self._views
        self._form("Rename the view", view.name, lambda name: views.rename(view.id, name, origin=ORIGIN))

    def _form(self, title: str, name: str, write: Callable[[str], Outcome[SavedView]]) -> None:
        self._commands.open(ViewForm(self._kit, title, name, write, self._buttons.window()))

    @Slot(object)
    def _delete(self, view: SavedView) -> None:
        views = self._views
        self._commands.began.emit()
        self._kit.write(lambda: views.delete(view.id, origin=ORIGIN), done=self._deleted, failed=self._fail, owner=self)

    @Slot(object)
    def _deleted(self, outcome: Outcome[SavedView]) -> None:
        self._commands.did(f"Deleted the view {outcome.value.name}.", outcome.undo)

    @Slot(object)
    def _fail(self, problem: Problem) -> None:
        self._commands.failed.emit(problem)


def _look(view: SavedView) -> Look:
    return Look.read(view.sort, view.layout)
