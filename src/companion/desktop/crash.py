"""Where our own mistakes go: the log, and one file a person can attach to a report.

Exceptions in slots, threads and destructors and Qt's own warnings all pass through here. The file holds types,
lines of our source and scrubbed messages, never local variables: those would be somebody's letters. The user is
told once per run; the tenth mistake of the same kind is no news.
"""

from __future__ import annotations

import logging
import os
import re
import sys
import threading
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Final

from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, Signal, qInstallMessageHandler

log = logging.getLogger(__name__)

MOST_IN_FILE: Final = 20

_SECRETS: Final = (
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*"), "<address>"),
    (re.compile(r"(?i)\b(password|passwd|secret|token|auth\w*)(\W{1,4})[^\s'\"]+"), r"\1\2<hidden>"),
    (re.compile(r"\b(?=[\w+-]*\d)(?=[\w+-]*[A-Z])[\w+-]{32,}={0,2}"), "<hidden>"),
)

_QT_LEVELS: Final = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def scrubbed(text: str) -> str:
    """The text without addresses, whatever follows "password" or looks like a key, and the home folder's name."""
    for pattern, instead in _SECRETS:
        text = pattern.sub(instead, text)
    return text.replace(str(Path.home()), "~")


class CrashKeeper(QObject):
    """Takes over Python's and Qt's hooks between `install` and `close`."""

    crashed = Signal(str)
    """The crash file's path ("" if it could not be written), once per run."""

    def __init__(
        self, folder: Path, now: Callable[[], datetime], about: str = "", parent: QObject | None = None
    ) -> None:
        """about: versions and platform, for the file's head."""
        super().__init__(parent)
        self._folder = folder
        self._now = now
        self._about = about
        self._lock = threading.Lock()
        self._count = 0
        self._path: Path | None = None
        self._before = (sys.excepthook, threading.excepthook, sys.unraisablehook)

    def install(self) -> None:
        self._before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
        sys.excepthook = self._raised
        threading.excepthook = self._raised_in_thread
        sys.unraisablehook = self._unraisable
        qInstallMessageHandler(_qt_said)

    def close(self) -> None:
        """Gives the hooks back."""
        sys.excepthook, threading.excepthook, sys.unraisablehook = self._before
        qInstallMessageHandler(None)

    def keep(self, error: BaseException, where: str) -> None:
        """Logs the exception and writes it to the crash file. Any thread."""
        told = scrubbed("".join(traceback.format_exception(error)))
        log.error("A mistake of the companion's own (%s):\n%s", where, told)
        with self._lock:
            self._count += 1
            count = self._count
            if count <= MOST_IN_FILE:
                self._write(told, where)
        if count == 1:
            self.crashed.emit("" if self._path is None else str(self._path))

    def _write(self, told: str, where: str) -> None:
        stamp = self._now().astimezone(UTC)
        try:
            if self._path is None:
                self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                path = self._folder / f"crash-{stamp:%Y%m%dT%H%M%SZ}-{os.getpid()}.txt"
                path.touch(mode=0o600)
                path.write_text(f"{self._about}\n", encoding="utf-8")
                self._path = path
            with self._path.open("a", encoding="utf-8", errors="backslashreplace") as file:
                file.write(f"\n{stamp:%Y-%m-%dT%H:%M:%SZ} {where}\n{told}")
        except OSError as error:
            log.warning("The crash file cannot be written: %s", error)

    def _raised(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt | SystemExit):
            self._before[0](kind, error, trace)
        else:
            self.keep(error, "GUI thread")

    def _raised_in_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None and not issubclass(args.exc_type, SystemExit):
            self.keep(args.exc_value, f"thread {args.thread.name if args.thread else 'unknown'}")

    def _unraisable(self, args: sys.UnraisableHookArgs) -> None:
        if args.exc_value is not None:
            self.keep(args.exc_value, args.err_msg or "where nothing can be raised")


def _qt_said(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    logging.getLogger("qt").log(_QT_LEVELS.get(kind, logging.WARNING), "%s: %s", context.category, scrubbed(message))
