"""Puts a file in its place whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import BinaryIO, cast

from companion.core.problem import Problem


class FilePlaces:
    """services.ports.Places."""

    def put(self, target: Path, fill: Callable[[BinaryIO], None], *, force: bool) -> int:
        """See the port. What is cut short by an error or by the user leaves nothing; a killed process, a “.part”."""
        if not force and os.path.lexists(target):
            raise _there(target)
        if target.is_dir():
            raise Problem(f"{target} is a folder. Choose a name for the file.", field="output")
        try:
            return _put(target, fill, force=force)
        except OSError as error:
            raise Problem(
                f"{target.name} can't be saved there. Nothing was changed; choose another folder.",
                field="output",
                details=error.strerror or str(error),
            ) from error


def _there(target: Path) -> Problem:
    return Problem(f"{target} is already there. Choose another name; nothing was written.", field="output")


def _put(target: Path, fill: Callable[[BinaryIO], None], *, force: bool) -> int:
    # mode 600, as mkstemp makes it: what is exported is private
    with NamedTemporaryFile(dir=target.parent, prefix=f".{target.name[:60]}.", suffix=".part", delete=False) as draft:
        path = Path(draft.name)
        try:
            fill(cast("BinaryIO", draft))
            draft.flush()
            os.fsync(draft.fileno())
            size = os.fstat(draft.fileno()).st_size
            draft.close()
            if force:
                path.replace(target)
            else:
                _without_replacing(path, target)
        finally:
            path.unlink(missing_ok=True)
    return size


def _without_replacing(path: Path, target: Path) -> None:
    try:
        os.link(path, target)
    except FileExistsError:  # it came while this one was written
        raise _there(target) from None
    except OSError:  # a file system without second names
        path.replace(target)
