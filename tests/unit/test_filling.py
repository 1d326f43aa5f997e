"""The bench's samples are what the store itself would have made of them."""

from __future__ import annotations

from pathlib import Path

from tests.bench.filling import START, fill

import apsw
from companion.adapters.store.store import open_store
from companion.core.query import Query


def test_a_filled_store_holds_what_its_triggers_would_have_derived(tmp_path: Path) -> None:
    path = fill(tmp_path / "companion.db", 200)
    with apsw.Connection(str(path)) as connection:
        assert connection.execute("SELECT count(*) FROM event").get == 800
        wrong = connection.execute(
            "SELECT a.id FROM application AS a JOIN application_told AS t ON t.id = a.id"
            " WHERE (a.state, a.latest_at, a.applied_at) IS NOT (t.state, t.latest_at, t.applied_at)"
        )
        assert wrong.fetchall() == []
    connection.close()
    store = open_store(path, now=START)
    assert store.check() == "ok"
    assert sum(store.counts(Query()).values()) == 196
    assert store.search("backend berlin", limit=9)
    store.close()
