"""Notes of the user as Markdown, rendered and harmless: no HTML, no picture, no file and no address is ever loaded.

The only place besides desktop.labels that shows marks as what they mean. A link opens in the browser or the mail
program, and only when it is clicked; what is too long to lay out at once is shown as plain text.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt, QUrl, Slot
from PySide6.QtGui import (
    QDesktopServices,
    QFont,
    QResizeEvent,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy, QTextBrowser, QVBoxLayout, QWidget
from typing_extensions import override

from companion.core import markdown

OPENED: Final = frozenset({"http", "https", "mailto"})
"""The only kinds of links that a click opens."""
_PLAIN_LINES: Final = 18


class _Document(QTextDocument):
    """Loads nothing, whatever the text asks for."""

    @override
    def loadResource(self, type: int, name: QUrl | str, /) -> None:
        return None


class _Rendered(QTextBrowser):
    """As high as its text; the pane around it scrolls."""

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        document = _Document(self)
        document.setDocumentMargin(0)
        document.setDefaultFont(self.font())
        self.setDocument(document)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("kind", "paper")
        self.setOpenLinks(False)
        self.setTabChangesFocus(True)
        for bars in (self.setVerticalScrollBarPolicy, self.setHorizontalScrollBarPolicy):
            bars(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.viewport().setAutoFillBackground(False)
        features = QTextDocument.MarkdownFeature
        document.setMarkdown(markdown.prepared(text), features.MarkdownNoHTML | features.MarkdownDialectGitHub)
        self._calm_headings()
        self.anchorClicked.connect(self._open)

    def _calm_headings(self) -> None:
        """Headings are a little larger than the text at most: a note is no page."""
        whole = QTextCursor(self.document())
        whole.beginEditBlock()
        block = self.document().begin()
        while block.isValid():
            level = block.blockFormat().headingLevel()
            if level:
                calm = QTextCharFormat()
                calm.setProperty(QTextFormat.Property.FontSizeAdjustment, 1 if level == 1 else 0)
                calm.setFontWeight(QFont.Weight.DemiBold)
                cursor = QTextCursor(block)
                cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
                cursor.mergeCharFormat(calm)
            block = block.next()
        whole.endEditBlock()

    @override
    def loadResource(self, type: int, name: QUrl | str, /) -> None:
        return None

    @override
    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._height(max(self.viewport().width(), 1)))

    @override
    def resizeEvent(self, e: QResizeEvent) -> None:
        super().resizeEvent(e)
        if e.size().width() != e.oldSize().width():
            self.setFixedHeight(self._height(self.viewport().width()))

    @override
    def wheelEvent(self, e: QWheelEvent) -> None:
        e.ignore()

    def _height(self, width: int) -> int:
        self.document().setTextWidth(width)
        return round(self.document().size().height()) + 2 * self.frameWidth() + 2

    @Slot(QUrl)
    def _open(self, link: QUrl) -> None:
        if link.scheme().lower() in OPENED:
            QDesktopServices.openUrl(link)


class MarkdownView(QWidget):
    """One text. name: for assistive technology."""

    def __init__(self, text: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        view = _Rendered(text, self) if markdown.is_rendered(text) else plain_view(text, self)
        view.setAccessibleName(name)
        view.setObjectName(name)
        column.addWidget(view)


def plain_view(text: str, parent: QWidget) -> QPlainTextEdit:
    """A text of any length as it is, to read and to copy from; it scrolls by itself and lays out only what is seen."""
    view = QPlainTextEdit(parent)
    view.setReadOnly(True)
    view.setTabChangesFocus(True)
    view.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    view.setPlainText(text)
    view.setMinimumWidth(1)
    view.setFixedHeight(view.fontMetrics().lineSpacing() * min(_PLAIN_LINES, text.count("\n") + 6) + 24)
    return view
