"""Makes stores of any size with plausible text, the same each time."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from companion.adapters.store.store import SqliteStore, open_store
from companion.adapters.system import Keys
from companion.core.application import Application, Contact, ContactRole, Event, EventKind
from companion.core.highlight import Highlight
from companion.core.settings import Settings
from tests.bench.picture import make_photos

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


PHOTOGRAPHS = 500
"""The highlights of a profile, each with a picture of its own."""

TWELVE_MEGAPIXELS = 4000
"""The width of a photograph from a phone, which is 3,000 high."""

_TWELVE = ("",) * 12


def make_profile(
    folder: Path, applications: int, photographs: int = PHOTOGRAPHS, *, width: int = TWELVE_MEGAPIXELS, shares: int = 1
) -> Path:
    """A user's profile with that many applications, and `shares` highlights for each of so many photographs."""
    names = tuple(make_photos(folder / "pictures", photographs, width))
    make_store(folder / "companion.db", applications, names * shares).close()
    return folder


def copy_profile(sample: Path, profile: Path) -> None:
    """The sample in the place of what was there. Pictures never change, so they are linked rather than copied."""
    shutil.rmtree(profile, ignore_errors=True)
    profile.mkdir(parents=True)
    shutil.copytree(sample / "pictures", profile / "pictures", copy_function=os.link)
    shutil.copy2(sample / "companion.db", profile)


def make_store(path: Path, applications: int, pictures: Sequence[str] = _TWELVE) -> SqliteStore:
    """A store with that many applications, two or three events each, and a highlight for each of the pictures ("" for
    one without); the caller closes it.
    """
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
        for number, picture in enumerate(pictures):
            text = f"Led the {_WORDS[number % len(_WORDS)]} project to its release"
            writer.put(Highlight(keys.new(), text, f"spring {2010 + number % 16}", pictures=(picture,)))
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
