"""The rows of the Follow-ups window, in words: pure, so that what the list says can be tested without one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum

from companion.core import moments
from companion.core.outbox import LetterState, OutboxLetter
from companion.services.agenda import DueLetter
from companion.services.ledger import LedgerLine, Letters


class Section(StrEnum):
    """The parts of the list; the value is its heading. What waits for an answer comes first."""

    TROUBLED = "Waiting for your answer"
    DUE = "Due"
    ON_THE_WAY = "On the way"
    SENT = "Sent"


@dataclass(frozen=True, slots=True)
class Row:
    """One row. key: "" for a heading. facts: what the pane tells. details: the server's own words."""

    section: Section
    key: str = ""
    title: str = ""
    second: str = ""
    state: str = ""
    facts: str = ""
    details: str = ""
    due: DueLetter | None = None
    letter: OutboxLetter | None = None

    @property
    def is_heading(self) -> bool:
        return not self.key

    @property
    def spoken(self) -> str:
        """The whole row, for assistive technology."""
        if self.is_heading:
            return self.section.value
        return ", ".join(part for part in (self.title, self.second, self.state) if part)


@dataclass(frozen=True, slots=True)
class Now:
    """The moment and the zone in which the rows are told."""

    at: datetime
    zone: tzinfo

    def words(self, moment: datetime) -> str:
        return moments.moment_in_words(moment, now=self.at, zone=self.zone)


def rows_of(due: tuple[DueLetter, ...], letters: Letters, now: Now) -> tuple[Row, ...]:
    """Every row with its headings; empty sections have none."""
    sections = {
        Section.TROUBLED: [_troubled(line, now) for line in letters.troubled],
        Section.DUE: [_due(letter, now) for letter in due],
        Section.ON_THE_WAY: [_on_the_way(line, now) for line in letters.on_the_way],
        Section.SENT: [_sent(line, now) for line in letters.sent],
    }
    return tuple(row for section, rows in sections.items() if rows for row in (Row(section), *rows))


def _due(letter: DueLetter, now: Now) -> Row:
    follow_up = letter.follow_up
    since, best = now.words(follow_up.due_at), now.words(follow_up.best_before)
    passed = follow_up.best_before < now.at
    best_words = f"It reads best before {best}." if not passed else f"It read best before {best}; it is still welcome."
    role = f" ({letter.role})" if letter.role else ""
    return Row(
        Section.DUE,
        follow_up.id,
        letter.words,
        f"Due since {since}" + ("" if passed else f" · best before {best}"),
        "",
        f"{follow_up.kind.words}, {letter.company}{role}.\nDue since {since}. {best_words}",
        due=letter,
    )


def _on_the_way(line: LedgerLine, now: Now) -> Row:
    letter = line.letter
    if letter.state is not LetterState.QUEUED:
        facts = "It is being sent now."
    elif letter.not_before - now.at <= timedelta(minutes=1) and not letter.why:
        facts = "It leaves in a few seconds. Until then it can be taken back."
    else:
        tried = f"{letter.why}\n" if letter.why else ""
        facts = f"{tried}The next try is {now.words(letter.not_before)}. The computer has to be on then."
    return _letter_row(Section.ON_THE_WAY, line, facts)


def _troubled(line: LedgerLine, now: Now) -> Row:
    letter = line.letter
    return _letter_row(
        Section.TROUBLED, line, f"{letter.why or letter.state.words + '.'}\nSince {now.words(letter.state_at)}."
    )


def _sent(line: LedgerLine, now: Now) -> Row:
    copy = f"\n{line.letter.why}" if line.letter.why else ""
    return _letter_row(Section.SENT, line, f"Sent {now.words(line.letter.state_at)}.{copy}")


def _letter_row(section: Section, line: LedgerLine, facts: str) -> Row:
    letter = line.letter
    return Row(
        section,
        letter.id,
        line.company or letter.recipient,
        f"“{letter.subject}” to {letter.recipient}",
        letter.state.words,
        f"“{letter.subject}”\nTo {letter.recipient}\n\n{facts}",
        letter.server_words,
        letter=letter,
    )
