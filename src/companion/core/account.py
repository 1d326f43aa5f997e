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
        """RFC 8314 section 7.3 and RFC 6409 section 3.1."""
        return 465 if self is Security.TLS else 587


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
    """The account, tidied. Raises Problem that names the field (address, name, host, port, user)."""
    address = line(account.address, "The address", field="address")
    if not is_address(address):
        raise Problem("The address is not complete. It looks like name@example.org.", field="address")
    name = line(account.name, "Your name", field="name")
    if is_header_unsafe(name):
        raise Problem("Your name holds characters that cannot stand in a letter's head.", field="name")
    host = line(account.host, "The server", field="host", required=True)
    if not _HOST.fullmatch(host) or len(host) > 253:
        raise Problem("The server is a name like smtp.example.org, without spaces or slashes.", field="host")
    if not 1 <= account.port <= 65535:
        raise Problem("The port is a number from 1 to 65535.", field="port")
    user = line(account.user, "The user name", field="user") or address
    return replace(account, address=address, name=name, host=host, user=user)


_PASSWORDLESS = {"outlook.com", "hotmail.com", "live.com", "msn.com"}
_APP_PASSWORD = {
    "gmail.com",
    "googlemail.com",
    "icloud.com",
    "me.com",
    "mac.com",
    "yahoo.com",
    "fastmail.com",
}


def what_to_know(address: str) -> str:
    """What the user should know about this provider before typing a password, or ""."""
    domain = address.rpartition("@")[2].casefold()
    if domain in _PASSWORDLESS:
        return (
            "Microsoft has refused passwords for this address since September 2024. "
            "Use “Open in my mail program” instead; it needs no account."
        )
    if domain in _APP_PASSWORD:
        return "This provider wants an app password: make one in its security settings and enter it here."
    return ""
