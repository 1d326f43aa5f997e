"""`companion interview --ics`: an invitation, from a calendar file or a mail saved as .eml."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from companion.app.backend import Backend
from companion.app.commands import shapes
from companion.app.commands.command import Context, Reply
from companion.core import moments
from companion.core.problem import Problem
from companion.services.applications import ApplicationDraft, ContactDraft

if TYPE_CHECKING:
    from companion.core.calendar_event import CalendarEvent
    from companion.services.calendars import Choice, Invitation, Opened, Taken

_MOST_LISTED = 10


def arguments(parser: ArgumentParser) -> None:
    """What `interview` takes for a calendar file."""
    parser.add_argument("--ics", default="", metavar="FILE", help="an invitation: .ics, or a mail saved as .eml")
    parser.add_argument("--event", type=int, default=0, metavar="N", help="which event of the file, if it has several")


def take(backend: Backend, args: Namespace, context: Context) -> Reply:
    """Saves the invitation for the application that was named; what is known moves where it is. Raises Problem."""
    from companion.services.calendars import Choice, Fate

    opened = backend.calendars.open(context.path(args.ics))
    invitation = _one(backend, opened, args.event)
    if not invitation.fate.changes:
        return Reply(_data(invitation, None), (), " ".join((invitation.fate.words, *opened.remarks)))
    choice = _choice(backend, args, invitation) if invitation.fate is Fate.NEW else Choice()
    outcome = backend.calendars.save(invitation, choice, origin="shell")
    return Reply(
        _data(invitation, outcome.value),
        tuple(_lines(backend, outcome.value)),
        " ".join(opened.remarks),
        changes=outcome.changes,
        undo=outcome.undo,
    )


def _one(backend: Backend, opened: Opened, number: int) -> Invitation:
    several = opened.invitations
    if number:
        if not 1 <= number <= len(several):
            raise Problem(f"--event is a number from 1 to {len(several)} here.", field="event")
        return several[number - 1]
    if len(several) > 1:
        listed = "; ".join(
            f"{n}: {each.event.title or 'no title'}, {_when(backend, each.event)}"
            for n, each in enumerate(several[:_MOST_LISTED], 1)
        )
        raise Problem(f"The file holds {len(several)} events. Say which with --event. {listed}", field="event")
    return opened.invitations[0]


def _choice(backend: Backend, args: Namespace, invitation: Invitation) -> Choice:
    from companion.services.calendars import Choice

    person = ContactDraft(args.person, args.email) if args.person or args.email else invitation.person
    key, new = args.id or None, None
    if key is None and args.company:
        found = backend.applications.one_named(args.company, args.role)
        key = found.id if found else None
        new = None if found else ApplicationDraft(args.company, args.role)
    if key is None and new is None:
        suggested = backend.calendars.suggest(invitation.event)
        listed = "; ".join(f"{s.company}{f', {s.role}' if s.role else ''} (--id {s.id}): {s.why}" for s in suggested)
        hint = f" It may be one of these. {listed}" if listed else ""
        raise Problem(f"Say which application it belongs to, by the company or with --id.{hint}", field="application")
    return Choice(key, new, args.stage, person)


def _lines(backend: Backend, taken: Taken) -> list[str]:
    from companion.services.calendars import Fate

    company = taken.application.company
    if taken.fate is Fate.CANCELLED:
        return [f"Called off: the interview at {company}. It is out of the timeline."]
    now, zone = backend.clock.now(), backend.clock.zone()
    verb = "Interview" if taken.fate is Fate.NEW else "Up to date: the interview"
    when = moments.moment_in_words(taken.event.at, now=now, zone=zone)
    lines = [f"{verb} at {company}, {when}."]
    if taken.follow_up:
        due = moments.moment_in_words(taken.follow_up.due_at, now=now, zone=zone)
        lines.append(f"A thank-you with a question is due {due}.")
    return lines


def _when(backend: Backend, event: CalendarEvent) -> str:
    return moments.moment_in_words(event.begins, now=backend.clock.now(), zone=backend.clock.zone())


def _data(invitation: Invitation, taken: Taken | None) -> dict[str, object]:
    application = taken.application if taken else invitation.application
    event = taken.event if taken else invitation.known
    follow_up = taken.follow_up if taken else None
    return {
        "fate": invitation.fate.value,
        "title": invitation.event.title,
        "application": shapes.application(application) if application else None,
        "event": shapes.event(event) if event else None,
        "new": taken.is_new_application if taken else False,
        "follow_up": {"id": follow_up.id, "kind": follow_up.kind.value, "due_at": shapes.moment(follow_up.due_at)}
        if follow_up
        else None,
    }
