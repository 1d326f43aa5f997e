"""DNS and a domain's own settings, in memory. tests/qt/test_names.py holds MemoryNames to the port."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar

from companion.services.ports import NamesProblem, Published, Service

T = TypeVar("T")


@dataclass
class MemoryNames:
    """ports.Names: what each name says; a name that is `silent` never answers. asked: every question so far."""

    hosts: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    srv: dict[str, tuple[Service, ...]] = field(default_factory=dict[str, tuple[Service, ...]])
    mx: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    silent: set[str] = field(default_factory=set[str])
    asked: list[str] = field(default_factory=list[str])

    def addresses(self, host: str, seconds: float) -> tuple[str, ...]:
        return self._said(self.hosts, host, seconds)

    def services(self, name: str, seconds: float) -> tuple[Service, ...]:
        return self._said(self.srv, name, seconds)

    def exchangers(self, domain: str, seconds: float) -> tuple[str, ...]:
        return self._said(self.mx, domain, seconds)

    def _said(self, table: dict[str, tuple[T, ...]], name: str, seconds: float) -> tuple[T, ...]:
        assert 0 < seconds <= 10
        assert name.isascii()
        self.asked.append(name)
        if name in self.silent:
            raise NamesProblem("DNS did not answer in time.", details=name)
        return table.get(name, ())


@dataclass
class MemoryAutoconfig:
    """ports.Autoconfig: what each domain publishes."""

    published: dict[str, Published] = field(default_factory=dict[str, Published])
    problem: NamesProblem | None = None
    asked: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])

    def look(self, address: str, domain: str, seconds: float) -> Published | None:
        assert 0 < seconds <= 10
        self.asked.append((address, domain))
        if self.problem is not None:
            raise self.problem
        return self.published.get(domain)
