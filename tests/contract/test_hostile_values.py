"""Hostile values in every field that reaches a header or the wire: refused with a sentence, or received as meant."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import replace
from functools import partial
from typing import TypeVar

import pytest

from companion.adapters.mail.addresses import ascii_address
from companion.adapters.mail.certificates import Certificates, make_certificates
from companion.adapters.mail.compose import freeze
from companion.adapters.mail.mailer import SmtpMailer
from companion.core.account import Account, Security, checked
from companion.core.letter import Letter
from companion.core.problem import Problem
from companion.services.ports import MailFault, MailProblem
from tests.contract.letter_checks import check
from tests.fakes.delivery import PATIENT, works
from tests.fakes.letters import LETTER, TOKEN, WHEN, account, nothing, queued
from tests.fakes.scripted_smtp import PASSWORD, Mode, ScriptedServer

BCC = "Bcc: eve@evil.example"
TEXTS = {
    "line feed": f"Ann\n{BCC}",
    "carriage return": f"Ann\r{BCC}",
    "line break": f"Ann\r\n{BCC}",
    "folded line break": f"Ann\r\n {BCC}",
    "an empty line": "Ann\r\n\r\nAnother body",
    "vertical tab": f"Ann\x0b{BCC}",
    "form feed": f"Ann\x0c{BCC}",
    "next line": f"Ann\x85{BCC}",
    "line separator": f"Ann\u2028{BCC}",
    "paragraph separator": f"Ann\u2029{BCC}",
    "nul": "Ann\0Bé",
    "escape": "\x1b[31mAnn\x1b[0m",
    "encoded-word with a line break": "=?UTF-8?Q?Hi=0ABcc:_eve@evil.example?=",
    "encoded-word in base64": "=?utf-8?b?QW5uDQpCY2M6IGV2ZUBldmlsLmV4YW1wbGU=?=",
    "half an encoded-word": "=?utf-8?q?Ann",
    "encoded-word cut in two": "=?utf-8? q?Ann?=",
    "right-to-left override": "Ann \u202eelpmaxe.live",
    "isolate": "Ann \u2066Bé\u2069",
    "right-to-left mark": "\u200fدينا",
    "zero width": "An\u200bn",
    "10,000 characters": "A" * 10_000,
    "10,000 words": "A " * 5_000,
    "500 characters": "é" * 500,
    "half a character": "Ann \ud800",
    "quotes": 'Ann "the" Bé \\ "',
    "another address": "eve@evil.example",
    "angle brackets": "Ann <eve@evil.example>",
    "several": "Ann, eve@evil.example",
    "a group": "Friends: eve@evil.example;",
    "a comment": "Ann (eve@evil.example)",
    "html": "<b onload=alert(1)>Ann</b>",
    "placeholder": "{company} %s ${HOME}",
    "emoji": "👩‍💻 Ann",
    "combining": "Ann" + "\u0301" * 60,
    "other script": "安娜 " * 40 + "x",
    "nothing": "",
    "spaces": "   ",
}
ADDRESSES = {
    "quoted local part": '"a"@b',
    "quoted local part, whole domain": '"a b"@acme.example',
    "quoted address within": '"eve@evil.example"@acme.example',
    "two": "ann@acme.example,eve@evil.example",
    "two by space": "ann@acme.example eve@evil.example",
    "with its name": "Ann <ann@acme.example>",
    "closed early": "ann@acme.example> SIZE=1",
    "a second command": "ann@acme.example>\r\nRCPT TO:<eve@evil.example",
    "a second header": f"ann@acme.example\n{BCC}",
    "nul": "ann\0@acme.example",
    "encoded-word": "=?utf-8?q?ann?=@acme.example",
    "percent route": "ann%evil.example@acme.example",
    "source route": "@evil.example:ann@acme.example",
    "bang path": "evil!ann@acme.example",
    "address literal": "ann@[127.0.0.1]",
    "no domain": "ann",
    "no local part": "@acme.example",
    "no dot": "ann@acme",
    "dots": "ann..b@acme.example",
    "idn": "ann@bücher.example",
    "idn that means another": "ann@straße.example",
    "full-width": "ann@ａcme.example",
    "punycode": "ann@xn--bcher-kva.example",
    "local part of another script": "jörg@acme.example",
    "local part in Chinese": "安娜@acme.example",
    "right-to-left override": "ann\u202e@acme.example",
    "zero width": "an\u200bn@acme.example",
    "10,000 characters": "a" * 10_000 + "@acme.example",
    "10,000 labels": "ann@" + "a." * 5_000 + "example",
    "label of 64": "ann@" + "a" * 64 + ".example",
    "half a character": "ann\ud800@acme.example",
    "plus": "ann+jobs@acme.example",
    "specials": "!#$%&'*+-/=?^_`{|}~@acme.example",
}
FIELDS = {
    "sender": ("sender", ADDRESSES | TEXTS),
    "recipient": ("recipient", ADDRESSES | TEXTS),
    "sender_name": ("sender", TEXTS | ADDRESSES),
    "recipient_name": ("recipient", TEXTS | ADDRESSES),
    "subject": ("subject", TEXTS | ADDRESSES),
    "body": ("body", TEXTS | ADDRESSES),
}
SENT_SURELY = {
    ("recipient", "idn"),
    ("recipient", "punycode"),
    ("recipient", "plus"),
    ("sender", "specials"),
    ("recipient_name", "quotes"),
    ("recipient_name", "angle brackets"),
    ("sender_name", "other script"),
    ("sender_name", "right-to-left mark"),
    ("subject", "several"),
    ("subject", "emoji"),
    ("subject", "placeholder"),
    ("body", "10,000 characters"),
    ("body", "encoded-word with a line break"),
}
REFUSED_SURELY = {
    (field, value)
    for field in FIELDS
    if field != "body"
    for value in ("line feed", "carriage return", "line break", "nul", "10,000 characters", "right-to-left override")
} | {("recipient", "local part of another script"), ("recipient", "quoted local part"), ("body", "nul")}


T = TypeVar("T")


def answer(act: Callable[[], T]) -> T | Problem:
    try:
        return act()
    except Problem as problem:
        return problem


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def server(certificates: Certificates) -> Generator[ScriptedServer]:
    with ScriptedServer(certificates, Mode.TLS) as running:
        yield running


@pytest.mark.parametrize("field", FIELDS)
def test_each_value_is_refused_or_received_as_meant(
    field: str, server: ScriptedServer, certificates: Certificates
) -> None:
    blamed, values = FIELDS[field]
    mailer = SmtpMailer(trust=certificates.ca_file, limits=PATIENT)
    sent: list[tuple[str, Letter]] = []
    for name, value in values.items():
        letter = replace(LETTER, **{field: value})
        frozen = answer(partial(mailer.freeze, letter, token=TOKEN, date=WHEN))
        if isinstance(frozen, Problem):
            assert frozen.field == blamed, name
            assert frozen.sentence.endswith("."), name
            assert len(frozen.sentence) < 200, name
            assert (field, name) not in SENT_SURELY
            continue
        assert (field, name) not in REFUSED_SURELY
        mailer.deliver(works(server, Mode.TLS), PASSWORD, queued(frozen, letter=letter), transmitting=nothing)
        sent.append((name, letter))
    server.finish()
    assert len(server.contents) == len(sent) > 0
    for (name, letter), content in zip(sent, server.contents, strict=True):
        wire = replace(
            letter,
            sender=ascii_address(letter.sender, field="sender"),
            recipient=ascii_address(letter.recipient, field="recipient"),
        )
        check(_as_shown(wire), content.replace(b"\r\n..", b"\r\n."))
        assert name
    said = [command for command in server.commands if command.split(":")[0] in ("MAIL FROM", "RCPT TO")]
    assert said == [
        line
        for _, letter in sent
        for line in (
            f"MAIL FROM:<{ascii_address(letter.sender, field='sender')}>",
            f"RCPT TO:<{ascii_address(letter.recipient, field='recipient')}>",
        )
    ]


def _as_shown(letter: Letter) -> Letter:
    """Line ends as a reader of the received letter has them."""
    return replace(letter, body=letter.body.replace("\r\n", "\n").replace("\r", "\n"))


@pytest.mark.parametrize("name", TEXTS | ADDRESSES)
def test_an_account_is_refused_with_its_field_or_kept_as_one_line(name: str) -> None:
    value = (TEXTS | ADDRESSES)[name]
    good = account(465, "jo", security=Security.TLS)
    for field in ("address", "name", "host", "user"):
        kept = answer(partial(checked, replace(good, **{field: value})))
        if isinstance(kept, Problem):
            assert kept.field == field
            assert kept.sentence.endswith(".")
            continue
        found: str = getattr(kept, field)
        assert not any(character in found for character in "\r\n\0"), (field, found)


@pytest.mark.parametrize(
    "host", ["a b", "a\r\nb.example", "a\0.example", "evil.example/", "ａcme.example", "h" * 10_000, ""]
)
def test_a_hostile_host_is_no_server(host: str) -> None:
    with pytest.raises(MailProblem) as problem:
        SmtpMailer(limits=PATIENT).test(account(465, "jo", host=host), PASSWORD)
    assert problem.value.fault is MailFault.NAME_NOT_FOUND


@pytest.mark.parametrize("user", ["jo\r\nMAIL FROM:<x@y.example>", "jo =?utf-8?q?x?=", "jö" * 100, "j" * 10_000])
def test_a_hostile_user_name_stays_within_its_login(user: str, certificates: Certificates) -> None:
    with ScriptedServer(certificates, Mode.TLS) as server:
        acting: Account = replace(works(server, Mode.TLS), user=user)
        with pytest.raises(MailProblem) as problem:
            SmtpMailer(trust=certificates.ca_file, limits=PATIENT).test(acting, PASSWORD)
        server.finish()
    assert problem.value.fault is MailFault.LOGIN
    assert [command.split()[0] for command in server.commands] == ["ehlo", "AUTH"]


def test_no_server_needs_to_offer_anything_for_letters_of_other_scripts() -> None:
    """A letter is ASCII, so neither SMTPUTF8 nor 8BITMIME matters."""
    for name in ("Jörg", "安娜", "👩‍💻"):
        letter = replace(LETTER, sender_name=name, recipient_name=name, subject=name, body=name)
        assert freeze(letter, token=TOKEN, date=WHEN).content.isascii()
