"""Asks DNS by Qt's QDnsLookup, which knows each system's own resolver. Imported by the first search for settings: it
loads QtNetwork, 3 MB that an idle companion does without.

Works on any thread but the GUI's: the asking thread waits in an event loop of its own, for as long as it was given.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEventLoop, QTimer
from PySide6.QtNetwork import QDnsLookup, QHostAddress

from companion.services.ports import NamesProblem, Service

_Type = QDnsLookup.Type
_Error = QDnsLookup.Error


class DnsNames:
    """ports.Names. server: an address and port to ask instead of the system's own servers."""

    def __init__(self, server: tuple[str, int] | None = None) -> None:
        self._server = server
        self._app: QCoreApplication | None = None

    def addresses(self, host: str, seconds: float) -> tuple[str, ...]:
        """See services.ports.Names."""
        found: list[str] = []
        for kind in (_Type.A, _Type.AAAA):
            lookup = self._asked(kind, host, seconds / 2)
            found += [record.value().toString() for record in lookup.hostAddressRecords()]
        return tuple(found)

    def services(self, name: str, seconds: float) -> tuple[Service, ...]:
        """See services.ports.Names."""
        lookup = self._asked(_Type.SRV, name, seconds)
        return tuple(Service(record.target(), record.port()) for record in lookup.serviceRecords())

    def exchangers(self, domain: str, seconds: float) -> tuple[str, ...]:
        """See services.ports.Names."""
        lookup = self._asked(_Type.MX, domain, seconds)
        return tuple(record.exchange() for record in lookup.mailExchangeRecords())

    def _asked(self, kind: QDnsLookup.Type, name: str, seconds: float) -> QDnsLookup:
        """The answered question. Raises NamesProblem."""
        if QCoreApplication.instance() is None:
            # a shell command on its own: an event loop needs one
            self._app = QCoreApplication([])
        lookup = QDnsLookup(kind, name)
        if self._server is not None:
            lookup.setNameserver(QHostAddress(self._server[0]), self._server[1])
        loop, timer = QEventLoop(), QTimer()
        timer.setSingleShot(True)
        timer.timeout.connect(loop.quit)
        lookup.finished.connect(loop.quit)
        lookup.lookup()
        timer.start(max(1, round(seconds * 1000)))
        if not lookup.isFinished():
            loop.exec()
        timer.stop()
        if not lookup.isFinished():
            lookup.abort()
            raise NamesProblem("DNS did not answer in time.", details=name)
        if lookup.error() not in (_Error.NoError, _Error.NotFoundError):
            raise NamesProblem("DNS did not answer.", details=f"{name}: {lookup.errorString()}")
        return lookup
