"""The Sent folder of a mail account: a letter of unknown fate is looked for there, and copies are filed by the
companion where the server files none.

Whether a server files what was sent is learned from the first letter. The answer is kept before the first copy is
filed, so that after a crash the companion's own copy is not taken for the server's. Nothing here sends a letter.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from companion.core import moments
from companion.core.account import Account, FilesSent
from companion.core.outbox import LetterState, OutboxLetter
from companion.core.problem import Problem
from companion.services.accounts import Accounts
from companion.services.ports import Look, Mailbox, MailProblem, SecretsProblem, Trace
from companion.services.work import Desk, Outcome

GRACE = timedelta(seconds=20)
"""How long after a letter was sent its copy is looked for: a server that files it itself does so within that time."""

KEEPS_TRYING = timedelta(days=3)
"""After that, a letter whose copy could not be filed stays without one."""

_TRY_AGAIN = timedelta(minutes=5)
# Gmail and Microsoft file what is sent (follow_ups.md); a copy of ours would be a second one
_FILE_THEMSELVES = (".gmail.com", ".googlemail.com", ".office365.com", ".outlook.com")


@dataclass(frozen=True, slots=True)
class Filed:
    """What became of the copies. again_at: when it is worth to look again; None for "not before the next letter"."""

    outcomes: tuple[Outcome[None], ...] = ()
    again_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SentFolder:
    """Looks into Sent folders, and files copies."""

    desk: Desk
    accounts: Accounts
    mailbox: Mailbox
    trace: Trace

    def look_again(self, letter_id: str, *, origin: str = "") -> Outcome[OutboxLetter]:
        """Looks for a letter of unknown fate: found, it is SENT; not found, it is as uncertain as before, and says
        since when. Raises Problem if it needs no answer any more, MailProblem or SecretsProblem if it could not be
        looked for; then nothing changed.
        """
        letter = self.desk.store.get(OutboxLetter, letter_id)
        if letter is None or letter.state is not LetterState.UNCERTAIN:
            raise Problem("This letter needs no answer any more.")
        account = self.desk.store.get(Account, letter.account_id)
        if account is None or account.deleted_at is not None:
            raise Problem(
                f"The account {letter.sender} was removed. Look in your mail program, then say what you found."
            )
        if not account.imap_host:
            raise Problem(f"Where the mailbox of {account.address} is, is not set up. Look in your mail program.")
        look = self.accounts.logged_in(account, lambda login: self.mailbox.find_sent(account, login, letter))
        self.trace.mark("sent.looked", letter=letter_id, there=int(look.there))
        with self.desk.work(origin) as work:
            present = work.writer.get(OutboxLetter, letter_id)
            now = moments.whole_second(work.now)
            if present is None or present.state is not LetterState.UNCERTAIN:
                raise Problem("This letter needs no answer any more.")
            after = replace(present, why=self._not_there(look, account, now))
            if look.there:
                after = replace(present, state=LetterState.SENT, state_at=now, why=self._there(look))
            if not work.writer.move_letter(letter_id, LetterState.UNCERTAIN, after):
                raise Problem("This letter needs no answer any more.")
            work.note(after)
            return work.outcome(after)

    def accounts_with_mailbox(self) -> frozenset[str]:
        """The ids of the accounts in whose Sent folder a letter can be looked for."""
        return frozenset(account.id for account in self.accounts.all() if account.imap_host)

    def file_copies(self) -> Filed:
        """Sees to the copies of what was sent in the last days: one for each letter where the server files none.

        Raises no problem of a mailbox: what will pass is tried again, anything else stands with the letter.
        """
        with self.desk.store.filing() as mine:
            if not mine:
                return Filed(again_at=self.desk.clock.now() + _TRY_AGAIN)
            outcomes: list[Outcome[None]] = []
            again: list[datetime] = []
            given_up: set[str] = set()
            for letter, account in self._unfiled():
                if account.id in given_up:
                    continue
                if self.desk.clock.now() < letter.state_at + GRACE:
                    again.append(letter.state_at + GRACE)
                    continue
                try:
                    outcomes += self._file(letter, account)
                except SecretsProblem:
                    # no timer asks for a locked keyring
                    given_up.add(account.id)
                except MailProblem as problem:
                    given_up.add(account.id)
                    self.trace.mark("sent.problem", letter=letter.id, fault=problem.fault.value)
                    if problem.passing:
                        again.append(self._later(letter))
                    else:
                        outcomes.append(self._note(letter, f"No copy was put in your Sent folder. {problem.sentence}"))
            return Filed(tuple(outcomes), min(again, default=None))

    def _unfiled(self) -> list[tuple[OutboxLetter, Account]]:
        """The letters whose copy nobody has seen to, each with its account: a word with a sent letter says that
        somebody has.
        """
        accounts = {a.id: a for a in self.accounts.all() if a.imap_host and files_sent(a) is not FilesSent.YES}
        if not accounts:
            return []
        oldest = self.desk.clock.now() - KEEPS_TRYING
        letters = (x for x in self.desk.store.letters(LetterState.SENT) if not x.why and x.state_at > oldest)
        return [(letter, accounts[letter.account_id]) for letter in letters if letter.account_id in accounts]

    def _file(self, letter: OutboxLetter, account: Account) -> list[Outcome[None]]:
        # the letter before may have taught it
        present = self.desk.store.get(Account, account.id) or account
        if files_sent(present) is FilesSent.YES:
            return []
        outcomes: list[Outcome[None]] = []
        if present.files_sent is FilesSent.UNKNOWN:
            look = self.accounts.logged_in(account, lambda login: self.mailbox.find_sent(account, login, letter))
            outcomes.append(self._learn(account, FilesSent.YES if look.there else FilesSent.NO))
            if look.there:
                return [*outcomes, self._note(letter, f"A copy is in “{look.folder}”.")]
        look = self.accounts.logged_in(account, lambda login: self.mailbox.file_sent(account, login, letter))
        self.trace.mark("sent.filed", letter=letter.id, there=int(look.there))
        return [*outcomes, self._note(letter, f"A copy is in “{look.folder}”.")]

    def _learn(self, account: Account, files: FilesSent) -> Outcome[None]:
        with self.desk.work("sent_folder") as work:
            present = work.writer.get(Account, account.id)
            if present is not None and present.deleted_at is None and present.files_sent is FilesSent.UNKNOWN:
                work.put(replace(present, files_sent=files))
            return work.outcome(None)

    def _note(self, letter: OutboxLetter, words: str) -> Outcome[None]:
        """Says it with the letter, whose state does not change."""
        with self.desk.work("sent_folder") as work:
            present = work.writer.get(OutboxLetter, letter.id)
            if present is not None and present.state is LetterState.SENT and not present.why:
                after = replace(present, why=words)
                if work.writer.move_letter(letter.id, LetterState.SENT, after):
                    work.note(after)
            return work.outcome(None)

    def _later(self, letter: OutboxLetter) -> datetime:
        """Waits as long again as the letter has waited, so that a server that is away is asked ever more seldom."""
        now = self.desk.clock.now()
        return now + max(_TRY_AGAIN, now - letter.state_at)

    def _there(self, look: Look) -> str:
        if look.dated is None:
            return f"Found in “{look.folder}”."
        return f"Found in “{look.folder}”, dated {moments.dated(look.dated, self.desk.clock.zone())}."

    def _not_there(self, look: Look, account: Account, now: datetime) -> str:
        when = moments.dated(now, self.desk.clock.zone())
        return (
            f"It was not in “{look.folder}” on {when}. {_MEANS[files_sent(account)]} "
            "It is not sent again by itself: ask the other side, or say what you know."
        )


_MEANS = {
    FilesSent.YES: "This server usually files what it takes, though not always at once.",
    FilesSent.NO: "This server files no copies itself, so that says nothing of whether it arrived.",
    FilesSent.UNKNOWN: "A server files a copy itself only sometimes, so it may have arrived all the same.",
}


def files_sent(account: Account) -> FilesSent:
    """What is known of the account's server, or of its provider."""
    hosts = (account.host, account.imap_host)
    if any(f".{host.casefold().rstrip('.')}".endswith(_FILE_THEMSELVES) for host in hosts):
        return FilesSent.YES
    return account.files_sent
