"""`companion applications`: the list and its search.

What scripts call often, so it loads little: no service, and of the store only its search.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from companion.app.commands import shapes
from companion.app.commands.command import Command, Context, Reply
from companion.core import moments
from companion.core.query import Order, Sort, parse

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable
    from datetime import datetime, tzinfo

    from companion.app.backend import Backend
    from companion.app.profile import Profile
    from companion.core.application import ApplicationRow
    from companion.services.ports import Clock


def _list_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "query", nargs="*", help="words that all must occur, and filters such as stage:interview or silent:>14d"
    )
    parser.add_argument("--limit", type=int, default=50, metavar="N", help="show at most N (default 50)")
    parser.add_argument("--sort", choices=[sort.value for sort in Sort if sort], default="", help="order by this")
    parser.add_argument("--reverse", action="store_true", help="the other way round")
    parser.add_argument("--archived", action="store_true", help="look in the archive instead")


def _list(backend: Backend, args: Namespace, _context: Context) -> Reply:
    return _reply(backend.store.search, backend.clock, args)


def _read(profile: Profile, args: Namespace) -> Reply | None:
    """The same without a service, which would take longer to load than the search takes."""
    from companion.adapters.store.reading import open_search
    from companion.adapters.system import SystemClock

    with open_search(profile.store) as search:
        return None if search is None else _reply(search.find, SystemClock(), args)


def _reply(search: Callable[..., tuple[ApplicationRow, ...]], clock: Clock, args: Namespace) -> Reply:
    typed = " ".join([*(_quoted(word) for word in args.query), *(["is:archived"] if args.archived else [])])
    now, zone = clock.now(), clock.zone()
    asked = parse(typed, now=now, zone=zone)
    order = Order(Sort(args.sort), reverse=args.reverse)
    rows = search(asked, order=order, limit=max(1, min(args.limit, 100_000)), offset=0)
    lines = [_row_line(r, now, zone) for r in rows]
    note = "" if rows else "Nothing in the list fits that." if typed else "There are no applications yet."
    told = [shapes.row(r) | {"silent_days": _silent_days(r, now, zone)} for r in rows]
    return Reply({"applications": told}, tuple(lines), " ".join(filter(None, (*asked.problems, note))))


def _quoted(word: str) -> str:
    """A word as the shell gave it: what it had in quotation marks behind a filter's name stays one value."""
    name, colon, value = word.partition(":")
    return f'{name}:"{value}"' if colon and " " in value and '"' not in value and " " not in name else word


def _silent_days(row: ApplicationRow, now: datetime, zone: tzinfo) -> int | None:
    """Days since the last sign of life of one that is open."""
    if row.latest_at is None or not row.state.open:
        return None
    return max(0, moments.days_between(row.latest_at, now, zone))


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


COMMANDS = (
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
        _read,
    ),
)
