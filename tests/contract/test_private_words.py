"""What is written in a look back and in the values exercise is the user's alone: no command, search, letter or log
shows a word of it but the copy of everything (`export --format json`), and a deleted exercise leaves none in the
store's files.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from companion.app.backend import Backend, open_backend
from companion.app.profile import find
from companion.app.trace import NoTrace
from companion.core.application import EventKind
from companion.services.applications import ApplicationDraft, ContactDraft
from companion.services.debriefs import Answers
from companion.services.log_event import EventDraft
from companion.services.values import ValuesText
from tests.contract.shell import Shell, files

WORD = "quokka"
OUTPUTS = (
    ("status",),
    ("applications",),
    ("applications", WORD),
    ("applications", "Acme"),
    ("highlight",),
    ("reel", "--text"),
    ("follow-up",),
    ("follow-up", "show", "Acme"),
    ("follow-up", "letters"),
    ("account",),
    ("doctor",),
    ("export", "--format", "csv"),
    ("export", "--format", "ics"),
    ("export", "--format", "vcf"),
    ("export", "--format", "sankey"),
    ("reject", "Acme"),
)


def opened(shell: Shell) -> Backend:
    return open_backend(find(str(shell.profile)), NoTrace())


def store_files(shell: Shell) -> bytes:
    return b"".join(content for name, content in files(shell.profile).items() if name.startswith("companion.db"))


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """A profile in which both were written, with a letter that is due."""
    shell = Shell(tmp_path)
    with opened(shell) as backend:
        at = backend.clock.now() - timedelta(hours=3)
        person = ContactDraft("Ann Bé", "ann@acme.example")
        new = ApplicationDraft("Acme", "Baker")
        met = backend.log_event.log(EventDraft(EventKind.INTERVIEW, application=new, at=at, contact=person)).value
        key = met.application.id
        parked = backend.debriefs.park(key).value
        backend.debriefs.write(parked.id, Answers(f"{WORD} one", f"{WORD} two", f"{WORD} three"))
        backend.debriefs.close(parked.id)
        backend.values.write(ValuesText(f"{WORD} four " * 600, f"{WORD} five", f"{WORD} six"), finished=True)
    return shell


def test_no_command_shows_a_word_of_it(shell: Shell) -> None:
    assert WORD.encode() in store_files(shell), "it is there"
    for words in OUTPUTS:
        for more in ((), ("--json",)):
            said = shell(*more, *words)
            # what was typed may be told back: the query of a search that finds nothing is not
            assert WORD not in said.out + said.err, words
            assert said.status in (0, 1), said


def test_no_log_and_no_other_file_holds_a_word_of_it(shell: Shell) -> None:
    trace = shell.home / "trace"
    shell("--trace", str(trace), "status")
    everything = files(shell.profile) | files(shell.home)
    holding = {name for name, content in everything.items() if WORD.encode() in content}
    assert holding <= {"companion.db", "companion.db-wal"}, holding


def test_no_search_and_no_letter_reads_it(shell: Shell) -> None:
    with opened(shell) as backend:
        assert backend.applications.search("acme")
        assert backend.applications.search(WORD) == ()
        (due,) = backend.agenda.look().due
        assert WORD not in repr(backend.follow_ups.review(due.follow_up.id))


def test_a_deleted_exercise_leaves_no_word_in_the_store(shell: Shell) -> None:
    with opened(shell) as backend:
        (parked,) = backend.debriefs.written(backend.applications.search("acme")[0].id)
        backend.debriefs.write(parked.id, Answers())
        backend.values.delete()
        assert backend.values.get() is None
    assert WORD.encode() not in store_files(shell)
