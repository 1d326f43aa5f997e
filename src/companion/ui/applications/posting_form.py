"""Adds an application from a posting: what was pasted or saved is read, and shown to be looked over before it is kept.

An address is asked only at a click on "Fetch", which says whom it asks. What nothing surely said is marked as a guess.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from PySide6.QtCore import QMimeData, Qt, Slot
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QLineEdit, QPlainTextEdit, QPushButton, QWidget
from typing_extensions import override

from companion.core.application import Application
from companion.core.posting import PostingFound
from companion.core.problem import Problem
from companion.desktop.catcher import Catcher, Pasted
from companion.desktop.form import Form
from companion.desktop.kit import Kit
from companion.desktop.labels import plain_label
from companion.desktop.tasks import Job, Lane
from companion.desktop.theme import Space, make_quiet
from companion.services.applications import ApplicationDraft, Applications
from companion.services.postings import Postings
from companion.services.work import Outcome
from companion.ui.applications import pasted, words
from companion.ui.applications.forms import paragraph
from companion.ui.applications.known_here import KnownHere
from companion.ui.applications.sheet import ORIGIN, Sheet, line

GUESS: Final = "This is a guess. Please check it."
_ANY_HEIGHT: Final = 2**24 - 1
"""QWIDGETSIZE_MAX: no bound."""
_NOT_NAMED: Final = "The posting does not name it."
_KINDS: Final = "Saved pages (*.html *.htm *.xhtml *.mhtml *.mht *.txt);;All files (*)"


class PostingForm(Sheet):
    """given: a text or an address, or the Path of a saved page, to begin with."""

    def __init__(
        self, kit: Kit, applications: Applications, postings: Postings, given: str | Path, *, parent: QWidget
    ) -> None:
        super().__init__(kit, "Add from a posting", parent)
        self._applications, self._postings = applications, postings
        self._job: Job | None = None
        self._fetches = False
        self._make_entry()
        self._make_found()
        self._found.hide()
        self.allow(allowed=False)
        self._catcher = Catcher(self, wants=_wants, take=self._take, over=_nothing)
        self._catcher.watch(self)
        self._pasted.setFocus()
        if isinstance(given, Path):
            self.read_file(given)
        elif given:
            self._pasted.setPlainText(given)
            if self._address:
                self._read.setFocus()
            else:
                self._go()

    # --- what it is read from ------------------------------------------------------------------------------------

    def _make_entry(self) -> None:
        self._pasted = paragraph("", self)
        self.form.add(
            "Address or text",
            self._pasted,
            key="text",
            hint="Paste the posting's address, its text, or the source of its page.",
        )
        self._read = QPushButton("Read", self)
        self._read.setAutoDefault(False)
        self._open = QPushButton("Open a saved page…", self)
        self._open.setAutoDefault(False)
        make_quiet(self._open)
        row = QWidget(self)
        buttons = QHBoxLayout(row)
        buttons.setContentsMargins(0, 0, 0, 0)
        buttons.setSpacing(Space.XS)
        buttons.addWidget(self._read)
        buttons.addWidget(self._open)
        buttons.addStretch(1)
        self.form.add_wide(row)
        self._says = plain_label(role="small", wrap=True, parent=self)
        self._says.hide()
        self.form.add_wide(self._says)
        self._read.clicked.connect(self._go)
        self._open.clicked.connect(self._ask_file)
        self._pasted.textChanged.connect(self._changed)
        self._changed()

    @property
    def _address(self) -> str:
        return self._postings.address_in(self._pasted.toPlainText())

    @Slot()
    def _changed(self) -> None:
        """Another text: what was asked of the one before is not wanted any more."""
        self._drop_job()
        self.form.field_error(self._pasted, "")
        self._show_state()

    def _show_state(self, under_way: str = "") -> None:
        """What the button does next, and whom it asks. under_way: what is done now."""
        text = self._pasted.toPlainText()
        address = self._address
        stops = bool(under_way) and self._fetches
        self._read.setText("Stop" if stops else "Fetch" if address else "Read")
        self._read.setEnabled(stops or (not under_way and bool(text.strip())))
        says = under_way or (f"This asks {_host(address)} for the page." if address else "")
        self._says.setText(words.breakable(says))
        self._says.setVisible(bool(says))

    @Slot()
    def _go(self) -> None:
        """Reads what was pasted; or asks for the page, or stops asking."""
        if self._job is not None:
            self._drop_job()
            self._show_state()
            return
        self.form.field_error(self._pasted, "")
        text, address, postings = self._pasted.toPlainText(), self._address, self._postings
        if address:
            self._run(Lane.OUTSIDE, partial(postings.fetch, address), f"Asking {_host(address)} for the page…")
        else:
            self._run(Lane.READ, partial(postings.read, text), "Reading…")

    @Slot(str)
    def _file_chosen(self, name: str) -> None:
        self.read_file(Path(name))

    def read_file(self, path: Path) -> None:
        """Reads a saved page; nothing is fetched for it."""
        self._drop_job()
        self.form.field_error(self._pasted, "")
        self._run(Lane.READ, partial(self._postings.open, path), f"Reading {path.name}…")

    def _run(self, lane: Lane, work: partial[PostingFound], under_way: str) -> None:
        self._fetches = lane is Lane.OUTSIDE
        self._job = self.kit.tasks.run(lane, work, done=self._show_found, failed=self._not_read, owner=self)
        self._show_state(under_way)

    def _drop_job(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None

    @Slot(object)
    def _not_read(self, problem: Problem) -> None:
        self._job = None
        self._show_state()
        self.form.field_error(self._pasted, problem.sentence)
        self._pasted.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _ask_file(self) -> None:
        dialog = QFileDialog(self, "Choose a saved page", "", _KINDS)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._file_chosen)
        dialog.open()

    def _take(self, mime: QMimeData) -> bool:
        path = pasted.page_of(mime)
        if path is not None:
            self.read_file(path)
        return path is not None

    # --- what was found ------------------------------------------------------------------------------------------

    def _make_found(self) -> None:
        self._found = Form(self)
        self._company = line("", self)
        self._known = KnownHere(self.kit, self._applications, self._company, self)
        self._known.asked.connect(self.leave_for)
        self._role, self._place, self._salary = line("", self), line("", self), line("", self)
        self._link, self._source = line("", self), line("", self)
        self._text = paragraph("", self)
        self._applied = QCheckBox("I have applied", self)
        found = self._found
        found.add("Company", self._company, key="company")
        found.add_wide(self._known)
        found.add("Role", self._role, key="role")
        found.add("Place", self._place, key="place")
        found.add("Salary", self._salary, key="salary")
        found.add("Link", self._link, key="link")
        found.add("Source", self._source, key="source", hint="Where you found it: a site, a person.")
        # it takes what room is left over, and there is some: labels that wrap are counted as if they were narrow
        self._text.setMinimumHeight(self._text.maximumHeight())
        self._text.setMaximumHeight(_ANY_HEIGHT)
        found.add("Posting", self._text, key="posting", hint="Its text, kept here: postings vanish.", stretch=1)
        found.add_wide(self._applied)
        self.form.add_wide(found, stretch=1)
        for field in self._lines.values():
            field.textEdited.connect(self._looked_over)

    @property
    def _lines(self) -> dict[str, QLineEdit]:
        """The fields of one line, by their names in PostingFound."""
        return {
            "company": self._company,
            "role": self._role,
            "place": self._place,
            "salary": self._salary,
            "link": self._link,
            "source": self._source,
        }

    @Slot(object)
    def _show_found(self, found: PostingFound) -> None:
        """Fills the fields; what was typed into one stays."""
        self._job = None
        self._show_state()
        values = {
            "company": found.company,
            "role": found.role,
            "place": found.place,
            "salary": found.salary,
            "link": found.link,
            "source": found.source,
        }
        for name, field in self._lines.items():
            if not field.isModified():
                field.setText(values[name])
                field.setCursorPosition(0)
                self._found.remark(field, GUESS if name in found.guessed and values[name] else "")
        if not self._company.text():
            self._found.remark(self._company, _NOT_NAMED)
        if not self._text.document().isModified():
            self._text.setPlainText(found.text)
        if not self._is_edited():
            self.start_anew()
        self._found.show()
        self.allow(allowed=True)
        self.fit()
        first = next((f for n, f in self._lines.items() if n in found.guessed or not f.text()), self._company)
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _is_edited(self) -> bool:
        return self._text.document().isModified() or any(field.isModified() for field in self._lines.values())

    @Slot()
    def _looked_over(self) -> None:
        """What the user types is no guess."""
        field = self.sender()
        if isinstance(field, QLineEdit):
            self._found.remark(field, "")

    # --- keeping it ----------------------------------------------------------------------------------------------

    @override
    def contents(self) -> tuple[str, ...]:
        texts: tuple[QPlainTextEdit, ...] = (self._pasted, self._text)
        return *(field.text() for field in self._lines.values()), *(text.toPlainText() for text in texts)

    @Slot()
    @override
    def _ask_save(self) -> None:
        # Ctrl+Enter, where there is nothing to save yet
        if self._found.isHidden():
            self._go()
        else:
            super()._ask_save()

    @override
    def save(self) -> None:
        self._found.clear_errors()
        draft = ApplicationDraft(
            self._company.text(),
            self._role.text(),
            self._place.text(),
            self._link.text(),
            salary=self._salary.text(),
            source=self._source.text(),
            posting=self._text.toPlainText(),
        )
        write = partial(self._applications.add, draft, applied=self._applied.isChecked(), origin=ORIGIN)
        self.kit.write(write, done=self._saved, failed=self.refuse, owner=self)

    @override
    def show_beside(self, problem: Problem) -> bool:
        return self._found.show_problem(problem) or super().show_beside(problem)

    @Slot(object)
    def _saved(self, outcome: Outcome[Application]) -> None:
        self._drop_job()
        self.done_saving(f"Added {words.named(outcome.value)}.", outcome)


def _host(address: str) -> str:
    try:
        host = urlsplit(address).hostname
    except ValueError:
        host = None
    return words.isolated(host) if host else "this site"


def _wants(mime: QMimeData, _pasted: Pasted) -> bool:
    return pasted.page_of(mime) is not None


def _nothing(_over: bool) -> None:
    """Nothing shows that a file is above the form; the pointer says so."""
