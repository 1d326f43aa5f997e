"""What the forms of this window share: a dialog with one column, Save and Cancel, that keeps what was typed.

Saving happens in the background; until it is done the dialog stays, so that a refusal finds the text still there.
"""

from __future__ import annotations

from typing import Final, cast

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QMessageBox, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from companion.core.problem import Problem
from companion.desktop.form import Form
from companion.desktop.kit import Kit
from companion.desktop.labels import plain_label
from companion.desktop.scrolling import ScrollingArea
from companion.desktop.theme import Space, make_primary
from companion.ui.applications import words

ORIGIN: Final = "applications"
ANY_LENGTH: Final = 2**30
"""So that nothing is cut off silently."""


_WIDTH: Final = 460
_FRAME: Final = 40
"""Pixels of a screen's height that are left to a dialog's frame and to what lies around it."""


class _Fields(ScrollingArea):
    """The form's fields: as tall as they are, and scrolling where the screen is not."""

    wants_room = Signal()

    def __init__(self, form: Form, parent: QWidget) -> None:
        super().__init__(parent)
        self._form = form
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.take(form)

    @override
    def sizeHint(self) -> QSize:
        # a scroll area makes what is inside no smaller than this, so that less than it would scroll
        least = self._form.minimumSizeHint()
        width = max(self._form.sizeHint().width(), _WIDTH - 2 * Space.L)
        return QSize(width, max(least.height(), self._form.heightForWidth(width)))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self._form.minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width(), 120)

    @override
    def eventFilter(self, arg__1: QObject, arg__2: QEvent) -> bool:
        done = super().eventFilter(arg__1, arg__2)
        if arg__2.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
            self.wants_room.emit()
        return done


