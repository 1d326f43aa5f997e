"""Says things to the person at the shell: results on standard output, remarks and problems on standard error."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from io import TextIOWrapper

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
        # what is still in the buffer would fail again, unasked, when Python ends
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        if not isinstance(error, BrokenPipeError):
            raise Problem(f"What was found can't be written there: {error.strerror}.") from None
