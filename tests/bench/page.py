"""docs/performance.md: the last measurement, on what machine, and how it is done."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from tests.bench import proc
from tests.bench.result import Line, markdown

PAGE = Path(__file__).parents[2] / "docs/performance.md"

_TEXT = """\
# Speed and memory

Measured by `make bench` on {day}; {machine}. This page is written by it.

{table}

Milliseconds differ from machine to machine, so each number is judged beside a floor that is measured in the same run:
floor and companion take turns, {runs} runs each, and the table shows the medians. `make bench` fails when a ratio
exceeds what is allowed. `--only NAME` and `--runs N` (`.venv/bin/python -m tests.bench --help`) serve while one works
on something; they leave this page alone.

## How

- **Tray.** A real X11 desktop on a virtual screen (`tests/e2e/lab`). The floor is the smallest PySide6 program with a
  tray icon. Both start as installed programs do, with compiled modules and the user's own profile; the companion's
  holds 10,000 applications and no backup of the day, so each start makes one. *Time to tray* ends when the icon
  is registered with the desktop. *Idle memory* is the proportional set size of the process and all its children, five
  seconds after the backup, which is the last thing that a start puts off; and once more five seconds after a reel,
  asked for in the tray, has been turned through by keys and closed. The profile also holds 500 highlights, each with a
  photograph of 12 megapixels (4000 × 3000, 1.8 MB). When the last window has closed, the companion lets go of the code
  of Qt that only windows run, some 13 MB that stay in the system's file cache (`adapters/system/memory.py`); without
  that the memory after a reel was 1.47 × the floor. Another program on PySide that runs meanwhile would share its
  pages and make both look small: leave the machine alone.
- **Idle.** Both run side by side on one desktop for half a minute. Counted is how often any of their threads waited
  and was woken; how often other programs interrupted them is reported beside it.
- **Rejection.** On the same desktop, with real keys: from Enter in *Log a rejection*, with that profile,
  to the first painting of the reel. In between are the transaction and its fsync, the choice of the cards and a new
  window. The floor is a bare dialog with one picture, loaded and shown by Enter in a bare window. Once as the first
  after a start, which also loads the reel's code, and once more.
- **Reel.** On the same desktop, from the choice in the tray's menu to the painting of the first card, whose picture is
  loaded meanwhile, and to the painting of that picture; beside the same bare dialog. The menu opens 0.3 s before the
  choice, since nobody finds a line and clicks it sooner; in that time the companion reads the reel and makes its window
  where nobody sees it (`app/ahead.py`). *Turns* are what the GUI thread does between two waits of its event loop, told
  by `--trace` from 16 ms on (`desktop/turns.py`; 16 ms here means that all were shorter): while the reel is turned by
  keys through its cards and back, at 1 s, 120 ms and 50 ms for a card, and then goes on by itself. The median of three
  runs, each with its longest turn.
- **A thousand reels.** Without a screen, in one process, over 50 pictures of 1600 × 1200: half of them for a no, half
  asked for, each turned on up to four cards and closed by Esc. Counted after 50 reels and after 1,000: resident
  memory, which unlike proportional or unique sizes does not change with what else runs here; top-level windows,
  running timers, threads, and Qt's objects that Python holds.
- **Library.** 2,000 highlights over those photographs, opened from the tray with no small copies made yet and scrolled
  to its end by Page Down, faster than thumbnails can be made: the longest turn of the GUI thread.
- **Search.** The real window without a screen, 100,000 applications with 400,000 events and text in the manner of real
  ones, filled in by bare executemany. From a key to the painting of its rows, for some eighty keys of what people type.
  The floor, key by key in turn, is the query of the same words on a connection of its own and the painting of a bare
  table of its 50 rows. Then the same keys every 30 ms, while a timer of 5 ms watches the event loop: its longest turn,
  and whether the last rows painted are those of the last key. Opening: from the making of the window to its first page
  painted, in a process of its own, beside one on 100 applications in turn.
- **Letters.** The lab's Postfix, which asks Dovecot about logins, over TLS on the same machine and disk: like every
  server that people use it has a letter on its disk before it answers 250. The floor is a bare smtplib script that
  sends the same bytes over one connection, without states or fsync. One letter: from the click (`send.clicked`, told
  by the shell's command in the running tray, with no time for undo) to the 250 (`smtp.accepted`), with the
  transaction that queues it, the look at what is due and the keyring in between; the script's time begins with its
  connection. Five hundred: in one process without a screen, two flushes of the store for each. Then a server that is
  silent after the final dot, while the tray's menu and the shell are used: the longest turn of the GUI thread.
  Servers here have no distance; over a real one the script waits for three answers before each letter's content, the
  companion for one.
"""


def write(lines: Sequence[Line], runs: int) -> None:
    """Replaces the page."""
    day = datetime.now(UTC).date().isoformat()
    PAGE.write_text(_TEXT.format(day=day, machine=_machine(), table=markdown(lines), runs=runs), encoding="utf-8")


def _machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return (
        f"a machine with {os.cpu_count()} cores ({platform.machine()}, {memory:.0f} GB) that others use too"
        f" (load {proc.load():.1f} at the end), {_system()}, Python {platform.python_version()}, no graphics card"
    )


def _system() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except OSError:
        return platform.system()
