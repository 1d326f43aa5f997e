"""A held interview, a notification, one click, and the letter in the recipient's mailbox: as frozen, and once."""

from __future__ import annotations

import email
import email.policy
import re

import pytest

from tests.e2e.conftest import Start
from tests.e2e.lab.desktop import Desktop
from tests.e2e.lab.mail_system import MailSystem
from tests.e2e.lab.waiting import wait_until
from tests.e2e.letters import add_account, assert_delivered_as_frozen, log_interview, notification
from tests.e2e.program import Companion, keep_picture, titled

pytestmark = pytest.mark.e2e
REVIEW = titled("Review the letter")


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_one_click_sends_the_letter_as_it_was_shown_once(
    patient: Desktop, start: Start, mail: MailSystem, recipient: str, security: str
) -> None:
    desktop = patient
    companion = start(desktop, env={"SSL_CERT_FILE": str(mail.ca)})
    assert add_account(companion, mail, security)["password_in"] == "keyring"
    tested = companion.tell("account", "test")
    assert tested["ok"] is True
    log_interview(companion, recipient)
    shown = companion.tell("follow-up", "show")
    assert shown["findings"] == []

    notification(desktop)
    assert desktop.notifier.buttons() == ["Send", "Review…", "Later"]
    keep_picture(desktop, f"notification-due-{security}")
    desktop.click_notification_button("Send")
    desktop.notifier.wait_for("Sending to")
    keep_picture(desktop, f"notification-undo-{security}")
    assert desktop.notifier.buttons() == ["Undo"]
    assert mail.delivered(recipient) == []

    delivered = mail.wait_delivered(recipient, timeout=40)[0]
    letter = companion.wait_letter("sent")
    assert_delivered_as_frozen(companion, letter, delivered)
    parsed = email.message_from_bytes(delivered, policy=email.policy.default)
    assert parsed["From"] == "Robin Doe <me@example.test>"
    assert parsed["To"] == f"Dana Reyes <{recipient}>"
    assert parsed["Subject"] == shown["subject"] == letter["subject"]
    assert parsed["Message-ID"] == letter["message_id"]
    assert parsed.get_content() == shown["body"]
    assert letter["server_words"].startswith("250")
    assert letter["attempts"] == 1

    desktop.notifier.wait_for("Sent to")
    wait_until(lambda: "Follow-ups due (0)" in companion.menu(), lambda: str(companion.menu()))
    companion.wait_moment("smtp.accepted")
    wait_until(mail.queue_is_empty, "postfix still holds a letter")
    assert len(mail.delivered(recipient)) == 1

    assert_password_only_in_keyring(desktop, companion, mail.password)


def assert_password_only_in_keyring(desktop: Desktop, companion: Companion, password: str) -> None:
    (account,) = companion.tell("account", "list")["accounts"]
    service = f"io.github.companion_desk.Companion:{companion.profile}"
    code = "import keyring, sys; print(keyring.get_password(*sys.argv[1:]))"
    asked = desktop.run(companion.python, "-c", code, service, account["id"])
    assert asked.stdout.strip() == password
    companion.examine(password)


