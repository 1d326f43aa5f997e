"""A D-Bus of a test's own, so that watching services and signals is tried against the real daemon."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from itertools import count

from PySide6.QtDBus import QDBusConnection

_numbers = count()


@contextmanager
def private_bus() -> Generator[str]:
    """A new bus; gives its address."""
    daemon = shutil.which("dbus-daemon")
    assert daemon is not None, "these tests need dbus-daemon (package dbus)"
    command = [daemon, "--session", "--nofork", "--nopidfile", "--print-address=1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


@contextmanager
def connected(address: str) -> Generator[QDBusConnection]:
    """A connection of its own to that bus."""
    name = f"test-{next(_numbers)}"
    connection = QDBusConnection.connectToBus(address, name)
    assert connection.isConnected()
    try:
        yield connection
    finally:
        QDBusConnection.disconnectFromBus(name)
