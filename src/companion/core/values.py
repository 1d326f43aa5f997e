"""The values exercise: once, some ten minutes of writing about what matters to the user.

Ten to fifteen minutes of reflecting on one's values helped people find work again (Pfrombeck et al. 2023,
doi 10.1073/pnas.2301532120). It says nothing about reels. Its text is the user's alone: no window but its own, no
letter, search or shell command shows it, and no export holds it but the copy of everything (core.whole).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

USUAL = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class ValuesExercise:
    """The one exercise. chosen: what matters, in the user's words. why: why it does. shown: when it showed in what the
    user did. finished_at: when the user put it away.
    """

    id: str
    begun_at: datetime
    chosen: str = ""
    why: str = ""
    shown: str = ""
    finished_at: datetime | None = None
    deleted_at: datetime | None = None
