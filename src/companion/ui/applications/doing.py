"""What the window's actions lead to: the one that is chosen, or all that are."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction

from companion.core.application import EventKind
from companion.ui.applications.actions import Actions
from companion.ui.applications.bulk import BulkCommands
from companion.ui.applications.chosen import Chosen
from companion.ui.applications.commands import Commands


class Doing(QObject):
    """Connects actions with commands; those that also mean several go to the bulk's when several are chosen."""

    def __init__(self, actions: Actions, commands: Commands, bulk: BulkCommands, chosen: Chosen) -> None:
        super().__init__(chosen)
        self._actions, self._commands, self._bulk, self._chosen = actions, commands, bulk, chosen
        actions.edit.triggered.connect(self.edit)
        actions.merge.triggered.connect(self._merge)
        actions.delete.triggered.connect(self._delete)
        actions.rejection.triggered.connect(self._ask_rejection)
        actions.contact.triggered.connect(self._add_contact)
        actions.log.triggered.connect(self._log)
        actions.undo.triggered.connect(commands.take_back)
        actions.redo.triggered.connect(commands.do_again)
        for action in actions.for_many:
            if action is not actions.export:
                action.triggered.connect(self._do_to_all)
        actions.export.triggered.connect(self._export)
        commands.history_changed.connect(self._show_history)

    @Slot()
    def edit(self) -> None:
        """The form of the one that is chosen."""
        self._chosen.with_story(self._commands.edit)

    @Slot()
    def _merge(self) -> None:
        self._chosen.with_story(self._commands.merge)

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
        doing = {
            actions.tag: bulk.tag,
            actions.untag: bulk.untag,
            actions.move: partial(bulk.move, None),
            actions.archive: bulk.archive,
            actions.take_out: bulk.take_out,
        }
        sender = self.sender()
        self._chosen.with_rows(next(do for action, do in doing.items() if action is sender))

    @Slot()
    def _export(self) -> None:
        """Those that are chosen; where that is one or none, what is found is meant."""
        if len(self._chosen.rows) > 1:
            self._chosen.with_rows(self._bulk.export)
        else:
            self._bulk.export(())

    @Slot()
    def _show_history(self) -> None:
        history = self._commands.history
        self._actions.set_history(history.last, history.next)
