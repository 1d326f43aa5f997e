"""Picture files that no encoder here writes: huge ones made cheaply, animations, icons, and heads that lie."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from pathlib import Path

ZERO_MCU = b"\x28\xa2\x8a\x00"
"""A mid-grey square of 16 × 16 in the standard Huffman tables: (DC 0, end) for four Y, Cb and Cr, 32 bits in all."""


def png_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_head(width: int, height: int, *, depth: int = 8, interlaced: bool = False) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + png_chunk(
        b"IHDR", struct.pack(">IIBBBBB", width, height, depth, 2, 0, 0, int(interlaced))
    )


def write_png(path: Path, width: int, height: int, *, depth: int = 8) -> None:
    """A whole PNG of that size, row by row, in little memory."""
    packing = zlib.compressobj(1)
    row = b"\0" + bytes(width * 3 * depth // 8)
    with path.open("wb") as file:
        file.write(png_head(width, height, depth=depth))
        for _ in range(height):
            if piece := packing.compress(row):
                file.write(png_chunk(b"IDAT", piece))
        file.write(png_chunk(b"IDAT", packing.flush()) + png_chunk(b"IEND", b""))


def write_jpeg(path: Path, width: int, height: int, model: bytes) -> None:
    """A whole grey JPEG of that size. model: a small one of 4:2:0 with the standard tables, whose heads it takes."""
    heads = resized_jpeg(model[: model.index(b"\xff\xda") + 14], width, height)
    squares = -(-width // 16) * -(-height // 16)
    path.write_bytes(heads + ZERO_MCU * squares + b"\xff\xd9")


def resized_jpeg(jpeg: bytes, width: int, height: int) -> bytes:
    """The same bytes; only its head says another size."""
    at = next(at for marker in (b"\xff\xc0", b"\xff\xc2") if (at := jpeg.find(marker)) >= 0)
    return jpeg[: at + 5] + struct.pack(">HH", height, width) + jpeg[at + 9 :]


def exif_turned(jpeg: bytes, orientation: int) -> bytes:
    tiff = b"MM\0*\0\0\0\x08\0\x01" + struct.pack(">HHIHH", 0x0112, 3, 1, orientation, 0) + b"\0\0\0\0"
    body = b"Exif\0\0" + tiff
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + jpeg[2:]


def gif(width: int, height: int, frames: Iterable[int], *, colours: bytes = b"\xff\0\0\0\0\xff") -> bytes:
    """An animation of plain frames, each in the colour with that index."""
    made = b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + colours
    for index in frames:
        made += b"!\xf9\x04\0\x0a\0\0\0" + b"," + struct.pack("<HHHHB", 0, 0, width, height, 0)
        # LZW of three bits that never grows: a "clear" (4) before every two pixels; 5 ends it
        codes = [code for at in range(width * height) for code in ([4, index] if at % 2 == 0 else [index])] + [5]
        data = sum(code << (3 * at) for at, code in enumerate(codes)).to_bytes(-(-3 * len(codes) // 8), "little")
        pieces = [data[at : at + 255] for at in range(0, len(data), 255)]
        made += b"\x02" + b"".join(bytes([len(piece)]) + piece for piece in pieces) + b"\0"
    return made + b";"


def animated_webp(width: int, height: int, frames: Iterable[bytes]) -> bytes:
    """frames: still WebP files of that size, without transparency."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return kind + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)

    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = chunk(b"VP8X", b"\x02\0\0\0" + size) + chunk(b"ANIM", b"\0" * 6)
    for frame in frames:
        body += chunk(b"ANMF", b"\0" * 6 + size + b"\x64\0\0\0" + frame[12:])
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def ico(pngs: Iterable[tuple[int, bytes]]) -> bytes:
    """An icon of several sizes; pngs: each side with its picture."""
    given = list(pngs)
    heads, data, at = b"", b"", 6 + 16 * len(given)
    for side, png in given:
        heads += struct.pack("<BBBBHHII", side % 256, side % 256, 0, 0, 1, 32, len(png), at + len(data))
        data += png
    return struct.pack("<HHH", 0, 1, len(given)) + heads + data


def tga(width: int, height: int) -> bytes:
    head = struct.pack("<BBBHHBHHHHBB", 0, 0, 2, 0, 0, 0, 0, 0, width, height, 24, 0x20)
    return head + b"\x10\x20\x30" * (width * height) + bytes(8) + b"TRUEVISION-XFILE.\0"
