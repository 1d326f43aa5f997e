"""Who is asked, on which desktop. What nobody in this table tells on a desktop is "untold" there.

Not here, because nobody tells other programs: that a screen is shared (the portals tell each program of its own
sessions only; PipeWire's streams have no agreed mark), and full-screen windows under Wayland but for sway. X11 is not
asked in a Wayland session: it knows only its own windows there, and asking would start Xwayland. docs/platforms.md
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from companion.adapters.lookout import sway, telling, x11
from companion.adapters.lookout.source import Desk, Source
from companion.core.waiting import Hindrance


def _here(*names: str) -> Callable[[Desk], bool]:
    """Whether all of these are on the session bus."""
    return lambda desk: desk.names.issuperset(names)


def _calls_itself(desktop: str, *names: str) -> Callable[[Desk], bool]:
    return lambda desk: desktop in desk.desktops and desk.names.issuperset(names)


_SERVER = telling.NOTIFICATIONS[0]
_XFCONF = "org.xfce.Xfconf"

SOURCES: Final = (
    Source("the notification server", Hindrance.DO_NOT_DISTURB, _here(_SERVER), telling.plasma_inhibited),
    Source("dunst", Hindrance.DO_NOT_DISTURB, _here(_SERVER), telling.dunst_paused),
    Source("mako", Hindrance.DO_NOT_DISTURB, _here(_SERVER), telling.mako_mode),
    Source("SwayNotificationCenter", Hindrance.DO_NOT_DISTURB, _here("org.erikreider.swaync.cc"), telling.swaync_dnd),
    Source("Budgie", Hindrance.DO_NOT_DISTURB, _here("org.budgie_desktop.Notifications"), telling.budgie_dnd),
    Source(
        "Xfce's notification settings",
        Hindrance.DO_NOT_DISTURB,
        _here(_XFCONF, _SERVER),
        telling.xfce_dnd,
    ),
    Source(
        "GNOME's notification settings",
        Hindrance.DO_NOT_DISTURB,
        _here("org.gnome.Shell"),
        telling.gsettings("org.gnome.desktop.notifications", "show-banners", on="false"),
    ),
    Source(
        "Cinnamon's notification settings",
        Hindrance.DO_NOT_DISTURB,
        _calls_itself("X-Cinnamon", _SERVER),
        telling.gsettings("org.cinnamon.desktop.notifications", "display-notifications", on="false"),
    ),
    Source(
        "MATE's notification settings",
        Hindrance.DO_NOT_DISTURB,
        _calls_itself("MATE", _SERVER),
        telling.gsettings("org.mate.NotificationDaemon", "do-not-disturb", on="true"),
    ),
    Source("the windows on X11", Hindrance.FULL_SCREEN, x11.has_display, x11.full_screen, on_bus=False),
    Source("sway", Hindrance.FULL_SCREEN, sway.has_socket, sway.full_screen, on_bus=False),
    Source(
        "Xfce's presentation mode",
        Hindrance.PRESENTATION,
        _here(_XFCONF, "org.xfce.PowerManager"),
        telling.xfce_presentation,
    ),
    Source(
        "Xfce's power manager",
        Hindrance.PRESENTATION,
        _here("org.freedesktop.PowerManagement", "org.xfce.PowerManager"),
        telling.xfce_kept_awake,
    ),
    Source(
        "Plasma's power management",
        Hindrance.PRESENTATION,
        _here("org.kde.Solid.PowerManagement.PolicyAgent"),
        telling.plasma_kept_awake,
    ),
    Source(
        "the session manager", Hindrance.PRESENTATION, _here("org.gnome.SessionManager"), telling.session_kept_awake
    ),
    Source("sway's list of windows", Hindrance.PRESENTATION, sway.has_socket, sway.kept_awake, on_bus=False),
)
