"""Icons are tinted by the theme, sharp at every scale, and all there."""

from __future__ import annotations

import gc
from collections.abc import Generator

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPalette
from PySide6.QtWidgets import QApplication

from companion.desktop.icons import Icons
from companion.desktop.theme import Theme
from companion.desktop.tokens import Token, contrast
from companion.services.resources import resource_path


@pytest.fixture
def theme(qapp: QApplication) -> Generator[Theme]:
    made = Theme()
    made.apply(qapp)
    yield made
    made.set_scheme(None)
    qapp.setStyleSheet("")
    qapp.setPalette(QPalette())


@pytest.fixture
def icons(theme: Theme) -> Icons:
    return Icons(resource_path("icons"), theme)


def solid_colours(image: QImage) -> set[str]:
    """The colours of the fully opaque pixels."""
    every = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return {colour.name() for colour in every if colour.alpha() == 255}


def test_a_tinted_icon_has_its_tokens_colour_and_follows_the_theme(theme: Theme, icons: Icons) -> None:
    icon = icons.icon("star", Token.AMBER)
    theme.set_scheme(Qt.ColorScheme.Light)
    assert solid_colours(icon.pixmap(32, 32).toImage()) == {theme.colour(Token.AMBER).name()}
    theme.set_scheme(Qt.ColorScheme.Dark)
    assert solid_colours(icon.pixmap(32, 32).toImage()) == {"#f0c674"}


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5, 2.0, 3.0])
def test_each_scale_gets_its_own_pixels(icons: Icons, scale: float) -> None:
    pixmap = icons.icon("send").pixmap(QSize(20, 20), scale)
    assert pixmap.size() == QSize(20, 20) * scale
    assert pixmap.devicePixelRatio() == scale
    # an enlarged picture has no fully opaque line of a third of its width; a rendered one has
    assert solid_colours(pixmap.toImage())


def test_a_disabled_icon_is_fainter(icons: Icons) -> None:
    icon = icons.icon("mail")
    usual = icon.pixmap(QSize(32, 32), QIcon.Mode.Normal).toImage()
    disabled = icon.pixmap(QSize(32, 32), QIcon.Mode.Disabled).toImage()
    assert solid_colours(usual) != solid_colours(disabled)


def test_copies_of_icons_survive_their_originals(icons: Icons) -> None:
    copies = [QIcon(icons.icon("check")) for _ in range(200)]
    gc.collect()
    assert all(not copy.pixmap(16, 16).isNull() for copy in copies)


def test_an_unknown_name_is_told_at_once(icons: Icons) -> None:
    with pytest.raises(FileNotFoundError, match=r"no-such\.svg"):
        icons.icon("no-such")


@pytest.mark.parametrize("due", [False, True])
@pytest.mark.parametrize("panel", ["#ffffff", "#ececec", "#2b2b2b", "#000000"])
def test_tray_icons_can_be_seen_on_every_panel(icons: Icons, panel: str, due: bool) -> None:
    icon = icons.tray(due=due)
    assert QSize(16, 16) in icon.availableSizes()
    for size in (16, 22, 32):
        colours = solid_colours(icon.pixmap(size, size).toImage())
        assert max(contrast(QColor(name), QColor(panel)) for name in colours) >= 2.8


def test_the_dot_tells_that_something_is_due(icons: Icons) -> None:
    plain = icons.tray(due=False).pixmap(16, 16).toImage()
    dotted = icons.tray(due=True).pixmap(16, 16).toImage()
    differing = sum(plain.pixelColor(x, y) != dotted.pixelColor(x, y) for x in range(8, 16) for y in range(8, 16))
    assert differing >= 8


def test_the_application_icon_has_large_and_small_sizes(icons: Icons) -> None:
    sizes = {size.width() for size in icons.application().availableSizes()}
    assert {16, 32, 48, 64, 128, 256} <= sizes
