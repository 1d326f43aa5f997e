"""Letters as mail programs really save them, and files that only pretend to be letters."""

from __future__ import annotations

import base64
import os
import quopri
import shutil
import sys
from collections.abc import Callable, Generator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from companion.adapters.eml import EmlReader
from companion.adapters.eml.reader import LARGEST, MOST_LINES, MOST_PARTS, MOST_TEXT
from companion.core.problem import Problem
from companion.services.ports import LetterReader, ReadLetter

READER: LetterReader = EmlReader()
PNG = b"\x89PNG\r\n\x1a\n" + bytes(5000)
HEAD = "From: Ann Bé <ann@acme.example>\nDate: Tue, 3 Nov 2026 10:00:00 +0100\nSubject: Thank you\nMIME-Version: 1.0\n"
HEAD_BYTES = HEAD.encode()
OWN = "You explained it better than anyone.\n\nI still use your drawing."

Read = Callable[[bytes | str], ReadLetter]


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Generator[Read]:
    aside = tmp_path / "aside"
    aside.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(aside))

    def read_it(content: bytes | str) -> ReadLetter:
        path = tmp_path / "letter.eml"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        before = len(list(aside.iterdir()))
        letter = READER.read(path)
        assert len(list(aside.iterdir())) - before == bool(letter.pictures)
        return letter

    yield read_it
    shutil.rmtree(aside)


@pytest.fixture
def refused(tmp_path: Path) -> Callable[[bytes | str], str]:
    def tell(content: bytes | str) -> str:
        path = tmp_path / "letter.eml"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        with pytest.raises(Problem) as told:
            READER.read(path)
        assert told.value.field == "text"
        return told.value.sentence

    return tell


def plain(text: str, kind: str = "text/plain; charset=utf-8") -> str:
    return f"{HEAD}Content-Type: {kind}\nContent-Transfer-Encoding: 8bit\n\n{text}"


def parts(kind: str, *inside: str) -> str:
    boundary = f"=_{kind.replace('/', '_')}"
    body = "".join(f"\n--{boundary}\n{part}" for part in inside)
    return f'Content-Type: {kind}; boundary="{boundary}"\n{body}\n--{boundary}--\n'


def encoded(kind: str, content: bytes, disposition: str = "") -> str:
    head = f"Content-Type: {kind}\nContent-Transfer-Encoding: base64\n"
    return f"{head}{disposition}\n{base64.encodebytes(content).decode()}"


# --- what mail programs save -----------------------------------------------------------------------------------


def test_gmail_sends_plain_text_and_html_with_the_quotation_in_both(read: Read) -> None:
    text = (
        f"{OWN}\n\nOn Mon, Nov 2, 2026 at 9:12 AM Jo Müller <jo@example.org>\nwrote:\n\n"
        "> Dear Ann,\n>\n> thank you for today.\n> --\n> Jo\n"
    )
    html = "<div>Not this one</div>"
    letter = read(
        HEAD
        + parts(
            "multipart/alternative",
            encoded("text/plain; charset=UTF-8", text.encode()),
            encoded("text/html; charset=UTF-8", html.encode()),
        )
    )
    assert letter == ReadLetter("Thank you", "Ann Bé", datetime(2026, 11, 3, 9, 0, tzinfo=UTC), OWN)


def test_gmails_html_alone(read: Read) -> None:
    html = (
        '<div dir="ltr"><div>You explained it better than <b>any</b>one.</div><div><br></div><div>I still use your '
        'drawing.</div></div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">On '
        'Mon, Nov 2 Jo wrote:<br></div><blockquote class="gmail_quote">Dear Ann</blockquote></div>'
    )
    assert read(HEAD + encoded("text/html; charset=UTF-8", html.encode())).text == OWN


