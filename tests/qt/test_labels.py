"""Labels and tool tips show text letter by letter."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAction, QTextDocument
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from companion.desktop.labels import plain_label, plain_tooltip

NASTY = "<img src='https://example.org/x.png'> & <b>Evil</b> GmbH"


def test_markup_stays_text_also_after_set_text(qtbot: QtBot) -> None:
    label = plain_label(NASTY)
    qtbot.addWidget(label)
    assert label.textFormat() == Qt.TextFormat.PlainText
    label.setText("<b>x</b>")
    plain = plain_label("(b)x(/b)")
    qtbot.addWidget(plain)
    # rich text would be as narrow as one letter
    assert label.sizeHint().width() > plain.sizeHint().width() // 2


def test_sizes_follow_the_type_scale_and_the_system_font(qtbot: QtBot) -> None:
    base = QApplication.font()
    title, small, body = plain_label("a", role="title"), plain_label("a", role="small"), plain_label("a")
    for label in (title, small, body):
        qtbot.addWidget(label)
    assert body.font().pointSizeF() == base.pointSizeF()
    assert abs(title.font().pointSizeF() - base.pointSizeF() * 1.25) < 0.1
    assert abs(small.font().pointSizeF() - base.pointSizeF() * 0.88) < 0.1
    larger = QApplication.font()
    larger.setPointSizeF(base.pointSizeF() * 2)
    try:
        QApplication.setFont(larger)
        QApplication.processEvents()
        assert abs(title.font().pointSizeF() - base.pointSizeF() * 2.5) < 0.1
    finally:
        QApplication.setFont(base)


def test_a_wrapping_selectable_label_takes_the_keyboard_and_its_height(qtbot: QtBot) -> None:
    label = plain_label("word " * 40, wrap=True, selectable=True)
    qtbot.addWidget(label)
    assert label.heightForWidth(100) > label.heightForWidth(1000)
    assert label.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByKeyboard


def test_a_tool_tip_reads_as_it_was_given_and_loads_nothing(qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    plain_tooltip(widget, NASTY)
    document = QTextDocument()
    document.setHtml(widget.toolTip())
    assert document.toPlainText() == NASTY
    plain_tooltip(widget, "")
    assert widget.toolTip() == ""


def test_a_tool_tip_is_read_aloud_without_its_markup(qtbot: QtBot) -> None:
    button = QPushButton("Save")
    qtbot.addWidget(button)
    plain_tooltip(button, NASTY)
    read = QAccessible.queryAccessibleInterface(button)
    assert read.text(QAccessible.Text.Name) == "Save"
    assert read.text(QAccessible.Text.Description) == NASTY
    plain_tooltip(button, "")
    assert read.text(QAccessible.Text.Description) == ""


def test_an_actions_tool_tip_reads_as_it_was_given(qtbot: QtBot) -> None:
    del qtbot
    action = QAction("Save")
    plain_tooltip(action, NASTY)
    document = QTextDocument()
    document.setHtml(action.toolTip())
    assert document.toPlainText() == NASTY
