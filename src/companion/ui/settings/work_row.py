"""The row below an account: Test and Save, and what is under way instead, which can be given up."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from companion.desktop.labels import plain_label
from companion.desktop.theme import Space, make_primary


class WorkRow(QWidget):
    """While something is under way, Test and Save rest."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.test, self.save, self.cancel = QPushButton("Test"), QPushButton("Save"), QPushButton("Cancel")
        make_primary(self.save)
        self._words = plain_label(role="small")
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName("Progress")
        self._pressed: QWidget | None = None
        for button in (self.test, self.save, self.cancel):
            button.setAutoDefault(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.XS)
        row.addWidget(self._words)
        row.addWidget(self._progress, 1)
        row.addWidget(self.cancel)
        row.addStretch(1)
        row.addWidget(self.test)
        row.addWidget(self.save)
        self.idle()

    def set_actions(self, *, shown: bool) -> None:
        """Whether there is something to test and to save."""
        self.test.setVisible(shown)
        self.save.setVisible(shown)

    def begin(self, words: str, pressed: QWidget | None, *, can_cancel: bool) -> None:
        """Something is under way. pressed: what has the keyboard and is about to be disabled; it gets it back."""
        self._words.setText(words)
        self._progress.setRange(0, 0)
        for widget in (self._words, self._progress):
            widget.show()
        self.cancel.setVisible(can_cancel)
        self._pressed = pressed
        self.test.setEnabled(False)
        self.save.setEnabled(False)

    def idle(self) -> None:
        """Nothing is under way."""
        self._progress.setRange(0, 1)
        for widget in (self._words, self._progress, self.cancel):
            widget.hide()
        self.test.setEnabled(True)
        self.save.setEnabled(True)

    def give_keyboard_back(self) -> None:
        """To what had it when the work began."""
        if self._pressed is not None:
            self._pressed.setFocus(Qt.FocusReason.OtherFocusReason)
            self._pressed = None
