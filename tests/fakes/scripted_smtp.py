"""An SMTP server that misbehaves on command: at each step it can drop, refuse, stall, or talk nonsense.

One thread, one connection at a time, on 127.0.0.1. It speaks just enough SMTP for letters one after the other, and
counts what reached it.
"""

from __future__ import annotations

import base64
import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Collection, Mapping
from enum import StrEnum
from types import TracebackType
from typing import Self

from companion.adapters.mail.certificates import Certificates, server_context

USER, PASSWORD = "jo", "right"
EHLO = "250-scripted.example\r\n250-SIZE 1000000\r\n250 AUTH PLAIN LOGIN"
EHLO_OAUTH = "250-scripted.example\r\n250 AUTH PLAIN XOAUTH2 OAUTHBEARER"


LATE_SECONDS = 0.5


class Mode(StrEnum):
    """TLS from the start; plain with STARTTLS; plain, with STARTTLS stripped from the offer."""

    TLS = "tls"
    STARTTLS = "starttls"
    STRIPPED = "stripped"


class Act(StrEnum):
    """What it can do instead of its answer. A str that is no Act is sent as the answer.

    STALL says nothing until the client goes. DRIBBLE says one octet after the other, never a whole line. LATE
    says the usual, after a while.
    """

    DROP = "drop"
    STALL = "stall"
    GARBAGE = "garbage"
    ENDLESS_LINE = "endless line"
    ENDLESS_ANSWER = "endless answer"
    DRIBBLE = "dribble"
    LATE = "late"


class _Over(Exception):
    """This conversation is over."""


class ScriptedServer:
    """script: from a step ("greeting", "ehlo", "starttls", "handshake", "ehlo again", "auth", "mail", "rcpt", "data",
    "content" (while it arrives), "dot", "quit") to what it does there. From the second letter of a connection on, the
    steps of a letter have its number: "mail 2". "after 1" is said unasked, after that letter's 250.

    commands: what the client said. contents: each whole content, as it came between DATA and the final dot.
    begun: octets of content that arrived at all. bearers: the tokens that are good now; then it takes nothing else.
    """

    def __init__(
        self,
        certificates: Certificates,
        mode: Mode,
        script: Mapping[str, str] | None = None,
        *,
        bearers: Collection[str] | None = None,
    ) -> None:
        self.commands: list[str] = []
        self.contents: list[bytes] = []
        self.begun = 0
        self._certificates = certificates
        self._mode = mode
        self._script = dict(script or {})
        self._bearers = bearers
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="scripted-smtp")
        self._open: socket.socket | None = None

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.finish()

    def finish(self) -> None:
        """Waits until the conversation is over, then stops. What was counted is final after it."""
        if not self._stopping.is_set():
            self._stopping.set()
            # wakes accept()
            socket.create_connection(("127.0.0.1", self.port)).close()
            self._thread.join()
            self._listener.close()

    def _serve(self) -> None:
        while True:
            connection, _ = self._listener.accept()
            with connection:
                if self._stopping.is_set():
                    return
                # ends with the client, which closes after its own limits
                connection.settimeout(20)
                with contextlib.suppress(_Over, OSError):
                    self._converse(connection)

    def _converse(self, connection: socket.socket) -> None:
        if self._mode is Mode.TLS:
            connection = self._safe(connection)
        with connection:
            talk = _Talk(connection, self._script, self.commands, self._bearers)
            talk.say("greeting", "220 scripted.example ESMTP")
            talk.hear("EHLO")
            if self._mode is not Mode.TLS:
                offer = "\r\n250-STARTTLS" if self._mode is Mode.STARTTLS else ""
                talk.say("ehlo", f"250-scripted.example{offer}\r\n250 AUTH PLAIN")
                talk.hear("STARTTLS")
                talk.say("starttls", "220 2.0.0 Go ahead")
                with self._safe(connection) as safe:
                    talk = _Talk(safe, self._script, self.commands, self._bearers)
                    talk.hear("EHLO")
                    talk.say("ehlo again", EHLO if self._bearers is None else EHLO_OAUTH)
                    self._take(talk)
            else:
                talk.say("ehlo", EHLO if self._bearers is None else EHLO_OAUTH)
                self._take(talk)

    def _safe(self, connection: socket.socket) -> ssl.SSLSocket:
        if "handshake" in self._script:
            # the client's hello first, so that what follows is surely read as an answer to it
            connection.recv(1)
            _Talk(connection, self._script, self.commands).say("handshake", "")
            raise _Over
        return server_context(self._certificates).wrap_socket(connection, server_side=True)

    def _take(self, talk: _Talk) -> None:
        talk.log_in()
        command, number = talk.hear("MAIL"), 1
        while not command.upper().startswith("QUIT"):
            self._take_letter(talk, "" if number == 1 else f" {number}")
            if f"after {number}" in self._script:
                talk.say(f"after {number}", "")
            command, number = talk.hear("MAIL", "QUIT"), number + 1
        talk.say("quit", "221 2.0.0 Bye")

    def _take_letter(self, talk: _Talk, nth: str) -> None:
        talk.say(f"mail{nth}", "250 2.1.0 Ok")
        talk.hear("RCPT")
        talk.say(f"rcpt{nth}", "250 2.1.5 Ok")
        talk.hear("DATA")
        talk.say(f"data{nth}", "354 Go on")
        if f"content{nth}" in self._script:
            talk.say(f"content{nth}", "")
        content = b""
        while not content.endswith(b"\r\n.\r\n"):
            content += (line := talk.line())
            self.begun += len(line)
        self.contents.append(content[:-3])
        talk.say(f"dot{nth}", "250 2.0.0 Ok: queued as 4XyZ")


