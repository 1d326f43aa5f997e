"""Measures speed and memory beside a floor, prints the table and keeps it in docs/performance.md.

    python -m tests.bench [--only NAME] [--runs N]

Ends with 1 if something costs more than it may. `--only` and fewer runs than usual leave the page as it is.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from tests.bench import imports, letters, library, page, peers, reel, reels, rejection, search, tray, window
from tests.bench.result import Line, table

MEASURES: dict[str, Callable[[int, Callable[[str], None]], list[Line]]] = {
    "tray": tray.start_and_memory,
    "idle": tray.idle,
    "rejection": rejection.measure,
    "reel": reel.measure,
    "reels": reels.measure,
    "library": library.measure,
    "search": search.measure,
    "window": window.measure,
    "peers": peers.measure,
    "import": imports.measure,
    "letters": letters.measure,
}
USUAL_RUNS = 5


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench", description="Measures speed and memory beside a floor."
    )
    parser.add_argument("--only", choices=tuple(MEASURES), help="only this measure")
    parser.add_argument("--runs", type=int, default=USUAL_RUNS, help="runs whose median counts (usually %(default)s)")
    options = parser.parse_args()
    names = [options.only] if options.only else list(MEASURES)
    lines: list[Line] = []
    for name in names:
        lines += MEASURES[name](options.runs, _say)
    print(table(lines))
    if options.only is None and options.runs >= USUAL_RUNS:
        page.write(lines, options.runs)
    return 0 if all(line.passed for line in lines) else 1


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
