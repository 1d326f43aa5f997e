"""The contents of pictures and kept files, packed with everything into a zip and put back from one.

Each lies under its own SHA-256, in a zip as in the profile, so nothing in a zip is believed: a name that could lead
anywhere is left alone, and what is not the content of its name is refused.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import IO, BinaryIO, Final, cast

from companion.adapters.store import copies
from companion.core.exporting import Cancelled
from companion.core.problem import Problem
from companion.core.whole import DOCUMENT

_MEMBER: Final = re.compile(r"(?:pictures|files/[0-9a-f]{2})/([0-9a-f]{64})(?:\.[a-z0-9]{1,5})?")
_PIECE: Final = 1 << 18
_LARGEST: Final = 256 << 20


class ProfileContents:
    """services.ports.Contents. roots: the profile's folders, by the first part of a name in the zip."""

    def __init__(self, roots: Mapping[str, Path]) -> None:
        self._roots = dict(roots)

    def pack(self, document: Callable[[BinaryIO], None], out: BinaryIO, on: Callable[[int], bool]) -> None:
        """See the port."""
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            with archive.open(DOCUMENT, "w", force_zip64=True) as member:
                document(cast("BinaryIO", member))
            for number, (name, path) in enumerate(self._kept()):
                if not on(number):
                    raise Cancelled
                # pictures and documents are packed already
                archive.write(path, name, zipfile.ZIP_STORED)

    def _kept(self) -> Iterator[tuple[str, Path]]:
        for root, folder in sorted(self._roots.items()):
            for path in sorted(folder.rglob("*")):
                name = f"{root}/{path.relative_to(folder).as_posix()}"
                if _MEMBER.fullmatch(name) and path.is_file() and not path.is_symlink():
                    yield name, path

    def unpack(self, path: Path, on: Callable[[int], bool]) -> int:
        """See the port."""
        if not zipfile.is_zipfile(path):
            return 0
        number = 0
        try:
            with zipfile.ZipFile(path) as archive:
                for each, info in enumerate(archive.infolist()):
                    if not on(each):
                        raise Cancelled
                    found = _MEMBER.fullmatch(info.filename)
                    root, _, rest = info.filename.partition("/")
                    if found and root in self._roots:
                        with archive.open(info) as member:
                            number += _put(member, found[1], self._roots[root] / rest, path)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
            raise _broken(path) from error
        return number


def _put(member: IO[bytes], digest: str, target: Path, path: Path) -> bool:
    if target.exists():
        return False
    with copies.on_disk(target):
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with copies.draft_in(target.parent, digest) as draft:
            counted, size = hashlib.sha256(), 0
            with draft.open("wb") as file:
                while piece := member.read(_PIECE):
                    counted.update(piece)
                    size += len(piece)
                    if size > _LARGEST:
                        raise _broken(path)
                    file.write(piece)
            if counted.hexdigest() != digest:
                raise _broken(path)
            copies.put_in_place(draft, target)
    return True


def _broken(path: Path) -> Problem:
    return Problem(
        f"{path.name} is not whole, or not what the companion exports. No application was imported.", field="file"
    )
