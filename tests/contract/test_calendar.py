"""Calendar files as the programs of this world write them, broken ones, and our own read back."""

from __future__ import annotations

import os
import string
from contextlib import suppress
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.adapters.calendar import IcsFiles, calendar_of
from companion.core.calendar_event import Attendee, CalendarEvent, CalendarFile, Method
from companion.core.problem import Problem

FILES = Path(__file__).parents[1] / "files" / "calendar"
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
TEAMS = "https://teams.microsoft.com/l/meetup-join/19%3ameeting_ZGQ0%40thread.v2/0?context=%7b%22Tid%22%3a%2272f9%22%7d"


def read(path: Path, zone: tzinfo = BERLIN) -> CalendarFile:
    return IcsFiles().read(path, zone)


def one(path: Path, zone: tzinfo = BERLIN) -> CalendarEvent:
    (event,) = read(path, zone).events
    return event


def put(folder: Path, lines: str, *, around: str = "METHOD:REQUEST", name: str = "a.ics") -> Path:
    """A calendar of one event with these lines."""
    path = folder / name
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\n{around}\nBEGIN:VEVENT\n{lines.strip()}\nEND:VEVENT\nEND:VCALENDAR\n"
    path.write_bytes(text.replace("\n", "\r\n").encode())
    return path


def refused(path: Path) -> str:
    with pytest.raises(Problem) as caught:
        read(path)
    assert caught.value.field == "file"
    return caught.value.sentence


# --- what programs write -----------------------------------------------------------------------------------------


def test_google_calendar() -> None:
    event = one(FILES / "google.ics")
    assert (event.begins, event.ends) == (
        datetime(2026, 12, 2, 15, 0, tzinfo=UTC),
        datetime(2026, 12, 2, 15, 45, tzinfo=UTC),
    )
    assert (event.zone, event.method, event.sequence) == ("America/New_York", Method.REQUEST, 0)
    assert event.title == "Technical interview: Jo Müller / Acme"
    assert (event.place, event.url) == ("NYC-4-Hudson (6)", "https://meet.google.com/abc-defg-hij")
    assert event.organizer == Attendee("Dana Reyes", "dana.reyes@acme.example")
    assert event.attendees == (Attendee("", "jo@example.org"), Attendee("Dana Reyes", "dana.reyes@acme.example"))
    assert event.where == "NYC-4-Hudson (6) · https://meet.google.com/abc-defg-hij"


def test_outlook_with_a_zone_by_windows_name() -> None:
    event = one(FILES / "outlook.ics", UTC)
    assert event.begins == datetime(2026, 12, 3, 13, 0, tzinfo=UTC)
    assert (event.zone, event.url, event.place) == ("Europe/Berlin", TEAMS, "Microsoft Teams-Besprechung")
    assert event.uid.startswith("040000008200E00074C5B7101A82E008")
    assert len(event.uid) == 112


@pytest.mark.parametrize(
    ("name", "method", "cancelled", "sequence"),
    [("outlook-moved", Method.REQUEST, False, 1), ("outlook-cancelled", Method.CANCEL, True, 2)],
)
def test_an_exchange_mail_with_its_calendar_part(name: str, method: Method, cancelled: bool, sequence: int) -> None:
    event = one(FILES / f"{name}.eml")
    assert (event.method, event.cancelled, event.sequence) == (method, cancelled, sequence)
    assert event.begins == datetime(2026, 12, 4, 13, 0, tzinfo=UTC)
    assert event.uid == one(FILES / "outlook.ics").uid
    assert "Vorstellungsgespräch Nordwind Energie" in event.title


def test_apple_with_a_duration_and_a_street() -> None:
    event = one(FILES / "apple.ics")
    assert event.ends == event.begins + timedelta(minutes=90)
    assert (event.zone, event.place) == (
        "Europe/London",
        "Harbour & Sons 12 Quay Street, Bristol BS1 6LT, England",
    )


def test_calendly() -> None:
    event = one(FILES / "calendly.ics")
    assert event.begins == datetime(2026, 12, 1, 16, 30, tzinfo=UTC)
    assert event.where == "https://lumentalent.zoom.us/j/81234567890?pwd=SEcRet"
    assert event.organizer == Attendee("Priya Nair", "priya@lumentalent.example")


# --- moments and zones -------------------------------------------------------------------------------------------


def test_a_floating_time_is_the_users_own_and_that_is_said(tmp_path: Path) -> None:
    found = read(put(tmp_path, "UID:1\nDTSTART:20261201T100000\nSUMMARY:Talk"))
    assert found.events[0].begins == datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
    assert found.events[0].floating
    assert found.remarks == ("The file names no time zone; its times were taken for yours.",)


