"""MemoryStore's ledger: which letter lies on which shelf, from the dictionaries."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TypeVar

from companion.core.application import Application, Contact, Event
from companion.core.follow_up import Closed, FollowUp, LetterKind
from companion.core.ledger import LedgerLine, Shelf, answers, asked, letter_text
from companion.core.outbox import OutboxLetter
from companion.services.ports import Stored

Things = Mapping[tuple[type[Stored], str], Stored]
K = TypeVar("K", bound=Stored)


def shelved(things: Things, shelf: Shelf, typed: str, now: datetime) -> tuple[LedgerLine, ...]:
    """Every line of the shelf that holds what was typed, in the shelf's order."""
    found = [line for line in _lines(things, shelf, now) if all(word in _text(things, line) for word in asked(typed))]
    if shelf is Shelf.ON_THE_WAY:
        return tuple(sorted(found, key=lambda line: (_letter(line).not_before, _letter(line).id)))
    if shelf is Shelf.CLOSED:
        return tuple(sorted(found, key=lambda line: (line.follow_up.due_at, line.follow_up.id), reverse=True))
    return tuple(sorted(found, key=lambda line: (_letter(line).state_at, _letter(line).id), reverse=True))


def _lines(things: Things, shelf: Shelf, now: datetime) -> list[LedgerLine]:
    if shelf is Shelf.CLOSED:
        return [_line(things, f, _last_letter(things, f)) for f in _all(things, FollowUp) if _is_closed(things, f, now)]
    letters = [letter for letter in _all(things, OutboxLetter) if letter.state in shelf.states]
    lines = [_line(things, _one(things, FollowUp, letter.follow_up_id), letter) for letter in letters]
    if shelf in (Shelf.SENT, Shelf.ANSWERED):
        lines = [line for line in lines if (line.came is not None) is (shelf is Shelf.ANSWERED)]
    return lines


def _is_closed(things: Things, follow_up: FollowUp, now: datetime) -> bool:
    if _one(things, Application, follow_up.application_id).deleted_at is not None:
        return False
    unseen = follow_up.notified_at is None and not follow_up.subject + follow_up.body
    if follow_up.closed is Closed.MOOT and follow_up.kind is LetterKind.STATUS and unseen:
        return False
    passed = follow_up.closed is Closed.OPEN and follow_up.useful_until < now
    return passed or follow_up.closed in (Closed.MOOT, Closed.DISMISSED)


def _line(things: Things, follow_up: FollowUp, letter: OutboxLetter | None) -> LedgerLine:
    application = _one(things, Application, follow_up.application_id)
    contact = _one(things, Contact, follow_up.contact_id) if follow_up.contact_id else None
    events = [e for e in _all(things, Event) if e.application_id == application.id]
    came = [e for e in events if letter is not None and answers(e, letter)]
    return LedgerLine(
        follow_up,
        letter,
        min(came, key=lambda e: (e.at, e.id), default=None),
        application.company,
        application.role,
        contact.name if contact else "",
        contact.zone if contact else "",
    )


def _text(things: Things, line: LedgerLine) -> str:
    contact = _one(things, Contact, line.follow_up.contact_id) if line.follow_up.contact_id else None
    address = line.letter.recipient if line.letter else contact.email if contact else ""
    subject = line.letter.subject if line.letter else line.follow_up.subject
    return letter_text(line.company, line.person, address, subject, line.follow_up.kind.value)


def _last_letter(things: Things, follow_up: FollowUp) -> OutboxLetter | None:
    found = [letter for letter in _all(things, OutboxLetter) if letter.follow_up_id == follow_up.id]
    return max(found, key=lambda letter: letter.id, default=None)


def _letter(line: LedgerLine) -> OutboxLetter:
    assert line.letter is not None
    return line.letter


def _all(things: Things, kind: type[K]) -> list[K]:
    return [thing for thing in things.values() if isinstance(thing, kind)]


def _one(things: Things, kind: type[K], key: str) -> K:
    found = things[kind, key]
    assert isinstance(found, kind)
    return found
