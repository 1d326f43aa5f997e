"""What adapters/calendar uses of icalendar; the library's own annotations leave out what `add` takes."""

from datetime import datetime, timedelta
from typing import Self

from icalendar.parser import Parameters

class Component:
    def add(
        self, name: str, value: str | int | datetime, parameters: dict[str, str] | None = None, encode: bool = True
    ) -> None: ...
    def add_component(self, component: Component) -> None: ...
    def to_ical(self) -> bytes: ...

class Calendar(Component): ...
class Event(Component): ...

class vText(str):
    __slots__ = ()

class vCalAddress(str):
    params: Parameters
    def __new__(cls, value: str) -> Self: ...

class vDuration:
    @staticmethod
    def from_ical(ical: str) -> timedelta: ...
