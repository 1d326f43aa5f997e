"""*Log a rejection*: type three letters, Enter picks, Enter saves.

The title says nothing until it is known that the user is not in privacy mode. While a save is under way the window
takes no second one and does not close, so a double Enter is one rejection and its reel always comes.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from companion.core.application import EventKind
from companion.core.problem import Problem
from companion.core.settings import Settings
from companion.desktop.bars import LeaveBar, ProblemBar
from companion.desktop.kit import Kit
from companion.desktop.labels import plain_label
from companion.desktop.scrolling import ScrollingArea, scrolling
from companion.desktop.tasks import Lane
from companion.desktop.theme import Space, make_primary
from companion.desktop.windows import Window
from companion.services.applications import ApplicationDraft, Applications, Story
from companion.services.log_event import EventDraft, LogEvent, Logged
from companion.services.work import Outcome
from companion.ui.rejection.chosen import Chosen
from companion.ui.rejection.details import Details
from companion.ui.rejection.picker import Picker
from companion.ui.rejection.suggestions import Choice

TITLE: Final = "Log a rejection"
PRIVATE_TITLE: Final = "Companion"
_USUAL: Final = QSize(520, 460)
_UNFOLDED_HEIGHT: Final = 680


class RejectionWindow(Window):
    """Gathers one rejection and logs it."""

    logged = Signal(object)
    """The Outcome[Logged]; the window closes by itself afterwards."""

    picked = Signal()
    """It is known whom the no came from; the next Enter logs it."""

    def __init__(
        self, kit: Kit, applications: Applications, log_event: LogEvent, parent: QWidget | None = None
    ) -> None:
        super().__init__("rejection", PRIVATE_TITLE, kit.sizes, usual=_USUAL, parent=parent)
        self._kit = kit
        self._applications = applications
        self._log_event = log_event
        self._choice: Choice | None = None
        self._saving = False
        self._folded_height = 0
        self._build()
        kit.tasks.run(Lane.READ, applications.desk.store.settings, done=self._settings_read, owner=self)
        self._picker.field.setFocus()

    def choose(self, application_id: str) -> None:
        """Begins with this application picked."""
        self._kit.tasks.run(
            Lane.READ,
            lambda: self._applications.story(application_id),
            done=self._preset,
            failed=self._bar.tell,
            owner=self,
        )

    @override
    def may_close(self) -> bool:
        if self._saving:
            return False
        typed = self._details.has_text or bool(self._chosen.role.text().strip())
        if self._choice is None or not typed or self._leave.asking:
            return True
        self._leave.ask()
        return False

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat() and self._choice is not None:
                self.save()
        else:
            super().keyPressEvent(event)

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        if event.isAccepted() and self._folded_height:
            # The next time it opens folded; the room for the optional fields is not its usual size.
            self._kit.sizes.keep_size(self.objectName(), self.width(), self._folded_height)

    @Slot()
    def save(self) -> None:
        """Logs the rejection, once."""
        choice = self._choice
        if choice is None or self._saving:
            return
        self._kit.trace.mark("rejection.entered")
        self._bar.clear()
        self._leave.hide()
        self._details.clear_errors()
        self._chosen.clear_errors()
        try:
            draft = self._details.filled(self._draft(choice))
        except Problem as problem:
            self._refused(problem)
            return
        self._set_saving(saving=True)
        self._kit.write(
            lambda: self._log_event.log(draft, origin="rejection"), done=self._done, failed=self._refused, owner=self
        )

    def _draft(self, choice: Choice) -> EventDraft:
        new = ApplicationDraft(choice.company, self._chosen.role.text()) if choice.is_new else None
        return EventDraft(EventKind.REJECTED, application_id=choice.application_id, application=new)

    def _build(self) -> None:
        self._picker = Picker(self._kit, self._applications)
        self._chosen = Chosen(self._kit)
        self._details = Details(self._kit)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._picker)
        self._pages.addWidget(self._second_page())
        self._bar = ProblemBar()
        self._leave = LeaveBar()
        self._hint = plain_label(role="small")
        self.save_button = QPushButton("Save")
        self.save_button.setAutoDefault(True)
        make_primary(self.save_button)
        bottom = QHBoxLayout()
        bottom.addWidget(self._hint, 1)
        bottom.addWidget(self.save_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        column.setSpacing(Space.M)
        column.addWidget(self._pages, 1)
        column.addWidget(self._bar)
        column.addWidget(self._leave)
        column.addLayout(bottom)
        self._picker.picked.connect(self._picked)
        self._chosen.change_wanted.connect(self._change)
        self._details.unfolded.connect(self._make_room)
        self.save_button.clicked.connect(self.save)
        self._leave.left.connect(self.close)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.save)
        self._show_choice()

    def _second_page(self) -> ScrollingArea:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, Space.XS, 0)
        column.setSpacing(Space.M)
        column.addWidget(self._chosen)
        column.addWidget(self._details)
        column.addStretch()
        return scrolling(inside)

    def _show_choice(self) -> None:
        there = self._choice is not None
        if self._choice is not None:
            self._chosen.show_choice(self._choice)
        self._pages.setCurrentIndex(int(there))
        self.save_button.setEnabled(there)
        self._hint.setText("Enter saves." if there else "Enter picks, Enter again saves.")

    def _set_saving(self, *, saving: bool) -> None:
        self._saving = saving
        self._pages.setEnabled(not saving)
        self.save_button.setEnabled(not saving)

    @Slot(object)
    def _settings_read(self, settings: Settings) -> None:
        self.setWindowTitle(PRIVATE_TITLE if settings.private else TITLE)

    @Slot(object)
    def _preset(self, story: Story) -> None:
        application = story.application
        self._picked(Choice(application.company, application.role, application.id), again=False)

    @Slot(object, bool)
    def _picked(self, choice: Choice, again: bool) -> None:
        self._choice = choice
        self.picked.emit()
        self._bar.clear()
        self._show_choice()
        self.save_button.setFocus(Qt.FocusReason.OtherFocusReason)
        if again:
            self.save()

    @Slot()
    def _change(self) -> None:
        self._choice = None
        self._leave.hide()
        self._show_choice()
        self._picker.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self._picker.field.selectAll()

    @Slot()
    def _make_room(self) -> None:
        self._folded_height = self._folded_height or self.height()
        room = self.screen().availableSize().height() - 48
        self.resize(self.width(), max(self.height(), min(_UNFOLDED_HEIGHT, room)))

    @Slot(object)
    def _refused(self, problem: Problem) -> None:
        self._set_saving(saving=False)
        if problem.field == "company":
            self._change()
            self._picker.show_problem(problem)
        elif not (self._chosen.show_problem(problem) or self._details.show_problem(problem)):
            self._bar.tell(problem)
            self.save_button.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object)
    def _done(self, outcome: Outcome[Logged]) -> None:
        self._saving = False
        self._choice = None
        self.logged.emit(outcome)
        self.close()
