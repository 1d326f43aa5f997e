"""A mail account: everything but the password, which lives in the operating system's keyring alone."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from companion.core.letter import is_address, is_header_unsafe
from companion.core.problem import Problem
from companion.core.text import line


class Security(StrEnum):
    """How the connection is made safe. There is no unprotected choice, and STARTTLS is required, never tried."""

    TLS = "tls"
    STARTTLS = "starttls"

    @property
    def usual_port(self) -> int:
        """For sending: RFC 8314 section 7.3 and RFC 6409 section 3.1."""
        return 465 if self is Security.TLS else 587

    @property
    def usual_imap_port(self) -> int:
        """RFC 8314 section 3.2 and RFC 9051 section 2.1."""
        return 993 if self is Security.TLS else 143


class FilesSent(StrEnum):
    """Whether the server itself puts what was sent into the Sent folder. Learned from the account, never guessed."""

    UNKNOWN = ""
    YES = "yes"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Account:
    """One account to send from. `id` also names its entry in the keyring.

    imap_host, imap_port, imap_security: where its mailbox is, so that a letter can be looked for in its Sent folder; an
    empty host for "not known". files_sent: who puts a copy there.
    """

    id: str
    address: str
    name: str
    host: str
    port: int
    security: Security
    user: str
    deleted_at: datetime | None = None
    imap_host: str = ""
    imap_port: int = 993
    imap_security: Security = Security.TLS
    files_sent: FilesSent = FilesSent.UNKNOWN


_HOST = re.compile(r"(?!-)[\w-]{1,63}(?:\.[\w-]{1,63})*\.?|\[?[0-9a-fA-F:]+\]?")


def checked(account: Account) -> Account:
    """The account, tidied. Raises Problem with the field: address, name, host, port, user, imap_host or imap_port."""
    address = line(account.address, "The address", field="address")
    if not is_address(address):
        raise Problem("The address is not complete. It looks like name@example.org.", field="address")
    name = line(account.name, "Your name", field="name")
    if is_header_unsafe(name):
        raise Problem("Your name holds characters that cannot stand in a letter's head.", field="name")
    host = _server(line(account.host, "The server", field="host", required=True), account.port, "")
    imap_host = line(account.imap_host, "The mailbox’s server", field="imap_host")
    if imap_host:
        _server(imap_host, account.imap_port, "imap_")
    user = line(account.user, "The user name", field="user") or address
    return replace(account, address=address, name=name, host=host, user=user, imap_host=imap_host)


def _server(host: str, port: int, field: str) -> str:
    """The host. field: what the names of both fields begin with."""
    if not _HOST.fullmatch(host) or len(host) > 253:
        example = "imap.example.org" if field else "smtp.example.org"
        raise Problem(f"The server is a name like {example}, without spaces or slashes.", field=f"{field}host")
    if not 1 <= port <= 65535:
        raise Problem("The port is a number from 1 to 65535.", field=f"{field}port")
    return host
