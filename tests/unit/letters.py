"""Steps that the tests of the outbox share: a letter that is due, queued, gone."""

from __future__ import annotations

from tests.fakes.office import Office

from companion.core.application import Application
from companion.core.follow_up import FollowUp
from companion.core.outbox import OutboxLetter


def due(office: Office, application: Application | None = None) -> FollowUp:
    """The one follow-up that is open there."""
    (found,) = office.open_follow_ups(application or office.interviewed())
    return found


def queued(office: Office) -> OutboxLetter:
    """A letter that waits its ten seconds."""
    return office.outbox.queue(due(office).id, after_review=False).value


def gone(office: Office, letter: OutboxLetter) -> OutboxLetter:
    """The letter after its undo time has passed and what is due was sent."""
    office.clock.set(max(office.clock.now(), letter.not_before))
    office.outbox.send_due()
    return office.letter(letter.id)


def follow_up_of(office: Office, letter: OutboxLetter) -> FollowUp:
    """The follow-up that the letter was queued for."""
    found = office.store.get(FollowUp, letter.follow_up_id)
    assert found is not None
    return found
