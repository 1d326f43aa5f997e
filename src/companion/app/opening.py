"""What to do when the store can't be opened: ask the user, and never touch it unasked."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

from companion.adapters.store.backups import Backups, set_aside
from companion.app.profile import Profile
from companion.core.problem import Problem
from companion.services.ports import StoreIsDamaged
from companion.ui.recovery.dialog import Choice, ProblemDialog, RecoveryDialog


def mended(profile: Profile, problem: Problem) -> bool:
    """Tells the user; returns whether the store can be opened now. A damaged store is set aside, never deleted."""
    sys.stderr.write(problem.sentence + "\n")
    if not isinstance(problem, StoreIsDamaged):
        ProblemDialog(problem).exec()
        return False
    backups = Backups(profile.backups, profile.store)
    newest = backups.newest_good()
    choice = RecoveryDialog(problem, newest).ask()
    now = datetime.now(UTC)
    if choice is Choice.RESTORE and newest is not None:
        backups.restore(newest.path, now)
        return True
    if choice is Choice.START_EMPTY:
        set_aside(profile.store, now)
        return True
    return False
