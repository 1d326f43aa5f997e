"""One companion for each profile, and the socket that later starts talk through."""

from __future__ import annotations

import json
import os
import socket
import stat
import subprocess
import sys
import textwrap
from collections.abc import Callable, Generator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import pytest
from pytestqt.qtbot import QtBot

import companion
from companion.core.problem import Problem
from companion.desktop.client import LIMIT, Listening, NoAnswer, ask, who_listens
from companion.desktop.single_instance import Request, SingleInstance

T = TypeVar("T")


@pytest.fixture
def folder() -> Generator[Path]:
    # short, since a socket's path may have 107 bytes
    with TemporaryDirectory() as name:
        yield Path(name) / "run"


@pytest.fixture
def instance(folder: Path) -> Generator[SingleInstance]:
    made = SingleInstance(folder / "lock", folder / "socket")
    yield made
    made.close()


def aside(qtbot: QtBot, work: Callable[[], T]) -> T:
    """Does the client's part in a thread, as another process would, while the GUI thread runs."""
    with ThreadPoolExecutor(1) as pool:
        future: Future[T] = pool.submit(work)
        qtbot.waitUntil(future.done, timeout=15_000)
        return future.result()


def test_the_second_start_asks_the_first_and_gets_its_answer(
    qtbot: QtBot, instance: SingleInstance, folder: Path
) -> None:
    asked: list[Request] = []
    instance.asked.connect(asked.append)
    assert instance.acquire()
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(ask, folder / "socket", {"open": "reel", "words": "ä\n"}, timeout=10)
        qtbot.waitUntil(lambda: bool(asked))
        assert asked[0].message == {"open": "reel", "words": "ä\n"}
        asked[0].answer({"ok": True})
        asked[0].answer({"ok": "a second answer is ignored"})
        qtbot.waitUntil(future.done)
        assert future.result() == {"ok": True}


def test_only_one_acquires_until_it_closes(folder: Path, instance: SingleInstance) -> None:
    second = SingleInstance(folder / "lock", folder / "socket")
    assert instance.acquire()
    assert not second.acquire()
    instance.close()
    assert who_listens(folder / "socket") is Listening.NOBODY
    assert second.acquire()
    second.close()


def test_folder_and_socket_are_private(folder: Path, instance: SingleInstance) -> None:
    folder.mkdir(mode=0o755)
    folder.chmod(0o755)
    assert instance.acquire()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "socket").stat().st_mode) == 0o600


def test_what_a_killed_companion_left_is_taken_over(folder: Path, instance: SingleInstance, qtbot: QtBot) -> None:
    program = textwrap.dedent("""
        import sys, os, signal
        from pathlib import Path
        from PySide6.QtCore import QCoreApplication
        from companion.desktop.single_instance import SingleInstance
        app = QCoreApplication([])
        folder = Path(sys.argv[1])
        assert SingleInstance(folder / "lock", folder / "socket").acquire()
        os.kill(os.getpid(), signal.SIGKILL)
    """)
    path = os.pathsep.join([str(Path(companion.__file__).parent.parent), os.environ.get("PYTHONPATH", "")])
    killed = subprocess.run(
        [sys.executable, "-c", program, str(folder)], env={**os.environ, "PYTHONPATH": path}, check=False
    )
    assert killed.returncode < 0
    assert who_listens(folder / "socket") is Listening.STALE
    assert ask(folder / "socket", {}, timeout=1) is None
    assert instance.acquire()
    instance.asked.connect(answer_yes)
    assert aside(qtbot, lambda: ask(folder / "socket", {}, timeout=10)) == {"yes": 1}


def answer_yes(request: Request) -> None:
    request.answer({"yes": 1})


def test_nobody_there_is_no_answer_and_no_error(folder: Path) -> None:
    assert who_listens(folder / "socket") is Listening.NOBODY
    assert ask(folder / "socket", {"open": "reel"}, timeout=1) is None


def raw(path: Path, *pieces: bytes) -> bytes:
    """Says the pieces and reads to the end."""
    with socket.socket(socket.AF_UNIX) as peer:
        peer.settimeout(10)
        peer.connect(str(path))
        received = b""
        try:
            for piece in pieces:
                peer.sendall(piece)
            while more := peer.recv(65536):
                received += more
        except (BrokenPipeError, ConnectionResetError):
            pass
        return received


@pytest.mark.parametrize(
    "line",
    [
        b"not json\n",
        b"[1, 2]\n",
        b"\xff\xfe\n",
        b"[" * 100_000 + b"\n",
        b"\n",
        b"x" * (LIMIT + 1),
    ],
    ids=["words", "list", "bytes", "nested", "empty", "too long"],
)
def test_what_is_no_request_is_hung_up_on(qtbot: QtBot, instance: SingleInstance, folder: Path, line: bytes) -> None:
    asked: list[Request] = []
    instance.asked.connect(asked.append)
    assert instance.acquire()
    assert aside(qtbot, lambda: raw(folder / "socket", line)) == b""
    assert asked == []
    instance.asked.connect(answer_yes)
    assert aside(qtbot, lambda: ask(folder / "socket", {}, timeout=10)) == {"yes": 1}


def test_large_messages_pass_whole_in_both_directions(qtbot: QtBot, instance: SingleInstance, folder: Path) -> None:
    text = "x" * 3_000_000
    instance.asked.connect(echo)
    assert instance.acquire()
    assert aside(qtbot, lambda: ask(folder / "socket", {"text": text}, timeout=10)) == {"text": text}


def echo(request: Request) -> None:
    request.answer(request.message)


def test_a_caller_that_says_nothing_or_leaves_disturbs_nobody(
    qtbot: QtBot, instance: SingleInstance, folder: Path
) -> None:
    asked: list[Request] = []
    instance.asked.connect(asked.append)
    assert instance.acquire()
    silent = socket.socket(socket.AF_UNIX)
    silent.connect(str(folder / "socket"))
    silent.sendall(b'{"half": ')
    with socket.socket(socket.AF_UNIX) as leaver:
        leaver.connect(str(folder / "socket"))
        leaver.sendall(json.dumps({"open": "reel"}).encode() + b"\n")
        qtbot.waitUntil(lambda: len(asked) == 1)
    # it is gone by now, without having read
    asked[0].answer({"late": "x" * 1_000_000})
    instance.asked.connect(answer_yes)
    assert aside(qtbot, lambda: ask(folder / "socket", {}, timeout=10)) == {"yes": 1}
    silent.close()


def test_a_companion_that_never_answers_is_told_apart_from_none(folder: Path) -> None:
    folder.mkdir()
    with socket.socket(socket.AF_UNIX) as deaf:
        deaf.bind(str(folder / "socket"))
        deaf.listen()
        with pytest.raises(NoAnswer, match="does not answer"):
            ask(folder / "socket", {}, timeout=0.05)


def test_too_long_a_message_is_refused_before_it_is_sent(folder: Path) -> None:
    with pytest.raises(Problem, match="4 MiB"):
        ask(folder / "socket", {"text": "x" * LIMIT}, timeout=1)


def test_the_client_needs_no_qt() -> None:
    program = "import sys, companion.desktop.client; sys.exit(any(m.startswith('PySide6') for m in sys.modules))"
    path = os.pathsep.join([str(Path(companion.__file__).parent.parent), os.environ.get("PYTHONPATH", "")])
    ran = subprocess.run([sys.executable, "-c", program], env={**os.environ, "PYTHONPATH": path}, check=False)
    assert ran.returncode == 0