class Sheet(QDialog):
    """Base of the forms. A form fills `form`, and in `save` hands its draft to a service."""

    saved = Signal(str, object)
    """A sentence about what was saved, and the services' Outcome of it."""

    open_asked = Signal(str)
    """The id of an application to look at instead; the form is closed by then."""

    def __init__(
        self, kit: Kit, title: str, parent: QWidget | None = None, *, about: str = "", verb: str = "Save"
    ) -> None:
        """about: whom it is about, for the heading alone: a window's title can be read over a shoulder. verb: what the
        button that is the default says.
        """
        super().__init__(parent)
        self.kit = kit
        self.form = Form(self)
        self._as_opened: tuple[str, ...] | None = None
        self._saving = False
        self._wanted = ""
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._trouble = plain_label(role="small", wrap=True, parent=self)
        self._trouble.setProperty("kind", "error")
        self._trouble.hide()
        self._save = QPushButton(verb, self)
        self._save.setDefault(True)
        make_primary(self._save)
        self._cancel = QPushButton("Cancel", self)
        self._cancel.setAutoDefault(False)
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.XS)
        buttons.addStretch(1)
        buttons.addWidget(self._cancel)
        buttons.addWidget(self._save)
        heading = f"{title} · {about}" if about else title
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.L, Space.L, Space.M)
        column.setSpacing(Space.M)
        column.addWidget(plain_label(words.breakable(heading), role="title", wrap=True, parent=self))
        # a long form scrolls rather than outgrow the screen; it is as high as it likes where there is room
        self._area = _Fields(self.form, self)
        self._area.wants_room.connect(self._grow)
        column.addWidget(self._area, 1)
        column.addWidget(self._trouble)
        column.addLayout(buttons)
        self._save.clicked.connect(self._ask_save)
        self._cancel.clicked.connect(self.reject)
        self.rejected.connect(self._left)
        # from a field of several lines, where Enter is a new line
        QShortcut(QKeySequence("Ctrl+Return"), self).activated.connect(self._ask_save)

    def contents(self) -> tuple[str, ...]:
        """What the fields hold, to see whether something would be lost."""
        raise NotImplementedError

    def save(self) -> None:
        """Hands the draft to a service. May raise Problem before anything is begun."""
        raise NotImplementedError

    def show_beside(self, problem: Problem) -> bool:
        """Shows it beside the field that it is about; False if there is none."""
        return self.form.show_problem(problem)

    def start(self) -> None:
        """Shows the form; from here on, what differs would be lost by leaving."""
        self._as_opened = self.contents()
        self.fit()
        self.open()

    def start_anew(self) -> None:
        """What the fields hold now was not typed: leaving loses nothing of it."""
        if self._as_opened is not None:
            self._as_opened = self.contents()

    def fit(self) -> None:
        """As tall as what it shows, where the screen is tall enough."""
        self.resize(self.sizeHint())

    @Slot()
    def _grow(self) -> None:
        """For a sentence that came below a field."""
        wanted = self.sizeHint().height()
        if self.isVisible() and wanted > self.height():
            self.resize(self.width(), wanted)
        focused = cast("QWidget | None", self.form.focusWidget())  # None too, whatever the stub says
        if focused is not None:
            self._area.ensureWidgetVisible(focused)

    def done_saving(self, sentence: str, outcome: object) -> None:
        """Everything is on disk."""
        self._saving = False
        self.saved.emit(sentence, outcome)
        self.accept()

    @Slot(object)
    def refuse(self, problem: Problem) -> None:
        """Shows why it was not saved, beside its cause; nothing that was typed is lost."""
        self._saving = False
        if not self.show_beside(problem):
            self._trouble.setText("\n".join(part for part in (problem.sentence, problem.details) if part))
            self._trouble.show()

    @override
    def sizeHint(self) -> QSize:
        hint, room = super().sizeHint(), self.screen().availableGeometry().height() - _FRAME
        return QSize(max(_WIDTH, hint.width()), min(hint.height(), max(room, 240)))

    @override
    def reject(self) -> None:
        # asked only if something would be lost
        if self._saving:
            return
        if self._as_opened is not None and self.contents() != self._as_opened:
            question = QMessageBox(self)
            question.setWindowTitle(self.windowTitle())
            question.setTextFormat(Qt.TextFormat.PlainText)
            question.setText("Leave without saving what you typed?")
            leave = question.addButton("Leave", QMessageBox.ButtonRole.DestructiveRole)
            stay = question.addButton("Keep writing", QMessageBox.ButtonRole.RejectRole)
            question.setDefaultButton(stay)
            question.setEscapeButton(stay)
            question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            leave.clicked.connect(self._leave)
            stay.clicked.connect(self._stayed)
            question.open()
            return
        super().reject()

    @Slot(str)
    def leave_for(self, application_id: str) -> None:
        """Closes the form, if nothing is lost or the user says so, and then asks for this application."""
        self._wanted = application_id
        self.reject()

    @Slot()
    def _stayed(self) -> None:
        self._wanted = ""

    @Slot()
    def _left(self) -> None:
        if self._wanted:
            self.open_asked.emit(self._wanted)

    @Slot()
    def _leave(self) -> None:
        super().reject()

    def offer(self, verb: str) -> None:
        """What the button that saves says; "" takes it away: there is nothing to save, only to close."""
        self._save.setText(verb or "Save")
        self._save.setVisible(bool(verb))
        self.allow(allowed=bool(verb))
        self._cancel.setText("Cancel" if verb else "Close")

    def allow(self, *, allowed: bool) -> None:
        """Whether there is anything to save."""
        self._save.setEnabled(allowed)

    @Slot()
    def _ask_save(self) -> None:
        if self._saving or not self._save.isEnabled():
            return
        self.form.clear_errors()
        self._trouble.hide()
        self._saving = True
        try:
            self.save()
        except Problem as problem:
            self.refuse(problem)


def line(text: str, parent: QWidget) -> QLineEdit:
    """A field of one line that cuts nothing off: what is too long is refused whole, with a sentence."""
    field = QLineEdit(parent)
    field.setMaxLength(ANY_LENGTH)
    field.setText(text)
    field.setCursorPosition(0)
    return field
