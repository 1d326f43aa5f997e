"""What adapters/calendar uses of icalendar's reader of lines."""

class Parameters(dict[str, str | list[str]]): ...

class Contentline(str):
    __slots__ = ()
    def parts(self) -> tuple[str, Parameters, str]: ...
