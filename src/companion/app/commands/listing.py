"""`companion applications`: the list and its search.

What scripts call often, so it loads little: no service, and of the store only its search.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from companion.app.commands import shapes
from companion.app.commands.command import Command, Context, Reply
from companion.core import moments
from companion.core.query import USUAL

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable
    from datetime import datetime, tzinfo

    from companion.app.backend import Backend
    from companion.app.profile import Profile
    from companion.core.application import ApplicationRow
    from companion.services.ports import Clock


def _list_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("query", nargs="*", help="words that all must occur; their beginnings are enough")
    parser.add_argument("--limit", type=int, default=50, metavar="N", help="show at most N (default 50)")


def _list(backend: Backend, args: Namespace, _context: Context) -> Reply:
    return _reply(backend.applications.search, backend.clock, args)


def _read(profile: Profile, args: Namespace) -> Reply | None:
    """The same without a service, which would take longer to load than the search takes."""
    from companion.adapters.store.reading import open_search
    from companion.adapters.system import SystemClock

    with open_search(profile.store) as search:
        return None if search is None else _reply(search.find, SystemClock(), args)


def _reply(search: Callable[..., tuple[ApplicationRow, ...]], clock: Clock, args: Namespace) -> Reply:
    rows = search(" ".join(args.query), order=USUAL, limit=max(1, min(args.limit, 100_000)), offset=0)
    now, zone = clock.now(), clock.zone()
    lines = [_row_line(r, now, zone) for r in rows]
    note = "" if rows else "Nothing in the list fits that." if args.query else "There are no applications yet."
    return Reply({"applications": [shapes.row(r) for r in rows]}, tuple(lines), note)


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
        "Searches company, role, place, notes, contacts and feedback; without words, lists the latest first.",
        "companion applications\ncompanion applications backend berlin --json",
        _list_arguments,
        _list,
        _read,
    ),
)
