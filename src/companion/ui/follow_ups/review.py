"""Review the letter: read it as it will be sent, mend what preflight found, send it.

Nothing typed here is lost: Esc, "Cancel" and a closing by the window manager keep the draft. Only when it cannot be
kept does the window stay, say why, and leave at the second Esc.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from PySide6.QtCore import QSize, QTimer, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from companion.core import moments
from companion.core.changes import ChangeSet
from companion.core.follow_up import FollowUp
from companion.core.letter import Letter
from companion.core.outbox import OutboxLetter
from companion.core.problem import Problem
from companion.desktop.bars import ProblemBar
from companion.desktop.flowing_text import FlowingText
from companion.desktop.kit import Kit
from companion.desktop.labels import plain_label
from companion.desktop.scrolling import scrolling
from companion.desktop.spelling import Spelling
from companion.desktop.tasks import Lane
from companion.desktop.theme import Space
from companion.desktop.windows import Window
from companion.services.follow_ups import FollowUps, LetterEdit, Review
from companion.services.outbox import NotClean, Outbox
from companion.services.ports import Speller
from companion.services.work import Outcome
from companion.ui.follow_ups.letter_sheet import LetterSheet
from companion.ui.follow_ups.review_buttons import ReviewButtons
from companion.ui.follow_ups.send_at import SendAtBar, shortened

LOOK_AFTER_MS = 150
_CONCERNS = frozenset({"account", "setting", "application"})


class ReviewWindow(Window):
    """One letter before it leaves."""

    settings_asked = Signal()
    queued = Signal(object)
    """The core.outbox.OutboxLetter that leaves once its undo time has passed."""

    mail_program_asked = Signal(object)
    """The core.letter.Letter to open in the user's mail program."""

    def __init__(
        self,
        kit: Kit,
        follow_ups: FollowUps,
        outbox: Outbox,
        follow_up_id: str,
        parent: QWidget | None = None,
        *,
        speller: Speller | None = None,
    ) -> None:
        super().__init__("review", "Review the letter", kit.sizes, usual=QSize(720, 700), parent=parent)
        self._kit = kit
        self._follow_ups = follow_ups
        self._outbox = outbox
        self._id = follow_up_id
        self._review: Review | None = None
        self._kept: LetterEdit | None = None
        self._keeping: LetterEdit | None = None
        self._busy = self._leaving = self._may_leave = self._switching = False
        self._timer = QTimer(self, singleShot=True, interval=LOOK_AFTER_MS)
        self._timer.timeout.connect(self._look_over)
        self._build()
        self._spelling = Spelling(self.sheet.body, speller, kit.tasks, kit.theme) if speller else None
        if self._spelling is not None:
            self.closed.connect(self._spelling.close)
        kit.changes.happened.connect(self._on_changes)
        self._load()

    @override
    def may_close(self) -> bool:
        """Keeps the draft first. What cannot be kept is said, and the next Esc leaves."""
        if self._may_leave:
            return True
        if not self._busy and not self._is_changed():
            return True
        if not self._busy:
            self._leaving = True
            self._keep_then(self._leave)
        return False

    @property
    def problem_words(self) -> str:
        """What the bar says; "" while there is nothing to say."""
        return self._bar.sentence

    def _build(self) -> None:
        self._title = FlowingText(self._kit.theme, role="title", most_lines=2, strong=True)
        self._when = plain_label(role="small", wrap=True)
        self._bar = ProblemBar()
        self.sheet = LetterSheet()
        self.sheet.edited.connect(self._on_edited)
        self.sheet.language_chosen.connect(self._on_language)
        self.sheet.settings_asked.connect(self.settings_asked)
        self.sheet.setEnabled(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.L, Space.L, Space.M)
        column.setSpacing(Space.XXS)
        column.addWidget(self._title)
        column.addWidget(self._when)
        column.addSpacing(Space.XS)
        column.addWidget(self._bar)
        column.addWidget(scrolling(self.sheet), 1)
        column.addSpacing(Space.XS)
        self._add_buttons(column)

    def _add_buttons(self, column: QVBoxLayout) -> None:
        self._buttons = ReviewButtons(self._kit, self.sheet.count)
        self._buttons.send.clicked.connect(self._on_send)
        self._buttons.program.clicked.connect(self._on_program)
        self._buttons.later.clicked.connect(self._on_later)
        self._buttons.not_this.clicked.connect(self._on_not_this)
        self._buttons.cancel.clicked.connect(self.close)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(self._on_send)
        self._send_at = SendAtBar(self._kit)
        self._buttons.times.chosen.connect(self._on_send_at)
        self._buttons.times.other_asked.connect(self._on_other_time)
        self._send_at.chosen.connect(self._on_send_at)
        column.addWidget(self._send_at)
        column.addWidget(self._buttons)

    def _load(self) -> None:
        follow_ups, key, language = self._follow_ups, self._id, self.sheet.edit().language
        self._kit.tasks.run(
            Lane.READ,
            lambda: follow_ups.review(key, language=language),
            done=self._loaded,
            failed=self._on_gone,
            owner=self,
        )

    @Slot(object)
    def _loaded(self, review: Review) -> None:
        anew = self._review is None or (self._switching and not self._is_changed())
        first, self._switching = self._review is None, False
        self._review = review
        self._title.set_text(review.due.words)
        self._buttons.times.theirs = review.due.zone
        now, zone = self._kit.clock.now(), self._kit.clock.zone()
        best = moments.moment_in_words(review.due.follow_up.best_before, now=now, zone=zone)
        passed = review.due.follow_up.best_before < now
        self._when.setText(review.due.follow_up.kind.words + ("" if passed else f" · best before {best}"))
        if anew:
            self.sheet.show_letter(review.letter, review.about.language)
            self.sheet.setEnabled(True)
            self._kept = self.sheet.edit()
            self._look_over()
            if first:
                self.sheet.focus_first(review.findings)
        else:
            # what was typed meanwhile stays; only the sender can be another
            self.sheet.show_sender(review.letter)
            self._look_over()
        self._check_spelling(review)

    def _check_spelling(self, review: Review) -> None:
        if self._spelling is not None:
            self._spelling.begin(review.about.language, _own_words(review))

    @Slot(object)
    def _on_gone(self, problem: Problem) -> None:
        self._bar.tell(problem)
        if self._review is None:
            self._buttons.setEnabled(False)

    @Slot(object)
    def _on_changes(self, changes: ChangeSet) -> None:
        if changes.tables & _CONCERNS and self._review is not None and not self._busy:
            self._load()

    @Slot()
    def _on_edited(self) -> None:
        self._may_leave = False
        self._timer.start()

    @Slot()
    def _on_language(self) -> None:
        """An unchanged letter is filled anew; the user's own words stay, and are judged in that language."""
        if self._review is None or self._busy:
            return
        self._switching = not self._review.drafted and not self._is_changed()
        if self._switching:
            self._load()
        elif (seen := self._look_over()) is not None:
            self._check_spelling(seen)

    @Slot()
    def _look_over(self) -> Review | None:
        """Preflight over what the fields hold now."""
        self._timer.stop()
        if self._review is None:
            return None
        seen = self._follow_ups.look_over(self._review, self.sheet.edit())
        self.sheet.mark(seen.findings)
        reasons = " ".join(f.sentence for f in seen.findings if f.stops)
        self._buttons.stop_sending(reasons)
        return seen

    def _is_changed(self) -> bool:
        """Whether text or address differ from what is kept; a language alone is kept with the next change."""
        kept, edit = self._kept, self.sheet.edit()
        return self._review is not None and (kept is None or replace(edit, language=kept.language) != kept)

    @Slot()
    def _on_send(self) -> None:
        self._send(None)

    @Slot()
    def _on_other_time(self) -> None:
        if self._review is not None:
            self._send_at.ask(shortened(self._review.due.company))

    @Slot(object)
    def _on_send_at(self, at: datetime) -> None:
        self._send(at)

    def _send(self, at: datetime | None) -> None:
        """Queues what is seen; it leaves after its time to be undone, or at that moment."""
        seen = self._look_over()
        if self._busy or seen is None or not seen.may_leave:
            return
        self._kit.trace.mark("send.clicked", follow_up=self._id)
        self._busy = True
        self._bar.clear()
        follow_ups, outbox, changes = self._follow_ups, self._outbox, self._kit.changes
        key, edit = self._id, self.sheet.edit()

        def keep_and_queue() -> Outcome[OutboxLetter]:
            changes.tell(follow_ups.save_draft(key, edit, origin="review").changes)
            return outbox.queue(key, after_review=True, at=at, origin="review")

        self._kit.write(keep_and_queue, done=self._on_queued, failed=self._refused, owner=self)

    @Slot(object)
    def _on_queued(self, outcome: Outcome[OutboxLetter]) -> None:
        self.queued.emit(outcome.value)
        self._leave()

    @Slot()
    def _on_program(self) -> None:
        if self._busy or self._review is None:
            return
        if self._is_changed():
            self._keep_then(self._to_program)
        else:
            self._to_program()

    @Slot(object)
    def _to_program(self, outcome: object = None) -> None:
        del outcome
        self._busy = False
        self._kept, self._keeping = self._keeping or self._kept, None
        seen = self._look_over()
        if seen is not None:
            letter: Letter = seen.letter
            self._bar.say(
                "The letter goes to your mail program. Once you have sent it there, choose “Not this one” here: "
                "then it is not offered again."
            )
            self.mail_program_asked.emit(letter)

    @Slot()
    def _on_later(self) -> None:
        self._close_with(self._follow_ups.later)

    @Slot()
    def _on_not_this(self) -> None:
        self._close_with(self._follow_ups.dismiss)

    def _close_with(self, verb: Callable[..., Outcome[FollowUp]]) -> None:
        """Keeps the draft if it changed, then does it, then closes."""
        if self._busy or self._review is None:
            return
        self._busy = True
        follow_ups, changes, key = self._follow_ups, self._kit.changes, self._id
        edit = self.sheet.edit() if self._is_changed() else None

        def keep_and_do() -> Outcome[FollowUp]:
            if edit is not None:
                changes.tell(follow_ups.save_draft(key, edit, origin="review").changes)
            return verb(key, origin="review")

        self._kit.write(keep_and_do, done=self._leave, failed=self._refused, owner=self)

    def _keep_then(self, then: Callable[[object], None]) -> None:
        self._busy = True
        self._keeping = self.sheet.edit()
        self._kit.write(self._saving(self._keeping), done=then, failed=self._refused, owner=self)

    def _saving(self, edit: LetterEdit) -> Callable[[], Outcome[FollowUp]]:
        follow_ups, key = self._follow_ups, self._id
        return lambda: follow_ups.save_draft(key, edit, origin="review")

    @Slot(object)
    def _leave(self, outcome: object = None) -> None:
        del outcome
        self._may_leave = True
        self.close()

    @Slot(object)
    def _refused(self, problem: Problem) -> None:
        """The world said no: everything typed still stands here."""
        self._busy = False
        self._keeping = None
        if isinstance(problem, NotClean):
            self._load()
        if not self.sheet.show_problem(problem):
            self._bar.tell(problem)
        if self._leaving:
            self._leaving, self._may_leave = False, True
            self._keep_the_rest(problem)

    def _keep_the_rest(self, problem: Problem) -> None:
        """On the way out: an address that is not complete must not take the letter's text with it."""
        if self._review is None or problem.field not in ("contact_name", "contact_email"):
            self._bar.say(f"{problem.sentence} What you changed is not kept; Esc again leaves without it.")
            return
        known = self._review.letter
        text_only = replace(self.sheet.edit(), recipient=known.recipient, recipient_name=known.recipient_name)
        self._kit.write(self._saving(text_only), failed=self._bar.tell, owner=self)
        self._bar.say("The letter is kept; the address is not. Esc again leaves without it.")


def _own_words(review: Review) -> tuple[str, ...]:
    """Names that no dictionary has to know."""
    letter, due = review.letter, review.due
    return (due.company, due.role, letter.recipient_name, letter.sender_name)
