"""A long secret as several entries: Windows' vault takes 2,560 bytes in UTF-16, and refresh tokens have more.

The first entry stands under the account's own name and says how many follow, so a short secret is one entry as ever.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

LONGEST: Final = 1000
"""Characters of one part; of two bytes each, or four for some."""

_HEAD: Final = "companion-parts:"
_HEADED = re.compile(re.escape(_HEAD) + r"([1-9][0-9]?):")
_MOST: Final = 99


def name(account_id: str, number: int) -> str:
    """What the part of that number stands under; the first after the head is 1."""
    return f"{account_id} part {number}"


def split(secret: str) -> tuple[str, list[str]]:
    """The head and the parts that follow it. One that looks like a head itself is split too, to be told from it."""
    if _units(secret) <= LONGEST and not secret.startswith(_HEAD):
        return secret, []
    step = LONGEST // 2 if _units(secret) > len(secret) else LONGEST
    rest = [secret[begin : begin + step] for begin in range(0, len(secret), step)]
    if len(rest) > _MOST:
        raise ValueError("no secret is that long")
    return f"{_HEAD}{len(rest)}:", rest


def count(head: str | None) -> int:
    """How many parts follow this entry."""
    match = _HEADED.fullmatch(head or "")
    return int(match[1]) if match else 0


def join(head: str | None, rest: Sequence[str | None]) -> str | None:
    """The secret; None if there is none, or if a part is missing."""
    if not rest:
        return head
    found = [part for part in rest if part is not None]
    return "".join(found) if len(found) == len(rest) else None


def _units(secret: str) -> int:
    return len(secret.encode("utf-16-le")) // 2
