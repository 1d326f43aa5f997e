"""Icons: Lucide's lines tinted by the theme, the application's own, and the tray's.

All are SVGs. The tinted ones are rendered from the vector whenever they are painted, so they are sharp at every scale
and follow light and dark; the tray's and the application's are rendered once in the sizes that desktops ask for.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QRectF
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap

from companion.desktop.svg import draw_svg, svg
from companion.desktop.tokens import Token

if TYPE_CHECKING:
    from companion.desktop.theme import Theme

TRAY_SIZES: Final = (16, 22, 24, 32, 48)
"""What tray hosts ask for; they get pixmaps, since most read nothing else over D-Bus."""

APPLICATION_SIZES: Final = (16, 32, 48, 64, 128, 256)


class Icons(QObject):
    """Every icon the companion shows. folder: `resources/icons`."""

    def __init__(self, folder: Path, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._theme = theme

    def icon(self, name: str, token: Token = Token.TEXT) -> QIcon:
        """The Lucide icon of that name ("send", "star"), in the token's colour now and after a change of theme."""
        from companion.desktop.tinted import Tinted

        path = self._folder / "lucide" / f"{name}.svg"
        if not path.is_file():
            raise FileNotFoundError(path)
        return QIcon(Tinted(path, self._theme, token))

    def draw(self, painter: QPainter, place: QRectF, name: str, token: Token = Token.TEXT) -> None:
        """Draws the Lucide icon there: for what is painted by hand. Nobody keeps a QIcon of `icon` in an attribute for
        that: its engine is Python's, and PySide 6.11.3 crashes when both are collected in one circle.
        """
        draw_svg(painter, place, svg(self._folder / "lucide" / f"{name}.svg"), self._theme.colour(token))

    def application(self) -> QIcon:
        """The companion's own icon, in colour."""
        return _fixed(self._folder / "companion.svg", APPLICATION_SIZES)

    def tray(self, *, due: bool) -> QIcon:
        """The symbol for the tray, with a dot when something is due. One tone, seen on light and dark panels alike: no
        desktop tells how dark its panel is, and Xfce's is dark among light windows.
        """
        return _fixed(self._folder / ("tray-due.svg" if due else "tray.svg"), TRAY_SIZES)


def _fixed(path: Path, sizes: Sequence[int]) -> QIcon:
    """The SVG in its own colours, rendered in each of the sizes."""
    icon = QIcon()
    for size in sizes:
        icon.addPixmap(_rendered(path, size))
    return icon


def _rendered(path: Path, size: int) -> QPixmap:
    pixmap = QPixmap(size, size)
    pixmap.fill(QColor(0, 0, 0, 0))
    painter = QPainter(pixmap)
    draw_svg(painter, QRectF(pixmap.rect()), svg(path), QColor("black"))
    painter.end()
    return pixmap
