"""A mail account as typed: tidied, or refused with the field it is about."""

from __future__ import annotations

from dataclasses import replace

import pytest

from companion.core.account import Account, Security, checked
from companion.core.problem import Problem

GOOD = Account("m1", "me@example.org", "Jo Müller", "smtp.example.org", 465, Security.TLS, "me")


def test_a_good_account_stays_as_it_is() -> None:
    assert checked(GOOD) == GOOD


def test_white_space_goes_and_the_user_defaults_to_the_address() -> None:
    typed = replace(GOOD, address=" me@example.org ", host="smtp.example.org\n", user="  ", name=" Jo  Müller")
    assert checked(typed) == replace(GOOD, user="me@example.org")


@pytest.mark.parametrize(
    "host", ["localhost", "mail-1.example.org", "smtp.example.org.", "münchen.example", "10.0.0.1", "::1"]
)
def test_names_of_servers(host: str) -> None:
    assert checked(replace(GOOD, host=host)).host == host


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("address", ""),
        ("address", "me"),
        ("address", "me@host"),
        ("address", "Jo <me@example.org>"),
        ("address", "a@example.org, b@example.org"),
        ("address", "x" * 1_000_000),
        ("name", "=?UTF-8?Q?Hi=0ABcc:_x@y?="),
        ("name", "x" * 1_000_000),
        ("name", "\udcff"),
        ("host", ""),
        ("host", "https://smtp.example.org"),
        ("host", "smtp.example.org/path"),
        ("host", "smtp example org"),
        ("host", "-smtp.example.org"),
        ("host", "a." * 150 + "org"),
        ("port", 0),
        ("port", -1),
        ("port", 65536),
        ("user", "x" * 1_000_000),
    ],
)
def test_what_is_wrong_is_told_at_its_field(field: str, value: str | int) -> None:
    with pytest.raises(Problem) as told:
        checked(replace(GOOD, **{field: value}))
    assert told.value.field == field
    assert len(told.value.sentence) < 250
    assert "!" not in told.value.sentence


def test_there_is_no_way_without_protection() -> None:
    assert {s.value: s.usual_port for s in Security} == {"tls": 465, "starttls": 587}
