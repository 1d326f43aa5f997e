"""A spell checker that knows every word but those it was told are wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from companion.core.spelling import words_in


class FakeSpeller:
    """ports.Speller. wrong: for each wrong word what could have been meant."""

    def __init__(self, wrong: Mapping[str, tuple[str, ...]]) -> None:
        self.wrong = wrong
        self.closed = False

    def unknown(self, text: str, language: str, known: Iterable[str] = ()) -> Mapping[str, tuple[str, ...]]:
        own = {word for value in known for word in words_in(value)}
        words = words_in(text) if language == "en" else []
        return {word: self.wrong[word] for word in words if word in self.wrong and word not in own}

    def close(self) -> None:
        self.closed = True
