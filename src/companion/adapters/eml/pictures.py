"""Saves the pictures that came with a letter. Their names are ours; whether they are sound is for others to say."""

from __future__ import annotations

import re
import shutil
import tempfile
from email.message import Message
from pathlib import Path
from typing import Final

MOST_PICTURES: Final = 12

_LEAST_BYTES: Final = 3_000
"""What is smaller and lies in the text is a logo, or counts who reads."""

_ENDING: Final = re.compile(r"[a-z0-9]{1,5}")
_BY_NAME: Final = {"png", "jpg", "jpeg", "gif", "webp", "bmp", "tif", "tiff"}


def save_pictures(message: Message) -> tuple[Path, ...]:
    """The files, in a new private folder; none, and no folder, without a picture or without room for them."""
    found: list[tuple[str, bytes]] = []
    for part in message.walk():
        if (ending := _ending(part)) and len(found) < MOST_PICTURES:
            payload = part.get_payload(decode=True)
            least = 1 if part.get_content_disposition() == "attachment" else _LEAST_BYTES
            if isinstance(payload, bytes) and len(payload) >= least:
                found.append((ending, payload))
    return _written(found) if found else ()


def _ending(part: Message) -> str:
    """As the letter says; "" for what is no picture."""
    if part.get_content_maintype() == "image":
        kind = part.get_content_subtype().removeprefix("x-").partition("+")[0]
        return kind if _ENDING.fullmatch(kind) else "dat"
    if part.get_content_type() == "application/octet-stream":
        try:
            ending = (part.get_filename() or "").rpartition(".")[2].casefold()
        except (UnicodeError, LookupError):  # a name in a charset that is none
            return ""
        return ending if ending in _BY_NAME else ""
    return ""


def _written(found: list[tuple[str, bytes]]) -> tuple[Path, ...]:
    try:
        folder = Path(tempfile.mkdtemp(prefix="companion-letter-"))
    except OSError:
        return ()
    paths: list[Path] = []
    try:
        for number, (ending, content) in enumerate(found, 1):
            path = folder / f"picture-{number}.{ending}"
            path.touch(0o600)
            path.write_bytes(content)
            paths.append(path)
    except OSError:  # no room: the words matter more
        shutil.rmtree(folder, ignore_errors=True)
        return ()
    return tuple(paths)
