"""The pictures of a form, in a row: drop, paste or choose several; see them; take one away; let one come first.

It holds two kinds: pictures that the profile has already (by name) and files that a save will copy in. A list view over
a model, so that arrows, Delete and assistive technology work as in any list.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QRectF, Qt, Signal, Slot
from PySide6.QtGui import QAction, QImage, QKeySequence, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from companion.core.problem import Problem
from companion.desktop.aside import Aside
from companion.desktop.kit import Kit
from companion.desktop.labels import plain_label, plain_tooltip
from companion.desktop.picture_row import THUMBNAIL, PictureModel, PictureRow, Shown
from companion.desktop.picture_source import name_filter
from companion.desktop.pictures import load_picture
from companion.desktop.tasks import Job, Lane
from companion.desktop.theme import Space, Token, make_quiet

_PASTED: Final = "The pasted picture"


class PictureStrip(QWidget):
    """Several pictures, or none."""

    changed = Signal()
    """Others are there now, or in another order; everything below is up to date."""

    refused = Signal(object, object)
    """What was given can't be taken and is not there any more: what it is called, and the Problem(field="picture")."""

    def __init__(self, kit: Kit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks, self._theme = kit.tasks, kit.theme
        self._coming: dict[int, Job] = {}
        self._number = 0
        self._aside = Aside(kit.tasks, self)
        self._is_over = False
        self._model = PictureModel(self)
        self._build(kit)
        self.destroyed.connect(self._aside.end)
        kit.theme.changed.connect(self._repaint)

    # --- what is there -----------------------------------------------------------------------------------------

    def new(self) -> tuple[Path, ...]:
        """The files to copy in, in their order."""
        return tuple(each.path for each in self._model.all() if not each.name)

    def kept(self) -> tuple[str, ...]:
        """The names of those that the profile has, in their order."""
        return tuple(each.name for each in self._model.all() if each.name)

    def order(self) -> tuple[Path | str, ...]:
        """All of them."""
        return tuple(each.name or each.path for each in self._model.all())

    @property
    def is_ready(self) -> bool:
        """False for the moment in which a pasted picture gets its file; `changed` or `refused` ends it."""
        return not self._coming

    @property
    def aside(self) -> Aside:
        """Takes files into its care that the form needs no longer than this."""
        return self._aside

    # --- changing it -------------------------------------------------------------------------------------------

    def show_kept(self, paths: Iterable[Path]) -> None:
        """These, which lie in the profile, in place of all."""
        for job in self._coming.values():
            job.cancel()
        self._coming.clear()
        self._aside.clear()
        self._model.clear()
        self._add([Shown(path, path.name) for path in paths])

    def add(self, paths: Sequence[Path]) -> None:
        """Puts files behind those that are there; none twice."""
        have = {each.path for each in self._model.all()}
        self._add([Shown(path) for path in dict.fromkeys(paths) if path not in have])

    def add_image(self, image: QImage) -> None:
        """A picture without a file: it gets one, on a worker."""
        self._number += 1
        number = self._number
        self._coming[number] = self._tasks.run(
            Lane.READ,
            partial(self._aside.keep, image),
            done=partial(self._came, number),
            failed=partial(self._did_not_come, number),
            owner=self,
        )

    def clear(self) -> None:
        """Takes all of them away; chosen files themselves stay where they are."""
        self.show_kept(())

    def set_over(self, over: bool) -> None:
        """Whether something that can be dropped is above the window: shows where it would go."""
        if over != self._is_over:
            self._is_over = over
            self.update()

    @Slot()
    def remove_chosen(self) -> None:
        """Takes the chosen one away."""
        row = self._row.currentIndex().row()
        gone = self._model.take(row)
        if gone is None:
            return
        self._aside.drop(gone.path)
        count = self._model.rowCount()
        if count:
            self._row.go_to(min(row, count - 1))
        elif self._row.hasFocus() or self.remove_button.hasFocus():
            self.choose_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self._tell()

    @Slot()
    def bring_to_front(self) -> None:
        """The chosen one comes first: the reel and the library show that."""
        if self._model.bring_to_front(self._row.currentIndex().row()):
            self._row.go_to(0)
            self._tell()

    # --- inside ------------------------------------------------------------------------------------------------

    def _build(self, kit: Kit) -> None:
        self._row = PictureRow(self._model, kit.theme, self)
        self._words = plain_label("Drop pictures here, or paste one with Ctrl+V.", role="quiet", wrap=True)
        self.choose_button = QPushButton("Choose pictures…")
        self.choose_button.setIcon(kit.icons.icon("image"))
        plain_tooltip(self.choose_button, "They are copied; the files stay where they are.")
        self.front_button, self.remove_button = QPushButton("Show first"), QPushButton("Remove")
        plain_tooltip(self.front_button, "The reel and the library show the first picture. Ctrl+Home")
        plain_tooltip(self.remove_button, "Takes the chosen picture away. Delete")
        for button, pressed in (
            (self.choose_button, self._choose),
            (self.front_button, self.bring_to_front),
            (self.remove_button, self.remove_chosen),
        ):
            button.setAutoDefault(True)
            button.clicked.connect(pressed)
        for button in (self.front_button, self.remove_button):
            make_quiet(button)
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.XS)
        for button in (self.choose_button, self.front_button, self.remove_button):
            buttons.addWidget(button)
        buttons.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.S, Space.S, Space.S, Space.S)
        column.setSpacing(Space.XS)
        column.addWidget(self._words)
        column.addWidget(self._row)
        column.addLayout(buttons)
        self.setFocusProxy(self.choose_button)
        self._add_actions()
        self._row.chosen.connect(self._show)
        self._show()

    def _add_actions(self) -> None:
        """The same in the row's own menu, with their keys."""
        for words, keys, done in (
            ("Show first", "Ctrl+Home", self.bring_to_front),
            ("Remove", "Del", self.remove_chosen),
        ):
            action = QAction(words, self._row)
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(done)
            self._row.addAction(action)

    def _add(self, shown: Sequence[Shown]) -> None:
        self._model.add(shown)
        dpr = self.devicePixelRatioF()
        for each in shown:
            self._tasks.run(
                Lane.PICTURES,
                partial(load_picture, each.path, THUMBNAIL * 1.5, dpr),
                done=partial(self._model.set_image, each.path),
                failed=partial(self._cannot_show, each),
                owner=self,
            )
        if shown and not self._row.currentIndex().isValid():
            self._row.go_to(0)
        self._tell()

    def _tell(self) -> None:
        self._show()
        self.changed.emit()

    @Slot()
    def _show(self) -> None:
        any_there = self._model.rowCount() > 0
        for widget in (self._row, self.remove_button):
            widget.setVisible(any_there)
        self.front_button.setVisible(self._model.rowCount() > 1)
        self.front_button.setEnabled(self._row.currentIndex().row() > 0)
        self._words.setVisible(not any_there)
        self.update()

    def _came(self, number: int, path: Path) -> None:
        del self._coming[number]
        self._add([Shown(path)])

    def _did_not_come(self, number: int, problem: Problem) -> None:
        del self._coming[number]
        self.refused.emit(_PASTED, problem)

    def _cannot_show(self, shown: Shown, problem: Problem) -> None:
        """A file is refused; what the profile has stays, and is shown as an empty place."""
        if not shown.name and self._model.take(self._model.row_of(shown.path)) is not None:
            self._aside.drop(shown.path)
            self._tell()
            self.refused.emit(shown.path.name, problem)

    @Slot()
    def _choose(self) -> None:
        dialog = QFileDialog(self, "Choose pictures", "", name_filter())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(self._chosen)
        dialog.open()

    @Slot(list)
    def _chosen(self, names: list[str]) -> None:
        self.add([Path(name) for name in names])

    @Slot()
    def _repaint(self) -> None:
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(self._theme.colour(Token.PINE if self._is_over else Token.EDGE), 2 if self._is_over else 1)
        if not self._model.rowCount() and not self._is_over:
            pen.setDashPattern([4, 4])
        painter.setPen(pen)
        painter.setBrush(self._theme.colour(Token.PINE_SOFT if self._is_over else Token.FIELD))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)
