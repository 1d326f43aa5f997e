"""Where an address's mail servers are: the shipped table, the domain's own word, and DNS."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from companion.core.problem import Problem
from companion.core.provider import Accepts, MailServer, Provider


class Providers(Protocol):
    """The shipped table of mail providers."""

    def all(self) -> tuple[Provider, ...]: ...


class NamesProblem(Problem):
    """DNS did not answer, which says nothing about the name."""


@dataclass(frozen=True, slots=True)
class Service:
    """A line of DNS (SRV): where a service is."""

    host: str
    port: int


class Names(Protocol):
    """Asks DNS. Names are ASCII; every question takes `seconds` at most, then raises NamesProblem."""

    def addresses(self, host: str, seconds: float) -> tuple[str, ...]:
        """Its IPv4 and then its IPv6 addresses; () if it has none."""
        ...

    def services(self, name: str, seconds: float) -> tuple[Service, ...]:
        """The SRV records of a name such as _submissions._tcp.example.org, most wanted first; () if there are none."""
        ...

    def exchangers(self, domain: str, seconds: float) -> tuple[str, ...]:
        """The hosts that take the domain's mail (MX), most wanted first; () if there are none."""
        ...


@dataclass(frozen=True, slots=True)
class Published:
    """What a domain says of its own mail servers. accepts: PASSWORD, or OAUTH if it takes nothing else."""

    name: str
    smtp: MailServer
    imap: MailServer | None
    user: str
    accepts: Accepts


class Autoconfig(Protocol):
    """Reads the settings that a domain publishes for mail programs."""

    def look(self, address: str, domain: str, seconds: float) -> Published | None:
        """Asks the domain itself and nobody else, over https, for `seconds` at most; None if it says nothing usable.

        domain: the address's, in ASCII. Raises NamesProblem if DNS does not answer.
        """
        ...
