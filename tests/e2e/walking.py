"""Going through a window by the keyboard alone."""

from __future__ import annotations

from tests.e2e.lab.desktop import Desktop


def walk_to(desktop: Desktop, window: str, role: str, name: str) -> None:
    """Tab, as often as it takes; a control that Tab does not reach fails the test."""
    control = desktop.accessible.find(role, name, window=window)
    for _ in range(40):
        if control.has("focused"):
            return
        desktop.key("Tab")
    raise AssertionError(f"Tab does not reach {role} {name!r}")
