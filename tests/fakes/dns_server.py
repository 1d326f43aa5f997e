"""A DNS server for one test, on loopback: answers what it was told, over UDP, or stays silent."""

from __future__ import annotations

import socket
import struct
from dataclasses import dataclass, field
from ipaddress import ip_address
from threading import Thread
from typing import Self

A, MX, AAAA, SRV = 1, 15, 28, 33
_NO_SUCH_NAME, _FAILED = 3, 2


@dataclass
class DnsServer:
    """records: (name, type) to the data of each answer. silent: names it never answers. broken: it fails at those."""

    records: dict[tuple[str, int], list[bytes]] = field(default_factory=dict[tuple[str, int], list[bytes]])
    silent: set[str] = field(default_factory=set[str])
    broken: set[str] = field(default_factory=set[str])
    port: int = 0

    def __enter__(self) -> Self:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._thread = Thread(target=self._serve, name="dns-server", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
            last.sendto(b"", ("127.0.0.1", self.port))
        self._thread.join(5)
        self._socket.close()

    def host(self, name: str, address: str) -> None:
        packed = ip_address(address).packed
        self.records.setdefault((name, A if len(packed) == 4 else AAAA), []).append(packed)

    def mail(self, domain: str, host: str, preference: int = 10) -> None:
        self.records.setdefault((domain, MX), []).append(struct.pack("!H", preference) + _encoded(host))

    def service(self, name: str, host: str, port: int, priority: int = 0) -> None:
        data = struct.pack("!HHH", priority, 1, port) + _encoded(host)
        self.records.setdefault((name, SRV), []).append(data)

    def _serve(self) -> None:
        while True:
            question, asker = self._socket.recvfrom(1500)
            if not question:
                return
            answer = self._answer(question)
            if answer:
                self._socket.sendto(answer, asker)

    def _answer(self, question: bytes) -> bytes:
        name, end = _decoded(question, 12)
        kind = struct.unpack_from("!H", question, end)[0]
        if name in self.silent:
            return b""
        data = self.records.get((name, kind), [])
        known = any(at == name for at, _ in self.records)
        code = _FAILED if name in self.broken else 0 if known else _NO_SUCH_NAME
        head = question[:2] + struct.pack("!HHHHH", 0x8180 | code, 1, len(data), 0, 0)
        # 0xC00C: the name is the question's
        records = b"".join(struct.pack("!HHHIH", 0xC00C, kind, 1, 60, len(d)) + d for d in data)
        return head + question[12 : end + 4] + records


def _encoded(name: str) -> bytes:
    labels = [label.encode("ascii") for label in name.rstrip(".").split(".") if label]
    return b"".join(bytes([len(label)]) + label for label in labels) + b"\0"


def _decoded(packet: bytes, at: int) -> tuple[str, int]:
    labels: list[str] = []
    while length := packet[at]:
        labels.append(packet[at + 1 : at + 1 + length].decode("ascii").lower())
        at += 1 + length
    return ".".join(labels), at + 1
