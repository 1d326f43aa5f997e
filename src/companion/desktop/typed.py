"""What was typed into a field of several lines, letter by letter."""

from __future__ import annotations

from PySide6.QtWidgets import QPlainTextEdit


def typed_text(field: QPlainTextEdit) -> str:
    """The field's text as it is: `toPlainText` would make common spaces of those that do not break a line, which
    stand before "?" in French.
    """
    return field.document().toRawText().replace("\u2029", "\n").replace("\u2028", "\n")


def place_of(text: str, index: int) -> int:
    """Where a character of the text stands in a field: Qt counts those beyond the first 65,536 twice."""
    return len(text[:index].encode("utf-16-le", errors="surrogatepass")) // 2
