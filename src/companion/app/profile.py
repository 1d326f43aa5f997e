"""Where a profile keeps its things: everything of one user's companion, apart from every other profile.

The real profile follows the platform's folders. `--profile DIR` (or COMPANION_PROFILE) keeps all of it below DIR,
with a socket and a keyring entry of its own.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from companion.core.problem import Problem

APP_ID = "io.github.companion_desk.Companion"

_LONGEST_SOCKET = 100
"""A Unix socket's path has room for 107 bytes (sun_path)."""


@dataclass(frozen=True, slots=True)
class Profile:
    """The folders of one profile. keyring_service: the name under which its passwords stand in the keyring."""

    data: Path
    logs: Path
    keyring_service: str

    @property
    def store(self) -> Path:
        return self.data / "companion.db"

    @property
    def pictures(self) -> Path:
        return self.data / "pictures"

    @property
    def files(self) -> Path:
        """The files kept with applications."""
        return self.data / "files"

    @property
    def opened(self) -> Path:
        """Copies of them for other programs to open; they go after a day."""
        return self.data / "opened"

    @property
    def backups(self) -> Path:
        return self.data / "backups"

    @property
    def letters(self) -> Path:
        """The user's own templates for letters."""
        return self.data / "letters"

    @property
    def lock(self) -> Path:
        return self.data / "tray.lock"

    @property
    def sizes(self) -> Path:
        return self.data / "windows.json"

    @property
    def drafts(self) -> Path:
        """Letters on their way into the user's own mail program."""
        return self.data / "drafts"

    @property
    def socket(self) -> Path:
        """The running tray's socket: in the profile, so that every shell finds it whatever its environment; in a
        short folder of its own where the profile's path is too long for one.
        """
        near = self.data / "tray.socket"
        if len(os.fsencode(near)) <= _LONGEST_SOCKET:
            return near
        import tempfile

        return Path(tempfile.gettempdir()) / f"companion-{_short(self.data)}" / "tray.socket"

    def prepare(self) -> None:
        """Makes the folders, for the user alone. Raises Problem."""
        try:
            str(self.data).encode("utf-8")
        except UnicodeEncodeError:
            raise Problem("The profile's folder has a name that is not text. Choose another with --profile.") from None
        for folder in (self.data, self.logs, self.socket.parent):
            try:
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            except OSError as error:
                raise Problem(
                    f"The folder {folder} can't be made: {error.strerror}. Choose another with --profile.",
                    details=str(error),
                ) from None


def find(chosen: str | None) -> Profile:
    """The profile in the folder `chosen`, or the user's real one for None or ""."""
    if chosen:
        root = Path(chosen).expanduser().absolute()
        return Profile(root, root / "logs", f"{APP_ID}:{root}")
    import platformdirs

    return Profile(
        platformdirs.user_data_path("companion", appauthor=False),
        platformdirs.user_log_path("companion", appauthor=False),
        APP_ID,
    )


def _short(path: Path) -> str:
    import hashlib

    return hashlib.sha256(str(path).encode("utf-8", "surrogateescape")).hexdigest()[:12]
