"""The lab proves itself: a test that leans on a broken lab would prove nothing about the companion.

The programs that are driven here are a few lines long and lie in `programs/`.
"""

from __future__ import annotations

import re
import smtplib
import ssl
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.lab.desktop import Desktop
from tests.e2e.lab.errors import LabError, MissingPartsError, NotSeenError, require
from tests.e2e.lab.mail_system import MailSystem
from tests.e2e.lab.nobody import interpreter_for_nobody
from tests.e2e.lab.processes import Process, marked
from tests.e2e.lab.waiting import wait_until
from tests.e2e.lab.wayland import WaylandDesktop

pytestmark = pytest.mark.e2e
PROGRAMS = Path(__file__).with_name("programs")
FORM, NOTIFIER, SECRET = (PROGRAMS / name for name in ("form.py", "notifier.py", "secret.py"))


@pytest.fixture(scope="module")
def desktop() -> Iterator[Desktop]:
    with Desktop() as desktop:
        yield desktop


def test_a_missing_part_is_an_error_that_names_the_list_of_packages() -> None:
    with pytest.raises(MissingPartsError, match=r"no-such-program.*system-packages\.txt"):
        require("sh", "no-such-program")


def test_the_tray_item_of_a_program_is_read_and_its_menu_activated(desktop: Desktop) -> None:
    program = desktop.start(sys.executable, FORM)
    item = desktop.wait_for_tray_item(program.pid)

    assert desktop.tray_menu(item) == ["Show & tell", "Not now", "Quit"]
    assert desktop.tray_tooltip(item) == "Next: <b>Acme</b>"
    assert desktop.tray.picture(item)
    with pytest.raises(LabError, match="disabled"):
        desktop.tray_activate(item, "Not now")

    desktop.tray_activate(item, "Quit")
    assert program.wait() == 0
    desktop.tray.wait_gone(item)


def test_a_program_is_driven_by_its_accessible_names(desktop: Desktop) -> None:
    program = desktop.start(sys.executable, FORM)
    look = desktop.accessible
    company = look.find("text", "Company", window="A form")
    company.set_text("Äcme & Co")
    look.find("check box", "A fit").click()
    look.find("push button", "Save").press()
    assert look.find("label", re.compile("fit$")).text() == "Äcme & Co: a fit"
    assert look.find("check box", "A fit").has("checked")
    assert [control.role for control in look.nameless("A form")] == ["text"]

    with pytest.raises(NotSeenError, match="push button 'Save' showing"):
        look.find("push button", "Send", window="A form", timeout=0)
    program.kill()
    look.wait_gone(window="A form")


def test_keys_reach_the_active_window_letter_by_letter(desktop: Desktop, tmp_path: Path) -> None:
    program = desktop.start(sys.executable, FORM)
    desktop.activate_window("A form")
    company = desktop.accessible.find("text", "Company", window="A form").focus()
    desktop.type("Žluťoučký <kůň> 5 €")
    wait_until(lambda: company.text() == "Žluťoučký <kůň> 5 €", lambda: f"typed, and it says {company.text()!r}")
    desktop.key("ctrl+a", "BackSpace")
    wait_until(lambda: company.text() == "", lambda: f"deleted, and it says {company.text()!r}")
    assert desktop.screenshot(tmp_path / "form.png").stat().st_size > 1000

    desktop.close_window("A form")
    desktop.wait_window_gone("A form")
    assert program.alive()
    program.kill()


def test_a_click_on_a_notification_button_reaches_the_callback(desktop: Desktop) -> None:
    program = desktop.start(sys.executable, NOTIFIER)
    assert desktop.notifier.wait_for("Thank Jana") == "Thank Jana\nAcme & Co"
    assert desktop.notifier.buttons() == ["Send", "Review…", "Later"]
    desktop.click_notification_button("Review…")
    assert program.wait() == 0
    assert program.output() == "clicked Review…\n"


def test_a_tray_host_comes_and_goes_and_comes_again() -> None:
    with Desktop(tray=False, notifications=False, keyring="none") as desktop:
        program = desktop.start(sys.executable, FORM)
        desktop.window_id("A form")
        assert desktop.tray_items() == []
        desktop.start_tray_host()
        desktop.stop_tray_host(kill=True)
        assert desktop.tray_items() == []
        assert program.alive()


