"""The mailbox that the rest of the companion sees. It holds no connection and loads nothing heavy until it is used."""

from __future__ import annotations

from pathlib import Path

from companion.adapters.mail.mailer import Limits
from companion.core.account import Account
from companion.core.oauth import Login
from companion.core.outbox import OutboxLetter
from companion.services.ports import Look

LIMITS = Limits(connect=15.0, answer=20.0, content=60.0)
"""Seconds. Somebody may be watching, and nothing is lost by giving up: the next look finds what is there."""


class ImapMailbox:
    """Speaks IMAP over implicit TLS or required STARTTLS, and never without. trust: as for `mailer.SmtpMailer`."""

    def __init__(self, *, trust: Path | None = None, limits: Limits = LIMITS) -> None:
        self._trust = trust
        self._limits = limits

    def test(self, account: Account, password: Login) -> str:
        """See services.ports.Mailbox."""
        from companion.adapters.mail import imap

        with imap.Session(account, password, self._trust, self._limits) as session:
            session.log_in()
            folder = session.sent_folder()
            session.say_goodbye()
            return folder.name

    def find_sent(self, account: Account, password: Login, letter: OutboxLetter) -> Look:
        """See services.ports.Mailbox."""
        return self._looked(account, password, letter, append=False)

    def file_sent(self, account: Account, password: Login, letter: OutboxLetter) -> Look:
        """See services.ports.Mailbox."""
        return self._looked(account, password, letter, append=True)

    def _looked(self, account: Account, password: Login, letter: OutboxLetter, *, append: bool) -> Look:
        from companion.adapters.mail import imap

        with imap.Session(account, password, self._trust, self._limits) as session:
            session.log_in()
            folder = session.sent_folder()
            found = session.find(folder, letter.message_id)
            if found is None and append:
                session.append(folder, letter)
            session.say_goodbye()
            return Look(folder.name, there=found is not None, dated=found.at if found else None)
