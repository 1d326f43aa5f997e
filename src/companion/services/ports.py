"""What the services need from outside, as Protocols; `adapters` implement them, `tests/contract` hold them to it.

Every method may block (disk, network, a keyring that asks the user), so none is ever called on the GUI thread.
The world's errors come as `core.problem.Problem` or one of the subclasses here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum
from pathlib import Path
from typing import Protocol, TypeVar

from companion.core.account import Account
from companion.core.application import Application, ApplicationRow, Candidate, Contact, Event
from companion.core.debrief import Debrief
from companion.core.follow_up import FollowUp
from companion.core.held import HeldNo
from companion.core.highlight import Highlight, Showing
from companion.core.ledger import LedgerLine, Shelf
from companion.core.letter import Letter, Template
from companion.core.oauth import Consent, Login, Tokens
from companion.core.outbox import LetterState, OutboxLetter
from companion.core.problem import Problem
from companion.core.provider import Accepts, MailServer, Provider
from companion.core.reel import Past
from companion.core.settings import Settings
from companion.core.values import ValuesExercise
from companion.core.waiting import Surroundings

Stored = (
    Application
    | Contact
    | Event
    | Highlight
    | Showing
    | FollowUp
    | OutboxLetter
    | Account
    | HeldNo
    | Debrief
    | ValuesExercise
)
"""The kinds of things the store keeps, each in a table of its own, each found by its `id`."""

T = TypeVar("T", bound=Stored)


class Clock(Protocol):
    """The wall clock and the user's zone."""

    def now(self) -> datetime:
        """The present moment, UTC, aware."""
        ...

    def zone(self) -> tzinfo:
        """The zone in which days are counted and times are shown."""
        ...


class Ids(Protocol):
    """Makes new keys."""

    def new(self) -> str:
        """A new UUIDv7 key, larger than every one made before it in this process."""
        ...


# --- the store -------------------------------------------------------------------------------------------------


class StoreProblem(Problem):
    """The store can't be read or written now: disk full, read-only, a folder of somebody else's."""


class StoreIsNewer(StoreProblem):
    """The store was written by a newer version. It was not touched."""


class StoreIsDamaged(StoreProblem):
    """The store can't be trusted. It was not written to."""


class Writer(Protocol):
    """The inside of one transaction: it sees its own writes; all of it is on disk at the end, or none."""

    def get(self, kind: type[T], key: str) -> T | None:
        """The thing with this key, with or without a tombstone, or None."""
        ...

    def put(self, thing: Stored) -> None:
        """Stores the thing whole, new or in place of the one with its id."""
        ...

    def of_application(self, kind: type[T], application_id: str) -> tuple[T, ...]:
        """Its things of that kind (Contact, Event, FollowUp, OutboxLetter, HeldNo, Debrief), tombstones left out, in
        key order.
        """
        ...

    def move_letter(self, key: str, before: LetterState, after: OutboxLetter) -> bool:
        """Stores `after` if the letter is still in state `before`; says whether it was. The way to claim a letter."""
        ...

    def set_settings(self, settings: Settings) -> None: ...


