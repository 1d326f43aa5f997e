"""Daily backups, kept 7 + 4, and the way back from one.

A backup is a whole store under its day's name. Nothing is deleted before its successor is complete, and nothing is
rotated while the store itself is not sound: the old good ones are then what counts.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo
from pathlib import Path

import apsw
from companion.adapters.store import copies, migrate, place
from companion.adapters.store.connection import connect, damaged, told
from companion.core import moments
from companion.core.outbox import RESTORED, LetterState
from companion.services.ports import Backup, Store, StoreIsDamaged, StoreIsNewer, StoreProblem

DAILY, WEEKLY = 7, 4
_DAY = re.compile(r"companion-(\d{4}-\d\d-\d\d)\.db")


def to_delete(days: Collection[date]) -> set[date]:
    """Which days' backups go: all but the newest seven, and of the older ones the newest of each of four weeks."""
    newest = sorted(set(days), reverse=True)
    weeks: dict[tuple[int, int], date] = {}
    for day in newest[DAILY:]:
        year, week, _ = day.isocalendar()
        weeks.setdefault((year, week), day)
    return set(newest[DAILY:]) - set(list(weeks.values())[:WEEKLY])


class Backups:
    """The backups in `folder` of the store at `store_path`."""

    def __init__(self, folder: Path, store_path: Path) -> None:
        self.folder = folder.absolute()
        self.store_path = store_path.absolute()

    def daily(self, store: Store, now: datetime, zone: tzinfo) -> Path | None:
        """Makes today's backup unless it is there, then lets old ones go. Returns the new one, or None.

        Raises StoreIsDamaged, with every backup left as it was, if the store does not pass its check.
        """
        target = self.folder / f"companion-{now.astimezone(zone).date().isoformat()}.db"
        if target.exists():
            return None
        if (found := store.check()) != "ok":
            raise damaged(self.store_path, found)
        store.back_up(target)
        with copies.on_disk(target):
            os.utime(target, (now.timestamp(), now.timestamp()))
            self._prune(now)
        return target

    def _prune(self, now: datetime) -> None:
        dated = {day: path for path in self._files() if (day := _day_of(path)) is not None}
        for day in to_delete(dated.keys()):
            dated[day].unlink(missing_ok=True)
        long_ago = (now - timedelta(days=1)).timestamp()
        for left in self.folder.glob(f".companion-*{copies.UNFINISHED}*"):
            if left.stat().st_mtime < long_ago:
                left.unlink(missing_ok=True)

    def list(self) -> tuple[Backup, ...]:
        """Those that are good, newest first. Each is checked, which takes a moment."""
        return tuple(self._good())

    def newest_good(self) -> Backup | None:
        """The first of `list`, without a look at the others."""
        return next(self._good(), None)

    def _files(self) -> tuple[Path, ...]:
        return tuple(path for path in self.folder.glob("companion-*.db") if path.is_file())

    def _good(self) -> Iterator[Backup]:
        for path in sorted(self._files(), key=lambda p: (p.stat().st_mtime, p.name), reverse=True):
            try:
                yield look_at(path)
            except StoreProblem:
                continue

    def restore(self, backup: Path, now: datetime) -> Path | None:
        """Puts a copy of the backup in the store's place; returns where the present store was set aside to.

        The store must be closed. The backup stays where it is. At every moment there is a store in the place. Letters
        that wait in the backup may have left since it was made, so none of them leaves by itself; nor do those that are
        due in it leave with one click.
        """
        backup = backup.absolute()
        look_at(backup)
        with copies.on_disk(self.store_path):
            self.store_path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with copies.draft_in(self.store_path.parent, self.store_path.name) as draft:
                copies.copy_into(backup, draft)
                _hold_letters(draft, now)
                aside = _leave_in_place(self.store_path, now)
                copies.put_in_place(draft, self.store_path)
        return aside


