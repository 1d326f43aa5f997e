"""Makes text from outside safe to keep: one place that knows how long, and which characters.

Company names and quotes are untrusted: they may hold a megabyte, control characters or half a
character. A value is either kept whole or refused with a sentence; it is never cut silently.
"""

from __future__ import annotations

import re
import unicodedata

from companion.core.problem import Problem

LINE_LIMIT = 200
"""Characters in a one-line field. The longest registered company names are under 160."""

PARAGRAPH_LIMIT = 20_000
"""Characters in a field of several lines: some ten pages."""

# Controls and the bidirectional overrides (Unicode TR9 section 2.2): the latter let a name disguise another.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_SPACES = re.compile(r"\s+")


def line(value: str, name: str, *, field: str, required: bool = False, limit: int = LINE_LIMIT) -> str:
    """Returns `value` as one tidy line: composed (NFC), controls and runs of white space made one space.

    name: what the user calls the field, for the sentence. Raises Problem if it is missing though
    required, too long, or not text at all.
    """
    tidy = _SPACES.sub(" ", _CONTROLS.sub(" ", _composed(value, name, field))).strip()
    if required and not _visible(tidy):
        raise Problem(f"{name} is empty. One letter is enough.", field=field)
    return _within(tidy, name, field, limit)


def paragraph(value: str, name: str, *, field: str, limit: int = PARAGRAPH_LIMIT) -> str:
    """Returns `value` with its lines kept: composed, line ends made "\\n", other controls dropped."""
    composed = _composed(value, name, field).replace("\r\n", "\n").replace("\r", "\n")
    # a mark that followed a dropped control now follows a letter
    tidy = unicodedata.normalize("NFC", _CONTROLS.sub("", composed))
    return _within(tidy.strip(), name, field, limit)


def folded(value: str) -> str:
    """The form in which two spellings are the same: case and accents taken away."""
    if value.isascii():  # nearly all of them, at a tenth of the time
        return value.lower()
    # case twice (Unicode section 3.13, D147): taking a sign like ㎒ apart brings capitals to light
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", value.casefold()).casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def counted(number: int, noun: str) -> str:
    """ "no questions", "1 question", "12 questions"."""
    return f"{'no' if number == 0 else number} {noun}{'' if number == 1 else 's'}"


def _composed(value: str, name: str, field: str) -> str:
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise Problem(f"{name} holds bytes that are not text. Type it anew.", field=field) from None
    return unicodedata.normalize("NFC", value)


def _visible(value: str) -> bool:
    return any(unicodedata.category(c)[0] in "LNPS" for c in value)


def _within(value: str, name: str, field: str, limit: int) -> str:
    if len(value) > limit:
        raise Problem(
            f"{name} has {len(value):,} characters; up to {limit:,} fit. Nothing was saved; shorten it and save again.",
            field=field,
        )
    return value
