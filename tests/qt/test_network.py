"""A network that comes back is heard on the bus, and one that goes is not."""

from __future__ import annotations

from pytestqt.qtbot import QtBot
from tests.qt.private_bus import connected, private_bus

from companion.desktop.network import Network
from jeepney import DBusAddress, new_signal
from jeepney.io.blocking import open_dbus_connection

MANAGER = DBusAddress("/org/freedesktop/NetworkManager", interface="org.freedesktop.NetworkManager")


def test_it_tells_when_a_network_came_up_and_not_when_it_went(qtbot: QtBot) -> None:
    network, told = Network(), list[str]()
    network.came_back.connect(lambda: told.append("back"))
    with private_bus() as address, connected(address) as ours:
        network.watch(ours)
        with open_dbus_connection(bus=address) as manager, qtbot.waitSignal(network.came_back):
            for state in (20, 40, 50, 70):
                manager.send(new_signal(MANAGER, "StateChanged", "u", (state,)))
        assert told == ["back"]
        network.close()


def test_once_closed_it_stays_quiet(qtbot: QtBot) -> None:
    network = Network()
    with private_bus() as address, connected(address) as ours:
        network.watch(ours)
        network.close()
        with open_dbus_connection(bus=address) as manager, qtbot.assertNotEmitted(network.came_back, wait=100):
            manager.send(new_signal(MANAGER, "StateChanged", "u", (70,)))
