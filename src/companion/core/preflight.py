"""Preflight: everything that is wrong with a letter, and at which place, before it may leave.

The rules (50 to 125 words, one to three questions, a subject of three to six words, one request for advice, nothing
about other candidates) are follow_ups.md's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from companion.core.languages import DEFAULT
from companion.core.letter import (
    PLACEHOLDER,
    UNSEEN,
    Finding,
    Letter,
    first_name,
    is_address,
    is_header_unsafe,
    is_no_reply,
    names_in,
    words_of,
)
from companion.core.letter_words import LetterWords, words_against
from companion.core.naming import standing
from companion.core.text import counted, folded

SUBJECT_WORDS = range(3, 7)
BODY_WORDS = range(50, 126)
QUESTIONS = range(1, 4)

# One question each: "??", "¿…?" and the French "… ?" too; not the mark inside a link.
_QUESTION = re.compile(r"[?\uff1f]+(?=[\s\"'’”»)\]]|$)")
# A sentence or a paragraph, for what stands in one question; "¿" begins another.
_SENTENCE = re.compile(r"[^.!?¿\n]+(?:[?](?=\s|$))?")


@dataclass(frozen=True, slots=True)
class About:
    """What is known around a letter. company: must stand in it. language: its own. others: the companies that it must
    not name. advice_asked: this application's one request for advice was made before.
    """

    company: str
    language: str = DEFAULT
    others: tuple[str, ...] = ()
    advice_asked: bool = False


def preflight(letter: Letter, about: About) -> list[Finding]:
    """Everything that is wrong with the letter, worst first; an empty list means that it may leave on one click."""
    words = words_against(about.language)
    found = [
        *_addresses(letter),
        *_subject(letter.subject),
        *_body(letter, about, words),
        *_other_companies(letter, about),
    ]
    return sorted(found, key=lambda f: not f.stops)


def questions_in(body: str) -> int:
    """How many questions the text asks."""
    return len(_QUESTION.findall(body))


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
        if is_header_unsafe(value) or UNSEEN.search(value):
            found.append(Finding(field, "This name holds characters that cannot stand in a letter's head."))
    return found


def _subject(subject: str) -> list[Finding]:
    if not subject.strip():
        return [Finding("subject", "The subject is empty.")]
    if is_header_unsafe(subject) or UNSEEN.search(subject):
        return [Finding("subject", "The subject holds characters that cannot stand in a letter's head.")]
    if left := PLACEHOLDER.search(subject):
        return [_at("subject", left, f"“{left[0]}” is still to be filled in.", stops=True)]
    words = len(words_of(subject))
    if words not in SUBJECT_WORDS:
        return [Finding("subject", f"The subject has {counted(words, 'word')}; three to six read best.", stops=False)]
    return []


def _body(letter: Letter, about: About, words: LetterWords) -> list[Finding]:
    body = letter.body
    if not body.strip():
        return [Finding("body", "The letter is empty.")]
    return [*_stops(letter), *_measures(body, about.company), *_manner(body, words), *_advice(body, about, words)]


def _stops(letter: Letter) -> Iterator[Finding]:
    body = letter.body
    told: set[str] = set()
    for found in PLACEHOLDER.finditer(body):
        if found[0] not in told:
            told.add(found[0])
            yield _at("body", found, f"“{found[0]}” is still to be filled in.", stops=True)
    if unseen := UNSEEN.search(body):
        line = body.count("\n", 0, unseen.start()) + 1
        sentence = f"Line {line} holds a character that can't be seen. Type that line anew."
        yield _at("body", unseen, sentence, stops=True)
    greeting = re.search(r"[^\n]*\S[^\n]*", body)
    name = first_name(letter.recipient_name)
    if greeting and name and not _names(greeting[0], letter.recipient_name) and not PLACEHOLDER.search(greeting[0]):
        yield _at("body", greeting, f"The greeting does not name {name}. Check the name.", stops=True)


def _names(greeting: str, full_name: str) -> bool:
    spoken = {folded(word) for word in words_of(greeting)}
    return any(folded(word) in spoken for part in names_in(full_name) for word in words_of(part))


def _measures(body: str, company: str) -> Iterator[Finding]:
    if company and folded(company) not in folded(" ".join(body.split())) and "{company}" not in body:
        yield Finding("body", f"The letter does not name {company}.", stops=False)
    words, questions = len(words_of(body)), questions_in(body)
    if words not in BODY_WORDS:
        yield Finding("body", f"The letter has {counted(words, 'word')}; 50 to 125 are read most.", stops=False)
    if questions not in QUESTIONS:
        sentence = f"The letter has {counted(questions, 'question')}; one to three get answers."
        yield Finding("body", sentence, stops=False)


def _manner(body: str, words: LetterWords) -> Iterator[Finding]:
    for pattern, says in (
        (words.comparisons, "is a comparison. Leave it out."),
        (words.pressure, "can read as blame or haste. Say what you ask for."),
        (words.fillers, "says nothing yet. Say what you ask for."),
    ):
        if found := pattern.search(body):
            yield _at("body", found, f"“{found[0]}” {says}")


def _advice(body: str, about: About, words: LetterWords) -> Iterator[Finding]:
    asked = [s for s in _SENTENCE.finditer(body) if s[0].endswith("?") and words.advice.search(s[0])]
    if about.advice_asked and asked:
        sentence = "You asked for advice about this application before. One request is enough."
        yield _at("body", asked[0], sentence)
    elif len(asked) > 1:
        yield _at("body", asked[1], "The letter asks for advice twice. One request gets an answer sooner.")


def _other_companies(letter: Letter, about: About) -> Iterator[Finding]:
    """Another company of the user's list: it stops the letter if its own is not named, as in a letter taken over."""
    own = folded(about.company)
    named = bool(own) and own in folded(" ".join(letter.body.split()))
    people = folded(f"{letter.recipient_name}\n{letter.sender_name}")
    for field, text in (("subject", letter.subject), ("body", letter.body)):
        # case counts: a company may be called Line or Next
        found = standing(about.others, text)
        # the longest first: "Acme Labs" before "Acme"
        for other in sorted(found, key=lambda one: (-len(one), one)):
            if folded(other) not in own and folded(other) not in people:
                sentence = f"“{other}” is another company of your list. Check the name."
                yield Finding(field, sentence, not named, found[other], found[other] + len(other))
                break


def _at(field: str, found: re.Match[str], sentence: str, *, stops: bool = False) -> Finding:
    return Finding(field, sentence, stops, found.start(), found.end())
