"""Finds what is shipped beside the code (icons, letter templates, sample data), in one place.

A wheel and a frozen build carry `resources/` inside the package; a checkout has it at its top.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def _root() -> Path:
    package = Path(__file__).resolve().parent.parent
    for root in (package / "resources", package.parent.parent / "resources"):
        if root.is_dir():
            return root
    raise FileNotFoundError(f"no resources beside {package}: the installation is not complete")


def resource_path(*parts: str) -> Path:
    """The path of a shipped file or folder, whether or not it is there."""
    return _root().joinpath(*parts)
