# PYTHON_ARGCOMPLETE_OK
"""Where the program begins: reads the arguments, then starts the tray or carries a command out.

Starting the tray must cost little more than Qt itself, so what only a command needs (argparse and every service) is
imported once a command is seen.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from companion.app.profile import find
from companion.core.problem import Problem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from companion.services.ports import Trace


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the companion; returns its exit status (0 done, 1 told why not, 2 wrong usage)."""
    typed = list(sys.argv[1:] if argv is None else argv)
    as_json = "--json" in typed
    try:
        options = tray_options(typed)
        if options is None or "_ARGCOMPLETE" in os.environ:
            return _command(typed)
        from companion.app import start

        return start.run(
            find(options["--profile"] or os.environ.get("COMPANION_PROFILE")), make_trace(options["--trace"])
        )
    except Problem as problem:
        from companion.app.telling import tell_problem

        return tell_problem(problem, as_json=as_json)
    except KeyboardInterrupt:
        return 130


def tray_options(typed: Sequence[str]) -> dict[str, str] | None:
    """The options of a start without a command, or None where argparse has to look."""
    options = {"--profile": "", "--trace": ""}
    words = iter(typed)
    for word in words:
        name, equals, value = word.partition("=")
        if name not in options:
            return None
        options[name] = value if equals else next(words, "")
        if not options[name]:
            return None
    return options


def make_trace(typed: str) -> Trace:
    """The trace that `--trace FILE` asks for; "" for none. Raises Problem."""
    from companion.app.trace import FileTrace, NoTrace

    return FileTrace(typed) if typed else NoTrace()


def _command(typed: Sequence[str]) -> int:
    from companion.app import arguments, shell

    if "_ARGCOMPLETE" in os.environ:
        import argcomplete

        argcomplete.autocomplete(arguments.build())
    args = arguments.parse(typed)
    profile = find(args.profile or os.environ.get("COMPANION_PROFILE"))
    return shell.run(args, typed, profile, make_trace(args.trace))


if __name__ == "__main__":
    sys.exit(main())
