"""The settings that a domain publishes: read from a real https server, and every way in which one may misbehave."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from companion.adapters.autoconfig import OwnDomain, document, web
from companion.adapters.mail.certificates import Certificates, make_certificates
from companion.core.account import Security
from companion.core.provider import Accepts, MailServer
from companion.services.ports import NamesProblem, Published
from tests.fakes.discovery import MemoryNames
from tests.fakes.https_server import HttpsServer

ADDRESS = "jo.doe@firm.example"
FIRST, SECOND = "autoconfig.firm.example", "firm.example"
PATH, WELL_KNOWN = "/mail/config-v1.1.xml", "/.well-known/autoconfig/mail/config-v1.1.xml"
HOSTS = (FIRST, SECOND, "other.example", "autoconfig.xn--mller-kva.example", "xn--mller-kva.example")

CONFIG = b"""<?xml version="1.0"?>
<clientConfig version="1.1"><emailProvider id="firm.example">
  <domain>firm.example</domain><displayName>The Firm</displayName>
  <incomingServer type="pop3"><hostname>pop.firm.example</hostname><port>995</port><socketType>SSL</socketType>
    <username>%EMAILADDRESS%</username><authentication>password-cleartext</authentication></incomingServer>
  <incomingServer type="imap"><hostname>imap.%EMAILDOMAIN%</hostname><port>143</port>
    <socketType>STARTTLS</socketType><authentication>password-cleartext</authentication></incomingServer>
  <outgoingServer type="smtp"><hostname>plain.firm.example</hostname><port>25</port><socketType>plain</socketType>
    <username>%EMAILADDRESS%</username><authentication>password-cleartext</authentication></outgoingServer>
  <outgoingServer type="smtp"><hostname>smtp.firm.example</hostname><port>587</port><socketType>STARTTLS</socketType>
    <username>%EMAILLOCALPART%</username><authentication>password-cleartext</authentication></outgoingServer>
  <outgoingServer type="smtp"><hostname>SMTP.firm.example</hostname><port>465</port><socketType>SSL</socketType>
    <username>%EMAILLOCALPART%</username><authentication>OAuth2</authentication>
    <authentication>password-cleartext</authentication></outgoingServer>
