"""The windows of highlights: the library, the form that adds one, and one for each that is being changed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Signal, Slot

from companion.app.backend import Backend
from companion.app.open_windows import OpenWindows
from companion.desktop.kit import Kit
from companion.desktop.tasks import Lane
from companion.services.highlights import HighlightDraft

if TYPE_CHECKING:
    from companion.core.highlight import Highlight
    from companion.desktop.material import Material
    from companion.ui.highlights.window import HighlightWindow


class HighlightWindows(QObject):
    """Opens them. The window classes are imported when first needed."""

    link_asked = Signal(str)

    def __init__(self, kit: Kit, backend: Backend, windows: OpenWindows, parent: QObject) -> None:
        super().__init__(parent)
        self._kit = kit
        self._backend = backend
        self._windows = windows

    @Slot(object)
    def add(self, draft: HighlightDraft | None = None) -> None:
        """Add a highlight; begun with a draft if one is given."""
        window = self._form()
        if draft is not None:
            window.start(draft)

    def open_library(self) -> None:
        """All highlights."""
        from companion.ui.highlights.library import LibraryWindow

        if self._windows.raised("library"):
            return
        window = LibraryWindow(self._kit, self._backend.highlights)
        window.capture_asked.connect(self._capture)
        window.edit_asked.connect(self._edit)
        window.link_asked.connect(self.link_asked)
        self._windows.show("library", window)

    @Slot(str)
    def edit(self, key: str) -> None:
        """The highlight with this key, to be changed."""
        get = partial(self._backend.highlights.get, key)
        self._kit.tasks.run(Lane.READ, get, done=self._edit, owner=self)

    @Slot(object)
    def _capture(self, material: Material) -> None:
        """What was dropped on the library, or pasted there."""
        self._form().take(material)

    @Slot(object)
    def _edit(self, highlight: Highlight) -> None:
        name = f"highlight:{highlight.id}"
        if not self._windows.raised(name):
            window = self._made()
            window.edit(highlight)
            self._windows.show(name, window)

    def _form(self) -> HighlightWindow:
        if not self._windows.raised("highlight"):
            self._windows.show("highlight", self._made())
        return cast("HighlightWindow", self._windows.get("highlight"))

    def _made(self) -> HighlightWindow:
        from companion.ui.highlights.window import HighlightWindow

        return HighlightWindow(self._kit, self._backend.highlights, self._backend.letters)
