"""The button that looks for a letter of unknown fate in the account's Sent folder."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QPushButton, QWidget

from companion.core.changes import ChangeSet
from companion.core.outbox import LetterState, OutboxLetter
from companion.core.problem import Problem
from companion.desktop.bars import ProblemBar
from companion.desktop.kit import Kit
from companion.desktop.labels import plain_tooltip
from companion.desktop.tasks import Lane
from companion.services.sent_folder import SentFolder
from companion.services.work import Outcome

WORDS = "Look again in Sent"
LOOKING = "Looking in Sent…"


class LookAgain(QPushButton):
    """Seen only with a letter that it can help. What came of a look is said in the bar; the letter itself is read
    anew by whoever shows it. One look at a time: those who send work on the same threads.
    """

    def __init__(self, kit: Kit, sent_folder: SentFolder, bar: ProblemBar, parent: QWidget | None = None) -> None:
        super().__init__(WORDS, parent)
        self._kit, self._sent_folder, self._bar = kit, sent_folder, bar
        self._letter: OutboxLetter | None = None
        self._with_mailbox: frozenset[str] = frozenset()
        self._under_way: set[str] = set()
        self.setAutoDefault(True)
        self.setIcon(kit.icons.icon("search"))
        plain_tooltip(self, "Asks your mail server whether the letter is there. Nothing is sent.")
        self.clicked.connect(self._on_clicked)
        kit.changes.happened.connect(self._on_changes)
        self.hide()
        self._read_accounts()

    def show_letter(self, letter: OutboxLetter | None) -> None:
        """The letter that a press is about; None for none."""
        self._letter = letter
        uncertain = letter is not None and letter.state is LetterState.UNCERTAIN
        self.setVisible(uncertain and letter is not None and letter.account_id in self._with_mailbox)
        looking = letter is not None and letter.id in self._under_way
        # never disabled: the keyboard would go on to the next button, under a finger that presses twice
        self.setText(LOOKING if looking else WORDS)

    def _read_accounts(self) -> None:
        self._kit.tasks.run(Lane.READ, self._sent_folder.accounts_with_mailbox, done=self._on_accounts, owner=self)

    @Slot(object)
    def _on_accounts(self, ids: frozenset[str]) -> None:
        self._with_mailbox = ids
        self.show_letter(self._letter)

    @Slot(object)
    def _on_changes(self, changes: ChangeSet) -> None:
        if "account" in changes.tables:
            self._read_accounts()

    @Slot()
    def _on_clicked(self) -> None:
        letter = self._letter
        if letter is None or self._under_way:
            return
        self._under_way.add(letter.id)
        self._bar.say(LOOKING)
        self.show_letter(letter)
        # the mailbox may be slow: never in the store's lane
        self._kit.tasks.run(
            Lane.OUTSIDE,
            partial(self._sent_folder.look_again, letter.id, origin="follow_ups"),
            done=self._on_looked,
            failed=partial(self._on_failed, letter.id),
            owner=self,
        )

    @Slot(object)
    def _on_looked(self, outcome: Outcome[OutboxLetter]) -> None:
        self._under_way.discard(outcome.value.id)
        self._bar.say(outcome.value.why)
        self.show_letter(self._letter)
        self._kit.changes.tell(outcome.changes)

    def _on_failed(self, letter_id: str, problem: Problem) -> None:
        self._under_way.discard(letter_id)
        self._bar.tell(problem)
        self.show_letter(self._letter)