def test_outlooks_html_alone(read: Read) -> None:
    html = (
        "<html xmlns:o='urn:schemas-microsoft-com:office:office'><head><style><!-- p.MsoNormal {margin:0cm} --></style>"
        "<!--[if gte mso 9]><xml>junk</xml><![endif]--><title>Title</title></head><body lang=EN-GB>"
        "<div class=WordSection1><p class=MsoNormal>You explained it better\r\nthan anyone.<o:p></o:p></p>"
        "<p class=MsoNormal><o:p>&nbsp;</o:p></p><p class=MsoNormal>I still use your&nbsp;drawing.<o:p></o:p></p>"
        "<p class=MsoNormal><o:p>&nbsp;</o:p></p><div style='border:none;border-top:solid #E1E1E1 1.0pt'>"
        "<p class=MsoNormal><b>From:</b> Jo M&uuml;ller &lt;jo@example.org&gt; <br><b>Sent:</b> Monday, November 2"
        "<br><b>To:</b> Ann<br><b>Subject:</b> Today<o:p></o:p></p></div><p class=MsoNormal>Dear Ann</p></div>"
        "</body></html>"
    )
    body = quopri.encodestring(html.encode("cp1252")).decode()
    head = 'Content-Type: text/html; charset="Windows-1252"\nContent-Transfer-Encoding: quoted-printable\n\n'
    assert read(HEAD + head + body).text == OWN


def test_apple_mail_puts_a_picture_between_the_words(read: Read) -> None:
    html = (
        b'<html><body style="overflow-wrap: break-word;">You explained it better than anyone.<div><br></div><div>'
        b'I still use your drawing.<br><div><br><blockquote type="cite"><div>On 2 Nov 2026, at 09:12, Jo &lt;jo@x'
        b".example&gt; wrote:</div><br><div>Dear Ann</div></blockquote></div></div></body></html>"
    )
    picture = encoded(
        'image/png; name="whiteboard.png"', PNG, 'Content-Disposition: inline; filename="whiteboard.png"\n'
    )
    flowed = (
        "Content-Type: text/plain; charset=us-ascii; format=flowed; delsp=yes\nContent-Transfer-Encoding: 7bit\n\n"
        "You explained it better than any \none.\n\nI still use your drawing.\n\n> On 2 Nov 2026, at 09:12, Jo wrote:\n"
        "> \n> Dear Ann\n"
    )
    letter = read(
        HEAD
        + parts(
            "multipart/alternative",
            flowed,
            parts("multipart/related", encoded("text/html; charset=utf-8", html), picture),
        )
    )
    assert letter.text == OWN
    assert [path.name for path in letter.pictures] == ["picture-1.png"]
    assert letter.pictures[0].read_bytes() == PNG
    if sys.platform != "win32":
        assert letter.pictures[0].stat().st_mode & 0o777 == 0o600
        assert letter.pictures[0].parent.stat().st_mode & 0o777 == 0o700
    assert read(HEAD + encoded("text/html; charset=utf-8", html)).text == OWN


def test_a_mailing_list_in_plain_latin_1(read: Read) -> None:
    text = "Grüße & thanks,\nnaïve café.\n-- \nAnn\nlist mailing list\nhttp://lists.example\n".encode("latin-1")
    head = b"Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: 8bit\nPrecedence: list\n\n"
    assert read(HEAD_BYTES + head + text).text == "Grüße & thanks,\nnaïve café."


@pytest.mark.parametrize(
    "introduction",
    [
        "Am 02.11.2026 um 09:12 schrieb Jo Müller:",
        "Am Mo., 2. Nov. 2026 um 09:12 Uhr schrieb Jo Müller <\njo@example.org>:",
        "Le lun. 2 nov. 2026 à 09:12, Jo <jo@example.org> a écrit :",
        "Le 2 nov. 2026 à 09:12, Jo <jo@example.org> a écrit\xa0:",
        "El lun, 2 nov 2026 a las 9:12, Jo (<jo@example.org>) escribió:",
        "Il giorno lun 2 nov 2026 alle ore 09:12 Jo <jo@example.org> ha scritto:",
        "Em seg., 2 de nov. de 2026 às 09:12, Jo <jo@example.org> escreveu:",
        "Op ma 2 nov 2026 om 09:12 schreef Jo <jo@example.org>:",
        "Den mån 2 nov. 2026 kl 09:12 skrev Jo <jo@example.org>:",
        "On 02/11/2026 09:12, Jo wrote:",
        "Jo Müller <jo@example.org> wrote:",
        "Jo Müller <jo@example.org> schrieb am Mo., 2. Nov. 2026:",
        "On Mon, Nov 2, 2026 at 9:12 AM A Very Long Name Indeed\n<with.a.long.address@department.example.org>\nwrote:",
    ],
)
def test_an_answers_introduction_goes_with_what_it_quotes(read: Read, introduction: str) -> None:
    assert read(plain(f"{OWN}\n\n{introduction}\n\n> Dear Ann\n> and so on\n")).text == OWN
    assert read(plain(f"{OWN}\n\n{introduction}\n\nDear Ann\nand so on\n")).text == OWN
    assert read(plain(f"{introduction}\n\n> Dear Ann\n\n{OWN}\n")).text == OWN, "answered below"


