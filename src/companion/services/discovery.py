"""Finds the mail servers of an address: the shipped table, then the domain's own settings, then DNS.

Nothing is asked before the user's click, and nobody but the address's own domain and DNS. What is found is a
proposal: the user sees it, with where it comes from, before a password goes anywhere.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from companion.core import provider as table
from companion.core.account import Security
from companion.core.domains import ascii_domain
from companion.core.letter import is_address, is_header_unsafe
from companion.core.oauth import Endpoints
from companion.core.problem import Problem
from companion.core.provider import Found, MailServer, Provider, Source
from companion.services.ports import Autoconfig, Names, NamesProblem, Providers

SECONDS: Final = 10.0
"""For everything together: whoever waits has a mail program's own settings open sooner than that."""

_OWN_SETTINGS_SECONDS = 5.0
_QUESTION_SECONDS = 2.0

# RFC 6186 section 3 and RFC 8314 section 5.1; implicit TLS first.
_SENDING = (("_submissions._tcp", Security.TLS), ("_submission._tcp", Security.STARTTLS))
_READING = (("_imaps._tcp", Security.TLS), ("_imap._tcp", Security.STARTTLS))


class GivenUp(Problem):
    """Whoever asked does not want to know any more."""


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Discovery:
    """Looks for the settings of an address."""

    providers: Providers
    names: Names
    autoconfig: Autoconfig

    def table(self) -> tuple[Provider, ...]:
        """The known providers, for what is said while an address is typed."""
        return self.providers.all()

    def known(self, address: str) -> Found | None:
        """What the table says; nobody is asked."""
        found = table.by_domain(table.domain_of(address), self.providers.all())
        return table.known(address, found) if found else None

    def endpoints(self, address: str, host: str) -> Endpoints | None:
        """Where the provider of this address, or of this server, asks for a consent, as far as the table knows."""
        providers = self.providers.all()
        found = table.by_host(host, providers) or table.by_domain(table.domain_of(address), providers)
        return found.oauth if found else None

    def refuse_password(self, address: str, host: str) -> None:
        """Raises Problem(field="password") if this provider is known to refuse every password at this server."""
        sentence = table.refusal(address, host, self.providers.all())
        if sentence:
            raise Problem(sentence, field="password")

    def find(self, address: str, *, given_up: Callable[[], bool] = _never) -> Found:
        """The settings, within ten seconds. given_up: asked between the steps; then GivenUp is raised.

        Raises Problem(field="address") if nothing was found, or for what is no address.
        """
        address = address.strip()
        if not is_address(address) or is_header_unsafe(address):
            raise Problem("The address is not complete. It looks like name@example.org.", field="address")
        known = self.known(address)
        if known is not None:
            return known
        domain = ascii_domain(table.domain_of(address))
        if domain is None:
            raise Problem(
                "The part after the @ cannot be written in plain letters without a doubt. Write its xn-- form.",
                field="address",
            )
        return _Search(self, address, domain, given_up).run()


class _Search:
    """One look for one address; every step has what is left of the time, and no more."""

    def __init__(self, discovery: Discovery, address: str, domain: str, given_up: Callable[[], bool]) -> None:
        self._discovery = discovery
        self._address = address
        self._domain = domain
        self._given_up = given_up
        self._ends = time.monotonic() + SECONDS
        self._silent: NamesProblem | None = None

    def run(self) -> Found:
        for step in (self._own_settings, self._services, self._exchanger):
            if self._given_up():
                raise GivenUp("The search was given up.")
            if self._left(SECONDS) <= 0:
                break
            try:
                found = step()
            except NamesProblem as problem:
                self._silent = problem
                continue
            if found is not None:
                return found
        raise self._nothing()

    def _left(self, most: float) -> float:
        return min(most, self._ends - time.monotonic())

    def _own_settings(self) -> Found | None:
        seconds = self._left(_OWN_SETTINGS_SECONDS)
        said = self._discovery.autoconfig.look(self._address, self._domain, seconds)
        if said is None:
            return None
        found = Found(
            self._address,
            said.name or self._domain,
            said.smtp,
            said.imap,
            said.user,
            said.accepts,
            "",
            "",
            Source.DOMAIN,
        )
        return table.with_table(found, self._discovery.providers.all())

    def _services(self) -> Found | None:
        smtp = self._service(_SENDING)
        if smtp is None:
            return None
        try:
            imap = self._service(_READING)
        except NamesProblem:
            # letters can be sent without it
            imap = None
        # RFC 6186 section 4: the user is the whole address
        found = Found(self._address, self._domain, smtp, imap, self._address, None, "", "", Source.DNS)
        return table.with_table(found, self._discovery.providers.all())

    def _service(self, kinds: tuple[tuple[str, Security], ...]) -> MailServer | None:
        for kind, security in kinds:
            services = self._discovery.names.services(f"{kind}.{self._domain}", self._left(_QUESTION_SECONDS))
            # a target of "." says that the service is not there (RFC 2782)
            host = ascii_domain(services[0].host.rstrip(".").lower()) if services else None
            if host is not None and 1 <= services[0].port <= 65535:
                return MailServer(host, services[0].port, security)
        return None

    def _exchanger(self) -> Found | None:
        hosts = self._discovery.names.exchangers(self._domain, self._left(_QUESTION_SECONDS))
        found = table.by_exchanger(hosts, self._discovery.providers.all())
        return table.known(self._address, found, Source.EXCHANGER) if found else None

    def _nothing(self) -> Problem:
        if self._silent is not None:
            return Problem(
                f"Nothing was found for {self._domain[:80]}, since the network did not answer. "
                "Try again when you are online, or enter the server by hand.",
                field="address",
                details=self._silent.details,
            )
        return Problem(
            f"Nothing was found for {self._domain[:80]}. Enter the server by hand; your provider’s help pages name it.",
            field="address",
        )
