"""What the scripted mail servers share: one thread, one conversation at a time on 127.0.0.1, and the ways to go wrong.

Each server brings its protocol: `converse`, and how the answers begin that have no end.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from enum import StrEnum
from types import TracebackType
from typing import ClassVar, NoReturn, Self

from companion.adapters.mail.certificates import Certificates, server_context

USER, PASSWORD = "jo", "right"
LATE_SECONDS = 0.5
_CLIENT_SECONDS = 20
"""A conversation ends with the client, which closes after its own limits."""


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


class Over(Exception):
    """This conversation is over."""


class Talk:
    """The lines of one conversation, before or after TLS began.

    octet: which an answer may begin with. another: a line after which more must come.
    """

    octet: ClassVar[bytes] = b"2"
    another: ClassVar[bytes] = b"250-and another thing\r\n"

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._lines = connection.makefile("rb")

    def line(self) -> bytes:
        """With its end. Raises Over if there is none."""
        line = self._lines.readline()
        if not line.endswith(b"\n"):
            self.drop()
        return line

    def send(self, *lines: bytes) -> None:
        self._connection.sendall(b"".join(line + b"\r\n" for line in lines))

    def misbehave(self, act: str) -> None:
        """Does what an Act says, and then raises Over; returns if it is none."""
        acts: dict[str, Callable[[], None]] = {
            Act.DROP: self.drop,
            Act.STALL: self._stall,
            Act.GARBAGE: lambda: self.send(b"\xff\xfeGET / HTTP/1.1 \x1b[31m"),
            Act.ENDLESS_LINE: lambda: self.forever(self.octet * 4096),
            Act.ENDLESS_ANSWER: lambda: self.forever(self.another * 50),
            Act.DRIBBLE: self._dribble,
        }
        if act in acts:
            acts[act]()
            self._stall()

    def forever(self, octets: bytes) -> NoReturn:
        while True:
            self._connection.sendall(octets)

    def drop(self) -> NoReturn:
        self._lines.close()
        raise Over

    def _stall(self) -> NoReturn:
        """Reads what comes, until the client goes."""
        while self._connection.recv(4096):
            pass
        self.drop()

    def _dribble(self) -> NoReturn:
        while True:
            self._connection.sendall(self.octet)
            threading.Event().wait(0.02)


class Scripted:
    """A server on a port of its own. script: from a step to what it does there; "handshake" is TLS's.

    commands: what the client said.
    """

    def __init__(self, name: str, certificates: Certificates, mode: Mode, script: Mapping[str, str] | None) -> None:
        self.commands: list[str] = []
        self.mode = mode
        self.script = dict(script or {})
        self._certificates = certificates
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._serve, name=name)

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

    def converse(self, connection: socket.socket) -> None:
        """One conversation, in TLS already where the mode has it so. Raises Over, or OSError."""
        raise NotImplementedError

    def safe(self, connection: socket.socket) -> ssl.SSLSocket:
        act = self.script.get("handshake")
        if act is not None:
            # the client's hello first, so that what follows is surely read as an answer to it
            connection.recv(1)
            talk = Talk(connection)
            talk.misbehave(act)
            talk.send(act.encode())
            raise Over
        return server_context(self._certificates).wrap_socket(connection, server_side=True)

    def _serve(self) -> None:
        while True:
            connection, _ = self._listener.accept()
            with connection:
                if self._stopping.is_set():
                    return
                connection.settimeout(_CLIENT_SECONDS)
                with contextlib.suppress(Over, OSError):
                    self._converse(connection)

    def _converse(self, connection: socket.socket) -> None:
        if self.mode is not Mode.TLS:
            self.converse(connection)
            return
        with self.safe(connection) as safe:
            self.converse(safe)
