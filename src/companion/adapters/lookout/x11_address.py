"""Where an X server listens, and the secret it wants to hear.

https://www.x.org/releases/current/doc/man/man7/X.7.xhtml ("DISPLAY NAMES"), Xsecurity(7) and libXau's AuFileName.c,
AuRead.c for the file of secrets.
"""

from __future__ import annotations

import re
import socket
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from companion.adapters.lookout.line import Line

_DISPLAY = re.compile(r"(?P<host>localhost|unix|):(?P<number>\d{1,5})(\.\d+)?")
_FAMILY_LOCAL, _FAMILY_ANY = 256, 65535
_COOKIE = b"MIT-MAGIC-COOKIE-1"
_NO_SECRET = (b"", b"")


@dataclass(frozen=True, slots=True)
class Address:
    """number: of the display. by_network: over TCP, as through ssh, instead of a socket file."""

    number: int
    by_network: bool = False

    def open(self, until: float) -> Line:
        """Raises OSError."""
        if self.by_network:
            return Line(6000 + self.number, until)
        path = f"/tmp/.X11-unix/X{self.number}"  # noqa: S108 (where X servers listen)
        try:
            return Line("\0" + path, until)
        except ConnectionRefusedError:
            return Line(path, until)


def parse(display: str) -> Address | None:
    """The address in DISPLAY; None if it names none, or another computer: a name server may hang."""
    found = _DISPLAY.fullmatch(display)
    return Address(int(found["number"]), found["host"] == "localhost") if found else None


def cookie(address: Address, environment: Mapping[str, str]) -> tuple[bytes, bytes]:
    """Name and value of the secret for that display; empty where there is none, which many servers accept."""
    file = environment.get("XAUTHORITY", "") or str(Path(environment.get("HOME", "")) / ".Xauthority")
    try:
        content = Path(file).read_bytes()
    except OSError:
        return _NO_SECRET
    number, host = str(address.number).encode(), socket.gethostname().encode()
    for family, place, display, name, data in _entries(content):
        fits_host = family == _FAMILY_ANY or (family == _FAMILY_LOCAL and place == host)
        if fits_host and display in (b"", number) and name == _COOKIE:
            return name, data
    return _NO_SECRET


def _entries(content: bytes) -> Iterator[tuple[int, bytes, bytes, bytes, bytes]]:
    """Family, host, display, name and data of each entry; a file that was cut off ends with its last whole one."""
    at = 0
    while at + 2 <= len(content):
        (family,) = struct.unpack_from(">H", content, at)
        at += 2
        parts: list[bytes] = []
        for _ in range(4):
            if at + 2 > len(content):
                return
            (size,) = struct.unpack_from(">H", content, at)
            parts.append(content[at + 2 : at + 2 + size])
            at += 2 + size
        if at > len(content):
            return
        place, display, name, data = parts
        yield family, place, display, name, data
