"""`companion doctor`: what works here and what does not, for a person or a bug report; nothing private in it.

Each line is asked of the real thing (the keyring, the session bus, the notification server, the store), and nothing
is written anywhere.
"""

from __future__ import annotations

import importlib.metadata
import platform
import sys
from pathlib import Path
from typing import cast

from companion import __version__
from companion.app.commands.command import Json, Reply
from companion.app.profile import Profile
from companion.core.problem import Problem
from companion.desktop.client import Listening, NoAnswer, who_listens

_LIBRARIES = (
    "PySide6-Essentials",
    "apsw-sqlite3mc",
    "keyring",
    "oauthlib",
    "desktop-notifier",
    "rapidfuzz",
    "aiosmtpd",
)


def examine(profile: Profile) -> Reply:
    """Asks everything once."""
    data: Json = {
        "versions": _versions(),
        "profile": str(profile.data),
        "running": _running(profile),
        "keyring": _keyring(profile),
        "tray": _tray(),
        "notifications": _notifications(),
        "surroundings": _surroundings(),
        "store": _store(profile),
    }
    return Reply(data, tuple(_lines(data)))


def _versions() -> Json:
    import apsw

    found: Json = {"companion": __version__, "python": platform.python_version(), "system": platform.platform()}
    for name in _LIBRARIES:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            found[name] = None
    found["sqlite"] = apsw.sqlite_lib_version()
    return found


def _running(profile: Profile) -> bool:
    try:
        return who_listens(profile.socket) is Listening.SOMEBODY
    except NoAnswer:
        return False


def _keyring(profile: Profile) -> Json:
    from companion.adapters.secrets import KeyringSecrets

    report = KeyringSecrets(profile.keyring_service).report()
    return {"backend": report.backend, "accepted": report.accepted, "why_not": report.why_not}


def _tray() -> Json:
    if sys.platform != "linux":
        return {"host": True, "why_not": ""}
    from companion.adapters.session_bus import has_owner

    found = has_owner("org.kde.StatusNotifierWatcher")
    if found is None:
        return {"host": False, "why_not": "There is no session bus here."}
    why = "" if found else "This desktop shows no tray. Start the companion again to open its window."
    return {"host": found, "why_not": why}


def _notifications() -> Json:
    from companion.adapters.notifications.desktop_notifications import DesktopNotifications

    notifier = DesktopNotifications("Companion", None)
    try:
        report = notifier.report()
    finally:
        notifier.close()
    return {
        "server": report.server,
        "capabilities": list(report.capabilities),
        "buttons": "actions" in report.capabilities,
    }


def _surroundings() -> Json:
    """What may make the reel wait: docs/platforms.md."""
    from companion.adapters.lookout import DesktopLookout

    seen = DesktopLookout().look()
    return {
        "now": [f"{sign.hindrance.words} ({sign.source})" for sign in seen.signs],
        "answered": list(seen.asked),
        "not told here": [hindrance.value for hindrance in seen.untold],
    }


def _store(profile: Profile) -> Json:
    """The store is opened as always, checked, and closed; one that can't be opened is not touched."""
    from companion.app.backend import open_backend
    from companion.app.trace import NoTrace

    if not profile.store.exists():
        return {"path": str(profile.store), "health": "not there yet", "applications": 0, "highlights": 0}
    try:
        with open_backend(profile, NoTrace()) as backend:
            return {
                "path": str(profile.store),
                "health": backend.store.check(),
                "bytes": _bytes(profile.store),
                "applications": backend.store.count_applications(),
                "highlights": len(backend.highlights.all()),
            }
    except Problem as problem:
        return {"path": str(profile.store), "health": problem.sentence, "details": problem.details}


def _bytes(path: Path) -> int:
    return sum(p.stat().st_size for p in (path, path.with_name(path.name + "-wal")) if p.exists())


def _lines(data: Json) -> list[str]:
    lines: list[str] = []
    for subject, found in data.items():
        if isinstance(found, dict):
            lines.append(f"{subject}:")
            part = cast("Json", found)
            lines += [f"  {key}: {_plain(value)}" for key, value in part.items() if value not in ("", None)]
        else:
            lines.append(f"{subject}: {_plain(found)}")
    return lines


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(str(item) for item in cast("list[object]", value)) or "none"
    return str(value)
