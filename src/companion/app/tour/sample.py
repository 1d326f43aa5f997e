"""Fills a profile with the shipped sample data, through the same services that a person's clicks go through."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import NotRequired, TypedDict, cast

from companion.app.backend import Backend
from companion.core.application import ContactRole, EventKind, Fit
from companion.services.applications import ApplicationDraft, ContactDraft
from companion.services.highlights import HighlightDraft
from companion.services.log_event import EventDraft
from companion.services.resources import resource_path


class SampleApplication(TypedDict):
    """One application with its events, oldest first. An event's `days` and `hours` say how long ago it was; negative
    for what lies ahead. tags: parted by commas.
    """

    company: str
    role: str
    place: str
    notes: NotRequired[str]
    link: NotRequired[str]
    salary: NotRequired[str]
    source: NotRequired[str]
    tags: NotRequired[str]
    posting: NotRequired[str]
    events: list[dict[str, str | int]]


class Sample(TypedDict):
    """The whole file."""

    account: dict[str, str]
    plan: str
    highlights: list[dict[str, str]]
    applications: list[SampleApplication]


def read() -> Sample:
    """The shipped sample data."""
    return cast("Sample", json.loads(resource_path("sample", "sample.json").read_text(encoding="utf-8")))


def fill(backend: Backend, sample: Sample) -> None:
    """Puts the sample's applications, highlights and plan into an empty store."""
    for entry in sample["highlights"]:
        pictures = (resource_path("sample", entry["picture"]),) if "picture" in entry else ()
        kept = backend.highlights.add(
            HighlightDraft(
                entry["text"],
                entry.get("happened", ""),
                entry.get("said_by", ""),
                entry.get("detail", ""),
                (entry.get("tags", ""),),
                pictures=pictures,
            )
        )
        if "pinned" in entry:
            backend.highlights.pin(kept.value.highlight.id, pinned=True)
    for application in sample["applications"]:
        _fill_application(backend, application)
    backend.preferences.choose(reduced_motion=False, private=False, plan=sample["plan"])
    backend.preferences.welcomed()


def _fill_application(backend: Backend, entry: SampleApplication) -> None:
    draft = ApplicationDraft(
        entry["company"],
        entry["role"],
        entry["place"],
        entry.get("link", ""),
        entry.get("notes", ""),
        entry.get("salary", ""),
        entry.get("source", ""),
        (entry.get("tags", ""),),
        posting=entry.get("posting", ""),
    )
    made = backend.applications.add(draft, applied=False).value
    for event in entry["events"]:
        at = _moment(backend.clock.now(), event)
        contact = None
        if "person" in event:
            role = ContactRole(str(event.get("as", ContactRole.INTERVIEWER.value)))
            contact = ContactDraft(str(event["person"]), str(event["email"]), role)
        backend.log_event.log(
            EventDraft(
                EventKind(str(event["kind"])),
                made.id,
                at=at,
                stage=str(event.get("stage", "")),
                channel=str(event.get("channel", "")),
                said=str(event.get("said", "")),
                fit=Fit(str(event.get("fit", ""))),
                contact=contact,
            )
        )


def _moment(now: datetime, event: dict[str, str | int]) -> datetime:
    ago = timedelta(days=int(event.get("days", 0)), hours=int(event.get("hours", 0)))
    moment = now - ago
    if "days" in event:
        moment = moment.replace(hour=10, minute=0)
    return moment
