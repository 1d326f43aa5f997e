"""What is known of mail providers, and what was found out about an address: values and rules, no look-ups."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from companion.core.account import Security
from companion.core.domains import is_within
from companion.core.oauth import Endpoints

BY_MAIL_PROGRAM = "“Open in my mail program” works there without an account."


class Accepts(StrEnum):
    """What a provider lets a mail program log in with. OAUTH: neither its password nor an app password."""

    PASSWORD = "password"  # noqa: S105 # a kind of secret, not one
    APP_PASSWORD = "app password"  # noqa: S105
    OAUTH = "oauth"

    @property
    def words(self) -> str:
        return _ACCEPTED[self]


_ACCEPTED = {
    Accepts.PASSWORD: "It takes your mail password.",
    Accepts.APP_PASSWORD: "It takes an app password, not the password you sign in with.",
    Accepts.OAUTH: f"It takes a consent in the browser, with a client id of your own. {BY_MAIL_PROGRAM}",
}


class UserForm(StrEnum):
    """What a provider calls the user."""

    ADDRESS = "address"
    LOCAL_PART = "local part"

    def user(self, address: str) -> str:
        return address if self is UserForm.ADDRESS else address.rpartition("@")[0]


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where to connect, and how the connection is made safe."""

    host: str
    port: int
    security: Security

    @property
    def words(self) -> str:
        return f"{self.host}, port {self.port}, {'TLS' if self.security is Security.TLS else 'STARTTLS'}"


@dataclass(frozen=True, slots=True)
class Provider:
    """One line of the shipped table. domains: of its addresses. exchangers: the ends of the names of the servers that
    take mail for other domains it hosts. sentence: what to know before the password; help: its own page, or "".
    oauth: where it asks for a consent, for those with a client id.
    """

    name: str
    domains: frozenset[str]
    exchangers: tuple[str, ...]
    smtp: MailServer
    imap: MailServer | None
    user_form: UserForm
    accepts: Accepts
    sentence: str
    help: str
    oauth: Endpoints | None = None


class Source(StrEnum):
    """Where settings come from, in words."""

    KNOWN = "known provider"
    DOMAIN = "the domain’s own settings"
    EXCHANGER = "DNS: who takes its mail"
    DNS = "DNS"

    @property
    def words(self) -> str:
        return _SOURCES[self]


_SOURCES = {
    Source.KNOWN: "From the companion’s own table of providers; nobody was asked.",
    Source.DOMAIN: "From the settings that the domain itself publishes.",
    Source.EXCHANGER: "DNS says that this provider takes the domain’s mail; the rest is from the companion’s table.",
    Source.DNS: "From DNS, which others can forge. Compare it with what your provider says.",
}


@dataclass(frozen=True, slots=True)
class Found:
    """Settings for an address, for the user to confirm. accepts: None if nobody said. oauth: see Provider."""

    address: str
    provider: str
    smtp: MailServer
    imap: MailServer | None
    user: str
    accepts: Accepts | None
    sentence: str
    help: str
    source: Source
    oauth: Endpoints | None = None

    @property
    def to_know(self) -> str:
        """What to know before the password, or ""."""
        # an ordinary password goes without saying
        accepts = "" if self.accepts in (None, Accepts.PASSWORD) else self.accepts.words
        return " ".join(part for part in (self.sentence, accepts) if part)


def known(address: str, provider: Provider, source: Source = Source.KNOWN) -> Found:
    """What the table says for this address. At somebody's own domain the user is always the whole address."""
    user = provider.user_form.user(address) if source is Source.KNOWN else address
    return Found(
        address,
        provider.name,
        provider.smtp,
        provider.imap,
        user,
        provider.accepts,
        provider.sentence,
        provider.help,
        source,
        provider.oauth,
    )


def domain_of(address: str) -> str:
    """The part after the @ in small letters; not folded, which would make "straße" another's "strasse"."""
    return address.rpartition("@")[2].strip().rstrip(".").lower()


def by_domain(domain: str, providers: Sequence[Provider]) -> Provider | None:
    """The provider whose addresses end in this domain."""
    return next((p for p in providers if domain in p.domains), None)


def by_host(host: str, providers: Sequence[Provider]) -> Provider | None:
    """The provider that this mail server belongs to."""
    return next((p for p in providers if host.casefold() in {p.smtp.host, p.imap.host if p.imap else ""}), None)


def by_exchanger(hosts: Sequence[str], providers: Sequence[Provider]) -> Provider | None:
    """The provider that takes the mail, by the most wanted mail exchanger alone: the others are often spares."""
    first = hosts[0].casefold().rstrip(".") if hosts else ""
    return next((p for p in providers if any(is_within(first, end) for end in p.exchangers)), None)


def filled(pattern: str, address: str) -> str:
    """The value of an autoconfig element for this address: three placeholders, nothing else is replaced."""
    local, _, domain = address.rpartition("@")
    values = {"%EMAILADDRESS%": address, "%EMAILLOCALPART%": local, "%EMAILDOMAIN%": domain}
    return re.sub(r"%[A-Z]+%", lambda found: values.get(found[0], found[0]), pattern).strip()


def with_table(found: Found, providers: Sequence[Provider]) -> Found:
    """What was found elsewhere, with what the table knows of its server: what that accepts, and the sentence."""
    provider = by_host(found.smtp.host, providers)
    if provider is None:
        return found
    return replace(
        found,
        provider=provider.name,
        accepts=provider.accepts,
        sentence=provider.sentence,
        help=provider.help,
        oauth=provider.oauth,
    )


@dataclass(frozen=True, slots=True)
class Ways:
    """What an account may log in with. consent: whether a consent is a way; alone: whether it is the only one.
    endpoints: where it is asked for; None if only the user can say.
    """

    consent: bool
    alone: bool = False
    endpoints: Endpoints | None = None


def ways(address: str, host: str, providers: Sequence[Provider]) -> Ways:
    """At this server. One that the table knows takes a consent if the table says where; of any other nobody knows."""
    provider, there = by_domain(domain_of(address), providers), by_host(host.strip(), providers)
    if provider is not None and refusal(address, host, providers):
        return Ways(provider.oauth is not None, provider.oauth is not None, provider.oauth)
    if there is not None:
        return Ways(there.oauth is not None, endpoints=there.oauth)
    return Ways(bool(host.strip()))


def refusal(address: str, host: str, providers: Sequence[Provider]) -> str:
    """Why no password is taken for this address at this server; "" if one may be. A server of somebody else's (a
    relay at work) decides for itself.
    """
    provider = by_domain(domain_of(address), providers)
    if provider is None or provider.accepts is not Accepts.OAUTH:
        return ""
    own = {_registered(server.host) for server in (provider.smtp, provider.imap) if server}
    return f"{provider.sentence} {BY_MAIL_PROGRAM}" if _registered(host.strip().casefold()) in own else ""


def _registered(host: str) -> str:
    return ".".join(host.rstrip(".").split(".")[-2:])
