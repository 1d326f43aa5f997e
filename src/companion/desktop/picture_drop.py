"""The place for a picture in a form: drop it, paste it, or choose a file; see it; take it away again.

Shared by the windows that add highlights. A pasted picture has no file, so it gets one for as long as it is needed;
it is removed on the store's lane, in order behind a save that may still want to copy it.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from companion.core.problem import Problem
from companion.desktop.aside import Aside
from companion.desktop.catcher import Catcher, Pasted
from companion.desktop.kit import Kit
from companion.desktop.labels import plain_label, plain_tooltip
from companion.desktop.picture_source import file_in, holds_picture, image_in, name_filter
from companion.desktop.picture_view import PictureView
from companion.desktop.pictures import load_picture
from companion.desktop.tasks import Job, Lane
from companion.desktop.theme import Space, Token, make_quiet

PREVIEW = QSize(112, 84)


class PictureDrop(QWidget):
    """One picture, or none."""

    changed = Signal()
    """Another picture, or none, is there now; `path` and `is_ready` are up to date."""

    problem = Signal(object)
    """A core.problem.Problem(field="picture"): what was given can't be taken; it is not there any more."""

    def __init__(self, kit: Kit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks = kit.tasks
        self._theme = kit.theme
        self._path: Path | None = None
        self._setting_aside: Job | None = None
        self._preview: Job | None = None
        self._aside = Aside(kit.tasks, self)
        self._is_over = False
        self._build(kit)
        self._catcher = Catcher(self, wants=self._wants, take=self.take_from, over=self.set_over)
        self.setAcceptDrops(True)
        self._catcher.watch(self)
        self.destroyed.connect(self._aside.end)
        kit.theme.changed.connect(self.update)

    def path(self) -> Path | None:
        """The chosen file, or the pasted picture's; None without one, and while `is_ready` is false."""
        return self._path

    @property
    def is_ready(self) -> bool:
        """False for the moment in which a pasted picture gets its file; `changed` or `problem` ends it."""
        return self._setting_aside is None

    def clear(self) -> None:
        """Takes the picture away again; a chosen file itself stays where it is."""
        had = self._path is not None or not self.is_ready
        self._forget()
        self._show()
        if had:
            self.changed.emit()

    def take(self, path: Path) -> None:
        """The picture from now on."""
        self._forget()
        self._path = path
        self._look()
        self._show()
        self.changed.emit()

    def take_image(self, image: QImage) -> None:
        """A picture without a file: it gets one, on a worker."""
        self._forget()
        self._setting_aside = self._tasks.run(
            Lane.READ, lambda: self._aside.keep(image), done=self._put_aside, failed=self._refused, owner=self
        )
        self._show()

    def take_from(self, mime: QMimeData) -> bool:
        """Takes the picture out of a clipboard or a drop; False if there is none in it."""
        path = file_in(mime)
        if path is not None:
            self.take(path)
        elif mime.hasImage():
            self.take_image(image_in(mime))
        return path is not None or mime.hasImage()

    def watch(self, window: QWidget) -> None:
        """From now on a picture can be pasted and dropped anywhere in the window, also with focus in a text field.

        To be called when the window's fields are there.
        """
        window.setAcceptDrops(True)
        self._catcher.watch(window)

    def _wants(self, mime: QMimeData, pasted: Pasted) -> bool:
        return holds_picture(mime, among_text=pasted is Pasted.AMONG_TEXT)

    def _build(self, kit: Kit) -> None:
        self.setAccessibleName("Picture")
        self.setMinimumHeight(PREVIEW.height() + 2 * Space.S)
        self._view = PictureView(kit.theme, hint=PREVIEW, parent=self)
        self._view.setFixedSize(PREVIEW)
        self._view.setAccessibleName("The chosen picture")
        self._words = plain_label("Drop a picture here, or paste one with Ctrl+V.", role="quiet", wrap=True)
        self.choose_button = QPushButton("Choose a picture…")
        self.choose_button.setIcon(kit.icons.icon("image"))
        self.choose_button.clicked.connect(self._choose)
        self.remove_button = QPushButton("Remove")
        self.remove_button.clicked.connect(self.clear)
        for button in (self.choose_button, self.remove_button):
            button.setAutoDefault(True)
        make_quiet(self.remove_button)
        plain_tooltip(self.choose_button, "The picture is copied; the file stays where it is.")
        column = QVBoxLayout()
        column.setSpacing(Space.XXS)
        column.addStretch()
        column.addWidget(self._words)
        for button in (self.choose_button, self.remove_button):
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch()
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.S, Space.S, Space.S, Space.S)
        row.setSpacing(Space.M)
        row.addWidget(self._view)
        row.addLayout(column, 1)
        self._show()

    def _show(self) -> None:
        there = self._path is not None or not self.is_ready
        self._view.setVisible(there)
        self._words.setVisible(not there)
        had_focus = self.remove_button.hasFocus()
        self.remove_button.setVisible(there)
        if had_focus and not there:
            self.choose_button.setFocus()
        self.update()

    def _forget(self) -> None:
        for job in (self._setting_aside, self._preview):
            if job is not None:
                job.cancel()
        self._setting_aside = self._preview = self._path = None
        self._view.show_image(QImage())
        self._aside.clear()

    def _look(self) -> None:
        path, dpr = self._path, self.devicePixelRatioF()
        if path is not None:
            self._preview = self._tasks.run(
                Lane.READ,
                lambda: load_picture(path, PREVIEW, dpr),
                done=self._view.show_image,
                failed=self._refused,
                owner=self,
            )

    @Slot(object)
    def _put_aside(self, path: Path) -> None:
        self._setting_aside = None
        self._path = path
        self._look()
        self._show()
        self.changed.emit()

    @Slot(object)
    def _refused(self, problem: Problem) -> None:
        self.clear()
        self.problem.emit(problem)

    @Slot()
    def _choose(self) -> None:
        dialog = QFileDialog(self, "Choose a picture", "", name_filter())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._chosen)
        dialog.open()

    @Slot(str)
    def _chosen(self, name: str) -> None:
        self.take(Path(name))

    def set_over(self, over: bool) -> None:
        """Whether something that can be dropped is above the window: shows where it would go."""
        if over != self._is_over:
            self._is_over = over
            self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(self._theme.colour(Token.PINE if self._is_over else Token.EDGE), 2 if self._is_over else 1)
        if self._path is None and not self._is_over:
            pen.setDashPattern([4, 4])
        painter.setPen(pen)
        painter.setBrush(self._theme.colour(Token.PINE_SOFT if self._is_over else Token.FIELD))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)
