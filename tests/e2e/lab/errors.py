"""What can go wrong with the lab itself, as opposed to the program under test.

A missing Debian part is an error and never a skip: a lab that quietly leaves things out proves nothing.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

PACKAGES = Path(__file__).with_name("system-packages.txt")


class LabError(Exception):
    """The lab cannot do what the test asked of it."""


class MissingPartsError(LabError):
    """A program that the lab needs is not installed here."""

    def __init__(self, parts: Iterable[str]) -> None:
        names = ", ".join(parts)
        super().__init__(f"the lab needs {names}: install the Debian packages listed in {PACKAGES}")


class NotSeenError(LabError):
    """Something that should appear (or go) did not within the time given."""


def require(*programs: str) -> None:
    """Say at once which of these programs are missing. A path with a slash must exist, a name be on PATH."""
    missing = [p for p in programs if not (Path(p).exists() if "/" in p else shutil.which(p, path=SEARCH_PATH))]
    if missing:
        raise MissingPartsError(missing)


# An ordinary user's PATH has no sbin, yet postfix and dovecot live there.
SEARCH_PATH = "/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin"
