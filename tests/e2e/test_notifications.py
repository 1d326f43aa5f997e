"""The notification daemon that is missing, comes late or restarts; and letters that fell due while nothing ran."""

from __future__ import annotations

import pytest

from tests.e2e.conftest import MakeDesktop, Start
from tests.e2e.lab.desktop import Desktop
from tests.e2e.lab.mail_system import MailSystem
from tests.e2e.lab.waiting import wait_until
from tests.e2e.letters import add_account, log_interview, notification
from tests.e2e.program import keep_picture, titled

pytestmark = pytest.mark.e2e


def test_without_a_notification_daemon_the_menu_tells_and_a_daemon_that_comes_is_used(
    own_desktop: MakeDesktop, start: Start, mail: MailSystem, recipient: str
) -> None:
    desktop = own_desktop(notifications=False)
    companion = start(desktop, env={"SSL_CERT_FILE": str(mail.ca)})
    add_account(companion, mail)
    log_interview(companion, recipient)
    wait_until(lambda: "Follow-ups due (1)" in companion.menu(), lambda: str(companion.menu()))
    companion.choose("Follow-ups due (1)")
    follow_ups = titled("Follow-ups")
    desktop.activate_window(follow_ups)
    desktop.accessible.find("push button", "Send", window=follow_ups)
    keep_picture(desktop, "follow-ups")
    assert desktop.accessible.nameless(follow_ups) == []

    desktop.start_notifications()
    desktop.accessible.find("push button", "Send", window=follow_ups).click()
    desktop.notifier.wait_for("Sending to")
    mail.wait_delivered(recipient, timeout=40)
    companion.wait_letter("sent")


def test_a_notification_daemon_that_restarts_is_used_again(own_desktop: MakeDesktop, start: Start) -> None:
    desktop = own_desktop(keyring="none")
    companion = start(desktop)
    log_interview(companion, "dana@example.test")
    notification(desktop)
    desktop.stop_notifications(kill=True)
    desktop.start_notifications()
    log_interview(companion, "dana@example.test", company="Blue Kites")
    desktop.notifier.wait_for("Thank Dana at Blue Kites")
    desktop.click_notification_button("Later")
    wait_until(lambda: "Follow-ups due (1)" in companion.menu(), lambda: str(companion.menu()))


def test_letters_that_fell_due_while_it_was_off_are_told_at_the_next_start(patient: Desktop, start: Start) -> None:
    desktop = patient
    companion = start(desktop)
    assert companion.end() == 0
    log_interview(companion, "dana@example.test")
    companion.start()
    notification(desktop)
    assert "Follow-ups due (1)" in companion.menu()
