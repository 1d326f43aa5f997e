"""A letter: filled from a closed template, and checked before it may leave.

Templates are a closed substitution, not a program. Preflight names each thing that is wrong and where; the
rules (50 to 125 words, one to three questions, a subject of three to six words, nothing about other
candidates) are follow_ups.md's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from companion.core.text import counted, folded

PLACEHOLDERS = ("first_name", "company", "the_role", "day", "my_name")
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")


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
    """

    field: str
    sentence: str
    stops: bool = True


def parse_template(text: str) -> Template:
    """Reads a template file: "Subject: …", an empty line, the body. Raises ValueError on an unknown placeholder."""
    head, _, body = text.replace("\r\n", "\n").partition("\n\n")
    if not head.startswith("Subject: "):
        raise ValueError("a letter template begins with 'Subject: '")
    unknown = set(_PLACEHOLDER.findall(text)) - set(PLACEHOLDERS)
    if unknown:
        raise ValueError(f"unknown placeholders: {sorted(unknown)}")
    return Template(head.removeprefix("Subject: ").strip(), body.strip() + "\n")


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with every known value in its place; a placeholder whose value is empty stays, for preflight to see.

    One pass: a value that itself looks like a placeholder is not filled again.
    """
    return _PLACEHOLDER.sub(lambda found: values.get(found[1]) or found[0], text)


def first_name(name: str) -> str:
    """The name a greeting uses: the first word, without a title."""
    words = [w for w in name.split() if w.rstrip(".").casefold() not in {"dr", "prof", "mr", "mrs", "ms", "mx"}]
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


SUBJECT_WORDS = range(3, 7)
BODY_WORDS = range(50, 126)
QUESTIONS = range(1, 4)

_COMPARISONS = re.compile(
    r"\b(other|another|better|stronger|chosen|successful) (candidate|applicant)s?\b|\bthan (me|the others)\b",
    re.IGNORECASE,
)
_FILLERS = re.compile(r"\bjust (checking|following|circling)\b|\btouch(ing)? base\b", re.IGNORECASE)


def preflight(letter: Letter, *, company: str) -> list[Finding]:
    """Everything that is wrong with the letter, worst first; an empty list means that it may leave on one click.

    company: the name that must stand in the letter.
    """
    found = [*_addresses(letter), *_subject(letter.subject), *_body(letter, company)]
    return sorted(found, key=lambda f: not f.stops)


def _addresses(letter: Letter) -> list[Finding]:
    found: list[Finding] = []
    if not letter.recipient:
        found.append(Finding("recipient", "The address is missing. Who should get this letter?"))
    elif not is_address(letter.recipient):
        found.append(Finding("recipient", "This is not a complete mail address."))
    elif is_no_reply(letter.recipient):
        found.append(Finding("recipient", "Nobody reads mail at this no-reply address. Use a person's address."))
    if not letter.sender:
        found.append(
            Finding("sender", "No mail account is set up yet. Add one, or open the letter in your mail program.")
        )
    elif not is_address(letter.sender):
        found.append(Finding("sender", "Your own address is not complete. Change it in Settings."))
    for field, value in (("recipient", letter.recipient_name), ("sender", letter.sender_name)):
        if is_header_unsafe(value):
            found.append(Finding(field, "This name holds characters that cannot stand in a letter's head."))
    return found


def _subject(subject: str) -> list[Finding]:
    if not subject.strip():
        return [Finding("subject", "The subject is empty.")]
    if is_header_unsafe(subject):
        return [Finding("subject", "The subject holds characters that cannot stand in a letter's head.")]
    if left := _PLACEHOLDER.search(subject):
        return [Finding("subject", f"“{left[0]}” is still to be filled in.")]
    words = len(_WORD.findall(subject))
    if words not in SUBJECT_WORDS:
        return [Finding("subject", f"The subject has {counted(words, 'word')}; three to six read best.", stops=False)]
    return []


def _body(letter: Letter, company: str) -> list[Finding]:
    body = letter.body
    if not body.strip():
        return [Finding("body", "The letter is empty.")]
    found = [
        Finding("body", f"“{name}” is still to be filled in.")
        for name in dict.fromkeys(m[0] for m in _PLACEHOLDER.finditer(body))
    ]
    greeting = next((text for text in body.splitlines() if text.strip()), "")
    name = first_name(letter.recipient_name)
    if name and not _names(greeting, letter.recipient_name) and not _PLACEHOLDER.search(greeting):
        found.append(Finding("body", f"The greeting does not name {name}. Check the name."))
    if company and folded(company) not in folded(" ".join(body.split())) and "{company}" not in body:
        found.append(Finding("body", f"The letter does not name {company}.", stops=False))
    words, questions = len(_WORD.findall(body)), body.count("?")
    if words not in BODY_WORDS:
        found.append(Finding("body", f"The letter has {counted(words, 'word')}; 50 to 125 are read most.", stops=False))
    if questions not in QUESTIONS:
        found.append(
            Finding(
                "body",
                f"The letter has {counted(questions, 'question')}; one to three get answers.",
                stops=False,
            )
        )
    if comparison := _COMPARISONS.search(body):
        found.append(Finding("body", f"“{comparison[0]}” is a comparison. Leave it out.", stops=False))
    if filler := _FILLERS.search(body):
        found.append(Finding("body", f"“{filler[0]}” says nothing yet. Say what you ask for.", stops=False))
    return found


def _names(greeting: str, full_name: str) -> bool:
    spoken = {folded(word) for word in _WORD.findall(greeting)}
    return any(folded(word) in spoken for word in _WORD.findall(full_name))
