"""One conversation with a mail server, step by step, with the phase always known.

The phase decides what a break means. The same lost connection is harmless before the content has left and leaves
the truth unknown after it (RFC 5321 section 4.2.5, RFC 1047), and smtplib's own `sendmail` cannot tell them apart.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from companion.adapters.mail.addresses import ascii_address
from companion.adapters.mail.ahead import Ahead
from companion.adapters.mail.faults import Phase, Teller
from companion.adapters.mail.line import Line
from companion.adapters.mail.mailer import Limits
from companion.adapters.mail.stream import Dropped, Garbled, TooSlow
from companion.adapters.mail.wire import Answer, Wire
from companion.core import oauth
from companion.core.account import Account, Security
from companion.core.oauth import Bearer, Login
from companion.core.outbox import OutboxLetter

_BARE_END = re.compile(rb"(?<!\r)\n|\r(?!\n)")
_LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)
_BETWEEN = (Phase.SENDER, Phase.RECIPIENT, Phase.DATA)


class Session:
    """Use as a context manager: however it ends, the socket is closed. Raises MailProblem.

    login: asked on a thread of its own while the server greets: a keyring takes as long for its answer. Not sooner, or
    its work would stand in the way of the connection's.
    sending: whether a letter is at stake; the sentences then say what became of it. closed_early: the server ended the
    conversation between two letters, or at one that it had not asked the content of.
    """

    def __init__(
        self, account: Account, login: Callable[[], Login], trust: Path | None, limits: Limits, *, sending: bool
    ) -> None:
        self.greeting = ""
        self.closed_early = False
        self._pipelines = False
        self._account = account
        self._login = login
        self._limits = limits
        self._tell = Teller(account, "", sending)
        self._line = Line(account, trust, limits, self._tell)
        self._phase = Phase.CONNECT
        self._wire: Wire | None = None
        self._asked: Ahead[Login] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Without QUIT: after a break it could only hang."""
        if self._asked is not None:
            self._asked.end()
        if self._wire is not None:
            self._wire.close()
        self._line.close()

    def log_in(self) -> None:
        """Connects, makes it safe, and logs in."""
        wire = self._connected()
        asked = self._asked = Ahead(self._login, "login")
        with self._told():
            self._phase = Phase.GREETING
            greeting = wire.answer()
            self._expect(greeting, 220)
            self.greeting = self._tell.words(greeting)
            features = self._hello(wire)
            if self._account.security is Security.STARTTLS:
                features = self._start_tls(wire, features)
            login = asked()
            # from now on the server may say it again
            self._tell = replace(self._tell, password=login)
            self._authenticate(wire, features.get("auth", ""), login)
            self._pipelines = "pipelining" in features

    def send(self, letter: OutboxLetter, announced: Callable[[], None], transmitting: Callable[[], None]) -> str:
        """Hands the letter over; the server's words for its 250 (see ports.Delivery). If `announced` or `transmitting`
        raises, nothing was accepted. After its 250, and only then, another may follow.
        """
        sender = ascii_address(letter.sender, field="sender")
        recipient = ascii_address(letter.recipient, field="recipient")
        content = _dotted(letter.content)
        wire = self._talking()
        with self._told():
            self._announce(wire, announced, f"MAIL FROM:<{sender}>", f"RCPT TO:<{recipient}>", "DATA")
        transmitting()
        self._phase = Phase.CONTENT
        with self._told():
            wire.allow(self._limits.content)
            wire.send(content)
            wire.allow(self._limits.verdict)
            verdict = wire.answer()
            self._expect(verdict)
        return self._tell.words(verdict)

    def say_goodbye(self) -> None:
        """QUIT, for manners: everything was decided before, so its answer never counts."""
        wire = self._talking()
        wire.allow(self._limits.goodbye)
        try:
            wire.ask("QUIT")
        except (Dropped, TooSlow, Garbled):
            return

    # --- the steps -------------------------------------------------------------------------------------------

    def _connected(self) -> Wire:
        self._wire = Wire(self._line.connect())
        self._wire.allow(self._limits.answer)
        return self._wire

    def _hello(self, wire: Wire) -> dict[str, str]:
        self._phase = Phase.HELLO
        wire.allow(self._limits.answer)
        answer, features = wire.features_after_ehlo()
        self._expect(answer)
        return features

    def _start_tls(self, wire: Wire, features: dict[str, str]) -> dict[str, str]:
        """Required, never opportunistic: a stripped offer ends the conversation."""
        if "starttls" not in features:
            raise self._tell.no_starttls(", ".join(features))
        self._step(wire, Phase.SAFETY, "STARTTLS", code=220)
        wire.allow(self._limits.connect)
        try:
            wire.secure(self._line.context(), self._line.host())
        except OSError as error:
            raise self._tell.unsafe(error) from None
        # what was offered before TLS may be an attacker's
        return self._hello(wire)

    def _authenticate(self, wire: Wire, offered: str, password: Login) -> None:
        """AUTH PLAIN, else LOGIN, in UTF-8 (RFC 4616); smtplib's own login takes ASCII passwords alone."""
        mechanisms = offered.upper().split()
        user = self._account.user
        if isinstance(password, Bearer):
            return self._bear(wire, offered, password)
        if "\0" in user + password or not password:
            raise self._tell.odd_password()
        try:
            plain, login = _base64(f"\0{user}\0{password}"), (_base64(user), _base64(password))
        except UnicodeEncodeError:
            raise self._tell.odd_password() from None
        if "PLAIN" in mechanisms:
            answer = self._exchange(wire, f"AUTH PLAIN {plain}", plain)
            # 504: offered, and yet not supported (RFC 4954 section 4)
            if answer.code != 504 or "LOGIN" not in mechanisms:
                return self._expect(answer)
        if "LOGIN" in mechanisms:
            return self._expect(self._exchange(wire, "AUTH LOGIN", *login))
        raise self._tell.no_login(offered)

    def _bear(self, wire: Wire, offered: str, bearer: Bearer) -> None:
        """AUTH OAUTHBEARER, else XOAUTH2. A server tells the reason of a refusal in a challenge, and refuses only when
        that was answered (RFC 7628 section 3.2.3).
        """
        name = oauth.mechanism(offered)
        if not name:
            raise self._tell.no_login(offered)
        said = oauth.initial_response(name, self._account.user, self._account.host, self._account.port, bearer)
        self._phase = Phase.LOGIN
        wire.allow(self._limits.answer)
        answer, reason = wire.ask(f"AUTH {name} {said}"), ""
        if answer.code == 334:
            reason = oauth.reason(answer.words.decode("ascii", errors="replace"))
            answer = wire.ask(oauth.answer_to_refusal(name))
        if answer.code >= 400:
            raise self._tell.refused(Phase.LOGIN, answer, reason)
        self._expect(answer)

    def _exchange(self, wire: Wire, command: str, *responses: str) -> Answer:
        """Says the command, and a response to each 334."""
        self._phase = Phase.LOGIN
        wire.allow(self._limits.answer)
        answer = wire.ask(command)
        for response in responses:
            if answer.code != 334:
                break
            answer = wire.ask(response)
        return answer

    def _announce(self, wire: Wire, announced: Callable[[], None], *commands: str) -> None:
        """The letter's three commands, at once where the server takes them so (RFC 2920): each answer costs the way
        there and back. Should it ask for the content of a letter that it has refused, the connection ends without any.
        """
        self._phase = Phase.SENDER
        wire.allow(self._limits.answer)
        if self._pipelines:
            wire.send("".join(f"{command}\r\n" for command in commands))
        for phase, command, code in zip(_BETWEEN, commands, (None, None, 354), strict=True):
            self._phase = phase
            wire.allow(self._limits.answer)
            if not self._pipelines:
                wire.send(f"{command}\r\n")
            if phase is Phase.SENDER:
                announced()
            self._expect(wire.answer(), code)

    def _step(self, wire: Wire, phase: Phase, command: str, *, code: int | None = None) -> None:
        self._phase = phase
        wire.allow(self._limits.answer)
        self._expect(wire.ask(command), code)

    def _expect(self, answer: Answer, code: int | None = None) -> None:
        """Raises unless the answer is this code, or (None) any 2yz. What fits nowhere is as good as garbled."""
        if answer.code == code or (code is None and answer.ok):
            return
        if answer.code < 400:
            raise Garbled(self._tell.words(answer))
        # 421: "closing transmission channel", at any command (RFC 5321 section 4.2.3)
        self.closed_early = answer.code == 421 and self._phase in _BETWEEN
        raise self._tell.refused(self._phase, answer)

    def _talking(self) -> Wire:
        if self._wire is None:
            raise RuntimeError("log_in() comes first")
        return self._wire

    @contextmanager
    def _told(self) -> Generator[None]:
        """Turns the wire's breaks into problems that know the phase."""
        try:
            yield
        except Dropped as error:
            self.closed_early = self._phase in _BETWEEN
            raise self._tell.dropped(self._phase, str(error)) from None
        except TooSlow:
            raise self._tell.too_slow(self._phase) from None
        except Garbled as error:
            raise self._tell.garbled(self._phase, str(error)) from None


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode("ascii")


def _dotted(content: bytes) -> bytes:
    """The content with its dots doubled and the final dot (RFC 5321 section 4.5.2). A bare CR or LF would let
    some servers see the end elsewhere ("SMTP smuggling"); frozen letters hold none.
    """
    if _BARE_END.search(content) or not content.endswith(b"\r\n"):
        raise ValueError("a frozen letter has CRLF line ends alone")
    return _LEADING_DOT.sub(b"..", content) + b".\r\n"
