"""The files of an application in the detail pane: open, rename, delete; and what was dropped or pasted as one."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from companion.core.attachment import Attachment, size_words
from companion.desktop.labels import plain_label, plain_tooltip
from companion.desktop.theme import Space, Token, make_quiet
from companion.ui.applications.timeline import Present, small_button

_OTHERS = frozenset({".ics", ".eml"})
"""Appointments and letters are no files to keep: they become events."""


class FileRow(QFrame):
    """One file. All signals carry its Attachment."""

    open_asked = Signal(object)
    rename_asked = Signal(object)
    delete_asked = Signal(object)

    def __init__(self, present: Present, attachment: Attachment, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._attachment = attachment
        name = attachment.name
        open_ = QPushButton("\u2002" + _cut(name).replace("&", "&&"), self)
        open_.setObjectName(f"file {attachment.id}")
        open_.setIcon(present.icons.icon("paperclip", Token.PINE))
        open_.setAccessibleName(f"Open the file: {name}")
        plain_tooltip(open_, f"Open a copy of {name}")
        make_quiet(open_)
        open_.clicked.connect(self._open)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.XS)
        row.addWidget(open_)
        row.addWidget(plain_label(size_words(attachment.size), role="small", parent=self))
        row.addStretch(1)
        rename = small_button(present, "pencil", f"Rename the file: {name}", "Rename this file", self)
        rename.setObjectName(f"rename {attachment.id}")
        rename.clicked.connect(self._rename)
        delete = small_button(present, "trash-2", f"Delete the file: {name}", "Take this file away", self)
        delete.setObjectName(f"delete {attachment.id}")
        delete.clicked.connect(self._delete)
        row.addWidget(rename)
        row.addWidget(delete)

    @Slot()
    def _open(self) -> None:
        self.open_asked.emit(self._attachment)

    @Slot()
    def _rename(self) -> None:
        self.rename_asked.emit(self._attachment)

    @Slot()
    def _delete(self) -> None:
        self.delete_asked.emit(self._attachment)


def kept_files(mime: QMimeData) -> tuple[Path, ...]:
    """The local files in a drop or a clipboard that are kept as files. Nothing here touches the disk."""
    paths = dict.fromkeys(Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile() and url.toLocalFile())
    return tuple(path for path in paths if path.suffix.casefold() not in _OTHERS)


def _cut(name: str) -> str:
    """A name with its ending, cut in the middle where it is too long."""
    return name if len(name) <= 30 else f"{name[:18]}…{name[-10:]}"
