"""A parked look back on a real desktop: announced at its time or at the next start, written by keyboard, kept.

Its time is not waited for: while the companion is off, the store's file says that it has come. That is what the
companion finds after a night on which the computer was off.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from tests.e2e.conftest import Start
from tests.e2e.lab.desktop import Desktop
from tests.e2e.lab.waiting import wait_until
from tests.e2e.program import ROOT, Companion, keep_picture, titled

pytestmark = pytest.mark.e2e
ANNOUNCED = "A quarter of an hour for Acme"
PROMPT = "What would you say to a friend who had this day?"

_PARKED = """
import sys
from companion.app.backend import open_backend
from companion.app.profile import find
from companion.app.trace import NoTrace
with open_backend(find(sys.argv[1]), NoTrace()) as backend:
    application, = backend.applications.search("Acme")
    backend.debriefs.park(application.id)
    settings = backend.preferences.get()
    backend.preferences.choose(reduced_motion=False, private=sys.argv[2] == "private", plan="")
"""


def stored(companion: Companion) -> tuple[str, str | None, str | None, str]:
    """What was written under the first prompt, when it was announced and closed, and when it begins."""
    with closing(sqlite3.connect(f"file:{companion.profile / 'companion.db'}?mode=ro", uri=True)) as store:
        row = store.execute("SELECT kindly, notified_at, closed_at, begins_at FROM debrief").fetchone()
    return (row[0], row[1], row[2], row[3])


def begins(companion: Companion, at: datetime) -> None:
    """Sets when it begins, in the store's file, while nothing has it open."""
    with closing(sqlite3.connect(companion.profile / "companion.db")) as store, store:
        store.execute("UPDATE debrief SET begins_at = ?", (f"{at:%Y-%m-%dT%H:%M:%SZ}",))


@pytest.fixture
def parked(patient: Desktop, start: Start) -> Callable[..., Companion]:
    """A companion that is off, with a look back that began so long ago, or begins so soon."""

    def make(began: timedelta, *, private: bool = False) -> Companion:
        companion = start(patient)
        assert companion.end() == 0
        companion.tell("apply", "Acme", "--when", "yesterday")
        words = ("-c", _PARKED, str(companion.profile), "private" if private else "")
        done = patient.run("/usr/bin/env", f"PYTHONPATH={ROOT / 'src'}", companion.python, *words)
        assert done.returncode == 0, done.stderr
        begins(companion, datetime.now(UTC) - began)
        return companion

    return make


def test_one_that_was_missed_is_announced_at_the_start_and_written_by_keyboard(
    patient: Desktop, parked: Callable[..., Companion]
) -> None:
    desktop, companion = patient, parked(timedelta(hours=3))
    companion.start()
    assert "You set this time aside." in desktop.notifier.wait_for(ANNOUNCED)
    desktop.click_notification_button("Open")
    desktop.activate_window("Companion")
    desktop.accessible.find("text", PROMPT, window="Companion")
    desktop.type("Rest well")
    wait_until(lambda: stored(companion)[0] == "Rest well", lambda: str(stored(companion)))
    keep_picture(desktop, "debrief")
    assert desktop.accessible.nameless("Companion") == []
    desktop.key("Tab")
    desktop.type("The budget")
    desktop.key("Escape")
    desktop.wait_window_gone("Companion")
    assert stored(companion)[2] is not None
    wait_until(lambda: desktop.notifications() == [], lambda: str(desktop.notifications()))
    companion.choose("Applications…")
    applications = titled("Applications")
    desktop.activate_window(applications)
    desktop.key("Down")
    desktop.accessible.find("label", "Rest well", window=applications)
    desktop.accessible.find("label", "The budget", window=applications)
    keep_picture(desktop, "application-debrief")
    desktop.key("Escape")
    desktop.wait_window_gone(applications)


