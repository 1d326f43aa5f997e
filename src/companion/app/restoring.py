"""`companion restore`: a backup takes the store's place while nobody has it open."""

from __future__ import annotations

from argparse import Namespace
from datetime import UTC, datetime
from pathlib import Path

from companion.adapters.store.backups import Backups, look_at
from companion.app.commands.command import Reply
from companion.app.profile import Profile
from companion.core.problem import Problem
from companion.core.text import counted
from companion.desktop.client import ask

RESTART_PATIENCE = 30.0


def run(args: Namespace, profile: Profile) -> Reply:
    """Restores the backup that `args` name. Raises Problem."""
    profile.prepare()
    backups = Backups(profile.backups, profile.store)
    chosen = _chosen(args, backups)
    found = look_at(chosen)
    answer = ask(profile.socket, {"restore": str(chosen)}, timeout=RESTART_PATIENCE)
    if answer is None:
        aside = backups.restore(chosen, datetime.now(UTC))
        told = f"The store as it was is kept as {aside}." if aside else ""
    elif answer.get("exit") == 0:
        told = "The running companion restarts with it; the store as it was is set aside."
    else:
        raise Problem(str(answer.get("error", "The running companion could not restore it.")))
    data: dict[str, object] = {"restored": str(chosen), "applications": found.applications}
    held = f"{counted(found.applications, 'application')} and {counted(found.highlights, 'highlight')}"
    line = f"Restored {held} from {chosen.name}."
    return Reply(data, (line,), told)


def _chosen(args: Namespace, backups: Backups) -> Path:
    if not args.latest:
        return Path(args.file).expanduser().absolute()
    newest = backups.newest_good()
    if newest is None:
        raise Problem("There is no good backup in this profile yet. Nothing was changed.")
    return newest.path
