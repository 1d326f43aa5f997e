"""The files of applications: add, rename, delete, look at; and the sweep of what nothing has any more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from companion.core.attachment import Attachment, tidy_name
from companion.core.moments import whole_second
from companion.core.problem import Problem
from companion.services.ports import Files, KeptFile, OpenCopy
from companion.services.work import Desk, Outcome, Work

SWEEP_GRACE = timedelta(days=36)
"""How long the content of a deleted file stays: as long as the oldest backup that may want it (7 days and 4 weeks)."""


@dataclass(frozen=True, slots=True)
class Attachments:
    """The files that applications have."""

    desk: Desk
    files: Files

    def add(self, application_id: str, source: Path, name: str = "", *, origin: str = "") -> Outcome[Attachment]:
        """Keeps a copy of the file with the application, under its own name or this one. Raises Problem."""
        outcome = self._add(application_id, ((source, name),), origin)
        return Outcome(outcome.value[0], outcome.changes, outcome.undo)

    def add_all(
        self, application_id: str, sources: Sequence[Path], *, origin: str = ""
    ) -> Outcome[tuple[Attachment, ...]]:
        """Keeps copies of them all under their own names, or of none. Raises Problem."""
        return self._add(application_id, [(source, "") for source in sources], origin)

    def _add(
        self, application_id: str, sources: Sequence[tuple[Path, str]], origin: str
    ) -> Outcome[tuple[Attachment, ...]]:
        names = [tidy_name(name or source.name.encode("utf-8", "replace").decode("utf-8")) for source, name in sources]
        contents = [self.files.keep(source) for source, _ in sources]
        with self.desk.work(origin) as work:
            work.application(application_id)
            added = (_added(work, application_id, name, kept) for name, kept in zip(names, contents, strict=True))
            return work.outcome(tuple(added))

    def rename(self, key: str, name: str, *, origin: str = "") -> Outcome[Attachment]:
        """Another name; an ending that is not typed stays."""
        with self.desk.work(origin) as work:
            known = _standing(work, key)
            ending = Path(known.name).suffix
            typed = name if Path(name).suffix or not name.strip() else name + ending
            renamed = replace(known, name=tidy_name(typed))
            work.put(renamed)
            return work.outcome(renamed)

    def delete(self, key: str, *, origin: str = "") -> Outcome[Attachment]:
        """Takes the file away; its content stays for as long as an undo or a backup may want it."""
        with self.desk.work(origin) as work:
            deleted = replace(_standing(work, key), deleted_at=work.now)
            work.put(deleted)
            self.files.renew(deleted.digest)
            return work.outcome(deleted)

    def open_copy(self, key: str) -> OpenCopy:
        """A read-only copy to look at. Raises Problem."""
        found = self.desk.store.get(Attachment, key)
        if found is None or found.deleted_at is not None:
            raise _gone()
        return self.files.open_copy(found.digest, found.name, self.desk.clock.now())

    def sweep(self) -> tuple[str, ...]:
        """Removes the contents that nothing has any more; returns their digests.

        Inside a transaction, so that no other process keeps a file between the look and the removal.
        """
        with self.desk.work("sweep"):
            used = frozenset(attachment.digest for attachment in self.desk.store.all(Attachment))
            return self.files.sweep(used, self.desk.clock.now(), SWEEP_GRACE)


def _added(work: Work, application_id: str, name: str, kept: KeptFile) -> Attachment:
    """The same content under the same name is there once."""
    for there in work.writer.of_application(Attachment, application_id):
        if (there.digest, there.name) == (kept.digest, name):
            return there
    made = Attachment(work.ids.new(), application_id, name, kept.digest, kept.size, whole_second(work.now))
    work.put(made)
    return made


def _standing(work: Work, key: str) -> Attachment:
    found = work.writer.get(Attachment, key)
    if found is None or found.deleted_at is not None:
        raise _gone()
    work.application(found.application_id)
    return found


def _gone() -> Problem:
    return Problem("This file is not with the application any more. It was deleted meanwhile.")
