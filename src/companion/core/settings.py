"""Every setting, declared once: its key, type, default and title."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user chose. A field's name is its key in the store.

    reduced_motion: cards switch at once (also when the system asks for it). private: no company and no word
    "rejected" outside the app's own windows. plan: "my plan for the next no", shown first in the reel. plan_offered:
    the reel has asked once for a plan. quiet_until: "Not today": until this moment (RFC 3339) the reel does not come by
    itself. quiet_from, quiet_to: quiet hours of each day ("22:00"), "" for none. waits: the reel waits while the
    desktop asks for quiet (do-not-disturb, full screen, a presentation). debrief_at: when a parked look back begins
    ("18:00"). work_from, work_to: the user's working hours of each day, in which letters fall due, "" for always.
    silence_counted: what was logged before there were questions after silence has been looked through for them.
    welcomed: the first start is over. default_account: id of the account that sends. letter_language: of letters to
    somebody who has none of their own (a code of core.languages). signature: lines below the user's name. in_doubt: ids
    of the follow-ups, with spaces between, that were due in a backup when it was restored: they may have left since.
    """

    reduced_motion: bool = False
    private: bool = False
    plan: str = ""
    plan_offered: bool = False
    quiet_until: str = ""
    quiet_from: str = ""
    quiet_to: str = ""
    waits: bool = True
    debrief_at: str = "18:00"
    work_from: str = "09:00"
    work_to: str = "18:00"
    silence_counted: bool = False
    welcomed: bool = False
    default_account: str = ""
    letter_language: str = "en"
    signature: str = ""
    in_doubt: str = ""


KEYS: Final = tuple(field.name for field in fields(Settings))
