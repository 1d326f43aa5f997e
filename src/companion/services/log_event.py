"""Logs what happened to an application: an interview, a reply, an offer, a withdrawal, a no, a note.

A rejection is an event like the others; what the app makes of it (the reel) begins with what is returned here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from companion.core import moments, text
from companion.core.application import Application, Event, EventKind, Fit, SaidBy, in_order
from companion.core.business_days import read_zone
from companion.core.follow_up import Closed, FollowUp, LetterKind
from companion.core.problem import Problem
from companion.services.applications import (
    ApplicationDraft,
    ContactDraft,
    checked,
    checked_contact,
    put_application,
    put_contact,
)
from companion.services.work import Desk, Outcome, Work

FIT_LIMIT = 300
"""Characters of the line about the fit."""

PLACE_LIMIT = 2000
"""Characters of an interview's place: the address of a call can be long."""


@dataclass(frozen=True, slots=True)
class EventDraft:
    """What a form or the shell gives for an event.

    application_id: which application; None makes a new one of `application`. at: None means now. uid, sequence: of the
    calendar that it comes from; an edit leaves them.
    """

    kind: EventKind
    application_id: str | None = None
    application: ApplicationDraft | None = None
    at: datetime | None = None
    ends_at: datetime | None = None
    stage: str = ""
    channel: str = ""
    said: str = ""
    said_by: SaidBy = SaidBy.THEM
    fit: Fit = Fit.UNSAID
    fit_line: str = ""
    contact: ContactDraft | None = None
    promised_at: datetime | None = None
    zone: str = ""
    place: str = ""
    uid: str = ""
    sequence: int = 0


@dataclass(frozen=True, slots=True)
class Logged:
    """What was logged. follow_up: the thanks or the request for advice that the event made due, if it did; the question
    that silence would make due some day is not meant.
    """

    application: Application
    event: Event
    follow_up: FollowUp | None
    is_new: bool


_PAST_ONLY = {
    EventKind.SAVED: "The day of saving",
    EventKind.APPLIED: "The application",
    EventKind.SCREENING: "The screening",
    EventKind.ASSESSMENT: "The assessment",
    EventKind.QUIET: "The day",
    EventKind.REPLY: "The reply",
    EventKind.OFFER: "The offer",
    EventKind.ACCEPTED: "The acceptance",
    EventKind.REJECTED: "The no",
    EventKind.WITHDRAWN: "The withdrawal",
    EventKind.NOTE: "The note",
}