def test_the_calendars_own_zone_counts_for_floating_times(tmp_path: Path) -> None:
    path = put(tmp_path, "UID:1\nDTSTART:20261201T100000", around="X-WR-TIMEZONE:Asia/Tokyo")
    assert one(path).begins == datetime(2026, 12, 1, 1, 0, tzinfo=UTC)


def test_a_whole_day_begins_at_nine_and_that_is_said(tmp_path: Path) -> None:
    found = read(put(tmp_path, "UID:1\nDTSTART;VALUE=DATE:20261201\nDTEND;VALUE=DATE:20261202"))
    assert found.events[0].begins == datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
    assert (found.events[0].all_day, found.events[0].ends) == (True, None)
    assert "nine in the morning" in found.remarks[0]


@pytest.mark.parametrize(
    ("tzid", "local", "utc", "name"),
    [
        # the clocks go from 02:00 to 03:00 on 29 March 2026, and back from 03:00 to 02:00 on 25 October
        ("Europe/Berlin", "20260329T013000", "2026-03-29T00:30", "Europe/Berlin"),
        ("Europe/Berlin", "20260329T023000", "2026-03-29T01:30", "Europe/Berlin"),
        ("Europe/Berlin", "20260329T030000", "2026-03-29T01:00", "Europe/Berlin"),
        ("W. Europe Standard Time", "20261025T013000", "2026-10-24T23:30", "Europe/Berlin"),
        ("Europe/Berlin", "20261025T023000", "2026-10-25T00:30", "Europe/Berlin"),
        ("Europe/Berlin", "20261025T033000", "2026-10-25T02:30", "Europe/Berlin"),
        ("Pacific Standard Time", "20260701T090000", "2026-07-01T16:00", "America/Los_Angeles"),
        ("/freeassociation.sourceforge.net/Asia/Kolkata", "20260701T090000", "2026-07-01T03:30", "Asia/Kolkata"),
        ("america/argentina/buenos_aires", "20260701T090000", "2026-07-01T12:00", "America/Argentina/Buenos_Aires"),
        ("GMT", "20260701T090000", "2026-07-01T09:00", "UTC"),
    ],
)
def test_zones_by_name_and_the_change_of_the_clocks(tmp_path: Path, tzid: str, local: str, utc: str, name: str) -> None:
    event = one(put(tmp_path, f"UID:1\nDTSTART;TZID={tzid}:{local}"))
    assert event.begins == datetime.fromisoformat(f"{utc}:00+00:00")
    assert event.zone == name


CUSTOM = """\
BEGIN:VTIMEZONE
TZID:Customized Time Zone
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE"""


@given(at=st.datetimes(datetime(2025, 1, 1), datetime(2030, 12, 31)))  # noqa: DTZ001 - a time on a wall
def test_a_files_own_rules_are_those_of_the_zone_they_copy(
    tmp_path_factory: pytest.TempPathFactory, at: datetime
) -> None:
    at = at.replace(microsecond=0, second=0)
    there = at.replace(tzinfo=BERLIN)
    if (
        there.astimezone(UTC).astimezone(BERLIN).replace(tzinfo=None) != at
        or there.utcoffset() != there.replace(fold=1).utcoffset()
    ):
        return  # no time of that day, or one that comes twice
    folder = tmp_path_factory.getbasetemp()
    path = put(folder, f"UID:1\nDTSTART;TZID=Customized Time Zone:{at:%Y%m%dT%H%M%S}", around=CUSTOM, name="custom.ics")
    event = one(path, UTC)
    assert event.begins == there.astimezone(UTC)
    assert event.zone == ""


def test_a_zone_that_nobody_knows_is_said(tmp_path: Path) -> None:
    found = read(put(tmp_path, "UID:1\nDTSTART;TZID=Middle Earth:20261201T100000"))
    assert found.events[0].begins == datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
    assert found.remarks == ("The time zone “Middle Earth” is not known here; its times were taken for yours.",)


def test_a_rule_beyond_reason_takes_no_time(tmp_path: Path) -> None:
    rules = CUSTOM.replace("FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10", "FREQ=SECONDLY").replace("-1SU", "99SU")
    assert one(put(tmp_path, "UID:1\nDTSTART;TZID=Customized Time Zone:20261201T100000", around=rules), UTC).begins


def test_a_files_rules_are_forgotten_with_it(tmp_path: Path) -> None:
    line = "UID:1\nDTSTART;TZID=Customized Time Zone:20260701T100000"
    assert one(put(tmp_path, line, around=CUSTOM), UTC).begins == datetime(2026, 7, 1, 8, 0, tzinfo=UTC)
    assert one(put(tmp_path, line), UTC).begins == datetime(2026, 7, 1, 10, 0, tzinfo=UTC)


# --- series, cancellations, ends ---------------------------------------------------------------------------------


