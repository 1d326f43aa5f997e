"""The sentences of what is shipped beside the code: letter templates, sample data, the desktop's files."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import PurePosixPath
from typing import cast

from typing_extensions import override

from tests.tone.sentences import Sentence

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_DESKTOP_LINE = re.compile(r"(?P<key>[A-Za-z-]+)(?:\[(?P<locale>[^\]]+)\])?\s*=\s*(?P<value>.*)")
_INLINE = {"em", "code", "b", "i", "strong", "a"}
_ENGLISH = "en"

Value = str | list["Value"] | list[tuple[str, "Value"]] | float | bool | None


def letter(path: str, source: str) -> Iterator[Sentence]:
    """The paragraphs of a template; its folder names its language."""
    language = _base(PurePosixPath(path).parent.name)
    paragraph: list[str] = []
    for number, line in enumerate((*source.splitlines(), ""), start=1):
        if line.strip():
            paragraph.append(line)
        elif paragraph:
            first = number - len(paragraph)
            yield Sentence(path, first, "\n".join(paragraph), language, source=tuple(paragraph))
            paragraph = []


def sample(path: str, source: str) -> Iterator[Sentence]:
    """The string values of the sample data (or of another JSON file), each with its own line; its language is its
    folder's, else English.

    Highlights are the user's own words and are read like any others: they show what a highlight is. Only where
    `said_by` names a person do they count as quoted, and may hold praise; it is that person's.
    """
    folder = PurePosixPath(path).parent.name
    language = _ENGLISH if folder in ("sample", "resources") else _base(folder)
    document = cast("Value", json.loads(source, object_pairs_hook=list[tuple[str, "Value"]]))
    lines = source.splitlines()
    for found, (text, key, quoted) in zip(_STRING.finditer(source), _walk(document), strict=True):
        if not key and text.strip():
            line = source.count("\n", 0, found.start()) + 1
            yield Sentence(path, line, text, language, quoted, source=(lines[line - 1],))


def _walk(value: Value) -> Iterator[tuple[str, bool, bool]]:
    """Every string in the order of the file: (text, whether it is a key, whether a named person says it)."""
    if isinstance(value, str):
        yield value, False, False
    elif isinstance(value, list):
        pairs = [entry for entry in value if isinstance(entry, tuple)]
        named = any(key == "said_by" and isinstance(said, str) and said.strip() for key, said in pairs)
        for entry in value:
            if not isinstance(entry, tuple):
                yield from _walk(entry)
                continue
            key, inner = entry
            yield key, True, False
            for text, is_key, quoted in _walk(inner):
                yield text, is_key, quoted or (named and key == "text")


def desktop_entry(path: str, source: str) -> Iterator[Sentence]:
    """The values of a .desktop file; `Comment[de]=` is German."""
    for number, line in enumerate(source.splitlines(), start=1):
        if found := _DESKTOP_LINE.fullmatch(line.strip()):
            language = _base(found["locale"]) if found["locale"] else _ENGLISH
            yield Sentence(path, number, found["value"], language, source=(line,))


def metainfo(path: str, source: str) -> Iterator[Sentence]:
    """The texts of an AppStream file; `xml:lang` names another language."""
    reader = _Metainfo(path, source.splitlines())
    reader.feed(source)
    reader.close()
    yield from reader.found


class _Metainfo(HTMLParser):
    """Only its tags, texts and lines are needed; a parser of XML would not tell the lines."""

    def __init__(self, path: str, lines: list[str]) -> None:
        super().__init__()
        self.found: list[Sentence] = []
        self._path, self._lines = path, lines
        self._languages = [_ENGLISH]
        self._text, self._first = "", 0

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _INLINE:
            self._end_text()
        named = dict(attrs).get("xml:lang")
        self._languages.append(_base(named) if named else self._languages[-1])

    @override
    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An empty element holds no text."""

    @override
    def handle_endtag(self, tag: str) -> None:
        if tag not in _INLINE:
            self._end_text()
        self._languages.pop()

    @override
    def handle_data(self, data: str) -> None:
        if not self._text.strip():
            self._text, self._first = "", self.getpos()[0]
        self._text += data

    def _end_text(self) -> None:
        if self._text.strip():
            source = tuple(self._lines[self._first - 1 : self.getpos()[0]])
            self.found.append(Sentence(self._path, self._first, self._text, self._languages[-1], source=source))
        self._text = ""


def _base(locale: str) -> str:
    """ "de" of "de", "de_AT", "de-AT" and "de_DE.UTF-8"."""
    return re.split(r"[_.@-]", locale)[0].lower()