@pytest.mark.parametrize(
    "block",
    [
        "________________________________\nFrom: Jo <jo@example.org>\nSent: Monday, 2 November 2026\nTo: Ann",
        "-----Original Message-----\nFrom: Jo\nSent: Monday\nTo: Ann",
        "Von: Jo\nGesendet: Montag, 2. November 2026\nAn: Ann\nBetreff: Heute",
        "-----Ursprüngliche Nachricht-----\nVon: Jo\nDatum: 2.11.",
        "De : Jo\nEnvoyé : lundi 2 novembre 2026\nÀ : Ann",
        "De: Jo\nEnviado el: lunes, 2 de noviembre\nPara: Ann",
        "*From:* Jo <jo@example.org>\n*Sent:* Monday\n*To:* Ann",
        "---------- Forwarded message ---------\nFrom: Jo",
        "-- \nAnn Bé\nHead of Everything",
        "Sent from my iPhone",
        "Von meinem iPhone gesendet",
        "Get Outlook for Android<https://aka.ms/x>",
    ],
)
def test_what_programs_add_at_the_end_is_taken_off(read: Read, block: str) -> None:
    assert read(plain(f"{OWN}\n\n{block}\n\n")).text == OWN


@pytest.mark.parametrize(
    "sentence",
    [
        "On reflection I wrote:",
        "From: the bottom of my heart.",
        "What she said -- and I agree -- was this:",
        "Le résultat me plaît :",
        "Am Ende schrieb sie:",
    ],
)
def test_words_that_only_look_like_an_introduction_stay(read: Read, sentence: str) -> None:
    assert read(plain(f"Hello\n{sentence}\nthank you, all the same.")).text.split("\n")[1] == sentence


def test_answers_between_the_lines_stay(read: Read) -> None:
    text = "> Did it help?\n\nYes, very much.\n\n> Shall we meet?\n\nGladly.\n"
    assert read(plain(text)).text == "Yes, very much.\n\nGladly."


def test_a_letter_passed_on_without_a_word_gives_what_it_passes_on(read: Read) -> None:
    quoted = "> You did well.\n>\n> Ann\n"
    assert read(plain(quoted)).text == "You did well.\n\nAnn"
    html = '<div class="gmail_quote"><div>You did well.</div></div>'
    assert read(HEAD + encoded("text/html; charset=utf-8", html.encode())).text == "You did well."
    inner = "From: Rita <rita@x.example>\nSubject: Well done\nDate: Mon, 2 Nov 2026 10:00:00 +0000\n\nYou did well.\n"
    letter = read(HEAD + parts("multipart/mixed", f"Content-Type: message/rfc822\n\n{inner}"))
    assert (letter.subject, letter.sender, letter.text) == ("Well done", "Rita", "You did well.")
    assert letter.sent_at == datetime(2026, 11, 2, 10, 0, tzinfo=UTC)


def test_html_becomes_lines_without_what_is_not_seen(read: Read) -> None:
    html = (
        "<script>var a = '<p>no</p>';</script><style>p { color: red }</style><h1>Dear&nbsp;Jo</h1>"
        "<p>1 &lt; 2 &amp; 3 < 4<ul><li>kind<li>clear</ul>"
        "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table><pre>x\n  y</pre>"
        "<img alt='no' src='https://tracker.example/1.gif'><a href='https://x.example'>link</a>"
    )
    assert read(HEAD + encoded("text/html", html.encode())).text == (
        "Dear Jo\n\n1 < 2 & 3 < 4\n\n• kind\n• clear\n\na b\nc\n\nx\n  y\nlink"
    )


