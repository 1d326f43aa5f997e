"""A file kept with an application: the CV that was sent, an assessment, a contract."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Attachment:
    """name: as the user knows the file. digest: SHA-256 of its content in hexadecimal, by which it lies in the profile;
    the same content is kept once. size: octets.
    """

    id: str
    application_id: str
    name: str
    digest: str
    size: int
    added_at: datetime
    deleted_at: datetime | None = None
