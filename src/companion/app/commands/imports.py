"""`companion import`: another tracker's file, and the way back."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import replace

from companion.app.backend import Backend
from companion.app.commands import exports, shapes
from companion.app.commands.command import Command, Context, Json, Reply, plain
from companion.core import moments
from companion.core.import_plan import Fate, Preview
from companion.core.import_run import ImportRun
from companion.core.import_words import meanings as usual_meanings
from companion.core.imports import Field, Format, Meanings, Recognised
from companion.core.problem import Problem
from companion.services.importing import jobs

_TOLD = 20
"""Rows of each kind that are told to a person; --json has all that the preview has."""


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "file", nargs="?", default="", type=plain, help="csv, tsv, xlsx, zip, or an export of everything (json, zip)"
    )
    formats = [f.value for f in Format if f is not Format.COMPANION_JSON]
    parser.add_argument(
        "--format", choices=formats, default="", help="whose file it is, where that is not seen by itself"
    )
    parser.add_argument(
        "--map",
        dest="columns",
        action="append",
        default=[],
        type=plain,
        metavar="COLUMN=FIELD",
        help=f"what a column means; fields: {', '.join(f.value for f in Field)}",
    )
    parser.add_argument("--preview", action="store_true", help="only say what would come of it")
    parser.add_argument("--private", action="store_true", help="also your own address, phone number and answers")
    parser.add_argument("--list", action="store_true", help="list the imports that were carried out")
    parser.add_argument(
        "--undo", nargs="?", const="last", default="", type=plain, metavar="ID", help="take an import back (the latest)"
    )


def _run(backend: Backend, args: Namespace, context: Context) -> Reply:
    if args.list:
        return _list(backend)
    if args.undo:
        return _undo(backend, "" if args.undo == "last" else args.undo)
    if not args.file:
        raise Problem("Name a file to import, or use --undo or --list.", field="file")
    return _import(backend, args, context)


def _import(backend: Backend, args: Namespace, context: Context) -> Reply:
    path = context.path(args.file)
    tables = backend.importing.recognise(path)
    if any(table.format is Format.COMPANION_JSON for table in tables):
        return exports.take_in(backend, path, preview=args.preview)
    found = _chosen(tables, args.format)
    meanings = _meanings(found, args.columns)
    prepared = backend.importing.prepare(path, found, meanings, with_private=args.private)
    try:
        preview = prepared.preview
        data: Json = {
            "format": prepared.format.value,
            "tables": [table.member for table in found],
            "warnings": [warning for table in found for warning in table.warnings],
            "preview": _shape(preview),
        }
        note = " ".join(str(warning) for table in found for warning in table.warnings)
        if args.preview:
            return Reply(data, _lines(preview, "would be"), note)
        outcome = backend.importing.carry_out(prepared, origin="shell")
    finally:
        prepared.close()
    run = outcome.value
    data["import"] = _run_shape(run)
    lines = [*_lines(preview, "are"), _count(run) if run.added or run.changed else "Nothing was changed."]
    if run.added or run.changed:
        lines.append(f"companion import --undo {run.id}  takes all of it back.")
    return Reply(data, tuple(lines), note, outcome.changes, undo=outcome.undo)


def _chosen(tables: Sequence[Recognised], wanted: str) -> tuple[Recognised, ...]:
    if not wanted:
        return jobs(tables)
    kind = Format(wanted)
    same = tuple(table for table in tables if table.format is kind)
    if same:
        return same
    return tuple(replace(table, format=kind, meanings=usual_meanings(kind, table.columns)) for table in tables[:1])


def _meanings(tables: Sequence[Recognised], typed: Sequence[str]) -> Meanings | None:
    if not typed:
        return None
    if len(tables) > 1:
        raise Problem("The file has several tables. Choose one with --format to use --map.", field="meanings")
    meant = dict(tables[0].meanings)
    for one in typed:
        column, _, field = one.rpartition("=")
        if column not in tables[0].columns:
            raise Problem(
                f"There is no column “{column[:40]}”. There are: {', '.join(tables[0].columns)}.", field="meanings"
            )
        if field not in {f.value for f in Field}:
            raise Problem(f"“{field[:40]}” is no field. There are: {', '.join(Field)}.", field="meanings")
        # what a person names counts before what was guessed
        meant = {name: kept if kept != field else Field.IGNORE for name, kept in meant.items()}
        meant[column] = Field(field)
    return meant


def _lines(preview: Preview, verb: str) -> tuple[str, ...]:
    lines = [
        f"{preview.new} {verb} new, {preview.changed} changed, {preview.same} here already, {preview.skipped} left out."
    ]
    for fate in (Fate.CHANGED, Fate.SKIPPED):
        rows = preview.of(fate)
        for row in rows[:_TOLD]:
            name = " — ".join(part for part in (row.company, row.role) if part)
            lines.append(f"  line {row.line}: {f'{name}: ' if name else ''}{row.why}")
        if preview.count(fate) > _TOLD:
            lines.append(f"  … and {preview.count(fate) - min(len(rows), _TOLD)} more")
    return tuple(lines)


def _shape(preview: Preview) -> Json:
    rows = [
        {"line": r.line, "company": r.company, "role": r.role, "fate": r.fate.value, "why": r.why} for r in preview.rows
    ]
    counts: Json = {fate.value: preview.count(fate) for fate in Fate}
    return {**counts, "rows": rows}


def _count(run: ImportRun) -> str:
    return f"Imported {run.file_name}: {run.added} added, {run.changed} changed."


def _run_shape(run: ImportRun) -> Json:
    return {
        "id": run.id,
        "at": shapes.moment(run.at),
        "format": run.source,
        "file": run.file_name,
        "added": run.added,
        "changed": run.changed,
        "skipped": run.skipped,
        "taken_back_at": shapes.moment(run.taken_back_at) if run.taken_back_at else None,
    }


def _list(backend: Backend) -> Reply:
    runs = backend.importing.runs()
    now, zone = backend.clock.now(), backend.clock.zone()
    lines = [
        f"{run.id}  {moments.moment_in_words(run.at, now=now, zone=zone)}: {_count(run)}"
        f"{' Taken back.' if run.taken_back_at else ''}"
        for run in runs
    ]
    return Reply(
        {"imports": [_run_shape(run) for run in runs]}, tuple(lines), "" if runs else "Nothing was imported yet."
    )


def _undo(backend: Backend, key: str) -> Reply:
    outcome = backend.importing.take_back(key, origin="shell")
    run = outcome.value
    line = f"Taken back: {run.file_name}, {run.added} added and {run.changed} changed. What you worked on since stays."
    return Reply({"import": _run_shape(run)}, (line,), changes=outcome.changes, undo=outcome.undo)


COMMANDS = (
    Command(
        "import",
        "bring in another tracker's file, or everything that was exported",
        "Reads the exports of LinkedIn, Huntr, Teal, Simplify, JobSync and Reactive Resume, and any other table. "
        "Fills what is empty, moves stages forward, and never writes over anything; a second time changes nothing; "
        "--undo takes all of it back. An export of everything (json, zip) brings what is missing or newer; a copy of "
        "the store is made before, which `companion restore` brings back.",
        "companion import huntr.csv --preview\ncompanion import jobs.xlsx --map Firma=company --map Stelle=role\n"
        "companion import --undo\ncompanion import everything.json",
        _arguments,
        _run,
    ),
)
