"""kill -9 at each step and at 220 random moments, and Postfix restarted: no letter twice, none lost, no fate open."""

from __future__ import annotations

import email
import json
import os
import re
import secrets
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from tests.e2e.lab.mail_system import MailSystem
from tests.e2e.lab.waiting import wait_until
from tests.e2e.program import ROOT, written_forms

pytestmark = pytest.mark.e2e
PROGRAM = ROOT / "tests" / "e2e" / "programs" / "letter_sender.py"
ROUNDS = 220
LETTERS = 1000


class Sender:
    """The sending program on one profile."""

    def __init__(self, profile: Path, mail: MailSystem) -> None:
        self.profile = profile
        self._mail = mail

    def begin(self, command: str, *words: object) -> subprocess.Popen[str]:
        paths = f"{ROOT / 'src'}{os.pathsep}{ROOT}"
        process = subprocess.Popen(
            [sys.executable, str(PROGRAM), command, str(self.profile), *map(str, words)],
            env={**os.environ, "PYTHONPATH": paths, "SSL_CERT_FILE": str(self._mail.ca)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stdin is not None
        process.stdin.write(self._mail.password + "\n")
        process.stdin.flush()
        return process

    def run(self, command: str, *words: object) -> str:
        return self.end(self.begin(command, *words))

    def end(self, process: subprocess.Popen[str]) -> str:
        said, complaint = process.communicate(timeout=120)
        assert process.returncode == 0, complaint
        return said

    def letters(self) -> list[tuple[str, str, str, bytes, str]]:
        """Message-ID, recipient, state, frozen bytes and the server's words of each."""
        with closing(sqlite3.connect(f"file:{self.profile / 'companion.db'}?mode=ro", uri=True)) as store:
            return store.execute(
                "SELECT message_id, recipient, state, content, server_words FROM letter ORDER BY id"
            ).fetchall()


def arrived(mail: MailSystem, recipients: set[str]) -> dict[str, dict[str, bytes]]:
    """What lies in the mailboxes: by Message-ID, and by Postfix's own id for each letter that it took.

    A Postfix that is stopped between Dovecot's answer and its own note of it delivers what it took once a second time:
    SMTP's one gap (RFC 1047) again, further on, where no sender can close it. Both copies then have the same id.
    """
    found: dict[str, dict[str, bytes]] = {}
    for content in (content for recipient in recipients for content in mail.delivered(recipient)):
        taken = re.search(rb"\(Postfix\) with ESMTPSA id (\w+)", content)
        assert taken is not None, content
        message_id = str(email.message_from_bytes(content)["Message-ID"])
        found.setdefault(message_id, {})[taken[1].decode()] = content
    return found


def fates(sender: Sender, mail: MailSystem, count: int) -> Counter[str]:
    """How many letters ended in which state, once it is sure that each is where its state says, and never twice."""
    letters = sender.letters()
    assert len(letters) == count
    wait_until(mail.queue_is_empty, "postfix still holds a letter", 60)
    there = arrived(mail, {letter[1] for letter in letters})
    assert set(there) <= {letter[0] for letter in letters}
    for message_id, recipient, state, content, words in letters:
        copies = list(there.get(message_id, {}).values())
        assert state in ("sent", "uncertain"), (state, words)
        assert len(copies) == 1 or (state == "uncertain" and not copies), (state, len(copies), recipient)
        assert all(copy.endswith(content.replace(b"\r\n", b"\n")) for copy in copies)
    files = [path for path in sender.profile.rglob("*") if path.is_file()]
    assert not [path for path in files for form in written_forms(mail.password) if form in path.read_bytes()]
    return Counter(state for _, _, state, _, _ in letters)


def test_killed_at_each_step(mail: MailSystem, tmp_path: Path) -> None:
    sender = Sender(tmp_path / "stepwise", mail)
    sender.run("queue", mail.smtps, 3)
    assert json.loads(sender.run("die")) == {
        "claimed": ["sending", "queued", "queued"],
        "agreed": ["sending", "queued", "queued"],
        "noted": ["transmitting", "queued", "queued"],
        "accepted": ["uncertain", "transmitting", "queued"],
    }
    sender.run("send")
    assert fates(sender, mail, 3) == {"uncertain": 2, "sent": 1}
    there = arrived(mail, {letter[1] for letter in sender.letters()})
    assert [letter[0] in there for letter in sender.letters()] == [False, True, True]


def test_killed_at_random_moments(mail: MailSystem, tmp_path: Path) -> None:
    sender, seed = Sender(tmp_path / "killed", mail), secrets.randbelow(1 << 32)
    sender.run("queue", mail.smtps, LETTERS)
    killed = json.loads(sender.run("kill", ROUNDS, seed))["killed"]
    assert killed >= 200, f"only {killed} died with letters left; queue more of them (seed {seed})"
    sender.run("send")
    ended = fates(sender, mail, LETTERS)
    in_boxes = sum(len(mail.delivered(recipient)) for recipient in {letter[1] for letter in sender.letters()})
    assert LETTERS - ended["uncertain"] <= in_boxes <= LETTERS
    # a kill in the moments that matter was among them
    assert ended["uncertain"] > 0, f"seed {seed}"
    assert ended["sent"] > LETTERS // 2, f"seed {seed}"


def test_postfix_is_restarted_in_the_middle(mail: MailSystem, tmp_path: Path) -> None:
    sender, count = Sender(tmp_path / "restarted", mail), 100
    sender.run("queue", mail.smtps, count)
    sending = sender.begin("send")
    wait_until(lambda: mail.delivered("restarted-0@example.test"), "no letter has arrived")
    try:
        mail.stop_smtp()
    finally:
        mail.start_smtp()
    sender.end(sending)
    sender.run("send")
    assert fates(sender, mail, count)["sent"] >= count - 1
