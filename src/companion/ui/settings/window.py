"""The Settings window: its pages, each of which reads and saves for itself."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget
from typing_extensions import override

from companion.desktop.bars import LeaveBar
from companion.desktop.kit import Kit
from companion.desktop.scrolling import scrolling
from companion.desktop.theme import Space
from companion.desktop.windows import Window
from companion.services.backups import BackupShelf
from companion.services.letter_texts import LetterTexts
from companion.services.preferences import Preferences
from companion.services.values import Values
from companion.ui.settings.backups import BackupsPage
from companion.ui.settings.letters import LettersPage
from companion.ui.settings.mail import MailPage, MailServices
from companion.ui.settings.reel import ReelPage

PAGES = ("mail", "letters", "reel", "backups")


@dataclass(frozen=True, slots=True)
class Behind:
    """The services that the pages stand on."""

    mail: MailServices
    preferences: Preferences
    values: Values
    shelf: BackupShelf
    texts: LetterTexts


class SettingsWindow(Window):
    """Mail account, Letters, Reel and privacy, Backups."""

    restored = Signal(object)
    """The ports.Backup that is in the store's place now: the companion has to start again."""

    values_asked = Signal()
    """The values exercise is to be opened."""

    def __init__(self, kit: Kit, behind: Behind, parent: QWidget | None = None) -> None:
        super().__init__("settings", "Settings", kit.sizes, usual=QSize(640, 680), parent=parent)
        self.mail = MailPage(kit, behind.mail)
        self.letters = LettersPage(kit, behind.texts, behind.preferences)
        self.reel = ReelPage(kit, behind.preferences, behind.values)
        self.backups = BackupsPage(kit, behind.shelf)
        self._may_leave = False
        self._leave = LeaveBar()
        self._leave.left.connect(self._on_leave)
        self._tabs = QTabWidget()
        self._tabs.setDocumentMode(True)
        self._tabs.setAccessibleName("Pages")
        self._tabs.addTab(self.mail, "Mail account")
        self._tabs.addTab(self.letters, "Letters")
        self._tabs.addTab(scrolling(self.reel), "Reel and privacy")
        self._tabs.addTab(scrolling(self.backups), "Backups")
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.S, Space.S, Space.S, Space.S)
        column.addWidget(self._tabs, 1)
        column.addWidget(self._leave)
        self.closed.connect(self.mail.give_up)
        self.backups.restored.connect(self.restored)
        self.reel.values_asked.connect(self.values_asked)
        self.reel.saved.connect(self._on_reel_saved)
        self.reel.refused.connect(self._on_reel_refused)

    def open_page(self, name: str) -> None:
        """Shows one of PAGES."""
        self._tabs.setCurrentIndex(PAGES.index(name))

    def open_plan(self) -> None:
        """Shows the plan for the next no, with the keyboard on it."""
        self.open_page("reel")
        self.reel.go_to_plan()

    @override
    def may_close(self) -> bool:
        """Asks once before a half-typed account or letter is lost; plan and times are simply kept."""
        unsaved = "mail" if self.mail.is_changed() else "letters" if self.letters.is_changed() else ""
        if unsaved and not (self._may_leave or self._leave.asking):
            self.open_page(unsaved)
            self._leave.ask()
            return False
        if self.reel.is_changed():
            self.reel.keep_all()
            return False
        return True

    @Slot()
    def _on_leave(self) -> None:
        self._may_leave = True
        self.close()

    @Slot()
    def _on_reel_saved(self) -> None:
        if self.reel.is_leaving:
            self.close()

    @Slot()
    def _on_reel_refused(self) -> None:
        self.open_page("reel")
