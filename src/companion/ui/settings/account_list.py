"""The accounts that are kept, with what can be done to the list."""

from __future__ import annotations

from PySide6.QtCore import QStringListModel, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QListView, QPushButton, QVBoxLayout, QWidget

from companion.core.account import Account
from companion.desktop.kit import Kit
from companion.desktop.theme import Space, make_quiet
from companion.ui.settings.plain_rows import PlainRows


class AccountList(QWidget):
    """Hidden while there is none."""

    chosen = Signal()
    """Another account is the current one, or none is."""

    new_asked = Signal()
    remove_asked = Signal()

    def __init__(self, kit: Kit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._accounts: tuple[Account, ...] = ()
        self._names = QStringListModel(self)
        self._list = QListView()
        self._list.setModel(self._names)
        self._list.setAccessibleName("Accounts")
        self._list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self._rows = PlainRows(kit.theme, self._list)
        self._list.setItemDelegate(self._rows)
        self._new, self._remove = QPushButton("New account"), QPushButton("Remove")
        self._new.setIcon(kit.icons.icon("plus"))
        self._remove.setIcon(kit.icons.icon("trash-2"))
        beside = QVBoxLayout()
        for button, asked in ((self._new, self.new_asked), (self._remove, self.remove_asked)):
            button.setAutoDefault(True)
            make_quiet(button)
            button.clicked.connect(asked)
            beside.addWidget(button)
        beside.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._list, 1)
        row.addLayout(beside)
        self._list.selectionModel().currentChanged.connect(self._on_current)
        self.hide()

    @property
    def accounts(self) -> tuple[Account, ...]:
        return self._accounts

    def set_accounts(self, accounts: tuple[Account, ...]) -> None:
        """Shows these; none of them is the current one."""
        self._accounts = accounts
        self._names.setStringList([account.address for account in accounts])
        self._list.setFixedHeight(self._rows.height * max(2, min(3, len(accounts))) + Space.XXS)
        self.setVisible(bool(accounts))

    def current(self) -> Account | None:
        at = self._list.currentIndex().row()
        return self._accounts[at] if 0 <= at < len(self._accounts) else None

    def choose(self, address: str) -> None:
        """Makes the account with this address the current one, else the first."""
        at = next((n for n, a in enumerate(self._accounts) if a.address.casefold() == address.casefold()), 0)
        self._list.setCurrentIndex(self._names.index(at, 0))

    def choose_none(self) -> None:
        self._list.clearSelection()
        self._list.selectionModel().clearCurrentIndex()

    @Slot()
    def _on_current(self) -> None:
        self._remove.setEnabled(self.current() is not None)
        self.chosen.emit()
