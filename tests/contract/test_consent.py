"""A consent in the browser, against a real authorisation server over TLS, and everything that can go wrong there."""

from __future__ import annotations

import socket
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlsplit
from urllib.request import build_opener

import pytest

from companion.adapters.mail.certificates import Certificates, make_certificates
from companion.adapters.oauth.authorizer import Asking, BrowserAuthorizer
from companion.core.oauth import Consent, Tokens
from companion.services.ports import ConsentFault, ConsentProblem
from tests.fakes.authorization_server import CLIENT_SECRET, AuthorizationServer, browse


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def server(certificates: Certificates) -> Iterator[AuthorizationServer]:
    with AuthorizationServer(certificates) as server:
        yield server


@contextmanager
def asking(server: AuthorizationServer, client_secret: str = "") -> Generator[Asking]:
    begun = BrowserAuthorizer(trust=server.certificates.ca_file).begin(server.account(), client_secret)
    try:
        yield begun
    finally:
        begun.close()


def never() -> bool:
    return False


def consented(server: AuthorizationServer, client_secret: str = "") -> tuple[Tokens, str]:
    """The tokens, and the page that the browser showed at the end."""
    with asking(server, client_secret) as begun, ThreadPoolExecutor(1) as browser:
        page = browser.submit(browse, begun.url, server.certificates)
        return begun.finish(10, never), page.result()


def refused(server: AuthorizationServer) -> ConsentProblem:
    with pytest.raises(ConsentProblem) as problem:
        consented(server)
    return problem.value


@pytest.mark.parametrize("secret", ["", CLIENT_SECRET])
def test_a_consent_brings_tokens_and_the_page_says_that_it_is_over(server: AuthorizationServer, secret: str) -> None:
    server.client_secret = secret
    tokens, page = consented(server, secret)
    assert not server.wrong
    assert {tokens.access} == server.access
    assert {tokens.refresh} == server.refresh
    assert tokens.seconds == 3600
    assert "You can close this tab." in page
    assert tokens.access not in page


def test_a_token_is_renewed_and_a_consent_taken_back_is_told(server: AuthorizationServer) -> None:
    first, _ = consented(server)
    authorizer = BrowserAuthorizer(trust=server.certificates.ca_file)
    second = authorizer.renew(server.account(), Consent(first.refresh))
    assert second.access in server.access
    assert second.refresh in server.refresh - {first.refresh}
    server.rotates = False
    assert authorizer.renew(server.account(), Consent(second.refresh)).refresh == ""
    server.revoke()
    with pytest.raises(ConsentProblem) as problem:
        authorizer.renew(server.account(), Consent(second.refresh))
    assert (problem.value.fault, problem.value.passing) == (ConsentFault.ENDED, False)
    assert problem.value.sentence == "The consent has expired or was taken back. Consent again in Settings."
    assert problem.value.details.endswith("invalid_grant: Its own words.")
    assert second.refresh not in problem.value.details


def test_only_an_answer_with_our_state_counts(server: AuthorizationServer) -> None:
    with asking(server) as begun, ThreadPoolExecutor(1) as waiting:
        tokens = waiting.submit(begun.finish, 10, never)
        back = parse_qs(urlsplit(begun.url).query)["redirect_uri"][0]
        port = urlsplit(back).port
        assert port is not None
        strangers = (
            "?code=forged",
            "?code=forged&state=guessed",
            "?state=%C3%A9",
            "favicon.ico",
            "?error=access_denied",
        )
        for stranger in strangers:
            with pytest.raises(HTTPError) as error:
                build_opener().open(back + stranger, timeout=10)
            with error.value as shown:
                assert shown.code == 404
        # browsers connect ahead of need; others talk no HTTP, or without an end
        for words in (b"", b"\x16\x03\x01 \r\n\r\n", b"GET " + b"a" * 20_000):
            with socket.create_connection(("127.0.0.1", port)) as stranger:
                stranger.sendall(words)
        browse(begun.url, server.certificates)
        assert tokens.result().access in server.access
    assert server.asked == ["authorization_code"]
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", port))


