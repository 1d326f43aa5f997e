"""The pane beside the list: everything about one application, its story newest first.

It is made anew from each story, which is simpler than bringing widgets up to date, and as quick for what fits a
job search; long timelines show their newest part first.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final, cast

from PySide6.QtCore import QMimeData, Qt, Signal, Slot
from PySide6.QtGui import (
    QAction,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
)
from PySide6.QtWidgets import QMenu, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from companion.core.application import Application, Event, round_of
from companion.core.debrief import Debrief
from companion.core.ledger import answers
from companion.core.outbox import OutboxLetter
from companion.desktop.kit import Kit
from companion.desktop.labels import plain_label, plain_tooltip
from companion.desktop.markdown_view import MarkdownView, plain_view
from companion.desktop.scrolling import ScrollingArea
from companion.desktop.theme import Space, make_quiet
from companion.services.applications import Story
from companion.ui.applications import facts, words
from companion.ui.applications.file_rows import FileRow, kept_files
from companion.ui.applications.flow import Flow
from companion.ui.applications.looked_back import LookBackRow, ParkedRow
from companion.ui.applications.people import PersonRow
from companion.ui.applications.section import Build, Section
from companion.ui.applications.silence_row import SilenceRow, has_offer
from companion.ui.applications.timeline import DueRow, EventRow, LetterRow, Present, flowing

MOST_AT_FIRST: Final = 20
"""Rows of a timeline before "Show older entries"."""
MORE_AT_ONCE: Final = 100
_POSTING: Final = "posting"

NARROWEST: Final = 320
"""Pixels; more where the buttons of the story need it, since they would be cut off at the right."""


class DetailPane(ScrollingArea):
    """Shows a story. interview, rejection: the actions behind its buttons; more: those of its menu."""

    edit_asked = Signal(object, object)
    """The story, and the event of it to change."""
    delete_asked = Signal(object)
    calendar_asked = Signal(object)
    """An interview, to be saved as a calendar file."""
    person_edit_asked = Signal(object)
    person_delete_asked = Signal(object)
    """Both: a contact of the story."""
    review_asked = Signal(str)
    look_back_asked = Signal(str)
    look_back_delete_asked = Signal(object)
    put_aside_asked = Signal(str)
    leave_asked = Signal(str)
    bring_back_asked = Signal(str)
    """What the line about silence offers; the application's id."""
    letter_save_asked = Signal(object)
    """A core.outbox.OutboxLetter."""
    tag_asked = Signal(str)
    """A tag whose applications are to be found."""
    files_dropped = Signal(str, object)
    """The application's id, and the Paths that were dropped or pasted."""
    file_add_asked = Signal(str)
    file_open_asked = Signal(object)
    file_rename_asked = Signal(object)
    file_delete_asked = Signal(object)
    """The last three: a core.attachment.Attachment."""

    def __init__(
        self, kit: Kit, interview: QAction, rejection: QAction, more: Sequence[QAction], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._kit = kit
        self._interview, self._rejection = interview, rejection
        self._menu = QMenu(self)
        self._menu.addActions(more)
        self._story: Story | None = None
        self._rows = MOST_AT_FIRST
        self._drawn_at = kit.clock.now()
        self._opened = {_POSTING: False}
        """Which sections were folded or opened, by their keys."""
        self.setAcceptDrops(True)
        self.setAccessibleName("Story")
        self.setMinimumWidth(NARROWEST)
        self.clear()

    @property
    def story(self) -> Story | None:
        return self._story

    def clear(self, sentence: str = "") -> None:
        """Shows no application, at most a sentence."""
        self._story, self._rows = None, MOST_AT_FIRST
        page, column = self._page()
        column.addWidget(plain_label(sentence, role="quiet", wrap=True, parent=page))
        column.addStretch(1)
        self.take(page)

    def show_story(self, story: Story) -> None:
        """Shows this story; the place in it and the focus stay when it is the same application's."""
        same = self._story is not None and self._story.application.id == story.application.id
        if not same:
            self._rows = MOST_AT_FIRST
        self._story = story
        self._build(keep_place=same)

    @Slot()
    def refresh(self) -> None:
        """Draws it anew: another theme, or another day."""
        self._build(keep_place=True)

    def freshen(self) -> None:
        """Draws it anew if that was some minutes ago: what was due later may be due now."""
        if self._kit.clock.now() - self._drawn_at > timedelta(minutes=5):
            self.refresh()

    def _build(self, *, keep_place: bool) -> None:
        story = self._story
        if story is None:
            return
        place = self.verticalScrollBar().value() if keep_place else 0
        focused = self._focused_name()
        self._drawn_at = self._kit.clock.now()
        present = Present(self._kit.clock.now(), self._kit.clock.zone(), self._kit.icons)
        page, column = self._page()
        self._add_head(page, column, story, present)
        if has_offer(story):
            column.addWidget(self._silence(page, story))
        for due in words.open_letters(story, present.now):
            row = DueRow(present, due, page)
            row.review_asked.connect(self.review_asked)
            column.addWidget(row)
        for parked in (d for d in story.debriefs if d.waits(present.now)):
            row = ParkedRow(present, parked, page)
            row.open_asked.connect(self.look_back_asked)
            column.addWidget(row)
        self._add_sections(page, column, story, present)
        column.addStretch(1)
        self.take(page)
        self.setMinimumWidth(
            max(NARROWEST, page.minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width())
        )
        self.verticalScrollBar().setValue(place)
        if focused is not None:
            found = page.findChild(QWidget, focused) if focused else None
            (found or self).setFocus(Qt.FocusReason.OtherFocusReason)

    def _focused_name(self) -> str | None:
        """The name of the widget here that has the focus; None if the focus is elsewhere."""
        page = self.widget()
        focus = cast("QWidget | None", self.window().focusWidget())  # None too, whatever the stub says
        if page is not None and focus is not None and page.isAncestorOf(focus):
            return focus.objectName()
        return None

    def _page(self) -> tuple[QWidget, QVBoxLayout]:
        page = QWidget(self)
        column = QVBoxLayout(page)
        column.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        column.setSpacing(Space.XS)
        return page, column

    def _add_head(self, page: QWidget, column: QVBoxLayout, story: Story, present: Present) -> None:
        application = story.application
        column.addWidget(flowing(application.company, page, role="title"))
        about = words.second_line(application.role, application.place)
        if about:
            column.addWidget(flowing(about, page, role="quiet"))
        money = facts.money_and_source(application)
        if money:
            column.addWidget(flowing(money, page, role="quiet"))
        facts.add_links(self._kit.icons, application, page, column)
        if application.tags:
            tags = facts.Tags(application.tags, page)
            tags.asked.connect(self.tag_asked)
            column.addWidget(tags)
        column.addSpacing(Space.XXS)
        column.addWidget(plain_label(story.state.words, wrap=True, parent=page))
        coming = words.next_thing(story, present.now, present.zone)
        if coming:
            column.addWidget(flowing(coming, page, role="quiet"))
        column.addSpacing(Space.XXS)
        column.addWidget(self._buttons(page))
        column.addSpacing(Space.XS)

    def _buttons(self, page: QWidget) -> Flow:
        row = Flow(page)
        for words_, action in (("Log an interview…", self._interview), ("They said no…", self._rejection)):
            button = QPushButton(words_, page)
            button.setObjectName(words_)
            plain_tooltip(button, action.shortcut().toString())
            button.clicked.connect(action.trigger)
            row.add(button)
        more = QPushButton("More", page)
        more.setObjectName("more")
        more.setMenu(self._menu)
        row.add(more)
        return row

    def _add_sections(self, page: QWidget, column: QVBoxLayout, story: Story, present: Present) -> None:
        application = story.application
        parts: list[tuple[str, str, Build]] = []
        if story.contacts:
            parts.append(("people", "People", partial(self._people, story, present)))
        if application.notes:
            parts.append(("notes", "Notes", partial(_notes, application.notes)))
        if application.posting:
            parts.append((_POSTING, "Show the posting", partial(_posting, application.posting)))
        if len(application.links) >= facts.MOST_LINKS_SHOWN:
            parts.append(("links", "All links", partial(self._links, application)))
        parts.append(("files", "Files", partial(self._files, story, present)))
        if _newest_first(story):
            parts.append(("timeline", "Timeline", partial(self._timeline, story, present)))
        for key, title, build in parts:
            opened = self._opened.get(key, True)
            section = Section(self._kit.icons, key, title, build, opened=opened, parent=page)
            section.folded.connect(self._remember)
            column.addWidget(section)

    @Slot(str, bool)
    def _remember(self, key: str, opened: bool) -> None:
        self._opened[key] = opened

    def _people(self, story: Story, present: Present, page: QWidget, column: QVBoxLayout) -> None:
        for contact in story.contacts:
            row = PersonRow(present, contact, page)
            row.edit_asked.connect(self.person_edit_asked)
            row.delete_asked.connect(self.person_delete_asked)
            column.addWidget(row)

    def _links(self, application: Application, page: QWidget, column: QVBoxLayout) -> None:
        for number, link in enumerate(application.links):
            facts.add_link(self._kit.icons, link, number + 1000, page, column)

    def _files(self, story: Story, present: Present, page: QWidget, column: QVBoxLayout) -> None:
        for attachment in story.attachments:
            row = FileRow(present, attachment, page)
            row.open_asked.connect(self.file_open_asked)
            row.rename_asked.connect(self.file_rename_asked)
            row.delete_asked.connect(self.file_delete_asked)
            column.addWidget(row)
        add = QPushButton("Add a file…", page)
        add.setObjectName("add a file")
        plain_tooltip(add, "A copy is kept here. Files can be dropped on the story, too, or pasted.")
        make_quiet(add)
        add.clicked.connect(self._add_file)
        column.addWidget(add, 0, Qt.AlignmentFlag.AlignLeft)

    def _timeline(self, story: Story, present: Present, page: QWidget, column: QVBoxLayout) -> None:
        rows = _newest_first(story)
        shown = rows[: self._rows]
        for _, thing in shown:
            if isinstance(thing, Event):
                row = EventRow(
                    present, thing, story.contact(thing.contact_id), page, round_=round_of(thing, story.events)
                )
                row.calendar_asked.connect(self.calendar_asked)
                row.edit_asked.connect(self._edit_event)
                row.delete_asked.connect(self.delete_asked)
                column.addWidget(row)
            elif isinstance(thing, Debrief):
                column.addWidget(self._look_back(page, thing, present))
            else:
                column.addWidget(self._letter(page, thing, story, present))
        if len(shown) < len(rows):
            older = QPushButton(f"Show {len(rows) - len(shown)} older entries", page)
            older.setObjectName("older")
            make_quiet(older)
            older.clicked.connect(self._show_more)
            column.addWidget(older, 0, Qt.AlignmentFlag.AlignLeft)

    def _silence(self, page: QWidget, story: Story) -> SilenceRow:
        row = SilenceRow(story, page)
        row.put_aside_asked.connect(self.put_aside_asked)
        row.leave_asked.connect(self.leave_asked)
        row.bring_back_asked.connect(self.bring_back_asked)
        return row

    def _letter(self, page: QWidget, letter: OutboxLetter, story: Story, present: Present) -> LetterRow:
        row = LetterRow(present, letter, next((e for e in story.events if answers(e, letter)), None), page)
        row.save_asked.connect(self.letter_save_asked)
        return row

    def _look_back(self, page: QWidget, debrief: Debrief, present: Present) -> LookBackRow:
        row = LookBackRow(present, debrief, page)
        row.open_asked.connect(self.look_back_asked)
        row.delete_asked.connect(self.look_back_delete_asked)
        return row

    @Slot()
    def _show_more(self) -> None:
        self._rows += MORE_AT_ONCE
        self.refresh()

    @Slot()
    def _add_file(self) -> None:
        if self._story is not None:
            self.file_add_asked.emit(self._story.application.id)

    def _take_files(self, mime: QMimeData) -> bool:
        """Passes on the files in a drop or a clipboard; says whether there were any."""
        paths = kept_files(mime) if self._story is not None else ()
        if paths and self._story is not None:
            self.files_dropped.emit(self._story.application.id, paths)
        return bool(paths)

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._consider(event)

    @override
    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._consider(event)

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        self._consider(event)
        if event.isAccepted():
            self._take_files(event.mimeData())

    def _consider(self, event: QDropEvent) -> None:
        """Files are copied; what is none is for the window around."""
        if self._story is not None and kept_files(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
        else:
            event.ignore()

    @override
    def keyPressEvent(self, e: QKeyEvent) -> None:
        pasted = e.matches(QKeySequence.StandardKey.Paste)
        if not (pasted and self._take_files(QGuiApplication.clipboard().mimeData())):
            super().keyPressEvent(e)

    @Slot(object)
    def _edit_event(self, event: Event) -> None:
        if self._story is not None:
            self.edit_asked.emit(self._story, event)


def _notes(notes: str, page: QWidget, column: QVBoxLayout) -> None:
    column.addWidget(MarkdownView(notes, "Notes", page))


def _posting(posting: str, page: QWidget, column: QVBoxLayout) -> None:
    view = plain_view(posting, page)
    view.setObjectName("posting")
    view.setAccessibleName("The posting")
    column.addWidget(view)


def _newest_first(story: Story) -> list[tuple[datetime, Event | OutboxLetter | Debrief]]:
    things: list[tuple[datetime, Event | OutboxLetter | Debrief]] = [(event.at, event) for event in story.events]
    things += [(letter.state_at, letter) for letter in story.letters]
    things += [(words.looked_back_at(d), d) for d in story.debriefs if not d.is_empty]
    return sorted(things, key=lambda pair: (pair[0], pair[1].id), reverse=True)
