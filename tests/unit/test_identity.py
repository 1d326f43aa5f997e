"""Keys: valid UUIDv7, sorted by when they were made, whatever the clock does."""

from __future__ import annotations

import time
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.adapters.system import Keys
from companion.core.identity import uuid7

MS = st.integers(0, (1 << 48) - 1)
SEQUENCE = st.integers(0, 0xFFF)
RANDOM = st.integers(0, (1 << 62) - 1)


@given(MS, SEQUENCE, RANDOM)
def test_a_key_is_a_uuid_of_version_7(ms: int, sequence: int, random: int) -> None:
    key = uuid.UUID(uuid7(ms, sequence, random))
    assert str(key) == uuid7(ms, sequence, random)
    assert key.version == 7
    assert key.variant == uuid.RFC_4122
    assert key.int >> 80 == ms
    assert (key.int >> 64) & 0xFFF == sequence
    assert key.int & ((1 << 62) - 1) == random


@given(st.tuples(MS, SEQUENCE), st.tuples(MS, SEQUENCE), RANDOM, RANDOM)
def test_keys_sort_by_their_moment(one: tuple[int, int], other: tuple[int, int], first: int, second: int) -> None:
    if one != other:
        assert (uuid7(*one, first) < uuid7(*other, second)) is (one < other)


class ScriptedTime:
    """A clock of nanoseconds that goes as it is told."""

    def __init__(self, *milliseconds: int) -> None:
        self._rest = list(milliseconds)
        self._last = 0

    def time_ns(self) -> int:
        self._last = self._rest.pop(0) if self._rest else self._last
        return self._last * 1_000_000


def made(monkeypatch: pytest.MonkeyPatch, number: int, *milliseconds: int) -> list[str]:
    monkeypatch.setattr(time, "time_ns", ScriptedTime(*milliseconds).time_ns)
    keys = Keys()
    return [keys.new() for _ in range(number)]


def test_keys_grow_when_the_clock_is_set_back(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = made(monkeypatch, 6, 1_000_000, 1_000_001, 5, 4, 999_999, 1_000_002)
    assert keys == sorted(set(keys))


def test_keys_grow_within_one_millisecond_beyond_the_counter(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = made(monkeypatch, 10_000, 1_000_000)
    assert keys == sorted(set(keys))
    assert all(uuid.UUID(key).version == 7 for key in keys[::997])


def test_two_makers_never_make_the_same_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time_ns", ScriptedTime(7).time_ns)
    one, other = Keys(), Keys()
    assert not {one.new() for _ in range(500)} & {other.new() for _ in range(500)}
