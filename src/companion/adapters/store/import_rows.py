"""A row that waits for the import, as text on the disk and back."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, tzinfo
from typing import Any, Final

from companion.core import moments
from companion.core.application import ContactRole, EventKind, State
from companion.core.import_keys import source_key
from companion.core.imports import ImportedContact, ImportedRow
from companion.core.text import folded

_TEXTS: Final = (
    "source_key",
    "company",
    "role",
    "place",
    "link",
    "salary",
    "source",
    "notes",
    "posting",
    "unknown_state",
)
_encode = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode
_decode = json.JSONDecoder().raw_decode


def to_text(row: ImportedRow) -> str:
    """All that is imported of it; not its line, nor what was remarked while it was read."""
    return _encode(
        [
            *[getattr(row, name) for name in _TEXTS],
            row.tags,
            None if row.state is None else row.state.value,
            [(kind.value, moments.to_text(at)) for kind, at in row.happened],
            [(c.name, c.email, c.role.value, c.position) for c in row.contacts],
            row.cut_role,
        ]
    )


def from_text(line: int, text: str) -> ImportedRow:
    """The inverse, with the line that it stands in."""
    values: list[Any] = _decode(text)[0]
    known = dict(zip(_TEXTS, values, strict=False))
    tags, state, happened, contacts, cut_role = values[len(_TEXTS) :]
    return ImportedRow(
        line=line,
        **known,
        tags=tuple(tags),
        state=None if state is None else State(state),
        happened=tuple((EventKind(kind), moments.from_text(at)) for kind, at in happened),
        contacts=tuple(ImportedContact(n, e, ContactRole(r), p) for n, e, r, p in contacts),
        cut_role=cut_role,
    )


def digest(text: str) -> str:
    """What tells whether the very same row came before."""
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()


def posting_key(link: str, company: str, role: str) -> str:
    """What an address says about which posting it is; "" without one. See core.import_keys."""
    return source_key(link, company, role, "") if link else ""


def name_key(company: str, role: str) -> str:
    """Company and role, case and accents aside."""
    return f"{folded(company)}|{folded(role)}"


def day_key(moment: datetime | None, zone: tzinfo) -> str:
    """The user's own day of a moment; "" for none."""
    return "" if moment is None else moment.astimezone(zone).date().isoformat()


def applied_day(row: ImportedRow, zone: tzinfo) -> str:
    """On which day the user applied, by the row."""
    return day_key(min((at for kind, at in row.happened if kind is EventKind.APPLIED), default=None), zone)
