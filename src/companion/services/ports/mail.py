"""Mail servers: handing letters to one (SMTP), and the Sent folder (IMAP)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from companion.core.account import Account
from companion.core.letter import Letter
from companion.core.oauth import Login
from companion.core.outbox import OutboxLetter
from companion.core.problem import Problem


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


def nothing() -> None:
    """Nothing is to be done at that step."""


class Delivery(Protocol):
    """Letters of one account, one after the other over one connection for as long as that stands."""

    def deliver(
        self, letter: OutboxLetter, *, transmitting: Callable[[], None], announced: Callable[[], None] = nothing
    ) -> str:
        """Sends the frozen bytes to the one recipient; returns the server's words for its 250 to the content.

        announced is called, perhaps more than once, before anything is waited for: as the server reads the letter's
        envelope, or before there is a connection. transmitting is called after the server's 354 and before the first
        byte of content; it commits that state. What they raise is passed on, and the server does not get the content.
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

    def session(self, account: Account, login: Callable[[], Login]) -> AbstractContextManager[Delivery]:
        """For several letters. Connects at the first; at the end says goodbye, whose answer never counts.

        login is called for each connection, on any thread. What it raises is passed on.
        """
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
