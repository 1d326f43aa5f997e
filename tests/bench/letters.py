"""Letters: from the click to the server's 250, five hundred at once, and the GUI thread while a server stalls.

The server is the lab's Postfix, whose logins Dovecot checks, in processes of their own over TLS: it has a letter on its
disk before it answers 250, as every server that people use. One in memory would measure nothing but that.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import cast

from companion.adapters.mail.certificates import make_certificates
from tests.bench import proc
from tests.bench.moments import Moments
from tests.bench.result import Excess, Line, Result, medians, tell
from tests.e2e.lab.desktop import Desktop
from tests.e2e.lab.mail_system import MailSystem
from tests.e2e.lab.waiting import wait_until
from tests.e2e.letters import add_account, log_interview
from tests.e2e.program import Companion
from tests.fakes.scripted_smtp import PASSWORD, USER, Act, Mode, ScriptedServer

LETTERS = 500
ROOT = Path(__file__).parents[2]
MOST_TURN_MS = 50.0
FIRMS = ("Acme", "Bolt")
MOST_STALLED = 3
"""Runs in which a server stalls too, which takes half a minute."""


def measure(runs: int, say: Callable[[str], None]) -> list[Line]:
    """Script and companion in turn."""
    found: list[dict[str, float]] = []
    stalled: list[float] = []
    with MailSystem() as mail, Desktop() as desktop:
        for run in range(runs + 1):
            ours, floor = _many(mail)
            facts = {"all": ours, **{f"floor {name}": ms for name, ms in floor.items()}}
            profile = desktop.home / f"letters-{run}"
            facts |= dict(zip(("first", "next"), _clicked(desktop, mail, profile), strict=True))
            if run == 0:  # the first start compiles
                continue
            if len(stalled) < MOST_STALLED:
                stalled.append(_stalled(desktop, desktop.home / f"stalled-{run}"))
            found.append(facts)
            tell("letters", run, facts | {"stalled": stalled[-1]}, say)
    facts = medians(found)
    click = "one letter from the click to the server's 250"
    return [
        Result(f"{click}, after a start", facts["floor first"], facts["first"], "ms", None),
        Result(f"{click}, the next time", facts["floor next"], facts["next"], "ms", 1.3),
        # 0.8 × the script's rate
        Result(f"{LETTERS} letters at once", facts["floor all"], facts["all"], "ms", 1 / 0.8, 0),
        Excess("longest turn of the GUI thread as a mail server stalls", None, median(stalled), "ms", MOST_TURN_MS),
    ]


def _many(mail: MailSystem) -> tuple[float, dict[str, float]]:
    """Milliseconds for all letters; then the script's, for the same bytes."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        command = [*proc.without("PYTHONDONTWRITEBYTECODE"), f"SSL_CERT_FILE={mail.ca}", sys.executable]
        login = (str(mail.smtps), mail.password)
        ours = _run(*command, "-m", "tests.bench.letters_program", f"{folder}/profile", *login, folder)
        wait_until(mail.queue_is_empty, "postfix still holds a letter")
        floor = _run(*command, str(Path(__file__).with_name("floor_letters.py")), *login, folder)
        wait_until(mail.queue_is_empty, "postfix still holds a letter")
    return ours["all"], floor


def _run(*command: str) -> dict[str, float]:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{command} ended with {done.returncode}:\n{done.stderr}")
    return cast("dict[str, float]", json.loads(done.stdout))


def _clicked(desktop: Desktop, mail: MailSystem, profile: Path) -> list[float]:
    """Milliseconds for the first letter after a start and for the next, each sent by itself in the running tray."""
    companion, moments = _started(desktop, profile, mail.ca)
    add_account(companion, mail)
    told: list[float] = []
    for number, firm in enumerate(FIRMS):
        log_interview(companion, "dana@example.test", company=firm)
        companion.tell("follow-up", "send", firm, "--undo", "0")
        accepted = moments.when("smtp.accepted", number)
        told.append((accepted - moments.when("send.clicked", number)) / 1e6)
    companion.end()
    return told


def _stalled(desktop: Desktop, profile: Path) -> float:
    """The longest turn from the click until the server, silent after the final dot, has ended the connection."""
    certificates = make_certificates(profile.with_suffix(".tls"))
    with ScriptedServer(certificates, Mode.TLS, {"dot": Act.STALL}) as server:
        companion, moments = _started(desktop, profile, certificates.ca_file)
        account = ("account", "add", "me@example.test", "--smtp", f"localhost:{server.port}", "--security", "tls")
        companion.tell(*account, "--user", USER, "--name", "Robin Doe", "--password-stdin", stdin=PASSWORD + "\n")
        log_interview(companion, "dana@example.test")
        companion.tell("follow-up", "send", "Acme", "--undo", "0")
        clicked = moments.when("send.clicked")
        wait_until(lambda: server.contents, "no letter came")
        companion.menu()
        companion.tell("follow-up")
        companion.wait_letter("uncertain", timeout=60)
        longest = moments.longest_turn(clicked)
        companion.end()
    return longest


def _started(desktop: Desktop, profile: Path, authorities: Path) -> tuple[Companion, Moments]:
    companion = Companion(desktop, profile, env={"SSL_CERT_FILE": str(authorities)})
    companion.welcomed()
    moments = Moments(companion.trace)
    companion.start()
    return companion, moments
