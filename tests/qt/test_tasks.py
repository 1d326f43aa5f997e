"""The bridge between worker threads and the GUI thread: order, dropping, many jobs, every kind of error."""

from __future__ import annotations

import gc
import sys
import threading
import weakref
from collections.abc import Callable, Generator

import pytest
from PySide6.QtCore import QObject, Slot
from pytestqt.qtbot import QtBot

from companion.core.problem import Problem
from companion.desktop.tasks import Lane, Tasks
from companion.services.ports import Superseded


@pytest.fixture
def tasks() -> Generator[Tasks]:
    made = Tasks()
    yield made
    assert made.close()


class Receiver(QObject):
    """Takes results in a slot, as a window does."""

    def __init__(self) -> None:
        super().__init__()
        self.got: list[object] = []
        self.threads: set[int] = set()

    @Slot(object)
    def take(self, result: object) -> None:
        self.got.append(result)
        self.threads.add(threading.get_ident())


def returning(value: object) -> Callable[[], object]:
    return lambda: value


def test_the_store_lane_keeps_order_and_delivers_on_the_gui_thread(qtbot: QtBot, tasks: Tasks) -> None:
    receiver = Receiver()
    for number in range(200):
        tasks.run(Lane.STORE, returning(number), done=receiver.take)
    qtbot.waitUntil(lambda: len(receiver.got) == 200)
    assert receiver.got == list(range(200))
    assert receiver.threads == {threading.get_ident()}


def test_no_lane_uses_more_threads_than_it_may(qtbot: QtBot, tasks: Tasks) -> None:
    used: dict[Lane, set[str]] = {lane: set() for lane in Lane}
    receiver = Receiver()
    three = threading.Barrier(3)

    def note(lane: Lane, *, together: bool) -> Callable[[], None]:
        def work() -> None:
            used[lane].add(threading.current_thread().name)
            if together:
                three.wait(10)

        return work

    for number in range(30):
        tasks.run(Lane.STORE, note(Lane.STORE, together=False), done=receiver.take)
        tasks.run(Lane.READ, note(Lane.READ, together=False), done=receiver.take)
        tasks.run(Lane.PICTURES, note(Lane.PICTURES, together=False), done=receiver.take)
        tasks.run(Lane.OUTSIDE, note(Lane.OUTSIDE, together=number < 3), done=receiver.take)
    qtbot.waitUntil(lambda: len(receiver.got) == 120)
    most = {Lane.STORE: 1, Lane.READ: 1, Lane.OUTSIDE: 3, Lane.PICTURES: 1}
    assert {lane: len(names) for lane, names in used.items()} == most


def test_5000_jobs_with_bools_all_arrive_and_true_keeps_its_references(qtbot: QtBot, tasks: Tasks) -> None:
    receiver = Receiver()
    before = sys.getrefcount(True)
    for number in range(5000):
        tasks.run(Lane.READ, returning(number % 2 == 0), done=receiver.take)
    qtbot.waitUntil(lambda: len(receiver.got) == 5000, timeout=30_000)
    assert receiver.got == [True, False] * 2500
    receiver.got.clear()
    # every leaked or lost reference would count in thousands
    assert abs(sys.getrefcount(True) - before) < 500


def test_a_cancelled_jobs_result_is_dropped(qtbot: QtBot, tasks: Tasks) -> None:
    receiver, go = Receiver(), threading.Event()
    running = tasks.run(Lane.STORE, lambda: go.wait(10), done=receiver.take)
    waiting = tasks.run(Lane.STORE, returning("never begun"), done=receiver.take)
    running.cancel()
    waiting.cancel()
    go.set()
    tasks.run(Lane.STORE, returning("last"), done=receiver.take)
    qtbot.waitUntil(lambda: receiver.got == ["last"])


def test_the_result_is_dropped_when_the_owner_is_destroyed(qtbot: QtBot, tasks: Tasks) -> None:
    receiver, owner, go = Receiver(), QObject(), threading.Event()
    gone: list[object] = []
    tasks.run(Lane.STORE, lambda: go.wait(10), done=gone.append, owner=owner)
    with qtbot.waitSignal(owner.destroyed):
        owner.deleteLater()
    go.set()
    tasks.run(Lane.STORE, returning("last"), done=receiver.take)
    qtbot.waitUntil(lambda: receiver.got == ["last"])
    assert gone == []


