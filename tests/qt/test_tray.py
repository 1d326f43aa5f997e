"""The tray: its menu, its words, and a host that comes late or goes."""

from __future__ import annotations

from collections.abc import Generator

import pytest
from PySide6.QtDBus import QDBusConnection, QDBusMessage
from PySide6.QtGui import QAction, QColor, QIcon, QPixmap
from PySide6.QtWidgets import QApplication, QMenu, QSystemTrayIcon
from pytestqt.qtbot import QtBot
from tests.qt.private_bus import connected, private_bus

from companion.desktop.tray import WATCHER, Tray, TrayAction

# the platform without a screen says this for each tray icon
pytestmark = pytest.mark.qt_log_ignore("No such signal QPlatformNativeInterface::systemTrayWindowChanged")

ACTIONS = (
    TrayAction("reject", "Log a rejection"),
    TrayAction("pause", "Not today", enabled=False),
    TrayAction("quit", "Quit & forget", separator_before=True),
)


def blank(due: bool) -> QIcon:
    pixmap = QPixmap(16, 16)
    pixmap.fill(QColor("red" if due else "green"))
    return QIcon(pixmap)


@pytest.fixture
def tray(qapp: QApplication) -> Generator[Tray]:
    assert qapp is QApplication.instance()
    made = Tray(ACTIONS, blank)
    yield made
    made.close()
    made.deleteLater()


@pytest.fixture
def bus() -> Generator[str]:
    with private_bus() as address:
        yield address


def icons_of(tray: Tray) -> list[QSystemTrayIcon]:
    return tray.findChildren(QSystemTrayIcon)


def menu_of(tray: Tray) -> QMenu:
    tray.show()
    menu = icons_of(tray)[-1].contextMenu()
    assert menu is not None
    return menu


def action(tray: Tray, words: str) -> QAction:
    return next(a for a in menu_of(tray).actions() if a.text() == words)


def test_the_menu_is_as_it_was_given(tray: Tray) -> None:
    actions = menu_of(tray).actions()
    assert [a.text() for a in actions] == ["Log a rejection", "Not today", "", "Quit && forget"]
    assert [a.isEnabled() for a in actions if a.text()] == [True, False, True]
    assert actions[2].isSeparator()


def test_choosing_says_the_key(tray: Tray) -> None:
    keys: list[str] = []
    tray.chosen.connect(keys.append)
    chosen = action(tray, "Log a rejection")
    chosen.trigger()
    assert keys == ["reject"]


def test_the_menu_says_that_it_opens_and_closes(qtbot: QtBot, tray: Tray) -> None:
    menu = menu_of(tray)
    with qtbot.waitSignal(tray.menu_opens):
        menu.aboutToShow.emit()
    with qtbot.waitSignal(tray.menu_closed):
        menu.aboutToHide.emit()


def test_words_and_enabling_change_later(tray: Tray) -> None:
    tray.set_words("pause", "Again today")
    tray.set_enabled("pause", True)
    assert action(tray, "Again today").isEnabled()


def test_lines_below_another_come_and_go(tray: Tray) -> None:
    keys: list[str] = []
    tray.chosen.connect(keys.append)
    tray.set_below("reject", [TrayAction("a", "Ann & Co"), TrayAction("b", "Bob")])
    usual = ["Log a rejection", "Not today", "", "Quit && forget"]
    assert [a.text() for a in menu_of(tray).actions()] == [usual[0], "Ann && Co", "Bob", *usual[1:]]
    action(tray, "Bob").trigger()
    assert keys == ["b"]
    same = action(tray, "Bob")
    tray.set_below("reject", [TrayAction("a", "Ann & Co"), TrayAction("b", "Bob")])
    assert action(tray, "Bob") is same
    tray.set_below("reject", [TrayAction("c", "Cem")])
    tray.set_below("quit", [TrayAction("d", "Dee")])
    assert [a.text() for a in menu_of(tray).actions()] == [usual[0], "Cem", *usual[1:], "Dee"]
    for key in ("reject", "quit"):
        tray.set_below(key, [])
    assert [a.text() for a in menu_of(tray).actions()] == usual


def test_a_click_on_the_icon_opens_the_applications(qtbot: QtBot, tray: Tray) -> None:
    tray.show()
    (icon,) = icons_of(tray)
    keys: list[str] = []
    tray.chosen.connect(keys.append)
    icon.activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
    assert keys == ["applications"]
    with qtbot.assertNotEmitted(tray.chosen):
        icon.activated.emit(QSystemTrayIcon.ActivationReason.Context)


def test_tool_tip_and_dot(tray: Tray) -> None:
    tray.set_tooltip("2 letters for <b>Evil</b>")
    tray.show()
    (icon,) = icons_of(tray)
    assert icon.toolTip() == "2 letters for \u2039b\u203aEvil\u2039/b\u203a"
    tray.set_due(True)
    assert icon.icon().pixmap(16, 16).toImage().pixelColor(8, 8) == QColor("red")


def registered(connection: QDBusConnection, there: bool) -> None:
    assert connection.registerService(WATCHER) if there else connection.unregisterService(WATCHER)


def test_a_host_that_comes_late_gets_a_new_icon(qtbot: QtBot, tray: Tray, bus: str) -> None:
    with connected(bus) as ours, connected(bus) as host:
        tray.show()
        (first,) = icons_of(tray)
        tray.watch(ours)
        assert not tray.available
        with qtbot.waitSignal(tray.available_changed):
            registered(host, True)
        assert tray.available
        with qtbot.waitSignal(first.destroyed):
            pass
        (second,) = icons_of(tray)
        with qtbot.waitSignal(tray.available_changed):
            registered(host, False)
        assert not tray.available
        registered(host, True)
        with qtbot.waitSignal(second.destroyed):
            pass
        assert len(icons_of(tray)) == 1


def test_a_watcher_that_was_there_before_is_found(qtbot: QtBot, tray: Tray, bus: str) -> None:
    with connected(bus) as ours, connected(bus) as host:
        registered(host, True)
        tray.show()
        with qtbot.waitSignal(tray.available_changed):
            tray.watch(ours)
        assert tray.available


def test_a_panel_that_registers_with_the_watcher_gets_a_new_icon(qtbot: QtBot, tray: Tray, bus: str) -> None:
    with connected(bus) as ours, connected(bus) as host:
        tray.show()
        (first,) = icons_of(tray)
        tray.watch(ours)
        # the bus takes things in order: once it has answered this it has heard what we listen for
        ours.call(QDBusMessage.createMethodCall("org.freedesktop.DBus", "/", "org.freedesktop.DBus.Peer", "Ping"))
        came = QDBusMessage.createSignal("/StatusNotifierWatcher", WATCHER, "StatusNotifierHostRegistered")
        with qtbot.waitSignal(first.destroyed):
            assert host.send(came)
        assert tray.available


def test_without_any_bus_nothing_fails(tray: Tray) -> None:
    tray.show()
    tray.watch(QDBusConnection("no such connection"))
    assert len(icons_of(tray)) == 1
