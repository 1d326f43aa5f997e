"""An IMAP server that misbehaves on command: at each step it can drop, refuse, stall, or talk nonsense.

It keeps folders and the copies in them, and knows as much of the protocol as one look or one copy needs.
"""

from __future__ import annotations

import base64
import contextlib
import email
import re
import socket
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from typing_extensions import override

from companion.adapters.mail.certificates import Certificates
from tests.fakes.scripted import PASSWORD, USER, Mode, Over, Scripted, Talk

OFFERS = "IMAP4rev1 SASL-IR AUTH=PLAIN SPECIAL-USE"
SENT = rb'(\HasNoChildren \Sent) "/" Sent'
ENDLESS_LITERAL = "endless literal"
"""Besides the Acts: announces a literal longer than the address space of some, and sends it."""
LITERAL_AFTER_LITERAL = "literal after literal"
"""Each is of a size that may be, and the line with them never ends."""


@dataclass
class Box:
    """What lies on the server. listed: the lines of LIST. copies: what lies in the one folder for what was sent, with
    the flags of each. opened and appended_to: the names as they came.
    """

    listed: tuple[bytes, ...] = (rb'(\HasNoChildren) "/" INBOX', SENT)
    copies: list[bytes] = field(default_factory=list[bytes])
    flags: list[str] = field(default_factory=list[str])
    opened: list[bytes] = field(default_factory=list[bytes])
    appended_to: list[bytes] = field(default_factory=list[bytes])


class ScriptedImap(Scripted):
    """script: from a step ("greeting", "handshake", "capability", "starttls", "login", "list", "examine", "search",
    "fetch", "append" (before it is taken), "appended" (after), "logout") to what it does there.

    commands: what the client said, without tags, literals in braces. logins: the user and password of each login.
    """

    def __init__(
        self,
        certificates: Certificates,
        script: Mapping[str, str] | None = None,
        *,
        mode: Mode = Mode.TLS,
        offers: str = OFFERS,
        password: str = PASSWORD,
    ) -> None:
        super().__init__("scripted-imap", certificates, mode, script)
        self.box = Box()
        self.logins: list[tuple[str, str]] = []
        self.offers, self.password = offers, password

    @override
    def converse(self, connection: socket.socket) -> None:
        talk = _Talk(connection, self)
        talk.say("greeting", b"* OK scripted IMAP ready")
        with contextlib.suppress(_Safe):
            talk.serve()
        with self.safe(connection) as safe:
            _Talk(safe, self).serve()


class _Safe(Exception):
    """TLS begins."""


