"""A disk that is really full: the profile on a small one of its own, filled while a letter waits for its time."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.e2e.lab.desktop import Desktop
from tests.e2e.lab.mail_system import MailSystem
from tests.e2e.lab.waiting import wait_until
from tests.e2e.letters import add_account, assert_delivered_as_frozen, log_interview
from tests.e2e.program import Companion, keep_picture

pytestmark = pytest.mark.e2e
MEGABYTES = 12
FULL = "The disk is full"
WAITS = "without one no letter leaves"


class SmallDisk:
    """A file system of its own in memory, mounted at `at`."""

    def __init__(self, at: Path) -> None:
        self.at = at
        self._filler = at / "filler"

    def fill(self) -> None:
        """Writes until the system says that nothing more fits, a byte neither."""
        with self._filler.open("ab", buffering=0) as filler:
            for size in (1 << 20, 1 << 12, 1):
                with contextlib.suppress(OSError):
                    while filler.write(b"x" * size) == size:
                        pass
        assert os.statvfs(self.at).f_bavail == 0

    def make_room(self) -> None:
        self._filler.unlink()


@pytest.fixture
def disk(desktop: Desktop) -> Iterator[SmallDisk]:
    """Only root may mount; as another user, or where the system refuses it to root too, the test is skipped."""
    at = desktop.home / "small"
    at.mkdir(exist_ok=True)
    words = ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m,mode=700", "tmpfs", str(at)]
    done = subprocess.run(words, check=False, capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"no file system can be mounted here: {done.stderr.strip()}")
    try:
        yield SmallDisk(at)
    finally:
        subprocess.run(["umount", str(at)], check=True)


@pytest.fixture
def companion(patient: Desktop, disk: SmallDisk, mail: MailSystem) -> Iterator[Companion]:
    companion = Companion(patient, disk.at, env={"SSL_CERT_FILE": str(mail.ca)})
    companion.welcomed()
    companion.start()
    yield companion
    if companion.process.alive():
        assert companion.end() == 0, companion.process.output()
    companion.examine()


def write_until_it_is_refused(companion: Companion) -> str:
    """What the log of the store still had room for is used up; the sentence that tells it."""
    for number in range(100):
        done = companion.shell("--json", "highlight", f"Kept {number}")
        if done.returncode:
            return str(json.loads(done.stdout)["error"])
    raise AssertionError("a hundred highlights fit on a full disk")


def test_a_letter_waits_while_the_disk_is_full_and_leaves_once_there_is_room(
    patient: Desktop, companion: Companion, disk: SmallDisk, mail: MailSystem, recipient: str
) -> None:
    add_account(companion, mail)
    log_interview(companion, recipient)
    letter = companion.tell("follow-up", "send", "Acme", "--undo", "40")["letter"]
    disk.fill()
    assert FULL in write_until_it_is_refused(companion)
    assert "A letter waits" in patient.notifier.wait_for(WAITS, timeout=60)
    keep_picture(patient, "full-disk")
    assert [(found["id"], found["state"]) for found in companion.letters()] == [(letter["id"], "queued")]
    assert mail.delivered(recipient) == []

    disk.make_room()
    companion.tell("follow-up", "now", letter["id"])
    delivered = mail.wait_delivered(recipient, timeout=40)[0]
    assert_delivered_as_frozen(companion, companion.wait_letter("sent"), delivered)
    wait_until(mail.queue_is_empty, "postfix still holds a letter")
    assert len(mail.delivered(recipient)) == 1
    with closing(sqlite3.connect(f"file:{disk.at / 'companion.db'}?mode=ro", uri=True)) as store:
        assert store.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_a_letter_that_cannot_be_queued_stays_due(
    patient: Desktop, companion: Companion, disk: SmallDisk, mail: MailSystem, recipient: str
) -> None:
    del patient
    add_account(companion, mail)
    log_interview(companion, recipient)
    disk.fill()
    write_until_it_is_refused(companion)
    assert FULL in companion.refuse("follow-up", "send", "Acme", "--undo", "0")["error"]
    assert companion.letters() == []
    assert [due["company"] for due in companion.tell("follow-up")["due"]] == ["Acme"]
    assert companion.end() == 0
    assert mail.delivered(recipient) == []

    disk.make_room()
    companion.start()
    companion.tell("follow-up", "send", "Acme", "--undo", "0")
    mail.wait_delivered(recipient, timeout=40)
    companion.wait_letter("sent")
