"""Implements services.ports.Pages."""

from __future__ import annotations

import email
import email.policy
import os
import re
import stat
from pathlib import Path
from typing import Final

from companion.adapters.posting.web import Client
from companion.core.problem import Problem
from companion.services.ports import Names, Page

LARGEST: Final = 10_000_000
"""Bytes of a saved page; one with its pictures in it (.mhtml) is larger than its text."""

_CHARSET: Final = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w-]{2,30})""", re.IGNORECASE)
_SAVED_FROM: Final = re.compile(r"saved from url=\(\d+\)(https?://[^\s<>\"']{1,2000})")


class WebPages:
    """names: asks DNS. client: another one than the internet's, for tests."""

    def __init__(self, names: Names, client: Client | None = None) -> None:
        self._client = client or Client(names)

    def fetch(self, link: str) -> Page:
        got = self._client.get(link)
        return Page(decoded(got.content, got.charset), got.link)

    def load(self, path: Path) -> Page:
        content = _content(path)
        if re.match(rb"(?:[\w-]+:[^\n]*\r?\n)*?(?:from:[^\n]*\r?\n|mime-version:)", content[:2000], re.IGNORECASE):
            return _archived(content)
        source = decoded(content, "")
        saved = _SAVED_FROM.search(source[:4000])
        return Page(source, saved[1] if saved else "")


def decoded(content: bytes, charset: str) -> str:
    """A page's text: by what the server says, by what it says itself, else as UTF-8, else as Windows' own."""
    for mark, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return content.decode(name, "replace")
    said = _CHARSET.search(content[:4096])
    for name in (charset, said[1].decode("ascii") if said else "", "utf-8"):
        try:
            return content.decode(name)
        except (LookupError, UnicodeError, ValueError):
            continue
    return content.decode("cp1252", "replace")


def _archived(content: bytes) -> Page:
    """The page in a web archive (.mhtml), which is a letter with the page as its first part."""
    try:
        message = email.message_from_bytes(content, policy=email.policy.compat32)
    except RecursionError as error:
        raise _unreadable(str(error)) from error
    for part in message.walk():
        if part.get_content_type() == "text/html":
            payload: object = part.get_payload(decode=True)
            link = str(message.get("Snapshot-Content-Location") or part.get("Content-Location") or "")
            if isinstance(payload, bytes):
                return Page(decoded(payload, str(part.get_content_charset() or "")), link.strip())
    return Page(decoded(content, ""))


def _content(path: Path) -> bytes:
    # not waiting: the user may point at a pipe that nobody writes to
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(path, flags)
    except (OSError, ValueError) as error:  # ValueError: a name with a NUL in it
        raise _unreadable(str(error)) from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise _unreadable("not a regular file")
    with os.fdopen(descriptor, "rb") as file:
        try:
            content = file.read(LARGEST + 1)
        except OSError as error:
            raise _unreadable(str(error)) from error
    if len(content) > LARGEST:
        raise Problem(
            f"This page is larger than {LARGEST // 1_000_000} MB. Copy the posting's text and paste it here.",
            field="file",
        )
    if content.startswith((b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff")):
        raise Problem("This file is no web page. Copy the posting's text and paste it here.", field="file")
    return content


def _unreadable(details: str) -> Problem:
    return Problem("This file can't be read. Copy the posting's text and paste it here.", field="file", details=details)