</emailProvider></clientConfig>"""
FIRM = Published(
    "The Firm",
    MailServer("smtp.firm.example", 465, Security.TLS),
    MailServer("imap.firm.example", 143, Security.STARTTLS),
    "jo.doe",
    Accepts.PASSWORD,
)
BOMB = b"""<?xml version="1.0"?><!DOCTYPE clientConfig [<!ENTITY a "aaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>
<clientConfig><emailProvider><displayName>&c;</displayName></emailProvider></clientConfig>"""
FOREIGN = b"""<?xml version="1.0"?><!DOCTYPE clientConfig [<!ENTITY a SYSTEM "file:///etc/hostname">]>
<clientConfig><emailProvider><displayName>&a;</displayName></emailProvider></clientConfig>"""


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("certificates"), hosts=HOSTS)


@pytest.fixture
def server(certificates: Certificates) -> Iterator[HttpsServer]:
    with HttpsServer(certificates) as running:
        yield running


@pytest.fixture
def names() -> MemoryNames:
    return MemoryNames(hosts=dict.fromkeys(HOSTS, ("127.0.0.1",)))


def look(server: HttpsServer, names: MemoryNames, *, seconds: float = 8, address: str = ADDRESS) -> Published | None:
    adapter = OwnDomain(names, trust=server.certificates.ca_file, port=server.port)
    return adapter.look(address, address.partition("@")[2], seconds)


def test_the_domains_own_settings_with_implicit_tls_first(server: HttpsServer, names: MemoryNames) -> None:
    server.put(FIRST, PATH, CONFIG)
    assert look(server, names) == FIRM
    assert server.asked == [(FIRST, f"{PATH}?emailaddress=jo.doe%40firm.example")]


def test_the_second_place_is_asked_without_the_address(server: HttpsServer, names: MemoryNames) -> None:
    server.put(SECOND, WELL_KNOWN, CONFIG)
    assert look(server, names) == FIRM
    assert server.asked[1:] == [(SECOND, WELL_KNOWN)]


def test_chunks_and_an_end_without_a_length_are_understood(server: HttpsServer, names: MemoryNames) -> None:
    chunk = f"{len(CONFIG):x}\r\n".encode("ascii") + CONFIG + b"\r\n0\r\n\r\n"
    server.answers[FIRST, PATH] = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk
    assert look(server, names) == FIRM
    server.answers[FIRST, PATH] = b"HTTP/1.0 200 OK\r\n\r\n" + CONFIG
    assert look(server, names) == FIRM


def test_a_redirect_to_another_https_server_is_followed(server: HttpsServer, names: MemoryNames) -> None:
    server.redirect(FIRST, PATH, f"https://other.example:{server.port}/x.xml")
    server.put("other.example", "/x.xml", CONFIG)
    assert look(server, names) == FIRM


@pytest.mark.parametrize(
    "to",
    [
        "http://other.example/x.xml",
        "https://other.example:8443/x.xml",
        "https://127.0.0.1/x.xml",
        "https://[::1]/x.xml",
        "https://user:word@other.example/x.xml",
        "file:///etc/passwd",
        "https://other.example/\tx",
        "https://[broken",
        "/mail/config-v1.1.xml",
        "",
    ],
)
def test_other_redirects_and_circles_are_not_followed(server: HttpsServer, names: MemoryNames, to: str) -> None:
    server.redirect(FIRST, PATH, to)
    server.put("other.example", "/x.xml", CONFIG)
    assert look(server, names) is None
    assert {host for host, _ in server.asked} == {FIRST, SECOND}


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104 # an address to be refused, not one to listen at
        "::1",
        "fe80::1%eth0",
        "fd00::1",
        "::ffff:10.0.0.1",
        "2002:0a00:0001::",
        "224.0.0.1",
        "nonsense",
    ],
)
def test_a_private_address_is_refused_without_the_tests_trust(
    server: HttpsServer, names: MemoryNames, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(server.certificates.ca_file))
    names.hosts = dict.fromkeys(HOSTS, ("93.184.215.14", address))
    server.put(FIRST, PATH, CONFIG)
    assert OwnDomain(names, port=server.port).look(ADDRESS, SECOND, 2) is None
    assert server.asked == []


def test_a_certificate_that_nobody_vouches_for_is_refused(
    server: HttpsServer, names: MemoryNames, tmp_path: Path
) -> None:
    server.put(FIRST, PATH, CONFIG)
    stranger = make_certificates(tmp_path, hosts=HOSTS)
    assert OwnDomain(names, trust=stranger.ca_file, port=server.port).look(ADDRESS, SECOND, 5) is None
    assert server.asked == []


def test_a_server_that_dribbles_or_never_stops_ends_with_the_time_or_the_size(
    server: HttpsServer, names: MemoryNames
) -> None:
    client = web.Client(names, server.certificates.ca_file, server.port)
    server.dribbling = {FIRST}
    with pytest.raises(web.Refused, match=r"slow|timed out"):
        client.get(f"https://{FIRST}{PATH}", 0.4)
    server.endless = {SECOND}
    with pytest.raises(web.Refused, match="too large"):
        client.get(f"https://{SECOND}{PATH}", 8)


def test_a_silent_first_place_leaves_time_for_the_second(server: HttpsServer, names: MemoryNames) -> None:
    server.dribbling = {FIRST}
    server.put(SECOND, WELL_KNOWN, CONFIG)
    assert look(server, names, seconds=2) == FIRM


def test_silent_dns_is_told_and_not_taken_for_a_no(server: HttpsServer, names: MemoryNames) -> None:
    names.silent = {FIRST}
    with pytest.raises(NamesProblem):
        look(server, names)
    server.put(SECOND, WELL_KNOWN, CONFIG)
    assert look(server, names) == FIRM
    names.silent, names.hosts = set(), {}
    assert look(server, names) is None


def test_a_domain_in_another_script_is_asked_in_its_ascii_form(server: HttpsServer, names: MemoryNames) -> None:
    server.put("autoconfig.xn--mller-kva.example", PATH, CONFIG)
    found = look(server, names, address="jo@xn--mller-kva.example")
    assert found is not None
    assert found.user == "jo"


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"garbage\r\n\r\n",
        b"HTTP/1.1 500 No\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\n<clientConfig>",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\n\r\n" + BOMB,
    ],
)
def test_an_answer_that_is_none_is_a_no(server: HttpsServer, names: MemoryNames, answer: bytes) -> None:
    server.answers[FIRST, PATH] = answer
    assert look(server, names) is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<clientConfig>",
        b"\0\1\2",
        b"<html><body>Parked</body></html>",
        b"<clientConfig/>",
        b"<clientConfig><emailProvider/></clientConfig>",
        b"<?xml version='1.0' encoding='rot13'?><clientConfig/>",
        b"<?xml version='1.0' encoding='nonsense'?><clientConfig/>",
        BOMB,
        FOREIGN,
        CONFIG.replace(b"SSL", b"plain").replace(b"STARTTLS", b"plain"),
        CONFIG.replace(b"password-cleartext", b"GSSAPI").replace(b"OAuth2", b"NTLM"),
        CONFIG.replace(b"smtp.firm", b"10.0.0").replace(b"SMTP.firm.example", b"127.0.0.1").replace(b"587", b"0"),
        CONFIG.replace(b"587", b"70000").replace(b"465", "٤٦٥".encode()),
        b"<a>" * 30_000,
    ],
)
def test_a_document_that_names_no_safe_server_is_not_used(content: bytes) -> None:
    with pytest.raises(document.Unusable):
        document.read(content, ADDRESS)


def test_only_oauth_is_told_as_such_and_odd_names_are_left_out() -> None:
    only = CONFIG.replace(b"password-cleartext", b"OAuth2")
    assert document.read(only, ADDRESS).accepts is Accepts.OAUTH
    long = CONFIG.replace(b"The Firm", b"x" * 500).replace(b"%EMAILLOCALPART%", b"")
    assert document.read(long, ADDRESS).name == ""
    assert document.read(long, ADDRESS).user == ADDRESS