# --- what mail programs get wrong ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "sender"),
    [
        (b"=?utf-8?q?Ann_B=C3=A9?= <ann@x.example>", "Ann Bé"),
        (b"=?ISO-8859-1?B?QW5uIELp?= <ann@x.example>", "Ann Bé"),
        (b'"=?utf-8?q?B=C3=A9=2C_Ann?=" <ann@x.example>', "Bé, Ann"),
        (b"=?utf-8?q?Ann?= =?utf-8?q?_B=C3=A9?=\n <ann@x.example>", "Ann Bé"),
        ("Ann Bé <ann@x.example>".encode(), "Ann Bé"),
        ("Ann Bé <ann@x.example>".encode("latin-1"), "Ann Bé"),
        (b"ann@x.example", "ann@x.example"),
        (b"<ann@x.example>", "ann@x.example"),
        (b"\"'Ann'\" <ann@x.example>", "Ann"),
        (b"ann@x.example (Ann)", "Ann"),
        (b"=?utf-8?b?broken!!?= <ann@x.example>", "ann@x.example"),
        (b"=?no-such?q?Ann?= <ann@x.example>", "Ann"),
        (b"=?idna?q?Ann?= <ann@x.example>", "Ann"),
        (b"", ""),
        (b"<<<>>>,,,;", ""),
        (b"\xff\xfe", None),
    ],
)
def test_a_senders_name_however_it_is_written(read: Read, raw: bytes, sender: str | None) -> None:
    letter = read(b"From: " + raw + b"\nDate: Tue, 3 Nov 2026 10:00:00 +0000\n\nThank you.\n")
    assert letter.text == "Thank you."
    if sender is not None:
        assert letter.sender in ({sender} if b"broken" not in raw else {sender, "=?utf-8?b?broken!!?=", "n"})


@pytest.mark.parametrize(
    ("date", "at"),
    [
        ("Date: Tue, 3 Nov 2026 10:00:00 +0100 (CET)", datetime(2026, 11, 3, 9, 0, tzinfo=UTC)),
        ("Date: 3 Nov 2026 10:00 -0000", datetime(2026, 11, 3, 10, 0, tzinfo=UTC)),
        ("Received: from a by b; Tue, 3 Nov 2026 10:00:00 +0000", datetime(2026, 11, 3, 10, 0, tzinfo=UTC)),
        ("Date: yesterday", None),
        ("Date: Tue, 99 Nov 2026 99:00:00 +9999", None),
        ("Date: 31 Dec 9999 23:59:59 -1400", None),
        ("Date:", None),
        ("X-None: 1", None),
    ],
)
def test_when_it_was_sent(read: Read, date: str, at: datetime | None) -> None:
    assert read(f"From: a@x.example\n{date}\n\nThank you.\n").sent_at == at


def test_a_subject_of_raw_bytes_over_several_lines(read: Read) -> None:
    assert (
        read(b"From: a@x.example\nSubject: Danke f\xc3\xbcr\n\talles \xe9\n\nThank you.\n").subject
        == "Danke fÃ¼r alles é"
    )
    assert read(b"From: a@x.example\nSubject: Danke f\xc3\xbcr\n alles\n\nThank you.\n").subject == "Danke für alles"


@pytest.mark.parametrize("charset", ["", "unknown-8bit", "utf-8", "us-ascii", "x-nonsense", "zlib", "idna", "\u00e9"])
def test_words_in_a_charset_that_is_wrong_or_unknown(read: Read, charset: str) -> None:
    kind = f"text/plain; charset={charset}" if charset else "text/plain"
    head = HEAD_BYTES + f"Content-Type: {kind}\nContent-Transfer-Encoding: 8bit\n\n".encode()
    assert read(head + "Schön, Ann".encode()).text == "Schön, Ann"
    assert read(head + b"Sch\xf6n \x93Ann\x94").text == "Schön “Ann”"


