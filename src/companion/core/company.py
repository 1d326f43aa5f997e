"""Whether two names mean one company: case, accents, signs and legal forms aside.

"ACME GmbH & Co. KG" and "Acme" are one; "Acme Energy" is another. The forms are those by which registers of the
countries name companies (ISO 20275 lists them all); a name that is nothing but such a word stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, tzinfo
from typing import Final
from unicodedata import category

from companion.core import moments
from companion.core.application import ApplicationRow
from companion.core.text import folded

_FORMS: Final = (
    "gmbh ggmbh ag kg kgaa ohg gbr ug ek ev eg se co cokg mbh partg partgmbb",  # Germany, Austria, Switzerland
    "inc incorporated corp corporation llc llp lp ltd limited plc company pbc",  # English
    "sa sas sasu sarl sarlu eurl snc sci scop",  # French
    "sl slu sau spa srl srls sapa sca scrl scarl ltda lda eireli saspa",  # Spanish, Italian, Portuguese
    "bv nv vof cv bvba",  # Dutch
    "ab aktiebolag as asa aps oy oyj hf ehf",  # Nordic
    "spzoo sro zrt kft nyrt doo dd ad eood ood oao ooo zao pao",  # Central and Eastern Europe
    "pty pvt pte bhd sdn kk gk pt tbk",  # Asia, Pacific
)
_SPOKEN: Final = (
    ("haftungsbeschrankt",),
    ("gesellschaft", "mit", "beschrankter", "haftung"),
    ("aktiengesellschaft",),
    ("sp", "z", "o", "o"),
    ("s", "r", "o"),
    ("s", "a", "r", "l"),
    ("e", "k"),
    ("e", "v"),
)
_EACH: Final = frozenset(form for forms in _FORMS for form in forms.split())
_ENDINGS: Final = frozenset({(form,) for form in _EACH} | {tuple(form) for form in _EACH} | set(_SPOKEN))
"""As words at the end of a name: "gmbh", and letter by letter where it is written "G.m.b.H."."""
_LONGEST: Final = max(len(ending) for ending in _ENDINGS)
_LINKS: Final = frozenset({"and", "und", "et", "y"})
"""What joins a name and its form where no sign does: "Müller und Co."."""


def company_words(name: str) -> tuple[str, ...]:
    """The words by which a company is known, folded, without its legal form."""
    words = _cut(folded(name))
    return words[_meant(words)]


def words_to_find(name: str) -> tuple[str, ...]:
    """The same words as they were typed: what a search that folds by itself is asked for."""
    typed, words = _cut(name), _cut(folded(name))
    # a sign like ㎒ falls apart when it is folded; then all that was typed must be there
    return typed[_meant(words)] if len(typed) == len(words) else typed


def same_company(one: str, other: str) -> bool:
    """Whether both names mean one company. Two names without a letter or a digit are compared as they stand."""
    words, others = company_words(one), company_words(other)
    if words or others:
        return words == others
    return one.strip() == other.strip()


def before_here(rows: Iterable[ApplicationRow], now: datetime, zone: tzinfo) -> str:
    """What happened at a company before, in one line: "Baker: Interview, 3 March · Cook: Saved"."""
    return " · ".join(_told(row, now, zone) for row in rows)


def _told(row: ApplicationRow, now: datetime, zone: tzinfo) -> str:
    when = row.latest_at or row.applied_at
    stands = row.state.words if when is None else f"{row.state.words}, {moments.day_in_words(when, now=now, zone=zone)}"
    return f"{row.role}: {stands}" if row.role else stands


def _cut(name: str) -> tuple[str, ...]:
    return tuple("".join(c if category(c)[0] in "LNM" else " " for c in name).split())


def _meant(words: tuple[str, ...]) -> slice:
    """Which of the folded words are the name: all but an article at its start and forms at its end."""
    end = len(words)
    while (shorter := _without_form(words[:end])) != end:
        end = shorter
    return slice(1 if end > 1 and words[0] == "the" else 0, end)


def _without_form(words: tuple[str, ...]) -> int:
    """How many words are left without the last form."""
    for length in range(min(_LONGEST, len(words) - 1), 0, -1):
        if words[-length:] in _ENDINGS:
            left = len(words) - length
            return left - 1 if left > 1 and words[left - 1] in _LINKS else left
    return len(words)
