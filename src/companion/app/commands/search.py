"""`companion applications`, `apply`, `interview`, `reject`: applications and what happens to them."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from datetime import datetime, timedelta, tzinfo

from companion.app.backend import Backend
from companion.app.commands import shapes
from companion.app.commands.command import Command, Context, Reply, Show, plain
from companion.core import moments
from companion.core.application import ApplicationRow, ContactRole, EventKind, Fit, SaidBy
from companion.core.problem import Problem
from companion.core.query import Order, Sort
from companion.services.applications import ApplicationDraft, ContactDraft
from companion.services.log_event import EventDraft, Logged
from companion.services.reel import Noes
from companion.services.work import Outcome


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


# --- applications ------------------------------------------------------------------------------------------------


def _list_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "query", nargs="*", help="words that all must occur, and filters such as stage:interview or silent:>14d"
    )
    parser.add_argument("--limit", type=int, default=50, metavar="N", help="show at most N (default 50)")
    parser.add_argument("--sort", choices=[sort.value for sort in Sort if sort], default="", help="order by this")
    parser.add_argument("--reverse", action="store_true", help="the other way round")
    parser.add_argument("--archived", action="store_true", help="look in the archive instead")


def _list(backend: Backend, args: Namespace, _context: Context) -> Reply:
    typed = " ".join([*(_quoted(word) for word in args.query), *(["is:archived"] if args.archived else [])])
    order = Order(Sort(args.sort), reverse=args.reverse)
    rows = backend.applications.search(typed, order=order, limit=max(1, min(args.limit, 100_000)))
    now, zone = backend.clock.now(), backend.clock.zone()
    lines = [_row_line(r, now, zone) for r in rows]
    note = "" if rows else "Nothing in the list fits that." if typed else "There are no applications yet."
    problems = backend.applications.query(typed).problems
    return Reply(
        {"applications": [shapes.row(r) for r in rows]}, tuple(lines), " ".join(filter(None, (*problems, note)))
    )


def _quoted(word: str) -> str:
    """A word as the shell gave it: what it had in quotation marks behind a filter's name stays one value."""
    name, colon, value = word.partition(":")
    return f'{name}:"{value}"' if colon and " " in value and '"' not in value and " " not in name else word


def _row_line(row: ApplicationRow, now: datetime, zone: tzinfo) -> str:
    line = f"{row.company[:32]:<32}  {row.role[:32]:<32}  {row.state.words:<10}  "
    return (line + _how_long(row.latest_at, now, zone)).rstrip()


def _how_long(latest: datetime | None, now: datetime, zone: tzinfo) -> str:
    """How many days ago the last sign of life came; or the day of what is planned."""
    if latest is None:
        return ""
    if latest > now:
        return moments.day_in_words(latest, now=now, zone=zone)
    days = moments.days_between(latest, now, zone)
    return "today" if days == 0 else f"{days} day{'s' if days > 1 else ''}"


# --- apply -------------------------------------------------------------------------------------------------------


def _apply_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("company")
    parser.add_argument("--role", default="", help="the position, e.g. “Backend Engineer”")
    parser.add_argument("--place", default="")
    parser.add_argument("--link", default="", help="the posting's address")
    parser.add_argument("--notes", default="")
    parser.add_argument("--when", default="", metavar="WHEN", help="when you applied (default: now)")
    _answer_arguments(parser)
    parser.add_argument("--saved", action="store_true", help="only keep it for later; you have not applied yet")


def _apply(backend: Backend, args: Namespace, _context: Context) -> Reply:
    draft = ApplicationDraft(args.company, args.role, args.place, args.link, args.notes)
    if args.saved:
        outcome = backend.applications.add(draft, applied=False, origin="shell")
        made = outcome.value
        return Reply(
            {"application": shapes.application(made)}, (f"Kept for later: {made.company}.",), changes=outcome.changes
        )
    at = _when(backend, args.when)
    answer_by = _answer_by(backend, args.answer_by)
    logged = backend.log_event.log(
        EventDraft(EventKind.APPLIED, application=draft, at=at, promised_at=answer_by), origin="shell"
    )
    value = logged.value
    line = f"Applied: {_named(value)}, {_said_when(backend, value.event.at)}."
    return Reply(
        {"application": shapes.application(value.application), "event": shapes.event(value.event)},
        (line,),
        changes=logged.changes,
    )


def _named(logged: Logged) -> str:
    return " — ".join(part for part in (logged.application.company, logged.application.role) if part)


# --- interview ---------------------------------------------------------------------------------------------------


def _which_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("company", help="the company; an unknown one becomes a new application")
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
    _which_arguments(parser)
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


def _interview(backend: Backend, args: Namespace, _context: Context) -> Reply:
    at = _when(backend, args.when)
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
        "Adds an application with the day you applied.",
        'companion apply "Acme" --role "Backend Engineer" --when 2026-11-20',
        _apply_arguments,
        _apply,
    ),
    Command(
        "interview",
        "log an interview; a thank-you is due two hours after it",
        "Logs an interview, past or planned, with the person you talk to.",
        'companion interview "Acme" --when "2026-11-20 14:30" --with "Dana Reyes" --email dana@example.org',
        _interview_arguments,
        _interview,
    ),
    Command(
        "applications",
        "list or search the applications",
        "Searches company, role, place, notes, contacts, letters, feedback, tags and the posting's text, by words,"
        " parts of words and filters: stage, silent, tag, via, applied, company, role, place, is, has. A minus before a"
        " filter turns it round; the words then stand behind --. Without words, lists the latest first. What is"
        " archived is left out.",
        "companion applications\ncompanion applications backend berlin --json\n"
        "companion applications stage:interview 'silent:>14d' --sort company\n"
        "companion applications --limit 9 -- applied:2026-10 -tag:remote",
        _list_arguments,
        _list,
    ),
)