def test_a_notification_daemon_that_is_gone_does_not_start_by_itself() -> None:
    with Desktop(tray=False, keyring="none") as desktop:
        desktop.stop_notifications(kill=True)
        program = desktop.start(sys.executable, NOTIFIER)
        wait_until(lambda: "Notification failed" in program.output(), program.output)
        assert not desktop.bus.has_owner("org.freedesktop.Notifications")
        assert desktop.notifications() == []
        program.kill()
        desktop.start_notifications()
        program = desktop.start(sys.executable, NOTIFIER)
        desktop.click_notification_button("Send")
        program.wait()
        assert program.output() == "clicked Send\n"


def test_the_keyring_is_unlocked_locked_or_none() -> None:
    with Desktop(tray=False, notifications=False) as desktop:
        assert desktop.run(sys.executable, SECRET).stdout == "s3cret €\n"
        desktop.keyring.lock()
        assert desktop.run(sys.executable, SECRET).stdout == "KeyringLocked\n"
        desktop.keyring.stop()
        assert desktop.run(sys.executable, SECRET).stdout == "InitError\n"


def _fail_in(desktop: Desktop, programs: list[Process]) -> None:
    with desktop:
        programs.append(desktop.start(sys.executable, FORM))
        desktop.wait_for_tray_item(programs[0].pid)
        assert marked(desktop.lab_id)
        raise ZeroDivisionError


def test_nothing_of_a_desktop_is_left_even_after_an_error() -> None:
    desktop, programs = Desktop(), list[Process]()
    with pytest.raises(ZeroDivisionError):
        _fail_in(desktop, programs)
    assert marked(desktop.lab_id) == []
    assert not programs[0].alive()
    assert not desktop.folder.exists()


def test_a_letter_goes_through_the_mail_system() -> None:
    with MailSystem() as mail:
        trusting = ssl.create_default_context(cafile=str(mail.ca))
        letter = b"From: me@example.test\r\nTo: jana@example.test\r\nSubject: Thank you\r\n\r\nDear Jana\r\n"
        with smtplib.SMTP_SSL("localhost", mail.smtps, context=trusting) as server:
            server.login("me@example.test", mail.password)
            server.sendmail("me@example.test", ["jana@example.test"], letter)
        with smtplib.SMTP("localhost", mail.submission) as server:
            server.starttls(context=trusting)
            with pytest.raises(smtplib.SMTPAuthenticationError):
                server.login("me@example.test", "wrong")
        assert mail.wait_delivered("jana@example.test")[0].endswith(b"Dear Jana\n")
        assert mail.queue_is_empty()

        with pytest.raises(ssl.SSLCertVerificationError):
            smtplib.SMTP_SSL("localhost", mail.smtps, context=ssl.create_default_context())
        mail.stop_smtp()
        with pytest.raises(ConnectionRefusedError):
            smtplib.SMTP("localhost", mail.submission)
        mail.start_smtp()
        folder = mail.base
    assert not folder.exists()


def test_a_program_is_driven_under_wayland(tmp_path: Path) -> None:
    with WaylandDesktop() as desktop:
        program = desktop.start(interpreter_for_nobody(), desktop.readable(PROGRAMS) / FORM.name)
        desktop.activate_window("A form")
        item = desktop.wait_for_tray_item(program.pid)
        assert desktop.tray.menu(item) == ["Show & tell", "Not now", "Quit"]
        company = desktop.accessible.find("text", "Company", window="A form").focus()
        desktop.type("Žluťoučký <kůň> 5 €")
        wait_until(lambda: company.text() == "Žluťoučký <kůň> 5 €", lambda: f"it says {company.text()!r}")
        desktop.accessible.find("push button", "Save").press()
        assert desktop.accessible.find("label", re.compile("fit$")).text() == "Žluťoučký <kůň> 5 €: no fit"
        assert desktop.screenshot(tmp_path / "form.png").stat().st_size > 1000
        desktop.tray.activate(item, "Quit")
        assert program.wait() == 0
        number = desktop.lab_id
    assert marked(number) == []
