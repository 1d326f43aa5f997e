"""Keys of stored things: UUIDv7 (RFC 9562 section 5.7), as text.

They sort by the moment they were made, so "recorded later" can be asked of the key alone, and two
computers never make the same one.
"""

from __future__ import annotations


def uuid7(unix_ms: int, sequence: int, random: int) -> str:
    """The key for a moment (Unix milliseconds), a 12-bit counter within it, and 62 random bits."""
    value = (unix_ms & (1 << 48) - 1) << 80 | 7 << 76 | (sequence & 0xFFF) << 64 | 2 << 62 | (random & (1 << 62) - 1)
    digits = f"{value:032x}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