def look_at(path: Path) -> Backup:
    """What is in a backup. Raises StoreProblem if it can't be read, StoreIsNewer or StoreIsDamaged."""
    head = place.head_of(path)
    if head is None:
        raise damaged(path, "the file is empty")
    place.refuse_unknown(path, head, latest=migrate.LATEST)
    if (found := copies.quick_check(path)) != "ok":
        raise damaged(path, found)
    with told(path):
        connection = connect(path, writes=False)
        try:
            counted = connection.execute(
                "SELECT (SELECT count(*) FROM application WHERE deleted_at IS NULL),"
                " (SELECT count(*) FROM highlight WHERE deleted_at IS NULL)"
            ).get
        except apsw.SQLError as error:
            raise damaged(path, str(error)) from error
        finally:
            connection.close()
    return Backup(path, datetime.fromtimestamp(int(path.stat().st_mtime), UTC), *counted)


def _hold_letters(draft: Path, now: datetime) -> None:
    """Makes every letter on its way uncertain, and remembers what is due. Names columns that every version of the store
    has.
    """
    waiting = (LetterState.QUEUED, LetterState.SENDING, LetterState.TRANSMITTING)
    moment = moments.to_text(moments.whole_second(now))
    with told(draft):
        connection = connect(draft)
        try:
            connection.execute(
                "UPDATE letter SET state = ?, why = ?, state_at = ?, changed_at = ? WHERE state IN (?, ?, ?)",
                (LetterState.UNCERTAIN.value, RESTORED, moment, moment, *(state.value for state in waiting)),
            )
            due = connection.execute("SELECT id FROM follow_up WHERE closed = '' AND due_at <= ?", (moment,))
            connection.execute(
                "INSERT OR REPLACE INTO setting (key, value, changed_at) VALUES ('in_doubt', ?, ?)",
                (json.dumps(" ".join(key for (key,) in due)), moment),
            )
        except apsw.SQLError as error:
            raise damaged(draft, str(error)) from error
        finally:
            connection.close()


def set_aside(store_path: Path, now: datetime) -> Path:
    """Moves the store, with its log, to a name of its own beside its place. Nothing is deleted."""
    store_path = store_path.absolute()
    with copies.on_disk(store_path):
        aside = _free_name(store_path, now)
        # the log goes first: a store without its log is an older one, a log without its store is nothing
        _move_log(store_path, aside)
        store_path.replace(aside)
        copies.flush(store_path.parent)
    return aside


def _leave_in_place(store_path: Path, now: datetime) -> Path | None:
    """Gives the present store a second name and takes its log away, so that the next rename replaces it."""
    if not store_path.exists():
        return None
    _come_to_rest(store_path)
    aside = _free_name(store_path, now)
    try:
        os.link(store_path, aside)
    except OSError:  # a file system without second names: there is then no store for the blink of a rename
        return set_aside(store_path, now)
    _move_log(store_path, aside)
    copies.flush(store_path.parent)
    return aside


def _come_to_rest(store_path: Path) -> None:
    """Writes the log into the file and removes it, where the store is sound and nobody uses it."""
    if place.is_open_here(store_path):
        raise RuntimeError("the store must be closed before another is put in its place")
    try:
        head = place.head_of(store_path)
        if head is None:
            return
        place.refuse_unknown(store_path, head, latest=migrate.LATEST)
    except (StoreIsNewer, StoreIsDamaged):
        return  # it is moved as it is, its log beside it
    try:
        connection = connect(store_path)
        try:
            connection.pragma("journal_mode", "delete")
        finally:
            connection.close()
    except (apsw.BusyError, apsw.LockedError) as error:
        raise StoreProblem(
            "The companion is running and uses the store. Nothing was changed. Quit the companion, then restore again.",
            details=str(error),
        ) from error
    except (apsw.CorruptError, apsw.NotADBError, apsw.IOError):
        return


def _move_log(store_path: Path, aside: Path) -> None:
    for ending in ("-wal", "-shm"):
        log = store_path.with_name(store_path.name + ending)
        if log.exists():
            log.replace(aside.with_name(aside.name + ending))


def _free_name(store_path: Path, now: datetime) -> Path:
    stem = f"companion-set-aside-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    for number in range(1, 1000):
        path = store_path.with_name(f"{stem}{'' if number == 1 else f'-{number}'}.db")
        if not path.exists():
            return path
    raise RuntimeError("a thousand stores set aside in one second")


def _day_of(path: Path) -> date | None:
    match = _DAY.fullmatch(path.name)
    try:
        return date.fromisoformat(match[1]) if match else None
    except ValueError:
        return None
