"""What is offered about a silence: one quiet line, with a way to put the application aside and one to leave it.

A suggestion and never a verdict: it says how many days are usual, and each button can be taken back.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from companion.core.application import Application, State
from companion.core.problem import Problem
from companion.core.silence import Wait
from companion.desktop.kit import Kit
from companion.desktop.labels import plain_label
from companion.desktop.tasks import Lane
from companion.desktop.theme import Space
from companion.services.applications import Story
from companion.services.silence import Silences
from companion.services.work import Outcome
from companion.ui.applications import words
from companion.ui.applications.flow import Flow
from companion.ui.applications.sheet import ORIGIN

PUT_ASIDE: Final = "Put aside as quiet"
LEAVE: Final = "Leave it"
BRING_BACK: Final = "Bring it back"


def has_offer(story: Story) -> bool:
    """Whether there is anything to offer here."""
    return story.state is State.QUIET or (story.silence is not None and story.silence.suggests)


class SilenceRow(QFrame):
    """The line for one story that `has_offer`. The signals carry the application's id."""

    put_aside_asked = Signal(str)
    leave_asked = Signal(str)
    bring_back_asked = Signal(str)

    def __init__(self, story: Story, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "bar")
        self._key = story.application.id
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.S, Space.XS, Space.XS, Space.XS)
        column.setSpacing(Space.XXS)
        buttons = Flow(self)
        if story.state is State.QUIET or story.silence is None:
            buttons.add(self._button(BRING_BACK, "", self._bring_back))
        else:
            told = words.silence_words(story.silence)
            column.addWidget(plain_label(told, role="small", wrap=True, parent=self))
            buttons.add(self._button(PUT_ASIDE, told, self._put_aside))
            buttons.add(self._button(LEAVE, "Nothing is suggested here until something changes.", self._leave))
        column.addWidget(buttons)

    def _button(self, name: str, about: str, slot: object) -> QPushButton:
        button = QPushButton(name, self)
        button.setObjectName(name)
        button.setAccessibleDescription(about)
        button.clicked.connect(slot)
        return button

    @Slot()
    def _put_aside(self) -> None:
        self.put_aside_asked.emit(self._key)

    @Slot()
    def _leave(self) -> None:
        self.leave_asked.emit(self._key)

    @Slot()
    def _bring_back(self) -> None:
        self.bring_back_asked.emit(self._key)


class SilenceCommands(QObject):
    """Does what the line and the board offer."""

    done = Signal(str, object)
    """What was done, as a sentence, and its Undo."""
    filter_found = Signal(str)
    """What finds all that are silent for longer than usual, typed into the search."""
    failed = Signal(object)
    began = Signal()

    def __init__(self, kit: Kit, parent: QObject) -> None:
        super().__init__(parent)
        self._kit, self._silences = kit, Silences(kit.desk)

    @Slot()
    def look_up_filter(self) -> None:
        """Works out what is usual now."""
        self._kit.tasks.run(Lane.READ, self._silences.usual, done=self._tell_filter, failed=self._fail, owner=self)

    @Slot(object)
    def _tell_filter(self, wait: Wait) -> None:
        self.filter_found.emit(wait.filter)

    @Slot(str)
    def put_aside(self, key: str) -> None:
        silences = self._silences
        self.began.emit()
        self._kit.write(lambda: silences.put_aside(key, origin=ORIGIN), done=self._put, failed=self._fail, owner=self)

    @Slot(str)
    def leave(self, key: str) -> None:
        silences = self._silences
        self.began.emit()
        self._kit.write(lambda: silences.leave(key, origin=ORIGIN), done=self._left, failed=self._fail, owner=self)

    @Slot(str)
    def bring_back(self, key: str) -> None:
        self.bring_all_back((key,))

    @Slot(object)
    def bring_all_back(self, keys: tuple[str, ...]) -> None:
        silences = self._silences
        self.began.emit()
        self._kit.write(
            lambda: silences.bring_back(keys, origin=ORIGIN), done=self._back, failed=self._fail, owner=self
        )

    @Slot(object)
    def _put(self, outcome: Outcome[Application]) -> None:
        self.done.emit(f"Put aside as quiet: {words.named(outcome.value)}.", outcome.undo)

    @Slot(object)
    def _left(self, outcome: Outcome[Application]) -> None:
        self.done.emit(f"Left as it is: {words.named(outcome.value)}.", outcome.undo)

    @Slot(object)
    def _back(self, outcome: Outcome[tuple[Application, ...]]) -> None:
        back = outcome.value
        if back:
            what = words.named(back[0]) if len(back) == 1 else f"{len(back):,} applications"
            self.done.emit(f"Brought back: {what}.", outcome.undo)

    @Slot(object)
    def _fail(self, problem: Problem) -> None:
        self.failed.emit(problem)
