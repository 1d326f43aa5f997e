"""The real mailbox against servers that go wrong, name their folders otherwise, or know less than they should."""

from __future__ import annotations

import re
import socket
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from companion.adapters.mail import compose, imap
from companion.adapters.mail.certificates import Certificates, make_certificates
from companion.adapters.mail.imap_words import Folder, Unreadable, folders, sent_folder, values
from companion.adapters.mail.mailbox import ImapMailbox
from companion.core.account import Security
from companion.core.oauth import Bearer
from companion.core.outbox import OutboxLetter
from companion.services.ports import Look, MailFault, MailProblem
from tests.contract.test_mailbox import with_mailbox
from tests.fakes.delivery import PATIENT, TINY
from tests.fakes.letters import LETTER, TOKEN, WHEN, queued
from tests.fakes.scripted import PASSWORD, Act, Mode
from tests.fakes.scripted_imap import ENDLESS_LITERAL, LITERAL_AFTER_LITERAL, OFFERS, ScriptedImap

LETTER_SENT: OutboxLetter = queued(compose.freeze(LETTER, token=TOKEN, date=WHEN))
SLOW = (Act.STALL, Act.DRIBBLE)
ACTS = {
    Act.DROP: (MailFault.BROKEN, True),
    Act.STALL: (MailFault.NO_ANSWER, True),
    Act.DRIBBLE: (MailFault.NO_ANSWER, True),
    Act.GARBAGE: (MailFault.BROKEN, False),
    Act.ENDLESS_LINE: (MailFault.BROKEN, False),
    Act.ENDLESS_ANSWER: (MailFault.BROKEN, False),
    ENDLESS_LITERAL: (MailFault.BROKEN, False),
    LITERAL_AFTER_LITERAL: (MailFault.BROKEN, False),
}
STEPS = ("greeting", "capability", "login", "list", "examine", "search", "fetch", "append", "appended")


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


def filed(server: ScriptedImap, certificates: Certificates, password: str = PASSWORD) -> Look:
    limits = TINY if set(server.script.values()) & set(SLOW) else PATIENT
    security = Security.TLS if server.mode is Mode.TLS else Security.STARTTLS
    mailbox = ImapMailbox(trust=certificates.ca_file, limits=limits)
    return mailbox.file_sent(with_mailbox(server.port, security=security), password, LETTER_SENT)


def told(server: ScriptedImap, certificates: Certificates, password: str = PASSWORD) -> MailProblem:
    with server, pytest.raises(MailProblem) as problem:
        filed(server, certificates, password)
    sentence, details = problem.value.sentence, problem.value.details
    assert sentence.endswith(".")
    assert not re.search(r"!|unfortunately|sorry|\bat least\b|  |letter is kept", sentence)
    assert "\x1b" not in details
    assert password not in details
    return problem.value


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("act", ACTS)
def test_a_server_goes_wrong(step: str, act: str, certificates: Certificates) -> None:
    server = ScriptedImap(certificates, {step: act})
    server.box.copies.append(LETTER_SENT.content.replace(TOKEN.encode(), b"another"))
    problem = told(server, certificates)
    fault, passing = ACTS[act]
    # a copy that may lie there is looked for again
    assert (problem.fault, problem.passing) == (fault, passing or step in ("append", "appended"))
    assert len(server.box.copies) == (2 if step == "appended" else 1)


@pytest.mark.parametrize("words", ["NO [OVERQUOTA] full", "BAD what"])
@pytest.mark.parametrize("step", ["list", "examine", "append", "appended"])
def test_a_server_refuses(step: str, words: str, certificates: Certificates) -> None:
    problem = told(ScriptedImap(certificates, {step: words}), certificates)
    assert (problem.fault, problem.passing, problem.details) == (MailFault.FOLDER, False, words)


