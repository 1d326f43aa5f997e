"""Pages with postings from a real server, every way in which one may misbehave, and pages that were saved."""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from companion.adapters.mail.certificates import Certificates, make_certificates
from companion.adapters.posting import WebPages
from companion.adapters.posting.web import AGENT, Client
from companion.core.internet import is_public
from companion.core.posting import PostingSource
from companion.core.problem import Problem
from companion.services.ports import Pages
from companion.services.postings import Postings
from tests.fakes.discovery import MemoryNames
from tests.fakes.https_server import HttpsServer

HOST, OTHER, INSIDE = "jobs.kestrel.example", "kestrel.example", "inside.example"
PAGE = (
    b'<html><head><meta property="og:site_name" content="Kestrel Labs"><title>Cook</title></head>'
    b"<body><p>We cook \xc3\xa0 la carte.</p></body></html>"
)


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("certificates"), hosts=(HOST, OTHER))


@pytest.fixture
def server(certificates: Certificates) -> Iterator[HttpsServer]:
    with HttpsServer(certificates) as running:
        yield running


@pytest.fixture
def plain(certificates: Certificates) -> Iterator[HttpsServer]:
    with HttpsServer(certificates, tls=False) as running:
        yield running


@pytest.fixture
def names() -> MemoryNames:
    return MemoryNames(hosts={HOST: ("127.0.0.1",), OTHER: ("127.0.0.1",), INSIDE: ("10.1.2.3",)})


@pytest.fixture
def pages(server: HttpsServer, plain: HttpsServer, names: MemoryNames) -> Pages:
    allowed = frozenset({"127.0.0.1"})
    return WebPages(names, Client(names, allowed, server.certificates.ca_file, (server.port, plain.port), 8))


def answer(content: bytes, *heads: str, status: str = "200 OK") -> bytes:
    head = "\r\n".join([f"HTTP/1.1 {status}", f"Content-Length: {len(content)}", *heads])
    return head.encode("utf-8") + b"\r\n\r\n" + content


def html(content: bytes, *heads: str) -> bytes:
    return answer(content, "Content-Type: text/html; charset=utf-8", *heads)


def refused(pages: Pages, link: str) -> str:
    with pytest.raises(Problem) as told:
        pages.fetch(link)
    assert told.value.field == "link"
    return told.value.sentence


def test_a_page_is_fetched_and_read(server: HttpsServer, pages: Pages) -> None:
    server.answers[HOST, "/7"] = html(PAGE)
    found = Postings(pages).fetch(f" https://{HOST}/7?utm_source=x#apply ")
    assert (found.company, found.role, found.found_in) == ("Kestrel Labs", "Cook", PostingSource.PAGE)
    assert "à la carte" in found.text
    assert found.link == f"https://{HOST}/7?utm_source=x#apply"
    assert server.asked == [(HOST, "/7?utm_source=x")]


def test_it_says_who_it_is_and_carries_no_cookie(server: HttpsServer, pages: Pages) -> None:
    server.answers[HOST, "/7"] = html(PAGE, "Set-Cookie: a=b")
    pages.fetch(f"https://{HOST}/7")
    pages.fetch(f"https://{HOST}/7")
    lines = server.heads[1].decode("ascii").split("\r\n")
    assert lines[2] == f"User-Agent: {AGENT}"
    assert {line.partition(":")[0] for line in lines[1:] if line} == {
        "Host",
        "User-Agent",
        "Accept",
        "Accept-Encoding",
        "Connection",
    }


def test_plain_http_and_on_to_https(server: HttpsServer, plain: HttpsServer, pages: Pages) -> None:
    plain.redirect(HOST, "/7", f"https://{HOST}:{server.port}/8")
    server.redirect(HOST, "/8", "/gr%C3%B6%C3%9Fe")
    server.answers[HOST, "/gr%C3%B6%C3%9Fe"] = html(PAGE)
    assert pages.fetch(f"http://{HOST}/7").link.endswith("/gr%C3%B6%C3%9Fe")
    plain.answers[HOST, "/9"] = html(PAGE)
    assert "We cook" in pages.fetch(f"http://{HOST}/9").source