def test_nobody_waits_for_ever(server: AuthorizationServer) -> None:
    for seconds, given_up in ((0.0, never), (60.0, lambda: True)):
        with asking(server) as begun, pytest.raises(ConsentProblem) as problem:
            begun.finish(seconds, given_up)
        assert problem.value.fault is ConsentFault.GIVEN_UP
    with asking(server) as begun:
        begun.close()
        with pytest.raises(ConsentProblem):
            begun.finish(60, never)


@pytest.mark.parametrize(
    ("code", "fault", "words"),
    [
        ("access_denied", ConsentFault.DENIED, "was not given in the browser"),
        ("temporarily_unavailable", ConsentFault.NO_ANSWER, "cannot answer at the moment"),
        ("invalid_scope", ConsentFault.CLIENT, "does not give this scope"),
        ("something_new", ConsentFault.DENIED, "Its own words are under Details."),
    ],
)
def test_what_the_page_says_instead_of_a_consent(
    server: AuthorizationServer, code: str, fault: ConsentFault, words: str
) -> None:
    server.error = code
    problem = refused(server)
    assert problem.fault is fault
    assert problem.passing is (fault is ConsentFault.NO_ANSWER)
    assert words in problem.sentence
    assert problem.details == f"{code}: The user said no."


@pytest.mark.parametrize(
    ("status", "body", "fault"),
    [
        (200, b"<html>", ConsentFault.GARBAGE),
        (200, b"", ConsentFault.GARBAGE),
        (200, b"[]", ConsentFault.GARBAGE),
        (200, b"access_token=secret", ConsentFault.GARBAGE),
        (200, b"{}", ConsentFault.GARBAGE),
        (200, b'{"access_token": 3}', ConsentFault.GARBAGE),
        (200, b'{"access_token": "secret\\r\\nDATA"}', ConsentFault.GARBAGE),
        (200, b'{"access_token": "secret", "expires_in": "soon"}', ConsentFault.GARBAGE),
        (200, b'{"access_token": "secret", "scope": 7}', ConsentFault.GARBAGE),
        (200, b'{"access_token": "\xff"}', ConsentFault.GARBAGE),
        (200, b'{"access_token": "' + b"a" * 200_000, ConsentFault.GARBAGE),
        (400, b'{"error": {"code": 1}}', ConsentFault.DENIED),
        (400, b'{"error": "invalid_client"}', ConsentFault.CLIENT),
        (503, b"", ConsentFault.NO_ANSWER),
        (429, b'{"error": "slow_down"}', ConsentFault.NO_ANSWER),
    ],
)
def test_a_token_page_that_gives_no_token(
    server: AuthorizationServer, status: int, body: bytes, fault: ConsentFault
) -> None:
    server.answer = (status, body)
    problem = refused(server)
    assert problem.fault is fault
    assert "secret" not in problem.details + problem.sentence.replace("its secret", "")


def test_tokens_go_to_nobody_who_cannot_prove_who_they_are(
    server: AuthorizationServer, certificates: Certificates
) -> None:
    consent = Consent("refresh-1")
    with pytest.raises(ConsentProblem) as problem:
        BrowserAuthorizer().renew(server.account(), consent)
    assert problem.value.fault is ConsentFault.UNSAFE
    authorizer = BrowserAuthorizer(trust=certificates.ca_file)
    with pytest.raises(ConsentProblem) as problem:
        authorizer.renew(replace(server.account(), token_url=f"http://localhost:{server.port}/token"), consent)
    assert problem.value.fault is ConsentFault.GARBAGE
    assert not server.asked
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = int(closed.getsockname()[1])
    with pytest.raises(ConsentProblem) as problem:
        authorizer.renew(replace(server.account(), token_url=f"https://localhost:{port}/"), consent)
    assert (problem.value.fault, problem.value.passing) == (ConsentFault.NO_ANSWER, True)


def test_no_secret_is_shown_by_what_passes_it_on(server: AuthorizationServer) -> None:
    tokens, _ = consented(server)
    with asking(server, CLIENT_SECRET) as begun:
        shown = repr((tokens, begun, Consent(tokens.refresh, CLIENT_SECRET), vars(begun)["_loopback"]))
    for secret in (*server.issued, CLIENT_SECRET):
        assert secret not in shown
