"""Follow-ups: every letter that is due, under way, in trouble, sent, answered or closed; found as one types."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from companion.core.changes import ChangeSet
from companion.core.ledger import Shelf
from companion.desktop.bars import ProblemBar
from companion.desktop.kit import Kit
from companion.desktop.labels import plain_label
from companion.desktop.scrolling import scrolling
from companion.desktop.search_field import SearchField
from companion.desktop.tasks import Job, Lane
from companion.desktop.theme import Space
from companion.desktop.undo_bar import UndoBar
from companion.desktop.windows import Window
from companion.services.follow_ups import FollowUps
from companion.services.ledger import PAGE, Ledger, Letters
from companion.services.outbox import Outbox
from companion.services.sent_folder import SentFolder
from companion.ui.follow_ups.commands import LetterCommands
from companion.ui.follow_ups.letter_list import LetterList, LetterModel
from companion.ui.follow_ups.letter_pane import Deed, LetterPane
from companion.ui.follow_ups.look_again import LookAgain
from companion.ui.follow_ups.rows import SHELVES, Now, Row, rows_of
from companion.ui.follow_ups.send_at import SendAtBar, shortened

EMPTY: Final = "Letters that are due, on the way or sent will be here; an interview you have held makes the first one."
_CONCERNS: Final = frozenset({"follow_up", "letter", "application", "contact", "account", "event"})
_STEPS: Final = frozenset({Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown})


class DueWindow(Window):
    """List and pane. What it shows is read anew whenever something about letters changed, and when it is looked at."""

    review_asked = Signal(str)
    """The id of a follow-up to open for review."""

    queued = Signal(object)
    """The core.outbox.OutboxLetter that leaves once its undo time has passed."""

    def __init__(
        self,
        kit: Kit,
        follow_ups: FollowUps,
        outbox: Outbox,
        sent_folder: SentFolder,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("follow_ups", "Follow-ups", kit.sizes, usual=QSize(900, 560), parent=parent)
        self._kit = kit
        self._ledger = Ledger(kit.desk)
        self._reading: Job | None = None
        self._limits: dict[Shelf, int] = {}
        self._is_new = False
        self._timed: Row | None = None
        self._build()
        self._look_again = LookAgain(kit, sent_folder, self._bar)
        self.pane.add_before(Deed.ARRIVED, self._look_again)
        self._commands = LetterCommands(kit, (follow_ups, outbox, self._ledger), (self._bar, self._undo), self)
        self._connect()
        self._refresh()
        self.list.setFocus()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self._refresh()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.field.text():
            self.field.clear()
        else:
            super().keyPressEvent(event)

    def _build(self) -> None:
        self._model = LetterModel(self)
        words = "Search company, person, subject or kind"
        self.field = SearchField("Search the letters", words, steps=_STEPS, passed=frozenset(), parent=self)
        self.list = LetterList(self._model, self._kit.theme)
        self.pane = LetterPane(self._kit)
        self._empty = plain_label(role="quiet", wrap=True)
        self._bar = ProblemBar()
        self._undo = UndoBar()
        self._send_at = SendAtBar(self._kit, self)
        row = QHBoxLayout()
        row.setSpacing(Space.M)
        row.addWidget(self.list, 3)
        self._beside = scrolling(self.pane)
        self._beside.setMinimumWidth(260)
        row.addWidget(self._beside, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.M, Space.M, Space.M)
        column.setSpacing(Space.S)
        column.addWidget(self.field)
        column.addWidget(self._bar)
        column.addWidget(self._empty, 1, Qt.AlignmentFlag.AlignTop)
        column.addLayout(row, 1)
        column.addWidget(self._send_at)
        column.addWidget(self._undo)
        self._empty.hide()

    def _connect(self) -> None:
        self.field.textChanged.connect(self._on_typed)
        self.field.stepped.connect(self.list.step)
        self.field.returnPressed.connect(self._on_return)
        self.list.typed.connect(self._on_typed_in_list)
        self.list.chosen.connect(self._on_chosen)
        self.list.activated.connect(self._on_activated)
        self.pane.asked.connect(self._on_asked)
        self.pane.times.aboutToShow.connect(self._on_times)
        self.pane.times.chosen.connect(self._on_time)
        self.pane.times.other_asked.connect(self._on_other_time)
        self._send_at.chosen.connect(self._on_time)
        self._commands.queued.connect(self.queued)
        self._commands.not_clean.connect(self.review_asked)
        self._commands.refused.connect(self._refresh)
        self._kit.changes.happened.connect(self._on_changes)
        delete = QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), self.list)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self._on_delete)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.activated.connect(self._on_find)

    # --- what is shown -----------------------------------------------------------------------------------------

    @Slot()
    def _refresh(self) -> None:
        """The latest question wins."""
        if self._reading is not None:
            self._reading.cancel()
        ledger, typed, limits = self._ledger, self.field.text(), dict(self._limits)
        self._reading = self._kit.tasks.run(
            Lane.READ, lambda: ledger.read(typed, limits), done=self._on_read, failed=self._bar.tell, owner=self
        )

    @Slot(object)
    def _on_read(self, letters: Letters) -> None:
        self._reading = None
        typed = self.field.text().strip()
        rows = rows_of(letters, Now(self._kit.clock.now(), self._kit.clock.zone()), searching=bool(typed))
        kept, near = self._row(), self.list.currentIndex().row()
        if self._is_new:
            kept, near, self._is_new = None, 0, False
        self._model.set_rows(rows)
        self.list.setCurrentIndex(self._model.index_of(kept.key if kept else "", near=near))
        self._on_chosen()
        self._empty.setText(f"No letter holds “{shortened(typed)}”." if typed else EMPTY)
        self.field.setVisible(bool(rows or typed))
        for widget in (self.list, self._beside):
            widget.setVisible(bool(rows))
        self._empty.setVisible(not rows)

    def _row(self) -> Row | None:
        return self._model.row(self.list.currentIndex())

    @Slot(object)
    def _on_changes(self, changes: ChangeSet) -> None:
        if changes.tables & _CONCERNS:
            self._refresh()

    @Slot()
    def _on_typed(self) -> None:
        self._is_new = True
        self._limits.clear()
        self._refresh()

    @Slot(str)
    def _on_typed_in_list(self, typed: str) -> None:
        """Who types in the list means the search."""
        if typed.strip():
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)
            self.field.insert(typed)

    @Slot()
    def _on_find(self) -> None:
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    # --- doing -------------------------------------------------------------------------------------------------

    @Slot()
    def _on_chosen(self) -> None:
        row = self._row()
        self.pane.show_row(row)
        self._look_again.show_letter(row.letter if row else None)

    @Slot()
    def _on_return(self) -> None:
        self._on_activated(self.list.currentIndex())

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        row = self._model.row(index)
        if row is not None and row.due is not None:
            self.review_asked.emit(row.key)
        elif row is not None and row.older:
            self._show_older(row)

    @Slot()
    def _on_delete(self) -> None:
        row = self._row()
        if row is not None and row.due is not None:
            self._commands.do(Deed.NOT_THIS, row)

    @Slot(object)
    def _on_asked(self, deed: Deed) -> None:
        row = self._row()
        if row is None:
            return
        match deed:
            case Deed.REVIEW:
                self.review_asked.emit(row.key)
            case Deed.OLDER:
                self._show_older(row)
            case _:
                self._commands.do(deed, row)

    @Slot()
    def _on_times(self) -> None:
        self._timed = self._row()

    @Slot()
    def _on_other_time(self) -> None:
        if self._timed is not None and self._timed.line is not None:
            self._send_at.ask(shortened(self._timed.line.company))

    @Slot(object)
    def _on_time(self, at: datetime) -> None:
        """For the letter that was asked about: another row may be the chosen one by now."""
        if self._timed is not None:
            self._commands.set_time(self._timed, at)

    def _show_older(self, row: Row) -> None:
        shelf = SHELVES[row.section]
        self._limits[shelf] = self._limits.get(shelf, PAGE) + PAGE
        self._refresh()
