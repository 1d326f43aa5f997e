"""What an export says of an application: table, flows, the record of efforts, cards."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.core.application import Application, Contact, ContactRole, Event, EventKind, in_order
from companion.core.exporting import COLUMNS, ExportFormat, Period, Told, cells
from companion.core.flows import as_text, flows, stages
from companion.core.problem import Problem
from companion.core.record import record_of
from companion.core.vcard import card

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
EVER = Period()
ACME = Application("a1", "Acme", "Baker", "Köln", "https://acme.example", "private words", source="LinkedIn")


def told(*happened: tuple[EventKind, int], **more: str) -> Told:
    """An application with events on these days after NOW."""
    found = [
        Event(f"e{n:02}", "a1", kind, NOW + days * DAY, said="their words", fit_line="mine", **more)  # pyright: ignore[reportArgumentType]
        for n, (kind, days) in enumerate(happened)
    ]
    return Told(ACME, tuple(in_order(found)), (Contact("c1", "a1", "Ann Bé", "ann@acme.example"),))


SAVED, APPLIED, REPLY, SCREENING, ASSESSMENT, INTERVIEW, OFFER, ACCEPTED, NO, WITHDRAWN, QUIET, NOTE = EventKind


# --- tables ------------------------------------------------------------------------------------------------------


def test_a_row_has_a_cell_for_each_column_with_days_of_the_user() -> None:
    late = told((APPLIED, 0), (INTERVIEW, 3))
    row = dict(zip(COLUMNS, cells(late, timezone(timedelta(hours=16))), strict=True))
    assert (row["Company"], row["Stage"], row["Applied on"]) == ("Acme", "Interview", date(2026, 11, 24))
    assert row["Interview on"] == row["Last sign of life"] == date(2026, 11, 27)
    assert (row["Offer on"], row["Contacts"]) == (None, "Ann Bé")


def test_a_period_holds_both_its_days_and_refuses_what_is_none() -> None:
    period = Period.read("2026-11-23", "2026-11-24", UTC)
    assert NOW in period
    assert NOW + DAY in period
    assert NOW - DAY not in period
    assert NOW + 2 * DAY not in period
    for begins, ends, field in (("soon", "", "begins"), ("", "11/30", "ends"), ("2026-12-01", "2026-11-01", "ends")):
        with pytest.raises(Problem) as wrong:
            Period.read(begins, ends, UTC)
        assert wrong.value.field == field


# --- flows -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("happened", "way"),
    [
        ([], []),
        ([(SAVED, 0)], []),
        ([(NOTE, 0)], []),
        ([(APPLIED, 0)], ["Applied", "No answer yet"]),
        ([(APPLIED, 0), (QUIET, 9)], ["Applied", "No answer yet"]),
        ([(NO, 0)], ["Applied", "Said no"]),
        ([(APPLIED, 0), (REPLY, 1), (INTERVIEW, 2), (NO, 3)], ["Applied", "Reply", "Interview", "Said no"]),
        ([(INTERVIEW, 1), (INTERVIEW, 2), (INTERVIEW, 3)], ["Applied", *["Interview", "Interview 2", "Interview 3"]]),
        ([(APPLIED, 0), (INTERVIEW, 1), (REPLY, 2), (OFFER, 3), (ACCEPTED, 4)], ["Applied", "Interview", "Offer"]),
        ([(APPLIED, 0), (NO, 1), (INTERVIEW, 2), (WITHDRAWN, 3)], ["Applied", "Interview", "Withdrawn"]),
    ],
)
def test_the_way_of_one_application(happened: list[tuple[EventKind, int]], way: list[str]) -> None:
    assert stages(told(*happened))[: len(way) or None] == way


@given(st.lists(st.lists(st.tuples(st.sampled_from(list(EventKind)), st.integers(-9, 9)), max_size=6), max_size=8))
def test_as_many_leave_a_stage_as_come_and_every_line_is_one_that_sankeymatic_reads(
    every: list[list[tuple[EventKind, int]]],
) -> None:
    found, number = flows([told(*each) for each in every], EVER)
    come, go = Counter[str](), Counter[str]()
    for flow in found:
        go[flow.begins] += flow.count
        come[flow.ends] += flow.count
    ends = {"Accepted", "Said no", "Withdrawn", "No answer yet"}
    assert go["Applied"] == number == sum(come[end] for end in ends)
    for stage in (go.keys() | come.keys()) - ends - {"Applied"}:
        assert go[stage] == come[stage]
    for line in as_text(found).splitlines():
        assert re.fullmatch(r"[^\[\]#]+ \[[1-9][0-9]*\] [^\[\]#]+", line)


def test_flows_are_those_that_began_in_the_period() -> None:
    every = [told((APPLIED, 0), (NO, 9)), told((APPLIED, 40))]
    assert as_text(flows(every, Period(ends=NOW.date()))[0]) == "Applied [1] Said no\n"


# --- the record of efforts ---------------------------------------------------------------------------------------


def test_the_record_is_by_day_neutral_and_private() -> None:
    one = told((APPLIED, 2), (NO, 5))
    portal = Told(one.application, (Event("e1", "a1", APPLIED, NOW, channel="portal"),))
    record = record_of([one, portal, told((SAVED, 0))], EVER, NOW, "Dana")
    lines = [(e.day.day, e.company, e.role, e.channel, e.result) for e in record.efforts]
    assert lines == [
        (23, "Acme", "Baker", "portal", "No answer yet"),
        (25, "Acme", "Baker", "LinkedIn", "Not selected"),
    ]
    assert not any(word in repr(record) for word in ("private", "their words", "mine", "Ann"))


# --- cards -------------------------------------------------------------------------------------------------------


def unfolded(text: str) -> list[str]:
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    return text.replace("\r\n ", "").split("\r\n")[:-1]


def value_of(lines: list[str], name: str) -> str:
    (found,) = [line.partition(":")[2] for line in lines if line.partition(":")[0] == name]
    return re.sub(r"\\(.)", lambda m: "\n" if m[1] == "n" else m[1], found)


@given(
    st.text(st.characters(exclude_categories=("Cs",)), max_size=150),
    st.text(st.characters(exclude_categories=("Cs",)), max_size=90),
)
def test_any_name_is_a_sound_card(name: str, company: str) -> None:
    person = Contact("c1", "a1", name, "a@b.example", ContactRole.RECRUITER, "de", "Europe/Berlin")
    text = card(person, Application("a1", company))
    for line in text.encode().split(b"\r\n"):
        assert len(line) <= 75
        line.decode("utf-8")
    lines = unfolded(text)
    assert (lines[0], lines[1], lines[-1]) == ("BEGIN:VCARD", "VERSION:4.0", "END:VCARD")
    assert all(re.match(r"[A-Z]+:", line) for line in lines)
    shown = name.replace("\r\n", "\n").replace("\r", "\n")
    shown = "".join(c for c in shown if c in "\n\t" or (ord(c) >= 32 and ord(c) != 127))
    assert value_of(lines, "FN") == (shown if name else "a@b.example")
    assert (value_of(lines, "TZ"), value_of(lines, "LANG")) == ("Europe/Berlin", "de")
    assert value_of(lines, "ROLE") == "recruiter"


def test_a_format_knows_its_ending() -> None:
    assert {kind.ending for kind in ExportFormat} == {".csv", ".xlsx", ".json", ".zip", ".ics", ".vcf", ".txt", ".pdf"}
    assert [kind for kind in ExportFormat if not kind.is_text] == [
        ExportFormat.XLSX,
        ExportFormat.ZIP,
        ExportFormat.RECORD,
    ]
