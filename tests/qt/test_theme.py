"""Light and dark: contrast, following the system, fixing for pictures, motion."""

from __future__ import annotations

from collections.abc import Generator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from companion.desktop.theme import Theme
from companion.desktop.tokens import (
    DARK,
    LIGHT,
    TEXTS,
    Token,
    colours_of,
    contrast,
    own_colours,
    palette_from,
    strengthened,
)


@pytest.fixture
def theme(qapp: QApplication) -> Generator[Theme]:
    made = Theme()
    made.apply(qapp)
    yield made
    made.set_scheme(None)
    qapp.setStyleSheet("")
    qapp.setPalette(QPalette())


def unreadable(colours: dict[Token, QColor]) -> list[str]:
    return [
        f"{text} on {surface}: {contrast(colours[text], colours[surface]):.2f}"
        for text, surfaces in TEXTS.items()
        for surface in surfaces
        if contrast(colours[text], colours[surface]) < 4.5
    ]


def test_contrast_is_wcags() -> None:
    assert contrast(QColor("black"), QColor("white")) == pytest.approx(21)
    assert contrast(QColor("#777777"), QColor("white")) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("dark", [False, True])
def test_every_text_can_be_read_on_every_surface_it_stands_on(dark: bool) -> None:
    assert unreadable(own_colours(dark=dark)) == []
    assert unreadable(strengthened(own_colours(dark=dark))) == []


@pytest.mark.parametrize("dark", [False, True])
def test_edges_of_controls_and_the_focus_can_be_seen(dark: bool) -> None:
    colours = own_colours(dark=dark)
    for surface in (Token.WINDOW, Token.FIELD, Token.CARD):
        assert contrast(colours[Token.EDGE], colours[surface]) >= 3
        assert contrast(colours[Token.PINE], colours[surface]) >= 3


def test_pine_and_amber_are_those_of_the_design() -> None:
    assert (LIGHT[Token.PINE], DARK[Token.PINE], DARK[Token.AMBER]) == ("#2f6f63", "#7cc4b3", "#f0c674")


@pytest.mark.parametrize(
    ("window", "base", "text"),
    [
        ("#fafafa", "#ffffff", "#2e3436"),
        ("#eff0f1", "#fcfcfc", "#232629"),
        ("#242424", "#303030", "#ffffff"),
        ("#31363b", "#232629", "#eff0f1"),
        ("#ffffff", "#ffffff", "#000000"),
        ("#000000", "#000000", "#ffffff"),
    ],
)
def test_a_platforms_palette_keeps_its_surfaces_and_stays_readable(window: str, base: str, text: str) -> None:
    palette = QPalette(QColor(window))
    palette.setColor(QPalette.ColorRole.Window, QColor(window))
    palette.setColor(QPalette.ColorRole.Base, QColor(base))
    palette.setColor(QPalette.ColorRole.WindowText, QColor(text))
    colours = colours_of(palette)
    assert colours[Token.WINDOW] == QColor(window)
    texts = (Token.TEXT, Token.QUIET, Token.PINE, Token.AMBER, Token.DANGER)
    assert [line for line in unreadable(colours) if line.split(" on ")[0] in texts] == []


def test_the_scheme_can_be_fixed_and_freed(qtbot: QtBot, theme: Theme, qapp: QApplication) -> None:
    with qtbot.waitSignal(theme.changed):
        theme.set_scheme(Qt.ColorScheme.Dark)
    assert theme.is_dark
    assert theme.colour(Token.PINE) == QColor("#7cc4b3")
    assert qapp.palette().window().color() == theme.colour(Token.WINDOW)
    assert qapp.palette().highlight().color() == theme.colour(Token.PINE)
    with qtbot.waitSignal(theme.changed):
        theme.set_scheme(Qt.ColorScheme.Light)
    assert not theme.is_dark
    assert theme.colour(Token.WINDOW).name() in qapp.styleSheet()


def test_the_desktops_wish_is_followed_while_running(qtbot: QtBot, theme: Theme, qapp: QApplication) -> None:
    theme.set_scheme(None)
    assert not theme.is_dark
    with qtbot.waitSignal(theme.changed):
        theme.system_wishes(scheme=Qt.ColorScheme.Dark)
    assert theme.is_dark
    assert contrast(qapp.palette().windowText().color(), qapp.palette().window().color()) > 7
    with qtbot.waitSignal(theme.changed):
        theme.system_wishes(scheme=Qt.ColorScheme.Light)
    assert not theme.is_dark


def test_motion_is_reduced_by_the_setting_or_the_system(qtbot: QtBot, theme: Theme) -> None:
    assert not theme.reduced_motion
    with qtbot.waitSignal(theme.changed):
        theme.set_reduced_motion(True)
    assert theme.reduced_motion
    theme.set_reduced_motion(False)
    assert not theme.reduced_motion
    theme.system_wishes(still=True)
    assert theme.reduced_motion


def test_disabled_text_and_links_are_set_too() -> None:
    palette = palette_from(own_colours(dark=True), QPalette())
    assert palette.link().color() == QColor(DARK[Token.PINE])
    disabled = palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)
    assert disabled != palette.text().color()
