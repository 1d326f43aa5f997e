"""What is chosen in the list: one application with its story beside it, or several with what can be done to all.

A command waits until what was typed has been answered: somebody who types a name and presses Enter at once means that
name, not the row from before.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QStackedWidget

from companion.core.application import ApplicationRow
from companion.core.problem import Problem
from companion.desktop.kit import Kit
from companion.desktop.tasks import Job, Lane
from companion.services.applications import Applications, Story
from companion.ui.applications.bulk import BulkPane
from companion.ui.applications.detail import DetailPane
from companion.ui.applications.finder import Finder

STORY_AFTER_MS: Final = 90
"""How long a row is the chosen one before its story is read: while one types or holds an arrow key, none is."""

Rows = tuple[ApplicationRow, ...]


class Chosen(QObject):
    """Reads the story of the one that is chosen, and runs commands with it. side: where story and bulk pane lie."""

    rejection_asked = Signal(str)
    """With the id of the one that is chosen, or ""."""

    def __init__(
        self,
        kit: Kit,
        applications: Applications,
        finder: Finder,
        panes: tuple[QStackedWidget, DetailPane, BulkPane],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._kit, self._applications, self._finder = kit, applications, finder
        self._side, self._detail, self._bulk = panes
        self.rows: Rows = ()
        self._key = ""
        self._story_job: Job | None = None
        self._for_story: Callable[[Story], None] | None = None
        self._for_rows: Callable[[Rows], None] | None = None
        self._rejection_waits = False
        self._timer = QTimer(self, singleShot=True, interval=STORY_AFTER_MS)
        self._timer.timeout.connect(self.read_story)

    @property
    def key(self) -> str:
        """The id of the one application that is chosen; "" where none or several are."""
        return self._key

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(row.id for row in self.rows)

    def expect(self, key: str) -> None:
        """This one is to be chosen as soon as the list brings it."""
        self.rows, self._key = (), key

    def take(self, rows: Rows) -> None:
        """These are chosen now."""
        self.rows = rows
        self._key = rows[0].id if len(rows) == 1 else ""
        self._side.setCurrentWidget(self._bulk if len(rows) > 1 else self._detail)
        if len(rows) != 1:
            self._timer.stop()
            self._detail.clear()
            if rows:
                self._bulk.show_rows(rows)
        elif self._detail.story is None or self._detail.story.application.id != self._key:
            self._timer.start()

    @Slot()
    def read_story(self) -> None:
        """Reads the story of the one that is chosen anew."""
        if self._story_job is not None:
            self._story_job.cancel()
        applications, key = self._applications, self._key
        if key:
            self._story_job = self._kit.tasks.run(
                Lane.READ, lambda: applications.story(key), done=self._show_story, failed=self._no_story, owner=self
            )

    @Slot(object)
    def _show_story(self, story: Story) -> None:
        self._story_job = None
        if story.application.id == self._key and story != self._detail.story:
            self._detail.show_story(story)
        self.run()

    @Slot(object)
    def _no_story(self, problem: Problem) -> None:
        self._story_job = None
        self._for_story = None
        self._detail.clear(problem.sentence)

    def with_story(self, command: Callable[[Story], None]) -> None:
        """Runs the command with the story of the one that is chosen."""
        self._for_story = command
        self.run()

    def with_rows(self, command: Callable[[Rows], None]) -> None:
        """Runs the command with all that is chosen, one or many."""
        self._for_rows = command
        self.run()

    def ask_rejection(self) -> None:
        self._rejection_waits = True
        self.run()

    def forget(self) -> None:
        """No answer came: what waits for it does not happen."""
        self._for_story, self._for_rows, self._rejection_waits = None, None, False

    def run(self) -> None:
        """Runs what waits, if what was typed has been answered."""
        if self._finder.is_asking:
            return
        if self._rejection_waits:
            self._rejection_waits = False
            self.rejection_asked.emit(self._key)
        for_rows, self._for_rows = self._for_rows, None
        if for_rows is not None and self.rows:
            for_rows(self.rows)
        command, story = self._for_story, self._detail.story
        if command is None or not self._key:
            self._for_story = None
        elif story is not None and story.application.id == self._key and self._story_job is None:
            self._for_story = None
            command(story)
        elif self._story_job is None:
            self.read_story()


def archived(rows: Sequence[ApplicationRow]) -> int:
    """How many of them are in the archive."""
    return sum(row.archived for row in rows)
