"""The container without a window: the store and every service, made by constructor injection.

The tray, the shell commands and the tour all stand on it. Adapters import their libraries when they are first used,
so making it costs little more than opening the store.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Self

from companion.adapters.autoconfig import OwnDomain
from companion.adapters.lookout import DesktopLookout
from companion.adapters.mail.mailbox import ImapMailbox
from companion.adapters.mail.mailer import SmtpMailer
from companion.adapters.matching import RapidfuzzMatcher
from companion.adapters.oauth.authorizer import BrowserAuthorizer
from companion.adapters.providers.files import FileProviders
from companion.adapters.secrets import KeyringSecrets
from companion.adapters.store.backups import Backups
from companion.adapters.store.contents import ProfileContents
from companion.adapters.store.files import ProfileFiles
from companion.adapters.store.pictures import ProfilePictures
from companion.adapters.store.store import SqliteStore, open_store
from companion.adapters.system import Keys, SystemClock
from companion.adapters.system.computer import name_of_computer
from companion.adapters.templates.files import FileTemplates
from companion.app.exports import make_exporting
from companion.app.profile import Profile
from companion.core.imports import ImportedRow, Meanings, Recognised, Skipped
from companion.services.accounts import Accounts
from companion.services.agenda import LookAhead
from companion.services.applications import Applications
from companion.services.attachments import Attachments
from companion.services.consents import Consents
from companion.services.debriefs import Debriefs
from companion.services.discovery import Discovery
from companion.services.exporting import Exporting
from companion.services.follow_ups import FollowUps
from companion.services.highlights import Highlights
from companion.services.importing import Importing
from companion.services.log_event import LogEvent
from companion.services.merging import Merging
from companion.services.outbox import Outbox
from companion.services.ports import (
    Authorizer,
    CalendarFiles,
    Clock,
    LetterReader,
    Lookout,
    Mailbox,
    Mailer,
    Names,
    Page,
    Pages,
    ReadLetter,
    Secrets,
    Service,
    Trace,
)
from companion.services.preferences import Preferences
from companion.services.reel import Reels
from companion.services.resources import resource_path
from companion.services.sent_folder import SentFolder
from companion.services.values import Values
from companion.services.waiting import Waiting
from companion.services.work import Desk

if TYPE_CHECKING:
    from companion.core.calendar_event import CalendarEvent, CalendarFile
    from companion.services.calendars import Calendars
    from companion.services.postings import Postings


@dataclass(frozen=True, slots=True)
class Backend:
    """Everything that works without a window."""

    profile: Profile
    clock: Clock
    trace: Trace
    store: SqliteStore
    backups: Backups
    secrets: Secrets
    desk: Desk
    applications: Applications
    log_event: LogEvent
    highlights: Highlights
    agenda: LookAhead
    debriefs: Debriefs
    reels: Reels
    waiting: Waiting
    values: Values
    accounts: Accounts
    discovery: Discovery
    follow_ups: FollowUps
    outbox: Outbox
    sent_folder: SentFolder
    preferences: Preferences
    letters: LetterReader
    calendar_files: CalendarFiles
    exporting: Exporting
    attachments: Attachments
    merging: Merging
    importing: Importing

    @property
    def calendars(self) -> Calendars:
        """Invitations. Loaded with the first one, since the tray needs none."""
        from companion.services.calendars import Calendars

        return Calendars(self.desk, self.calendar_files)

    @property
    def postings(self) -> Postings:
        """Postings. Loaded with the first one, as the calendars are."""
        from companion.services.postings import Postings

        return Postings(LazyPages())

    def back_up_now(self) -> Path:
        """A backup by hand, in the profile's folder, beside the daily ones and never rotated with them."""
        return _back_up(self.profile, self.clock, self.store)

    def close(self) -> None:
        """Closes the store."""
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _contents(profile: Profile) -> ProfileContents:
    return ProfileContents({"pictures": profile.pictures, "files": profile.files})


def _back_up(profile: Profile, clock: Clock, store: SqliteStore) -> Path:
    stamp = clock.now().astimezone(clock.zone()).strftime("%Y-%m-%d-%H%M%S")
    target = profile.backups / f"companion-{stamp}-by-hand.db"
    profile.backups.mkdir(mode=0o700, exist_ok=True)
    store.back_up(target)
    return target


@dataclass(frozen=True, slots=True)
class Outside:
    """What lies outside of the program, behind ports."""

    clock: Clock
    secrets: Secrets
    mailer: Mailer
    lookout: Lookout
    mailbox: Mailbox
    authorizer: Authorizer


class LazyLetterReader:
    """Reads letters with the standard library's mail parser, which is loaded with the first one."""

    def read(self, path: Path) -> ReadLetter:
        """See services.ports.LetterReader."""
        from companion.adapters.eml import EmlReader

        return EmlReader().read(path)


class LazyCalendarFiles:
    """Reads and writes calendar files with a library that is loaded with the first one."""

    def read(self, path: Path, zone: tzinfo) -> CalendarFile:
        """See services.ports.CalendarFiles."""
        from companion.adapters.calendar import IcsFiles

        return IcsFiles().read(path, zone)

    def write(self, events: Sequence[CalendarEvent], now: datetime) -> bytes:
        """See services.ports.CalendarFiles."""
        from companion.adapters.calendar import IcsFiles

        return IcsFiles().write(events, now)


