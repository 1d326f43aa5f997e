"""Merging two applications that are one: a look at the result first, then all of it in one unit of work."""

from __future__ import annotations

from dataclasses import dataclass, replace

from companion.core.application import Application, Contact, Event, State, state_of
from companion.core.attachment import Attachment
from companion.core.debrief import Debrief
from companion.core.follow_up import FollowUp
from companion.core.held import HeldNo
from companion.core.merge import People, in_one_row, left_out, merged, united_people
from companion.core.outbox import OutboxLetter
from companion.core.problem import Problem
from companion.services.applications import LONG_LIMIT
from companion.services.ports import Store, Writer
from companion.services.work import Desk, Outcome, Work


@dataclass(frozen=True, slots=True)
class MergePreview:
    """What two applications would become. left_out: fields of the other that have no room, by name, and what they say.
    events, contacts, letters, files: how many the result has.
    """

    kept: Application
    other: Application
    result: Application
    state: State
    events: int
    contacts: int
    letters: int
    files: int
    left_out: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Merging:
    """Makes one application of two."""

    desk: Desk

    def preview(self, kept_id: str, other_id: str) -> MergePreview:
        """What `merge` would make of them. Raises Problem where it would."""
        store = self.desk.store
        kept, other = _both(store, kept_id, other_id)
        events = [event for key in (kept_id, other_id) for event in store.of_application(Event, key)]
        return MergePreview(
            kept,
            other,
            _checked(merged(kept, other)),
            state_of(events),
            len(events),
            len(_people(store, kept_id, other_id).contacts),
            sum(len(store.of_application(OutboxLetter, key)) for key in (kept_id, other_id)),
            sum(len(store.of_application(Attachment, key)) for key in (kept_id, other_id)),
            left_out(kept, other),
        )

    def merge(self, kept_id: str, other_id: str, *, origin: str = "") -> Outcome[Application]:
        """Everything of the other becomes the kept one's, and the other is put away. Undo brings back both."""
        with self.desk.work(origin) as work:
            kept, other = _both(work.writer, kept_id, other_id)
            result = _checked(merged(kept, other))
            people = _people(work.writer, kept_id, other_id)
            work.put(result)
            _move_people(work, people, other_id)
            _move_events(work, people, kept_id, other_id)
            _move_letters(work, people, kept_id, other_id)
            for kind in (Debrief, Attachment):
                for thing in work.writer.of_application(kind, other_id):
                    work.put(replace(thing, application_id=kept_id))
            held = work.writer.of_application(HeldNo, other_id)
            work.move(replace(no, application_id=kept_id) for no in held)
            work.put(replace(other, deleted_at=work.now))
            work.settle(kept_id)
            return work.outcome(result)


def _both(store: Store | Writer, kept_id: str, other_id: str) -> tuple[Application, Application]:
    if kept_id == other_id:
        raise Problem("This is the same application. Choose another one to merge with.")
    kept, other = store.get(Application, kept_id), store.get(Application, other_id)
    if kept is None or other is None or kept.deleted_at or other.deleted_at:
        raise Problem("One of the two applications is not in the list any more. Nothing was changed.")
    return kept, other


def _checked(result: Application) -> Application:
    for name, what in (("notes", "notes"), ("posting", "postings")):
        length = len(getattr(result, name))
        if length > LONG_LIMIT:
            raise Problem(
                f"The {what} of both have {length:,} characters together; up to {LONG_LIMIT:,} fit. "
                "Nothing was changed; shorten one of them and merge again."
            )
    return result


def _people(store: Store | Writer, kept_id: str, other_id: str) -> People:
    return united_people(store.of_application(Contact, kept_id), store.of_application(Contact, other_id), kept_id)


def _move_people(work: Work, people: People, other_id: str) -> None:
    for contact in work.writer.of_application(Contact, other_id):
        if contact.id in people.same:
            work.put(replace(contact, deleted_at=work.now))
    for contact in people.contacts:
        work.put(contact)


def _move_events(work: Work, people: People, kept_id: str, other_id: str) -> None:
    for event in work.writer.of_application(Event, other_id):
        work.put(replace(event, application_id=kept_id, contact_id=_now(people, event.contact_id)))


def _move_letters(work: Work, people: People, kept_id: str, other_id: str) -> None:
    both = [f for key in (kept_id, other_id) for f in work.writer.of_application(FollowUp, key)]
    work.move(replace(f, contact_id=_now(people, f.contact_id)) for f in in_one_row(both, kept_id))


def _now(people: People, contact_id: str | None) -> str | None:
    return people.same.get(contact_id, contact_id) if contact_id else None
