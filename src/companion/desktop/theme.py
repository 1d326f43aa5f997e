"""Light and dark, following the system while running; one small stylesheet made of tokens.

The style is the platform's own default: native on Windows and macOS, Fusion on Linux. Where the platform brings a
palette (GNOME through its platform theme, KDE, Windows, macOS) its surfaces stay and only what one can act
on becomes pine; where it brings none, the companion's own warm light and dark sets stand in (`tokens.py`).

Making a Theme is cheap; `apply` is for the moment before the first window and not before the tray, which has no use
for it: the `Qt` namespace and QStyle alone cost PySide 30 ms and 2 MB, so nothing here loads them earlier.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QColor

from companion.desktop.tokens import Space, Token, colours_of, own_colours, palette_from, strengthened

if TYPE_CHECKING:
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QAccessibilityHints, QFont, QPalette, QStyleHints
    from PySide6.QtWidgets import QAbstractButton, QApplication, QFrame

    from companion.desktop.labels import Role

__all__ = ["Space", "Theme", "Token", "make_card", "make_danger", "make_primary", "make_quiet"]


class Theme(QObject):
    """The colours in force. One for the process; on the GUI thread."""

    changed = Signal()
    """Colours or motion are others now; whoever painted with them paints again."""

    def __init__(self, *, reduced_motion: bool = False, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._chosen_still = reduced_motion
        self._system_still = False
        self._scheme: Qt.ColorScheme | None = None
        self._portal_scheme: Qt.ColorScheme | None = None
        self._app: QApplication | None = None
        self._colours = own_colours(dark=False)
        self._dark = False

    def apply(self, app: QApplication) -> None:
        """Puts the theme on the application and follows the system from now on. Once; later calls cost nothing."""
        if self._app is not None:
            return
        self._app = app
        hints, access = _hints()
        hints.colorSchemeChanged.connect(self._follow)
        access.contrastPreferenceChanged.connect(self._follow)
        self._dress()

    def colour(self, token: Token) -> QColor:
        """The colour of the token in the scheme in force."""
        return QColor(self._colours[token])

    def font(self, role: Role) -> QFont:
        """The system's font in the role's size and weight, for what is painted rather than put in a label."""
        from companion.desktop.labels import role_font

        return role_font(role)

    @property
    def is_dark(self) -> bool:
        return self._dark

    @property
    def reduced_motion(self) -> bool:
        """Whether things switch at once: by the user's setting here, or the system's."""
        return self._chosen_still or self._system_still or not self._animates()

    def set_reduced_motion(self, chosen: bool) -> None:
        """Takes over the user's setting."""
        if chosen != self._chosen_still:
            self._chosen_still = chosen
            self.changed.emit()

    def set_scheme(self, scheme: Qt.ColorScheme | None) -> None:
        """Fixes light or dark, for pictures; None follows the system again."""
        from PySide6.QtCore import Qt

        self._scheme = scheme
        # native styles (Windows, macOS) draw by Qt's own idea of the scheme
        _hints()[0].setColorScheme(Qt.ColorScheme.Unknown if scheme is None else scheme)
        self._dress()
        self.changed.emit()

    def system_wishes(self, *, scheme: Qt.ColorScheme | None = None, still: bool | None = None) -> None:
        """Takes over what the desktop's settings portal says, where Qt itself does not know."""
        before = (self._portal_scheme, self._system_still)
        if scheme is not None:
            self._portal_scheme = scheme
        if still is not None:
            self._system_still = still
        if before != (self._portal_scheme, self._system_still):
            self._follow()

    @Slot()
    def _follow(self) -> None:
        self._dress()
        self.changed.emit()

    def _animates(self) -> bool:
        from PySide6.QtWidgets import QStyle

        return self._app is None or self._app.style().styleHint(QStyle.StyleHint.SH_Widget_Animate) != 0

    def _dress(self) -> None:
        """Chooses the colours and puts them on the application."""
        from PySide6.QtCore import Qt
        from PySide6.QtGui import QPalette

        from companion.desktop.stylesheet import stylesheet

        if self._app is None:
            return
        app = self._app
        self._dark = self._wanted_scheme() == Qt.ColorScheme.Dark
        # An empty palette asks Qt for the platform's own again, without what was set here before.
        app.setPalette(QPalette())
        platform = app.palette()
        own = self._scheme is not None or not _platform_has_palette(app, platform)
        self._colours = own_colours(dark=self._dark) if own else colours_of(platform)
        if _hints()[1].contrastPreference() == Qt.ContrastPreference.HighContrast:
            self._colours = strengthened(self._colours)
        app.setPalette(palette_from(self._colours, platform))
        app.setStyleSheet(stylesheet(self._colours, dark=self._dark))

    def _wanted_scheme(self) -> Qt.ColorScheme:
        from PySide6.QtCore import Qt

        if self._scheme is not None:
            return self._scheme
        system = _hints()[0].colorScheme()
        return self._portal_scheme or Qt.ColorScheme.Light if system == Qt.ColorScheme.Unknown else system


@cache
def _hints() -> tuple[QStyleHints, QAccessibilityHints]:
    """Qt's hints, held for the life of the process: with the last reference to the style hints' wrapper, PySide
    6.11.3 marks the accessibility hints as deleted, though they live on in Qt.
    """
    from PySide6.QtGui import QGuiApplication

    hints = QGuiApplication.styleHints()
    return hints, hints.accessibility()


def _platform_has_palette(app: QApplication, platform: QPalette) -> bool:
    """Whether the surfaces come from the platform rather than from the style's own stock of greys."""
    stock = app.style().standardPalette()
    return (
        platform.window() != stock.window()
        or platform.base() != stock.base()
        or platform.windowText() != stock.windowText()
    )


def make_primary(button: QAbstractButton) -> None:
    """The one action a window is there for: filled with pine."""
    button.setProperty("kind", "primary")


def make_quiet(button: QAbstractButton) -> None:
    """An action beside the point: flat, words in pine."""
    button.setProperty("kind", "quiet")


def make_danger(button: QAbstractButton) -> None:
    """Destroys something: the only use of red."""
    button.setProperty("kind", "danger")


def make_card(frame: QFrame) -> None:
    """A raised, rounded surface."""
    frame.setProperty("kind", "card")
