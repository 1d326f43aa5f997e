"""Reads letter templates from text files: one file a letter, so that a translator needs no program."""

from __future__ import annotations

import re
from pathlib import Path

from companion.core.letter import Template, parse_template

_NAME = re.compile(r"[a-z_]+")


class FileTemplates:
    """Templates from `<resources>/letters/<language>/<name>.txt`. A missing or broken one is our own mistake."""

    def __init__(self, resources: Path, *, language: str = "en") -> None:
        self._folder = resources / "letters" / language

    def template(self, name: str) -> Template:
        if not _NAME.fullmatch(name):
            raise ValueError(f"no template is called {name!r}")
        return parse_template((self._folder / f"{name}.txt").read_text(encoding="utf-8"))
