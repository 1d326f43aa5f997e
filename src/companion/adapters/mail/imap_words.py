"""What IMAP servers say, taken apart; folder names as people read them and as they go back over the wire."""

from __future__ import annotations

import base64
import binascii
import email.utils
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeAlias

from companion.adapters.mail.imap_wire import Line

Value: TypeAlias = "bytes | tuple[Value, ...]"
"""An atom, number or string, or a parenthesised list."""

_TOKEN = re.compile(rb' +|([()])|"((?:[^"\\]|\\.)*)"|([^ ()"\[]*\[[^\]]{0,300}\][^ ()"]*|[^ ()"]+)')
_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)
_LITERAL_MARK = re.compile(rb"\{[0-9]+\+?\}$")
_DEEPEST = 20


class Unreadable(Exception):
    """A line that is not of IMAP's grammar."""


def values(line: Line) -> tuple[Value, ...]:
    """The line in values, without its "*". Raises Unreadable."""
    stack: list[list[Value]] = [[]]
    for is_literal, piece in ((bool(n % 2), piece) for n, piece in enumerate(line)):
        if is_literal:
            stack[-1].append(piece)
            continue
        _read_text(_LITERAL_MARK.sub(b"", piece), stack)
    if len(stack) != 1:
        raise Unreadable
    return tuple(stack[0][1:])


def _read_text(text: bytes, stack: list[list[Value]]) -> None:
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise Unreadable
        at = match.end()
        if match[1] == b"(":
            if len(stack) > _DEEPEST:
                raise Unreadable
            stack.append([])
        elif match[1] == b")":
            if len(stack) == 1:
                raise Unreadable
            inner = tuple(stack.pop())
            stack[-1].append(inner)
        elif match[2] is not None:
            stack[-1].append(_ESCAPED.sub(rb"\1", match[2]))
        elif match[3] is not None:
            stack[-1].append(match[3])


def capabilities(lines: Iterable[Line]) -> frozenset[str]:
    """What the server offers, in upper case."""
    found: set[str] = set()
    for line in lines:
        words = line[0].decode("ascii", errors="replace").upper().split()
        if words[1:2] == ["CAPABILITY"]:
            found.update(words[2:])
    return frozenset(found)


# --- folders -----------------------------------------------------------------------------------------------------

_LONGEST_NAME = 100
_SHIFTED = re.compile(r"&([A-Za-z0-9+,]*)-")


@dataclass(frozen=True, slots=True)
class Folder:
    """wire: its name as the server writes it. flags: in lower case ("\\sent"). delimiter: between levels, or ""."""

    wire: bytes
    flags: frozenset[str]
    delimiter: str

    @property
    def name(self) -> str:
        """Its name as people read it: modified UTF-7 (RFC 3501 section 5.1.3), or UTF-8; printable and bounded."""
        try:
            name = _SHIFTED.sub(_unshifted, self.wire.decode("ascii"))
        except UnicodeDecodeError:
            name = self.wire.decode("utf-8", errors="replace")
        return "".join(c for c in name if c.isprintable())[:_LONGEST_NAME]

    @property
    def last_name(self) -> str:
        """Its name below all others, for comparison."""
        name = self.name.rpartition(self.delimiter)[2] if self.delimiter else self.name
        return unicodedata.normalize("NFC", name).casefold()

    @property
    def quoted(self) -> str | bytes:
        """Its name as a part of a command: a quoted string, or a literal where it holds more than that may."""
        if all(32 <= octet < 127 for octet in self.wire):
            return '"' + self.wire.decode("ascii").replace("\\", "\\\\").replace('"', '\\"') + '"'
        return self.wire


def _unshifted(match: re.Match[str]) -> str:
    coded = match[1].replace(",", "/")
    if not coded:
        return "&"
    try:
        return base64.b64decode(coded + "=" * (-len(coded) % 4)).decode("utf-16-be")
    except (binascii.Error, UnicodeDecodeError):
        return match[0]


def folders(lines: Iterable[Line]) -> tuple[Folder, ...]:
    """The folders that can be opened, of the answer to LIST."""
    found: list[Folder] = []
    for line in lines:
        match _readable(line):
            case (b"LIST" | b"list" | b"List", tuple() as flags, bytes() as delimiter, bytes() as name, *_):
                plain = frozenset(f.decode("ascii", "replace").lower() for f in flags if isinstance(f, bytes))
                if not plain & {"\\noselect", "\\nonexistent"}:
                    between = "" if delimiter.upper() == b"NIL" else delimiter.decode("ascii", "replace")
                    found.append(Folder(name, plain, between))
            case _:
                pass
    return tuple(found)