def test_its_time_comes_while_the_companion_runs_and_tomorrow_moves_it(
    patient: Desktop, parked: Callable[..., Companion]
) -> None:
    desktop, companion = patient, parked(-timedelta(seconds=12))
    companion.start()
    desktop.notifier.wait_for(ANNOUNCED, timeout=40)
    desktop.click_notification_button("Tomorrow")
    tomorrow = f"{datetime.now().astimezone() + timedelta(days=1):%Y-%m-%d}"
    wait_until(lambda: _local_day(stored(companion)[3]) == tomorrow, lambda: str(stored(companion)))
    assert stored(companion)[1:3] == (None, None)
    wait_until(lambda: desktop.notifications() == [], lambda: str(desktop.notifications()))


def test_in_privacy_mode_the_notification_names_nobody(patient: Desktop, parked: Callable[..., Companion]) -> None:
    desktop, companion = patient, parked(timedelta(minutes=1), private=True)
    companion.start()
    told = desktop.notifier.wait_for("Something is ready for you.")
    assert "Acme" not in told
    assert "hour" not in told
    desktop.click_notification_button("Open")
    desktop.activate_window("Companion")
    assert not [title for title in desktop.windows() if "Acme" in title]
    desktop.key("Escape")
    desktop.wait_window_gone("Companion")


def test_one_that_lapsed_is_let_go(patient: Desktop, parked: Callable[..., Companion]) -> None:
    desktop, companion = patient, parked(timedelta(hours=25))
    companion.start()
    companion.tell("status")
    assert desktop.notifications() == []
    assert stored(companion)[1] is None


def test_after_kill_9_everything_up_to_the_last_pause_is_there(
    patient: Desktop, parked: Callable[..., Companion]
) -> None:
    desktop, companion = patient, parked(timedelta(minutes=1))
    companion.start()
    desktop.notifier.wait_for(ANNOUNCED)
    desktop.click_notification_button("Open")
    desktop.activate_window("Companion")
    desktop.accessible.find("text", PROMPT, window="Companion")
    desktop.type("Rest well")
    desktop.accessible.find("label", "Saved.", window="Companion")
    companion.process.kill()
    desktop.wait_window_gone("Companion")
    companion.start()
    companion.choose("Applications…")
    applications = titled("Applications")
    desktop.activate_window(applications)
    desktop.key("Down")
    desktop.accessible.find("label", "Rest well", window=applications)
    desktop.key("Escape")
    desktop.wait_window_gone(applications)


def test_the_values_exercise_is_found_in_settings_and_done_by_keyboard(patient: Desktop, start: Start) -> None:
    desktop, companion = patient, start(patient)
    companion.choose("Settings…")
    settings = titled("Settings")
    desktop.activate_window(settings)
    desktop.accessible.find("page tab", "Mail account", window=settings).wait_for("focused")
    desktop.key("Right", "Right")
    desktop.accessible.find("push button", "Values exercise: Begin…", window=settings).focus()
    desktop.key("space")
    desktop.activate_window("Companion")
    desktop.accessible.find("text", re.compile("What matters most"), window="Companion").wait_for("focused")
    desktop.type("Quokka craft")
    desktop.key("Tab")
    desktop.type("It lasts")
    assert desktop.accessible.nameless("Companion") == []
    desktop.key("ctrl+Return")
    desktop.wait_window_gone("Companion")
    desktop.accessible.find("label", "Values exercise: done today.", window=settings)
    keep_picture(desktop, "settings-reel")
    desktop.accessible.find("push button", "Values exercise: Open…", window=settings).focus()
    desktop.activate_window(settings)
    desktop.key("space")
    desktop.activate_window("Companion")
    desktop.accessible.find("label", "Done today.", window="Companion")
    keep_picture(desktop, "values-done")
    desktop.key("Escape")
    desktop.wait_window_gone("Companion")
    desktop.activate_window(settings)
    desktop.key("Escape")
    desktop.wait_window_gone(settings)
    for words in (("status",), ("applications",), ("reel", "--text"), ("doctor",)):
        assert "quokka" not in json.dumps(companion.tell(*words)).lower()


def _local_day(stored_moment: str) -> str:
    return f"{datetime.fromisoformat(stored_moment).astimezone():%Y-%m-%d}"
