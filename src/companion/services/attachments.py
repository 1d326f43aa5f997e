"""The files of applications: add, rename, delete, look at; and the sweep of what nothing has any more."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from companion.core.attachment import Attachment, tidy_name
from companion.core.moments import whole_second
from companion.core.problem import Problem
from companion.services.ports import Files, OpenCopy
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
        tidy = tidy_name(name or source.name.encode("utf-8", "replace").decode("utf-8"))
        kept = self.files.keep(source)
        with self.desk.work(origin) as work:
            work.application(application_id)
            same = (a for a in work.writer.of_application(Attachment, application_id) if a.digest == kept.digest)
            found = next((a for a in same if a.name == tidy), None)
            if found is None:
                now = whole_second(work.now)
                found = Attachment(work.ids.new(), application_id, tidy, kept.digest, kept.size, now)
                work.put(found)
            return work.outcome(found)

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


def _standing(work: Work, key: str) -> Attachment:
    found = work.writer.get(Attachment, key)
    if found is None or found.deleted_at is not None:
        raise _gone()
    work.application(found.application_id)
    return found


def _gone() -> Problem:
    return Problem("This file is not with the application any more. It was deleted meanwhile.")
