"""What makes the tests loud: the test that did it fails, not a later one.

An unexpected log record at WARNING or above, and a thread that outlives its test, are mistakes that
a green run would hide. A test that provokes a record says so, with what it expects:
`@pytest.mark.expected_log(r"keyring .* locked")`; a record that was announced and never came fails
it too. Warnings of Python and of Qt fail by configuration (pyproject.toml); Qt's timers and windows
are watched in tests/qt/conftest.py. tests/unit/test_loudness.py tries all of it.
"""

from __future__ import annotations

import gc
import logging
import re
import threading
import time
from collections.abc import Generator

import pytest

# Threads that end by themselves soon after the test asked them to get this long. It is a bound, not
# a measure: the check goes on as soon as they are gone.
THREAD_GRACE_SECONDS = 2.0

# Threads that others keep for the life of the process, by the start of their names.
LASTING_THREADS = ("pytest_timeout", "pydevd", "Dummy-", "HypothesisWatchdog")


class Ledger(logging.Handler):
    """Keeps each record at WARNING or above, however the test or the code sets up logging."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture(autouse=True)
def no_unexpected_log(request: pytest.FixtureRequest) -> Generator[None]:
    """Fail the test that logs a warning it did not announce, or announces one that never comes."""
    expected = [pattern for marker in request.node.iter_markers("expected_log") for pattern in marker.args]
    ledger = Ledger()
    root = logging.getLogger()
    root.addHandler(ledger)
    try:
        yield
    finally:
        root.removeHandler(ledger)
    said = [f"{r.levelname} {r.name}: {r.getMessage()}" for r in ledger.records]
    surprises = [line for line in said if not any(re.search(pattern, line) for pattern in expected)]
    missing = [pattern for pattern in expected if not any(re.search(pattern, line) for line in said)]
    if surprises:
        pytest.fail("unexpected log records:\n" + "\n".join(surprises), pytrace=False)
    if missing:
        pytest.fail(f"announced with expected_log and never logged: {missing}", pytrace=False)


def _leaked(before: set[threading.Thread]) -> list[threading.Thread]:
    return [
        thread
        for thread in threading.enumerate()
        if thread not in before and not thread.name.startswith(LASTING_THREADS)
    ]


@pytest.fixture(autouse=True)
def no_leaked_thread() -> Generator[None]:
    """Fail the test that leaves a thread running, daemon or not."""
    before = set(threading.enumerate())
    yield
    if _leaked(before):
        # A pool that nobody holds any more ends with its last reference.
        gc.collect()
    deadline = time.monotonic() + THREAD_GRACE_SECONDS
    for thread in _leaked(before):
        thread.join(max(0.0, deadline - time.monotonic()))
    if leaked := _leaked(before):
        pytest.fail(f"threads left running: {sorted(thread.name for thread in leaked)}", pytrace=False)
