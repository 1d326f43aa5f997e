"""The row of small pictures inside a PictureStrip: its model, its painting, and the view."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)
from typing_extensions import override

from companion.desktop.cover import paint_cover, rounded
from companion.desktop.theme import Theme, Token

THUMBNAIL: Final = QSize(96, 72)
_GAP: Final = 4
_BAR: Final = 14
"""Room for the scroll bar below."""
_RADIUS: Final = 8.0
_Index = QModelIndex | QPersistentModelIndex
_ROOT: Final = QModelIndex()


@dataclass(frozen=True, slots=True)
class Shown:
    """One picture. name: its name in the profile, or "" for a file that is still to be copied in."""

    path: Path
    name: str = ""


class PictureModel(QAbstractListModel):
    """The pictures in their order, with what is loaded of them. A dozen at most, so each image stays."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: list[Shown] = []
        self._images: dict[Path, QImage] = {}

    def all(self) -> tuple[Shown, ...]:
        return tuple(self._all)

    def image(self, row: int) -> QImage:
        """Null while it is coming."""
        return self._images.get(self._all[row].path, QImage())

    def row_of(self, path: Path) -> int:
        """Where it stands, or -1."""
        return next((row for row, each in enumerate(self._all) if each.path == path), -1)

    def add(self, shown: Sequence[Shown]) -> None:
        if shown:
            self.beginInsertRows(_ROOT, len(self._all), len(self._all) + len(shown) - 1)
            self._all += shown
            self.endInsertRows()

    def take(self, row: int) -> Shown | None:
        """Takes the picture out, if there is one."""
        if not 0 <= row < len(self._all):
            return None
        self.beginRemoveRows(_ROOT, row, row)
        gone = self._all.pop(row)
        self._images.pop(gone.path, None)
        self.endRemoveRows()
        return gone

    def bring_to_front(self, row: int) -> bool:
        """False if it is first already, or none."""
        if not 0 < row < len(self._all):
            return False
        self.beginMoveRows(_ROOT, row, row, _ROOT, 0)
        self._all.insert(0, self._all.pop(row))
        self.endMoveRows()
        return True

    def clear(self) -> None:
        self.beginResetModel()
        self._all.clear()
        self._images.clear()
        self.endResetModel()

    def set_image(self, path: Path, image: QImage) -> None:
        row = self.row_of(path)
        if row >= 0:
            self._images[path] = image
            index = self.index(row, 0)
            self.dataChanged.emit(index, index)

    @override
    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._all)

    @override
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or role != Qt.ItemDataRole.AccessibleTextRole:
            return None
        shown = self._all[index.row()]
        called = "kept" if shown.name else shown.path.name
        return f"Picture {index.row() + 1} of {len(self._all)}, {called}"


class _Painter(QStyledItemDelegate):
    def __init__(self, theme: Theme, model: PictureModel, parent: QObject) -> None:
        super().__init__(parent)
        self._theme, self._model = theme, model

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return THUMBNAIL + QSize(2 * _GAP, 2 * _GAP)

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        # a view of one row stretches its items to its own height
        area = QRectF(QPointF(option.rect.topLeft()) + QPointF(_GAP, _GAP), THUMBNAIL)
        painter.save()
        paint_cover(painter, rounded(area, _RADIUS), self._model.image(index.row()), self._theme.colour(Token.HOVER))
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        focused = chosen and bool(option.state & QStyle.StateFlag.State_HasFocus)
        colour = self._theme.colour(Token.PINE if focused else Token.EDGE if chosen else Token.LINE)
        painter.setPen(QPen(colour, 3 if focused else 2 if chosen else 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(area, _RADIUS, _RADIUS)
        painter.restore()


class PictureRow(QListView):
    """One row that scrolls sideways."""

    chosen = Signal()
    """Another picture is the current one."""

    def __init__(self, model: PictureModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pictures = model
        self.setModel(model)
        self.setItemDelegate(_Painter(theme, model, self))
        self.setAccessibleName("The pictures")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("kind", "strip")
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setFixedHeight(THUMBNAIL.height() + 2 * _GAP + _BAR)
        self.setTabKeyNavigation(False)

    def go_to(self, row: int) -> None:
        self.setCurrentIndex(self._pictures.index(row, 0))

    @override
    def currentChanged(self, current: _Index, previous: _Index) -> None:
        super().currentChanged(current, previous)
        self.chosen.emit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            event.ignore()  # the form's
        else:
            super().keyPressEvent(event)