def test_what_will_pass_is_known_by_its_code(certificates: Certificates) -> None:
    for step in ("login", "list"):
        problem = told(ScriptedImap(certificates, {step: "NO [UNAVAILABLE] later"}), certificates)
        assert problem.passing
    assert told(ScriptedImap(certificates, {"greeting": "BYE too many"}), certificates).passing


@pytest.mark.parametrize("act", [Act.DROP, Act.GARBAGE])
def test_a_lost_answer_makes_no_second_copy(act: Act, certificates: Certificates) -> None:
    with ScriptedImap(certificates, {"appended": act}) as server:
        with pytest.raises(MailProblem) as problem:
            filed(server, certificates)
        assert problem.value.passing
        server.script.clear()
        assert filed(server, certificates).there
        server.finish()
    assert len(server.box.copies) == 1


def test_the_copy_is_the_frozen_letter_as_read(certificates: Certificates) -> None:
    with ScriptedImap(certificates) as server:
        look = filed(server, certificates)
        server.finish()
    assert not look.there
    assert server.box.copies == [LETTER_SENT.content]
    assert server.box.flags == ["\\Seen"]
    (append,) = [command for command in server.commands if command.startswith("APPEND")]
    assert '"23-Nov-2026 09:00:00 +0000"' in append


# --- safety ------------------------------------------------------------------------------------------------------


def test_a_certificate_that_is_not_trusted_ends_it_before_the_password(
    certificates: Certificates, tmp_path: Path
) -> None:
    stranger, expired = make_certificates(tmp_path / "a"), datetime.now(UTC) - timedelta(days=2)
    others = {
        "issued by somebody": make_certificates(tmp_path / "b"),
        "has expired": make_certificates(tmp_path / "c", valid_until=expired),
        "is not for localhost": make_certificates(tmp_path / "d", hosts=("elsewhere.example",)),
    }
    for words, made in others.items():
        for mode in (Mode.TLS, Mode.STARTTLS):
            trusted = stranger if words == "issued by somebody" else made
            server = ScriptedImap(made, mode=mode)
            problem = told(server, trusted)
            assert problem.fault is MailFault.CERTIFICATE
            assert words in problem.sentence
            assert "Your password was not sent" in problem.sentence
            assert server.logins == []
    assert certificates.ca_file.exists()


def test_a_stripped_starttls_and_a_server_without_tls_end_it(certificates: Certificates) -> None:
    server = ScriptedImap(certificates, mode=Mode.STRIPPED)
    problem = told(server, certificates)
    assert problem.fault is MailFault.NO_TLS
    assert "993" in problem.sentence
    assert server.logins == []
    with ScriptedImap(certificates, mode=Mode.STRIPPED) as plain, pytest.raises(MailProblem) as refused:
        ImapMailbox(trust=certificates.ca_file, limits=PATIENT).test(with_mailbox(plain.port), PASSWORD)
    assert refused.value.fault is MailFault.NO_TLS
    assert "143" in refused.value.sentence


def test_a_refused_starttls_is_not_told_as_a_missing_one(certificates: Certificates) -> None:
    for words, passing in (("NO [UNAVAILABLE] later", True), ("BAD what", False)):
        server = ScriptedImap(certificates, {"starttls": words}, mode=Mode.STARTTLS)
        problem = told(server, certificates)
        assert (problem.fault, problem.passing, problem.details) == (MailFault.NO_TLS, passing, words)
        assert "did not make the connection safe. Your password was not sent. Choose TLS" in problem.sentence
        assert server.logins == []


def test_nobody_is_there(certificates: Certificates) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = int(taken.getsockname()[1])
    mailbox = ImapMailbox(trust=certificates.ca_file, limits=PATIENT)
    for host, fault in (("localhost", MailFault.REFUSED), ("two words", MailFault.NAME_NOT_FOUND)):
        with pytest.raises(MailProblem) as problem:
            mailbox.test(with_mailbox(port, host=host), PASSWORD)
        assert problem.value.fault is fault
        assert "password was not sent" in problem.value.sentence


