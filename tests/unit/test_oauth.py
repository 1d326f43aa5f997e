"""What proves a request to be ours, and what a mail server hears and says."""

from __future__ import annotations

import base64
from dataclasses import replace

import pytest

from companion.adapters.providers.files import FileProviders
from companion.core import oauth
from companion.core.account import Account, Auth, Security, checked
from companion.core.oauth import Bearer, Consent
from companion.core.problem import Problem
from companion.services.resources import resource_path

ACCOUNT = Account(
    "a",
    "jo@me.example",
    "Jo",
    "smtp.me.example",
    465,
    Security.TLS,
    "",
    auth=Auth.OAUTH,
    authorize_url=" https://login.me.example/authorize?prompt=consent ",
    token_url="https://login.me.example:8443/token",
    client_id="client-1",
    scope="mail offline_access",
)


def test_the_challenge_of_rfc_7636() -> None:
    """Its Appendix B."""
    assert (
        oauth.challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    )


def test_the_standards_own_words() -> None:
    """RFC 7628 section 4.1, and the example of Google's and Microsoft's pages."""
    token = Bearer("vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==")
    said = oauth.initial_response("OAUTHBEARER", "user@example.com", "server.example.com", 143, token)
    assert said == (
        "bixhPXVzZXJAZXhhbXBsZS5jb20sAWhvc3Q9c2VydmVyLmV4YW1wbGUuY29tAXBvcnQ9MTQzAWF1dGg9QmVhcmVyI"
        "HZGOWRmdDRxbVRjMk52YjNSbGNrQmhiSFJoZG1semRHRXVZMjl0Q2c9PQEB"
    )
    older = oauth.initial_response(
        "XOAUTH2",
        "someuser@example.com",
        "smtp.example.com",
        587,
        Bearer("ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg"),
    )
    assert older == (
        "dXNlcj1zb21ldXNlckBleGFtcGxlLmNvbQFhdXRoPUJlYXJlciB5YTI5LnZGOWRmdDRxbVRjMk52YjNSbGNrQmhkSFJoZG1semRHRXVZMjl0"
        "Q2cBAQ=="
    )
    odd = base64.b64decode(oauth.initial_response("OAUTHBEARER", "a,b=c", "h", 1, token))
    assert odd.startswith(b"n,a=a=2Cb=3Dc,\x01")


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [
        ("LOGIN PLAIN XOAUTH2 PLAIN-CLIENTTOKEN OAUTHBEARER", "OAUTHBEARER"),
        ("LOGIN XOAUTH2", "XOAUTH2"),
        ("IMAP4rev1 AUTH=XOAUTH2 SASL-IR", "XOAUTH2"),
        ("PLAIN LOGIN", ""),
        ("", ""),
    ],
)
def test_the_mechanism_is_one_that_is_offered(offered: str, chosen: str) -> None:
    assert oauth.mechanism(offered) == chosen


def test_the_reason_of_a_refusal() -> None:
    """RFC 7628 section 4.3 and Google's form; nonsense is no reason."""
    assert oauth.reason("eyJzdGF0dXMiOiJpbnZhbGlkX3Rva2VuIiwic2NvcGUiOiJleGFtcGxlX3Njb3BlIn0=") == "invalid_token"
    assert oauth.reason(base64.b64encode(b'{"status":"401","schemes":"Bearer"}').decode()) == "401"
    for nonsense in ("", "%%%", "bm8=", base64.b64encode(b"[1]").decode(), base64.b64encode(b'{"status":[]}').decode()):
        assert oauth.reason(nonsense) == ""


def test_a_consent_survives_the_keyring_and_shows_nothing() -> None:
    kept = Consent("refresh-1", "client-secret", session_only=True)
    assert oauth.consent(kept.kept()) == kept
    assert repr(kept) == "Consent(session_only=True)"
    assert "tok" not in repr(Bearer("tok")) + repr(oauth.Tokens("tok", "tok", 1))
    for other in ("a password", '"text"', "{}", '{"refresh": "", "client": ""}', '{"refresh": 1, "client": ""}', "1"):
        assert oauth.consent(other) is None


def test_an_account_with_a_consent_is_checked() -> None:
    tidy = checked(ACCOUNT)
    assert tidy.authorize_url == "https://login.me.example/authorize?prompt=consent"
    for field, value in (
        ("client_id", ""),
        ("client_id", "two words"),
        ("authorize_url", ""),
        ("authorize_url", "http://login.me.example/"),
        ("token_url", "https://user@login.me.example/"),
        ("token_url", "https://login.me.example/#x y"),
    ):
        with pytest.raises(Problem) as problem:
            checked(replace(ACCOUNT, **{field: value}))
        assert problem.value.field == field


def test_the_shipped_endpoints_are_ones_that_an_account_takes() -> None:
    known = [provider for provider in FileProviders(resource_path()).all() if provider.oauth]
    assert {provider.name for provider in known} == {"Gmail", "Google Workspace", "Outlook.com", "Microsoft 365"}
    for provider in known:
        assert provider.oauth is not None
        checked(
            replace(
                ACCOUNT,
                authorize_url=provider.oauth.authorize_url,
                token_url=provider.oauth.token_url,
                scope=provider.oauth.scope,
            )
        )
