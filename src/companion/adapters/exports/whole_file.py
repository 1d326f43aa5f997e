"""Everything as one JSON document, written and read a thing at a time.

Read by its grammar and not by its lines, so that a file that another program laid out anew is read as well.
"""

from __future__ import annotations

import codecs
import json
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO, Final, cast

from companion.core.problem import Problem
from companion.core.whole import DOCUMENT, HEAD, ORDER, Json, NotOurs
from companion.services.ports import WholePart

_PIECE: Final = 1 << 16
_LARGEST: Final = 64 << 20
"""Characters of one thing: a letter with everything that is in it."""
_SPACE: Final = " \t\r\n"


class JsonWholeFiles:
    """services.ports.WholeFiles."""

    def write(self, parts: Iterable[WholePart], out: BinaryIO) -> None:
        """See the port. One line for each thing, so that two exports can be compared by other tools."""
        current = -1
        began = False
        for section, thing in parts:
            place = ORDER.index(section)
            while current < place:
                out.write(_between(current, began=began))
                current, began = current + 1, False
            out.write(b",\n" if began else b"")
            out.write(json.dumps(thing, ensure_ascii=False, separators=(",", ":")).encode("utf-8"))
            began = True
        while current < len(ORDER):
            out.write(_between(current, began=began))
            current, began = current + 1, False

    def read(self, path: Path) -> Iterator[WholePart]:
        """See the port."""
        try:
            with ExitStack() as stack:
                yield from _Document(_opened(path, stack)).parts()
        except OSError as error:
            raise Problem(f"{path.name} can't be read.", field="file", details=error.strerror or "") from error
        except (ValueError, RecursionError, KeyError, zipfile.BadZipFile, NotImplementedError, EOFError) as error:
            raise Problem(
                f"{path.name} is not whole, or not what the companion exports. Nothing was imported.",
                field="file",
                details=str(error),
            ) from error


def _opened(path: Path, stack: ExitStack) -> BinaryIO:
    if not zipfile.is_zipfile(path):
        return stack.enter_context(path.open("rb"))
    archive = stack.enter_context(zipfile.ZipFile(path))
    return cast("BinaryIO", stack.enter_context(archive.open(DOCUMENT)))


def _between(current: int, *, began: bool) -> bytes:
    """What stands between the end of section number `current` (-1: before all) and the next one."""
    end = b"{" if current < 0 else b"" if current == 0 else (b"\n]" if began else b"]")
    if current + 1 == len(ORDER):
        return end + b"}\n"
    name = json.dumps(ORDER[current + 1]).encode("ascii")
    begin = b":" if ORDER[current + 1] == HEAD else b":[\n"
    return end + (b"\n" if current < 0 else b",\n") + name + begin


class _Document:
    """The members of one JSON object, whose lists are read an element at a time. Raises ValueError."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._decode = codecs.getincrementaldecoder("utf-8-sig")("strict").decode
        self._json = json.JSONDecoder()
        self._held = ""
        self._at = 0
        self._ended = False

    def parts(self) -> Iterator[WholePart]:
        self._expect("{")
        first = True
        while self._peek() != "}":
            if not first:
                self._expect(",")
            first = False
            section = self._value()
            if not isinstance(section, str):
                raise NotOurs("a name is no text")
            self._expect(":")
            yield from self._members(section)
        self._expect("}")
        if self._peek() != "":
            raise ValueError("something follows the end")

    def _members(self, section: str) -> Iterator[WholePart]:
        if self._peek() != "[":
            yield section, _object(self._value())
            return
        self._expect("[")
        first = True
        while self._peek() != "]":
            if not first:
                self._expect(",")
            first = False
            yield section, _object(self._value())
        self._expect("]")

    def _value(self) -> Json:
        self._peek()
        while True:
            try:
                value, end = self._json.raw_decode(self._held, self._at)
                # a number at the end of what is held could go on
                if end < len(self._held) or self._ended:
                    self._at = end
                    return cast("Json", value)
            except json.JSONDecodeError:
                if self._ended:
                    raise
            if len(self._held) - self._at > _LARGEST:
                raise ValueError("one thing is larger than any that is exported")
            self._more(max(_PIECE, len(self._held) - self._at))

    def _peek(self) -> str:
        """The next sign that is no space, "" at the end."""
        while True:
            while self._at < len(self._held) and self._held[self._at] in _SPACE:
                self._at += 1
            if self._at < len(self._held):
                return self._held[self._at]
            if self._ended:
                return ""
            self._more(_PIECE)

    def _expect(self, sign: str) -> None:
        if self._peek() != sign:
            raise ValueError(f"“{sign}” is missing")
        self._at += 1

    def _more(self, size: int) -> None:
        octets = self._file.read(size)
        self._ended = not octets
        self._held = self._held[self._at :] + self._decode(octets, not octets)
        self._at = 0


def _object(value: Json) -> dict[str, Json]:
    if not isinstance(value, dict):
        raise NotOurs("a thing is no object")
    return value
