"""Frozen letters: whatever the user typed, either refused with its field, or exactly the intended headers."""

from __future__ import annotations

import base64
import binascii
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from companion.adapters.mail.compose import freeze, unsent_draft
from companion.adapters.mail.proof import difference, text_of
from companion.core.letter import Letter
from companion.core.problem import Problem
from companion.services.ports import Frozen
from tests.contract.letter_checks import HEADERS, check
from tests.fakes.letters import LETTER, TOKEN, WHEN

LONG_ADDRESS = "l" * 64 + "@" + ".".join(["d" * 60] * 4) + ".example"
texts = st.text(max_size=120)
hostile = st.lists(
    st.sampled_from(
        [
            "\r",
            "\n",
            "\r\n",
            "Bcc: x@y.example",
            "=?utf-8?q?",
            "=0A",
            "?=",
            "<x@y.example>",
            ",",
            ";",
            '"',
            "\\",
            " ",
            "é",
        ]
    ),
    max_size=12,
).map("".join)


def outcome(letter: Letter) -> Frozen | str:
    """The frozen letter, or the field for which it was refused."""
    try:
        return freeze(letter, token=TOKEN, date=WHEN)
    except Problem as problem:
        return problem.field


def frozen_or_refused(letter: Letter, field: str) -> bool:
    """Whether it was frozen, rightly; if it was refused, then for this field."""
    found = outcome(letter)
    if isinstance(found, str):
        assert found == field
        return False
    check(letter, found.content)
    return True


@given(name=texts | hostile)
@example(name="Müller, Jörg")
@example(name='O"Brien \\ "')
@example(name="日本語 " * 30 + "x")
@example(name="Ann Bé, " * 20 + "x")
@example(name="A" * 300)
@example(name="ann@acme.example")
@example(name="\u200f\u062f\u064a\u0646\u0627\u200f")
def test_any_name_is_refused_or_stays_a_name(name: str) -> None:
    frozen_or_refused(replace(LETTER, recipient_name=name), "recipient")
    frozen_or_refused(replace(LETTER, sender_name=name), "sender")


@given(subject=texts | hostile)
@example(subject=" two  spaces ")
@example(subject="word " * 60 + "x")
@example(subject="w" * 400)
@example(subject="=?UTF-8?Q?Hi=0ABcc:_x@y?=")
@example(subject="\t")
def test_any_subject_is_refused_or_stays_one(subject: str) -> None:
    frozen_or_refused(replace(LETTER, subject=subject), "subject")


@given(address=texts | hostile | texts.map(lambda text: f"{text}@acme.example") | st.emails())
@example(address="=?utf-8?q?x?=@acme.example")
@example(address="a@b.example,c@d.example")
@example(address=LONG_ADDRESS)
def test_any_address_is_refused_or_is_the_one_recipient(address: str) -> None:
    frozen_or_refused(replace(LETTER, recipient=address), "recipient")
    frozen_or_refused(replace(LETTER, sender=address), "sender")


@given(body=st.text(max_size=400))
@example(body="x" * 5000)
@example(body=".\r\n.\r\n")
@example(body="From me\n \n\ttrailing \t \n")
@example(body="")
@example(body="a=0D=0Ab")
def test_any_body_is_refused_or_arrives(body: str) -> None:
    frozen_or_refused(replace(LETTER, body=body.replace("\r\n", "\n").replace("\r", "\n")), "body")


@pytest.mark.parametrize(
    "name",
    [
        "Jo",
        "Dr. Ann O'Neill-Smith",
        "Müller, Jörg",
        "日本 語",
        "Łukasz Żółć " * 15 + "x",
        "a" * 199,
        '"',
        "x@y.example",
    ],
)
def test_names_that_people_have_are_not_refused(name: str) -> None:
    assert frozen_or_refused(replace(LETTER, recipient_name=name, sender_name=name), "")


def test_a_long_address_keeps_its_references_readable() -> None:
    letter = replace(LETTER, sender=LONG_ADDRESS)
    assert frozen_or_refused(letter, "")
    assert f"\r\nReferences: <{TOKEN}@" in freeze(letter, token=TOKEN, date=WHEN).content.decode()


