"""What a picture's own bytes tell that Qt does not: whether all of it is there, and what decoding it will hold.

Qt's decoders fill what is missing of a JPEG, GIF, BMP or XBM with grey or black and report no error, and libjpeg keeps
the whole of a progressive JPEG even when it is decoded small. Nothing here decodes; each function walks a few heads.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Final

_TAIL: Final = 65_536
"""How far from its end a JPEG's end marker is looked for: cameras append maker's data after the picture."""

_JPEG_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""The markers of a frame's head (SOF0 to SOF15); the three others are tables and an extension."""

_JPEG_BY_ROWS: Final = {0xC0, 0xC1}
"""Baseline and extended: decoded row by row, if one scan holds all components."""


def is_whole(path: Path, name: str) -> bool:
    """Whether the file holds all of its (first) picture, for the formats whose decoder does not tell.

    name: Qt's name of the format. Raises OSError.
    """
    look = _LOOKS.get(name)
    if look is None:
        return True
    with path.open("rb") as file:
        try:
            return look(file)
        except (struct.error, IndexError):  # it ended amid a head
            return False


def jpeg_holds(path: Path) -> float:
    """Bytes for each pixel that decoding holds on to, whatever the size wanted: 0.0 for what is decoded row by row.

    A progressive JPEG, or one with a scan for each component, keeps all coefficients, two bytes each. Raises OSError.
    """
    with path.open("rb") as file:
        try:
            return _coefficients(file)
        except (struct.error, IndexError, ZeroDivisionError):
            return 0.0  # not whole, which others tell


def animated_webp_pixels(path: Path) -> int:
    """The pixels of an animated WebP's canvas, 0 for any other file. Raises OSError.

    To be asked before Qt sees it: its decoder makes the canvases when it but looks at the head.
    """
    with path.open("rb") as file:
        head = file.read(30)
    if len(head) < 30 or head[:4] != b"RIFF" or head[8:16] != b"WEBPVP8X" or not head[20] & 2:
        return 0
    return (int.from_bytes(head[24:27], "little") + 1) * (int.from_bytes(head[27:30], "little") + 1)


def is_apples_or_avif(path: Path) -> bool:
    """Whether it is a HEIC or AVIF photograph, which Qt has no decoder for. Raises OSError."""
    with path.open("rb") as file:
        head = file.read(12)
    return head[4:8] == b"ftyp" and head[8:12] in {b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heif", b"avif"}


def is_drawing(path: Path) -> bool:
    """Whether it is an SVG drawing, plain or packed. Raises OSError."""
    with path.open("rb") as file:
        head = file.read(4096)
    return b"<svg" in head or (head[:2] == b"\x1f\x8b" and path.suffix.casefold() == ".svgz")


def portable_map(path: Path) -> str:
    """Which of the portable maps it is, "pbm", "pgm" or "ppm", by its second byte. Raises OSError."""
    with path.open("rb") as file:
        kind = file.read(2)[1:]
    return {b"1": "pbm", b"4": "pbm", b"2": "pgm", b"5": "pgm"}.get(kind, "ppm")


def _coefficients(file: BinaryIO) -> float:
    file.seek(2)
    components, held, by_rows = 0, 0.0, False
    while True:
        lead, marker = file.read(2)
        while marker == 0xFF:  # padding
            marker = file.read(1)[0]
        if lead != 0xFF:
            return held
        body = _segment(file)
        if marker in _JPEG_FRAMES:
            components = body[5]
            factors = [(body[i] >> 4, body[i] & 15) for i in range(7, 6 + 3 * components, 3)]
            widest, tallest = max(h for h, _ in factors), max(v for _, v in factors)
            held = 2 * sum(h * v for h, v in factors) / (widest * tallest)
            by_rows = marker in _JPEG_BY_ROWS
        elif marker == 0xDA:
            return 0.0 if by_rows and body[0] == components else held


def _segment(file: BinaryIO) -> bytes:
    (length,) = struct.unpack(">H", file.read(2))
    return file.read(length - 2)


def _jpeg(file: BinaryIO) -> bool:
    return b"\xff\xd9" in _tail(file, _TAIL)


def _gif(file: BinaryIO) -> bool:
    """Whether its first frame's data comes to its end."""
    screen = file.read(13)
    _skip_colours(file, screen[10])
    while (kind := file.read(1)) in {b"!", b","}:
        if kind == b"!":
            file.seek(1, os.SEEK_CUR)
        else:
            _skip_colours(file, file.read(9)[8])
            file.seek(1, os.SEEK_CUR)
        while length := file.read(1)[0]:
            file.seek(length, os.SEEK_CUR)
        if kind == b",":
            return True
    return False


def _skip_colours(file: BinaryIO, flags: int) -> None:
    if flags & 0x80:
        file.seek(3 << ((flags & 7) + 1), os.SEEK_CUR)


def _bmp(file: BinaryIO) -> bool:
    head = file.read(34)
    (size,) = struct.unpack_from("<I", head, 14)
    if size == 12:  # OS/2's
        width, height, _, depth = struct.unpack_from("<HHHH", head, 18)
        packing = 0
    else:
        width, height, _, depth, packing = struct.unpack_from("<iiHHI", head, 18)
    if packing in {1, 2}:  # run lengths: how long it ought to be cannot be told
        return True
    row = (abs(width) * depth + 31) // 32 * 4
    return 14 + size + row * abs(height) <= _length(file)


def _xbm(file: BinaryIO) -> bool:
    return b"}" in _tail(file, 64)


def _length(file: BinaryIO) -> int:
    return os.fstat(file.fileno()).st_size


def _tail(file: BinaryIO, most: int) -> bytes:
    file.seek(max(0, _length(file) - most))
    return file.read()


_LOOKS: Final[dict[str, Callable[[BinaryIO], bool]]] = {
    "jpeg": _jpeg,
    "jpg": _jpeg,
    "gif": _gif,
    "bmp": _bmp,
    "xbm": _xbm,
}
