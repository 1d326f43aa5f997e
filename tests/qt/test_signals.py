"""PySide 6.12.0 dropped a reference of True with every emit and aborted on Python 3.11; the pinned version must not."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject, Signal, Slot


class Sender(QObject):
    """Emits the kinds of values that our signals carry."""

    told = Signal(bool)
    object_told = Signal(object)


class Receiver(QObject):
    """Counts what arrives."""

    def __init__(self) -> None:
        super().__init__()
        self.trues = 0

    @Slot(bool)
    @Slot(object)
    def take(self, value: bool) -> None:
        self.trues += value is True


def test_5000_signals_leave_the_references_of_true_and_false_alone() -> None:
    sender, receiver = Sender(), Receiver()
    sender.told.connect(receiver.take)
    sender.object_told.connect(receiver.take)
    before = sys.getrefcount(True), sys.getrefcount(False)
    for number in range(5000):
        sender.told.emit(number % 2 == 0)
        sender.object_told.emit(number % 2 == 0)
    drift = sys.getrefcount(True) - before[0], sys.getrefcount(False) - before[1]
    assert receiver.trues == 5000
    assert max(map(abs, drift)) < 100
