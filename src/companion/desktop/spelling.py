"""Underlines the words of a field that the system's spell checker does not know, and offers others in its menu.

The checker works on a worker, a moment after the last key; here only what it said is drawn.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Final

from PySide6.QtCore import QPoint, QSignalBlocker, Qt, QTimer, Slot
from PySide6.QtGui import QAction, QSyntaxHighlighter, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QMenu, QPlainTextEdit
from typing_extensions import override

from companion.core.spelling import places_in
from companion.desktop.tasks import Job, Lane, Tasks
from companion.desktop.theme import Theme, Token
from companion.services.ports import Speller

LOOK_AFTER_MS: Final = 400


class Spelling(QSyntaxHighlighter):
    """For one field. language: of its text ("en"). known: values whose words are right as they are, such as names."""

    def __init__(self, field: QPlainTextEdit, speller: Speller, tasks: Tasks, theme: Theme) -> None:
        super().__init__(field.document())
        self._field, self._speller, self._tasks, self._theme = field, speller, tasks, theme
        self._language = ""
        self._known: tuple[str, ...] = ()
        self._unknown: Mapping[str, tuple[str, ...]] = {}
        self._job: Job | None = None
        self._timer = QTimer(self, singleShot=True, interval=LOOK_AFTER_MS)
        self._timer.timeout.connect(self._look)
        field.textChanged.connect(self._timer.start)
        field.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        field.customContextMenuRequested.connect(self._show_menu)

    def begin(self, language: str, known: tuple[str, ...]) -> None:
        """From now on the text is looked at as one in this language."""
        self._language, self._known = language, known
        self._look()

    def close(self) -> None:
        """The field goes: what the dictionaries took is given back."""
        self._timer.stop()
        if self._job is not None:
            self._job.cancel()
        self._tasks.run(Lane.READ, self._speller.close)

    @property
    def unknown(self) -> frozenset[str]:
        """The words that are underlined."""
        return frozenset(self._unknown)

    @override
    def highlightBlock(self, text: str) -> None:
        marked = QTextCharFormat()
        marked.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SpellCheckUnderline)
        marked.setUnderlineColor(self._theme.colour(Token.AMBER))
        for begins, length, word in places_in(text) if self._unknown else ():
            if word in self._unknown:
                self.setFormat(_units(text[:begins]), _units(text[begins : begins + length]), marked)

    def menu(self, at: QTextCursor) -> QMenu:
        """The field's usual menu; on an unknown word it begins with what could have been meant."""
        menu = self._field.createStandardContextMenu()
        place = self._word_at(at)
        if place is None:
            return menu
        suggestions = self._unknown[place.selectedText()]
        usual = menu.actions()[0] if menu.actions() else None
        lines = [QAction(suggestion.replace("&", "&&"), menu) for suggestion in suggestions]
        for line, suggestion in zip(lines, suggestions, strict=True):
            line.triggered.connect(partial(_replace, place, suggestion))
        if not lines:
            lines = [QAction("No other spelling is known", menu)]
            lines[0].setEnabled(False)
        menu.insertActions(usual, lines) if usual else menu.addActions(lines)
        menu.insertSeparator(usual) if usual else None
        return menu

    def _word_at(self, at: QTextCursor) -> QTextCursor | None:
        """The unknown word at that place, selected."""
        block, column = at.block(), at.positionInBlock()
        for begins, length, word in places_in(block.text()):
            first = _units(block.text()[:begins])
            if first <= column <= first + _units(block.text()[begins : begins + length]) and word in self._unknown:
                place = QTextCursor(block)
                place.setPosition(block.position() + first)
                place.setPosition(block.position() + first + _units(word), QTextCursor.MoveMode.KeepAnchor)
                return place
        return None

    @Slot(QPoint)
    def _show_menu(self, point: QPoint) -> None:
        """By the mouse at the word below it; by the Menu key, which names no place, at the cursor's."""
        under = self._field.cursorForPosition(point)
        menu = self.menu(under if self._word_at(under) is not None else self._field.textCursor())
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._field.viewport().mapToGlobal(point))

    @Slot()
    def _look(self) -> None:
        """The latest question wins."""
        if not self._language:
            return
        if self._job is not None:
            self._job.cancel()
        ask = partial(self._speller.unknown, self._field.toPlainText(), self._language, self._known)
        self._job = self._tasks.run(Lane.READ, ask, done=self._looked, owner=self)

    @Slot(object)
    def _looked(self, unknown: Mapping[str, tuple[str, ...]]) -> None:
        self._job = None
        if unknown != self._unknown:
            self._unknown = unknown
            # Qt counts what is drawn otherwise as a change of the text
            with QSignalBlocker(self._field):
                self.rehighlight()


def _units(text: str) -> int:
    """How many places the text takes in a document, which counts UTF-16's units."""
    return len(text.encode("utf-16-le", errors="surrogatepass")) // 2


def _replace(place: QTextCursor, words: str, _checked: bool = False) -> None:
    place.insertText(words)
