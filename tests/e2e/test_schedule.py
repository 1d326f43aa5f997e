"""A letter with a time of its own, on the real desktop: chosen by keyboard, kept through a restart, sent once then; and
the tray's menu, which names what is due.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.e2e.conftest import Start
from tests.e2e.lab.desktop import Desktop
from tests.e2e.lab.mail_system import MailSystem
from tests.e2e.lab.waiting import wait_until
from tests.e2e.letters import add_account, assert_delivered_as_frozen, log_interview, notification
from tests.e2e.program import keep_picture, titled

pytestmark = pytest.mark.e2e
FOLLOW_UPS = titled("Follow-ups")
REVIEW = titled("Review the letter")


def test_the_menu_names_what_is_due_and_a_time_is_typed(
    patient: Desktop, start: Start, mail: MailSystem, recipient: str
) -> None:
    desktop = patient
    companion = start(desktop, env={"SSL_CERT_FILE": str(mail.ca)})
    add_account(companion, mail)
    log_interview(companion, recipient)
    notification(desktop)
    wait_until(lambda: "Thank Dana at Acme…" in companion.menu(), lambda: str(companion.menu()))
    companion.choose("Thank Dana at Acme…")
    desktop.activate_window(REVIEW)
    desktop.accessible.find("text", "Letter", window=REVIEW).wait_for("focused")
    desktop.accessible.find("push button", "Send at…", window=REVIEW).click()
    keep_picture(desktop, "review-send-at")
    desktop.key("Up", "Return")  # the last line: another time
    desktop.accessible.find("text", "Send at", window=REVIEW).wait_for("focused")
    desktop.type("tomorrow 9:00")
    desktop.key("Return")
    desktop.wait_window_gone(REVIEW)
    letter = companion.wait_letter("queued")
    ahead = datetime.fromisoformat(letter["not_before"]) - datetime.now(UTC)
    assert timedelta() < ahead < timedelta(days=2)
    wait_until(lambda: "Thank Dana at Acme…" not in companion.menu(), lambda: str(companion.menu()))

    companion.choose("Follow-ups due (0)")
    desktop.activate_window(FOLLOW_UPS)
    assert desktop.accessible.nameless(FOLLOW_UPS) == []
    keep_picture(desktop, "follow-ups-scheduled")
    desktop.accessible.find("push button", "Send now", window=FOLLOW_UPS).click()
    delivered = mail.wait_delivered(recipient, timeout=40)[0]
    assert_delivered_as_frozen(companion, companion.wait_letter("sent"), delivered)
    keep_picture(desktop, "follow-ups-sent")


def test_a_letter_with_a_time_survives_a_restart_and_is_exported(
    patient: Desktop, start: Start, mail: MailSystem, recipient: str, tmp_path: Path
) -> None:
    companion = start(patient, env={"SSL_CERT_FILE": str(mail.ca)})
    add_account(companion, mail)
    log_interview(companion, recipient)
    at = datetime.now(UTC) + timedelta(seconds=25)
    letter = companion.tell("follow-up", "send", "Acme", "--at", f"{at:%Y-%m-%dT%H:%M:%S+00:00}")["letter"]
    companion.end()
    assert mail.delivered(recipient) == []
    companion.start()
    delivered = mail.wait_delivered(recipient, timeout=60)[0]
    assert datetime.now(UTC) >= at - timedelta(seconds=1)
    assert_delivered_as_frozen(companion, companion.wait_letter("sent"), delivered)
    target = tmp_path / "letter.eml"
    companion.tell("follow-up", "export", letter["id"], str(target))
    assert target.read_bytes() == companion.letter_content(letter["id"])
    wait_until(mail.queue_is_empty, "postfix still holds a letter")
    assert len(mail.delivered(recipient)) == 1