def test_words_from_the_east(read: Read) -> None:
    for charset, words in (
        ("iso-2022-jp", "ありがとう"),
        ("gb2312", "谢谢镕"),
        ("ks_c_5601-1987", "감사"),
        ("koi8-r", "спасибо"),
    ):
        content = words.encode({"gb2312": "gb18030"}.get(charset, charset.replace("-1987", "_1987")))
        assert read(HEAD + encoded(f"text/plain; charset={charset}", content)).text == words


def test_a_transfer_encoding_that_is_broken_gives_what_can_be_had(read: Read) -> None:
    head = f"{HEAD}Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: "
    assert read(f"{head}base64\n\nVGhhbmsgeW91Lg=\n").text == "Thank you."
    assert read(f"{head}quoted-printable\n\nThank=20you.=\n=ZZ").text.startswith("Thank you.")
    assert read(f"{head}nonsense\n\nThank you.").text == "Thank you."


def test_a_letter_whose_end_is_missing(read: Read) -> None:
    whole = HEAD + parts("multipart/mixed", f"Content-Type: text/plain\n\n{OWN}\n", encoded("image/png", PNG))
    letter = read(whole[: len(whole) // 2])
    assert letter.text == OWN
    assert read(f"{HEAD}Content-Type: multipart/mixed\n\n{OWN}\n").text == OWN, "no boundary"


def test_line_ends_of_every_kind_and_a_mailbox_line(read: Read) -> None:
    whole = plain(OWN)
    for ends in ("\r\n", "\r"):
        assert read(whole.replace("\n", ends)).text == OWN
    assert read(b"\xef\xbb\xbf" + whole.encode()).text == OWN
    assert read(f"From ann@acme.example Tue Nov  3 10:00:00 2026\n{whole}").text == OWN


def test_attachments_that_are_no_pictures_are_left_alone(read: Read) -> None:
    letter = read(
        HEAD
        + parts(
            "multipart/mixed",
            f"Content-Type: text/plain\n\n{OWN}\n",
            encoded("application/ms-tnef; name=winmail.dat", b"\x78\x9f\x3e\x22" * 2000),
            encoded("application/pdf; name=x.pdf", b"%PDF" * 2000),
            encoded("text/plain; name=notes.txt", b"notes", "Content-Disposition: attachment; filename=notes.txt\n"),
            encoded("text/calendar", b"BEGIN:VCALENDAR"),
            encoded("image/gif; name=pixel.gif", b"GIF89a" * 10),
            encoded("application/octet-stream; name=me.JPG", PNG),
            encoded("image/..x", PNG, 'Content-Disposition: attachment; filename="../../etc/passwd"\n'),
        )
    )
    assert letter.text == OWN
    assert [path.name for path in letter.pictures] == ["picture-1.jpg", "picture-2.dat"]
    assert len({path.parent for path in letter.pictures}) == 1


def test_a_letter_of_pictures_alone_is_one(read: Read) -> None:
    letter = read(HEAD + encoded("image/jpeg", PNG))
    assert letter.text == ""
    assert [path.name for path in letter.pictures] == ["picture-1.jpeg"]


def test_without_room_for_pictures_the_words_are_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "missing"))
    path = tmp_path / "letter.eml"
    path.write_text(
        HEAD + parts("multipart/mixed", f"Content-Type: text/plain\n\n{OWN}\n", encoded("image/png", PNG)), "utf-8"
    )
    letter = READER.read(path)
    assert (letter.text, letter.pictures) == (OWN, ())


# --- what is no letter, or means harm --------------------------------------------------------------------------


def test_what_is_no_letter_is_refused(refused: Callable[[bytes | str], str], tmp_path: Path) -> None:
    for content in (b"", b"\n\n", b"Dear Ann,\nthank you.\n", PNG, bytes(100), os.urandom(50_000), b"X: 1\n\nHello\n"):
        assert "no letter" in refused(content)
    assert ".msg" in refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000))
    assert "no words" in refused(HEAD + "\n\n")
    for bad in (tmp_path / "gone.eml", tmp_path, Path("nul\0.eml")):
        with pytest.raises(Problem, match="cannot be read") as told:
            READER.read(bad)
        assert told.value.field == "text"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes among files")