def test_letters_in_an_address_are_sent_as_browsers_do(server: HttpsServer, pages: Pages) -> None:
    server.answers[HOST, "/k%C3%B6che"] = html(PAGE)
    server.answers[HOST, "/on"] = b"HTTP/1.1 301 Moved\r\nLocation: /k\xc3\xb6che\r\nContent-Length: 0\r\n\r\n"
    assert pages.fetch(f"https://{HOST}/köche").source == pages.fetch(f"https://{HOST}/on").source


def test_six_redirects_are_too_many(server: HttpsServer, pages: Pages) -> None:
    for number in range(6):
        server.redirect(HOST, f"/{number}", f"/{number + 1}")
    server.answers[HOST, "/6"] = html(PAGE)
    assert pages.fetch(f"https://{HOST}/1").source
    assert "on and on" in refused(pages, f"https://{HOST}/0")


@pytest.mark.parametrize(
    ("to", "words"),
    [
        (f"https://{INSIDE}/", "private network"),
        ("https://127.0.0.1/", "does not name a web site"),
        ("https://[::1]/", "does not name a web site"),
        ("https://2130706433/", "does not name a web site"),
        ("https://localhost/", "does not name a web site"),
        (f"http://{HOST}/", "without encryption"),
        (f"https://{HOST}:22/", "unusual port"),
        (f"https://jo:word@{HOST}/", "a name or a password"),
        ("file:///etc/passwd", "no web address"),
        ("https://[broken", "one that is none"),
        ("/a\tb", "one that is none"),
        ("https://nobody.example/", "no site named nobody.example"),
    ],
)
def test_redirects_that_are_not_followed(server: HttpsServer, pages: Pages, to: str, words: str) -> None:
    server.redirect(HOST, "/7", to)
    assert words in refused(pages, f"https://{HOST}/7")
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "link", ["", "cook", "ftp://x.example/", "https://", "https://a b/", "https://x.example/\\b", "x" * 3000]
)
def test_what_is_no_address(pages: Pages, link: str) -> None:
    assert "no web address" in refused(pages, link)


def test_one_private_address_among_others_is_enough(pages: Pages, names: MemoryNames) -> None:
    names.hosts[HOST] = ("127.0.0.1", "192.168.1.1")
    assert "private network" in refused(pages, f"https://{HOST}/7")


def test_the_name_is_looked_up_once_for_each_hop(server: HttpsServer, pages: Pages, names: MemoryNames) -> None:
    server.redirect(HOST, "/7", f"https://{OTHER}:{server.port}/8")
    server.answers[OTHER, "/8"] = html(PAGE)
    pages.fetch(f"https://{HOST}/7")
    assert names.asked == [HOST, OTHER]


def test_without_allowance_this_computer_is_private(names: MemoryNames, server: HttpsServer) -> None:
    client = Client(names, trust=server.certificates.ca_file, ports=(server.port, 80))
    assert "private network" in refused(WebPages(names, client), f"https://{HOST}/7")
    assert server.asked == []


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("169.254.169.254", False),
        ("100.100.100.200", False),
        ("168.63.129.16", False),
        ("fd00:ec2::254", False),
        ("64:ff9b::a9fe:a9fe", False),
        ("64:ff9b::5db8:d70e", True),
        ("::127.0.0.1", False),
        ("::ffff:127.0.0.1", False),
        ("2002:7f00:1::", False),
        ("240.0.0.1", False),
        ("fe80::1%eth0", False),
        ("localhost", False),
    ],
)
def test_which_addresses_are_public(address: str, *, public: bool) -> None:
    assert is_public(address) is public


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (answer(b"", status="404 Not Found"), "not at this address any more"),
        (answer(b"", status="410 Gone"), "not at this address any more"),
        (answer(b"", status="403 Forbidden"), "does not show its pages to programs"),
        (answer(b"", status="999 Request denied"), "does not show its pages to programs"),
        (answer(b"", status="500 Oh"), "no page at this address now"),
        (answer(b"", status="302 Found"), "no page at this address now"),
        (answer(b"%PDF", "Content-Type: application/pdf"), "but a file"),
        (html(b"x" * 2_100_000), "too large"),
        (html(gzip.compress(b"x" * 3_000_000), "Content-Encoding: gzip"), "too large"),
        (html(b"x", "Content-Encoding: gzip"), "can't be read"),
        (html(b"x", "Content-Encoding: br"), "can't be read"),
        (b"SSH-2.0-x\r\n\r\n", "can't be read"),
        (b"", "can't be read"),
    ],
)
def test_answers_that_are_no_page(server: HttpsServer, pages: Pages, reply: bytes, words: str) -> None:
    server.answers[HOST, "/7"] = reply
    assert words in refused(pages, f"https://{HOST}/7")


