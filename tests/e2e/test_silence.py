"""Silence, a notification, one click, the question in the mailbox; and a second one a week later, no earlier."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.e2e.conftest import Start
from tests.e2e.lab.desktop import Desktop
from tests.e2e.lab.mail_system import MailSystem
from tests.e2e.lab.waiting import wait_until
from tests.e2e.letters import add_account, assert_delivered_as_frozen
from tests.e2e.program import keep_picture

pytestmark = pytest.mark.e2e


def test_after_silence_one_click_asks_how_it_stands(
    patient: Desktop, start: Start, mail: MailSystem, recipient: str
) -> None:
    desktop = patient
    companion = start(desktop, env={"SSL_CERT_FILE": str(mail.ca)})
    add_account(companion, mail)
    # by now five business days and the next working hours have passed, and thanks would come too late
    told = ("--when", "12 days ago", "--with", "Dana Reyes", "--email", recipient)
    companion.tell("interview", "Acme", "--role", "Backend Engineer", *told)

    desktop.notifier.wait_for("Ask Dana at Acme how it stands")
    assert desktop.notifier.buttons() == ["Send", "Review…", "Later"]
    keep_picture(desktop, "notification-silence")
    wait_until(lambda: "Follow-ups due (1)" in companion.menu(), lambda: str(companion.menu()))
    desktop.click_notification_button("Send")

    delivered = mail.wait_delivered(recipient, timeout=40)[0]
    letter = companion.wait_letter("sent")
    assert letter["kind"] == "status"
    assert_delivered_as_frozen(companion, letter, delivered)
    wait_until(lambda: "Follow-ups due (0)" in companion.menu(), lambda: str(companion.menu()))
    (second,) = companion.tell("follow-up")["upcoming"]
    assert second["words"] == "Ask Dana at Acme how it stands"
    waits = datetime.fromisoformat(second["due_at"]) - datetime.fromisoformat(letter["state_at"])
    # counted from when it was to leave until it has; a weekend and a night may come on top
    assert timedelta(days=7, minutes=-1) <= waits < timedelta(days=11)
