"""DNS: one suite for Qt's look-ups against a real server on loopback, and for the fake in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import pytest
from tests.fakes.discovery import MemoryNames
from tests.fakes.dns_server import DnsServer
from tests.fakes.https_server import HttpsServer

from companion.adapters.autoconfig import OwnDomain
from companion.adapters.mail.certificates import make_certificates
from companion.adapters.providers.files import FileProviders
from companion.core.problem import Problem
from companion.core.provider import Found, Source
from companion.desktop.names import DnsNames
from companion.services.discovery import Discovery
from companion.services.ports import Names, NamesProblem, Service
from companion.services.resources import resource_path

T = TypeVar("T")
SUBMISSIONS = "_submissions._tcp.firm.example"


@pytest.fixture(params=["memory", "qt"])
def names(request: pytest.FixtureRequest, qapp: object) -> Iterator[Names]:
    assert qapp is not None
    if request.param == "memory":
        yield MemoryNames(
            hosts={"mail.firm.example": ("192.0.2.7", "2001:db8::7")},
            srv={SUBMISSIONS: (Service("mail.firm.example", 465), Service("spare.firm.example", 465))},
            mx={"firm.example": ("mx1.firm.example", "mx2.firm.example")},
            silent={"silent.example"},
        )
        return
    with DnsServer(silent={"silent.example"}, broken={"broken.example"}) as server:
        server.host("mail.firm.example", "192.0.2.7")
        server.host("mail.firm.example", "2001:db8::7")
        server.service(SUBMISSIONS, "spare.firm.example", 465, priority=20)
        server.service(SUBMISSIONS, "mail.firm.example", 465, priority=10)
        server.mail("firm.example", "mx2.firm.example", 20)
        server.mail("firm.example", "mx1.firm.example", 10)
        yield DnsNames(("127.0.0.1", server.port))


def aside(work: Callable[[], T]) -> T:
    """On a thread of its own, as the companion does it."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result(30)


def test_names_have_addresses_services_and_exchangers(names: Names) -> None:
    assert aside(lambda: names.addresses("mail.firm.example", 5)) == ("192.0.2.7", "2001:db8::7")
    services = aside(lambda: names.services(SUBMISSIONS, 5))
    assert services == (Service("mail.firm.example", 465), Service("spare.firm.example", 465))
    assert aside(lambda: names.exchangers("firm.example", 5)) == ("mx1.firm.example", "mx2.firm.example")


def test_a_name_that_is_not_there_has_nothing(names: Names) -> None:
    assert aside(lambda: names.addresses("nowhere.example", 5)) == ()
    assert aside(lambda: names.services("_imaps._tcp.nowhere.example", 5)) == ()
    assert aside(lambda: names.exchangers("nowhere.example", 5)) == ()


def test_a_silent_server_is_told_in_time(names: Names) -> None:
    with pytest.raises(NamesProblem):
        aside(lambda: names.exchangers("silent.example", 0.3))


def test_a_server_that_fails_is_told(qapp: object) -> None:
    assert qapp is not None
    with DnsServer(broken={"broken.example"}) as server, pytest.raises(NamesProblem, match="did not answer"):
        aside(lambda: DnsNames(("127.0.0.1", server.port)).exchangers("broken.example", 5))


CONFIG = b"""<clientConfig version="1.1"><emailProvider id="firm.example"><displayName>The Firm</displayName>
<outgoingServer type="smtp"><hostname>out.firm.example</hostname><port>465</port><socketType>SSL</socketType>
<username>%EMAILLOCALPART%</username><authentication>password-cleartext</authentication></outgoingServer>
</emailProvider></clientConfig>"""


def test_the_whole_search_over_dns_and_https(qapp: object, tmp_path: Path) -> None:
    assert qapp is not None
    certificates = make_certificates(tmp_path, hosts=("autoconfig.firm.example", "firm.example"))
    with DnsServer() as dns, HttpsServer(certificates) as server:
        names = DnsNames(("127.0.0.1", dns.port))
        autoconfig = OwnDomain(names, trust=certificates.ca_file, port=server.port)
        discovery = Discovery(FileProviders(resource_path()), names, autoconfig)

        def find() -> Found:
            return aside(lambda: discovery.find("jo@firm.example"))

        with pytest.raises(Problem, match="Nothing was found"):
            find()
        dns.mail("firm.example", "aspmx.l.google.com")
        assert (find().provider, find().source) == ("Google Workspace", Source.EXCHANGER)
        dns.service(SUBMISSIONS, "mail.firm.example", 465)
        assert (find().smtp.host, find().source) == ("mail.firm.example", Source.DNS)
        dns.host("autoconfig.firm.example", "127.0.0.1")
        server.put("autoconfig.firm.example", "/mail/config-v1.1.xml", CONFIG)
        assert (find().provider, find().user, find().source) == ("The Firm", "jo", Source.DOMAIN)
        private = Discovery(FileProviders(resource_path()), names, OwnDomain(names, port=server.port))
        assert aside(lambda: private.find("jo@firm.example")).source is Source.DNS
