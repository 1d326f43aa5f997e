"""The rows of the Follow-ups window, in words: pure, so that what the list says can be tested without one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum

from companion.core import moments
from companion.core.application import Event
from companion.core.follow_up import Closed
from companion.core.ledger import LedgerLine, Shelf
from companion.core.outbox import LetterState, OutboxLetter
from companion.services.agenda import DueLetter
from companion.services.ledger import Letters

SOON = timedelta(minutes=1)
"""A letter that leaves within it is in its time to be taken back, and not scheduled."""

NOTHING_DUE = "Nothing is due."


class Section(StrEnum):
    """The parts of the list; the value is its heading. What waits for an answer comes first."""

    TROUBLED = "Waiting for your answer"
    DUE = "Due"
    ON_THE_WAY = "On the way"
    SENT = "Sent"
    ANSWERED = "Answered"
    CLOSED = "Closed"


SHELVES = {
    Section.TROUBLED: Shelf.TROUBLED,
    Section.ON_THE_WAY: Shelf.ON_THE_WAY,
    Section.SENT: Shelf.SENT,
    Section.ANSWERED: Shelf.ANSWERED,
    Section.CLOSED: Shelf.CLOSED,
}


@dataclass(frozen=True, slots=True)
class Row:
    """One row. key: "" for a heading or a remark. facts: what the pane tells. details: the server's own words. older:
    this row stands for that many letters, which are read when it is chosen.
    """

    section: Section
    key: str = ""
    title: str = ""
    second: str = ""
    state: str = ""
    facts: str = ""
    details: str = ""
    due: DueLetter | None = None
    line: LedgerLine | None = None
    older: int = 0

    @property
    def is_heading(self) -> bool:
        return not self.key

    @property
    def letter(self) -> OutboxLetter | None:
        return self.line.letter if self.line else None

    @property
    def spoken(self) -> str:
        """The whole row, for assistive technology."""
        return ", ".join(part for part in (self.title, self.second, self.state) if part)


@dataclass(frozen=True, slots=True)
class Now:
    """The moment and the zone in which the rows are told."""

    at: datetime
    zone: tzinfo

    def words(self, moment: datetime) -> str:
        return moments.moment_in_words(moment, now=self.at, zone=self.zone)


def rows_of(letters: Letters, now: Now, *, searching: bool = False) -> tuple[Row, ...]:
    """Every row with its headings; empty sections have none, but that nothing is due is said."""
    rows: list[Row] = []
    for section in Section:
        if section is Section.DUE:
            found = [_due(letter, now) for letter in letters.due]
            count = len(found)
        else:
            shelf = SHELVES[section]
            found = [_line_row(section, line, now) for line in letters.lines.get(shelf, ())]
            count = letters.counts.get(shelf, 0)
        if found:
            rows += [Row(section, title=f"{section.value} ({count:,})"), *found]
        if count > len(found):
            left = count - len(found)
            rows.append(Row(section, f"older {section.name}", "Show older", f"{left:,} more", older=left))
    if rows and not letters.due and not searching:
        at = next((n for n, row in enumerate(rows) if row.section is not Section.TROUBLED), len(rows))
        rows.insert(at, Row(Section.DUE, title=NOTHING_DUE))
    return tuple(rows)


def waits(letter: OutboxLetter, now: datetime) -> bool:
    """Whether it waits for a time of its own, or for another try, rather than for its seconds to be taken back."""
    return letter.state is LetterState.QUEUED and (bool(letter.why) or letter.not_before - now > SOON)


def leaving_words(letter: OutboxLetter, now: Now) -> str:
    """Where a letter on its way stands: what it met, and when it leaves."""
    if letter.state is not LetterState.QUEUED:
        return "It is being sent now."
    when = now.words(letter.not_before)
    if letter.why:
        return f"Tries again {when}: {letter.why}\nThis computer must be on then."
    if waits(letter, now.at):
        return f"Leaves {when}. This computer must be on then."
    return "It leaves in a few seconds. Until then it can be taken back."


def came_words(event: Event, now: Now) -> str:
    """What came back, in the event's own words."""
    said = f"\n“{event.said}” ({event.said_by.words})" if event.said else ""
    return f"{event.kind.words}, {now.words(event.at)}.{said}"


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


def _line_row(section: Section, line: LedgerLine, now: Now) -> Row:
    letter = line.letter
    if section is Section.CLOSED or letter is None:
        return _closed(line, now)
    match section:
        case Section.TROUBLED:
            facts = f"{letter.why or letter.state.words + '.'}\nSince {now.words(letter.state_at)}."
        case Section.ON_THE_WAY:
            facts = leaving_words(letter, now)
        case _:
            facts = f"Sent {now.words(letter.state_at)}." + (f"\n{letter.why}" if letter.why else "")
    if line.came is not None:
        facts += f"\nCame back: {came_words(line.came, now)}"
    return Row(
        section,
        letter.id,
        line.company or letter.recipient,
        f"“{letter.subject}” to {letter.recipient}",
        _state(section, letter, now),
        f"“{letter.subject}”\nTo {letter.recipient}\n\n{facts}",
        letter.server_words,
        line=line,
    )


def _state(section: Section, letter: OutboxLetter, now: Now) -> str:
    if section is Section.ANSWERED:
        return "Answered"
    if section is Section.ON_THE_WAY and waits(letter, now.at):
        return f"{'Tries again' if letter.why else 'Leaves'} {now.words(letter.not_before)}"
    return letter.state.words


def _closed(line: LedgerLine, now: Now) -> Row:
    follow_up = line.follow_up
    letter = DueLetter(follow_up, line.company, line.role, line.person)
    why, more = _why_closed(line, now)
    role = f" ({line.role})" if line.role else ""
    return Row(
        Section.CLOSED,
        follow_up.id,
        letter.words,
        why,
        "",
        f"{follow_up.kind.words}, {line.company}{role}.\n{why}.{more}",
        line.letter.server_words if more and line.letter else "",
        line=line,
    )


def _why_closed(line: LedgerLine, now: Now) -> tuple[str, str]:
    """In few words, and what else there is to say."""
    match line.follow_up.closed:
        case Closed.DISMISSED if line.letter is not None and line.letter.why:
            return "You left it as it was", f"\n{line.letter.why}"
        case Closed.DISMISSED:
            return "You chose not to send it", ""
        case Closed.MOOT:
            return "What happened since has settled it", ""
        case _:
            return f"Its time passed {now.words(line.follow_up.useful_until)}", ""
