"""A mail server inside the companion, for the guided tour: real SMTP, real TLS, real login, and no way out.

It listens on 127.0.0.1 alone, keeps what it gets in memory, and lives as long as its `with` block. Its loop runs in
one thread that ends with it; aiosmtpd's own Controller leaves cancelled tasks behind, so it is not used.
"""

from __future__ import annotations

import asyncio
import secrets
import threading
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from typing_extensions import override

from companion.adapters.mail.certificates import Certificates, make_certificates, server_context


@dataclass(frozen=True, slots=True)
class ReceivedLetter:
    """A letter as it came over the wire: its envelope, and its bytes."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes


class EmbeddedServer:
    """An SMTP server with implicit TLS that takes letters only after a login.

    folder: where its certificates are written, made on the spot; a mailer trusts it with `trust=server.ca_file`.
    port, user and password are known inside the `with` block.
    """

    host = "localhost"

    def __init__(self, folder: Path, *, certificates: Certificates | None = None) -> None:
        self.user = "tour@companion.example"
        self.password = secrets.token_urlsafe(12)
        self.port = 0
        self._certificates = certificates or make_certificates(folder)
        self._letters: list[ReceivedLetter] = []
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._ready = threading.Event()
        self._failed: OSError | None = None

    @property
    def ca_file(self) -> Path:
        return self._certificates.ca_file

    @property
    def letters(self) -> tuple[ReceivedLetter, ...]:
        """What it took so far, in order. A letter is here before the client sees its 250."""
        return tuple(self._letters)

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._run, name="embedded-smtp", daemon=True)
        self._thread.start()
        self._ready.wait()
        if self._failed is not None:
            self._thread.join()
            raise self._failed
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._loop is not None and self._stop is not None:
            self._loop.call_soon_threadsafe(self._stop.set)
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except OSError as error:
            self._failed = error
        finally:
            self._ready.set()

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        conversations: list[SMTP] = []

        def answer() -> SMTP:
            conversations.append(self._conversation())
            return conversations[-1]

        context = server_context(self._certificates)
        server = await self._loop.create_server(answer, "127.0.0.1", 0, ssl=context)
        self.port = int(server.sockets[0].getsockname()[1])
        self._ready.set()
        await self._stop.wait()
        server.close()
        for conversation in conversations:
            transport = conversation.transport
            # one that has ended by itself can't be ended again in Python 3.11.2
            if isinstance(transport, asyncio.Transport) and not transport.is_closing():
                transport.abort()
        await server.wait_closed()

    def _conversation(self) -> SMTP:
        return _Conversation(
            _Keeper(self._letters),
            hostname="companion.example",
            ident="Companion's own server",
            # aiosmtpd knows TLS from STARTTLS alone and would hide AUTH; every connection here is inside TLS
            auth_require_tls=False,
            authenticator=self._authenticated,
            loop=self._loop,
        )

    def _authenticated(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: object
    ) -> AuthResult:
        right = (
            isinstance(data, LoginPassword)
            and secrets.compare_digest(data.login, self.user.encode())
            and secrets.compare_digest(data.password, self.password.encode())
        )
        # handled=False lets aiosmtpd answer 535 itself
        return AuthResult(success=right, handled=False)


class _QuietSession(Session):
    """aiosmtpd 1.4.6 sets its own deprecated `login_data` at each login, and warns about that in the log."""

    @property
    @override
    def login_data(self) -> object:
        return None

    @login_data.setter
    def login_data(self, value: object) -> None:
        del value


class _Conversation(SMTP):
    @override
    def _create_session(self) -> Session:
        return _QuietSession(self.loop)


class _Keeper:
    """aiosmtpd's handler: takes letters after a login only, and keeps each."""

    def __init__(self, letters: list[ReceivedLetter]) -> None:
        self._letters = letters

    async def handle_MAIL(
        self, _server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if not session.authenticated:
            return "530 5.7.0 Log in first"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 Sender accepted"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        content = envelope.original_content or b""
        self._letters.append(ReceivedLetter(envelope.mail_from or "", tuple(envelope.rcpt_tos), content))
        return f"250 2.0.0 Kept as letter {len(self._letters)}"
