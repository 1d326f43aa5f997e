"""Which settings an address gets, from where, and what is said when there are none."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.fakes.discovery import MemoryAutoconfig, MemoryNames

from companion.adapters.providers.files import FileProviders
from companion.core.account import Security
from companion.core.problem import Problem
from companion.core.provider import Accepts, MailServer, Source
from companion.services.discovery import Discovery, GivenUp
from companion.services.ports import NamesProblem, Published, Service
from companion.services.resources import resource_path

PROVIDERS = FileProviders(resource_path())
FIRM = Published("The Firm", MailServer("mail.firm.example", 465, Security.TLS), None, "jo", Accepts.PASSWORD)


@pytest.fixture
def names() -> MemoryNames:
    return MemoryNames()


@pytest.fixture
def autoconfig() -> MemoryAutoconfig:
    return MemoryAutoconfig()


@pytest.fixture
def discovery(names: MemoryNames, autoconfig: MemoryAutoconfig) -> Discovery:
    return Discovery(PROVIDERS, names, autoconfig)


@pytest.mark.parametrize(
    ("address", "provider", "host", "user"),
    [
        ("me@gmail.com", "Gmail", "smtp.gmail.com", "me@gmail.com"),
        (" Me@GoogleMail.COM ", "Gmail", "smtp.gmail.com", "Me@GoogleMail.COM"),
        ("me@web.de", "WEB.DE", "smtp.web.de", "me"),
        ("me@free.fr", "Free", "smtp.free.fr", "me"),
        ("me@posteo.net", "Posteo", "posteo.de", "me@posteo.net"),
    ],
)
def test_a_known_provider_is_found_without_asking_anybody(
    names: MemoryNames, autoconfig: MemoryAutoconfig, address: str, provider: str, host: str, user: str
) -> None:
    found = Discovery(PROVIDERS, names, autoconfig).find(address)
    assert (found.provider, found.smtp.host, found.user, found.source) == (provider, host, user, Source.KNOWN)
    assert found.imap is not None
    assert names.asked == autoconfig.asked == []


def test_the_domains_own_settings_come_before_dns(
    discovery: Discovery, names: MemoryNames, autoconfig: MemoryAutoconfig
) -> None:
    autoconfig.published["firm.example"] = FIRM
    names.srv["_submissions._tcp.firm.example"] = (Service("other.firm.example", 465),)
    found = discovery.find("Jo@FIRM.example")
    assert (found.smtp.host, found.user, found.source) == ("mail.firm.example", "jo", Source.DOMAIN)
    assert autoconfig.asked == [("Jo@FIRM.example", "firm.example")]
    assert names.asked == []


def test_what_is_known_of_a_found_server_is_said(discovery: Discovery, autoconfig: MemoryAutoconfig) -> None:
    smtp = MailServer("smtp.office365.com", 587, Security.STARTTLS)
    autoconfig.published["firm.example"] = replace(FIRM, smtp=smtp)
    found = discovery.find("jo@firm.example")
    assert found.provider == "Microsoft 365"
    assert "end of December 2026" in found.to_know


def test_dns_names_the_servers_implicit_tls_first(discovery: Discovery, names: MemoryNames) -> None:
    names.srv["_submission._tcp.firm.example"] = (Service("mail.firm.example.", 587),)
    names.srv["_imaps._tcp.firm.example"] = (Service("Mail.Firm.example", 993), Service("spare.firm.example", 993))
    found = discovery.find("jo@firm.example")
    assert found.smtp == MailServer("mail.firm.example", 587, Security.STARTTLS)
    assert found.imap == MailServer("mail.firm.example", 993, Security.TLS)
    assert (found.user, found.accepts, found.source) == ("jo@firm.example", None, Source.DNS)
    assert "Compare it" in found.source.words
    names.srv["_submissions._tcp.firm.example"] = (Service("mail.firm.example", 465),)
    assert discovery.find("jo@firm.example").smtp.security is Security.TLS
    names.silent = {"_imaps._tcp.firm.example"}
    found = discovery.find("jo@firm.example")
    assert (found.smtp.port, found.imap) == (465, None)


def test_a_service_that_dns_says_is_not_there_is_not_used(discovery: Discovery, names: MemoryNames) -> None:
    for target in (".", "", "not a host", "x" * 300):
        names.srv["_submissions._tcp.firm.example"] = (Service(target, 465),)
        with pytest.raises(Problem, match=r"Nothing was found for firm\.example"):
            discovery.find("jo@firm.example")


@pytest.mark.parametrize(
    ("exchangers", "provider"),
    [
        (("ASPMX.L.GOOGLE.COM.", "alt1.aspmx.l.google.com"), "Google Workspace"),
        (("firm-example.mail.protection.outlook.com",), "Microsoft 365"),
        (("in1-smtp.messagingengine.com",), "Fastmail"),
        (("mxext1.mailbox.org",), "mailbox.org"),
    ],
)
def test_who_takes_the_mail_is_a_hint(
    discovery: Discovery, names: MemoryNames, exchangers: tuple[str, ...], provider: str
) -> None:
    names.mx["firm.example"] = exchangers
    found = discovery.find("jo@firm.example")
    assert (found.provider, found.source, found.user) == (provider, Source.EXCHANGER, "jo@firm.example")


def test_a_host_that_only_looks_like_a_providers_is_none(discovery: Discovery, names: MemoryNames) -> None:
    names.mx["firm.example"] = ("evilgoogle.com", "aspmx.l.google.com")
    with pytest.raises(Problem, match="Enter the server by hand") as told:
        discovery.find("jo@firm.example")
    assert told.value.field == "address"


def test_a_domain_in_another_script_is_asked_in_ascii(discovery: Discovery, autoconfig: MemoryAutoconfig) -> None:
    autoconfig.published["xn--mller-kva.example"] = FIRM
    assert discovery.find("jo@MÜLLER.example").smtp == FIRM.smtp
    with pytest.raises(Problem, match="xn--"):
        discovery.find("jo@straße.example")


@pytest.mark.parametrize("address", ["", "jo", "jo@firm", "jo@firm.example\nBcc: x@y.example", "a b@firm.example"])
def test_what_is_no_address_is_said_and_nobody_is_asked(
    discovery: Discovery, names: MemoryNames, autoconfig: MemoryAutoconfig, address: str
) -> None:
    with pytest.raises(Problem, match="not complete") as told:
        discovery.find(address)
    assert told.value.field == "address"
    assert names.asked == autoconfig.asked == []


def test_a_network_that_is_silent_is_not_taken_for_a_no(
    discovery: Discovery, names: MemoryNames, autoconfig: MemoryAutoconfig
) -> None:
    autoconfig.problem = NamesProblem("DNS did not answer in time.", details="autoconfig.firm.example")
    names.silent = {"_submissions._tcp.firm.example", "firm.example"}
    with pytest.raises(Problem, match="the network did not answer") as told:
        discovery.find("jo@firm.example")
    assert told.value.details == "firm.example"
    names.silent.remove("firm.example")
    names.mx["firm.example"] = ("mx.zoho.eu",)
    assert discovery.find("jo@firm.example").provider == "Zoho Mail (Europe)"


def test_a_search_is_given_up_between_its_steps(
    discovery: Discovery, names: MemoryNames, autoconfig: MemoryAutoconfig
) -> None:
    with pytest.raises(GivenUp):
        discovery.find("jo@firm.example", given_up=lambda: bool(autoconfig.asked))
    assert names.asked == []


def test_the_time_for_everything_ends(
    discovery: Discovery, names: MemoryNames, monkeypatch: pytest.MonkeyPatch
) -> None:
    times = iter([0.0, 1.0, 1.0, 11.0])
    monkeypatch.setattr("companion.services.discovery.time.monotonic", lambda: next(times))
    with pytest.raises(Problem, match="Nothing was found"):
        discovery.find("jo@firm.example")
    assert names.asked == []


def test_a_password_is_refused_where_the_provider_takes_none(discovery: Discovery) -> None:
    for address, host in (
        ("me@outlook.com", "smtp-mail.outlook.com"),
        ("me@HOTMAIL.co.uk", "smtp.office365.com"),
        ("me@live.com", "Outlook.Office365.com"),
    ):
        with pytest.raises(Problem, match=r"since 16 September 2024.*Open in my mail program") as told:
            discovery.refuse_password(address, host)
        assert told.value.field == "password"
    discovery.refuse_password("me@outlook.com", "relay.work.example")
    discovery.refuse_password("me@firm.example", "smtp.office365.com")
    assert discovery.find("me@msn.com").accepts is Accepts.OAUTH