# --- logging in --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("offers", [OFFERS, "IMAP4rev1 AUTH=PLAIN", "IMAP4rev1"])
@pytest.mark.parametrize("password", [PASSWORD, 'pä"ss\\ word{5}', "{3}\r\nc9 DELETE INBOX"])
def test_any_password_goes_whole_and_nothing_else(offers: str, password: str, certificates: Certificates) -> None:
    with ScriptedImap(certificates, offers=offers, password=password) as server:
        filed(server, certificates, password)
        server.finish()
    assert [said for _, said in server.logins] == [password]
    assert not [command for command in server.commands if command.startswith("DELETE")]


def test_a_server_that_takes_no_password_is_told(certificates: Certificates) -> None:
    offers = "IMAP4rev1 LOGINDISABLED AUTH=GSSAPI"
    server = ScriptedImap(certificates, offers=offers)
    problem = told(server, certificates)
    assert problem.fault is MailFault.LOGIN
    assert server.logins == []
    assert told(ScriptedImap(certificates), certificates, "no\0thing").fault is MailFault.LOGIN


@pytest.mark.parametrize("offers", ["SASL-IR AUTH=XOAUTH2", "AUTH=XOAUTH2 AUTH=OAUTHBEARER"])
def test_a_token_takes_the_place_of_the_password(certificates: Certificates, offers: str) -> None:
    with ScriptedImap(certificates, offers=f"IMAP4rev1 LOGINDISABLED {offers}") as server:
        works = with_mailbox(server.port)
        with imap.Session(works, Bearer(PASSWORD), certificates.ca_file, PATIENT) as session:
            session.log_in()
            assert session.sent_folder().name == "Sent"
            session.say_goodbye()
        server.finish()
    assert server.logins == [("jo", PASSWORD)]
    with ScriptedImap(certificates, offers=f"IMAP4rev1 {offers}") as server:
        works = with_mailbox(server.port)
        ended = imap.Session(works, Bearer("an-ended-token"), certificates.ca_file, PATIENT)
        with ended as session, pytest.raises(MailProblem) as refused:
            session.log_in()
        server.finish()
    assert refused.value.fault is MailFault.LOGIN
    assert refused.value.sentence.endswith("or is not for mail. Consent again in Settings.")
    assert "an-ended-token" not in f"{refused.value.sentence} {refused.value.details}"


# --- folders -----------------------------------------------------------------------------------------------------

NAMED = (
    ((rb'() "/" INBOX', rb'(\Sent) "/" "Outgoing mail"', rb'() "/" Sent'), "Outgoing mail", b'"Outgoing mail"'),
    ((rb'() "/" "[Gmail]/All"', rb'(\sent) "/" "[Gmail]/Gesendet"'), "[Gmail]/Gesendet", b'"[Gmail]/Gesendet"'),
    ((rb'() "." "INBOX.Sent"',), "INBOX.Sent", b'"INBOX.Sent"'),
    ((rb'() "/" "&AMk-l&AOk-ments envoy&AOk-s"',), "Éléments envoyés", b'"&AMk-l&AOk-ments envoy&AOk-s"'),
    ((b'() "/" "\xc3\x89l\xc3\xa9ments envoy\xc3\xa9s"',), "Éléments envoyés", "Éléments envoyés".encode()),
    ((b'() "/" {7}\r\nEnv"ia\\', rb'() NIL "Enviados"'), "Enviados", b'"Enviados"'),
    ((rb'(\Noselect) "/" Sent', rb'() "/" "Gesendete Elemente"'), "Gesendete Elemente", b'"Gesendete Elemente"'),
    ((b'(\\Sent) "/" {6}\r\na "b\\c',), 'a "b\\c', b'"a \\"b\\\\c"'),
)


