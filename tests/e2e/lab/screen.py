"""Reading the windows of an X11 lab with xprop: through the window manager's own lists, as a taskbar does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.e2e.lab.session import Session


def windows(session: Session) -> list[tuple[int, str]]:
    """Number and title of every managed window, bottom to top."""
    listed = _root(session, "_NET_CLIENT_LIST_STACKING")
    numbers = [int(n, 16) for n in re.findall(r"0x[0-9a-f]+", listed)]
    return [(n, title) for n in numbers if (title := title_of(session, n)) is not None]


def find(session: Session, title: str | re.Pattern[str]) -> int | None:
    def fits(text: str) -> bool:
        return text == title if isinstance(title, str) else title.search(text) is not None

    return next((n for n, text in windows(session) if fits(text)), None)


def active_id(session: Session) -> int:
    found = re.search(r"0x[0-9a-f]+", _root(session, "_NET_ACTIVE_WINDOW"))
    return int(found[0], 16) if found else 0


def active(session: Session) -> str:
    number = active_id(session)
    return (title_of(session, number) or "") if number else ""


def window_manager(session: Session) -> bool:
    return "0x" in _root(session, "_NET_SUPPORTING_WM_CHECK")


def title_of(session: Session, number: int) -> str | None:
    """The title, "" for a window without one, None for a window that has gone."""
    done = session.run("xprop", "-id", str(number), "-notype", "_NET_WM_NAME", LC_ALL="C.UTF-8")
    if done.returncode != 0:
        return None
    found = re.search(r'^_NET_WM_NAME = "(.*)"$', done.stdout, re.MULTILINE)
    return re.sub(r"\\(.)", r"\1", found[1]) if found else ""


def _root(session: Session, name: str) -> str:
    return session.ask("xprop", "-root", "-notype", name)
