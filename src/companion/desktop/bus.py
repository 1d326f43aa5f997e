"""Listens to D-Bus signals without ever waiting for the bus."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import SLOT, QObject

if TYPE_CHECKING:
    from PySide6.QtDBus import QDBusConnection


def listen(bus: QDBusConnection, signal: tuple[str, str, str], receiver: QObject, slot: str) -> bool:
    """Connects a signal (path, interface, name) of any service to the receiver's slot ("slept(bool)").

    Of any service: for a named one Qt would ask the bus who owns the name, and wait for the answer. So a slot must
    not trust the sender.
    """
    return bus.connect("", *signal, receiver, _member(slot))


def ignore(bus: QDBusConnection, signal: tuple[str, str, str], receiver: QObject, slot: str) -> None:
    """The reverse of `listen`."""
    bus.disconnect("", *signal, receiver, _member(slot))


def _member(slot: str) -> bytes:
    # PySide 6.11.3's stubs ask for bytes here, and its code for str
    return cast("bytes", SLOT(slot))
