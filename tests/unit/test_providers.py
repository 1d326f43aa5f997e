"""The shipped table of providers: every line is usable, and no address has two."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from companion.adapters.providers.files import FileProviders
from companion.core.account import Account, checked
from companion.core.domains import ascii_domain
from companion.core.letter import is_address
from companion.core.provider import Accepts, Provider, filled
from companion.services.resources import resource_path

PROVIDERS = FileProviders(resource_path()).all()
each = pytest.mark.parametrize("provider", PROVIDERS, ids=lambda p: p.name)


@each
def test_a_line_is_usable(provider: Provider) -> None:
    assert provider.domains or provider.exchangers
    for domain in (*provider.domains, *provider.exchangers):
        assert ascii_domain(domain) == domain == domain.casefold()
        assert "." in domain
    smtp, imap = provider.smtp, provider.imap
    assert smtp.port == (1025 if smtp.host == "127.0.0.1" else smtp.security.usual_port)
    checked(Account("", "me@example.org", "", smtp.host, smtp.port, smtp.security, ""))
    if imap is None:
        assert smtp.host == "127.0.0.1", "only a bridge of the user's own may leave it open"
    else:
        assert imap.port == imap.security.usual_imap_port
        checked(Account("", "me@example.org", "", imap.host, imap.port, imap.security, "", imap_host=imap.host))


@each
def test_its_sentence_is_one_and_its_help_is_a_safe_link(provider: Provider) -> None:
    if provider.sentence:
        assert re.fullmatch(r"[A-Z][^!\n]+\.", provider.sentence)
        assert len(provider.sentence) <= 200
    assert provider.help == "" or provider.help.startswith("https://")
    if provider.accepts is not Accepts.PASSWORD:
        assert provider.sentence, "what is not the usual password needs a sentence"


def test_no_domain_and_no_name_stands_twice() -> None:
    for values in ([d for p in PROVIDERS for d in p.domains], [d for p in PROVIDERS for d in p.exchangers]):
        assert [value for value, times in Counter(values).items() if times > 1] == []
    assert len({p.name for p in PROVIDERS}) == len(PROVIDERS) >= 25


@each
def test_a_user_name_is_made_from_an_address(provider: Provider) -> None:
    for domain in provider.domains:
        address = f"jo.doe@{domain}"
        assert is_address(address)
        assert provider.user_form.user(address) in (address, "jo.doe")


def test_three_placeholders_are_filled_and_nothing_else() -> None:
    address = "%EMAILDOMAIN%x@firm.example"
    assert filled(" %EMAILLOCALPART%|%EMAILDOMAIN% ", address) == "%EMAILDOMAIN%x|firm.example"
    assert filled("%EMAILADDRESS%", "jo@firm.example") == "jo@firm.example"
    assert filled("%OTHER%.%lower%", "jo@firm.example") == "%OTHER%.%lower%"
