"""Every way in which a mailbox's server can fail, as a sentence. What is told here is never about a letter's fate."""

from __future__ import annotations

import re

from typing_extensions import override

from companion.adapters.mail.faults import Phase, Teller
from companion.adapters.mail.imap_wire import Reply
from companion.core.account import Account, Security
from companion.core.oauth import Bearer, Login
from companion.services.ports import MailFault, MailProblem

# RFC 5530: codes that say the fault will pass
_PASSING = re.compile(r"\[(?:UNAVAILABLE|INUSE|SERVERBUG|LIMIT)\]", re.IGNORECASE)


class ImapTeller(Teller):
    """Tells faults of one conversation about a mailbox."""

    def __init__(self, account: Account, password: Login) -> None:
        """account: its host, port and security are the mailbox's."""
        super().__init__(account, password, sending=False)

    @override
    def usual_port(self, security: Security) -> int:
        """RFC 8314 section 3.2 and RFC 9051 section 2.1."""
        return 993 if security is Security.TLS else 143

    @override
    def no_such_name(self) -> MailProblem:
        what = f"{self.account.host} cannot be the name of a server."
        return self._problem(MailFault.NAME_NOT_FOUND, Phase.CONNECT, what, "It looks like imap.example.org.")

    def said_no(self, phase: Phase, reply: Reply, what: str = "") -> MailProblem:
        """The server refused. what: its sentence after the login."""
        host, details = self.account.host, self.words_of(reply)
        passing = bool(_PASSING.search(details)) or phase in (Phase.GREETING, Phase.HELLO)
        if phase is Phase.SAFETY:
            do = f"Choose TLS, usually port {self.usual_port(Security.TLS)}."
            safe = f"{host} did not make the connection safe."
            return self._problem(MailFault.NO_TLS, phase, safe, do, passing=passing, details=details)
        if phase is Phase.LOGIN and isinstance(self.password, Bearer):
            return self.token_refused(details, passing=passing)
        if phase is Phase.LOGIN and not passing:
            return self._login_refused(details)
        fault = MailFault.REFUSED if phase in (Phase.GREETING, Phase.HELLO, Phase.LOGIN) else MailFault.FOLDER
        passing = passing or not what
        what = what or f"{host} opens no mailbox at the moment."
        return self._problem(fault, phase, what, "", passing=passing, details=details)

    def _login_refused(self, details: str) -> MailProblem:
        host = self.account.host
        what = f"{host} did not accept the user name or the password."
        do = "Check them in Settings; many providers want an app password."
        if self.is_locked(details):
            what, do = f"{host} says that this account is locked.", "Log in on your provider's page."
        return self._problem(MailFault.LOGIN, Phase.LOGIN, what, do, details=details)

    def copy_unknown(self, words: str) -> MailProblem:
        """What was said of a copy cannot be read, so it may lie there: it will pass, for the next look finds it."""
        what = f"{self.account.host} gave an answer that cannot be understood."
        return self._problem(MailFault.BROKEN, Phase.DATA, what, "", passing=True, details=words)

    def no_sent_folder(self) -> MailProblem:
        return self._problem(
            MailFault.FOLDER,
            Phase.DATA,
            f"No Sent folder was found at {self.account.host}.",
            "Look in your mail program.",
        )

    def words_of(self, reply: Reply) -> str:
        return self.printable(f"{reply.status} {reply.words.decode('utf-8', errors='replace')}")

    @override
    def _what_to_check(self, phase: Phase) -> str:
        return "Check the server and the port." if phase is Phase.GREETING else ""