class Store(Protocol):
    """Reads see what was committed. Each read is one consistent look."""

    def write(self, now: datetime, *, flushed: bool = True) -> AbstractContextManager[Writer]:
        """One transaction, committed and flushed to disk (fsync) when its block ends, undone if it raises.

        now: the moment kept with every changed field. flushed: if false, only the next one that is flushed brings it to
        the disk: a power cut may undo it, the end of this process never does. Raises StoreProblem.
        """
        ...

    def get(self, kind: type[T], key: str) -> T | None: ...

    def all(self, kind: type[T]) -> tuple[T, ...]:
        """Every thing of that kind without a tombstone, in key order. Not for applications or events."""
        ...

    def of_application(self, kind: type[T], application_id: str) -> tuple[T, ...]: ...

    def search(self, text: str, *, limit: int, offset: int = 0) -> tuple[ApplicationRow, ...]:
        """Applications that match every word of `text` by its beginning, accents and case aside, best first.

        Looks in company, role, place, notes, contacts and feedback. With no words: all, latest sign of life first.
        A later `search` from another thread makes a running one raise `Superseded`.
        """
        ...

    def count_applications(self) -> int: ...

    def candidates(self) -> tuple[Candidate, ...]:
        """Every open application, latest sign of life first."""
        ...

    def shown(self) -> dict[str, Past]:
        """For each highlight's id that was ever in a reel: when last, and what the user said of it."""
        ...

    def showings_of(self, reel_id: str) -> tuple[Showing, ...]:
        """What one reel has shown so far."""
        ...

    def count_reels(self) -> int: ...

    def open_follow_ups(self) -> tuple[FollowUp, ...]:
        """Those not closed whose application stands, soonest first."""
        ...

    def due_follow_ups(self, now: datetime) -> tuple[FollowUp, ...]:
        """Of the open ones those that are due, soonest first. There may be thousands more that wait for their time."""
        ...

    def next_follow_up_at(self, after: datetime) -> datetime | None:
        """When the next open one falls due."""
        ...

    def next_interview(self, after: datetime) -> Event | None:
        """The next interview of an application that is still open."""
        ...

    def letters(self, *states: LetterState) -> tuple[OutboxLetter, ...]:
        """The letters in any of these states, soonest `not_before` first."""
        ...

    def find_letters(
        self, shelf: Shelf, typed: str, *, now: datetime, limit: int, offset: int = 0
    ) -> tuple[LedgerLine, ...]:
        """A page of what lies on a shelf and holds every word of `typed` (core.ledger.letter_text).

        ON_THE_WAY: what leaves soonest first; the others: the latest first. Closed ones of deleted applications are
        left out.
        """
        ...

    def count_letters(self, typed: str, *, now: datetime) -> Mapping[Shelf, int]:
        """How many `find_letters` would find on each shelf."""
        ...

    def settings(self) -> Settings: ...

    def sending(self) -> AbstractContextManager[bool]:
        """The right to send: true inside the block for one process at a time, false if another has it now.

        The operating system gives it back when the process dies.
        """
        ...

    def filing(self) -> AbstractContextManager[bool]:
        """The right to file copies of what was sent; like `sending`, and apart from it."""
        ...

    def back_up(self, target: Path) -> None:
        """A whole, checked copy of the store as it is now, in place under `target` only when it is complete."""
        ...

    def check(self) -> str:
        """ "ok", or what SQLite's integrity check says first."""
        ...

    def close(self) -> None: ...


class Superseded(Exception):
    """A newer search began; the result of this one is not wanted any more."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A whole copy of the store, and what is in it."""

    path: Path
    made_at: datetime
    applications: int
    highlights: int


# --- pictures --------------------------------------------------------------------------------------------------


class PictureCheck(Protocol):
    """Looks at a picture before it is copied in."""

    def ending(self, path: Path) -> str:
        """The file ending (".png") that belongs to the picture's real format. Raises Problem(field="picture") if it
        is no picture that can be shown: unknown format, broken, too large for bounded memory.
        """
        ...


class Pictures(Protocol):
    """The profile's own copies of pictures, named by their content."""

    def keep(self, source: Path, ending: str) -> str:
        """Copies the file in; returns its name there. The same content is kept once, and counts as new from now on:
        a `sweep` spares it. Raises Problem.
        """
        ...

    def path(self, name: str) -> Path: ...

    def sweep(self, used: Collection[str], now: datetime, grace: timedelta) -> tuple[str, ...]:
        """Removes what nothing uses: pictures whose name is not in `used` and that were kept longer ago than `grace`,
        which is how long an undo or a save under way may still want them; with them their scaled copies, and what a
        crash left unfinished. Returns the names of the pictures removed. What cannot be removed stays for another time.
        """
        ...


class ScaledPictures(Protocol):
    """Small copies of the profile's own pictures, quick to show. Nothing rests on them: any may be missing, or be
    made again from its picture. A copy goes with its picture (`Pictures.sweep`).
    """

    def find(self, picture: Path) -> Path | None:
        """The copy of the picture at that path; None if there is none, or if it is no picture of the profile."""
        ...

    def keep(self, picture: Path, ending: str, content: bytes) -> bool:
        """Puts the copy in place, whole or not at all, in place of any other; says whether it is there now."""
        ...

    def drop(self, picture: Path) -> None:
        """Removes the copy, since it is broken."""
        ...