_USUAL = (
    *("sent", "sent items", "sent mail", "sent messages", "sent-mail"),
    *("gesendet", "gesendete elemente", "gesendete objekte", "gesendete nachrichten", "gesendete mails"),
    *("envoyés", "éléments envoyés", "messages envoyés", "objets envoyés", "courrier envoyé", "mails envoyés"),
    *("enviados", "elementos enviados", "mensajes enviados", "correo enviado", "correos enviados"),
)


def sent_folder(listed: Sequence[Folder]) -> Folder | None:
    """The one for what was sent: by its use (RFC 6154), else by the names that programs give it."""
    for folder in listed:
        if "\\sent" in folder.flags:
            return folder
    named = [folder for folder in listed if folder.last_name in _USUAL]
    return min(named, key=lambda f: len(f.wire.split(f.delimiter.encode())) if f.delimiter else 1, default=None)


# --- letters -----------------------------------------------------------------------------------------------------

_ID = re.compile(r"<[^<>\s]+>")


@dataclass(frozen=True, slots=True)
class Head:
    """Of a letter in a folder. message_id, references and in_reply_to: the ids that stand there. at: when it was filed,
    UTC.
    """

    message_id: tuple[str, ...]
    references: tuple[str, ...]
    in_reply_to: tuple[str, ...]
    at: datetime | None

    def is_of(self, message_id: str) -> bool:
        """Whether this is that letter, not one that answers it: a reply holds the id in its References, too."""
        return self.message_id == (message_id,) or (self.references == (message_id,) and not self.in_reply_to)


def found_numbers(lines: Iterable[Line]) -> tuple[int, ...]:
    """The numbers of the answer to SEARCH, in order."""
    numbers: set[int] = set()
    for line in lines:
        words = line[0].split()
        if words[1:2] and words[1].upper() == b"SEARCH":
            numbers.update(int(word) for word in words[2:] if word.isdigit() and len(word) < 11)
    return tuple(sorted(numbers))


def how_many(lines: Iterable[Line]) -> int:
    """How many letters the folder holds, of the answer to EXAMINE."""
    counts = [line[0].split()[1] for line in lines if re.fullmatch(rb"\* \d{1,10} EXISTS *", line[0], re.IGNORECASE)]
    return int(counts[-1]) if counts else 0


def heads(lines: Iterable[Line]) -> tuple[Head, ...]:
    """The heads of the answer to FETCH; what cannot be read is none."""
    found: list[Head] = []
    for line in lines:
        match _readable(line):
            case (bytes(), b"FETCH" | b"fetch" | b"Fetch", tuple() as pairs, *_):
                found.append(_head(pairs))
            case _:
                pass
    return tuple(found)


def _head(pairs: Sequence[Value]) -> Head:
    told: dict[str, bytes] = {}
    for key, value in zip(pairs[::2], pairs[1::2], strict=False):
        if isinstance(key, bytes) and isinstance(value, bytes):
            told[key.decode("ascii", "replace").upper().partition("[")[0]] = value
    ids: dict[str, tuple[str, ...]] = {}
    unfolded = re.sub(r"\r?\n[ \t]+", " ", told.get("BODY", b"").decode("utf-8", "replace"))
    for header in unfolded.splitlines():
        name, _, value = header.partition(":")
        ids[name.strip().lower()] = tuple(_ID.findall(value))
    return Head(
        ids.get("message-id", ()),
        ids.get("references", ()),
        ids.get("in-reply-to", ()),
        _moment(told.get("INTERNALDATE", b"")),
    )


def _moment(internal_date: bytes) -> datetime | None:
    """ "24-Nov-2026 13:05:00 +0100" in UTC; None for what is no date."""
    text = internal_date.decode("ascii", "replace").replace("-", " ", 2)
    try:
        return email.utils.parsedate_to_datetime(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def internal_date(moment: datetime) -> str:
    """The moment as APPEND takes it; the names of the months are not the system's."""
    at = moment.astimezone(UTC)
    return f'"{at.day:02d}-{_MONTHS[at.month - 1]}-{at.year:04d} {at:%H:%M:%S} +0000"'


def _readable(line: Line) -> tuple[Value, ...]:
    try:
        return values(line)
    except Unreadable:
        return ()