class _Talk(Talk):
    """The commands of one conversation, before or after TLS began."""

    octet: ClassVar[bytes] = b"*"
    another: ClassVar[bytes] = b"* OK and another thing\r\n"

    def __init__(self, connection: socket.socket, server: ScriptedImap) -> None:
        super().__init__(connection)
        self._server = server
        self._tag = b""

    def serve(self) -> None:
        """Hears one command after the other, whole, and answers it. Raises Over, or _Safe."""
        while True:
            self._one()

    def _one(self) -> None:
        parts = self._command()
        text = b"".join(parts[::2])
        self._tag, _, rest = text.partition(b" ")
        verb = rest.split(b" ")[0].upper()
        self._server.commands.append(rest.decode())
        steps: dict[bytes, Callable[[bytes, list[bytes]], None]] = {
            b"CAPABILITY": self._capability,
            b"STARTTLS": self._start_tls,
            b"AUTHENTICATE": self._authenticate,
            b"LOGIN": self._login,
            b"LIST": self._list,
            b"EXAMINE": self._examine,
            b"SEARCH": self._search,
            b"FETCH": self._fetch,
            b"APPEND": self._append,
            b"LOGOUT": self._logout,
        }
        steps[verb](rest, parts[1::2])

    def say(self, step: str, usual: bytes, *before: bytes) -> None:
        """The usual answer (after what comes before it), or what the script says; a tag goes before the latter."""
        act = self._server.script.get(step)
        if act is None:
            self.send(*before, usual)
            return
        self.misbehave(act)
        self.send((self._tag + b" " if self._tag else b"* ") + act.encode())

    @override
    def misbehave(self, act: str) -> None:
        super().misbehave(act)
        if act == ENDLESS_LITERAL:
            self.send(b"* OK {9999999999}")
            self.forever(b"2" * 4096)
        if act == LITERAL_AFTER_LITERAL:
            self.forever(b"* OK {4096}\r\n" + b"2" * 4096 + b" {4096}\r\n" + b"2" * 4096)

    def _ok(self, step: str, *before: bytes) -> None:
        self.say(step, self._tag + b" OK done", *before)

    def _command(self) -> list[bytes]:
        parts: list[bytes] = []
        while True:
            line = self.line()
            if not line.endswith(b"\r\n"):
                self.drop()
            parts.append(line[:-2])
            literal = re.search(rb"\{([0-9]+)\}$", line[:-2])
            if literal is None:
                return parts
            if parts[0].split(b" ")[1].upper() == b"APPEND" and "append" in self._server.script:
                self._tag = parts[0].split(b" ")[0]
                self.say("append", b"")
                raise Over
            self.send(b"+ go on")
            parts.append(self._lines.read(int(literal[1])))

    def _capability(self, _rest: bytes, _literals: list[bytes]) -> None:
        offers = self._server.offers
        if self._server.mode is Mode.STARTTLS and not isinstance(self._connection, ssl.SSLSocket):
            offers = "IMAP4rev1 STARTTLS LOGINDISABLED"
        self._ok("capability", b"* CAPABILITY " + offers.encode())

    def _start_tls(self, _rest: bytes, _literals: list[bytes]) -> None:
        self._ok("starttls")
        raise _Safe

    def _authenticate(self, rest: bytes, _literals: list[bytes]) -> None:
        words = rest.split(b" ")
        if len(words) < 3:
            self.send(b"+ ")
            words.append(self._lines.readline().strip())
        said = base64.b64decode(words[2]).decode()
        bearer = re.fullmatch(
            r"(?:n,a=(?P<a>[^,]*),|user=(?P<b>[^\x01]*)).*\x01auth=Bearer (?P<token>.*)\x01\x01", said
        )
        if bearer is None:
            _, user, password = said.split("\0")
        else:
            user, password = bearer["a"] or bearer["b"], bearer["token"]
            if password != self._server.password:
                # the reason is a challenge, which wants an answer (RFC 7628 section 3.2.3)
                self.send(b"+ " + base64.b64encode(b'{"status":"invalid_token"}'))
                self._lines.readline()
        self._logged_in(user, password)

    def _login(self, _rest: bytes, literals: list[bytes]) -> None:
        user, password = (literal.decode() for literal in literals)
        self._logged_in(user, password)

    def _logged_in(self, user: str, password: str) -> None:
        self._server.logins.append((user, password))
        if (user, password) != (USER, self._server.password) and "login" not in self._server.script:
            self.send(self._tag + b" NO [AUTHENTICATIONFAILED] Not " + password.encode())
            return
        self._ok("login")

    def _list(self, _rest: bytes, _literals: list[bytes]) -> None:
        self._ok("list", *(b"* LIST " + line for line in self._server.box.listed))

    def _examine(self, rest: bytes, literals: list[bytes]) -> None:
        self._server.box.opened.append(literals[0] if literals else rest.partition(b" ")[2])
        self._ok("examine", b"* %d EXISTS" % len(self._server.box.copies), b"* OK [UIDVALIDITY 1] x")

    def _search(self, rest: bytes, _literals: list[bytes]) -> None:
        wanted = rest.split(b'"')[1]
        hits = [n for n, copy in enumerate(self._server.box.copies, 1) if wanted in copy.partition(b"\r\n\r\n")[0]]
        self._ok("search", b"* SEARCH" + b"".join(b" %d" % n for n in hits))

    def _fetch(self, rest: bytes, _literals: list[bytes]) -> None:
        which = rest.split(b" ")[1].decode()
        first, colon, last = which.partition(":")
        numbers = range(int(first), int(last) + 1) if colon else [int(n) for n in which.split(",")]
        answers: list[bytes] = []
        for number in numbers:
            message = email.message_from_bytes(self._server.box.copies[number - 1])
            names = ("Message-ID", "References", "In-Reply-To")
            head = "".join(f"{name}: {message[name]}\r\n" for name in names if message[name]).encode() + b"\r\n"
            answers.append(
                b'* %d FETCH (BODY[HEADER.FIELDS (MESSAGE-ID REFERENCES "IN-REPLY-TO")] {%d}\r\n%s'
                b' INTERNALDATE " 3-Nov-2026 13:05:00 +0100" FLAGS (\\Seen))' % (number, len(head), head)
            )
        self._ok("fetch", *answers)

    def _append(self, rest: bytes, literals: list[bytes]) -> None:
        box = self._server.box
        *names, content = literals
        box.appended_to.append(names[0] if names else rest.split(b" (")[0].partition(b" ")[2])
        box.flags.append(rest.decode().partition("(")[2].partition(")")[0])
        box.copies.append(content)
        self._ok("appended")

    def _logout(self, _rest: bytes, _literals: list[bytes]) -> None:
        self._ok("logout", b"* BYE")
        raise Over