@dataclass(frozen=True, slots=True)
class LogEvent:
    """Logs, changes and deletes events."""

    desk: Desk

    def log(self, draft: EventDraft, *, origin: str = "") -> Outcome[Logged]:
        """Stores the event, and its new application and contact with it, in one step. Raises Problem."""
        now = self.desk.clock.now()
        tidy = _checked(draft, now, begins=draft.at or now)
        application_draft = checked(tidy.application) if tidy.application and not tidy.application_id else None
        contact_draft = checked_contact(tidy.contact) if tidy.contact and tidy.contact.given else None
        with self.desk.work(origin) as work:
            if application_draft is not None:
                application = put_application(work, application_draft)
            else:
                application = work.application(tidy.application_id or "")
            contact = put_contact(work, application.id, contact_draft) if contact_draft else None
            event = Event(
                work.ids.new(),
                application.id,
                tidy.kind,
                moments.whole_second(tidy.at or now),
                moments.whole_second(tidy.ends_at) if tidy.ends_at else None,
                tidy.stage,
                tidy.channel,
                tidy.said,
                tidy.said_by,
                tidy.fit,
                tidy.fit_line,
                contact.id if contact else None,
                moments.whole_second(tidy.promised_at) if tidy.promised_at else None,
                tidy.zone,
                tidy.place,
                tidy.uid,
                tidy.sequence,
            )
            work.put(event)
            work.settle(application.id)
            return work.outcome(Logged(application, event, made_due(work, event), is_new=application_draft is not None))

    def edit(self, event_id: str, draft: EventDraft, *, origin: str = "") -> Outcome[Event]:
        """Changes a logged event; its application stays."""
        now = self.desk.clock.now()
        known = self.desk.store.get(Event, event_id)
        tidy = _checked(draft, now, begins=draft.at or (known.at if known else now))
        contact_draft = checked_contact(tidy.contact) if tidy.contact and tidy.contact.given else None
        with self.desk.work(origin) as work:
            event = _standing(work, event_id)
            contact = put_contact(work, event.application_id, contact_draft) if contact_draft else None
            edited = replace(
                event,
                at=moments.whole_second(tidy.at) if tidy.at else event.at,
                ends_at=moments.whole_second(tidy.ends_at) if tidy.ends_at else None,
                stage=tidy.stage,
                channel=tidy.channel,
                said=tidy.said,
                said_by=tidy.said_by,
                fit=tidy.fit,
                fit_line=tidy.fit_line,
                contact_id=contact.id if contact else None,
                promised_at=moments.whole_second(tidy.promised_at) if tidy.promised_at else None,
                zone=tidy.zone,
                place=tidy.place,
            )
            work.put(edited)
            work.settle(event.application_id)
            return work.outcome(edited)

    def say_fit(self, application_id: str, fit: Fit, line: str, *, origin: str = "") -> Outcome[Event | None]:
        """Notes whether it was a fit for the user, at the latest no of the application; None where there is none (it
        was taken back meanwhile). Raises Problem(field="fit_line").
        """
        tidy = _fit_line(line)
        with self.desk.work(origin) as work:
            events = in_order(work.writer.of_application(Event, application_id))
            noes = [e for e in events if e.kind is EventKind.REJECTED]
            if not noes:
                return work.outcome(None)
            said = replace(noes[-1], fit=fit, fit_line=tidy)
            work.put(said)
            return work.outcome(said)

    def delete(self, event_id: str, *, origin: str = "") -> Outcome[Event]:
        with self.desk.work(origin) as work:
            event = _standing(work, event_id)
            work.put(replace(event, deleted_at=work.now))
            work.settle(event.application_id)
            return work.outcome(event)


def _checked(draft: EventDraft, now: datetime, *, begins: datetime) -> EventDraft:
    if draft.at is not None and draft.kind is EventKind.INTERVIEW:
        moments.within_reach(draft.at, now=now, what="The interview")
    elif draft.at is not None:
        moments.in_the_past(draft.at, now=now, what=_PAST_ONLY[draft.kind])
    if draft.ends_at is not None:
        moments.within_reach(draft.ends_at, now=now, what="The end", field="ends_at")
        if draft.ends_at <= begins:
            raise Problem("The end lies before the beginning there.", field="ends_at")
    if draft.promised_at is not None:
        moments.within_reach(draft.promised_at, now=now, what="Their answer", field="promised_at")
        # a day without a time is its noon, and may be the day itself
        if draft.promised_at <= begins - timedelta(days=1):
            raise Problem("Their answer would lie before this happened. Check the date.", field="promised_at")
    return replace(
        draft,
        stage=text.line(draft.stage, "The stage", field="stage"),
        channel=text.line(draft.channel, "How it came", field="channel"),
        said=text.paragraph(draft.said, "What they said", field="said"),
        fit_line=_fit_line(draft.fit_line),
        zone=read_zone(draft.zone, field="zone"),
        place=place_line(draft.place),
    )


def place_line(typed: str) -> str:
    """Where an interview is, tidied. Raises Problem(field="place")."""
    return text.line(typed, "The place", field="place", limit=PLACE_LIMIT)


def _fit_line(typed: str) -> str:
    return text.line(typed, "The line about the fit", field="fit_line", limit=FIT_LIMIT)


def _standing(work: Work, event_id: str) -> Event:
    event = work.writer.get(Event, event_id)
    if event is None or event.deleted_at is not None:
        raise Problem("This entry is not in the timeline any more. It was deleted meanwhile.")
    return event


def made_due(work: Work, event: Event) -> FollowUp | None:
    """The open follow-up of this event: by its cause, or the one request for advice that a no finds again."""
    for follow_up in work.writer.of_application(FollowUp, event.application_id):
        if follow_up.closed is not Closed.OPEN or follow_up.kind is LetterKind.STATUS:
            continue
        if follow_up.cause_id == event.id:
            return follow_up
        if event.kind is EventKind.REJECTED and follow_up.kind is LetterKind.ADVICE:
            return follow_up
    return None