def test_an_answer_without_end_is_ended(server: HttpsServer, pages: Pages) -> None:
    server.endless.add(HOST)
    assert "too large" in refused(pages, f"https://{HOST}/7")


def test_a_server_that_dribbles_has_a_time_limit(server: HttpsServer, names: MemoryNames) -> None:
    server.dribbling.add(HOST)
    client = Client(names, frozenset({"127.0.0.1"}), server.certificates.ca_file, (server.port, 80), 0.4)
    assert "does not answer" in refused(WebPages(names, client), f"https://{HOST}/7")


def test_a_certificate_that_is_not_trusted(server: HttpsServer, names: MemoryNames) -> None:
    client = Client(names, frozenset({"127.0.0.1"}), None, (server.port, 80), 8)
    assert "its certificate is not valid" in refused(WebPages(names, client), f"https://{HOST}/7")


def test_a_silent_dns(pages: Pages, names: MemoryNames) -> None:
    names.silent.add(HOST)
    assert "can't be looked up" in refused(pages, f"https://{HOST}/7")


def test_what_is_packed_unasked_is_unpacked(server: HttpsServer, pages: Pages) -> None:
    server.answers[HOST, "/7"] = html(gzip.compress(PAGE), "Content-Encoding: gzip")
    assert "à la carte" in pages.fetch(f"https://{HOST}/7").source


# ---------------------------------------------------------------- saved pages


def test_a_saved_page(pages: Pages, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(b"<!-- saved from url=(0030)https://kestrel.example/jobs/7 -->\r\n" + PAGE)
    found = Postings(pages).open(path)
    assert (found.company, found.role, found.link) == ("Kestrel Labs", "Cook", "https://kestrel.example/jobs/7")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_a_saved_pages_encoding(pages: Pages, tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "page.html"
    path.write_bytes("<html><title>Köchin</title></html>".encode(encoding))
    assert Postings(pages).open(path).role == "Köchin"
    path.write_bytes(b'<meta charset="iso-8859-15"><title>K\xf6chin</title>')
    assert Postings(pages).open(path).role == "Köchin"


def test_a_web_archive(pages: Pages, tmp_path: Path) -> None:
    path = tmp_path / "page.mhtml"
    path.write_bytes(
        b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://kestrel.example/jobs/7\r\nSubject: Cook\r\n"
        b'MIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary="b"\r\n\r\n\r\n'
        b"--b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        b"<html><head><title>K=C3=B6chin</title></head><body><p>We cook.</p></body></html>\r\n--b--\r\n"
    )
    found = Postings(pages).open(path)
    assert (found.role, found.link, found.text) == ("Köchin", "https://kestrel.example/jobs/7", "We cook.")


@pytest.mark.skipif(os.name != "posix", reason="named pipes")
def test_files_that_are_no_page(pages: Pages, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / "large.html").write_bytes(b" " * 10_000_001)
    for name in ("pipe", "missing", "a.pdf", "large.html", "nul\0"):
        with pytest.raises(Problem) as told:
            pages.load(tmp_path / name)
        assert told.value.field == "file"


def test_nothing_pasted(pages: Pages) -> None:
    with pytest.raises(Problem) as told:
        Postings(pages).read(" \n")
    assert told.value.field == "text"
    assert Postings(pages).address_in("https://kestrel.example/7") == "https://kestrel.example/7"
    assert Postings(pages).read("Cook\nKestrel Labs").company == "Kestrel Labs"