@pytest.mark.parametrize(
    ("address", "on_the_wire"),
    [("ann@bücher.example", "ann@xn--bcher-kva.example"), ("ann@ACME.example", "ann@ACME.example")],
)
def test_a_domain_of_another_script_becomes_ascii(address: str, on_the_wire: str) -> None:
    frozen = freeze(replace(LETTER, recipient=address), token=TOKEN, date=WHEN)
    assert f"<{on_the_wire}>\r\n".encode() in frozen.content


@pytest.mark.parametrize(
    "address",
    [
        "ann@straße.example",
        "ann@ﬁne.example",
        "jörg@acme.example",
        "ann@" + "a" * 64 + ".example",
        "a\x85b@acme.example",
    ],
)
def test_an_address_that_could_mean_another_is_refused(address: str) -> None:
    assert not frozen_or_refused(replace(LETTER, recipient=address), "recipient")


@pytest.mark.parametrize(
    ("letter", "field"),
    [
        (replace(LETTER, subject=" "), "subject"),
        (replace(LETTER, subject="x" * 501), "subject"),
        (replace(LETTER, recipient_name="\ud800"), "recipient"),
        (replace(LETTER, recipient=""), "recipient"),
        (replace(LETTER, sender=""), "sender"),
        (replace(LETTER, body="bell \x07"), "body"),
        (replace(LETTER, body="x" * 20_001), "body"),
    ],
)
def test_what_is_refused_names_its_field(letter: Letter, field: str) -> None:
    with pytest.raises(Problem) as told:
        freeze(letter, token=TOKEN, date=WHEN)
    assert told.value.field == field


@pytest.mark.parametrize(
    ("token", "date"),
    [("two tokens", WHEN), ("", WHEN), (TOKEN, datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None))],
)
def test_a_token_or_date_of_ours_that_is_wrong_is_a_bug(token: str, date: datetime) -> None:
    with pytest.raises(ValueError, match="no token or no zone"):
        freeze(LETTER, token=token, date=date)


def test_the_draft_opens_for_editing_with_what_is_known() -> None:
    headers, body = text_of(unsent_draft(LETTER))
    assert headers[0] == ("X-Unsent", "1")
    assert dict(headers)["To"] == "Ann Bé <ann@acme.example>"
    assert body == LETTER.body
    headers, _ = text_of(unsent_draft(replace(LETTER, sender="", recipient="")))
    assert [name for name, _ in headers][:2] == ["X-Unsent", "Subject"]


def test_the_draft_refuses_what_a_letter_refuses() -> None:
    with pytest.raises(Problem):
        unsent_draft(replace(LETTER, recipient_name="a\nBcc: x@y.example"))


def test_the_body_is_kept_from_ends_within() -> None:
    frozen = freeze(LETTER, token=TOKEN, date=WHEN)
    assert b"\r\n.\r\n" not in frozen.content
    assert base64.b64encode("Jo Müller".encode()) in frozen.content


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        (b"Date:", b"Bcc: x@y.example\r\nDate:", "subject"),
        (b"Date:", b"Subject: Another\r\nDate:", "subject"),
        (b"Subject: Thank", b"Subject: Thanks", "subject"),
        (b"<ann@acme.example>", b"<ann@acme.example>, <x@y.example>", "recipient"),
        (b"<ann@acme.example>", b"<eve@acme.example>", "recipient"),
        (b"<jo@me.example>", b"<jo@me.example>, x", "sender"),
        (base64.b64encode("Jo Müller".encode()), base64.b64encode(b"Jo Miller"), "sender"),
        (b"Dear Ann", b"Dear Bob", "body"),
    ],
)
def test_the_proof_finds_each_difference(old: bytes, new: bytes, field: str) -> None:
    content = freeze(LETTER, token=TOKEN, date=WHEN).content
    assert difference(content, HEADERS, LETTER, LETTER.body) == ""
    assert difference(content.replace(old, new, 1), HEADERS, LETTER, LETTER.body) == field


def test_a_letter_that_fails_its_proof_is_not_frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(data: bytes, *, istext: bool, header: bool) -> bytes:
        del istext, header
        return data.replace(b"Ann", b"Eve")

    monkeypatch.setattr(binascii, "b2a_qp", broken)
    with pytest.raises(Problem, match="would not arrive as it is written") as told:
        freeze(replace(LETTER, body="Dear Ann\n"), token=TOKEN, date=WHEN)
    assert told.value.field == "body"
