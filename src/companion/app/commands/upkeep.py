"""`companion status`, `backup` and `restore`."""

from __future__ import annotations

import os
from argparse import ArgumentParser, Namespace

from companion.app.backend import Backend
from companion.app.commands import shapes
from companion.app.commands.command import Command, Context, Json, Reply, plain
from companion.core import moments
from companion.core.problem import Problem
from companion.core.text import counted
from companion.services.ports import Backup


def _no_arguments(_parser: ArgumentParser) -> None:
    pass


def _status(backend: Backend, _args: Namespace, context: Context) -> Reply:
    agenda = backend.agenda.look()
    count = backend.store.count_applications()
    data: Json = {
        "applications": count,
        "highlights": len(backend.highlights.all()),
        "due": [shapes.due(d) for d in agenda.due],
        "troubled": [shapes.letter(letter) for letter in agenda.troubled],
        "next_step": agenda.next_step,
        "next_due_at": shapes.moment(agenda.wake_at),
        "tray": context.in_tray,
    }
    lines = [
        f"{count} application{'' if count == 1 else 's'}",
        f"{len(agenda.due)} letter{'' if len(agenda.due) == 1 else 's'} due",
        agenda.next_step,
    ]
    return Reply(data, tuple(lines))


def _backup_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", nargs="?", default="", type=plain, help="where to (default: the profile's backups)")
    parser.add_argument("--list", action="store_true", help="list the backups instead")


def _backup(backend: Backend, args: Namespace, context: Context) -> Reply:
    if args.list:
        every = backend.backups.list()
        return Reply({"backups": [_shape(b) for b in every]}, tuple(_line(b, backend) for b in every))
    if args.file:
        target = context.path(args.file)
        if os.path.lexists(target):
            raise Problem(f"{target} is already there. Choose another name; nothing was written.", field="file")
        backend.store.back_up(target)
    else:
        target = backend.back_up_now()
    return Reply({"file": str(target), "bytes": target.stat().st_size}, (f"Backed up to {target}",))


def _shape(backup: Backup) -> Json:
    return {
        "file": str(backup.path),
        "made_at": shapes.moment(backup.made_at),
        "applications": backup.applications,
        "highlights": backup.highlights,
    }


def _line(backup: Backup, backend: Backend) -> str:
    when = moments.moment_in_words(backup.made_at, now=backend.clock.now(), zone=backend.clock.zone())
    held = f"{counted(backup.applications, 'application')}, {counted(backup.highlights, 'highlight')}"
    return f"{when}: {held}  {backup.path}"


def restore_arguments(parser: ArgumentParser) -> None:
    """What `restore` takes; it runs before a store is open (see app/restoring.py)."""
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("file", nargs="?", type=plain, help="the backup to put in the store's place")
    which.add_argument("--latest", action="store_true", help="the newest good backup of this profile")


COMMANDS = (
    Command(
        "status",
        "what is due and what comes next",
        "Counts applications, highlights and letters that are due, and says what comes next.",
        "companion status --json",
        _no_arguments,
        _status,
    ),
    Command(
        "backup",
        "copy the store to a safe place, now",
        "Makes a whole, checked copy of the store. The companion also makes one each day and keeps 7 + 4 of them.",
        "companion backup\ncompanion backup /media/stick/companion.db",
        _backup_arguments,
        _backup,
    ),
)
