"""Reads letter templates from text files: one file a letter, so that a translator needs no program.

The user's own stand in the profile in the same form, and are written whole or not at all. One that is put away, or
written over although it was broken, stays beside as "….txt.before", "….txt.before-2"…
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from companion.core.languages import LANGUAGES
from companion.core.letter import TEMPLATES, Template, parse_template, template_text
from companion.core.problem import Problem
from companion.core.text import PARAGRAPH_LIMIT

_NAME = re.compile(r"[a-z_]+")
_LARGEST = 8 * PARAGRAPH_LIMIT
"""Bytes of an own file that are read."""


class FileTemplates:
    """Templates from `<resources>/letters/<language>/<name>.txt`, and the user's from `<own>/<language>/<name>.txt`.

    A missing or broken one of ours is our own mistake.
    """

    def __init__(self, resources: Path, own: Path) -> None:
        self._shipped = resources / "letters"
        self._own = own

    def template(self, name: str, language: str) -> Template:
        """See services.ports.Templates."""
        text = self._file(self._shipped, name, language).read_text(encoding="utf-8")
        try:
            return parse_template(text)
        except Problem as problem:
            raise ValueError(f"the shipped letter {language}/{name}: {problem.sentence}") from problem

    def own(self, name: str, language: str) -> Template | None:
        """See services.ports.Templates."""
        file = self._file(self._own, name, language)
        try:
            with file.open("rb") as opened:
                read = opened.read(_LARGEST + 1)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise Problem(f"{file} can't be read. The original is used.", details=str(error)) from None
        if len(read) > _LARGEST:
            raise Problem(f"{file} is too large for a letter. The original is used.")
        try:
            return parse_template(read.decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise Problem(f"{file} is not text in UTF-8. The original is used.") from None
        except Problem as problem:
            raise Problem(f"Your own text in {file} can't be used, so the original is: {problem.sentence}") from None

    def save(self, name: str, language: str, template: Template) -> None:
        """See services.ports.Templates."""
        file = self._file(self._own, name, language)
        with _told(file):
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if self._is_broken(name, language):
                file.replace(_before(file))
            _write_whole(file, template_text(template))

    def reset(self, name: str, language: str) -> None:
        """See services.ports.Templates."""
        file = self._file(self._own, name, language)
        with _told(file):
            if file.exists():
                file.replace(_before(file))

    def _is_broken(self, name: str, language: str) -> bool:
        try:
            self.own(name, language)
        except Problem:
            return True
        return False

    def _file(self, folder: Path, name: str, language: str) -> Path:
        if not _NAME.fullmatch(name) or name not in TEMPLATES:
            raise ValueError(f"no template is called {name!r}")
        if language not in LANGUAGES:
            raise ValueError(f"no letters in {language!r}")
        return folder / language / f"{name}.txt"


def _before(file: Path) -> Path:
    """A free name for what is set aside: nothing that was set aside before is written over."""
    names = (f"{file.name}.before{'' if number == 1 else f'-{number}'}" for number in count(1))
    return next(free for free in map(file.with_name, names) if not os.path.lexists(free))


def _write_whole(file: Path, text: str) -> None:
    """A draft beside it, flushed, then renamed: after a power cut there is the old text or the new one."""
    number, draft = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    try:
        with os.fdopen(number, "w", encoding="utf-8", newline="\n") as opened:
            opened.write(text)
            opened.flush()
            os.fsync(opened.fileno())
        Path(draft).replace(file)
    finally:
        Path(draft).unlink(missing_ok=True)


@contextmanager
def _told(file: Path) -> Generator[None]:
    try:
        yield
    except OSError as error:
        raise Problem(
            f"{file} could not be written. The letter stays as it was. Check that there is room on the disk and that "
            "you may write there, then save again.",
            details=str(error),
        ) from error
