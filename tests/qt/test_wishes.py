"""The desktop's wishes come from a settings portal on a real bus."""

from __future__ import annotations

import threading
from collections.abc import Generator
from contextlib import contextmanager

import pytest
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.qt.private_bus import connected, private_bus

from companion.desktop.theme import Theme
from companion.desktop.wishes import ANIMATIONS, SCHEME, DesktopWishes
from jeepney import DBusAddress, Message, MessageType, new_error, new_method_call, new_method_return, new_signal
from jeepney.io.blocking import DBusConnection, open_dbus_connection

PORTAL = DBusAddress("/org/freedesktop/portal/desktop", interface="org.freedesktop.portal.Settings")
BUS = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")
VALUES: dict[tuple[str, str], tuple[str, int | bool]] = {SCHEME: ("u", 1), ANIMATIONS: ("b", False)}


def serve(connection: DBusConnection) -> None:
    """Answers three reads: scheme, motion (which this portal does not know), animations."""
    served = 0
    while served < 3:
        call = connection.receive(timeout=10)
        if call.header.message_type is not MessageType.method_call:
            continue
        served += 1
        connection.send(answer(call))


def answer(call: Message) -> Message:
    key = (str(call.body[0]), str(call.body[1]))
    if key in VALUES:
        return new_method_return(call, "v", (("v", VALUES[key]),))
    return new_error(call, "org.freedesktop.portal.Error.NotFound")


@contextmanager
def portal(address: str) -> Generator[DBusConnection]:
    with open_dbus_connection(address) as connection:
        connection.send_and_get_reply(new_method_call(BUS, "RequestName", "su", ("org.freedesktop.portal.Desktop", 0)))
        server = threading.Thread(target=serve, args=(connection,))
        server.start()
        yield connection
        server.join()


@pytest.fixture
def theme(qapp: QApplication) -> Generator[Theme]:
    made = Theme()
    made.apply(qapp)
    yield made
    qapp.setStyleSheet("")
    qapp.setPalette(QPalette())


def test_dark_and_less_motion_are_read_and_followed(qtbot: QtBot, theme: Theme) -> None:
    wishes = DesktopWishes(theme)
    with private_bus() as address, portal(address) as desktop, connected(address) as ours:
        wishes.watch(ours)
        qtbot.waitUntil(lambda: theme.is_dark and theme.reduced_motion)
        desktop.send(new_signal(PORTAL, "SettingChanged", "ssv", (*SCHEME, ("u", 2))))
        desktop.send(new_signal(PORTAL, "SettingChanged", "ssv", (*ANIMATIONS, ("b", True))))
        qtbot.waitUntil(lambda: not theme.is_dark and not theme.reduced_motion)
        wishes.close()


def test_without_a_portal_nothing_changes(qtbot: QtBot, theme: Theme) -> None:
    wishes = DesktopWishes(theme)
    with private_bus() as address, connected(address) as ours:
        with qtbot.assertNotEmitted(theme.changed, wait=50):
            wishes.watch(ours)
        assert not theme.is_dark
        wishes.close()
