"""The words of an HTML letter or a web page, as lines of plain text.

Not with the standard library's HTMLParser: up to Python 3.13.5 hostile text takes it quadratic time (CVE-2025-6069).
This walks forward only. What is quoted (`blockquote`) gets "> " before it, as in plain text; what mail programs mark as
the letter answered, or as their signature, is left out, unless nothing would be left.
"""

from __future__ import annotations

import html
import re
from typing import Final

_APART: Final = frozenset({"p", "blockquote", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6"})
"""With an empty line before and after."""

_BLOCKS: Final = (
    _APART
    | {"address", "article", "aside", "body", "center", "dd", "div", "dl", "dt", "figure", "footer"}
    | {"form", "header", "hr", "li", "main", "nav", "pre", "section", "tr"}
)
_UNSEEN: Final = frozenset({"script", "style", "title", "template", "svg"})
_DEEPEST: Final = 5

_COMMENT: Final = re.compile("<!--")
_MARK_UP: Final = re.compile("[!?/]")
_NAME: Final = re.compile(r"/?[a-zA-Z][a-zA-Z0-9:]*")
_MARKS: Final = re.compile(
    r"""(?:class|id)\s*=\s*["']?[^"'>]*\b(?:gmail_quote|gmail_attr|gmail_signature(?:_prefix)?|moz-cite-prefix|"""
    r"moz-signature|moz-forward-container|divRplyFwdMsg|appendonsend|yahoo_quoted|protonmail_quote|"
    r"protonmail_signature_block|OLK_SRC_BODY_SECTION|ms-outlook-mobile-signature)\b",
    re.IGNORECASE,
)
_SPACES: Final = re.compile(r"[ \t\n\r\f]+")
"""What HTML calls white space; the unbreakable space is none."""

_LONGEST_TAG: Final = 2_000
"""How much of a tag is looked at."""


def text_of(source: str, *, cut: bool = True) -> str:
    """The text. cut: it ends where a mail program's own mark says that the rest is quoted, or a signature."""
    return _Walk(source, cut=cut).text()


class _Walk:
    def __init__(self, source: str, *, cut: bool) -> None:
        self._source = source
        self._cut = cut
        self._lines: list[str] = []
        self._pieces: list[str] = []
        self._quotes = 0
        self._is_plain = False
        self._is_outlooks = False

    def text(self) -> str:
        at, source = 0, self._source
        while True:
            begins = source.find("<", at)
            self._say(source[at:begins] if begins >= 0 else source[at:])
            if begins < 0:
                break
            at = self._tag(begins)
            if at < 0:
                break
        self._end_line()
        return "\n".join(self._lines)

    def _tag(self, begins: int) -> int:
        """Takes what begins with "<"; returns where it goes on, -1 if nothing more is to be taken."""
        source = self._source
        if _COMMENT.match(source, begins):
            return _after(source, "-->", begins + 4)
        named = _NAME.match(source, begins + 1)
        if named is None and not _MARK_UP.match(source, begins + 1):
            self._say("<")
            return begins + 1
        end = _after(source, ">", begins)
        if named is None or end < 0:
            return end
        name = named[0].lower()
        if name in _UNSEEN:
            return _after_closing(source, name, end)
        seen = min(end, begins + _LONGEST_TAG)
        if self._cut and _MARKS.search(source, begins, seen):
            return -1
        if name == "p":  # Outlook writes each line so, and an unbreakable space for an empty one
            self._is_outlooks = source.find("MsoNormal", begins, seen) >= 0
        self._take(name)
        return end

    def _take(self, name: str) -> None:
        bare = name.removeprefix("/")
        if name == "br":
            self._break()
        elif bare in _BLOCKS:
            self._end_line()
            if bare in _APART and not (bare == "p" and self._is_outlooks):
                self._leave_line()
        elif bare in {"td", "th"}:
            self._say(" ")
        if bare == "blockquote":
            self._quotes = max(0, self._quotes + (-1 if name != bare else 1))
        elif bare == "pre":
            self._is_plain = name == bare
        elif name == "li":
            self._pieces = ["• "]

    def _say(self, raw: str) -> None:
        text = html.unescape(raw)
        if self._is_plain:
            first, *others = text.split("\n")
            self._pieces.append(first)
            for line in others:
                self._break()
                self._pieces.append(line)
            return
        text = _SPACES.sub(" ", text)
        if not self._pieces or self._pieces[-1].endswith(" "):
            text = text.lstrip(" ")
        if text:
            self._pieces.append(text)

    def _break(self) -> None:
        line = "".join(self._pieces).rstrip()
        self._pieces = []
        self._lines.append(f"{'> ' * min(self._quotes, _DEEPEST)}{line}")

    def _end_line(self) -> None:
        line = "".join(self._pieces)
        if line.strip():
            self._break()
        else:
            self._pieces = []
            if line.strip(" "):
                self._leave_line()

    def _leave_line(self) -> None:
        if self._lines and self._lines[-1].strip("> "):
            self._break()


def _after(source: str, mark: str, begins: int) -> int:
    found = source.find(mark, begins)
    return found + len(mark) if found >= 0 else -1


def _after_closing(source: str, name: str, begins: int) -> int:
    closing = re.compile(rf"</{name}\b", re.IGNORECASE).search(source, begins)
    return _after(source, ">", closing.end()) if closing else -1
