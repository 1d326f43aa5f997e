"""Everything a window is handed, over a real store in a temporary folder: what the Qt tests of windows start from.

The services are the real ones; only what lies outside is a fake (keyring, mail server), and the clock can be set.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QPlainTextEdit, QWidget
from tests.fakes.authorizer import FakeAuthorizer
from tests.fakes.discovery import MemoryAutoconfig, MemoryNames
from tests.fakes.lookout import FakeLookout
from tests.fakes.mailbox import FakeMailbox
from tests.fakes.mailer import FakeMailer
from tests.fakes.secrets import MemorySecrets

from companion.adapters.calendar import IcsFiles
from companion.adapters.matching.rapidfuzz_matcher import RapidfuzzMatcher
from companion.adapters.posting import WebPages
from companion.adapters.providers.files import FileProviders
from companion.adapters.store.files import ProfileFiles
from companion.adapters.store.pictures import ProfilePictures, ScaledCopies
from companion.adapters.store.store import SqliteStore, open_store
from companion.adapters.system import Keys
from companion.adapters.templates.files import FileTemplates
from companion.desktop.changes import Changes
from companion.desktop.icons import Icons
from companion.desktop.kit import Kit
from companion.desktop.pictures import ImageReaderCheck
from companion.desktop.tasks import Tasks
from companion.desktop.theme import Theme
from companion.services.accounts import Accounts
from companion.services.agenda import LookAhead
from companion.services.applications import Applications
from companion.services.attachments import Attachments
from companion.services.calendars import Calendars
from companion.services.consents import Consents
from companion.services.debriefs import Debriefs
from companion.services.discovery import Discovery
from companion.services.follow_ups import FollowUps
from companion.services.highlights import Highlights
from companion.services.log_event import LogEvent
from companion.services.merging import Merging
from companion.services.outbox import Outbox
from companion.services.postings import Postings
from companion.services.preferences import Preferences
from companion.services.reel import Reels
from companion.services.resources import resource_path
from companion.services.sent_folder import SentFolder
from companion.services.values import Values
from companion.services.waiting import Waiting
from companion.services.work import Desk

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@dataclass
class SetClock:
    """A clock that stands still until it is moved."""

    at: datetime = NOON

    def now(self) -> datetime:
        return self.at

    def zone(self) -> tzinfo:
        return timezone(timedelta(hours=1))

    def move(self, by: timedelta) -> None:
        self.at += by


@dataclass
class Sizes:
    """desktop.windows.SizeKeeper in memory."""

    kept: dict[str, tuple[int, int]] = field(default_factory=dict[str, tuple[int, int]])
    words: dict[str, str] = field(default_factory=dict[str, str])

    def size(self, key: str) -> tuple[int, int] | None:
        return self.kept.get(key)

    def keep_size(self, key: str, width: int, height: int) -> None:
        self.kept[key] = (width, height)

    def choice(self, key: str) -> str:
        return self.words.get(key, "")

    def keep_choice(self, key: str, word: str) -> None:
        self.words[key] = word


@dataclass
class Moments:
    """services.ports.Trace that remembers the names of the moments."""

    marked: list[str] = field(default_factory=list[str])

    def mark(self, moment: str, **facts: str | int) -> None:
        del facts
        self.marked.append(moment)


@dataclass
class Workbench:
    """The kit, the services, and the fakes behind them."""

    kit: Kit
    desk: Desk
    store: SqliteStore
    applications: Applications
    log_event: LogEvent
    highlights: Highlights
    agenda: LookAhead
    debriefs: Debriefs
    reels: Reels
    waiting: Waiting
    values: Values
    follow_ups: FollowUps
    accounts: Accounts
    outbox: Outbox
    preferences: Preferences
    clock: SetClock
    sizes: Sizes
    trace: Moments
    secrets: MemorySecrets
    mailer: FakeMailer
    mailbox: FakeMailbox
    sent_folder: SentFolder
    lookout: FakeLookout
    discovery: Discovery
    names: MemoryNames
    autoconfig: MemoryAutoconfig
    authorizer: FakeAuthorizer
    calendars: Calendars
    attachments: Attachments
    merging: Merging
    postings: Postings


@contextmanager
def workbench(folder: Path, *, theme: Theme | None = None) -> Generator[Workbench]:
    """Opens a store in the folder; at the end lets all work finish and closes it."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    clock, sizes, trace = SetClock(), Sizes(), Moments()
    secrets, mailer, mailbox = MemorySecrets(), FakeMailer(), FakeMailbox()
    names, autoconfig = MemoryNames(), MemoryAutoconfig()
    store = open_store(folder / "profile" / "companion.db", now=clock.now())
    tasks, changes = Tasks(), Changes()
    look = theme or Theme()
    desk = Desk(store, clock, Keys())
    debriefs, lookout = Debriefs(desk), FakeLookout()
    pictures = folder / "profile" / "pictures"
    icons, copies = Icons(resource_path("icons"), look), ScaledCopies(pictures)
    templates = FileTemplates(resource_path(), folder / "profile" / "letters")
    authorizer = FakeAuthorizer()
    agenda, consents = LookAhead(desk, debriefs), Consents(secrets, authorizer, clock)
    accounts = Accounts(desk, secrets, mailer, mailbox, consents)
    follow_ups = FollowUps(desk, templates, accounts)
    try:
        yield Workbench(
            Kit(tasks, changes, look, icons, sizes, clock, trace, desk, copies),
            desk,
            store,
            Applications(desk, RapidfuzzMatcher()),
            LogEvent(desk),
            Highlights(desk, ProfilePictures(pictures), ImageReaderCheck()),
            agenda,
            debriefs,
            Reels(desk, agenda, debriefs),
            Waiting(desk, lookout),
            Values(desk),
            follow_ups,
            accounts,
            Outbox(desk, follow_ups, accounts, mailer, trace, lambda: "this computer"),
            Preferences(desk),
            clock,
            sizes,
            trace,
            secrets,
            mailer,
            mailbox,
            SentFolder(desk, accounts, mailbox, trace),
            lookout,
            Discovery(FileProviders(resource_path()), names, autoconfig),
            names,
            autoconfig,
            authorizer,
            Calendars(desk, IcsFiles()),
            Attachments(desk, ProfileFiles(folder / "profile" / "files", folder / "profile" / "opened")),
            Merging(desk),
            Postings(WebPages(names)),
        )
    finally:
        ended = tasks.close()
        QCoreApplication.processEvents()
        store.close()
        assert ended


W = TypeVar("W", bound=QWidget)


def named(window: QWidget, kind: type[W], name: str) -> W:
    """The one control of that kind with this accessible name, or these words on it."""
    found = [w for w in window.findChildren(kind) if name in (w.accessibleName(), _words_on(w))]
    assert len(found) == 1, f"{len(found)} × {name!r}"
    return found[0]


def all_words(window: QWidget) -> str:
    """Every text that a window holds in any of its children, seen or not: labels, names, tool tips, titles."""
    parts: list[str] = []
    for widget in (window, *window.findChildren(QWidget)):
        parts += [widget.accessibleName(), widget.accessibleDescription(), widget.toolTip(), widget.objectName()]
        parts += [widget.windowTitle(), _words_on(widget)]
    return "\n".join(parts)


def _words_on(widget: QWidget) -> str:
    if isinstance(widget, QLabel | QAbstractButton):
        return widget.text()
    if isinstance(widget, QLineEdit):
        return widget.displayText() + widget.placeholderText()
    return widget.toPlainText() if isinstance(widget, QPlainTextEdit) else ""
