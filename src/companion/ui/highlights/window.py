"""*Add a highlight*: what I did or what was said, when, by whom, what it looked or sounded like, a picture.

One line is enough. A picture that can't be kept never costs the words: they are saved, and the window says what
became of the picture.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QTextCursor
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from companion.core.problem import Problem
from companion.desktop.bars import LeaveBar, ProblemBar
from companion.desktop.form import Form
from companion.desktop.kit import Kit
from companion.desktop.labels import plain_label
from companion.desktop.picture_drop import PictureDrop
from companion.desktop.theme import Space, make_primary
from companion.desktop.windows import Window
from companion.services.highlights import HighlightDraft, Highlights, Kept
from companion.services.work import Outcome

WITHOUT_PICTURE: Final = "Saved without the picture."
_USUAL: Final = QSize(560, 640)


class HighlightWindow(Window):
    """Gathers one highlight and keeps it."""

    saved = Signal(object)
    """The Outcome[Kept]; the window closes by itself, unless it has something to say about the picture."""

    def __init__(self, kit: Kit, highlights: Highlights, parent: QWidget | None = None) -> None:
        super().__init__("highlight", "Add a highlight", kit.sizes, usual=_USUAL, parent=parent)
        self._kit = kit
        self._highlights = highlights
        self._saving = False
        self._save_when_ready = False
        self._kept: tuple[str, HighlightDraft] | None = None
        self._late: Problem | None = None
        self._begun = HighlightDraft("")
        self._build()
        self.text.setFocus()

    def start(self, draft: HighlightDraft) -> None:
        """Begins with the draft's words; leaving them as they came asks nothing. What is already being written stays
        as it is: words of two highlights in one form would be put into the wrong mouth.
        """
        if self._has_news() or self._kept is not None:
            return
        self.text.setPlainText(draft.text)
        for field, words in ((self.when, draft.happened), (self.said_by, draft.said_by), (self.detail, draft.detail)):
            field.setText(words)
        self._begun = self._draft()
        self.text.moveCursor(QTextCursor.MoveOperation.End)

    @override
    def may_close(self) -> bool:
        if self._saving:
            return False
        if self._leave.asking or not self._has_news():
            return True
        self._leave.ask()
        return False

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.save()
        else:
            super().keyPressEvent(event)

    @Slot()
    def save(self) -> None:
        """Keeps the highlight, once. After "Saved without the picture.": keeps what is new, or closes."""
        if self._saving:
            return
        if self._kept is not None and not self._has_news():
            self.close()
            return
        self._bar.clear()
        self._leave.hide()
        self._form.clear_errors()
        if not self.picture.is_ready:
            self._save_when_ready = True
            return
        self._set_saving(saving=True)
        draft, kept = self._draft(), self._kept
        self._kit.write(lambda: self._keep(draft, kept), done=self._done, failed=self._refused, owner=self)

    def _keep(self, draft: HighlightDraft, kept: tuple[str, HighlightDraft] | None) -> Outcome[Kept]:
        """On the store's lane."""
        if kept is None:
            return self._highlights.add(draft, origin="highlight")
        return self._highlights.edit(kept[0], draft, origin="highlight")

    def _draft(self) -> HighlightDraft:
        return HighlightDraft(
            self.text.toPlainText(),
            self.when.text(),
            self.said_by.text(),
            self.detail.text(),
            pictures=self._pictures(),
        )

    def _pictures(self) -> tuple[Path, ...]:
        path = self.picture.path()
        return () if path is None else (path,)

    def _has_news(self) -> bool:
        """Whether something stands here that is not saved."""
        draft = self._draft()
        saved = self._kept[1] if self._kept is not None else self._begun
        return draft != saved or not self.picture.is_ready

    def _build(self) -> None:
        self._bar = ProblemBar()
        self._leave = LeaveBar()
        self.save_button = QPushButton("Save")
        self.save_button.setAutoDefault(True)
        make_primary(self.save_button)
        bottom = QHBoxLayout()
        bottom.addWidget(plain_label("Ctrl+Enter saves.", role="small"), 1)
        bottom.addWidget(self.save_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        column.setSpacing(Space.M)
        column.addWidget(self._fields(), 1)
        column.addWidget(self._bar)
        column.addWidget(self._leave)
        column.addLayout(bottom)
        self.save_button.clicked.connect(self.save)
        self._leave.left.connect(self.close)
        self.picture.changed.connect(self._picture_changed)
        self.picture.problem.connect(self._picture_refused)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.save)
        self.picture.watch(self)

    def _fields(self) -> QScrollArea:
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.text.setPlaceholderText("Cut the monthly close from six days to two.")
        self.text.setFixedHeight(5 * self.text.fontMetrics().lineSpacing() + 2 * Space.S)
        self.when = QLineEdit()
        self.when.setPlaceholderText("spring 2021")
        self.said_by = QLineEdit()
        self.said_by.setPlaceholderText("Empty for something of your own")
        self.detail = QLineEdit()
        self.detail.setPlaceholderText("Optional, one line")
        self.picture = PictureDrop(self._kit)
        self._form = Form()
        self._form.add("What I did, or what was said", self.text, key="text")
        self._form.add("When", self.when, key="happened")
        self._form.add("Said by", self.said_by, key="said_by")
        self._form.add("What did you see or hear?", self.detail, key="detail")
        self._form.add("Picture", self.picture, key="picture")
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget()
        inside.setProperty("kind", "scrolled")
        room = QVBoxLayout(inside)
        room.setContentsMargins(0, 0, Space.XS, 0)  # beside the scroll bar
        room.addWidget(self._form)
        room.addStretch()
        scroll.setWidget(inside)
        return scroll

    def _set_saving(self, *, saving: bool) -> None:
        self._saving = saving
        self._form.setEnabled(not saving)
        self.save_button.setEnabled(not saving)

    @Slot()
    def _picture_changed(self) -> None:
        self._form.field_error(self.picture, "")
        if self._kept is not None:
            self.save_button.setText("Save" if self._has_news() else "Done")
        self._go_on()

    @Slot(object)
    def _picture_refused(self, problem: Problem) -> None:
        self._form.field_error(self.picture, problem.sentence)
        if self._save_when_ready:
            self._late = problem
        self._go_on()

    def _go_on(self) -> None:
        """A save that waited for the picture."""
        if self._save_when_ready and self.picture.is_ready:
            self._save_when_ready = False
            self.save()

    @Slot(object)
    def _refused(self, problem: Problem) -> None:
        self._set_saving(saving=False)
        if not self._form.show_problem(problem):
            self._bar.tell(problem)
            self.save_button.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object)
    def _done(self, outcome: Outcome[Kept]) -> None:
        self._set_saving(saving=False)
        self.saved.emit(outcome)
        problem = outcome.value.picture_problem or self._late
        self._late = None
        if problem is None:
            self._kept = outcome.value.highlight.id, self._draft()
            self.close()
            return
        self.picture.clear()
        self._kept = outcome.value.highlight.id, self._draft()
        self._bar.say(WITHOUT_PICTURE)
        self._form.field_error(self.picture, problem.sentence)
        self.save_button.setText("Done")
        self.save_button.setFocus(Qt.FocusReason.OtherFocusReason)
