"""The lab's private D-Bus session bus, and calls on it.

The bus has its own list of services that may be started on demand. Debian's own list would bring a
notification daemon or a keyring back to life the moment the companion asks for one, and "no keyring" could
never be tested.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeAlias

from jeepney import DBusAddress, DBusErrorResponse, Message, MessageType, Properties, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection

# What D-Bus carries is known to whoever asked for it.
Value: TypeAlias = Any

SERVICES = Path("/usr/share/dbus-1/services")
# The accessibility bus, and the settings of the panel and of the notification daemon.
ON_DEMAND = ("org.a11y.Bus", "org.xfce.Xfconf", "ca.desrt.dconf")

CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={socket}</listen>
  <auth>EXTERNAL</auth>
  <servicedir>{services}</servicedir>
  <policy context="default">
    <allow user="*"/>
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


def write_config(folder: Path, socket: Path) -> Path:
    """The configuration of a bus on `socket` that starts nothing but ON_DEMAND by itself."""
    services = folder / "services"
    services.mkdir(parents=True)
    for name in ON_DEMAND:
        source = SERVICES / f"{name}.service"
        if source.exists():
            # Without the SystemdService line: there is no systemd here to hand it to.
            lines = [line for line in source.read_text().splitlines() if not line.startswith("SystemdService")]
            (services / source.name).write_text("\n".join(lines) + "\n")
    config = folder / "bus.conf"
    config.write_text(CONFIG.format(socket=socket, services=services))
    return config


class Bus:
    """A connection of the test's own to a session bus. Blocking, for one thread."""

    def __init__(self, address: str) -> None:
        self._connection: DBusConnection = open_dbus_connection(address)

    def close(self) -> None:
        self._connection.close()

    def call(
        self,
        where: tuple[str, str, str],
        method: str,
        signature: str = "",
        *body: object,
        timeout: float = 10,
    ) -> tuple[Value, ...]:
        """Call `method` at (bus name, object path, interface); `DBusErrorResponse` when it answers with an error."""
        name, path, interface = where
        address = DBusAddress(path, bus_name=name, interface=interface)
        return self._send(new_method_call(address, method, signature or None, body), timeout)

    def get(self, where: tuple[str, str, str], name: str, timeout: float = 10) -> Value:
        """One property."""
        service, path, interface = where
        address = DBusAddress(path, bus_name=service, interface=interface)
        return self._send(Properties(address).get(name), timeout)[0][1]

    def has_owner(self, name: str) -> bool:
        where = ("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus")
        return bool(self.call(where, "NameHasOwner", "s", name)[0])

    def pid_of(self, name: str) -> int:
        where = ("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus")
        return int(self.call(where, "GetConnectionUnixProcessID", "s", name)[0])

    def _send(self, message: Message, timeout: float) -> tuple[Value, ...]:
        reply = self._connection.send_and_get_reply(message, timeout=timeout)
        if reply.header.message_type == MessageType.error:
            raise DBusErrorResponse(reply)
        return reply.body
