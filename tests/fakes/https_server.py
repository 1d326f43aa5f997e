"""A web server for one test, on loopback with TLS, that answers each path with the very bytes it was told."""

from __future__ import annotations

import contextlib
import socket
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import Self

from companion.adapters.mail.certificates import Certificates, server_context


@dataclass
class HttpsServer:
    """answers: by the Host and the path without its query. dribbling: hosts that send a byte now and then, for ever.
    endless: hosts that never stop sending. tls: False for plain http. asked: the request lines with their hosts, in
    order; heads: the requests as they came.
    """

    certificates: Certificates
    answers: dict[tuple[str, str], bytes] = field(default_factory=dict[tuple[str, str], bytes])
    dribbling: set[str] = field(default_factory=set[str])
    endless: set[str] = field(default_factory=set[str])
    asked: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    heads: list[bytes] = field(default_factory=list[bytes])
    port: int = 0
    tls: bool = True

    def __enter__(self) -> Self:
        self._ended = Event()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self._thread = Thread(target=self._serve, name="https-server", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        self._thread.join(5)
        self._listening.close()

    def put(self, host: str, path: str, content: bytes) -> None:
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: {len(content)}\r\n\r\n"
        self.answers[host, path] = head.encode("ascii") + content

    def redirect(self, host: str, path: str, to: str) -> None:
        self.answers[host, path] = f"HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n".encode("ascii")

    def _serve(self) -> None:
        context = server_context(self.certificates)
        while not self._ended.is_set():
            connected, _ = self._listening.accept()
            if self._ended.is_set():
                connected.close()
                return
            connected.settimeout(5)
            # a client that does not trust us, or leaves early, is what some tests are about
            with (
                contextlib.suppress(OSError),
                context.wrap_socket(connected, server_side=True) if self.tls else connected as safe,
            ):
                self._talk(safe)
            connected.close()

    def _talk(self, safe: socket.socket) -> None:
        request = b""
        while b"\r\n\r\n" not in request:
            request += safe.recv(4096)
        first, host = request.split(b"\r\n")[:2]
        name, target = host.decode("ascii").removeprefix("Host: "), first.decode("ascii").split(" ")[1]
        self.asked.append((name, target))
        self.heads.append(request)
        if name in self.dribbling:
            while not self._ended.wait(0.02):
                safe.sendall(b"H")
        elif name in self.endless:
            safe.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            while not self._ended.is_set():
                safe.sendall(b"<a>" * 1000)
        else:
            nothing = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
            safe.sendall(self.answers.get((name, target.partition("?")[0]), nothing))
