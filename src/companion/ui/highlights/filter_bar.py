"""What the library shows: words to search for, a tag, what is in use or the archive."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QSizePolicy, QWidget

from companion.core.text import folded
from companion.desktop.search_field import SearchField
from companion.desktop.theme import Space
from companion.ui.highlights.index import TagCount, Wanted

_STEPS: Final = frozenset({Qt.Key.Key_Down, Qt.Key.Key_PageDown})
_PASSED: Final = frozenset({Qt.Key.Key_E, Qt.Key.Key_P})
ALL_TAGS: Final = "All tags"


class FilterBar(QWidget):
    """One row above the cards."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = SearchField(
            "Search highlights", "Search words, people, tags", steps=_STEPS, passed=_PASSED, parent=self
        )
        self.tag = QComboBox(self)
        self.tag.setAccessibleName("Tag")
        self.tag.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.tag.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.tag.setMaximumWidth(240)
        self.tag.setMaxVisibleItems(14)
        self.archived = QCheckBox("Archive", self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.S)
        row.addWidget(self.field, 1)
        row.addWidget(self.tag)
        row.addWidget(self.archived)
        self.show_tags(())
        self.field.textChanged.connect(self._changed)
        self.tag.currentIndexChanged.connect(self._changed)
        self.archived.toggled.connect(self._changed)

    def wanted(self) -> Wanted:
        return Wanted(self.field.text(), str(self.tag.currentData() or ""), self.archived.isChecked())

    def show_tags(self, tags: Iterable[TagCount]) -> None:
        """The tags to choose from; the chosen one stays chosen, as long as it is there."""
        chosen = folded(str(self.tag.currentData() or ""))
        with QSignalBlocker(self.tag):
            self.tag.clear()
            self.tag.addItem(ALL_TAGS, "")
            for each in tags:
                self.tag.addItem(f"{each.tag} ({each.count})", each.tag)
                if folded(each.tag) == chosen:
                    self.tag.setCurrentIndex(self.tag.count() - 1)
        self.tag.setEnabled(self.tag.count() > 1)

    def clear(self) -> bool:
        """Shows everything in use again; false if it does already."""
        if self.wanted() == Wanted():
            return False
        with QSignalBlocker(self.field), QSignalBlocker(self.tag), QSignalBlocker(self.archived):
            self.field.clear()
            self.tag.setCurrentIndex(0)
            self.archived.setChecked(False)
        self.changed.emit()
        return True

    def go_to_search(self) -> None:
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot()
    def _changed(self) -> None:
        self.changed.emit()