# --- letters that came -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ReadLetter:
    """What somebody wrote to the user, without what they quoted and without their signature.

    sender: the display name, else the address, "" if unknown. sent_at: UTC. text: plain, tidy, at most 20,000
    characters. pictures: files in a private temporary folder of their own (`pictures[0].parent`); the caller removes
    them and it.
    """

    subject: str
    sender: str
    sent_at: datetime | None
    text: str
    pictures: tuple[Path, ...] = ()


class LetterReader(Protocol):
    """Reads a mail that was saved as a file (.eml)."""

    def read(self, path: Path) -> ReadLetter:
        """Forgives what mail programs get wrong. Raises Problem(field="text") for what is no letter, or one beyond
        reason. Asks nothing of the network.
        """
        ...


# --- secrets ---------------------------------------------------------------------------------------------------


class SecretsKind(StrEnum):
    """Where a password is kept."""

    KEYRING = "keyring"
    SESSION = "session"


class SecretsProblem(Problem):
    """The keyring can't be used: none, an unsafe one, locked, refused, no answer in time."""


@dataclass(frozen=True, slots=True)
class SecretsReport:
    """backend: the keyring's name. accepted: whether the companion keeps passwords in it. why_not: a sentence."""

    backend: str
    accepted: bool
    why_not: str = ""


class Secrets(Protocol):
    """Passwords, by account id. The keyring is the only place they are kept in beyond this session."""

    def get(self, account_id: str) -> str | None:
        """The password, from this session or the keyring; None if there is none. Raises SecretsProblem."""
        ...

    def set(self, account_id: str, password: str, *, session_only: bool = False) -> SecretsKind:
        """Keeps the password and reads it back. Raises SecretsProblem if the keyring is not accepted or lost it."""
        ...

    def delete(self, account_id: str) -> None:
        """Forgets it everywhere. Not an error if there was none."""
        ...

    def report(self) -> SecretsReport: ...


# --- mail ------------------------------------------------------------------------------------------------------


class MailFault(StrEnum):
    """What went wrong with the mail server, each with its own sentence."""

    NAME_NOT_FOUND = "name not found"
    OFFLINE = "no network leads there"
    REFUSED = "refused"
    NO_ANSWER = "no answer"
    CERTIFICATE = "certificate not trusted"
    NO_TLS = "no TLS"
    LOGIN = "login refused"
    SENDER = "sender refused"
    RECIPIENT = "recipient refused"
    CONTENT = "letter refused"
    FOLDER = "no Sent folder"
    BROKEN = "connection lost"


class MailProblem(Problem):
    """A letter did not go, or the account does not work.

    fault: which of the known ways. passing: whether another try may succeed by itself. uncertain: the content had
    been handed over and its fate is unknown; never send again by itself. details: the server's own words.
    """

    def __init__(
        self,
        fault: MailFault,
        sentence: str,
        *,
        details: str = "",
        passing: bool = False,
        uncertain: bool = False,
    ) -> None:
        super().__init__(sentence, field=_FIELDS.get(fault, ""), details=details)
        self.fault = fault
        self.passing = passing
        self.uncertain = uncertain

    @property
    def offline(self) -> bool:
        """Whether this computer seems to be offline: no server was reached, and none is to blame."""
        return self.passing and self.fault in (MailFault.NAME_NOT_FOUND, MailFault.OFFLINE)


_FIELDS = {
    MailFault.NAME_NOT_FOUND: "host",
    MailFault.OFFLINE: "host",
    MailFault.REFUSED: "port",
    MailFault.NO_ANSWER: "host",
    MailFault.CERTIFICATE: "host",
    MailFault.NO_TLS: "security",
    MailFault.LOGIN: "password",
    MailFault.SENDER: "address",
}


@dataclass(frozen=True, slots=True)
class Frozen:
    """A letter's final bytes: CRLF lines, ASCII or 8-bit clean, never changed after this."""

    message_id: str
    content: bytes


