"""Mistakes of our own: logged, kept in a file without secrets, told once."""

from __future__ import annotations

import stat
import sys
import threading
from collections.abc import Generator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import qWarning
from pytestqt.qtbot import QtBot

from companion.desktop.crash import CrashKeeper, scrubbed

expects_mistakes = pytest.mark.expected_log("A mistake of the companion's own")


def now() -> datetime:
    return datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def keeper(tmp_path: Path) -> Generator[CrashKeeper]:
    made = CrashKeeper(tmp_path / "crashes", now, "companion 0.1.0")
    made.install()
    yield made
    made.close()


def fail(words: str) -> None:
    password = "hunter2-in-a-local-variable"
    raise ValueError(words + password[:0])


def tell(words: str) -> None:
    try:
        fail(words)
    except ValueError as error:
        sys.excepthook(ValueError, error, error.__traceback__)


@expects_mistakes
def test_a_mistake_is_kept_in_a_private_file_and_told_once(keeper: CrashKeeper, tmp_path: Path) -> None:
    told: list[str] = []
    keeper.crashed.connect(told.append)
    tell("first")
    tell("second")
    (file,) = (tmp_path / "crashes").iterdir()
    assert told == [str(file)]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    text = file.read_text()
    assert text.startswith("companion 0.1.0\n")
    assert "ValueError: first" in text
    assert "ValueError: second" in text
    assert "hunter2" not in text


@expects_mistakes
def test_threads_and_destructors_are_heard_too(qtbot: QtBot, keeper: CrashKeeper, tmp_path: Path) -> None:
    with qtbot.waitSignal(keeper.crashed):
        thread = threading.Thread(target=fail, args=("in a thread",), name="worker")
        thread.start()
        thread.join()

    class Falls:
        def __del__(self) -> None:
            fail("in a destructor")

    Falls()
    (file,) = (tmp_path / "crashes").iterdir()
    text = file.read_text()
    assert "thread worker" in text
    assert "in a destructor" in text


@expects_mistakes
@pytest.mark.usefixtures("keeper")
def test_the_file_does_not_grow_without_end(tmp_path: Path) -> None:
    for number in range(50):
        tell(f"number {number};")
    (file,) = (tmp_path / "crashes").iterdir()
    assert file.read_text().count("ValueError: number") == 20


@pytest.mark.expected_log("A mistake of the companion's own", "cannot be written")
def test_a_folder_that_cannot_be_written_is_no_second_mistake(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    keeper = CrashKeeper(tmp_path / "file" / "crashes", now)
    keeper.install()
    try:
        told: list[str] = []
        keeper.crashed.connect(told.append)
        tell("anything")
        assert told == [""]
    finally:
        keeper.close()


@pytest.mark.expected_log("a warning of Qt's about <address>")
@pytest.mark.usefixtures("keeper")
def test_what_qt_says_goes_to_the_log() -> None:
    qWarning("a warning of Qt's about ada@example.org")


def test_the_hooks_are_given_back(tmp_path: Path) -> None:
    before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
    keeper = CrashKeeper(tmp_path, now)
    keeper.install()
    assert sys.excepthook != before[0]
    keeper.close()
    assert (sys.excepthook, threading.excepthook, sys.unraisablehook) == before


def test_ctrl_c_is_no_mistake(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    passed_on: list[object] = []

    def hook(kind: type[BaseException], _error: BaseException, _trace: object) -> None:
        passed_on.append(kind)

    monkeypatch.setattr(sys, "excepthook", hook)
    keeper = CrashKeeper(tmp_path / "crashes", now)
    keeper.install()
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    keeper.close()
    assert passed_on == [KeyboardInterrupt]
    assert not (tmp_path / "crashes").exists()


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("535 for ada.lovelace+x@example.co.uk", "535 for <address>"),
        ("password='s3cret!' refused", "password='<hidden>' refused"),
        ("Authorization: Bearer", "Authorization: <hidden>"),
        ("key AKIAIOSFODNN7EXAMPLEAKIAIOSFODNN7EXAMPLE.", "key <hidden>."),
        (f"{Path.home()}/data", "~/data"),
        ("KeyError: 'company'", "KeyError: 'company'"),
    ],
)
def test_messages_are_scrubbed(text: str, clean: str) -> None:
    assert scrubbed(text) == clean
