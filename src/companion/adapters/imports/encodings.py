"""Which encoding a text table is in.

A mark at the beginning says it, or the zeros of UTF-16 do; then UTF-8, which other text hardly ever is by chance. Only
what is none of these is guessed, from the lines that have other letters than English ones.
"""

from __future__ import annotations

import codecs
import re
from typing import IO, Final

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHUNK: Final = 65_536
_SAMPLE: Final = 40_000
"""Bytes to guess from."""

_GUESSED: Final = (
    *("cp1252", "mac_roman", "shift_jis", "cp932", "euc_jp", "gb18030", "big5", "euc_kr"),
    *("cp1250", "cp1251", "cp1253", "cp1254", "koi8_r", "cp850"),
)
_LETTERS: Final = "äöüßéèêëàâáçîïíìôóòûùúñåøæœãõÄÖÜÉÈÀÇÑÓÍÁÚÅØÆŒÔÊÎ"
_TURKISH: Final = "ıİşŞğĞçÇöÖüÜâî"
_SIGNS: Final = re.compile("[€–—‘’“”„«»¿¡°§…•·®™©£]")


def encoding_of(stream: IO[bytes]) -> str:
    """The encoding's name for Python. Reads the stream to its end at most."""
    chunk = stream.read(_CHUNK)
    for mark, name in _MARKS:
        if chunk.startswith(mark):
            return name
    if wide := _wide(chunk[:4096]):
        return wide
    decoder = codecs.getincrementaldecoder("utf-8")()
    while chunk:
        try:
            decoder.decode(chunk)
        except UnicodeDecodeError:
            return _guessed(chunk, stream)
        chunk = stream.read(_CHUNK)
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return _guessed(decoder.getstate()[0], stream)
    return "utf-8"


def encoding_of_beginning(begins: bytes) -> str:
    """An encoding that is good enough to see whose table this is: its columns' names are ASCII in all of them."""
    marked = next((name for mark, name in _MARKS if begins.startswith(mark)), "")
    return marked or _wide(begins[:4096]) or "utf-8"


def _wide(head: bytes) -> str:
    """UTF-16 without a mark: every other byte of English text, of separators and of digits is zero."""
    if len(head) < 8:
        return ""
    half = len(head) // 2
    if head[1::2].count(0) > half * 0.4 and head[::2].count(0) < half * 0.1:
        return "utf-16-le"
    if head[::2].count(0) > half * 0.4 and head[1::2].count(0) < half * 0.1:
        return "utf-16-be"
    return ""


def _guessed(chunk: bytes, stream: IO[bytes]) -> str:
    sample = bytearray()
    while chunk and len(sample) < _SAMPLE:
        sample += b"\n".join(line for line in chunk.splitlines() if not line.isascii())[:_SAMPLE] + b"\n"
        chunk = stream.read(_CHUNK)
    taken = bytes(sample)
    if _is_damaged_utf8(taken):
        return "utf-8"
    likely = (("cp1252", _LETTERS), ("mac_roman", _LETTERS), ("cp850", _LETTERS), ("cp1254", _TURKISH))
    share, name = max(((_share(taken, n, letters), n) for n, letters in likely), key=lambda found: found[0])
    if share > 0.9:
        return name
    from charset_normalizer import from_bytes

    best = from_bytes(taken, cp_isolation=list(_GUESSED), threshold=0.5).best()
    return best.encoding if best is not None else "cp1252"


def _is_damaged_utf8(sample: bytes) -> bool:
    """Whether it is UTF-8 with a few broken letters, as after a cut in the middle of one."""
    others = [c for c in sample.decode("utf-8", "replace") if not c.isascii()]
    return others.count("\ufffd") * 5 < len(others)


def _share(sample: bytes, name: str, letters: str) -> float:
    """Which share of the letters that are not English ones stand as they would in a text with these letters: few of
    them side by side, no dash within a word, no capital after another letter and before a small one.
    """
    words = f" {sample.decode(name, 'replace')} "
    others = [at for at, c in enumerate(words) if not c.isascii()]
    return sum(_fits(words, at, letters) for at in others) / len(others) if others else 0.0


def _fits(words: str, at: int, letters: str) -> bool:
    before, one, after = words[at - 1 : at + 2]
    if one in letters:
        amid = not before.isascii() and before.isalpha() and not after.isascii() and after.isalpha()
        return not amid and not (one.isupper() and before.isalpha() and after.islower())
    return _SIGNS.match(one) is not None and (one == "’" or not (before.isalpha() and after.isalpha()))
