"""What the forms of this window share: a dialog with one column, Save and Cancel, that keeps what was typed.

Saving happens in the background; until it is done the dialog stays, so that a refusal finds the text still there.
"""

from __future__ import annotations

from typing import Final

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


class Sheet(QDialog):
    """Base of the forms. A form fills `form`, and in `save` hands its draft to a service."""

    saved = Signal(str, object)
    """A sentence about what was saved, and the services' Outcome of it."""

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
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._trouble = plain_label(role="small", wrap=True, parent=self)
        self._trouble.setProperty("kind", "error")
        self._trouble.hide()
        self._save = QPushButton(verb, self)
        self._save.setDefault(True)
        make_primary(self._save)
        cancel = QPushButton("Cancel", self)
        cancel.setAutoDefault(False)
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.XS)
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self._save)
        heading = f"{title} · {about}" if about else title
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.L, Space.L, Space.M)
        column.setSpacing(Space.M)
        column.addWidget(plain_label(words.breakable(heading), role="title", wrap=True, parent=self))
        # a long form scrolls rather than outgrow the screen; it is as high as it likes where there is room
        self._area = _Fields(self.form)
        self._area.needs_room.connect(self._grow)
        column.addWidget(self._area, 1)
        column.addWidget(self._trouble)
        column.addLayout(buttons)
        self._save.clicked.connect(self._ask_save)
        cancel.clicked.connect(self.reject)
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
        self.adjustSize()
        self._column.activate()
        self._grow()
        self.open()

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
        else:
            # the field that has it now is the one that is wrong
            self._area.ensureWidgetVisible(self.focusWidget(), 0, 4 * self.fontMetrics().lineSpacing())

    @override
    def sizeHint(self) -> QSize:
        return super().sizeHint().expandedTo(QSize(460, 0))

    @Slot()
    def _grow(self) -> None:
        """As high as its fields, as far as the screen goes; it never shrinks under somebody's hands."""
        around = self.height() - self._area.height()
        wanted = around + self._area.whole_height(self._area.width())
        most = round(self.screen().availableSize().height() * 0.9)
        if self.height() < min(wanted, most):
            self.resize(self.width(), min(wanted, most))

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
            stay.clicked.connect(self.stayed)
            question.open()
            return
        super().reject()

    @Slot()
    def stayed(self) -> None:
        """The user was about to leave and goes on writing."""

    @Slot()
    def _leave(self) -> None:
        super().reject()

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


class _Fields(ScrollingArea):
    """The fields; says when they need more room than they had."""

    needs_room = Signal()

    def __init__(self, form: QWidget) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._inside = QWidget(self)
        column = QVBoxLayout(self._inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(form)
        # what is spare stands below the fields, not between them
        column.addStretch(1)
        self.take(self._inside)
        form.setAutoFillBackground(False)

    def whole_height(self, width: int) -> int:
        """What the fields take at that width without scrolling."""
        height = self._inside.heightForWidth(width)
        return height if height >= 0 else self._inside.sizeHint().height()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        done = super().eventFilter(watched, event)
        if event.type() == QEvent.Type.LayoutRequest and watched is self._inside and self.isVisible():
            self.needs_room.emit()
        return done


def line(text: str, parent: QWidget) -> QLineEdit:
    """A field of one line that cuts nothing off: what is too long is refused whole, with a sentence."""
    field = QLineEdit(parent)
    field.setMaxLength(ANY_LENGTH)
    field.setText(text)
    field.setCursorPosition(0)
    return field
