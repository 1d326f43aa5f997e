"""The way to a mail server, for sending and for the mailbox: found, connected, and safe before a word is said."""

from __future__ import annotations

import socket
import ssl
from ipaddress import IPv6Address
from pathlib import Path

from companion.adapters.mail.faults import Teller
from companion.adapters.mail.mailer import Limits
from companion.core.account import Account, Security
from companion.core.domains import ascii_domain


class Line:
    """Raises MailProblem in the words of `tell`. trust: a file of certificate authorities instead of the system's."""

    def __init__(self, account: Account, trust: Path | None, limits: Limits, tell: Teller) -> None:
        self._account = account
        self._trust = trust
        self._limits = limits
        self._tell = tell
        self._socket: socket.socket | None = None

    def connect(self) -> socket.socket:
        """A connected socket; inside TLS if the account has it so from the beginning."""
        host = self.host()
        try:
            self._socket = socket.create_connection((host, self._account.port), timeout=self._limits.connect)
        except OSError as error:
            raise self._tell.unreachable(error) from None
        if self._account.security is not Security.TLS:
            return self._socket
        try:
            return self.context().wrap_socket(self._socket, server_hostname=host)
        except OSError as error:
            raise self._tell.unsafe(error) from None

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()

    def host(self) -> str:
        """The server's name as DNS and TLS want it: ASCII, without brackets or a last dot."""
        host = self._account.host.strip("[]").rstrip(".")
        plain = host if _is_ip6(host) else ascii_domain(host)
        if plain is None:
            raise self._tell.no_such_name()
        return plain

    def context(self) -> ssl.SSLContext:
        """Certificates are checked; the standard library's own defaults for SMTP and IMAP check none."""
        return ssl.create_default_context(cafile=self._trust)


def _is_ip6(host: str) -> bool:
    try:
        IPv6Address(host)
    except ValueError:
        return False
    return True