class _Talk:
    """The lines of one conversation, before or after TLS began."""

    def __init__(
        self,
        connection: socket.socket,
        script: Mapping[str, str],
        commands: list[str],
        bearers: Collection[str] | None = None,
    ) -> None:
        self._connection = connection
        self._bearers = bearers
        self._lines = connection.makefile("rb")
        self._script = script
        self._commands = commands

    def line(self) -> bytes:
        line = self._lines.readline()
        if not line.endswith(b"\n"):
            self._lines.close()
            raise _Over
        return line

    def hear(self, *verbs: str) -> str:
        command = self.line().decode("ascii").rstrip("\r\n")
        self._commands.append(command)
        # a client that goes wrong here must not look like one that went right
        if not command.upper().startswith(verbs):
            self._connection.sendall(f"503 5.5.1 {verbs[0]} expected\r\n".encode())
            raise _Over
        return command

    def log_in(self) -> None:
        command = self.hear("AUTH")
        if self._bearers is not None:
            return self._take_token(command, self._bearers)
        if command.startswith("AUTH LOGIN"):
            self._connection.sendall(b"334 VXNlcm5hbWU6\r\n")
            user = base64.b64decode(self.line()).decode()
            self._connection.sendall(b"334 UGFzc3dvcmQ6\r\n")
            right = (user, base64.b64decode(self.line()).decode()) == (USER, PASSWORD)
        else:
            right = base64.b64decode(command.split()[2]).decode() == f"\0{USER}\0{PASSWORD}"
        if not right and "auth" not in self._script:
            self._connection.sendall(b"535 5.7.8 Authentication failed\r\n")
            raise _Over
        plain_is_a_lie = command.startswith("AUTH PLAIN") and self._script.get("auth", "").startswith("504")
        if plain_is_a_lie:
            self._connection.sendall(b"504 5.5.4 Not this one\r\n")
            return self.log_in()
        return self.say("auth", "235 2.7.0 Ok")

    def _take_token(self, command: str, good: Collection[str]) -> None:
        """As RFC 7628 has it, and Google's and Microsoft's pages."""
        _, name, said = command.split(" ")
        words = base64.b64decode(said).decode().split("\x01")
        head = f"n,a={USER}," if name == "OAUTHBEARER" else f"user={USER}"
        if words[0] == head and any(f"auth=Bearer {token}" in words for token in good):
            return self.say("auth", "235 2.7.0 Ok")
        reason = base64.b64encode(b'{"status":"invalid_token","schemes":"bearer"}').decode()
        self._connection.sendall(f"334 {reason}\r\n".encode())
        ended = self.line()
        if ended != (b"AQ==\r\n" if name == "OAUTHBEARER" else b"\r\n"):
            self._connection.sendall(b"500 5.5.2 That ends nothing\r\n")
        else:
            self._connection.sendall(f"535 5.7.8 {said} is not good\r\n".encode())
        raise _Over

    def say(self, step: str, usual: str) -> None:
        said = self._script.get(step, usual)
        if said.startswith("504") and step == "auth":
            said = usual
        acts: dict[str, Callable[[], None]] = {
            Act.DROP: self._drop,
            Act.STALL: self._stall,
            Act.GARBAGE: lambda: self._send(b"\xff\xfeGET / HTTP/1.1 \x1b[31m\r\n"),
            Act.ENDLESS_LINE: lambda: self._send(b"2" * 4096, forever=True),
            Act.ENDLESS_ANSWER: lambda: self._send(b"250-and another thing\r\n" * 50, forever=True),
            Act.DRIBBLE: self._dribble,
        }
        if said == Act.LATE:
            threading.Event().wait(LATE_SECONDS)
            said = usual
        act = acts.get(said)
        if act is None:
            self._send(f"{said}\r\n".encode())
        else:
            act()
            self._stall()

    def _send(self, octets: bytes, *, forever: bool = False) -> None:
        self._connection.sendall(octets)
        while forever:
            self._connection.sendall(octets)

    def _drop(self) -> None:
        self._lines.close()
        raise _Over

    def _stall(self) -> None:
        """Reads what comes, until the client goes."""
        while self._connection.recv(4096):
            pass
        self._drop()

    def _dribble(self) -> None:
        while True:
            self._connection.sendall(b"2")
            threading.Event().wait(0.02)
