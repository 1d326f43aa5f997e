"""Reads the table of mail providers from a data file, so that a provider is added without a program."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NotRequired, TypedDict, cast

from companion.core.account import Security
from companion.core.oauth import Endpoints
from companion.core.provider import Accepts, MailServer, Provider, UserForm


class _Server(TypedDict):
    host: str
    port: int
    security: str


class _Endpoints(TypedDict):
    authorize: str
    token: str
    scope: str


class _Line(TypedDict):
    name: str
    domains: list[str]
    mx: list[str]
    smtp: _Server
    imap: _Server | None
    user: str
    accepts: str
    sentence: str
    help: str
    oauth: NotRequired[_Endpoints]


class FileProviders:
    """The table in `<resources>/providers.json`, read once. A missing or broken one is our own mistake."""

    def __init__(self, resources: Path) -> None:
        self._file = resources / "providers.json"
        self._read: tuple[Provider, ...] | None = None

    def all(self) -> tuple[Provider, ...]:
        """See services.ports.Providers."""
        if self._read is None:
            table = cast("dict[str, list[_Line]]", json.loads(self._file.read_text(encoding="utf-8")))
            self._read = tuple(_provider(line) for line in table["providers"])
        return self._read


def _provider(line: _Line) -> Provider:
    imap, oauth = line["imap"], line.get("oauth")
    return Provider(
        line["name"],
        frozenset(line["domains"]),
        tuple(line["mx"]),
        _server(line["smtp"]),
        _server(imap) if imap else None,
        UserForm(line["user"]),
        Accepts(line["accepts"]),
        line["sentence"],
        line["help"],
        Endpoints(oauth["authorize"], oauth["token"], oauth["scope"]) if oauth else None,
    )


def _server(server: _Server) -> MailServer:
    return MailServer(server["host"], server["port"], Security(server["security"]))
