"""Backups: what there is, one more now, and the way back from one."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QListView, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from companion.core import moments
from companion.core.problem import Problem
from companion.desktop.bars import ProblemBar
from companion.desktop.kit import Kit
from companion.desktop.labels import plain_label
from companion.desktop.tasks import Lane
from companion.desktop.theme import Space, make_danger
from companion.services.backups import BackupShelf
from companion.services.ports import Backup
from companion.ui.settings.plain_rows import PlainRows

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


def counted(number: int, noun: str) -> str:
    """ "1 highlight", "3 highlights"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


class BackupModel(QAbstractListModel):
    """One line for each backup."""

    def __init__(self, kit: Kit, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kit = kit
        self._backups: tuple[Backup, ...] = ()

    def set_backups(self, backups: tuple[Backup, ...]) -> None:
        self.beginResetModel()
        self._backups = backups
        self.endResetModel()

    def backup(self, index: _Index) -> Backup | None:
        return self._backups[index.row()] if 0 <= index.row() < len(self._backups) else None

    def words(self, backup: Backup) -> str:
        when = moments.moment_in_words(backup.made_at, now=self._kit.clock.now(), zone=self._kit.clock.zone())
        held = f"{counted(backup.applications, 'application')}, {counted(backup.highlights, 'highlight')}"
        return f"{when[:1].upper()}{when[1:]} · {held}"

    @override
    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._backups)

    @override
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        backup = self.backup(index)
        return self.words(backup) if backup is not None and role == Qt.ItemDataRole.DisplayRole else None


class BackupsPage(QWidget):
    """The list with its two buttons, and the question before a restore."""

    restored = Signal(object)

    def __init__(self, kit: Kit, shelf: BackupShelf, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kit = kit
        self._shelf = shelf
        self._chosen: Backup | None = None
        self._model = BackupModel(kit, self)
        self.list = QListView()
        self.list.setModel(self._model)
        self.list.setAccessibleName("Backups")
        self.list.setItemDelegate(PlainRows(kit.theme, self.list))
        self.list.setMouseTracking(True)
        self._note = plain_label(role="small", wrap=True)
        self._bar = ProblemBar()
        self._now = QPushButton("Back up now")
        self._now.setIcon(kit.icons.icon("archive"))
        self._restore = QPushButton("Restore…")
        self._restore.setIcon(kit.icons.icon("rotate-ccw"))
        self._restore.setEnabled(False)
        self._question = self._make_question()
        self._lay_out()
        self._now.clicked.connect(self._back_up)
        self._restore.clicked.connect(self._ask)
        self.list.activated.connect(self._ask)
        self.list.selectionModel().currentChanged.connect(self._on_current)
        self._read()

    def _make_question(self) -> QFrame:
        frame = QFrame()
        frame.setProperty("kind", "bar")
        self._asking = plain_label(wrap=True)
        self._yes = QPushButton("Restore this backup")
        self._no = QPushButton("Keep things as they are")
        make_danger(self._yes)
        self._yes.clicked.connect(self._do_restore)
        self._no.clicked.connect(self._do_not)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._no)
        row.addWidget(self._yes)
        column = QVBoxLayout(frame)
        column.setContentsMargins(Space.M, Space.S, Space.S, Space.S)
        column.setSpacing(Space.S)
        column.addWidget(self._asking)
        column.addLayout(row)
        frame.hide()
        return frame

    def _lay_out(self) -> None:
        for button in (self._now, self._restore, self._yes, self._no):
            button.setAutoDefault(True)
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.XS)
        buttons.addWidget(self._now)
        buttons.addWidget(self._restore)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.L, Space.M, Space.M)
        column.setSpacing(Space.S)
        column.addWidget(
            plain_label(
                "Each day’s first start makes a backup; seven days and four weeks are kept.", role="quiet", wrap=True
            )
        )
        column.addWidget(self._bar)
        column.addWidget(self.list, 1)
        column.addWidget(self._note)
        column.addWidget(self._question)
        column.addLayout(buttons)

    def _read(self) -> None:
        shelf = self._shelf
        self._kit.tasks.run(Lane.READ, shelf.list, done=self._show, failed=self._bar.tell, owner=self)

    @Slot(object)
    def _show(self, backups: tuple[Backup, ...]) -> None:
        self._model.set_backups(backups)
        if backups:
            self.list.setCurrentIndex(self._model.index(0, 0))
        else:
            self._note.setText("Backups will be listed here.")
        self._restore.setEnabled(bool(backups))

    @Slot()
    def _on_current(self) -> None:
        self._do_not()

    @Slot()
    def _back_up(self) -> None:
        self._bar.clear()
        self._now.setEnabled(False)
        self._note.setText("Making a backup…")
        shelf = self._shelf
        self._kit.tasks.run(Lane.STORE, shelf.back_up_now, done=self._backed_up, failed=self._refused, owner=self)

    @Slot(object)
    def _backed_up(self, backup: Backup) -> None:
        self._now.setEnabled(True)
        self._note.setText(f"Saved to {backup.path}")
        self._read()

    @Slot()
    def _ask(self) -> None:
        backup = self._model.backup(self.list.currentIndex())
        if backup is None:
            return
        self._chosen = backup
        self._asking.setText(
            f"{self._model.words(backup)}: this takes the place of what is here now. "
            "The present store is set aside in its folder, not deleted. The companion starts again afterwards."
        )
        self._question.show()
        self._no.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _do_not(self) -> None:
        self._chosen = None
        self._question.hide()

    @Slot()
    def _do_restore(self) -> None:
        backup, shelf = self._chosen, self._shelf
        if backup is None:
            return
        self._question.hide()
        self._restore.setEnabled(False)
        self._now.setEnabled(False)
        self._note.setText("Restoring…")

        def restore() -> Backup:
            shelf.restore(backup.path)
            return backup

        self._kit.tasks.run(Lane.STORE, restore, done=self._on_restored, failed=self._refused, owner=self)

    @Slot(object)
    def _on_restored(self, backup: Backup) -> None:
        self._note.setText("The backup is in place. The companion starts again now.")
        self.restored.emit(backup)

    @Slot(object)
    def _refused(self, problem: Problem) -> None:
        self._note.clear()
        self._now.setEnabled(True)
        self._restore.setEnabled(self._model.rowCount() > 0)
        self._bar.tell(problem)
