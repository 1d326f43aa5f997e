"""What may be said about a rejection, all of it optional, folded until wanted."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from companion.core.application import Fit, SaidBy
from companion.core.problem import Problem
from companion.desktop.form import Form
from companion.desktop.kit import Kit
from companion.desktop.moment_edit import MomentEdit
from companion.desktop.theme import Space, make_quiet
from companion.services.log_event import EventDraft

CHANNELS: Final = ("", "e-mail", "phone", "in person", "portal", "letter")
FITS: Final = {Fit.UNSAID: "Not said", Fit.YES: "Yes", Fit.PARTLY: "Partly", Fit.NO: "No"}


class Details(QWidget):
    """The optional fields under their fold."""

    unfolded = Signal()

    def __init__(self, kit: Kit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kit = kit
        self.fold = QPushButton("More (optional)", self)
        self.fold.setCheckable(True)
        self.fold.setAutoDefault(True)
        self.fold.setIcon(kit.icons.icon("chevron-right"))
        make_quiet(self.fold)
        self._form = Form(self)
        self._build_fields()
        self._form.hide()
        row = QHBoxLayout()
        row.addWidget(self.fold)
        row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addLayout(row)
        column.addWidget(self._form)
        self.fold.toggled.connect(self._show_fields)

    @property
    def is_unfolded(self) -> bool:
        return self.fold.isChecked()

    @property
    def has_text(self) -> bool:
        """Whether something was typed that would be a pity to lose."""
        return any(
            text.strip()
            for text in (self.when.text(), self.stage.text(), self.channel.currentText(), self.said.toPlainText())
        )

    def filled(self, draft: EventDraft) -> EventDraft:
        """The draft with what stands here. Raises Problem that names the field."""
        return replace(
            draft,
            at=self.when.moment() if self.when.text().strip() else None,
            stage=self.stage.text(),
            channel=self.channel.currentText(),
            said=self.said.toPlainText(),
            said_by=SaidBy.GUESS if self.guess.isChecked() else SaidBy.THEM,
            fit=tuple(FITS)[self.fit.currentIndex()],
        )

    def show_problem(self, problem: Problem) -> bool:
        """Shows the problem at its field; False if it is about none here."""
        if problem.field not in ("when", "stage", "channel", "said"):
            return False
        self.fold.setChecked(True)
        return self._form.show_problem(problem)

    def clear_errors(self) -> None:
        self._form.clear_errors()

    def _build_fields(self) -> None:
        clock = self._kit.clock
        self.when = MomentEdit(clock.now, clock.zone)
        self.stage = QLineEdit()
        self.stage.setPlaceholderText("After the first interview")
        self.channel = QComboBox()
        self.channel.setEditable(True)
        self.channel.addItems(CHANNELS)
        self.said = QPlainTextEdit()
        self.said.setTabChangesFocus(True)
        self.said.setFixedHeight(3 * self.said.fontMetrics().lineSpacing() + 2 * Space.S)
        self.fit = QComboBox()
        self.fit.addItems(tuple(FITS.values()))
        self._form.add("When", self.when, key="when")
        self._form.add("Stage", self.stage, key="stage")
        self._form.add("How it came", self.channel, key="channel")
        self._form.add("What they said", self.said, key="said")
        self._form.add_wide(self._said_by())
        self._form.add("Was it a fit for me?", self.fit, key="fit")

    def _said_by(self) -> QWidget:
        box = QWidget()
        box.setAccessibleName("Where this comes from")
        self.them = QRadioButton("said by them")
        self.guess = QRadioButton("my guess")
        self.them.setChecked(True)
        group = QButtonGroup(box)
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.M)
        for button in (self.them, self.guess):
            group.addButton(button)
            row.addWidget(button)
        row.addStretch()
        return box

    @Slot(bool)
    def _show_fields(self, shown: bool) -> None:
        self._form.setVisible(shown)
        self.fold.setIcon(self._kit.icons.icon("chevron-down" if shown else "chevron-right"))
        if shown:
            self.unfolded.emit()
