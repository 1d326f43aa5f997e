"""A name for this computer and profile, so that a letter queued here is not sent by a copy of the profile elsewhere.

The system's machine id is private: whoever learns it could recognise this computer everywhere (machine-id(5)). So only
a hash of it leaves this module, keyed as that page asks, and with the profile's folder in it: a copy of the profile on
the same computer is another place, too.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

MACHINE_IDS = (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id"))
_KEY = b"io.github.companion_desk.Companion/letters"
_ID = re.compile(r"[0-9a-f]{32}")


def name_of_computer(profile: Path, machine_ids: Sequence[Path] = MACHINE_IDS, state: Path | None = None) -> str:
    """32 hexadecimal digits, the same at each start. Tells nothing of the computer to who has them.

    state: the folder for an id of our own where the system has none; the user's state folder, which no backup of the
    profile holds. If that can't be written, the name is good until the program ends.
    """
    machine = _machine_id(tuple(machine_ids), state)
    place = os.fsencode(profile.resolve())
    return hmac.new(machine.encode(), _KEY + b"\0" + place, hashlib.sha256).hexdigest()[:32]


@cache
def _machine_id(machine_ids: Sequence[Path], state: Path | None) -> str:
    for path in machine_ids:
        if found := _read(path):
            return found
    return _own_id(state or _state_folder())


def _read(path: Path) -> str:
    """The id in the file, or "": also for "uninitialized", which stands there while a system is being installed."""
    try:
        found = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""
    return found if _ID.fullmatch(found) else ""


def _own_id(folder: Path) -> str:
    path = folder / "computer-id"
    new = os.urandom(16).hex()
    with contextlib.suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # the first of two that start at once wins, and both read what it wrote
        draft = path.with_name(f"{path.name}.{new}")
        draft.write_text(f"{new}\n", encoding="ascii")
        try:
            os.link(draft, path)
        finally:
            draft.unlink()
    return _read(path) or new


def _state_folder() -> Path:
    import platformdirs

    return platformdirs.user_state_path("companion", appauthor=False)
