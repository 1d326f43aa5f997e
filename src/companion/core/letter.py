"""A letter, and the closed template that it is filled from. What is checked before it may leave: core.preflight.

Templates are a closed substitution, not a program.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from companion.core.problem import Problem
from companion.core.text import LINE_LIMIT, PARAGRAPH_LIMIT

PLACEHOLDERS = ("first_name", "name", "company", "the_role", "day", "my_name", "signature")
TEMPLATES = ("thank_you", "thank_you_again", "advice", "advice_recruiter", "status", "status_again")
"""The letters there are; each has a text in every language of core.languages."""

PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
"""What is filled."""

_IN_BRACES = re.compile(r"\{([^{}\n]{0,60})\}")
_SIGNATURE = re.compile(r"\n?[ \t]*\{signature\}")
_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Control characters, and the bidirectional ones that let a text look like another (Unicode TR9 section 2.2)."""


@dataclass(frozen=True, slots=True)
class Template:
    """A letter's text with placeholders; `PLACEHOLDERS` is all it may name."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as it will be sent: addresses with names, subject, and plain text."""

    sender: str
    sender_name: str
    recipient: str
    recipient_name: str
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing preflight saw. field: "recipient", "sender", "subject" or "body".

    stops: it can't be sent like this. Otherwise it is advice: a one-click *Send* still opens the review first.
    start, end: the place in the field's text that it is about, in characters; both 0 if it is about all of it.
    """

    field: str
    sentence: str
    stops: bool = True
    start: int = 0
    end: int = 0


def words_of(text: str) -> list[str]:
    """The words as preflight counts them: "l’équipe" and "part-time" are one each."""
    return _WORD.findall(text)


def parse_template(text: str) -> Template:
    """Reads a template file: "Subject: …", an empty line, the body. Raises Problem that says what is wrong in it."""
    head, _, body = text.replace("\r\n", "\n").partition("\n\n")
    if not head.startswith("Subject:") or "\n" in head:
        raise Problem("A letter's template begins with “Subject: …” and an empty line.", field="subject")
    return checked_template(head.removeprefix("Subject:"), body)


def template_text(template: Template) -> str:
    """The template as its file holds it; `parse_template` reads it back."""
    return f"Subject: {template.subject}\n\n{template.body}"


def checked_template(subject: str, body: str) -> Template:
    """A template from what was typed. Raises Problem with field "subject" or "body"."""
    template = Template(subject.strip(), body.replace("\r\n", "\n").strip() + "\n")
    for field, name, value, limit in (
        ("subject", "The subject", template.subject, LINE_LIMIT),
        ("body", "The letter", template.body, PARAGRAPH_LIMIT),
    ):
        if not value.strip():
            raise Problem(f"{name} is empty.", field=field)
        if len(value) > limit:
            raise Problem(f"{name} has {len(value):,} characters; up to {limit:,} fit.", field=field)
        if UNSEEN.search(value) or (field == "subject" and is_header_unsafe(value)):
            raise Problem(f"{name} holds characters that can't be seen or sent. Type it anew.", field=field)
        unknown = [found for found in _IN_BRACES.findall(value) if found not in PLACEHOLDERS]
        if unknown:
            known = ", ".join(f"{{{one}}}" for one in PLACEHOLDERS)
            raise Problem(f"“{{{unknown[0]}}}” is none of the words that are filled in: {known}.", field=field)
    return template


def checked_signature(typed: str) -> str:
    """The lines that follow the user's name, tidied at their ends. Raises Problem with field "signature"."""
    lines = "\n".join(line.rstrip() for line in typed.replace("\r\n", "\n").strip().split("\n"))
    if found := UNSEEN.search(lines):
        number = lines.count("\n", 0, found.start()) + 1
        raise Problem(f"Line {number} holds a character that can't be seen. Type that line anew.", field="signature")
    if len(lines) > SIGNATURE_LIMIT:
        raise Problem(f"The signature has {len(lines):,} characters; up to {SIGNATURE_LIMIT} fit.", field="signature")
    return lines


SIGNATURE_LIMIT = 1000
"""Characters: some ten lines."""


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with every known value in its place; a placeholder whose value is empty stays, for preflight to see.

    Only the signature may be empty: then its line goes. One pass: a value that itself looks like a placeholder is not
    filled again.
    """
    if values.get("signature") == "":
        text = _SIGNATURE.sub("", text)
    return PLACEHOLDER.sub(lambda found: values.get(found[1]) or found[0], text)


_TITLES = frozenset(
    {
        *("dr", "prof", "mr", "mrs", "ms", "mx", "sir"),
        *("herr", "frau", "hr", "fr", "dipl", "ing", "m", "mme", "mlle", "me"),
        *("sr", "sra", "srta", "don", "doña", "d", "dª", "lic"),
    }
)


def names_in(name: str) -> list[str]:
    """The words of a name without titles."""
    return [word for word in name.split() if word.rstrip(".").casefold() not in _TITLES]


def first_name(name: str) -> str:
    """The name a greeting uses: the first word, without a title."""
    words = names_in(name)
    return words[0] if words else ""


# A practical subset of RFC 5321 section 4.1.2: a dot-atom local part and a domain with a dot, both of any script.
_ADDRESS = re.compile(
    r"[^\s@<>()\[\]\\,;:\"\x00-\x1f\x7f]{1,64}@(?=.{1,253}$)[^\W_](?:[\w-]*\w)?(?:\.[^\W_](?:[\w-]*\w)?)+"
)
_NO_REPLY = re.compile(
    r"^(no|do|donot|do-not|not)[-_.]?(reply|respond|answer)|^(noreply|mailer-daemon|postmaster|bounce)", re.IGNORECASE
)
_HEADER_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]|=\\?[^?]+\\?[bqBQ]\\?")


def is_address(text: str) -> bool:
    """Whether `text` is one bare mail address the companion will write to."""
    return bool(_ADDRESS.fullmatch(text)) and ".." not in text and not text.startswith(".") and ".@" not in text


def is_no_reply(address: str) -> bool:
    """Whether the address says of itself that nobody reads there."""
    return bool(_NO_REPLY.search(address.partition("@")[0]))


def is_header_unsafe(value: str) -> bool:
    """Whether a value could become a second header line: controls, or an encoded-word that the email package of
    Python 3.11 would decode into one ("=?UTF-8?Q?Hi=0ABcc:_x@y?="). Or look like another value: the controls that turn
    the direction of what follows (Unicode's report 36, section 2.4); the marks that right-to-left names need may stay.
    """
    return bool(_HEADER_UNSAFE.search(value))