def test_a_pipe_does_not_hold_the_program_up(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.eml")
    with pytest.raises(Problem, match="cannot be read"):
        READER.read(tmp_path / "pipe.eml")


def test_a_letter_beyond_reason_is_refused(refused: Callable[[bytes | str], str]) -> None:
    assert "larger than 25 MB" in refused(HEAD_BYTES + b"\n" + b"x" * LARGEST)
    assert "lines" in refused(HEAD_BYTES + b"\r\n" * (MOST_LINES + 1))


def test_parts_without_end_are_refused(refused: Callable[[bytes | str], str]) -> None:
    many = HEAD + parts("multipart/mixed", *["Content-Type: text/plain\n\nx\n"] * (MOST_PARTS + 1))
    assert f"more than {MOST_PARTS} parts" in refused(many)
    deep = "".join(f'Content-Type: multipart/mixed; boundary="{n}"\n\n--{n}\n' for n in range(5000))
    assert f"more than {MOST_PARTS} parts" in refused(HEAD + deep)
    assert f"more than {MOST_PARTS} parts" in refused(HEAD + "Content-Type: message/rfc822\n\n" * 5000)
    report = 'Content-Type: multipart/report; boundary="b"\n\n--b\nContent-Type: message/delivery-status\n\n'
    assert f"more than {MOST_PARTS} parts" in refused(HEAD + report + "A: 1\n\n" * 50_000)


@pytest.mark.parametrize(
    "html",
    [
        "<!--" * 200_000,
        "<" * 500_000,
        "<a " * 200_000,
        "<![" * 200_000,
        "<script>" * 100_000,
        "</script " * 100_000,
        "<script></script " * 50_000,
        "a<b>" * 300_000,
        "<blockquote>" * 100_000 + "x",
        "<div class=" + "a " * 400_000 + ">x",
        "<div " + "class=" * 200_000 + ">x",
        "&#" * 400_000,
        "&amp" * 200_000,
        "<pre>" + "\n" * 300_000,
        "<p>" * 200_000,
    ],
    ids=lambda html: html[:16],
)
def test_hostile_html_takes_no_time_worth_naming(tmp_path: Path, html: str) -> None:
    """Each of these takes a quadratic reader hours; the bound is the run's own."""
    path = tmp_path / "letter.eml"
    path.write_text(f"{HEAD}Content-Type: text/html\n\nThank you.<br>{html}", "utf-8")
    assert READER.read(path).text.startswith("Thank you.")


@pytest.mark.parametrize(
    "text",
    [
        "> " * 500_000,
        ">\n" * 300_000,
        "On 1 wrote wrote wrote:\n" * 20_000,
        ("On " + "wrote " * 60 + "1:\n") * 500,
        ("<a@b " * 79 + ":\n") * 500,
        ("schrieb " * 49 + ":\n") * 500,
        "-" * 200_000,
        "---" + " message" * 20_000,
        "_" * 200_000,
        "From: x\n" * 30_000,
        " \n" * 250_000,
    ],
    ids=lambda text: text[:16],
)
def test_hostile_text_takes_no_time_worth_naming(tmp_path: Path, text: str) -> None:
    path = tmp_path / "letter.eml"
    path.write_text(f"{HEAD}Content-Type: text/plain; format=flowed\n\nThank you.\n\n{text}", "utf-8")
    assert READER.read(path).text.startswith("Thank you.")


def test_endless_headers_take_no_time_worth_naming(read: Read) -> None:
    quotes = "Content-Type: text/plain; a=" + '"\\' * 1_000_000
    assert read(f"{HEAD}{quotes}\n\nThank you.\n").text == "Thank you."
    assert len(read(f"From: {'a' * 1_000_000}\nSubject: {'=?utf-8?q?a?= ' * 100_000}\n\nThank you.\n").subject) <= 300


def test_a_long_letter_is_cut(read: Read) -> None:
    assert len(read(plain("word " * 10_000)).text) <= MOST_TEXT


def test_words_hold_no_controls_and_no_half_characters(read: Read) -> None:
    html = "<p>a\u202eb&#x202e;c&#0;d&#xd800;e\u200bf&#27;g</p>"
    text = read(HEAD + encoded("text/html; charset=utf-8", html.encode())).text
    assert text.encode("utf-8")
    assert not set(text) & set("\u202e\0\x1b\u200b")