def test_of_a_series_the_first_time_is_read_and_that_is_said(tmp_path: Path) -> None:
    found = read(put(tmp_path, "UID:1\nDTSTART:20261201T100000Z\nRRULE:FREQ=WEEKLY;COUNT=4"))
    assert found.events[0].repeats
    assert found.remarks == ("It comes again and again; the first time alone was read.",)


def test_one_of_a_series_is_known_by_which_one_it_is(tmp_path: Path) -> None:
    event = one(put(tmp_path, "UID:abc\nRECURRENCE-ID:20261208T100000Z\nDTSTART:20261209T100000Z"))
    assert event.key == "abc 20261208T100000Z"
    assert not event.repeats


def test_a_cancellation_needs_no_time(tmp_path: Path) -> None:
    event = one(put(tmp_path, "UID:abc\nSEQUENCE:3\nDTSTAMP:20261201T100000Z", around="METHOD:CANCEL"))
    assert (event.cancelled, event.sequence) == (True, 3)


@pytest.mark.parametrize(
    ("lines", "minutes"),
    [
        ("DTEND:20261201T103000Z", 30),
        ("DURATION:PT2H", 120),
        ("DURATION:PT90M", 90),
        ("DURATION:soon", None),
        ("DTEND:20261201T093000Z", None),
        ("DTEND:tomorrow", None),
        ("", None),
    ],
)
def test_ends(tmp_path: Path, lines: str, minutes: int | None) -> None:
    event = one(put(tmp_path, f"UID:1\nDTSTART:20261201T100000Z\n{lines}".strip()))
    assert event.ends == (event.begins + timedelta(minutes=minutes) if minutes else None)


# --- broken files ------------------------------------------------------------------------------------------------


def test_lines_folded_inside_a_letter(tmp_path: Path) -> None:
    path = tmp_path / "folded.ics"
    octets = put(tmp_path, "UID:1\nDTSTART:20261201T100000Z\nSUMMARY:Gespräch").read_bytes()
    middle = octets.index("ä".encode()) + 1
    path.write_bytes(octets[:middle] + b"\r\n " + octets[middle:])
    assert one(path).title == "Gespräch"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    octets = put(tmp_path, "UID:1\nDTSTART:20261201T100000Z\nSUMMARY:Gespräch").read_bytes()
    path = tmp_path / "other.ics"
    path.write_bytes(octets.decode().encode(encoding))
    assert one(path).title == "Gespräch"


def test_a_broken_line_spoils_only_itself(tmp_path: Path) -> None:
    lines = (
        'UID:1\nDTSTART:20261201T100000Z\nORGANIZER;CN="Ann:mailto:ann@acme.example\nSEQUENCE:many\n;:;\nSUMMARY:Talk'
    )
    event = one(put(tmp_path, lines))
    assert (event.title, event.sequence) == ("Talk", 0)


def test_a_file_that_ends_too_early_keeps_what_it_said(tmp_path: Path) -> None:
    octets = (FILES / "google.ics").read_bytes()
    path = tmp_path / "cut.ics"
    path.write_bytes(octets[: octets.index(b"ORGANIZER")])
    assert one(path).zone == "America/New_York"


def test_an_event_without_a_time_is_left_out_and_that_is_said(tmp_path: Path) -> None:
    path = put(tmp_path, "UID:1\nSUMMARY:When?\nEND:VEVENT\nBEGIN:VEVENT\nUID:2\nDTSTART:20261201T100000Z")
    found = read(path)
    assert [event.uid for event in found.events] == ["2"]
    assert found.remarks == ("An event of the file says no time and was left out.",)
    assert "say no time" in refused(put(tmp_path, "UID:1\nSUMMARY:When?"))


