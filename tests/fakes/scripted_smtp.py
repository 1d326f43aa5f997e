"""An SMTP server that misbehaves on command: at each step it can drop, refuse, stall, or talk nonsense.

It speaks just enough SMTP for letters one after the other, and counts what reached it.
"""

from __future__ import annotations

import base64
import socket
import threading
from collections.abc import Collection, Mapping

from typing_extensions import override

from companion.adapters.mail.certificates import Certificates
from tests.fakes.scripted import LATE_SECONDS, PASSWORD, USER, Act, Mode, Over, Scripted, Talk

EHLO = "250-scripted.example\r\n250-SIZE 1000000\r\n250 AUTH PLAIN LOGIN"
EHLO_OAUTH = "250-scripted.example\r\n250 AUTH PLAIN XOAUTH2 OAUTHBEARER"


class ScriptedServer(Scripted):
    """script: from a step ("greeting", "ehlo", "starttls", "handshake", "ehlo again", "auth", "mail", "rcpt", "data",
    "content" (while it arrives), "dot", "quit") to what it does there. From the second letter of a connection on, the
    steps of a letter have its number: "mail 2". "after 1" is said unasked, after that letter's 250.

    commands: what the client said. contents: each whole content, as it came between DATA and the final dot.
    begun: octets of content that arrived at all. bearers: the tokens that are good now; then it takes nothing else.
    """

    def __init__(
        self,
        certificates: Certificates,
        mode: Mode,
        script: Mapping[str, str] | None = None,
        *,
        bearers: Collection[str] | None = None,
    ) -> None:
        super().__init__("scripted-smtp", certificates, mode, script)
        self.contents: list[bytes] = []
        self.begun = 0
        self._bearers = bearers

    @override
    def converse(self, connection: socket.socket) -> None:
        talk = _Talk(connection, self.script, self.commands, self._bearers)
        talk.say("greeting", "220 scripted.example ESMTP")
        talk.hear("EHLO")
        offers = EHLO if self._bearers is None else EHLO_OAUTH
        if self.mode is Mode.TLS:
            talk.say("ehlo", offers)
            self._take(talk)
            return
        offer = "\r\n250-STARTTLS" if self.mode is Mode.STARTTLS else ""
        talk.say("ehlo", f"250-scripted.example{offer}\r\n250 AUTH PLAIN")
        talk.hear("STARTTLS")
        talk.say("starttls", "220 2.0.0 Go ahead")
        with self.safe(connection) as safe:
            talk = _Talk(safe, self.script, self.commands, self._bearers)
            talk.hear("EHLO")
            talk.say("ehlo again", offers)
            self._take(talk)

    def _take(self, talk: _Talk) -> None:
        talk.log_in()
        command, number = talk.hear("MAIL"), 1
        while not command.upper().startswith("QUIT"):
            self._take_letter(talk, "" if number == 1 else f" {number}")
            if f"after {number}" in self.script:
                talk.say(f"after {number}", "")
            command, number = talk.hear("MAIL", "QUIT"), number + 1
        talk.say("quit", "221 2.0.0 Bye")

    def _take_letter(self, talk: _Talk, nth: str) -> None:
        talk.say(f"mail{nth}", "250 2.1.0 Ok")
        talk.hear("RCPT")
        talk.say(f"rcpt{nth}", "250 2.1.5 Ok")
        talk.hear("DATA")
        talk.say(f"data{nth}", "354 Go on")
        if f"content{nth}" in self.script:
            talk.say(f"content{nth}", "")
        content = b""
        while not content.endswith(b"\r\n.\r\n"):
            content += (line := talk.line())
            self.begun += len(line)
        self.contents.append(content[:-3])
        talk.say(f"dot{nth}", "250 2.0.0 Ok: queued as 4XyZ")


class _Talk(Talk):
    """What is said in one conversation."""

    def __init__(
        self,
        connection: socket.socket,
        script: Mapping[str, str],
        commands: list[str],
        bearers: Collection[str] | None = None,
    ) -> None:
        super().__init__(connection)
        self._bearers = bearers
        self._script = script
        self._commands = commands

    def hear(self, *verbs: str) -> str:
        command = self.line().decode("ascii").rstrip("\r\n")
        self._commands.append(command)
        # a client that goes wrong here must not look like one that went right
        if not command.upper().startswith(verbs):
            self.send(f"503 5.5.1 {verbs[0]} expected".encode())
            raise Over
        return command

    def log_in(self) -> None:
        command = self.hear("AUTH")
        if self._bearers is not None:
            return self._take_token(command, self._bearers)
        if command.startswith("AUTH LOGIN"):
            self.send(b"334 VXNlcm5hbWU6")
            user = base64.b64decode(self.line()).decode()
            self.send(b"334 UGFzc3dvcmQ6")
            right = (user, base64.b64decode(self.line()).decode()) == (USER, PASSWORD)
        else:
            right = base64.b64decode(command.split()[2]).decode() == f"\0{USER}\0{PASSWORD}"
        if not right and "auth" not in self._script:
            self.send(b"535 5.7.8 Authentication failed")
            raise Over
        plain_is_a_lie = command.startswith("AUTH PLAIN") and self._script.get("auth", "").startswith("504")
        if plain_is_a_lie:
            self.send(b"504 5.5.4 Not this one")
            return self.log_in()
        return self.say("auth", "235 2.7.0 Ok")

    def _take_token(self, command: str, good: Collection[str]) -> None:
        """As RFC 7628 has it, and Google's and Microsoft's pages."""
        _, name, said = command.split(" ")
        words = base64.b64decode(said).decode().split("\x01")
        head = f"n,a={USER}," if name == "OAUTHBEARER" else f"user={USER}"
        if words[0] == head and any(f"auth=Bearer {token}" in words for token in good):
            return self.say("auth", "235 2.7.0 Ok")
        reason = base64.b64encode(b'{"status":"invalid_token","schemes":"bearer"}').decode()
        self.send(f"334 {reason}".encode())
        ended = self.line()
        if ended != (b"AQ==\r\n" if name == "OAUTHBEARER" else b"\r\n"):
            self.send(b"500 5.5.2 That ends nothing")
        else:
            self.send(f"535 5.7.8 {said} is not good".encode())
        raise Over

    def say(self, step: str, usual: str) -> None:
        said = self._script.get(step, usual)
        if said.startswith("504") and step == "auth":
            said = usual
        if said == Act.LATE:
            threading.Event().wait(LATE_SECONDS)
            said = usual
        self.misbehave(said)
        self.send(said.encode())
