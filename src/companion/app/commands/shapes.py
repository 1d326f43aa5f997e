"""How stored things look in --json: stable names and RFC 3339 moments, which scripts rely on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from companion.core.moments import to_text

if TYPE_CHECKING:
    from datetime import datetime

    from companion.app.commands.command import Json
    from companion.core.account import Account, Security
    from companion.core.application import Application, ApplicationRow, Event
    from companion.core.highlight import Highlight
    from companion.core.outbox import OutboxLetter
    from companion.core.provider import Found, MailServer
    from companion.core.reel import Reel
    from companion.services.agenda import DueLetter


def moment(value: datetime | None) -> str | None:
    """A moment as text, or null."""
    return to_text(value) if value else None


def application(value: Application) -> Json:
    """An application without its events."""
    return {
        "id": value.id,
        "company": value.company,
        "role": value.role,
        "place": value.place,
        "link": value.link,
        "notes": value.notes,
        "salary": value.salary,
        "source": value.source,
        "tags": list(value.tags),
        "links": list(value.links),
        "posting": value.posting,
    }


def row(value: ApplicationRow) -> Json:
    """A line of the list."""
    return {
        "id": value.id,
        "company": value.company,
        "role": value.role,
        "place": value.place,
        "state": value.state.value,
        "latest_at": moment(value.latest_at),
        "applied_at": moment(value.applied_at),
        "tags": list(value.tags),
        "archived": value.archived,
    }


def event(value: Event) -> Json:
    """A dated event."""
    return {
        "id": value.id,
        "application_id": value.application_id,
        "kind": value.kind.value,
        "at": moment(value.at),
        "ends_at": moment(value.ends_at),
        "stage": value.stage,
        "channel": value.channel,
        "said": value.said,
        "said_by": value.said_by.value,
        "fit": value.fit.value,
        "fit_line": value.fit_line,
        "contact_id": value.contact_id,
        "promised_at": moment(value.promised_at),
        "zone": value.zone,
        "place": value.place,
        "uid": value.uid,
        "sequence": value.sequence,
    }


def highlight(value: Highlight) -> Json:
    """A highlight."""
    return {
        "id": value.id,
        "text": value.text,
        "happened": value.happened,
        "said_by": value.said_by,
        "detail": value.detail,
        "picture": value.picture,
        "pictures": list(value.pictures),
        "tags": list(value.tags),
        "link": value.link,
        "pinned": value.pinned,
        "archived": value.archived,
    }


def due(value: DueLetter) -> Json:
    """A letter that is due."""
    return {
        "id": value.follow_up.id,
        "application_id": value.follow_up.application_id,
        "kind": value.follow_up.kind.value,
        "round": value.follow_up.round,
        "words": value.words,
        "company": value.company,
        "person": value.person,
        "due_at": moment(value.follow_up.due_at),
        "best_before": moment(value.follow_up.best_before),
    }


def letter(value: OutboxLetter) -> Json:
    """A letter in the outbox; its content is not part of it."""
    return {
        "id": value.id,
        "application_id": value.application_id,
        "follow_up_id": value.follow_up_id,
        "kind": value.kind.value,
        "sender": value.sender,
        "recipient": value.recipient,
        "subject": value.subject,
        "message_id": value.message_id,
        "state": value.state.value,
        "state_at": moment(value.state_at),
        "not_before": moment(value.not_before),
        "attempts": value.attempts,
        "server_words": value.server_words,
        "why": value.why,
    }


def account(value: Account, *, sends: bool) -> Json:
    """An account; never its password."""
    return {
        "id": value.id,
        "address": value.address,
        "name": value.name,
        "host": value.host,
        "port": value.port,
        "security": value.security.value,
        "user": value.user,
        "imap": _place(value.imap_host, value.imap_port, value.imap_security) if value.imap_host else None,
        "auth": value.auth.value,
        "default": sends,
    }


def found(value: Found) -> Json:
    """What was found out about an address."""
    return {
        "address": value.address,
        "provider": value.provider,
        "smtp": _server(value.smtp),
        "imap": _server(value.imap) if value.imap else None,
        "user": value.user,
        "accepts": value.accepts.value if value.accepts else None,
        "to_know": value.to_know,
        "help": value.help,
        "source": value.source.value,
    }


def _server(value: MailServer) -> Json:
    return _place(value.host, value.port, value.security)


def _place(host: str, port: int, security: Security) -> Json:
    return {"host": host, "port": port, "security": security.value}


def reel(value: Reel) -> Json:
    """A reel as it plays."""
    return {
        "id": value.id,
        "acknowledgement": value.acknowledgement,
        "plan": value.plan,
        "cards": [highlight(card.highlight) | {"why": list(card.why)} for card in value.cards],
        "next_step": value.next_step,
        "offers": [{"kind": o.kind.value, "words": o.words, "target": o.target} for o in value.offers],
    }
