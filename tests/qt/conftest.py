"""Qt tests run without a screen, and clean up after themselves.

The platform is chosen before anything loads Qt. After each test what was told to delete itself is
deleted; a top-level window or a running timer that is still there then fails the test that left it.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Generator

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import Shiboken


def _settle() -> None:
    """Let deletions happen: first those of Python, then those that Qt put off."""
    gc.collect()
    for _ in range(3):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QCoreApplication.processEvents()


@pytest.fixture(autouse=True)
def collected_between_tests() -> Generator[None]:
    """Circles are collected after a test, not in the middle of Qt's own work: a collection there, while the reel's
    window was being deleted, has crashed the process (after the tests of the applications, at `test_cards.py`). Why is
    not found yet; the closing note of stop 9 says how to see it.
    """
    gc.disable()
    yield
    gc.enable()


def _windows() -> list[QWidget]:
    return [widget for widget in QApplication.topLevelWidgets() if Shiboken.isValid(widget)]


def _timers() -> list[QTimer]:
    """The running timers: those that Python holds, and those below an object that it holds."""
    held = [obj for obj in gc.get_objects() if issubclass(type(obj), QObject) and Shiboken.isValid(obj)]
    found: dict[int, QTimer] = {}
    for obj in held:
        for timer in (obj, *obj.findChildren(QTimer)):
            if isinstance(timer, QTimer) and timer.isActive():
                found[Shiboken.getCppPointer(timer)[0]] = timer
    return list(found.values())


def _told(thing: QObject) -> str:
    name = f"{type(thing).__name__} {thing.objectName()!r}"
    parent = thing.parent()
    return f"{name} of {type(parent).__name__}" if isinstance(parent, QObject) else name


@pytest.fixture(autouse=True)
def no_leaked_qt(qapp: QApplication) -> Generator[None]:
    """Fail the test that leaves a top-level window or a running timer."""
    known = {Shiboken.getCppPointer(thing)[0] for thing in (*_windows(), *_timers())}
    yield
    assert qapp is QApplication.instance()
    _settle()
    windows = [widget for widget in _windows() if Shiboken.getCppPointer(widget)[0] not in known]
    timers = [timer for timer in _timers() if Shiboken.getCppPointer(timer)[0] not in known]
    told = [f"window {_told(w)} {w.windowTitle()!r}" for w in windows]
    told += [f"timer {_told(t)}, {t.interval()} ms" for t in timers]
    for timer in timers:
        timer.stop()
    for widget in windows:
        widget.close()
        widget.deleteLater()
    _settle()
    if told:
        pytest.fail("left behind: " + "; ".join(told), pytrace=False)
