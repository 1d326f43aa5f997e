"""One conversation with a mailbox's server: log in, find the Sent folder, look for a letter there, file a copy."""

from __future__ import annotations

import base64
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from companion.adapters.mail import imap_words
from companion.adapters.mail.faults import Phase
from companion.adapters.mail.imap_faults import ImapTeller
from companion.adapters.mail.imap_wire import ImapWire, Reply
from companion.adapters.mail.imap_words import Folder, Head
from companion.adapters.mail.line import Line
from companion.adapters.mail.mailer import Limits
from companion.adapters.mail.sasl import Mechanism, with_bearer, with_password
from companion.adapters.mail.stream import Dropped, Garbled, TooSlow
from companion.core.account import Account, Security
from companion.core.oauth import Bearer, Login
from companion.core.outbox import OutboxLetter

_MOST_HITS = 50
_NEWEST = 100
"""Letters whose heads are read where SEARCH finds nothing, or is not there."""
_HEAD = "(INTERNALDATE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID REFERENCES IN-REPLY-TO)])"


class Session:
    """Use as a context manager: however it ends, the socket is closed. Raises MailProblem.

    password: or a token in its place.
    """

    def __init__(
        self,
        account: Account,
        password: Login,
        trust: Path | None,
        limits: Limits,
    ) -> None:
        self._account = replace(account, host=account.imap_host, port=account.imap_port, security=account.imap_security)
        self._password = password
        self._limits = limits
        self._tell = ImapTeller(self._account, password)
        self._line = Line(self._account, trust, limits, self._tell)
        self._phase = Phase.CONNECT
        self._wire: ImapWire | None = None
        self._offers: frozenset[str] = frozenset()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._wire is not None:
            self._wire.close()
        self._line.close()

    def log_in(self) -> None:
        """Connects, makes it safe, and logs in."""
        wire = self._connected()
        with self._told():
            self._phase = Phase.GREETING
            greeting = wire.greeting()
            if greeting.status == "BYE":
                raise self._tell.said_no(self._phase, greeting)
            self._ask_offers()
            if self._account.security is Security.STARTTLS:
                self._start_tls(wire)
            self._authenticate(wire)
            self._phase = Phase.DATA
            self._ask_offers(Phase.DATA)

    def sent_folder(self) -> Folder:
        """The folder for what was sent. Raises MailProblem if there is none that is known as such."""
        with self._told():
            reply = None
            if "SPECIAL-USE" in self._offers:
                reply = self._say('LIST "" "*" RETURN (SPECIAL-USE)')
            if reply is None or not reply.ok:
                reply = self._said('LIST "" "*"', what=f"{self._account.host} did not list its folders.")
        folder = imap_words.sent_folder(imap_words.folders(reply.lines))
        if folder is None:
            raise self._tell.no_sent_folder()
        return folder

    def find(self, folder: Folder, message_id: str) -> Head | None:
        """The letter with this id, in Message-ID or, where a server replaced that one, in References.

        SEARCH looks for substrings, and some servers look badly or not at all; so each hit is read, and without one
        the newest letters are.
        """
        with self._told():
            opened = self._said("EXAMINE ", folder.quoted, what=f"{self._account.host} did not open its Sent folder.")
            count = imap_words.how_many(opened.lines)
            wanted = message_id.strip("<>")
            hits = self._say(f'SEARCH OR HEADER MESSAGE-ID "{wanted}" HEADER REFERENCES "{wanted}"')
            numbers = imap_words.found_numbers(hits.lines)[-_MOST_HITS:] if hits.ok else ()
            for which in (",".join(map(str, numbers)), f"{max(1, count - _NEWEST + 1)}:{count}" if count else ""):
                found = self._first_of(which, message_id) if which else None
                if found is not None:
                    return found
        return None

    def append(self, folder: Folder, letter: OutboxLetter) -> None:
        """Files a copy, as read, under the moment at which the letter was sent."""
        when = imap_words.internal_date(letter.state_at)
        refused = f"{self._account.host} did not take a copy for its Sent folder."
        parts = "APPEND ", folder.quoted, f" (\\Seen) {when} ", letter.content
        with self._told():
            try:
                self._said(*parts, what=refused, time=self._limits.content)
            except Garbled as error:
                raise self._tell.copy_unknown(str(error)) from None

    def say_goodbye(self) -> None:
        """LOGOUT, for manners: its answer never counts."""
        wire = self._talking()
        wire.allow(self._limits.goodbye)
        try:
            wire.ask("LOGOUT")
        except (Dropped, TooSlow, Garbled):
            return

    # --- the steps -------------------------------------------------------------------------------------------

    def _first_of(self, which: str, message_id: str) -> Head | None:
        reply = self._said(f"FETCH {which} {_HEAD}", what=f"{self._account.host} did not show its Sent folder.")
        return next((head for head in imap_words.heads(reply.lines) if head.is_of(message_id)), None)

    def _connected(self) -> ImapWire:
        self._wire = ImapWire(self._line.connect())
        self._wire.allow(self._limits.answer)
        return self._wire

    def _ask_offers(self, phase: Phase = Phase.HELLO) -> None:
        self._phase = phase
        self._offers = imap_words.capabilities(self._said("CAPABILITY").lines)

    def _start_tls(self, wire: ImapWire) -> None:
        """Required, never opportunistic: a stripped offer ends the conversation."""
        self._phase = Phase.SAFETY
        if "STARTTLS" not in self._offers:
            raise self._tell.no_starttls(", ".join(sorted(self._offers)))
        self._said("STARTTLS")
        wire.allow(self._limits.connect)
        try:
            wire.secure(self._line.context(), self._line.host())
        except OSError as error:
            raise self._tell.unsafe(error) from None
        # what was offered before TLS may be an attacker's
        self._ask_offers()

    def _authenticate(self, wire: ImapWire) -> None:
        """A mechanism that the server offers, else the LOGIN command, with literals: they take any password."""
        chosen = next((m for m in self._mechanisms() if f"AUTH={m.name}" in self._offers), None)
        self._phase = Phase.LOGIN
        wire.allow(self._limits.answer)
        if chosen is not None:
            reply = self._exchanged(wire, chosen)
        elif isinstance(self._password, str) and "LOGINDISABLED" not in self._offers:
            reply = wire.ask("LOGIN ", self._account.user.encode(), " ", self._password.encode())
        else:
            raise self._tell.no_login(", ".join(sorted(self._offers)))
        if not reply.ok:
            raise self._tell.said_no(Phase.LOGIN, reply)

    def _mechanisms(self) -> tuple[Mechanism, ...]:
        user, password = self._account.user, self._password
        if isinstance(password, Bearer):
            return with_bearer(user, self._account.host, self._account.port, password)
        try:
            if password and "\0" not in user + password:
                return with_password(user, password)
        except UnicodeEncodeError:
            pass
        raise self._tell.odd_password() from None

    def _exchanged(self, wire: ImapWire, mechanism: Mechanism) -> Reply:
        """AUTHENTICATE; the first response at once where the server takes it so (RFC 4959)."""
        coded = [base64.b64encode(response) for response in mechanism.responses]
        if "SASL-IR" in self._offers:
            return wire.exchange(f"AUTHENTICATE {mechanism.name} {(coded[0] or b'=').decode('ascii')}", coded[1:])
        return wire.exchange(f"AUTHENTICATE {mechanism.name}", coded)

    def _say(self, *parts: str | bytes, time: float | None = None) -> Reply:
        wire = self._talking()
        wire.allow(time or self._limits.answer)
        return wire.ask(*parts)

    def _said(self, *parts: str | bytes, what: str = "", time: float | None = None) -> Reply:
        reply = self._say(*parts, time=time)
        if not reply.ok:
            raise self._tell.said_no(self._phase, reply, what)
        return reply

    def _talking(self) -> ImapWire:
        if self._wire is None:
            raise RuntimeError("log_in() comes first")
        return self._wire

    @contextmanager
    def _told(self) -> Generator[None]:
        """Turns the wire's breaks into problems that know the phase."""
        try:
            yield
        except Dropped as error:
            raise self._tell.dropped(self._phase, str(error)) from None
        except TooSlow:
            raise self._tell.too_slow(self._phase) from None
        except Garbled as error:
            raise self._tell.garbled(self._phase, str(error)) from None
