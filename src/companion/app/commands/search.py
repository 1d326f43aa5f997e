"""`companion applications`, `apply`, `interview`, `reject`: applications and what happens to them."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from datetime import datetime, timedelta

from companion.app.backend import Backend
from companion.app.commands import calendars, postings, shapes
from companion.app.commands.command import Command, Context, Reply, Show, plain
from companion.core import moments
from companion.core.application import ApplicationRow, ContactRole, EventKind, Fit, SaidBy
from companion.core.business_days import read_zone, zone_named
from companion.core.company import before_here
from companion.core.problem import Problem
from companion.services.applications import ApplicationDraft, ContactDraft
from companion.services.log_event import EventDraft, Logged
from companion.services.reel import Noes
from companion.services.work import Outcome

MOST_KNOWN = 4
"""Applications at the same company of which `apply` tells."""


def _when(backend: Backend, typed: str) -> datetime:
    return moments.read(typed, now=backend.clock.now(), zone=backend.clock.zone())


def _answer_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--answer-by", default="", metavar="WHEN", help="by when they answer, if they said so: 2026-12-01"
    )


def _answer_by(backend: Backend, typed: str) -> datetime | None:
    now, zone = backend.clock.now(), backend.clock.zone()
    return moments.read(typed, now=now, zone=zone, field="promised_at") if typed.strip() else None


def _said_when(backend: Backend, moment: datetime) -> str:
    return moments.moment_in_words(moment, now=backend.clock.now(), zone=backend.clock.zone())


# --- apply -------------------------------------------------------------------------------------------------------


def _apply_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("company", nargs="?", help="may be left out with --posting or --fetch")
    parser.add_argument("--role", default="", help="the position, e.g. “Backend Engineer”")
    parser.add_argument("--place", default="")
    parser.add_argument(
        "--link", dest="links", action="append", default=[], help="the posting's address; again for others"
    )
    parser.add_argument("--notes", default="", help="Markdown works")
    parser.add_argument("--salary", default="", help="in your own words, e.g. “55k”")
    parser.add_argument("--source", default="", help="where you found it: a site, a person")
    parser.add_argument(
        "--tag", dest="tags", action="append", default=[], help="a tag, or several parted by commas; again for more"
    )
    parser.add_argument("--when", default="", metavar="WHEN", help="when you applied (default: now)")
    _answer_arguments(parser)
    postings.arguments(parser)
    parser.add_argument("--saved", action="store_true", help="only keep it for later; you have not applied yet")


def _draft(backend: Backend, args: Namespace, context: Context) -> tuple[ApplicationDraft, str]:
    """What was typed, with what a posting says of the rest; and a remark on what is a guess."""
    link, *links = args.links or [""]
    draft = ApplicationDraft(
        args.company or "",
        args.role,
        args.place,
        link,
        args.notes,
        args.salary,
        args.source,
        tuple(args.tags),
        tuple(links),
    )
    if args.posting or args.fetch:
        return postings.completed(backend, args, context, draft)
    return draft, ""


def _apply(backend: Backend, args: Namespace, context: Context) -> Reply:
    draft, guesses = _draft(backend, args, context)
    known = backend.applications.known_at(draft.company)
    note = " ".join(filter(None, (guesses, _known_note(backend, known))))
    if args.saved:
        outcome = backend.applications.add(draft, applied=False, origin="shell")
        made = outcome.value
        return Reply(
            {"application": shapes.application(made), "known": [shapes.row(r) for r in known]},
            (f"Kept for later: {made.company}.",),
            note,
            changes=outcome.changes,
        )
    at = _when(backend, args.when)
    answer_by = _answer_by(backend, args.answer_by)
    logged = backend.log_event.log(
        EventDraft(EventKind.APPLIED, application=draft, at=at, promised_at=answer_by), origin="shell"
    )
    value = logged.value
    line = f"Applied: {_named(value)}, {_said_when(backend, value.event.at)}."
    return Reply(
        {
            "application": shapes.application(value.application),
            "event": shapes.event(value.event),
            "known": [shapes.row(r) for r in known],
        },
        (line,),
        note,
        changes=logged.changes,
    )


def _known_note(backend: Backend, known: tuple[ApplicationRow, ...]) -> str:
    """What happened at this company before; "" where nothing did."""
    if not known:
        return ""
    what = "an application" if len(known) == 1 else "applications"
    told = before_here(known[:MOST_KNOWN], backend.clock.now(), backend.clock.zone())
    more = f" · and {len(known) - MOST_KNOWN} more" if len(known) > MOST_KNOWN else ""
    return f"You had {what} at {known[0].company} already: {told}{more}."


def _named(logged: Logged) -> str:
    return " — ".join(part for part in (logged.application.company, logged.application.role) if part)


# --- interview ---------------------------------------------------------------------------------------------------


def _which_arguments(parser: ArgumentParser, *, optional: bool = False) -> None:
    """optional: whether something else may say which application."""
    words = "the company; an unknown one becomes a new application"
    if optional:
        parser.add_argument("company", nargs="?", default="", help=words)
    else:
        parser.add_argument("company", help=words)
    parser.add_argument("--role", default="", help="the position, if several are open there")
    parser.add_argument(
        "--id", default="", type=plain, metavar="ID", help="the application's id, instead of finding it by its name"
    )
    parser.add_argument("--stage", default="", help="at which stage, e.g. “second interview”")
    parser.add_argument(
        "--when",
        default="",
        metavar="WHEN",
        help="2026-11-20, “2026-11-20 14:30”, yesterday, “3 hours ago” (default: now)",
    )


def _interview_arguments(parser: ArgumentParser) -> None:
    _which_arguments(parser, optional=True)
    calendars.arguments(parser)
    parser.add_argument("--zone", default="", metavar="ZONE", help="the interview's time zone, e.g. Europe/Berlin")
    parser.add_argument("--place", default="", metavar="PLACE", help="where it is, or the address of the call")
    parser.add_argument("--minutes", type=int, default=60, metavar="N", help="how long it takes (default 60)")
    parser.add_argument("--with", dest="person", default="", metavar="NAME", help="whom you talk to")
    parser.add_argument("--email", default="", metavar="ADDRESS", help="that person's address")
    parser.add_argument(
        "--as",
        dest="contact_role",
        choices=[role.value.replace(" ", "-") for role in ContactRole],
        default="",
        help="what that person is (default: as known, else interviewer); a recruiter is written to first",
    )
    _answer_arguments(parser)


def _interview(backend: Backend, args: Namespace, context: Context) -> Reply:
    if args.ics:
        return calendars.take(backend, args, context)
    if not args.company and not args.id:
        raise Problem("Say at which company, or give a calendar file with --ics.", field="company")
    at = moments.read(
        args.when,
        now=backend.clock.now(),
        zone=zone_named(read_zone(args.zone, field="zone"), backend.clock.zone()),
    )
    if not 1 <= args.minutes <= 24 * 60:
        raise Problem("--minutes is a number from 1 to 1440.", field="ends_at")
    known_as = ContactRole(args.contact_role.replace("-", " ")) if args.contact_role else None
    person = ContactDraft(args.person, args.email, known_as)
    outcome = _logged(
        backend,
        args,
        EventDraft(
            EventKind.INTERVIEW,
            at=at,
            ends_at=at + timedelta(minutes=args.minutes),
            stage=args.stage,
            contact=person,
            promised_at=_answer_by(backend, args.answer_by),
            zone=args.zone,
            place=args.place,
        ),
    )
    value = outcome.value
    lines = [f"Interview: {_named(value)}, {_said_when(backend, value.event.at)}."]
    if value.follow_up:
        lines.append(f"A thank-you with a question is due {_said_when(backend, value.follow_up.due_at)}.")
    return _event_reply(outcome, lines)


def _logged(backend: Backend, args: Namespace, draft: EventDraft) -> Outcome[Logged]:
    """Logs the event for the application that the arguments name, or for a new one."""
    if args.id:
        return backend.log_event.log(_for(draft, args.id), origin="shell")
    found = backend.applications.one_named(args.company, args.role)
    if found:
        return backend.log_event.log(_for(draft, found.id), origin="shell")
    new = ApplicationDraft(args.company, args.role)
    return backend.log_event.log(_for(draft, None, new), origin="shell")


def _for(draft: EventDraft, application_id: str | None, new: ApplicationDraft | None = None) -> EventDraft:
    from dataclasses import replace

    return replace(draft, application_id=application_id, application=new)


def _event_reply(outcome: Outcome[Logged], lines: list[str], **more: object) -> Reply:
    value = outcome.value
    note = (
        f"No open application at {value.application.company} was in the list, so a new one was made."
        if value.is_new
        else ""
    )
    follow_up = value.follow_up
    data: dict[str, object] = {
        "application": shapes.application(value.application),
        "event": shapes.event(value.event),
        "new": value.is_new,
        "follow_up": {"id": follow_up.id, "kind": follow_up.kind.value, "due_at": shapes.moment(follow_up.due_at)}
        if follow_up
        else None,
        **more,
    }
    return Reply(data, tuple(lines), note, changes=outcome.changes, undo=outcome.undo)


# --- reject ------------------------------------------------------------------------------------------------------


def _reject_arguments(parser: ArgumentParser) -> None:
    _which_arguments(parser)
    parser.add_argument("--how", default="", metavar="HOW", help="how it came: e-mail, phone, portal…")
    said = parser.add_mutually_exclusive_group()
    said.add_argument("--said", default="", metavar="TEXT", help="what they said")
    said.add_argument("--guess", default="", metavar="TEXT", help="what you suppose; kept as your guess")
    parser.add_argument("--fit", choices=[f.value for f in Fit if f.value], default="", help="was it a fit for you?")
    parser.add_argument("--fit-line", default="", metavar="LINE", help="one line about that, for you alone")


def _reject(backend: Backend, args: Namespace, _context: Context) -> Reply:
    backend.trace.mark("reject.received")
    outcome = _logged(
        backend,
        args,
        EventDraft(
            EventKind.REJECTED,
            at=_when(backend, args.when),
            stage=args.stage,
            channel=args.how,
            said=args.said or args.guess,
            said_by=SaidBy.GUESS if args.guess else SaidBy.THEM,
            fit=Fit(args.fit),
            fit_line=args.fit_line,
        ),
    )
    value = outcome.value
    noes = Noes((value.application.company,), (value.application.id,))
    reel = backend.reels.compose(noes)
    lines = [reel.acknowledgement, *(f"  · {card.highlight.text}" for card in reel.cards), reel.next_step]
    if value.follow_up:
        lines.append(f"A request for advice is due {_said_when(backend, value.follow_up.due_at)}.")
    reply = _event_reply(outcome, lines, reel=shapes.reel(reel))
    return Reply(reply.data, reply.lines, reply.note, reply.changes, Show.REEL, noes, reel=reel, undo=outcome.undo)


COMMANDS = (
    Command(
        "reject",
        "log a rejection; the running tray plays the reel",
        "Logs a no for the open application at COMPANY (or a new one), then plays the highlight reel.",
        'companion reject "Acme"\ncompanion reject "Acme" --when yesterday --how e-mail --said "We need more Go"',
        _reject_arguments,
        _reject,
    ),
    Command(
        "apply",
        "log an application",
        "Adds an application with the day you applied. With --posting, reads a saved page or a text; with --fetch, "
        "asks the site of --link for its page, and nobody without it. What you give as options wins.",
        'companion apply "Acme" --role "Backend Engineer" --when 2026-11-20\n'
        "companion apply --posting page.html --saved\n"
        "companion apply --fetch --link https://jobs.example.org/17 --saved",
        _apply_arguments,
        _apply,
    ),
    Command(
        "interview",
        "log an interview; a thank-you is due two hours after it",
        "Logs an interview, past or planned, with the person you talk to. With --ics, reads an invitation: a calendar "
        "file, or a mail saved as .eml. One that came before is moved or called off.",
        'companion interview "Acme" --when "2026-11-20 14:30" --with "Dana Reyes" --email dana@example.org\n'
        "companion interview --ics invite.ics\n"
        'companion interview "Acme" --ics invitation.eml',
        _interview_arguments,
        _interview,
    ),
)
