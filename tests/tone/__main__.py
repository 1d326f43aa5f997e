"""Checks the tone of every sentence that the companion can show; called by `make lint`.

    python -m tests.tone [ROOT]

Prints `path:line: rule: “sentence”` for each violation and ends with 1 if there is one. ROOT: another checkout.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.tone.check import check, gather

_HERE = Path(__file__).parent.parent.parent


def main(arguments: list[str]) -> int:
    root = Path(arguments[0]) if arguments else _HERE
    violations = check(root)
    for violation in violations:
        print(violation)
    if not violations:
        print(f"Tone: {len(gather(root))} sentences and words, none against the rules.")
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
