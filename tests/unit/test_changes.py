"""A change set: what changed, who asked, and two of them as one."""

from __future__ import annotations

from companion.core.changes import ChangeSet


def test_two_become_one_and_the_first_asker_stays() -> None:
    one = ChangeSet(frozenset({"event"}), frozenset({"a1"}), "shell")
    two = ChangeSet(frozenset({"letter"}), frozenset({"a2"}), "outbox")
    assert one | two == ChangeSet(frozenset({"event", "letter"}), frozenset({"a1", "a2"}))
    assert (one | two).origin == "shell"
    assert (ChangeSet() | two).origin == "outbox"


def test_who_asked_is_no_part_of_what_changed() -> None:
    assert ChangeSet(frozenset({"event"}), origin="shell") == ChangeSet(frozenset({"event"}), origin="list")
    assert ChangeSet() == ChangeSet(origin="shell")
    assert len({ChangeSet(origin="a"), ChangeSet(origin="b")}) == 1
