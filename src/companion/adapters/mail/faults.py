"""Every way in which a mail server can let a letter down, as a sentence for the user.

Each sentence says what happened, what is safe, and what to do. The server's own words go into the details, made
printable and bounded, and never with the password: a server may repeat the line that it did not understand.
"""

from __future__ import annotations

import base64
import errno
import re
import socket
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from companion.adapters.mail.wire import Answer
from companion.core.account import Account, Auth, Security
from companion.core.oauth import OAUTHBEARER, XOAUTH2, Bearer, Login, initial_response
from companion.core.outbox import TRIED_AGAIN
from companion.services.ports import MailFault, MailProblem


class Phase(StrEnum):
    """How far a conversation is. From CONTENT on, a break leaves the letter's fate unknown."""

    CONNECT = "connect"
    GREETING = "greeting"
    HELLO = "hello"
    SAFETY = "safety"
    LOGIN = "login"
    SENDER = "sender"
    RECIPIENT = "recipient"
    DATA = "data"
    CONTENT = "content"


_REFUSED = {
    Phase.GREETING: (MailFault.REFUSED, "{host} takes no letters at the moment.", "Check the server and the port."),
    Phase.HELLO: (MailFault.REFUSED, "{host} does not want to talk.", "Check the server and the port."),
    Phase.SAFETY: (MailFault.NO_TLS, "{host} did not make the connection safe.", "Choose TLS, usually port 465."),
    Phase.LOGIN: (
        MailFault.LOGIN,
        "{host} did not accept the user name or the password.",
        "Check the user name and enter the password again; many providers want an app password.",
    ),
    Phase.SENDER: (
        MailFault.SENDER,
        "{host} does not let this account send from its address.",
        "Check the account's address.",
    ),
    Phase.RECIPIENT: (
        MailFault.RECIPIENT,
        "{host} does not take a letter to this address.",
        "Check the recipient's address.",
    ),
    Phase.DATA: (MailFault.CONTENT, "{host} did not take the letter.", "Read its own words under Details."),
    Phase.CONTENT: (MailFault.CONTENT, "{host} did not take the letter.", "Read its own words under Details."),
}
_NOT_NOW = {
    Phase.SAFETY: "{host} cannot make the connection safe at the moment.",
    Phase.HELLO: "{host} does not want to talk at the moment.",
    Phase.LOGIN: "{host} cannot check the password at the moment.",
    Phase.SENDER: "{host} takes no letters from this account at the moment.",
    Phase.RECIPIENT: "{host} does not take a letter to this address at the moment.",
    Phase.DATA: "{host} does not take the letter at the moment.",
    Phase.CONTENT: "{host} does not take the letter at the moment.",
}
_SECRET_SENT = (Phase.SENDER, Phase.RECIPIENT, Phase.DATA, Phase.CONTENT)
_PLAIN_TEXT = {"WRONG_VERSION_NUMBER", "UNKNOWN_PROTOCOL", "HTTP_REQUEST", "PACKET_LENGTH_TOO_LONG"}
# Microsoft's words for "no passwords any more": 535 5.7.139 now, 550 5.7.30 from the end of 2026 on
_PASSWORDLESS = re.compile(r"5\.7\.(?:30|139)\b|basic authentication|SmtpClientAuthentication", re.IGNORECASE)
_LOCKED = re.compile(r"\b(?:locked|blocked|disabled|suspended|deactivated)\b", re.IGNORECASE)
_NO_NETWORK = {errno.ENETUNREACH, errno.ENETDOWN, errno.EHOSTUNREACH}
_DETAILS = 500


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells faults of one conversation. sending: a letter is at stake, not only a test of the account."""

    account: Account
    password: Login
    sending: bool

    def usual_port(self, security: Security) -> int:
        return security.usual_port

    def unreachable(self, error: OSError) -> MailProblem:
        """No connection came about. All of it may pass: a computer that is offline looks the same."""
        host, port = self.account.host, self.account.port
        what, fault, do = f"{host} cannot be reached.", MailFault.NO_ANSWER, "Check your connection to the internet."
        if isinstance(error, socket.gaierror):
            what, fault = f"No server called {host} was found.", MailFault.NAME_NOT_FOUND
            do = "Check the server's name and your connection to the internet."
        elif isinstance(error, ConnectionRefusedError):
            what, fault = f"{host} takes no connections on port {port}.", MailFault.REFUSED
            do = f"Check the port; {self.usual_port(self.account.security)} is usual."
        elif isinstance(error, TimeoutError):
            what, do = f"{host} did not answer in time.", "Check the server, the port and your connection."
        elif error.errno in _NO_NETWORK:
            fault = MailFault.OFFLINE
        return self._problem(fault, Phase.CONNECT, what, do, passing=True, details=error.strerror or str(error))

    def no_such_name(self) -> MailProblem:
        return self._problem(
            MailFault.NAME_NOT_FOUND,
            Phase.CONNECT,
            f"{self.account.host} cannot be the name of a server.",
            "It looks like smtp.example.org.",
        )

    def unsafe(self, error: OSError) -> MailProblem:
        """TLS did not come about."""
        host, details = self.account.host, str(error)
        if isinstance(error, ssl.SSLCertVerificationError):
            what, do = _certificate(error, host)
            details = error.verify_message
            return self._problem(MailFault.CERTIFICATE, Phase.SAFETY, what, do, details=details)
        if isinstance(error, TimeoutError):
            return self.too_slow(Phase.SAFETY)
        if isinstance(error, ssl.SSLError) and not isinstance(error, ssl.SSLEOFError):
            plain = error.reason in _PLAIN_TEXT
            what = f"{host} does not speak TLS here." if plain else f"{host} and this computer share no kind of TLS."
            do = f"Choose STARTTLS, usually port {self.usual_port(Security.STARTTLS)}."
            do = do if self.account.security is Security.TLS else "Choose TLS."
            return self._problem(MailFault.NO_TLS, Phase.SAFETY, what, do, details=details)
        return self.dropped(Phase.SAFETY, details)

    def no_starttls(self, offered: str) -> MailProblem:
        return self._problem(
            MailFault.NO_TLS,
            Phase.SAFETY,
            f"{self.account.host} does not offer to make the connection safe.",
            f"Choose TLS, usually port {self.usual_port(Security.TLS)}. On a network you do not know, use another one.",
            details=offered,
        )

    def no_login(self, offered: str) -> MailProblem:
        means = "a consent (OAuth)" if isinstance(self.password, Bearer) else "a password"
        return self._problem(
            MailFault.LOGIN,
            Phase.SAFETY,
            f"{self.account.host} offers no login with {means}.",
            "Check the server and the port, or use “Open in my mail program”.",
            details=offered,
        )

    def odd_password(self) -> MailProblem:
        return self._problem(
            MailFault.LOGIN,
            Phase.SAFETY,
            "The user name or the password holds characters that no server can read.",
            "Enter them again.",
        )

    def refused(self, phase: Phase, answer: Answer, reason: str = "") -> MailProblem:
        """The server said 4yz or 5yz, or something that does not fit here. The letter was surely not taken.

        reason: what it said of a token before it refused it.
        """
        host, details = self.account.host, self.words(answer)
        if phase is Phase.LOGIN and isinstance(self.password, Bearer) and answer.code != 421:
            return self.token_refused(f"{details} ({reason})" if reason else details, passing=answer.passing)
        if answer.code == 421 and phase is not Phase.CONTENT:
            what = f"{host} closed the connection for now."
            return self._problem(MailFault.BROKEN, phase, what, "", passing=True, details=details)
        if not answer.passing and not isinstance(self.password, Bearer) and _PASSWORDLESS.search(details):
            what, do = "Microsoft no longer accepts a password here.", "Use “Open in my mail program” instead."
            return self._problem(MailFault.LOGIN, phase, what, do, details=details)
        fault, what, do = _REFUSED[phase]
        if phase is Phase.LOGIN and not answer.passing and self.is_locked(details):
            what, do = "{host} says that this account is locked.", "Log in on your provider's page, then send again."
        if answer.passing:
            what, do = _NOT_NOW.get(phase, what), ""
        return self._problem(fault, phase, what.format(host=host), do, passing=answer.passing, details=details)

    def is_locked(self, details: str) -> bool:
        """Whether a refusal of the login is about the account, not about the password."""
        return bool(_LOCKED.search(details)) and not _PASSWORDLESS.search(details)

    def token_refused(self, details: str, *, passing: bool) -> MailProblem:
        """The login with a token was refused. passing: the server could not ask what it is worth."""
        if passing:
            what = f"{self.account.host} cannot check the consent at the moment."
            return self._problem(MailFault.LOGIN, Phase.LOGIN, what, "", passing=True, details=details)
        if isinstance(self.password, Bearer) and self.password.renewed:
            what = f"{self.account.host} did not accept your consent, although your provider has just renewed it."
            do = "Try again later. If it stays so, look whether your client id may be used for mail."
            return self._problem(MailFault.LOGIN, Phase.LOGIN, what, do, details=details)
        what = f"{self.account.host} did not accept your consent; it has expired, was taken back, or is not for mail."
        return self._problem(MailFault.LOGIN, Phase.LOGIN, what, "Consent again in Settings.", details=details)

    def dropped(self, phase: Phase, words: str) -> MailProblem:
        if phase is Phase.CONTENT:
            return self._uncertain("The connection to {host} ended", words)
        what = f"{self.account.host} ended the connection."
        return self._problem(MailFault.BROKEN, phase, what, self._what_to_check(phase), passing=True, details=words)

    def too_slow(self, phase: Phase) -> MailProblem:
        if phase is Phase.CONTENT:
            return self._uncertain("{host} did not answer", "")
        what = f"{self.account.host} did not answer in time."
        return self._problem(MailFault.NO_ANSWER, phase, what, self._what_to_check(phase), passing=True)

    def garbled(self, phase: Phase, words: str) -> MailProblem:
        if phase is Phase.CONTENT:
            return self._uncertain("{host} gave an answer that cannot be understood", words)
        if phase is Phase.GREETING and words.startswith("\x15\x03"):
            what, do = f"{self.account.host} wants TLS from the start on this port.", "Choose TLS."
            return self._problem(MailFault.NO_TLS, phase, what, do)
        what = f"{self.account.host} does not answer like a mail server."
        return self._problem(MailFault.BROKEN, phase, what, "Check the server and the port.", details=words)

    def words(self, answer: Answer) -> str:
        return self.printable(f"{answer.code} {answer.words.decode('utf-8', errors='replace')}")

    def printable(self, words: str) -> str:
        """The words on one line, bounded, without the password in any form in which it was sent."""
        secret = self.password
        if isinstance(secret, Bearer):
            account = self.account
            sent = [
                initial_response(name, account.user, account.host, account.port, secret)
                for name in (OAUTHBEARER, XOAUTH2)
            ]
            return _without(_one_line(words), secret.token, sent)[:_DETAILS]
        return _without_secrets(_one_line(words), self.account.user, secret)[:_DETAILS]

    def _what_to_check(self, phase: Phase) -> str:
        if phase is not Phase.GREETING:
            return ""
        if self.account.security is Security.STARTTLS:
            return f"Check the port; {Security.STARTTLS.usual_port} is usual, and 465 wants TLS."
        return "Check the server and the port."

    def _uncertain(self, what: str, words: str) -> MailProblem:
        sentence = (
            f"{what.format(host=self.account.host)} after the letter had been handed over. It may have arrived or not, "
            "so it is not sent again by itself. Look in your Sent folder, or ask."
        )
        return MailProblem(MailFault.BROKEN, sentence, details=self.printable(words), uncertain=True)

    def _problem(
        self, fault: MailFault, phase: Phase, what: str, do: str, *, passing: bool = False, details: str = ""
    ) -> MailProblem:
        sentences = (what, self._safe(phase, passing=passing), do)
        sentence = " ".join(part for part in sentences if part)
        return MailProblem(fault, sentence, details=self.printable(details), passing=passing)

    def _safe(self, phase: Phase, *, passing: bool) -> str:
        """What is safe: the letter, and before the login the password too."""
        if self.sending:
            return TRIED_AGAIN if passing else "The letter was not sent; it is kept."
        if phase is Phase.LOGIN or phase in _SECRET_SENT:
            return ""
        return "No token was sent." if self.account.auth is Auth.OAUTH else "Your password was not sent."


def _certificate(error: ssl.SSLCertVerificationError, host: str) -> tuple[str, str]:
    """What is wrong with it, and what to do, by OpenSSL's X509_V_ERR_… numbers."""
    if error.verify_code == 10:
        return (
            f"The certificate of {host} has expired.",
            "Check this computer's date; if it is right, ask the provider.",
        )
    if error.verify_code == 9:
        return f"The certificate of {host} is not valid yet.", "Check this computer's date."
    if error.verify_code in (62, 64):
        return f"The certificate there is not for {host}.", "Check the server's name."
    return (
        f"The certificate of {host} was issued by somebody this computer does not trust.",
        "Check the server's name; on a network you do not know, use another one.",
    )


def _one_line(words: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in words).split())


def _without_secrets(line: str, user: str, password: str) -> str:
    if not password:
        return line
    octets = password.encode("utf-8", errors="replace")
    whole = b"\0" + user.encode("utf-8", errors="replace") + b"\0" + octets
    return _without(line, password, [base64.b64encode(form).decode("ascii") for form in (octets, whole)])


def _without(line: str, password: str, sent: Sequence[str]) -> str:
    """sent: how the secret went over the wire, in base64."""

    def hidden(match: re.Match[str]) -> str:
        word = match[0]
        return "…" if any(word in form or form.rstrip("=") in word for form in sent) else word

    # parts of it too: a server may cut the line that it repeats
    line = re.sub(r"[A-Za-z0-9+/=]{6,}", hidden, line)
    for form in (password, _one_line(password), sent[0]):
        line = line.replace(form, "…") if form else line
    return line
