"""Finds controls the way a person or a screen reader does: by name and by words."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from companion.desktop.flowing_text import FlowingText

T = TypeVar("T", bound=QWidget)


def named(window: QWidget, kind: type[T], name: str) -> T:
    """The control with that accessible name."""
    return next(w for w in window.findChildren(kind) if w.accessibleName() == name)


def button(window: QWidget, words: str) -> QPushButton:
    """The button with these words, or that name."""
    return next(b for b in window.findChildren(QPushButton) if words in (b.text(), b.accessibleName()))


def shown_texts(window: QWidget) -> list[str]:
    """Every text that is on screen in the window, without what stands in fields."""
    labels = [label.text() for label in window.findChildren(QLabel) if label.isVisible()]
    texts = [text.text() for text in window.findChildren(FlowingText) if text.isVisible()]
    return labels + texts + [b.text() for b in window.findChildren(QPushButton) if b.isVisible()]


def press(key: Qt.Key, window: QWidget) -> None:
    """A key where the focus is."""
    QTest.keyClick(window.focusWidget() or window, key)
