"""Events of one application for the tests of the core: drawn by hypothesis, or written down shortly."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from hypothesis import strategies as st
from tests.fakes.clock import START

from companion.core.application import Contact, ContactRole, Event, EventKind

APPLICATION = "a1"
ANN = Contact("c1", APPLICATION, "Ann Bé", "ann@acme.example")
RITA = Contact("c2", APPLICATION, "Rita Roe", "rita@agency.example", ContactRole.RECRUITER)


def day(number: float) -> datetime:
    """So many days after the start."""
    return START + timedelta(days=number)


def event(key: str, kind: EventKind, on: float, *, contact_id: str | None = None, deleted: bool = False) -> Event:
    """An event on a day. Keys that sort later were recorded later."""
    return Event(key, APPLICATION, kind, day(on), contact_id=contact_id, deleted_at=day(on) if deleted else None)


@st.composite
def stories(draw: st.DrawFn, *, most: int = 7) -> list[Event]:
    """Up to `most` events, recorded in another order than they happened, some on the same day, some deleted."""
    rows: Sequence[tuple[EventKind, int, str | None, bool]] = draw(
        st.lists(
            st.tuples(
                st.sampled_from(EventKind),
                st.integers(0, 6),
                st.sampled_from([None, ANN.id]),
                st.sampled_from([False, False, False, True]),
            ),
            max_size=most,
        )
    )
    return [
        event(f"e{number:02d}", kind, on, contact_id=contact, deleted=deleted)
        for number, (kind, on, contact, deleted) in enumerate(rows)
    ]
