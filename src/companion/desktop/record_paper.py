"""Draws the record of efforts (core.record) as a PDF, with Qt, on any thread.

A table whose head is on every page, with fonts inside the file, so that it prints alike everywhere. Names are cells of
text and nothing else: no markup in them is read, they wrap where they must, and each runs in its own direction.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QLocale, QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QPageLayout,
    QPageSize,
    QPainter,
    QPalette,
    QPdfWriter,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextLength,
    QTextOption,
    QTextTable,
    QTextTableFormat,
)

from companion.core.record import Effort, Record
from companion.core.text import counted

_LETTER_IN: Final = frozenset(
    {
        QLocale.Country.UnitedStates,
        QLocale.Country.Canada,
        QLocale.Country.Mexico,
        QLocale.Country.Philippines,
        QLocale.Country.PuertoRico,
        QLocale.Country.Chile,
        QLocale.Country.Colombia,
        QLocale.Country.Venezuela,
        QLocale.Country.CostaRica,
        QLocale.Country.Guatemala,
        QLocale.Country.Panama,
        QLocale.Country.DominicanRepublic,
    }
)
"""Where paper is 8½ by 11 inches: Unicode CLDR, supplemental/paperSize."""

HEAD: Final = ("Date", "Company", "Role", "How", "Result")
_WIDTHS: Final = (14, 30, 28, 13, 15)
_BODY, _SMALL, _TITLE = 9.0, 8.0, 15.0
_DPI: Final = 300
_FOOT: Final = 14.0
"""Points below the table for the page's number."""
_INK: Final = QColor("#1f2328")
_LINE: Final = QColor("#b6bcc3")
_SHADE: Final = QColor("#eef1f0")


def page_size(locale: QLocale) -> QPageSize:
    """The paper that lies in the printers there."""
    return QPageSize(QPageSize.PageSizeId.Letter if locale.territory() in _LETTER_IN else QPageSize.PageSizeId.A4)


class RecordPaper:
    """services.ports.Papers. locale: whose paper; the user's own if not given."""

    def __init__(self, locale: QLocale | None = None) -> None:
        self._locale = locale or QLocale.system()

    def draw(self, record: Record) -> bytes:
        """See the port. Needs a QGuiApplication, for its fonts."""
        octets = QByteArray()
        buffer = QBuffer(octets)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        writer = QPdfWriter(buffer)
        writer.setResolution(_DPI)
        writer.setTitle("Record of efforts")
        writer.setCreator("Companion")
        margins = QMarginsF(18, 18, 18, 16)
        layout = QPageLayout(page_size(self._locale), QPageLayout.Orientation.Portrait, margins)
        layout.setUnits(QPageLayout.Unit.Millimeter)
        layout.setMargins(margins)
        writer.setPageLayout(layout)
        _paint(writer, record)
        buffer.close()
        return bytes(octets.data())


def _paint(writer: QPdfWriter, record: Record) -> None:
    """In points: the painter scales them to the writer's dots."""
    scale = _DPI / 72
    width, height = writer.width() / scale, writer.height() / scale
    painter = QPainter(writer)
    painter.scale(scale, scale)
    document = _document(record, QSizeF(width, height - _FOOT))
    for page in range(document.pageCount()):
        if page:
            writer.newPage()
        _paint_page(painter, document, page)
        _paint_foot(painter, QRectF(0, height - _FOOT + 2, width, _FOOT - 2), record, page, document.pageCount())
    painter.end()


def _paint_page(painter: QPainter, document: QTextDocument, page: int) -> None:
    size = document.pageSize()
    there = QRectF(0, page * size.height(), size.width(), size.height())
    painter.save()
    painter.translate(0, -there.top())
    painter.setClipRect(there)
    context = QAbstractTextDocumentLayout.PaintContext()
    context.clip = there
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Text, _INK)
    context.palette = palette
    document.documentLayout().draw(painter, context)
    painter.restore()


def _paint_foot(painter: QPainter, place: QRectF, record: Record, page: int, pages: int) -> None:
    painter.setFont(_font(_SMALL))
    painter.setPen(_INK)
    option = QTextOption(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom)
    option.setWrapMode(QTextOption.WrapMode.NoWrap)
    painter.drawText(place, f"Page {page + 1} of {pages}", option)
    if record.name:
        option.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom)
        painter.drawText(place.adjusted(0, 0, -90, 0), record.name, option)


def _document(record: Record, size: QSizeF) -> QTextDocument:
    document = QTextDocument()
    document.setUndoRedoEnabled(False)
    document.setDocumentMargin(0)
    document.setDefaultFont(_font(_BODY))
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
    document.setDefaultTextOption(option)
    document.setPageSize(size)
    cursor = QTextCursor(document)
    cursor.beginEditBlock()
    for line, points, bold in _above(record):
        cursor.insertText(line, _format(points, bold=bold))
        cursor.insertBlock()
    cursor.insertBlock()
    _fill(cursor.insertTable(len(record.efforts) + 1, len(HEAD), _table_format()), record.efforts)
    cursor.endEditBlock()
    return document


def _above(record: Record) -> list[tuple[str, float, bool]]:
    period = record.period
    days = " ".join(
        part
        for part in (
            f"from {period.begins.isoformat()}" if period.begins else "",
            f"to {period.ends.isoformat()}" if period.ends else "",
        )
        if part
    )
    lines = [("Record of efforts", _TITLE, True)]
    if record.name:
        lines.append((record.name, _BODY + 1, False))
    held = counted(len(record.efforts), "application")
    lines.append((f"{held} {days}".rstrip() + f", as of {record.made_on.isoformat()}", _BODY, False))
    return lines


def _table_format() -> QTextTableFormat:
    shape = QTextTableFormat()
    shape.setHeaderRowCount(1)
    shape.setCellPadding(3)
    shape.setCellSpacing(0)
    shape.setBorder(0.5)
    shape.setBorderCollapse(True)
    shape.setBorderBrush(_LINE)
    shape.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    shape.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
    shape.setColumnWidthConstraints([QTextLength(QTextLength.Type.PercentageLength, each) for each in _WIDTHS])
    return shape


def _fill(table: QTextTable, efforts: tuple[Effort, ...]) -> None:
    bold = _format(_BODY, bold=True)
    for column, words in enumerate(HEAD):
        cell = table.cellAt(0, column)
        shade = QTextCharFormat()
        shade.setBackground(_SHADE)
        cell.setFormat(shade)
        cell.firstCursorPosition().insertText(words, bold)
    plain = _format(_BODY, bold=False)
    block = QTextBlockFormat()
    block.setNonBreakableLines(False)
    for row, effort in enumerate(efforts, start=1):
        cells = (effort.day.isoformat(), effort.company, effort.role, effort.channel, effort.result)
        for column, words in enumerate(cells):
            table.cellAt(row, column).firstCursorPosition().insertText(_one_line(words), plain)


def _one_line(words: str) -> str:
    """Without what would begin a paragraph of its own or turn the text around it."""
    return "".join(c for c in words if c.isprintable() or c == " ")


def _format(points: float, *, bold: bool) -> QTextCharFormat:
    shape = QTextCharFormat()
    shape.setFont(_font(points, bold=bold))
    shape.setForeground(_INK)
    return shape


def _font(points: float, *, bold: bool = False) -> QFont:
    font = QFont()
    # a point here is a pixel of the page, whatever the screen's density
    font.setPixelSize(max(1, round(points)))
    # a ligature would be one sign to whoever searches the file
    font.setFeature(QFont.Tag("liga"), 0)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    return font
