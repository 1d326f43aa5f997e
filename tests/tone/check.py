"""Goes over a checkout: every sentence against every rule, and nothing left unread."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from tests.tone import python_source, shipped
from tests.tone.rules import LANGUAGES, RULES
from tests.tone.sentences import Sentence

Reader = Callable[[str, str], Iterator[Sentence]]

READERS: tuple[tuple[str, Reader], ...] = (
    ("src/companion/**/*.py", python_source.sentences),
    ("resources/letters/*/*.txt", shipped.letter),
    ("resources/sample/**/*.json", shipped.sample),
    ("resources/providers.json", shipped.sample),
    ("packaging/linux/*.desktop", shipped.desktop_entry),
    ("packaging/linux/*.metainfo.xml", shipped.metainfo),
)
# Beside the code and read by nobody as a sentence; any other kind of file in resources/ wants a reader.
_WITHOUT_WORDS = {".svg", ".png", ".jpg", ".jpeg", ".webp", ".gif", ".ttf"}
_NOT_OURS = {"LICENSE"}
_LONGEST_SHOWN = 160


@dataclass(frozen=True, slots=True)
class Exemption:
    """One sentence that may break one rule: where, its exact text, and why. One that is not used is a violation."""

    path: str
    rule: str
    text: str
    reason: str


EXEMPTIONS: tuple[Exemption, ...] = ()
"""The only place for them. A better sentence is nearly always at hand."""


@dataclass(frozen=True, slots=True)
class Violation:
    """A sentence that breaks a rule, or something that keeps the check from being one."""

    path: str
    line: int
    rule: str
    text: str
    why: str = ""

    def __str__(self) -> str:
        reason = f"\n    {self.why}" if self.why else ""
        return f"{self.path}:{self.line}: {self.rule}: “{self.text}”{reason}"


def gather(root: Path) -> list[Sentence]:
    """Every sentence of the checkout, in the order of the readers and paths."""
    return [sentence for pattern, reader in READERS for sentence in _read(root, pattern, reader)]


def _read(root: Path, pattern: str, reader: Reader) -> Iterator[Sentence]:
    for file in sorted(root.glob(pattern)):
        yield from reader(file.relative_to(root).as_posix(), file.read_text(encoding="utf-8"))


def check(root: Path, exemptions: Sequence[Exemption] = EXEMPTIONS) -> list[Violation]:
    """All violations of the checkout; empty if its tone is right and all of it was read."""
    found = [*_unread(root)]
    used: set[Exemption] = set()
    for sentence in gather(root):
        for violation in judge(sentence):
            exempt = [one for one in exemptions if _covers(one, sentence, violation)]
            used.update(exempt)
            if not exempt:
                found.append(violation)
    found += [Violation(one.path, 0, "unused-exemption", one.text) for one in exemptions if one not in used]
    return found


def judge(sentence: Sentence) -> Iterator[Violation]:
    """What is wrong with one sentence."""
    if sentence.language not in LANGUAGES:
        why = f"tests/tone/words has no rules for “{sentence.language}”; a language comes with its rules."
        yield Violation(sentence.path, sentence.line, "no-rules", _shown(sentence.text, ""), why)
        return
    for rule in RULES:
        if found := rule.broken_by(sentence):
            line = sentence.line_of(found)
            yield Violation(sentence.path, line, rule.name, _shown(sentence.text, found), rule.why)


def _unread(root: Path) -> Iterator[Violation]:
    """Places where nothing was found to read, and files beside the code that no reader knows."""
    for pattern, reader in READERS:
        if not any(_read(root, pattern, reader)):
            yield Violation(pattern, 0, "nothing-read", "no sentence was found here")
    known = {file for pattern, _ in READERS for file in root.glob(pattern)}
    for file in sorted((root / "resources").rglob("*")):
        if file.is_file() and file not in known and file.suffix not in _WITHOUT_WORDS and file.name not in _NOT_OURS:
            path = PurePosixPath(file.relative_to(root)).as_posix()
            yield Violation(path, 1, "nothing-read", "no reader in tests/tone knows this kind of file")


def _covers(exemption: Exemption, sentence: Sentence, violation: Violation) -> bool:
    return (exemption.path, exemption.rule, exemption.text) == (sentence.path, violation.rule, sentence.text)


def _shown(text: str, found: str) -> str:
    """The sentence on one line; of a long one, what stands around the words in question."""
    line = " ".join(text.split())
    if len(line) <= _LONGEST_SHOWN:
        return line
    middle = max(line.casefold().find(found.casefold()), 0)
    start = max(0, middle - _LONGEST_SHOWN // 2)
    part = line[start : start + _LONGEST_SHOWN]
    return f"{'…' if start else ''}{part}{'…' if start + _LONGEST_SHOWN < len(line) else ''}"
