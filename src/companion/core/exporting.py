"""What can be exported, as what, and what stands in which column of a table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from enum import StrEnum
from typing import Final

from companion.core.application import MOVING, Application, Contact, Event, EventKind, State, in_order, state_of
from companion.core.problem import Problem


class ExportFormat(StrEnum):
    """What an export is written as; the value is what the shell calls it."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"
    ZIP = "zip"
    ICS = "ics"
    VCF = "vcf"
    SANKEY = "sankey"
    RECORD = "record"

    @property
    def words(self) -> str:
        """What the window calls it."""
        return _FORMATS[self][0]

    @property
    def ending(self) -> str:
        """Of its files, with the dot."""
        return _FORMATS[self][1]

    @property
    def is_text(self) -> bool:
        """Whether it can be printed."""
        return self not in (ExportFormat.XLSX, ExportFormat.ZIP, ExportFormat.RECORD)

    @property
    def dated(self) -> bool:
        """Whether only what was begun within some days may be asked for."""
        return self in (ExportFormat.SANKEY, ExportFormat.RECORD)

    @property
    def whole(self) -> bool:
        """Whether it always holds everything."""
        return self in (ExportFormat.JSON, ExportFormat.ZIP)


_FORMATS: Final = {
    ExportFormat.CSV: ("Table (CSV)", ".csv"),
    ExportFormat.XLSX: ("Workbook (XLSX)", ".xlsx"),
    ExportFormat.JSON: ("Everything (JSON), to import again", ".json"),
    ExportFormat.ZIP: ("Everything with pictures and files (ZIP)", ".zip"),
    ExportFormat.ICS: ("Interviews (iCalendar)", ".ics"),
    ExportFormat.VCF: ("Contacts (vCard)", ".vcf"),
    ExportFormat.SANKEY: ("Flow for SankeyMATIC (text)", ".txt"),
    ExportFormat.RECORD: ("Record of efforts (PDF)", ".pdf"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One application with its events, in order, and its contacts; none with a tombstone."""

    application: Application
    events: tuple[Event, ...] = ()
    contacts: tuple[Contact, ...] = ()

    @property
    def state(self) -> State:
        return state_of(self.events)

    @property
    def begun_at(self) -> datetime | None:
        """When the user applied; else when the first thing happened; None if nothing has yet."""
        first = self.first(EventKind.APPLIED)
        return first.at if first else next((e.at for e in in_order(self.events) if e.kind in MOVING), None)

    def first(self, *kinds: EventKind) -> Event | None:
        """The earliest event of these kinds."""
        return next((e for e in in_order(self.events) if e.kind in kinds), None)


@dataclass(frozen=True, slots=True)
class Period:
    """Days, both of them included; None where there is no end. zone: whose days."""

    begins: date | None = None
    ends: date | None = None
    zone: tzinfo = UTC

    def __contains__(self, moment: datetime) -> bool:
        day = moment.astimezone(self.zone).date()
        return (self.begins is None or day >= self.begins) and (self.ends is None or day <= self.ends)

    @classmethod
    def read(cls, begins: str, ends: str, zone: tzinfo) -> Period:
        """Of days as typed ("2026-11-01"), "" for no end. Raises Problem(field="begins" or "ends")."""
        found = cls(_day(begins, "begins"), _day(ends, "ends"), zone)
        if found.begins and found.ends and found.ends < found.begins:
            raise Problem("The last day lies before the first. Exchange them.", field="ends")
        return found


def _day(typed: str, field: str) -> date | None:
    if not typed.strip():
        return None
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        raise Problem(f"“{typed.strip()[:40]}” is not a day. Write it like 2026-11-20.", field=field) from None


class Cancelled(Problem):
    """The user ended an export or an import. Nothing of it is left."""

    def __init__(self) -> None:
        super().__init__("It was cancelled. Nothing was written.")


COLUMNS: Final = (
    "Company",
    "Role",
    "Place",
    "Stage",
    "Saved on",
    "Applied on",
    "They replied on",
    "Interview on",
    "Offer on",
    "They said no on",
    "Last sign of life",
    "Salary",
    "Source",
    "Tags",
    "Link",
    "Other links",
    "Contacts",
    "Addresses",
    "Notes",
    "Archived",
)
"""Named as the import knows them, so that a table that went out comes in again."""

_DATED: Final = (
    EventKind.SAVED,
    EventKind.APPLIED,
    EventKind.REPLY,
    EventKind.INTERVIEW,
    EventKind.OFFER,
    EventKind.REJECTED,
)


def cells(told: Told, zone: tzinfo) -> tuple[str | date | None, ...]:
    """One row of a table; days as the user in `zone` counts them."""
    one = told.application
    moving = [e.at for e in told.events if e.kind in MOVING]
    return (
        one.company,
        one.role,
        one.place,
        told.state.words,
        *(_date(event.at if (event := told.first(kind)) else None, zone) for kind in _DATED),
        _date(max(moving, default=None), zone),
        one.salary,
        one.source,
        ", ".join(one.tags),
        one.link,
        "\n".join(one.links),
        _joined(c.name for c in told.contacts),
        _joined(c.email for c in told.contacts),
        one.notes,
        "yes" if one.archived_at else "",
    )


def _date(moment: datetime | None, zone: tzinfo) -> date | None:
    return moment.astimezone(zone).date() if moment else None


def _joined(parts: Iterable[str]) -> str:
    return "; ".join(part for part in parts if part)
