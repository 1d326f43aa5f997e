"""`companion export`: applications as a table, their interviews, contacts and flows, the record of efforts, everything.

To a file it runs in the tray like any command; to standard output always here, for what it reads may be larger than an
answer of the tray.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from io import BytesIO
from pathlib import Path
from typing import Final

from companion.app.backend import Backend
from companion.app.commands import shapes
from companion.app.commands.command import Command, Context, Json, Reply, plain
from companion.app.telling import octets_out
from companion.core.exporting import ExportFormat, Period
from companion.core.problem import Problem
from companion.core.text import begun, counted
from companion.services.exporting import Exported, Wish
from companion.services.whole import TakenIn

_NOUNS: Final = {
    "applications": "application",
    "events": "event",
    "contacts": "contact",
    "letters": "letter",
    "highlights": "highlight",
    "attachments": "file",
    "saved_views": "view",
}
"""What a person is told of a file that holds everything; --json counts all that is in it."""


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--format", choices=[kind.value for kind in ExportFormat], required=True, help="as what")
    parser.add_argument("--query", default="", type=plain, metavar="TEXT", help="only what a search finds")
    parser.add_argument(
        "--from", dest="begins", default="", metavar="DATE", help="begun on 2026-11-01 or later (sankey, record)"
    )
    parser.add_argument(
        "--to", dest="ends", default="", metavar="DATE", help="begun on 2026-11-30 or earlier (sankey, record)"
    )
    parser.add_argument("--name", default="", type=plain, help="your name, to stand on the record")
    parser.add_argument(
        "--output",
        default="",
        type=plain,
        metavar="FILE",
        help="the file; “-” is standard output, where texts go if no file is named",
    )
    parser.add_argument("--force", action="store_true", help="write over the file if it is there")


def to_stdout(args: Namespace) -> bool:
    """Whether such an export goes to standard output."""
    return args.command == "export" and (args.output or "-") == "-"


def _wish(backend: Backend, args: Namespace) -> Wish:
    kind = ExportFormat(args.format)
    if (args.begins or args.ends) and not kind.dated:
        raise Problem("--from and --to are for sankey and record.", field="begins")
    period = Period.read(args.begins, args.ends, backend.clock.zone())
    return Wish(kind, query=args.query, period=period, name=args.name)


def _export(backend: Backend, args: Namespace, context: Context) -> Reply:
    wish = _wish(backend, args)
    if to_stdout(args):
        return _print(backend, wish, args)
    done = backend.exporting.save(wish, context.path(args.output), force=args.force)
    return Reply(_shape(wish, done), (f"Exported {done.words} to {done.path}",))


def _print(backend: Backend, wish: Wish, args: Namespace) -> Reply:
    if args.json:
        raise Problem("--json needs a file for the export. Name it with --output.", field="output")
    if not wish.kind.is_text and (not args.output or sys.stdout.isatty()):
        raise Problem(f"The format {wish.kind.value} is no text. Name a file with --output.", field="output")
    with octets_out() as out:
        if wish.kind in (ExportFormat.XLSX, ExportFormat.ZIP):  # written back and forth
            held = BytesIO()
            backend.exporting.write(wish, held)
            out.write(held.getvalue())
        else:
            backend.exporting.write(wish, out)
    return Reply({})


def _shape(wish: Wish, done: Exported) -> Json:
    return {
        "file": str(done.path),
        "format": wish.kind.value,
        "count": done.count,
        "of": done.noun,
        "bytes": done.size,
    }


def take_in(backend: Backend, path: Path, *, preview: bool = False) -> Reply:
    """For `import`: a file that holds everything. preview: only says what is in it."""
    if preview:
        holds = backend.exporting.whole.look_at(path, lambda _done: True)
        held = ", ".join(counted(holds.counts[name], noun) for name, noun in _NOUNS.items() if holds.counts[name])
        data: Json = {"exported_at": shapes.moment(holds.exported_at), "holds": dict(holds.counts)}
        return Reply(data, (f"It holds {held or 'no application'}.",))
    outcome = backend.exporting.whole.take_in(path, lambda _done: True, origin="shell")
    return Reply(whole_shape(outcome.value), whole_lines(outcome.value), changes=outcome.changes)


def whole_shape(taken: TakenIn) -> Json:
    """What such an import did, for --json."""
    return {
        "added": dict(taken.added),
        "updated": dict(taken.updated),
        "kept": dict(taken.kept),
        "letters_held": taken.held,
        "contents": taken.contents,
        "backup": str(taken.backup) if taken.backup else None,
    }


def whole_lines(taken: TakenIn) -> tuple[str, ...]:
    """The same for people."""
    added, updated = taken.added.get("applications", 0), taken.updated.get("applications", 0)
    lines = [begun(f"{counted(added, 'application')} added, {updated} brought up to date; what is newer here stayed.")]
    if taken.held:
        lines.append(f"{counted(taken.held, 'letter')} may have left since: see companion follow-up letters.")
    if taken.backup:
        lines.append(f"The store as it was before: {taken.backup}")
    return tuple(lines)


COMMANDS = (
    Command(
        "export",
        "write the applications, or everything, as a file for elsewhere",
        "Exports applications as a table (csv, xlsx), everything to import again (json), the interviews (ics), the "
        "contacts (vcf), the flow between stages for SankeyMATIC (sankey), or a record of efforts for an employment "
        "office (record, a PDF).",
        "companion export --format csv --query remote > remote.csv\n"
        "companion export --format json --output everything.json\n"
        "companion export --format record --from 2026-11-01 --to 2026-11-30 --name “Dana Reyes” --output record.pdf",
        _arguments,
        _export,
    ),
)
