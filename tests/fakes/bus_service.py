"""A program on a private session bus that answers as it is told: real D-Bus from end to end, scripted answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self, TypeAlias

from dbus_fast import Message, MessageType, Variant
from dbus_fast.aio import MessageBus

from companion.adapters.notifications.loop import LoopThread
from companion.adapters.notifications.server import hang_up

PATIENCE_SECONDS = 10.0

Question: TypeAlias = tuple[object, ...]
"""Object path, interface and method, then the arguments. A property is asked by the interface's name, then its own."""

Answer: TypeAlias = tuple[str, object]
"""The D-Bus type and the value."""

_PROPERTIES = "org.freedesktop.DBus.Properties"


def of_property(path: str, interface: str, name: str) -> Question:
    """The question for a property."""
    return (path, _PROPERTIES, "Get", interface, name)


class BusService:
    """Has these names on the bus until `close`. silent: it never answers.

    What is not in `answers` is an unknown method; they may change at any time.
    """

    def __init__(
        self,
        address: str,
        *names: str,
        answers: Mapping[Question, Answer] | None = None,
        errors: Mapping[Question, str] | None = None,
        silent: bool = False,
    ) -> None:
        self.answers = dict(answers or {})
        self._errors = dict(errors or {})
        self._silent = silent
        self._loop = LoopThread("bus service")
        self._bus = self._loop.run(self._start(address, names), PATIENCE_SECONDS)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._loop.run(hang_up(self._bus), PATIENCE_SECONDS)
        self._loop.close()

    async def _start(self, address: str, names: tuple[str, ...]) -> MessageBus:
        bus = await MessageBus(address).connect()
        bus.add_message_handler(self._answer)
        for name in names:
            await bus.request_name(name)
        return bus

    def _answer(self, call: Message) -> Message | bool | None:
        if call.message_type is not MessageType.METHOD_CALL:
            return None
        if self._silent:
            return True
        question: Question = (call.path, call.interface, call.member, *call.body)
        if question in self._errors:
            return Message.new_error(call, self._errors[question], "")
        if question not in self.answers:
            return Message.new_error(call, "org.freedesktop.DBus.Error.UnknownMethod", "")
        signature, value = self.answers[question]
        if call.interface == _PROPERTIES:
            return Message.new_method_return(call, "v", [Variant(signature, value)])
        return Message.new_method_return(call, signature, [value])