class Delivery(Protocol):
    """Letters of one account, one after the other over one connection for as long as that stands."""

    def deliver(self, letter: OutboxLetter, *, transmitting: Callable[[], None]) -> str:
        """Sends the frozen bytes to the one recipient; returns the server's words for its 250 to the content.

        transmitting is called after the server's 354 and before the first byte of content; it commits that state.
        Raises MailProblem, which is about this letter alone: the next one gets a new connection. If the server closes a
        connection that has served before `transmitting` was called, the letter gets a new one, once.
        """
        ...


class Mailer(Protocol):
    """Makes messages and hands them to a mail server."""

    def freeze(self, letter: Letter, *, token: str, date: datetime) -> Frozen:
        """Makes the message. token: unique for the letter; it stands in Message-ID and References.

        The serialised message is parsed again and its headers and one recipient compared. Raises Problem on any
        value that can't stand in a header.
        """
        ...

    def deliver(
        self, account: Account, password: Login, letter: OutboxLetter, *, transmitting: Callable[[], None]
    ) -> str:
        """`Delivery.deliver` over a connection of its own."""
        ...

    def session(self, account: Account, password: Login) -> AbstractContextManager[Delivery]:
        """For several letters. Connects at the first; at the end says goodbye, whose answer never counts."""
        ...

    def test(self, account: Account, password: Login) -> str:
        """Connects, makes it safe, and logs in; returns the server's greeting. Raises MailProblem."""
        ...


@dataclass(frozen=True, slots=True)
class Look:
    """What a look into the Sent folder found.

    folder: its name. there: whether the letter lay in it already. dated: since when, UTC, if the server says so.
    """

    folder: str
    there: bool
    dated: datetime | None = None


class Mailbox(Protocol):
    """The Sent folder of an account that has an `imap_host`. Every method raises MailProblem; none changes a letter."""

    def test(self, account: Account, password: Login) -> str:
        """Logs in and finds the Sent folder; returns its name."""
        ...

    def find_sent(self, account: Account, password: Login, letter: OutboxLetter) -> Look:
        """Looks for the letter by the id that stands in its Message-ID and References."""
        ...

    def file_sent(self, account: Account, password: Login, letter: OutboxLetter) -> Look:
        """Puts a copy of the letter there, unless it is there already; what the look before it found."""
        ...


class ConsentFault(StrEnum):
    """What hinders a consent, each with its own sentence."""

    ENDED = "ended"
    DENIED = "denied"
    CLIENT = "client"
    UNSAFE = "unsafe"
    NO_ANSWER = "no answer"
    GARBAGE = "garbage"
    GIVEN_UP = "given up"


class ConsentProblem(Problem):
    """No token came. passing: whether another try may succeed by itself. No secret stands in it."""

    def __init__(self, fault: ConsentFault, sentence: str, *, details: str = "", passing: bool = False) -> None:
        super().__init__(sentence, field="client_id" if fault is ConsentFault.CLIENT else "consent", details=details)
        self.fault = fault
        self.passing = passing


class Asking(Protocol):
    """A consent that is being asked for. url: to be opened in the user's own browser."""

    @property
    def url(self) -> str: ...

    def finish(self, seconds: float, given_up: Callable[[], bool]) -> Tokens:
        """Waits for the browser's answer, for `seconds` at most, and fetches the tokens. Raises ConsentProblem."""
        ...

    def close(self) -> None:
        """Nobody waits any more. Not an error after `finish`."""
        ...


class Authorizer(Protocol):
    """Asks a provider for a consent (OAuth 2), and renews tokens."""

    def begin(self, account: Account, client_secret: str) -> Asking:
        """client_secret: "" where the provider gives none. Raises ConsentProblem."""
        ...

    def renew(self, account: Account, consent: Consent) -> Tokens:
        """A new access token; its refresh token is "" if the one before stays good. Raises ConsentProblem."""
        ...


class Providers(Protocol):
    """The shipped table of mail providers."""

    def all(self) -> tuple[Provider, ...]: ...


class NamesProblem(Problem):
    """DNS did not answer, which says nothing about the name."""


@dataclass(frozen=True, slots=True)
class Service:
    """A line of DNS (SRV): where a service is."""

    host: str
    port: int


