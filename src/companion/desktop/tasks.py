"""The bridge between work that may block and the GUI thread.

Work runs on one of a few lanes; its outcome comes back by one queued signal into one slot, so that no other
module needs to know about threads. Whoever asked may be gone by then: callbacks of destroyed or cancelled askers
are dropped, never called. Threads start at first use and sleep in the queue's `get`, so an idle companion has
no wake-ups from here.

Plain threads rather than QThreadPool: they cost no import beyond the standard library, keep the store's
order, and let `close` say exactly which of them has ended.

A worker that emits cannot lock up with the GUI thread that destroys a receiver, holds one of Qt's mutexes and wants the
GIL. PySide lets go of the GIL before Qt sees the signal (`MetaFunction::call` in libpyside, around `metacall`), and Qt
copies a queued argument, which takes the GIL, with its mutexes let go. Seen with PySide 6.11.3: a blocking queued emit
waits for a Python slot and gets it; four workers emitted seven million times in 20 s while 50,000 receivers were
connected, disconnected and destroyed. So a worker may emit; it never connects, disconnects or destroys a QObject.
"""

from __future__ import annotations

import gc
import sys
import weakref
from collections.abc import Callable
from enum import Enum
from queue import SimpleQueue
from threading import Lock, Thread
from time import monotonic
from types import MethodType, TracebackType
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from shiboken6 import Shiboken

from companion.core.problem import Problem

if TYPE_CHECKING:
    from typing import Any

T = TypeVar("T")


UNCOLLECTED = 20_000
"""Objects since the last collection, from which on the next quiet moment collects."""


class Lane(Enum):
    """Where work runs; the value is how many pieces of work may run there at once.

    STORE: what writes, strictly in order. READ: what only looks. OUTSIDE: mail and keyring, which may take long.
    PICTURES: decoding them for lists, which a search must not wait for.
    """

    STORE = "store", 1
    READ = "read", 1
    OUTSIDE = "outside", 3
    PICTURES = "pictures", 1


class Job:
    """A piece of work under way. Holds its callbacks so that they do not keep a window alive."""

    def __init__(
        self,
        work: Callable[[], object],
        done: Callable[[Any], None] | None,
        failed: Callable[[Problem], None] | None,
        owner: QObject | None,
    ) -> None:
        self._work: Callable[[], object] | None = work
        self._done = _held(done)
        self._failed = _held(failed)
        self._has_failed = failed is not None
        self._owner = weakref.ref(owner) if owner is not None else None
        self.result: object = None
        self.error: BaseException | None = None
        self.cancelled = False
        self.finished = False

    def cancel(self) -> None:
        """Its outcome is not wanted any more. Work that has not begun never begins; running work runs on."""
        self.cancelled = True

    @property
    def wanted(self) -> bool:
        """Whether somebody is still there to take the outcome."""
        if self.cancelled:
            return False
        if self._owner is None:
            return True
        owner = self._owner()
        return owner is not None and Shiboken.isValid(owner)

    def perform(self) -> None:
        """Does the work, on a worker thread, and keeps what it returned or raised."""
        work, self._work = self._work, None
        if work is not None and not self.cancelled:
            with _Caught(self):
                self.result = work()
        self.finished = True

    def done_callback(self) -> Callable[[Any], None] | None:
        return self._done()

    def failed_callback(self) -> Callable[[Problem], None] | None:
        return self._failed()

    @property
    def expects_problems(self) -> bool:
        """Whether a `failed` was given, even if its object is gone by now."""
        return self._has_failed


class _Caught:
    """Keeps with the job whatever its work raises; the GUI thread decides what becomes of it."""

    def __init__(self, job: Job) -> None:
        self._job = job

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> bool:
        self._job.error = error
        return True


def _held(callback: Callable[[Any], None] | None) -> Callable[[], Callable[[Any], None] | None]:
    """A way to get the callback later: weak for methods of QObjects (None once the object is gone)."""
    if isinstance(callback, MethodType) and isinstance(callback.__self__, QObject):
        method = weakref.WeakMethod(callback)

        def alive() -> Callable[[Any], None] | None:
            found = method()
            return found if found is not None and Shiboken.isValid(found.__self__) else None

        return alive
    return lambda: callback