@pytest.mark.parametrize(
    ("octets", "words"),
    [
        (b"", "is empty"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "a web page"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Outlook's own .msg"),
        (b"PK\x03\x04\0\0\0\0", "no calendar file"),
        (b"Dear Jo,\n\nsee you on Tuesday.\n", "no calendar file and no letter"),
        (b"From: a@b.example\nSubject: Hi\nDate: Tue, 24 Nov 2026 10:00:00 +0000\n\nHi\n", "without an invitation"),
        (b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n", "holds no event"),
    ],
)
def test_what_is_no_calendar_is_told_plainly(tmp_path: Path, octets: bytes, words: str) -> None:
    path = tmp_path / "a.ics"
    path.write_bytes(octets)
    assert words in refused(path)


def test_a_missing_file_a_folder_and_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.ics"
    os.mkfifo(pipe)
    for path in (tmp_path / "nowhere.ics", tmp_path, pipe):
        assert "cannot be read" in refused(path)


def test_a_whole_calendar_and_a_file_beyond_reason(tmp_path: Path) -> None:
    event = "BEGIN:VEVENT\r\nUID:{0}\r\nDTSTART:20261201T100000Z\r\nEND:VEVENT\r\n"
    path = tmp_path / "all.ics"
    path.write_text("BEGIN:VCALENDAR\r\n" + "".join(event.format(n) for n in range(10_000)) + "END:VCALENDAR\r\n")
    assert "10,000 events" in refused(path)
    path.write_bytes(b"BEGIN:VCALENDAR\r\n" + b"X-JUNK:" + b"x" * 10_000_000)
    assert "larger than 10 MB" in refused(path)


def test_a_large_attachment_inside_is_passed_over(tmp_path: Path) -> None:
    event = one(
        put(tmp_path, f"UID:1\nDTSTART:20261201T100000Z\nATTACH;ENCODING=BASE64:{'A' * 3_000_000}\nSUMMARY:Talk")
    )
    assert event.title == "Talk"


def test_blocks_too_deep_and_mails_too_deep(tmp_path: Path) -> None:
    path = tmp_path / "deep.ics"
    path.write_bytes(b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\nBEGIN:VALARM\r\n" * 5_000)
    assert "holds 5,000 events" in refused(path)
    mail = tmp_path / "deep.eml"
    mail.write_bytes(b"From: a\nSubject: b\n" + b"Content-Type: message/rfc822\n\n" * 5_000)
    assert refused(mail)


def test_an_ics_attached_and_a_forwarded_invitation(tmp_path: Path) -> None:
    inner = (FILES / "outlook-moved.eml").read_text()
    path = tmp_path / "forwarded.eml"
    path.write_text(
        "From: a@b.example\nSubject: Fwd\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=o\n\n--o\n"
        f"Content-Type: text/plain\n\nsee below\n--o\nContent-Type: message/rfc822\n\n{inner}\n--o--\n"
    )
    assert one(path).sequence == 1
    calendar = (FILES / "google.ics").read_text()
    path.write_text(
        "From: a@b.example\nSubject: Fwd\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=o\n\n--o\n"
        'Content-Type: application/octet-stream; name="invite.ics"\n'
        f'Content-Disposition: attachment; filename="invite.ics"\n\n{calendar}\n--o--\n'
    )
    assert one(path).zone == "America/New_York"


@given(octets=st.binary(max_size=400))
def test_no_bytes_make_it_fail_otherwise(tmp_path_factory: pytest.TempPathFactory, octets: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.ics"
    path.write_bytes(b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART" + octets)
    # anything but a sentence fails
    with suppress(Problem):
        assert read(path).events


# --- our own -----------------------------------------------------------------------------------------------------

_TEXT = st.text(st.characters(exclude_categories=("C", "Z"), include_characters=" ,;:\\\"'^äß語"), max_size=120).map(
    lambda t: " ".join(t.split())
)
_NAME = st.text(st.sampled_from(string.ascii_letters + "äöé "), max_size=30).map(lambda t: " ".join(t.split()))
_PEOPLE = st.builds(Attendee, _NAME, st.from_regex(r"[a-z]{1,12}@[a-z]{1,12}\.example", fullmatch=True))
_MOMENT = st.datetimes(datetime(1990, 1, 1), datetime(2099, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001
    lambda m: m.replace(microsecond=0)
)


@st.composite
def events(draw: st.DrawFn) -> CalendarEvent:
    begins = draw(_MOMENT)
    lasts = draw(st.none() | st.integers(60, 86_400 * 3))
    return CalendarEvent(
        draw(st.from_regex(r"[A-Za-z0-9-]{1,40}@[a-z.]{1,20}", fullmatch=True)),
        begins,
        None if lasts is None else begins + timedelta(seconds=lasts),
        draw(st.integers(0, 10_000)),
        zone=draw(st.sampled_from(["", "Europe/Berlin", "America/New_York", "Asia/Kathmandu"])),
        title=draw(_TEXT),
        place=draw(_TEXT.filter(lambda t: "http" not in t)),
        url=draw(st.sampled_from(["", "https://meet.google.com/abc", "https://example.org/a,b;c?d=1"])),
        organizer=draw(st.just(Attendee()) | _PEOPLE),
        attendees=tuple(draw(st.lists(_PEOPLE, max_size=4))),
        cancelled=draw(st.booleans()),
        description=draw(_TEXT.map(lambda t: t.replace(", ", ",\n").strip())),
        recurrence_id=draw(st.none() | _MOMENT),
    )


@given(written=st.lists(events(), min_size=1, max_size=4, unique_by=lambda e: e.uid))
def test_what_is_written_reads_the_same(tmp_path_factory: pytest.TempPathFactory, written: list[CalendarEvent]) -> None:
    path = tmp_path_factory.getbasetemp() / "own.ics"
    octets = calendar_of(written, NOW)
    path.write_bytes(octets)
    assert all(len(line) <= 75 for line in octets.split(b"\r\n"))
    found = {event.uid: event for event in read(path, BERLIN).events}
    assert found == {event.uid: event for event in written}
