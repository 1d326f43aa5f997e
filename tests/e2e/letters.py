"""What tests of letters share: an account, a held interview, and whether what arrived is what was frozen."""

from __future__ import annotations

import email
from typing import Any

from tests.e2e.lab.desktop import Desktop
from tests.e2e.lab.mail_system import MailSystem
from tests.e2e.program import Companion

TRACE_HEADERS = {"return-path", "delivered-to", "received"}


def add_account(companion: Companion, mail: MailSystem, security: str = "tls") -> dict[str, Any]:
    port = mail.smtps if security == "tls" else mail.submission
    words = ("account", "add", "me@example.test", "--smtp", f"localhost:{port}", "--security", security)
    return companion.tell(
        *words, "--user", "me@example.test", "--name", "Robin Doe", "--password-stdin", stdin=mail.password + "\n"
    )


def log_interview(companion: Companion, address: str, *, company: str = "Acme") -> None:
    told = ("--when", "2 days ago", "--with", "Dana Reyes", "--email", address)
    companion.tell("interview", company, "--role", "Backend Engineer", *told)


def notification(desktop: Desktop) -> str:
    return desktop.notifier.wait_for("Thank Dana at Acme")


def assert_delivered_as_frozen(companion: Companion, letter: dict[str, Any], delivered: bytes) -> None:
    """Byte for byte, but for the line ends of a Unix mailbox and what servers put on top."""
    frozen = companion.letter_content(letter["id"]).replace(b"\r\n", b"\n")
    assert delivered.endswith(frozen)
    on_top = email.message_from_bytes(delivered[: -len(frozen)])
    assert {name.lower() for name in on_top} <= TRACE_HEADERS
    assert on_top.get_payload() == ""
