"""*Add a highlight*, and edit one: what I did or what was said, and beside it only what somebody likes to add.

One line is enough. A picture that can't be kept never costs the words: they are saved, and the window says what
became of the picture.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QMimeData, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from companion.core.highlight import Highlight
from companion.core.problem import Problem
from companion.desktop.bars import LeaveBar, ProblemBar
from companion.desktop.catcher import Catcher, Pasted
from companion.desktop.kit import Kit
from companion.desktop.labels import plain_label
from companion.desktop.material import Material, holds_material, material_in
from companion.desktop.tasks import Lane
from companion.desktop.theme import Space, make_primary
from companion.desktop.windows import Window
from companion.services.highlights import HighlightDraft, Highlights, Kept
from companion.services.ports import LetterReader
from companion.services.work import Outcome
from companion.ui.highlights.fields import Fields
from companion.ui.highlights.letters import Letters

WITHOUT_PICTURE: Final = "Saved without the picture."
NOT_EVERY_PICTURE: Final = "Saved, without some of the pictures."
OWN_WORDS_STAY: Final = "Your own words stay. The others were left out."
_USUAL: Final = QSize(560, 680)


class HighlightWindow(Window):
    """Gathers one highlight and keeps it. `start` begins it with a draft, `take` with what was dropped or pasted,
    `edit` shows one that is kept already.
    """

    saved = Signal(object)
    """The Outcome[Kept]; the window closes by itself, unless it has something to say about the pictures."""

    def __init__(self, kit: Kit, highlights: Highlights, letters: LetterReader, parent: QWidget | None = None) -> None:
        super().__init__("highlight", "Add a highlight", kit.sizes, usual=_USUAL, parent=parent)
        self._kit = kit
        self._highlights = highlights
        self._saving = False
        self._save_when_ready = False
        self._id = ""
        self._late: list[tuple[str, Problem]] = []
        self._complaints: list[str] = []
        self._build()
        self._letters = Letters(kit, letters, self.fields.pictures.aside, self)
        self._connect()
        self._saved = self._draft()
        self.fields.text.setFocus()

    # --- beginning ---------------------------------------------------------------------------------------------

    def start(self, draft: HighlightDraft) -> None:
        """Begins with the draft's words; leaving them as they came asks nothing. What is already being written stays as
        it is: words of two highlights in one form would be put into the wrong mouth.
        """
        if self._id or self._has_news():
            return
        self.fields.fill(draft)
        self._saved = self._draft()
        self.fields.text.moveCursor(self.fields.text.textCursor().MoveOperation.End)

    def edit(self, highlight: Highlight) -> None:
        """Shows the highlight; saving changes it."""
        self.setWindowTitle("Edit a highlight")
        self._id = highlight.id
        self.fields.show_highlight(highlight)
        self.fields.pictures.show_kept(self._highlights.picture_paths(highlight))
        self._saved = self._draft()

    def take(self, material: Material) -> None:
        """Takes what was dropped or pasted: pictures and a letter always, words and a link where there are none."""
        self._bar.clear()
        if material.pictures or material.image is not None:
            self._complaints.clear()
            self.fields.say_of_pictures("")
        if material.pictures:
            self.fields.pictures.add(material.pictures)
        if material.image is not None:
            self.fields.pictures.add_image(material.image)
        if material.letter is not None:
            self._letters.read(material.letter)
            self._bar.say("Reading the letter…")
        self._fill(HighlightDraft(material.text, link=material.link))

    # --- saving ------------------------------------------------------------------------------------------------

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
        """Keeps the highlight, once. With nothing new in one that is kept already: closes."""
        if self._saving:
            return
        if self._id and not self._has_news():
            self.close()
            return
        if not self._is_ready:
            self._save_when_ready = True
            return
        self._bar.clear()
        self._leave.hide()
        self.fields.clear_errors()
        self._set_saving(saving=True)
        draft, key = self._draft(), self._id
        self._kit.write(lambda: self._keep(draft, key), done=self._done, failed=self._refused, owner=self)

    def _keep(self, draft: HighlightDraft, key: str) -> Outcome[Kept]:
        """On the store's lane."""
        if not key:
            return self._highlights.add(draft, origin="highlight")
        return self._highlights.edit(key, draft, origin="highlight")

    def _draft(self) -> HighlightDraft:
        return self.fields.draft(edited=bool(self._id))

    @property
    def _is_ready(self) -> bool:
        return self.fields.pictures.is_ready and not self._letters.is_reading

    def _has_news(self) -> bool:
        """Whether something stands here that is not saved."""
        return self._draft() != self._saved or not self._is_ready

    # --- inside ------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.fields = Fields(self._kit, self)
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
        column.addWidget(self.fields, 1)
        column.addWidget(self._bar)
        column.addWidget(self._leave)
        column.addLayout(bottom)

    def _connect(self) -> None:
        self.save_button.clicked.connect(self.save)
        self._leave.left.connect(self.close)
        self.fields.unfolded.connect(self._read_tags)
        self.fields.pictures.changed.connect(self._pictures_changed)
        self.fields.pictures.refused.connect(self._picture_refused)
        self._letters.came.connect(self._letter_came)
        self._letters.failed.connect(self._letter_failed)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.save)
        catcher = Catcher(self, wants=self._wants, take=self._take_from, over=self.fields.pictures.set_over)
        catcher.watch(self)

    def _wants(self, mime: QMimeData, how: Pasted) -> bool:
        return not self._saving and holds_material(mime, how)

    def _take_from(self, mime: QMimeData) -> bool:
        material = material_in(mime)
        self.take(material)
        return not material.is_empty

    def _fill(self, draft: HighlightDraft) -> None:
        if not self.fields.fill(draft):
            self._bar.say(OWN_WORDS_STAY)

    def _set_saving(self, *, saving: bool) -> None:
        self._saving = saving
        self.fields.setEnabled(not saving)
        self.save_button.setEnabled(not saving)

    @Slot()
    def _read_tags(self) -> None:
        self._kit.tasks.run(Lane.READ, self._known_tags, done=self.fields.tags.set_known, owner=self)

    def _known_tags(self) -> frozenset[str]:
        return frozenset(tag for highlight in self._highlights.all() for tag in highlight.tags)

    @Slot(object)
    def _letter_came(self, draft: HighlightDraft) -> None:
        self._bar.clear()
        self._fill(draft)
        self._go_on()

    @Slot(object)
    def _letter_failed(self, problem: Problem) -> None:
        self._save_when_ready = False
        self._bar.tell(problem)

    @Slot()
    def _pictures_changed(self) -> None:
        if self._id:
            self.save_button.setText("Save" if self._has_news() else "Done")
        self._go_on()

    @Slot(object, object)
    def _picture_refused(self, called: str, problem: Problem) -> None:
        self._complain(called, problem)
        if self._save_when_ready or self._saving:
            self._late.append((called, problem))
        self._go_on()

    def _complain(self, called: str, problem: Problem) -> None:
        self._complaints.append(f"{called}: {problem.sentence}")
        self.fields.say_of_pictures("\n".join(self._complaints))

    def _go_on(self) -> None:
        """A save that waited for a picture or a letter."""
        if self._save_when_ready and self._is_ready:
            self._save_when_ready = False
            self.save()

    @Slot(object)
    def _refused(self, problem: Problem) -> None:
        self._set_saving(saving=False)
        if not self.fields.show_problem(problem):
            self._bar.tell(problem)
            self.save_button.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object)
    def _done(self, outcome: Outcome[Kept]) -> None:
        self._set_saving(saving=False)
        kept = outcome.value
        self._id = kept.highlight.id
        if not kept.refused and not self._late:
            self._saved = self._draft()
            self.saved.emit(outcome)
            self.close()
            return
        count = len(kept.highlight.pictures)
        self._complaints = []
        self.fields.pictures.show_kept(self._highlights.picture_paths(kept.highlight))
        self._saved = self._draft()
        late, self._late = self._late, []
        for called, problem in (*late, *((path.name, problem) for path, problem in kept.refused)):
            self._complain(called, problem)
        self._bar.say(NOT_EVERY_PICTURE if count else WITHOUT_PICTURE)
        self.save_button.setText("Done")
        self.save_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.saved.emit(outcome)