def test_a_double_click_on_send_sends_one_letter(
    patient: Desktop, start: Start, mail: MailSystem, recipient: str
) -> None:
    desktop = patient
    companion = start(desktop, env={"SSL_CERT_FILE": str(mail.ca)})
    add_account(companion, mail)
    log_interview(companion, recipient)
    notification(desktop)
    button = desktop.accessible.find("push button", "Send")
    wait_until(lambda: button.again().box[0] > 0, "the notification is not laid out")
    x, y, width, height = button.again().box
    twice = ("click", "--repeat", "2", "--delay", "120", "1")
    desktop.ask("xdotool", "mousemove", str(x + width // 2), str(y + height // 2), *twice)
    mail.wait_delivered(recipient, timeout=40)
    companion.wait_letter("sent")
    wait_until(mail.queue_is_empty, "postfix still holds a letter")
    assert len(mail.delivered(recipient)) == 1
    assert len(companion.letters()) == 1


def test_undo_on_the_notification_takes_the_letter_back(
    patient: Desktop, start: Start, mail: MailSystem, recipient: str
) -> None:
    desktop = patient
    companion = start(desktop, env={"SSL_CERT_FILE": str(mail.ca)})
    add_account(companion, mail)
    log_interview(companion, recipient)
    notification(desktop)
    desktop.click_notification_button("Send")
    desktop.notifier.wait_for("Sending to")
    desktop.click_notification_button("Undo")
    desktop.notifier.wait_for("Taken back")
    companion.wait_letter("taken back")
    # the same letter sent now arrives; had the first one left, there would be two
    companion.tell("follow-up", "send", "Acme", "--undo", "0")
    mail.wait_delivered(recipient, timeout=40)
    wait_until(mail.queue_is_empty, "postfix still holds a letter")
    assert len(mail.delivered(recipient)) == 1
    assert sorted(letter["state"] for letter in companion.letters()) == ["sent", "taken back"]


def test_undo_in_the_shell_takes_the_letter_back(
    patient: Desktop, start: Start, mail: MailSystem, recipient: str
) -> None:
    companion = start(patient, env={"SSL_CERT_FILE": str(mail.ca)})
    add_account(companion, mail)
    log_interview(companion, recipient)
    letter = companion.tell("follow-up", "send", "Acme")["letter"]
    assert letter["state"] == "queued"
    again = companion.refuse("follow-up", "send", letter["follow_up_id"])
    assert "No letter" in again["error"]
    taken = companion.tell("follow-up", "undo", letter["id"])["letter"]
    assert taken["state"] == "taken back"
    assert mail.delivered(recipient) == []
    assert [due["company"] for due in companion.tell("follow-up")["due"]] == ["Acme"]


def test_without_an_account_send_opens_the_review_with_what_is_missing(patient: Desktop, start: Start) -> None:
    desktop = patient
    companion = start(desktop)
    log_interview(companion, "dana@example.test")
    notification(desktop)
    desktop.click_notification_button("Send")
    desktop.activate_window(REVIEW)
    missing = re.compile("No mail account is set up yet")
    desktop.accessible.find("label", missing, window=REVIEW)
    sender = desktop.accessible.find("text", "From", window=REVIEW)
    assert missing.search(sender.description)
    assert not desktop.accessible.find("push button", "Send", window=REVIEW).has("enabled")
    assert desktop.accessible.find("push button", "Open in my mail program", window=REVIEW).has("enabled")
    assert desktop.accessible.nameless(REVIEW) == []
    keep_picture(desktop, "review-no-account")
    assert companion.letters() == []


def test_a_missing_address_is_marked_filled_in_by_keyboard_and_sent(
    patient: Desktop, start: Start, mail: MailSystem, recipient: str
) -> None:
    desktop = patient
    companion = start(desktop, env={"SSL_CERT_FILE": str(mail.ca)})
    add_account(companion, mail)
    companion.tell("interview", "Acme", "--when", "2 days ago", "--with", "Dana Reyes")
    notification(desktop)
    desktop.click_notification_button("Send")
    desktop.activate_window(REVIEW)
    address = desktop.accessible.find("text", "Address", window=REVIEW)
    address.wait_for("focused")
    assert "The address is missing" in address.again().description
    keep_picture(desktop, "review-missing")
    desktop.type(recipient)
    send = desktop.accessible.find("push button", "Send", window=REVIEW)
    send.wait_for("enabled")
    body = desktop.accessible.find("text", "Letter", window=REVIEW).text()
    desktop.key("ctrl+Return")
    desktop.wait_window_gone(REVIEW)
    delivered = mail.wait_delivered(recipient, timeout=40)[0]
    assert_delivered_as_frozen(companion, companion.wait_letter("sent"), delivered)
    parsed = email.message_from_bytes(delivered, policy=email.policy.default)
    assert parsed.get_content().strip() == body.strip()


def test_review_opens_the_letter_and_what_is_typed_there_is_sent(
    patient: Desktop, start: Start, mail: MailSystem, recipient: str
) -> None:
    desktop = patient
    companion = start(desktop, env={"SSL_CERT_FILE": str(mail.ca)})
    add_account(companion, mail)
    log_interview(companion, recipient)
    notification(desktop)
    desktop.click_notification_button("Review…")
    desktop.activate_window(REVIEW)
    keep_picture(desktop, "review-clean")
    desktop.accessible.find("text", "Letter", window=REVIEW).wait_for("focused")
    desktop.key("ctrl+Home", "Down", "Down", "End")
    desktop.type(" Ça m’a plu: 你好.")
    body = desktop.accessible.find("text", "Letter", window=REVIEW)
    wait_until(lambda: "你好." in body.text(), body.text)
    desktop.accessible.find("push button", "Send", window=REVIEW).click()
    desktop.wait_window_gone(REVIEW)
    delivered = mail.wait_delivered(recipient, timeout=40)[0]
    assert_delivered_as_frozen(companion, companion.wait_letter("sent"), delivered)
    assert "Ça m’a plu: 你好." in email.message_from_bytes(delivered, policy=email.policy.default).get_content()


def test_later_moves_the_letter_by_three_hours(patient: Desktop, start: Start) -> None:
    desktop = patient
    companion = start(desktop)
    log_interview(companion, "dana@example.test")
    notification(desktop)
    wait_until(lambda: "Follow-ups due (1)" in companion.menu(), lambda: str(companion.menu()))
    desktop.click_notification_button("Later")
    wait_until(lambda: "Follow-ups due (0)" in companion.menu(), lambda: str(companion.menu()))
    follow_ups = companion.tell("follow-up")
    assert follow_ups["due"] == []
    assert follow_ups["upcoming"][0]["words"] == "Thank Dana at Acme"


def test_a_no_after_an_interview_offers_to_ask_for_advice(patient: Desktop, start: Start) -> None:
    desktop = patient
    companion = start(desktop)
    companion.tell("highlight", "Led the move to the new billing system")
    companion.tell("interview", "Acme", "--when", "3 days ago", "--with", "Dana Reyes", "--email", "d@example.test")
    companion.tell("reject", "Acme", "--when", "2 days ago")
    desktop.activate_window("Companion")
    desktop.key("Right", "Right")
    desktop.accessible.find("push button", "Ask Dana at Acme for advice…", window="Companion").click()
    desktop.activate_window(REVIEW)
    letter = desktop.accessible.find("text", "Letter", window=REVIEW).text()
    assert "Acme" in letter
    assert "Dana" in letter
