"""Several applications at once: the pane that says what can be done to them, the two small forms, and the doing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QPushButton, QVBoxLayout, QWidget

from companion.core import text
from companion.core.application import ApplicationRow, EventKind, State
from companion.desktop.announce import announce
from companion.desktop.kit import Kit
from companion.desktop.labels import plain_label
from companion.desktop.moment_edit import MomentEdit
from companion.desktop.theme import Space
from companion.services.bulk import MOVES, Bulk, Done
from companion.services.work import Outcome
from companion.ui.applications.commands import Commands
from companion.ui.applications.flow import Flow
from companion.ui.applications.sheet import ORIGIN, Sheet, line

Rows = tuple[ApplicationRow, ...]
_NAMED: Final = 4
"""Companies that are named before "and 12 more"."""


def tags_of(rows: Sequence[ApplicationRow]) -> list[str]:
    """Every tag that one of them has, by name."""
    found = {text.folded(tag): tag for row in rows for tag in row.tags}
    return [found[name] for name in sorted(found)]


def who(rows: Sequence[ApplicationRow]) -> str:
    """Which they are, in a sentence."""
    names = list(dict.fromkeys(row.company for row in rows[:200]))
    shown = ", ".join(name if len(name) <= 40 else f"{name[:39]}…" for name in names[:_NAMED])
    return shown if len(rows) <= _NAMED else f"{shown} and {len(rows) - min(_NAMED, len(names)):,} more"


def where(rows: Sequence[ApplicationRow]) -> str:
    """How many of them stand where: "Applied 3 · Interview 1"."""
    counted = Counter(row.state for row in rows)
    return " · ".join(f"{state.words} {counted[state]:,}" for state in State if counted[state])


class BulkPane(QWidget):
    """How many are chosen, and a button for each thing that can be done to all of them."""

    def __init__(self, actions: Sequence[QAction], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName("Several applications")
        self._title = plain_label(role="title", wrap=True, parent=self)
        self._who = plain_label(wrap=True, parent=self)
        self._where = plain_label(role="small", wrap=True, parent=self)
        buttons = Flow(self)
        self._buttons: list[tuple[QPushButton, QAction]] = []
        for action in actions:
            button = QPushButton(self)
            button.clicked.connect(action.trigger)
            self._buttons.append((button, action))
            buttons.add(button)
            action.changed.connect(self._follow)
        hint = plain_label("Each change can be undone.", role="small", wrap=True, parent=self)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        column.setSpacing(Space.S)
        for widget in (self._title, self._who, self._where):
            column.addWidget(widget)
        column.addSpacing(Space.S)
        column.addWidget(buttons)
        column.addWidget(hint)
        column.addStretch(1)
        self._follow()

    def show_rows(self, rows: Rows) -> None:
        """Says which they are."""
        title = f"{len(rows):,} chosen"
        if title != self._title.text():
            announce(self, title)
        self._title.setText(title)
        self._who.setText(who(rows))
        self._where.setText(where(rows))

    @Slot()
    def _follow(self) -> None:
        for button, action in self._buttons:
            button.setText(action.text())
            button.setIcon(action.icon())
            button.setEnabled(action.isEnabled())
            button.setVisible(action.isVisible())
            keys = action.shortcut().toString()
            button.setAccessibleDescription(keys)


class MoveForm(Sheet):
    """One event for all that are chosen."""

    def __init__(self, kit: Kit, bulk: Bulk, keys: tuple[str, ...], kind: EventKind | None, parent: QWidget) -> None:
        super().__init__(kit, "Log for all chosen", parent, about=Done(len(keys)).words)
        self._bulk, self._keys = bulk, keys
        self._kind = QComboBox(self)
        for each in MOVES:
            self._kind.addItem(each.words, each.value)
        self._kind.setCurrentIndex(max(self._kind.findData((kind or EventKind.REPLY).value), 0))
        self._when = MomentEdit(kit.clock.now, kit.clock.zone, self)
        self.form.add("What happened", self._kind)
        self.form.add("When", self._when, key="when")
        (self._kind if kind is None else self._when).setFocus()

    def contents(self) -> tuple[str, ...]:
        return str(self._kind.currentData()), self._when.text()

    def save(self) -> None:
        bulk, keys, kind, at = self._bulk, self._keys, EventKind(self._kind.currentData()), self._when.moment()
        self.kit.write(
            lambda: bulk.log(keys, kind, at, origin=ORIGIN),
            done=partial(self._logged, kind),
            failed=self.refuse,
            owner=self,
        )

    def _logged(self, kind: EventKind, outcome: Outcome[Done]) -> None:
        self.done_saving(f"Logged for {outcome.value.words}: {kind.words.lower()}.", outcome)


class TagForm(Sheet):
    """Tags for all that are chosen."""

    def __init__(self, kit: Kit, bulk: Bulk, rows: Rows, parent: QWidget) -> None:
        super().__init__(kit, "Add a tag", parent, about=named(rows))
        self._bulk, self._keys = bulk, tuple(row.id for row in rows)
        self._tags = line("", self)
        self.form.add("Tags", self._tags, key="tags", hint="Several with commas between.")
        self._tags.setFocus()

    def contents(self) -> tuple[str, ...]:
        return (self._tags.text(),)

    def save(self) -> None:
        bulk, keys, typed = self._bulk, self._keys, self._tags.text()
        self.kit.write(lambda: bulk.tag(keys, typed, origin=ORIGIN), done=self._tagged, failed=self.refuse, owner=self)

    @Slot(object)
    def _tagged(self, outcome: Outcome[Done]) -> None:
        self.done_saving(f"Tagged {outcome.value.words}.", outcome)


class UntagForm(Sheet):
    """Which tag to take away."""

    def __init__(self, kit: Kit, bulk: Bulk, rows: Rows, parent: QWidget) -> None:
        super().__init__(kit, "Take a tag away", parent, about=named(rows))
        self._bulk, self._keys = bulk, tuple(row.id for row in rows)
        self._tag = QComboBox(self)
        self._tag.addItems(tags_of(rows))
        self.form.add("Tag", self._tag, key="tags")
        self._tag.setFocus()

    def contents(self) -> tuple[str, ...]:
        return (self._tag.currentText(),)

    def save(self) -> None:
        bulk, keys, tag = self._bulk, self._keys, self._tag.currentText()
        self.kit.write(
            lambda: bulk.untag(keys, tag, origin=ORIGIN),
            done=partial(self._untagged, tag),
            failed=self.refuse,
            owner=self,
        )

    def _untagged(self, tag: str, outcome: Outcome[Done]) -> None:
        self.done_saving(f"Took “{tag}” from {outcome.value.words}.", outcome)


def named(rows: Rows) -> str:
    """Which, in a heading: the company, or how many."""
    return Done(len(rows), rows[0].company if len(rows) == 1 else "").words


class BulkCommands(QObject):
    """Does things to all that are chosen; each is one step of the window's history."""

    export_asked = Signal(object)
    """The ids of applications, a tuple[str, ...]."""

    def __init__(self, kit: Kit, bulk: Bulk, commands: Commands, window: QWidget) -> None:
        super().__init__(window)
        self._kit, self._bulk, self._commands, self._window = kit, bulk, commands, window

    def tag(self, rows: Rows) -> None:
        self._commands.open(TagForm(self._kit, self._bulk, rows, self._window))

    def untag(self, rows: Rows) -> None:
        if tags_of(rows):
            self._commands.open(UntagForm(self._kit, self._bulk, rows, self._window))

    def move(self, kind: EventKind | None, rows: Rows) -> None:
        """kind: what is chosen at first in the form."""
        keys = tuple(row.id for row in rows)
        self._commands.open(MoveForm(self._kit, self._bulk, keys, kind, self._window))

    def archive(self, rows: Rows) -> None:
        self._write(partial(self._bulk.archive, _keys(rows), origin=ORIGIN), "Archived {}.")

    def take_out(self, rows: Rows) -> None:
        self._write(partial(self._bulk.take_out, _keys(rows), origin=ORIGIN), "Took {} out of the archive.")

    def delete(self, rows: Rows) -> None:
        self._write(partial(self._bulk.delete, _keys(rows), origin=ORIGIN), "Deleted {}.")

    def export(self, rows: Rows) -> None:
        self.export_asked.emit(_keys(rows))

    def _write(self, work: Callable[[], Outcome[Done]], sentence: str) -> None:
        self._commands.began.emit()
        self._kit.write(work, done=partial(self._done, sentence), failed=self._fail, owner=self)

    def _done(self, sentence: str, outcome: Outcome[Done]) -> None:
        if outcome.value.changed:
            self._commands.did(sentence.format(outcome.value.words), outcome.undo)

    @Slot(object)
    def _fail(self, problem: object) -> None:
        self._commands.failed.emit(problem)


def _keys(rows: Rows) -> tuple[str, ...]:
    return tuple(row.id for row in rows)