class Names(Protocol):
    """Asks DNS. Names are ASCII; every question takes `seconds` at most, then raises NamesProblem."""

    def addresses(self, host: str, seconds: float) -> tuple[str, ...]:
        """Its IPv4 and then its IPv6 addresses; () if it has none."""
        ...

    def services(self, name: str, seconds: float) -> tuple[Service, ...]:
        """The SRV records of a name such as _submissions._tcp.example.org, most wanted first; () if there are none."""
        ...

    def exchangers(self, domain: str, seconds: float) -> tuple[str, ...]:
        """The hosts that take the domain's mail (MX), most wanted first; () if there are none."""
        ...


@dataclass(frozen=True, slots=True)
class Published:
    """What a domain says of its own mail servers. accepts: PASSWORD, or OAUTH if it takes nothing else."""

    name: str
    smtp: MailServer
    imap: MailServer | None
    user: str
    accepts: Accepts


class Autoconfig(Protocol):
    """Reads the settings that a domain publishes for mail programs."""

    def look(self, address: str, domain: str, seconds: float) -> Published | None:
        """Asks the domain itself and nobody else, over https, for `seconds` at most; None if it says nothing usable.

        domain: the address's, in ASCII. Raises NamesProblem if DNS does not answer.
        """
        ...


class Templates(Protocol):
    """The letters' templates: one of ours for each name of core.letter.TEMPLATES in each of core.languages, and the
    user's own, where there is one.
    """

    def template(self, name: str, language: str) -> Template:
        """The original, as shipped."""
        ...

    def own(self, name: str, language: str) -> Template | None:
        """The user's own text, None if there is none. Raises Problem if it can't be used; it stays where it is."""
        ...

    def save(self, name: str, language: str, template: Template) -> None:
        """Keeps the user's own text, whole or not at all; what can't be used is set aside first. Raises Problem."""
        ...

    def reset(self, name: str, language: str) -> None:
        """From here on the original counts; the user's own text is set aside, not deleted. Raises Problem."""
        ...


# --- desktop ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Notification:
    """tag: a later one with the same tag replaces it. buttons: (key, words) from left to right."""

    tag: str
    title: str
    body: str
    buttons: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class NotifierReport:
    """server: name and version of the notification server, "" if none answers. capabilities: its own list."""

    server: str
    capabilities: tuple[str, ...] = ()


class Notifier(Protocol):
    """The desktop's notifications."""

    def show(self, notification: Notification, pressed: Callable[[str, str], None]) -> bool:
        """Shows it; false if no notification server takes it. pressed(tag, key) comes on any thread; the key is ""
        for a click on the notification itself.
        """
        ...

    def withdraw(self, tag: str) -> None: ...

    def report(self) -> NotifierReport: ...

    def close(self) -> None: ...


class Lookout(Protocol):
    """Looks around before a window opens by itself."""

    def look(self) -> Surroundings:
        """What hinders now, who answered, and what nobody here tells.

        Takes half a second at most, whatever hangs; a source that does not answer tells nothing. Raises nothing.
        """
        ...


class Matcher(Protocol):
    """Finds what somebody meant by what they typed."""

    def best(self, typed: str, candidates: Sequence[Candidate], *, limit: int) -> tuple[Candidate, ...]:
        """The candidates that resemble what was typed, best first, forgiving accents, order and typing errors."""
        ...


class Speller(Protocol):
    """The system's spell checker, if it has one."""

    def unknown(self, text: str, language: str, known: Iterable[str] = ()) -> Mapping[str, tuple[str, ...]]:
        """The words of the text (core.spelling.words_in) that the dictionary of that language ("en") does not know,
        with what could have been meant. None, where there is no checker or no such dictionary. known: values whose
        words are right as they are.
        """
        ...

    def close(self) -> None:
        """Forgets the dictionaries, which take megabytes; the next question loads them again."""
        ...


class Trace(Protocol):
    """The named moments of `--trace`."""

    def mark(self, moment: str, **facts: str | int) -> None:
        """Notes a named moment with a monotonic time; costs nothing when nobody listens."""
        ...
