"""All services over what is fake: a store in memory, a clock that is set, a mailer and a keyring without a world."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

from companion.adapters.matching import RapidfuzzMatcher
from companion.adapters.templates.files import FileTemplates
from companion.app.trace import NoTrace
from companion.core.account import Account
from companion.core.application import Application, ContactRole, Event, EventKind
from companion.core.follow_up import Closed, FollowUp, LetterKind
from companion.core.outbox import OutboxLetter
from companion.core.problem import Problem
from companion.services.accounts import AccountDraft, Accounts
from companion.services.agenda import LookAhead
from companion.services.applications import ApplicationDraft, Applications, ContactDraft
from companion.services.consents import Consents
from companion.services.debriefs import Debriefs
from companion.services.follow_ups import FollowUps
from companion.services.highlights import Highlights
from companion.services.ledger import Ledger
from companion.services.log_event import EventDraft, LogEvent, Logged
from companion.services.merging import Merging
from companion.services.outbox import Outbox
from companion.services.preferences import Preferences
from companion.services.reel import Reels
from companion.services.sent_folder import SentFolder
from companion.services.values import Values
from companion.services.waiting import Waiting
from companion.services.work import Desk, Outcome
from tests.fakes.authorizer import FakeAuthorizer
from tests.fakes.clock import CountedKeys, SetClock
from tests.fakes.lookout import FakeLookout
from tests.fakes.mailbox import FakeMailbox
from tests.fakes.mailer import FakeMailer
from tests.fakes.secrets import MemorySecrets
from tests.fakes.store import MemoryStore

RESOURCES = Path(__file__).parents[2] / "resources"
PASSWORD = "right"
COMPUTER = "this computer"
ACCOUNT = AccountDraft("me@example.org", "smtp.example.org", 465, user="me", name="Jo Müller")
ANN = ContactDraft("Ann Bé", "ann@acme.example")
RITA = ContactDraft("Rita Roe", "rita@agency.example", ContactRole.RECRUITER)


class FakePictures:
    """ports.Pictures and ports.PictureCheck in one: every file is a picture, unless it is called "broken"."""

    def __init__(self) -> None:
        self.kept: list[Path] = []
        self.names: set[str] = set()
        """What is there now. Everything in it is older than any grace."""

    def ending(self, path: Path) -> str:
        if path.stem == "broken":
            raise Problem("This picture is broken.", field="picture")
        return path.suffix

    def keep(self, source: Path, ending: str) -> str:
        if source.stem == "unreadable":
            raise Problem("This picture can't be read.", field="picture")
        self.kept.append(source)
        name = f"{source.stem}{ending}"
        self.names.add(name)
        return name

    def path(self, name: str) -> Path:
        return Path("pictures") / name

    def sweep(self, used: Collection[str], now: datetime, grace: timedelta) -> tuple[str, ...]:
        del now, grace
        removed = self.names - set(used)
        self.names -= removed
        return tuple(sorted(removed))


@dataclass(frozen=True)
class Office:
    """The services, and the fakes they stand on."""

    clock: SetClock
    store: MemoryStore
    secrets: MemorySecrets
    mailer: FakeMailer
    mailbox: FakeMailbox
    authorizer: FakeAuthorizer
    pictures: FakePictures
    desk: Desk
    applications: Applications
    log_event: LogEvent
    highlights: Highlights
    agenda: LookAhead
    debriefs: Debriefs
    reels: Reels
    waiting: Waiting
    values: Values
    lookout: FakeLookout
    accounts: Accounts
    follow_ups: FollowUps
    outbox: Outbox
    sent_folder: SentFolder
    ledger: Ledger
    preferences: Preferences
    merging: Merging

    def set_up_account(self) -> Account:
        return self.accounts.save(ACCOUNT, PASSWORD).value.account

    def log(
        self,
        kind: EventKind,
        where: str | Application,
        *,
        at: datetime | None = None,
        person: ContactDraft | None = None,
    ) -> Outcome[Logged]:
        """Logs an event at a company's new application (its name), or at one that is there."""
        if isinstance(where, Application):
            return self.log_event.log(EventDraft(kind, where.id, at=at, contact=person))
        return self.log_event.log(EventDraft(kind, application=ApplicationDraft(where), at=at, contact=person))

    def interviewed(self, company: str = "Acme", person: ContactDraft | None = ANN) -> Application:
        """An interview four hours ago: its thank-you is due."""
        at = self.clock.now() - timedelta(hours=4)
        return self.log(EventKind.INTERVIEW, company, at=at, person=person).value.application

    def open_follow_ups(self, application: Application) -> list[FollowUp]:
        """Its thanks and requests for advice; the questions that silence will make due are left out."""
        every = self.store.of_application(FollowUp, application.id)
        return [f for f in every if f.closed is Closed.OPEN and f.kind is not LetterKind.STATUS]

    def letter(self, key: str) -> OutboxLetter:
        found = self.store.get(OutboxLetter, key)
        assert found is not None
        return found

    def events(self, application: Application) -> tuple[Event, ...]:
        return self.store.of_application(Event, application.id)


def make_office(
    *, zone: tzinfo | None = None, mailer: FakeMailer | None = None, own: Path = Path("no such folder")
) -> Office:
    """own: the folder of the user's own templates."""
    clock = SetClock(zone=zone) if zone else SetClock()
    store, secrets, pictures = MemoryStore(), MemorySecrets(), FakePictures()
    mailer, mailbox, authorizer = (
        mailer or FakeMailer(password=PASSWORD),
        FakeMailbox(password=PASSWORD),
        FakeAuthorizer(),
    )
    desk = Desk(store, clock, CountedKeys())
    debriefs, lookout = Debriefs(desk), FakeLookout()
    agenda = LookAhead(desk, debriefs)
    accounts = Accounts(desk, secrets, mailer, mailbox, Consents(secrets, authorizer, clock))
    follow_ups = FollowUps(desk, FileTemplates(RESOURCES, own), accounts)
    return Office(
        clock=clock,
        store=store,
        secrets=secrets,
        mailer=mailer,
        mailbox=mailbox,
        authorizer=authorizer,
        pictures=pictures,
        desk=desk,
        applications=Applications(desk, RapidfuzzMatcher()),
        log_event=LogEvent(desk),
        highlights=Highlights(desk, pictures, pictures),
        agenda=agenda,
        debriefs=debriefs,
        reels=Reels(desk, agenda, debriefs),
        waiting=Waiting(desk, lookout),
        values=Values(desk),
        lookout=lookout,
        accounts=accounts,
        follow_ups=follow_ups,
        outbox=Outbox(desk, follow_ups, accounts, mailer, NoTrace(), lambda: COMPUTER),
        sent_folder=SentFolder(desk, accounts, mailbox, NoTrace()),
        ledger=Ledger(desk),
        preferences=Preferences(desk),
        merging=Merging(desk),
    )
