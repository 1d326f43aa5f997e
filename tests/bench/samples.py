"""Makes stores of any size with plausible text, the same each time."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

from companion.adapters.store.store import SqliteStore, open_store
from companion.adapters.system import Keys
from companion.core.application import Application, Contact, ContactRole, Event, EventKind
from companion.core.highlight import Highlight
from companion.core.settings import Settings

_FIRST = [
    "Acme",
    "Borealis",
    "Cedar",
    "Delta",
    "Ember",
    "Fjord",
    "Granite",
    "Harbour",
    "Iris",
    "Juniper",
    "Kestrel",
    "Lumen",
    "Meridian",
    "Nordic",
    "Orchard",
]
_SECOND = [
    "Systems",
    "Labs",
    "Works",
    "Health",
    "Energy",
    "Robotics",
    "Foods",
    "Media",
    "Bank",
    "Logistics",
    "Studio",
    "Analytics",
    "Rail",
    "Optics",
]
_ROLES = [
    "Backend Engineer",
    "Data Analyst",
    "Product Designer",
    "Nurse",
    "Office Manager",
    "Teacher",
    "Technical Writer",
    "Welder",
]
_PLACES = ["Berlin", "Leeds", "Lyon", "Porto", "remote", "Graz", "Malmö", "Kraków", "Zürich", "Austin"]
_WORDS = [
    "team",
    "product",
    "billing",
    "search",
    "mobile",
    "clinic",
    "school",
    "release",
    "night",
    "shift",
    "trains",
    "maps",
    "energy",
    "garden",
    "payments",
]
_PEOPLE = [
    "Dana Reyes",
    "Noor Haddad",
    "Jonas Lindqvist",
    "Chidi Okafor",
    "Zoë Martin",
    "Ana Souza",
    "Mei Tanaka",
    "Piotr Nowak",
]

START = datetime(2026, 1, 5, 9, tzinfo=UTC)


def make_store(path: Path, applications: int) -> SqliteStore:
    """A store with that many applications, two or three events each, and twelve highlights; the caller closes it."""
    rng = random.Random(7)  # noqa: S311 - samples, not secrets
    keys = Keys()
    store = open_store(path, now=START)
    for first in range(0, applications, 2000):
        with store.write(START) as writer:
            for number in range(first, min(first + 2000, applications)):
                for thing in _application(rng, keys, number):
                    writer.put(thing)
    with store.write(START) as writer:
        writer.set_settings(Settings(welcomed=True))
        for number in range(12):
            writer.put(
                Highlight(keys.new(), f"Led the {_WORDS[number]} project to its release", f"spring {2010 + number}")
            )
    return store


def _application(rng: random.Random, keys: Keys, number: int) -> list[Application | Contact | Event]:
    key = keys.new()
    company = f"{rng.choice(_FIRST)} {rng.choice(_SECOND)} {number}"
    notes = " ".join(rng.choices(_WORDS, k=8))
    things: list[Application | Contact | Event] = [
        Application(key, company, rng.choice(_ROLES), rng.choice(_PLACES), notes=notes)
    ]
    at = START + timedelta(minutes=5 * (number % 60_000))
    things.append(Event(keys.new(), key, EventKind.APPLIED, at))
    if rng.random() < 0.3:
        person = Contact(keys.new(), key, rng.choice(_PEOPLE), f"person{number}@example.test", ContactRole.INTERVIEWER)
        things += [person, Event(keys.new(), key, EventKind.INTERVIEW, at + timedelta(days=5), contact_id=person.id)]
    if rng.random() < 0.5:
        said = " ".join(rng.choices(_WORDS, k=5)) if rng.random() < 0.3 else ""
        things.append(Event(keys.new(), key, EventKind.REJECTED, at + timedelta(days=12), said=said))
    return things
