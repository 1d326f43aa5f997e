"""The search of a store alone, for a program that only reads the list and ends."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from companion.adapters.store import migrate, place
from companion.adapters.store.connection import connect, told
from companion.adapters.store.search import Search


@contextmanager
def open_search(path: Path) -> Generator[Search | None]:
    """The search, or None where there is no store of the present form: then the long way makes one, brings it to the
    present, or says what is wrong. Raises StoreProblem.
    """
    path = path.absolute()
    head = place.head_of(path) if path.is_file() else None
    if head is None or head != place.Head(migrate.LATEST, place.OURS):
        yield None
        return
    place.prepare(path)
    with told(path):
        search = Search(connect(path), path)
    try:
        yield search
    finally:
        search.close()
