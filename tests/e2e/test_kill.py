"""kill -9 right after it said "saved": everything it said is there, and the next start takes over."""

from __future__ import annotations

import re

import pytest

from tests.e2e.lab.desktop import Desktop
from tests.e2e.program import Companion, titled

pytestmark = pytest.mark.e2e
ROUNDS = 10


def companies(companion: Companion, state: str) -> set[str]:
    rows = companion.tell("applications")["applications"]
    return {row["company"] for row in rows if row["state"] == state}


def assert_sound(companion: Companion) -> None:
    report = companion.tell("doctor")
    assert report["store"]["health"] == "ok"
    assert report["running"] is False
    companion.examine()


def test_what_the_shell_was_told_is_saved_is_there_after_kill_9(desktop: Desktop) -> None:
    companion = Companion(desktop, desktop.home / "killed-shell")
    companion.welcomed()
    told: set[str] = set()
    for round_ in range(ROUNDS):
        companion.start()
        name = f"Firm {round_}"
        assert companion.tell("apply", name)["application"]["company"] == name
        companion.process.kill()
        told.add(name)
        assert companies(companion, "applied") == told
    assert_sound(companion)


def test_what_the_window_said_is_saved_is_there_after_kill_9(desktop: Desktop) -> None:
    companion = Companion(desktop, desktop.home / "killed-window")
    companion.welcomed()
    told: set[str] = set()
    for round_ in range(ROUNDS):
        companion.start()
        companion.choose("Log a rejection…")
        desktop.activate_window(titled("Log a rejection"))
        name = f"Firm {round_}"
        desktop.type(name)
        desktop.key("Return", "Return")
        desktop.accessible.find(None, re.compile(f"{name} said no"), window="Companion")
        companion.process.kill()
        told.add(name)
        assert companies(companion, "rejected") == told
        desktop.wait_window_gone("Companion")
    assert_sound(companion)