@pytest.mark.parametrize(("listed", "name", "said"), NAMED)
@pytest.mark.parametrize("offers", [OFFERS, "IMAP4rev1 AUTH=PLAIN"])
def test_the_sent_folder_is_found(
    listed: tuple[bytes, ...], name: str, said: bytes, offers: str, certificates: Certificates
) -> None:
    with ScriptedImap(certificates, offers=offers) as server:
        server.box.listed = listed
        look = filed(server, certificates)
        server.finish()
    assert look.folder == name
    assert server.box.opened == server.box.appended_to == [said]


def test_no_sent_folder_is_told_and_nothing_is_filed(certificates: Certificates) -> None:
    server = ScriptedImap(certificates)
    server.box.listed = (rb'() "/" INBOX', rb'() "/" "Sent/Old things"', rb'(\Noselect \Sent) "/" x', rb"((", b"(")
    problem = told(server, certificates)
    assert problem.fault is MailFault.FOLDER
    assert problem.sentence.startswith("No Sent folder was found at localhost.")
    assert server.box.copies == []


def test_a_use_outweighs_a_name_and_a_shorter_path_a_longer_one() -> None:
    listed = [Folder(name, frozenset(), "/") for name in (b"Old/Archive/Sent", b"Old/Sent", b"Sent Items of Jo")]
    found = sent_folder(listed)
    assert found is not None
    assert found.wire == b"Old/Sent"
    assert sent_folder([*listed, Folder(b"X", frozenset({"\\sent"}), "/")]) == Folder(b"X", frozenset({"\\sent"}), "/")
    assert Folder(b"a\x1b&IC4-b\r\n" + b"c" * 200, frozenset(), "").name == "ab" + "c" * 98
    assert Folder(b"&-&ZeVnLIqe-&bad*-&AA-", frozenset(), "").name == "&日本語&bad*-&AA-"


@pytest.mark.parametrize("line", [b'* LIST (\\A "x', b"* LIST " + b"(" * 50, b"* )", b'* "a'])
def test_what_is_not_imap_is_no_folder(line: bytes) -> None:
    with pytest.raises(Unreadable):
        values((line,))
    assert folders([(line,)]) == ()


# --- finding -----------------------------------------------------------------------------------------------------


def looked(copies: Sequence[bytes], certificates: Certificates, script: dict[str, str] | None = None) -> Look:
    with ScriptedImap(certificates, script) as server:
        server.box.copies = list(copies)
        mailbox = ImapMailbox(trust=certificates.ca_file, limits=PATIENT)
        look = mailbox.find_sent(with_mailbox(server.port), PASSWORD, LETTER_SENT)
        server.finish()
    assert len(server.box.copies) == len(copies)
    return look


REPLACED = LETTER_SENT.content.replace(
    f"Message-ID: {LETTER_SENT.message_id}".encode(), b"Message-ID: <x@outlook.example>"
)
REPLY = REPLACED.replace(b"MIME-Version", f"In-Reply-To: {LETTER_SENT.message_id}\r\nMIME-Version".encode())
THREAD = REPLACED.replace(b"References: ", b"References: <first@x.example>\r\n ")
SIMILAR = LETTER_SENT.content.replace(TOKEN.encode(), TOKEN.encode() + b"-2")
OTHER = LETTER_SENT.content.replace(TOKEN.encode(), b"other")


@pytest.mark.parametrize("script", [None, {"search": "BAD unknown"}, {"search": "OK found nothing"}])
def test_it_is_known_by_its_id_or_by_the_reference_where_outlook_replaced_that(
    script: dict[str, str] | None, certificates: Certificates
) -> None:
    for copy in (LETTER_SENT.content, REPLACED):
        look = looked([OTHER, copy, SIMILAR], certificates, script)
        assert look == Look("Sent", there=True, dated=datetime(2026, 11, 3, 12, 5, tzinfo=UTC))
    for copies in ([], [OTHER], [REPLY, THREAD, SIMILAR]):
        assert looked(copies, certificates, script) == Look("Sent", there=False)
