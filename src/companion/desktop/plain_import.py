"""Loads PySide without its hook on `import`.

PySide looks into the source of every module that is imported after it, to see whether it may use `from __feature__
import …`, and Python's linecache keeps all that was read: 4 MB for as long as the tray runs, and some time at every
start. Nothing here uses those features, so Python gets its own `import` back.
"""

from __future__ import annotations

import builtins
import importlib


def load_pyside() -> None:
    """Call before anything else imports PySide; later it changes nothing."""
    plain = builtins.__import__
    importlib.import_module("PySide6.QtCore")
    builtins.__import__ = plain
