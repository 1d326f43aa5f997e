"""A letter as a draft in a file, for the user's own mail program: for where a link would be too long."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import Final

from companion.core.letter import Letter
from companion.core.problem import Problem

LONGEST_LINK: Final = 1900
"""Characters of a mailto: link; Windows cuts near 2,000, and the kernel of none is sure to pass more on."""

KEPT_FOR: Final = 24 * 60 * 60
"""Seconds after which a draft was surely opened, and goes when the next one is written."""


def write_draft(folder: Path, letter: Letter, now: datetime) -> Path:
    """Writes the letter as an .eml that mail programs open for editing (X-Unsent); only the user can read it. Raises
    Problem.
    """
    from companion.adapters.mail.compose import unsent_draft

    content = unsent_draft(letter)
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        for old in folder.glob("*.eml"):
            if old.stat().st_mtime < now.timestamp() - KEPT_FOR:
                old.unlink()
        path = folder / f"letter-{now:%Y%m%dT%H%M%S}.eml"
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
    except OSError as error:
        raise Problem("The draft can't be written.", details=str(error)) from None
    return path
