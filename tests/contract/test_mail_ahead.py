"""Asking ahead."""

from __future__ import annotations

from threading import Event, current_thread

import pytest

from companion.adapters.mail.ahead import Ahead
from companion.core.problem import Problem


def test_the_question_is_asked_at_once_and_elsewhere_and_its_answer_kept() -> None:
    asked, may_answer = Event(), Event()
    names: list[str] = []

    def ask() -> str:
        asked.set()
        assert may_answer.wait(10)
        names.append(current_thread().name)
        return "an answer"

    ahead = Ahead(ask, "question")
    assert asked.wait(10)
    may_answer.set()
    assert (ahead(), ahead()) == ("an answer", "an answer")
    assert names == ["question"]


def test_what_asking_raises_is_raised_to_whoever_wants_the_answer() -> None:
    def ask() -> str:
        raise Problem("The keyring is locked.")

    ahead = Ahead(ask, "question")
    ahead.end()
    for _ in range(2):
        with pytest.raises(Problem, match="locked"):
            ahead()
