"""One companion for each user and profile: a lock, and a socket through which later starts ask the first.

The order is: lock, connect, and only then remove a stale socket and listen (platform.md), so that two starts at
the same moment never take the socket from each other.

A plain AF_UNIX socket with QSocketNotifier rather than QLocalServer: importing QtNetwork costs 2.7 MB and 5 ms in
a program that sits in the tray, the socket module 0.8 MB, which the client without Qt loads anyway. On Windows
`SingleInstance` needs QLocalServer instead of `_listen` and `_Peer`; its interface stays.
"""

from __future__ import annotations

import json
import os
import socket
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QLockFile, QObject, QSocketNotifier, QTimer, Signal, Slot

from companion.core.problem import Problem
from companion.desktop.client import LIMIT, Listening, parsed, who_listens

PATIENCE_MS: Final = 10_000
"""How long a caller may take to send its line, and later to take its reply."""

MOST_PEERS: Final = 32


class Request:
    """What another process asks. Answer once, now or later, on the GUI thread; more answers are ignored."""

    def __init__(self, message: dict[str, object], reply: Callable[[dict[str, object]], None]) -> None:
        self.message = message
        self._reply: Callable[[dict[str, object]], None] | None = reply

    def answer(self, reply: dict[str, object]) -> None:
        """Sends the reply, if the asker is still there. Never blocks."""
        send, self._reply = self._reply, None
        if send is not None:
            send(reply)


class _Peer(QObject):
    """One connection: reads one line, hands it on, writes one line, ends. Never waits."""

    asked = Signal(object)
    ended = Signal(object)

    def __init__(self, connection: socket.socket, parent: QObject) -> None:
        super().__init__(parent)
        self._connection = connection
        self._received = bytearray()
        self._unsent = b""
        self._open = True
        self._reader = QSocketNotifier(connection.fileno(), QSocketNotifier.Type.Read, self)
        self._reader.activated.connect(self._read)
        self._writer = QSocketNotifier(connection.fileno(), QSocketNotifier.Type.Write, self)
        self._writer.setEnabled(False)
        self._writer.activated.connect(self._write)
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._patience.timeout.connect(self.end)
        self._patience.start()

    @Slot()
    def _read(self) -> None:
        try:
            piece = self._connection.recv(262_144)
        except BlockingIOError:
            return
        except OSError:
            piece = b""
        self._received += piece
        if not piece or len(self._received) > LIMIT:
            self.end()
        elif self._received.endswith(b"\n"):
            message = parsed(bytes(self._received))
            # what comes after the line is not read: the caller has said what it has to say
            self._reader.setEnabled(False)
            self._patience.stop()
            if message is None:
                self.end()
            else:
                self.asked.emit(Request(message, self._reply))

    def _reply(self, reply: dict[str, object]) -> None:
        if self._open:
            self._unsent = json.dumps(reply).encode("ascii") + b"\n"
            self._patience.start()
            self._write()

    @Slot()
    def _write(self) -> None:
        try:
            sent = self._connection.send(self._unsent)
        except BlockingIOError:
            sent = 0
        except OSError:
            self.end()
            return
        self._unsent = self._unsent[sent:]
        if self._unsent:
            self._writer.setEnabled(True)
        else:
            self.end()

    @Slot()
    def end(self) -> None:
        """Closes the connection, whatever was under way."""
        if self._open:
            self._open = False
            self._patience.stop()
            self._reader.setEnabled(False)
            self._writer.setEnabled(False)
            self._connection.close()
            self.ended.emit(self)
            self.deleteLater()


class SingleInstance(QObject):
    """Holds the right to be the one companion of a profile, and listens for those that come after."""

    asked = Signal(object)
    """A `Request` from another start or the shell command."""

    def __init__(self, lock_path: Path, socket_path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._socket_path = socket_path
        self._lock_path = lock_path
        self._lock = QLockFile(str(lock_path))
        # a running companion holds its lock for weeks; only a dead process makes it stale
        self._lock.setStaleLockTime(0)
        self._listener: socket.socket | None = None
        self._notifier: QSocketNotifier | None = None
        self._peers: set[_Peer] = set()

    def acquire(self) -> bool:
        """True: this process is the one, and listens. False: another one is. Raises Problem if the folder can't be
        made private.
        """
        for folder in {self._lock_path.parent, self._socket_path.parent}:
            _make_private(folder)
        if not self._lock.tryLock(0):
            if self._lock.error() == QLockFile.LockError.LockFailedError:
                return False
            raise Problem("The companion cannot write to its own folder.", details=str(self._lock_path))
        if who_listens(self._socket_path) is Listening.SOMEBODY:
            self._lock.unlock()
            return False
        self._listen()
        return True

    def close(self) -> None:
        """Stops listening and gives the right back."""
        for peer in tuple(self._peers):
            peer.end()
        if self._listener is None:
            return
        if self._notifier is not None:
            self._notifier.setEnabled(False)
            self._notifier.deleteLater()
            self._notifier = None
        self._listener.close()
        self._listener = None
        self._socket_path.unlink(missing_ok=True)
        self._lock.unlock()

    def _listen(self) -> None:
        self._socket_path.unlink(missing_ok=True)
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        listener.setblocking(False)
        # before bind, Linux takes the socket's mode from the descriptor; chmod is for the others
        os.fchmod(listener.fileno(), 0o600)
        listener.bind(str(self._socket_path))
        self._socket_path.chmod(0o600)
        listener.listen(MOST_PEERS)
        self._listener = listener
        self._notifier = QSocketNotifier(listener.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._accept)

    @Slot()
    def _accept(self) -> None:
        if self._listener is None:
            return
        try:
            connection, _ = self._listener.accept()
        except OSError:
            return
        connection.setblocking(False)
        if not _same_user(connection) or len(self._peers) >= MOST_PEERS:
            connection.close()
            return
        peer = _Peer(connection, self)
        peer.asked.connect(self.asked)
        peer.ended.connect(self._forget)
        self._peers.add(peer)

    @Slot(object)
    def _forget(self, peer: _Peer) -> None:
        self._peers.discard(peer)


def _make_private(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if folder.stat().st_uid != os.getuid():
            raise PermissionError(f"{folder} belongs to another user")
        folder.chmod(0o700)
    except OSError as error:
        raise Problem(
            "The companion's folder for its running state cannot be made private, so it did not start.",
            details=str(error),
        ) from error


def _same_user(connection: socket.socket) -> bool:
    """Whether the caller runs as this user, where the system tells; elsewhere the folder's mode has to do."""
    option: int | None = getattr(socket, "SO_PEERCRED", None)
    if option is None:
        return True
    _, user, _ = struct.unpack("3i", connection.getsockopt(socket.SOL_SOCKET, option, struct.calcsize("3i")))
    return user == os.getuid()
