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


class Auth(StrEnum):
    """What an account logs in with: a password, or a consent given in the browser (OAuth 2)."""

    PASSWORD = "password"  # noqa: S105 # a kind of secret, not one
    OAUTH = "oauth"


@dataclass(frozen=True, slots=True)
class Account:
    """One account to send from. `id` also names its entry in the keyring.

    imap_host, imap_port, imap_security: where its mailbox is, so that a letter can be looked for in its Sent folder; an
    empty host for "not known". files_sent: who puts a copy there.

    authorize_url, token_url, client_id, scope: for OAUTH, where the consent is asked for and for what; nothing secret.
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
    auth: Auth = Auth.PASSWORD
    authorize_url: str = ""
    token_url: str = ""
    client_id: str = ""
    scope: str = ""


EXAMPLES = {
    "authorize_url": "https://login.example.org/authorize",
    "token_url": "https://login.example.org/token",
    "scope": "mail offline_access",
}
"""What the places of a consent look like, by field."""

_VISIBLE = re.compile(r"[!-~]+")
_HTTPS = re.compile(r"https://[A-Za-z0-9.-]{1,253}(?::[0-9]{1,5})?(?:/[!$-~]*)?")
_HOST = re.compile(r"(?!-)[\w-]{1,63}(?:\.[\w-]{1,63})*\.?|\[?[0-9a-fA-F:]+\]?")


def checked(account: Account) -> Account:
    """The account, tidied. Raises Problem with the field: address, name, host, port, user, imap_host or imap_port; for
    a consent also client_id, authorize_url, token_url or scope.
    """
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
    tidy = replace(account, address=address, name=name, host=host, user=user, imap_host=imap_host)
    return _consenting(tidy) if account.auth is Auth.OAUTH else tidy


def _consenting(account: Account) -> Account:
    client_id = line(account.client_id, "The client id", field="client_id")
    if not _VISIBLE.fullmatch(client_id):
        raise Problem("Enter the client id that the provider gave you. It holds no spaces.", field="client_id")
    places = {"authorize_url": account.authorize_url.strip(), "token_url": account.token_url.strip()}
    for field, what in (("authorize_url", "The consent page"), ("token_url", "The token page")):
        if not _HTTPS.fullmatch(places[field]):
            sentence = f"{what} is an address that begins with https://, like {EXAMPLES[field]}."
            raise Problem(sentence, field=field)
    return replace(account, client_id=client_id, scope=line(account.scope, "The scope", field="scope"), **places)


def _server(host: str, port: int, field: str) -> str:
    """The host. field: what the names of both fields begin with."""
    if not _HOST.fullmatch(host) or len(host) > 253:
        example = "imap.example.org" if field else "smtp.example.org"
        raise Problem(f"The server is a name like {example}, without spaces or slashes.", field=f"{field}host")
    if not 1 <= port <= 65535:
        raise Problem("The port is a number from 1 to 65535.", field=f"{field}port")
    return host
