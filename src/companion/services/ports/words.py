"""Typed words: what somebody meant by them, and how they are spelled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from companion.core.application import Candidate


class Matcher(Protocol):
    """Finds what somebody meant by what they typed."""

    def best(self, typed: str, candidates: Sequence[Candidate], *, limit: int) -> tuple[Candidate, ...]:
        """The candidates that resemble what was typed, best first, forgiving accents, order and typing errors."""
        ...


class Speller(Protocol):
    """The system's spell checker, if it has one."""

    def unknown(self, text: str, language: str, known: Iterable[str] = ()) -> Mapping[str, tuple[str, ...]]:
        """The words of the text (core.spelling.words_in) that the dictionary of that language ("en") does not know,
        with what could have been meant. None, where there is no checker or no such dictionary. known: values whose
        words are right as they are.
        """
        ...

    def close(self) -> None:
        """Forgets the dictionaries, which take megabytes; the next question loads them again."""
        ...