class _Line:
    """One lane's queue and threads."""

    def __init__(self, lane: Lane, report: Callable[[Job], None]) -> None:
        self._name, self._most = lane.value
        self._report = report
        self._queue: SimpleQueue[Job | None] = SimpleQueue()
        self._threads: list[Thread] = []
        self._outstanding = 0
        self._lock = Lock()
        self.dropping = False

    def put(self, job: Job) -> None:
        with self._lock:
            self._outstanding += 1
            if self._outstanding > len(self._threads) and len(self._threads) < self._most:
                name = f"companion-{self._name}-{len(self._threads) + 1}"
                # daemon: a keyring that never answers must not keep the process from ending
                thread = Thread(target=self._serve, name=name, daemon=True)
                self._threads.append(thread)
                thread.start()
        self._queue.put(job)

    def end(self) -> None:
        """Asks the threads to end after what is queued."""
        for _ in self._threads:
            self._queue.put(None)

    def join(self, deadline: float) -> bool:
        for thread in self._threads:
            thread.join(max(0.0, deadline - monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def _serve(self) -> None:
        while (job := self._queue.get()) is not None:
            if self.dropping:
                job.cancel()
            job.perform()
            with self._lock:
                self._outstanding -= 1
            self._report(job)
            del job


class Tasks(QObject):
    """Runs work off the GUI thread and brings outcomes back to it. Lives on the GUI thread."""

    problem = Signal(object)
    """A core.problem.Problem that came from work without a `failed`."""

    _ended = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: dict[Lane, _Line] = {}
        self._closing = False
        self._emit_lock = Lock()
        self._silent = False
        # the usual connection: emitted from a worker it is queued. Naming the kind would load PySide's `Qt`
        # namespace, 20 ms that the start has no need for.
        self._ended.connect(self._deliver)
        self._collecting = QTimer(self, singleShot=True, interval=0)
        self._collecting.timeout.connect(self._collect)

    def collect_between_turns(self) -> None:
        """From now on circles are collected between two turns of the event loop, never by themselves: in the middle of
        Qt's deleting a window that has crashed the process, and on a worker it would delete widgets there.
        """
        gc.disable()

    @Slot()
    def _collect(self) -> None:
        gc.collect(1)  # the young ones; what a closed window leaves is collected whole (app.giving_back)

    def run(
        self,
        lane: Lane,
        work: Callable[[], T],
        *,
        done: Callable[[T], None] | None = None,
        failed: Callable[[Problem], None] | None = None,
        owner: QObject | None = None,
    ) -> Job:
        """Runs `work` on the lane; then, on the GUI thread, `done` with its result or `failed` with its Problem.

        owner: with its destruction the outcome is dropped; so is it when `done` is a method of a destroyed
        QObject. Any other exception goes to sys.excepthook. After `close`, nothing runs any more.
        """
        job = Job(work, done, failed, owner)
        if self._closing:
            job.cancel()
            return job
        if lane not in self._lines:
            self._lines[lane] = _Line(lane, self._report)
        self._lines[lane].put(job)
        return job

    def close(self, timeout: float = 5.0) -> bool:
        """Takes no more work, finishes the STORE lane, drops the rest; False if a thread did not end in time."""
        self._closing = True
        deadline = monotonic() + timeout
        for lane, line in self._lines.items():
            line.dropping = lane is not Lane.STORE
            line.end()
        ended = [line.join(deadline) for line in self._lines.values()]
        with self._emit_lock:
            self._silent = True
        return all(ended)

    def _report(self, job: Job) -> None:
        # the lock: a thread that outlives `close` must not emit from an object that is being destroyed
        with self._emit_lock:
            if not self._silent:
                self._ended.emit(job)

    @Slot(object)
    def _deliver(self, job: Job) -> None:
        if gc.get_count()[0] > UNCOLLECTED and not gc.isenabled():
            self._collecting.start()
        error, job.error = job.error, None
        if error is not None and not isinstance(error, Problem):
            self._tell_bug(error)
        elif not job.wanted:
            return
        elif isinstance(error, Problem):
            self._tell_problem(job, error)
        elif (done := job.done_callback()) is not None:
            done(job.result)

    def _tell_problem(self, job: Job, problem: Problem) -> None:
        if not job.expects_problems:
            self.problem.emit(problem)
        elif (failed := job.failed_callback()) is not None:
            failed(problem)

    def _tell_bug(self, error: BaseException) -> None:
        from companion.services.ports import Superseded

        if not isinstance(error, Superseded):
            sys.excepthook(type(error), error, error.__traceback__)