def test_a_method_of_a_destroyed_object_is_not_called_without_an_owner_too(qtbot: QtBot, tasks: Tasks) -> None:
    dead, alive, go = Receiver(), Receiver(), threading.Event()
    tasks.run(Lane.STORE, lambda: go.wait(10), done=dead.take)
    with qtbot.waitSignal(dead.destroyed):
        dead.deleteLater()
    go.set()
    tasks.run(Lane.STORE, returning("last"), done=alive.take)
    qtbot.waitUntil(lambda: alive.got == ["last"])
    assert dead.got == []


def failing(error: Exception) -> Callable[[], object]:
    def work() -> object:
        raise error

    return work


def test_a_problem_goes_to_failed_and_not_to_done(qtbot: QtBot, tasks: Tasks) -> None:
    done, failed = Receiver(), Receiver()
    problem = Problem("The disk is full.")
    tasks.run(Lane.READ, failing(problem), done=done.take, failed=failed.take)
    qtbot.waitUntil(lambda: failed.got == [problem])
    assert done.got == []


def test_a_problem_nobody_asked_for_goes_to_the_signal(qtbot: QtBot, tasks: Tasks) -> None:
    problem = Problem("The disk is full.")
    told: list[object] = []
    tasks.problem.connect(told.append)
    tasks.run(Lane.READ, failing(problem))
    qtbot.waitUntil(lambda: told == [problem])


def test_a_bug_reaches_the_excepthook_on_the_gui_thread(
    qtbot: QtBot, tasks: Tasks, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[BaseException, int, bool]] = []

    def hook(_kind: type[BaseException], error: BaseException, trace: object) -> None:
        seen.append((error, threading.get_ident(), trace is not None))

    monkeypatch.setattr(sys, "excepthook", hook)
    bug = ZeroDivisionError("ours")
    failed = Receiver()
    tasks.run(Lane.OUTSIDE, failing(bug), failed=failed.take)
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [(bug, threading.get_ident(), True)]
    assert failed.got == []


def test_a_superseded_search_is_no_bug(qtbot: QtBot, tasks: Tasks, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[object] = []

    def hook(_kind: type[BaseException], error: BaseException, _trace: object) -> None:
        seen.append(error)

    monkeypatch.setattr(sys, "excepthook", hook)
    receiver = Receiver()
    tasks.run(Lane.READ, failing(Superseded()), done=receiver.take)
    tasks.run(Lane.READ, returning("next"), done=receiver.take)
    qtbot.waitUntil(lambda: receiver.got == ["next"])
    assert seen == []


def test_close_finishes_the_store_drops_the_rest_and_leaves_no_thread(qtbot: QtBot) -> None:
    tasks, receiver, go = Tasks(), Receiver(), threading.Event()
    stored: list[int] = []
    looked: list[int] = []
    before = set(threading.enumerate())

    def store(number: int) -> Callable[[], None]:
        return lambda: stored.append(number)

    def look(number: int) -> Callable[[], None]:
        return lambda: looked.append(number)

    started = threading.Event()

    def hold() -> None:
        started.set()
        go.wait(10)

    tasks.run(Lane.READ, hold)
    started.wait(10)
    for number in range(50):
        tasks.run(Lane.STORE, store(number))
        tasks.run(Lane.READ, look(number))
    threading.Timer(0.05, go.set).start()
    assert tasks.close(10)
    assert stored == list(range(50))
    assert looked == []
    assert not [t for t in set(threading.enumerate()) - before if t.name.startswith("companion-")]
    assert tasks.run(Lane.STORE, returning(1), done=receiver.take).cancelled
    qtbot.wait(1)
    assert receiver.got == []


def test_close_says_when_a_thread_does_not_end(qtbot: QtBot) -> None:
    tasks, go, started = Tasks(), threading.Event(), threading.Event()

    def hold() -> None:
        started.set()
        go.wait(10)

    tasks.run(Lane.OUTSIDE, hold)
    started.wait(10)
    assert not tasks.close(0.01)
    go.set()
    # its report comes after the end, and must not touch the bridge any more
    tasks.deleteLater()
    qtbot.wait(1)
    assert tasks.close(10)


def test_no_thread_is_started_before_there_is_work() -> None:
    before = threading.active_count()
    tasks = Tasks()
    assert threading.active_count() == before
    assert tasks.close()


def test_circles_are_collected_between_two_turns(tasks: Tasks, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    class Circle:
        def __init__(self) -> None:
            self.itself = self

    monkeypatch.setattr("companion.desktop.tasks.UNCOLLECTED", 0)
    tasks.collect_between_turns()
    assert not gc.isenabled()
    gone = weakref.ref(Circle())
    assert gone() is not None
    tasks.run(Lane.READ, list[int])
    qtbot.waitUntil(lambda: gone() is None)
