"""The languages of letters: how each names a role and a day, so that no letter mixes two of them.

The words are for the places where the templates use them: {the_role} stands after a preposition that takes the same
form with or without a role's name ("über die Stelle als …", "pour le poste de …"), {day} beside a verb in the past.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final


@dataclass(frozen=True, slots=True)
class Language:
    """name: in the language of the companion's own windows. role: with "{}" for the role's name; no_role: without one.
    date: with {day}, {month}; year: what is put behind it for another year. once: a day that is not known.
    """

    code: str
    name: str
    role: str
    no_role: str
    today: str
    yesterday: str
    once: str
    date: str
    year: str
    months: tuple[str, ...]


_MONTHS: Final = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
}
LANGUAGES: Final = {
    language.code: language
    for language in (
        Language(
            "en",
            "English",
            "the {} role",
            "the role",
            "today",
            "yesterday",
            "recently",
            "on {day} {month}",
            " {year}",
            tuple(_MONTHS["en"].split()),
        ),
        Language(
            "de",
            "German",
            "die Stelle als {}",
            "die Stelle",
            "heute",
            "gestern",
            "neulich",
            "am {day}. {month}",
            " {year}",
            tuple(_MONTHS["de"].split()),
        ),
        Language(
            "fr",
            "French",
            "le poste de {}",
            "le poste",
            "aujourd’hui",
            "hier",
            "récemment",
            "le {day} {month}",
            " {year}",
            tuple(_MONTHS["fr"].split()),
        ),
        Language(
            "es",
            "Spanish",
            "el puesto de {}",
            "el puesto",
            "hoy",
            "ayer",
            "hace poco",
            "el {day} de {month}",
            " de {year}",
            tuple(_MONTHS["es"].split()),
        ),
    )
}
"""By code, in the order in which they are offered."""

DEFAULT: Final = "en"


def language_of(*wishes: str) -> Language:
    """The first wish that there are letters in ("fr", also "fr_CA" and "FR"), else English."""
    for wish in wishes:
        found = LANGUAGES.get(re.split(r"[_.@-]", wish.strip())[0].lower())
        if found is not None:
            return found
    return LANGUAGES[DEFAULT]


# Before a vowel, and before the h of these beginnings, which is not heard ("d’hôte", but "de Head of Sales").
_ELIDED = re.compile(r"[aeiouàâæéèêëîïôœùûü]|h(?:ôt|orlog|ist|uissi|ydro|émat|erbo|ygi)", re.IGNORECASE)


def the_role(role: str, language: Language) -> str:
    """The role as a letter names it: "the Baker role", "le poste d’architecte"; without a name just "the role"."""
    if not role:
        return language.no_role
    if language.code == "fr" and _ELIDED.match(role):
        return f"le poste d’{role}"
    return language.role.format(role)


def letter_day(moment: datetime, language: Language, *, now: datetime, zone: tzinfo) -> str:
    """The day as a letter names it: "today", "gestern", "le 1er octobre", "el 3 de mayo de 2025"."""
    day, today = moment.astimezone(zone).date(), now.astimezone(zone).date()
    if day == today:
        return language.today
    if (today - day).days == 1:
        return language.yesterday
    number = _ORDINALS.get(language.code, str)(day.day)
    words = language.date.format(day=number, month=language.months[day.month - 1])
    return words + (language.year.format(year=day.year) if day.year != today.year else "")


_ORDINALS: dict[str, Callable[[int], str]] = {"fr": lambda day: "1er" if day == 1 else str(day)}
