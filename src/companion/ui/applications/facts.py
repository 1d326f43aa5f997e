"""The head of the detail pane: links, salary and source, tags as chips."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from companion.core.application import Application
from companion.desktop.icons import Icons
from companion.desktop.labels import plain_tooltip
from companion.desktop.theme import Space, Token, make_quiet
from companion.ui.applications import words
from companion.ui.applications.flow import Flow
from companion.ui.applications.timeline import flowing

_LONGEST_SHOWN = 48
MOST_LINKS_SHOWN = 4


class LinkButton(QPushButton):
    """Opens a web address when it is clicked."""

    def __init__(self, icons: Icons, link: str, number: int, parent: QWidget) -> None:
        super().__init__("\u2002" + shortened(link).replace("&", "&&"), parent)
        self._link = QUrl.fromUserInput(link)
        self.setObjectName("link" if number == 0 else f"link {number}")
        self.setIcon(icons.icon("external-link", Token.PINE))
        self.setAccessibleName(f"Open the link: {shortened(link)}")
        plain_tooltip(self, link)
        make_quiet(self)
        self.clicked.connect(self._open)

    @Slot()
    def _open(self) -> None:
        QDesktopServices.openUrl(self._link)


class Tags(Flow):
    """The tags; a click asks for what has the same one."""

    asked = Signal(str)

    def __init__(self, tags: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent, between_lines=Space.XXS)
        for tag in tags:
            chip = QPushButton(tag.replace("&", "&&"), self)
            chip.setObjectName(f"tag {tag}")
            chip.setProperty("kind", "choice")
            chip.setProperty("tag", tag)
            chip.setAccessibleName(f"Tag: {tag}")
            plain_tooltip(chip, f"Find what is tagged {tag}")
            chip.clicked.connect(self._ask)
            self.add(chip)

    @Slot()
    def _ask(self) -> None:
        self.asked.emit(str(self.sender().property("tag")))


def add_links(icons: Icons, application: Application, page: QWidget, column: QVBoxLayout) -> None:
    """A button for each web address; anything else is shown as the text that it is."""
    links = [link for link in (application.link, *application.links) if link]
    for number, link in enumerate(links[:MOST_LINKS_SHOWN]):
        add_link(icons, link, number, page, column)


def add_link(icons: Icons, link: str, number: int, page: QWidget, column: QVBoxLayout) -> None:
    """One link."""
    if QUrl.fromUserInput(link).scheme() in ("http", "https"):
        column.addWidget(LinkButton(icons, link, number, page), 0, Qt.AlignmentFlag.AlignLeft)
    else:
        column.addWidget(flowing(shortened(link), page, role="quiet"))


def shortened(link: str) -> str:
    """A link, cut where a button would get too wide."""
    return link if len(link) <= _LONGEST_SHOWN else f"{link[: _LONGEST_SHOWN - 1]}…"


def money_and_source(application: Application) -> str:
    """Salary, and where the posting was found; "" where neither is known."""
    source = f"found through {words.isolated(application.source)}" if application.source else ""
    line = " · ".join(part for part in (application.salary, source) if part)
    return line[:1].upper() + line[1:]
