"""The floor for letters: a bare smtplib script that sends what the companion froze. No states, no fsync, no undo.

    python floor_letters.py PORT PASSWORD FOLDER

Prints a JSON object of milliseconds: `first`, from nothing to one letter's 250, with what has to be loaded for it;
`next`, the same once more; `all`, every letter of the folder over one connection.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path


def _send(port: int, login: tuple[str, str], letters: list[tuple[str, bytes]]) -> float:
    began = time.perf_counter()
    import smtplib
    import ssl

    with smtplib.SMTP_SSL("localhost", port, context=ssl.create_default_context()) as server:
        server.login(*login)
        for recipient, content in letters:
            server.sendmail(login[0], [recipient], content)
        return (time.perf_counter() - began) * 1000


def main(port: str, password: str, folder: str) -> None:
    letters = [("dana@example.test", file.read_bytes()) for file in sorted(Path(folder).glob("*.letter"))]
    first, after = (_send(int(port), ("me@example.test", password), letters[:1]) for _ in range(2))
    print(json.dumps({"first": first, "next": after, "all": _send(int(port), ("me@example.test", password), letters)}))


main(*sys.argv[1:])
