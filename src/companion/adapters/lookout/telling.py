"""How each program is asked, and where it is written that it answers so. `table` says who is asked on which desktop."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from functools import partial

from companion.adapters.lookout.bus import Where, call, prop, texts, truth
from companion.adapters.lookout.source import Desk, NoAnswer

NOTIFICATIONS: Where = (
    "org.freedesktop.Notifications",
    "/org/freedesktop/Notifications",
    "org.freedesktop.Notifications",
)
_XFCONF: Where = ("org.xfce.Xfconf", "/org/xfce/Xfconf", "org.xfce.Xfconf")
_NEVER_SET = {"org.xfce.Xfconf.Error.PropertyNotFound", "org.xfce.Xfconf.Error.ChannelNotFound"}
_IDLE = 8
_SCREEN = 4


def plasma_inhibited(desk: Desk) -> bool:
    """Plasma, 5.16 and later: on while do-not-disturb is, by hand or by its own rules: mirrored screens, since 5.22 a
    shared screen, since 6.4 a full-screen window that has the keyboard.

    libnotificationmanager/dbus/org.freedesktop.Notifications.xml and kcfg/donotdisturbsettings.kcfg in
    https://invent.kde.org/plasma/plasma-workspace; for 6.4 its merge request 4877.
    """
    return truth(prop(desk, NOTIFICATIONS, "Inhibited"))


def dunst_paused(desk: Desk) -> bool:
    """dunst, 1.5 and later: what `dunstctl set-paused` sets. https://github.com/dunst-project/dunst src/dbus.c"""
    name, path, _ = NOTIFICATIONS
    return truth(prop(desk, (name, path, "org.dunstproject.cmd0"), "paused"))


def mako_mode(desk: Desk) -> bool:
    """mako, 1.7 and later: its modes have free names; this is the one in its manual.

    https://github.com/emersion/mako doc/mako.5.scd ("MODES"), dbus/mako.c
    """
    where = ("org.freedesktop.Notifications", "/fr/emersion/Mako", "fr.emersion.Mako")
    return "do-not-disturb" in texts(call(desk, where, "ListModes"))


def swaync_dnd(desk: Desk) -> bool:
    """SwayNotificationCenter. https://github.com/ErikReider/SwayNotificationCenter src/client.vala"""
    where = ("org.erikreider.swaync.cc", "/org/erikreider/swaync/cc", "org.erikreider.swaync.cc")
    return truth(call(desk, where, "GetDnd"))


def budgie_dnd(desk: Desk) -> bool:
    """Budgie. https://github.com/BuddiesOfBudgie/budgie-desktop src/daemon/notifications/dbus.vala"""
    where = (
        "org.budgie_desktop.Notifications",
        "/org/budgie_desktop/Notifications",
        "org.buddiesofbudgie.budgie.Dispatcher",
    )
    return truth(call(desk, where, "GetDoNotDisturb"))


def session_kept_awake(desk: Desk) -> bool:
    """GNOME's session manager, whose name MATE's and Cinnamon's have too: flag 8 is "the session may not become idle".

    https://gitlab.gnome.org/GNOME/gnome-session gnome-session/org.gnome.SessionManager.xml
    """
    where = ("org.gnome.SessionManager", "/org/gnome/SessionManager", "org.gnome.SessionManager")
    return truth(call(desk, where, "IsInhibited", "u", _IDLE))


def plasma_kept_awake(desk: Desk) -> bool:
    """Plasma's power management: policy 4 is "the screen stays as it is".

    https://invent.kde.org/plasma/powerdevil daemon/powerdevilpolicyagent.h, daemon/dbus/…PolicyAgent.xml
    """
    where = (
        "org.kde.Solid.PowerManagement.PolicyAgent",
        "/org/kde/Solid/PowerManagement/PolicyAgent",
        "org.kde.Solid.PowerManagement.PolicyAgent",
    )
    return truth(call(desk, where, "HasInhibition", "u", _SCREEN))


def xfce_kept_awake(desk: Desk) -> bool:
    """Xfce's power manager: some program asked for no sleep, which here holds for the screen too.

    https://gitlab.xfce.org/xfce/xfce4-power-manager src/org.freedesktop.PowerManagement.Inhibit.xml
    """
    where = (
        "org.freedesktop.PowerManagement",
        "/org/freedesktop/PowerManagement/Inhibit",
        "org.freedesktop.PowerManagement.Inhibit",
    )
    return truth(call(desk, where, "HasInhibit"))


def xfce_dnd(desk: Desk) -> bool:
    """Xfce's notification settings, where its own daemon shows the notifications.

    https://gitlab.xfce.org/apps/xfce4-notifyd common/xfce-notify-common.h ("/do-not-disturb")
    """
    if call(desk, NOTIFICATIONS, "GetServerInformation") != "Xfce Notify Daemon":
        raise NoAnswer
    return _xfconf(desk, "xfce4-notifyd", "/do-not-disturb")


def xfce_presentation(desk: Desk) -> bool:
    """Xfce's presentation mode; new versions turn do-not-disturb on with it.

    https://gitlab.xfce.org/xfce/xfce4-power-manager common/xfpm-config.h ("presentation-mode"), src/xfpm-power.c
    """
    return _xfconf(desk, "xfce4-power-manager", "/xfce4-power-manager/presentation-mode")


def _xfconf(desk: Desk, channel: str, key: str) -> bool:
    """A switch among Xfce's settings; one that nobody ever moved is off."""
    try:
        return truth(call(desk, _XFCONF, "GetProperty", "ss", channel, key))
    except NoAnswer as refusal:
        if str(refusal) in _NEVER_SET:
            return False
        raise


def gsettings(schema: str, key: str, *, on: str) -> Callable[[Desk], bool]:
    """A key of GSettings; `on` is how it reads while do-not-disturb is on.

    Read by GLib's own program: the settings portal passes on only a few schemas, none of these (schemas in
    src/settings.c of xdg-desktop-portal-gtk and -gnome), and the file behind them is dconf's own affair.
    GNOME: show-banners, https://gitlab.gnome.org/GNOME/gsettings-desktop-schemas; Cinnamon: display-notifications,
    https://github.com/linuxmint/cinnamon-desktop; MATE: do-not-disturb,
    https://github.com/mate-desktop/mate-notification-daemon (each in its org.….gschema.xml).
    """
    return partial(_gsettings, schema, key, on)


def _gsettings(schema: str, key: str, on: str, desk: Desk) -> bool:
    program = shutil.which("gsettings", path=desk.environment.get("PATH"))
    if program is None:
        raise NoAnswer
    import subprocess

    try:
        done = subprocess.run(  # noqa: S603 (GLib's own, with words of ours)
            [program, "get", schema, key],
            env=desk.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=max(desk.until - time.monotonic(), 0),
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise NoAnswer from None
    value = done.stdout.strip()
    if done.returncode != 0 or value not in ("true", "false"):
        # No such schema or key here.
        raise NoAnswer
    return value == on