class LazyImportReader:
    """Reads tables of other trackers; what that needs is loaded with the first one."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def recognise(self, path: Path) -> tuple[Recognised, ...]:
        """See services.ports.ImportReader."""
        from companion.adapters.imports.reader import ImportFiles

        return ImportFiles(self._clock).recognise(path)

    def rows(
        self, path: Path, recognised: Recognised, meanings: Meanings | None = None, *, with_private: bool = False
    ) -> Iterator[ImportedRow | Skipped]:
        """See services.ports.ImportReader."""
        from companion.adapters.imports.reader import ImportFiles

        return ImportFiles(self._clock).rows(path, recognised, meanings, with_private=with_private)


class LazyNames:
    """Asks DNS with Qt's network library, which is loaded with the first question."""

    def __init__(self) -> None:
        self._loaded: Names | None = None

    def _names(self) -> Names:
        if self._loaded is None:
            from companion.desktop.names import DnsNames

            self._loaded = DnsNames()
        return self._loaded

    def addresses(self, host: str, seconds: float) -> tuple[str, ...]:
        """See services.ports.Names."""
        return self._names().addresses(host, seconds)

    def services(self, name: str, seconds: float) -> tuple[Service, ...]:
        """See services.ports.Names."""
        return self._names().services(name, seconds)

    def exchangers(self, domain: str, seconds: float) -> tuple[str, ...]:
        """See services.ports.Names."""
        return self._names().exchangers(domain, seconds)


class LazyPages:
    """Gets pages with postings; what that needs is loaded with the first one."""

    def _pages(self) -> Pages:
        from companion.adapters.posting import WebPages

        return WebPages(LazyNames())

    def fetch(self, link: str) -> Page:
        """See services.ports.Pages."""
        return self._pages().fetch(link)

    def load(self, path: Path) -> Page:
        """See services.ports.Pages."""
        return self._pages().load(path)


class LazyPictureCheck:
    """Looks at pictures with Qt, which a shell command without a picture need not load."""

    def ending(self, path: Path) -> str:
        """See services.ports.PictureCheck."""
        from companion.desktop.pictures import ImageReaderCheck

        return ImageReaderCheck().ending(path)


def open_backend(
    profile: Profile,
    trace: Trace,
    *,
    clock: Clock | None = None,
    secrets: Secrets | None = None,
    mailer: Mailer | None = None,
    lookout: Lookout | None = None,
) -> Backend:
    """Opens the profile's store and makes the services; `Backend.close` closes it. Raises Problem."""
    clock = clock or SystemClock()
    profile.prepare()
    return make_backend(
        profile,
        trace,
        open_store(profile.store, now=clock.now()),
        Outside(
            clock,
            secrets or KeyringSecrets(profile.keyring_service),
            mailer or SmtpMailer(),
            lookout or DesktopLookout(),
            ImapMailbox(),
            BrowserAuthorizer(),
        ),
    )


def make_backend(
    profile: Profile,
    trace: Trace,
    store: SqliteStore,
    outside: Outside,
) -> Backend:
    """Puts the services together over an open store."""
    clock, secrets, mailer = outside.clock, outside.secrets, outside.mailer
    desk = Desk(store, clock, Keys())
    debriefs = Debriefs(desk)
    agenda = LookAhead(desk, debriefs)
    consents = Consents(secrets, outside.authorizer, clock)
    accounts, names = Accounts(desk, secrets, mailer, outside.mailbox, consents), LazyNames()
    back_up = partial(_back_up, profile, clock, store)
    follow_ups = FollowUps(desk, FileTemplates(resource_path(), profile.letters), accounts)
    return Backend(
        profile=profile,
        clock=clock,
        trace=trace,
        store=store,
        backups=Backups(profile.backups, profile.store),
        secrets=secrets,
        desk=desk,
        applications=Applications(desk, RapidfuzzMatcher()),
        log_event=LogEvent(desk),
        highlights=Highlights(desk, ProfilePictures(profile.pictures), LazyPictureCheck()),
        agenda=agenda,
        debriefs=debriefs,
        reels=Reels(desk, agenda, debriefs),
        waiting=Waiting(desk, outside.lookout),
        values=Values(desk),
        accounts=accounts,
        discovery=Discovery(FileProviders(resource_path()), names, OwnDomain(names)),
        follow_ups=follow_ups,
        outbox=Outbox(desk, follow_ups, accounts, mailer, trace, partial(name_of_computer, profile.data)),
        sent_folder=SentFolder(desk, accounts, outside.mailbox, trace),
        preferences=Preferences(desk),
        letters=LazyLetterReader(),
        calendar_files=LazyCalendarFiles(),
        exporting=make_exporting(desk, store, _contents(profile), LazyCalendarFiles(), back_up),
        attachments=Attachments(desk, ProfileFiles(profile.files, profile.opened)),
        merging=Merging(desk),
        importing=Importing(desk, LazyImportReader(clock), store),
    )
