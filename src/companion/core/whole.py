"""Everything that is kept, as one JSON document: how each thing is written, and read again as strictly.

Generic, as the store's rows are: a field is written under its own name, a moment as RFC 3339, a choice as its value,
bytes as base64. A field that a file does not have is as declared, so that an older file can be read; one that is not
known here is refused, for a newer companion wrote it.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import datetime
from enum import Enum
from functools import cache
from typing import Any, Final, TypeAlias, get_args, get_origin, get_type_hints

from companion.core import moments
from companion.core.account import Account
from companion.core.application import Application, Contact, Event
from companion.core.attachment import Attachment
from companion.core.debrief import Debrief
from companion.core.follow_up import FollowUp
from companion.core.held import HeldNo
from companion.core.highlight import Highlight, Showing
from companion.core.import_run import ImportRun
from companion.core.outbox import OutboxLetter
from companion.core.saved_view import SavedView
from companion.core.values import ValuesExercise

FORMAT: Final = 1
"""Counts up when a file is no longer what an older companion can read."""

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"
Kept: TypeAlias = (
    Application
    | Contact
    | Event
    | Highlight
    | Showing
    | FollowUp
    | OutboxLetter
    | Account
    | HeldNo
    | Debrief
    | ValuesExercise
    | Attachment
    | SavedView
    | ImportRun
)

SECTIONS: Final[Mapping[str, type[Kept]]] = {
    "accounts": Account,
    "highlights": Highlight,
    "showings": Showing,
    "imports": ImportRun,
    "applications": Application,
    "contacts": Contact,
    "events": Event,
    "follow_ups": FollowUp,
    "letters": OutboxLetter,
    "held_noes": HeldNo,
    "debriefs": Debrief,
    "values": ValuesExercise,
    "attachments": Attachment,
    "saved_views": SavedView,
}
"""In the order in which they stand in a file: what another thing names comes before it."""

DOCUMENT: Final = "companion.json"
"""What it is called inside a zip with the contents of pictures and files."""
HEAD: Final = "companion"
SETTINGS: Final = "settings"
PLAIN: Final = ("field_times", "import_changes")
"""Rows without a kind of their own: when each field was changed last, and what an import wrote over."""
ORDER: Final = (HEAD, SETTINGS, *SECTIONS, *PLAIN)

LEFT_OUT: Final = frozenset({"in_doubt"})
"""Settings that are no choice of the user's and are made anew here."""

_WIDEST = 2**63


class NotOurs(ValueError):
    """What stands in a file is not what this program writes there. Its text says where, never what."""


@dataclass(frozen=True, slots=True)
class Row:
    """A thing and when it was changed last."""

    thing: Kept
    changed_at: datetime


def written(row: Row) -> dict[str, Json]:
    """The row as it stands in a file."""
    thing = row.thing
    found: dict[str, Json] = {f.name: _plain(getattr(thing, f.name)) for f in fields(thing)}
    return found | {"changed_at": moments.to_text(row.changed_at)}


def _plain(value: object) -> Json:
    match value:
        case datetime():
            return moments.to_text(value)
        case Enum():
            return str(value.value)
        case bytes():
            return base64.b64encode(value).decode("ascii")
        case tuple():
            return [str(each) for each in value]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        case None | bool() | int() | str():
            return value
        case _:
            raise TypeError(f"no way to write a {type(value).__name__}")


def read(section: str, found: Mapping[str, Json]) -> Row:
    """The inverse of `written`. Raises NotOurs."""
    kind = SECTIONS[section]
    readers = _readers(kind)
    unknown = found.keys() - readers.keys() - {"changed_at"}
    if unknown:
        raise NotOurs(f"{section}: a field that is not known here")
    values: dict[str, Any] = {}
    for field in fields(kind):
        if field.name in found:
            values[field.name] = readers[field.name](found[field.name], f"{section}.{field.name}")
        elif field.default is MISSING:
            raise NotOurs(f"{section}.{field.name} is missing")
    return Row(kind(**values), _moment(found.get("changed_at"), f"{section}.changed_at"))


Reader: TypeAlias = Callable[[Json, str], Any]


@cache
def _readers(kind: type[Kept]) -> Mapping[str, Reader]:
    hints = get_type_hints(kind)
    return {field.name: _reader(hints[field.name]) for field in fields(kind)}


def _reader(hint: object) -> Reader:
    if get_origin(hint) is tuple:
        return _texts
    choices = get_args(hint) or (hint,)
    reader = _one(next(c for c in choices if c is not type(None)))
    if type(None) in choices:
        return lambda value, where: None if value is None else reader(value, where)
    return reader


def _one(kind: object) -> Reader:
    if kind is bool:
        return _truth
    if isinstance(kind, type) and issubclass(kind, Enum):
        return lambda value, where: _choice(kind, value, where)
    readers: dict[object, Reader] = {str: text, int: _number, bytes: _octets, datetime: _moment}
    return readers[kind]


def text(value: Json, where: str) -> str:
    """A text that the store can keep. Raises NotOurs."""
    if not isinstance(value, str):
        raise NotOurs(f"{where} is no text")
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise NotOurs(f"{where} holds half a character") from None
    return value


def _truth(value: Json, where: str) -> bool:
    if not isinstance(value, bool):
        raise NotOurs(f"{where} is neither true nor false")
    return value


def _number(value: Json, where: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not -_WIDEST <= value < _WIDEST:
        raise NotOurs(f"{where} is no number that can be kept")
    return value


def _octets(value: Json, where: str) -> bytes:
    try:
        return base64.b64decode(text(value, where), validate=True)
    except (binascii.Error, ValueError):
        raise NotOurs(f"{where} is not base64") from None


def _moment(value: Json, where: str) -> datetime:
    try:
        return moments.from_text(text(value, where))
    except ValueError:
        raise NotOurs(f"{where} is no moment") from None


def _texts(value: Json, where: str) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise NotOurs(f"{where} is no list")
    return tuple(text(each, where) for each in value)


def _choice(kind: type[Enum], value: Json, where: str) -> Enum:
    try:
        return kind(value)
    except ValueError:
        raise NotOurs(f"{where} is a word that is not known here") from None
