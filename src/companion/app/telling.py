"""Says things to the person at the shell: results on standard output, remarks and problems on standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from typing import BinaryIO

from companion.core.problem import Problem


def tell_problem(problem: Problem, *, as_json: bool) -> int:
    """Says on standard error why it was not done; with --json also as an object on standard output. Returns 1."""
    if as_json:
        out_json({"error": problem.sentence, "field": problem.field, "details": problem.details})
    err(problem.sentence)
    if problem.details and not as_json:
        err(f"Details: {problem.details}")
    return 1


def out(line: str) -> None:
    """A line of the result."""
    _write(sys.stdout, line)


def out_json(data: object) -> None:
    """The result for a program to read; in ASCII where standard output does not take all of Unicode."""
    import json

    narrow = (getattr(sys.stdout, "encoding", None) or "ascii").casefold() not in ("utf-8", "utf8")
    out(json.dumps(data, ensure_ascii=narrow, indent=2))


def err(line: str) -> None:
    """A remark or a problem."""
    _write(sys.stderr, line)


def _write(stream: object, line: str) -> None:
    """What a terminal can't show (lone surrogates, another encoding) is escaped, not fatal."""
    if not isinstance(stream, TextIOWrapper):
        return
    stream.reconfigure(errors="backslashreplace")
    try:
        stream.write(line + "\n")
        stream.flush()
    except OSError as error:
        _give_up(stream.fileno(), error)


@contextmanager
def octets_out() -> Generator[BinaryIO]:
    """Standard output for what is no line of text. Who stops reading it early ends the block in silence."""
    stream = sys.stdout.buffer
    try:
        yield stream
        stream.flush()
    except OSError as error:
        _give_up(stream.fileno(), error)


def _give_up(number: int, error: OSError) -> None:
    # what is still in the buffer would fail again, unasked, when Python ends
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), number)
    if not isinstance(error, BrokenPipeError):
        raise Problem(f"What was found can't be written there: {error.strerror}.") from None
