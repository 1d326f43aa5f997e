"""Colours and measures as named tokens, in a light and a dark set, and the arithmetic of contrast.

Two of the colours are the companion's own: pine for what one can act on, amber for highlights alone (look.md). The
others are a warm paper and a warm charcoal, used where the system brings no palette of its own. A test holds
every text token to 4.5:1 on each surface it stands on, and edges of controls to 3:1 (WCAG 1.4.3, 1.4.11).
"""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QColor

if TYPE_CHECKING:
    from PySide6.QtGui import QPalette


class Token(StrEnum):
    """What a colour is for."""

    WINDOW = "window"
    FIELD = "field"
    CARD = "card"
    HOVER = "hover"
    TEXT = "text"
    QUIET = "quiet"
    LINE = "line"
    EDGE = "edge"
    PINE = "pine"
    PINE_HOVER = "pine hover"
    ON_PINE = "on pine"
    PINE_SOFT = "pine soft"
    AMBER = "amber"
    AMBER_SOFT = "amber soft"
    DANGER = "danger"
    ON_DANGER = "on danger"


class Space(IntEnum):
    """The steps of space between things, in logical pixels."""

    XXS = 4
    XS = 8
    S = 12
    M = 16
    L = 24
    XL = 32


LIGHT: Final[dict[Token, str]] = {
    Token.WINDOW: "#f8f5f0",
    Token.FIELD: "#fffdfa",
    Token.CARD: "#fffdfa",
    Token.HOVER: "#efeae2",
    Token.TEXT: "#2b2723",
    Token.QUIET: "#665e55",
    Token.LINE: "#e3dcd1",
    Token.EDGE: "#8f8578",
    Token.PINE: "#2f6f63",
    Token.PINE_HOVER: "#275d53",
    Token.ON_PINE: "#ffffff",
    Token.PINE_SOFT: "#e3ede9",
    Token.AMBER: "#946300",
    Token.AMBER_SOFT: "#faf0da",
    Token.DANGER: "#b3261e",
    Token.ON_DANGER: "#ffffff",
}
DARK: Final[dict[Token, str]] = {
    Token.WINDOW: "#211f1c",
    Token.FIELD: "#2a2724",
    Token.CARD: "#2a2724",
    Token.HOVER: "#37332e",
    Token.TEXT: "#efeae3",
    Token.QUIET: "#b8aea2",
    Token.LINE: "#403b35",
    Token.EDGE: "#877e73",
    Token.PINE: "#7cc4b3",
    Token.PINE_HOVER: "#92d1c2",
    Token.ON_PINE: "#10241f",
    Token.PINE_SOFT: "#2a3c37",
    Token.AMBER: "#f0c674",
    Token.AMBER_SOFT: "#3d3421",
    Token.DANGER: "#f4a59c",
    Token.ON_DANGER: "#3a0b06",
}

TEXTS: Final[dict[Token, tuple[Token, ...]]] = {
    Token.TEXT: (Token.WINDOW, Token.FIELD, Token.CARD, Token.HOVER, Token.PINE_SOFT, Token.AMBER_SOFT),
    Token.QUIET: (Token.WINDOW, Token.FIELD, Token.CARD, Token.HOVER, Token.PINE_SOFT, Token.AMBER_SOFT),
    Token.PINE: (Token.WINDOW, Token.FIELD, Token.CARD, Token.HOVER, Token.PINE_SOFT),
    Token.AMBER: (Token.WINDOW, Token.FIELD, Token.CARD, Token.AMBER_SOFT),
    Token.DANGER: (Token.WINDOW, Token.FIELD, Token.CARD),
    Token.ON_PINE: (Token.PINE, Token.PINE_HOVER),
    Token.ON_DANGER: (Token.DANGER,),
}
"""Each colour that text can have, with every surface it may stand on."""

READABLE = 4.5


def contrast(one: QColor, other: QColor) -> float:
    """The contrast ratio of WCAG 2.2, 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: QColor) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def mixed(one: QColor, other: QColor, share: float) -> QColor:
    """`share` of `other` in `one`."""
    return QColor.fromRgbF(
        one.redF() + (other.redF() - one.redF()) * share,
        one.greenF() + (other.greenF() - one.greenF()) * share,
        one.blueF() + (other.blueF() - one.blueF()) * share,
    )


def readable(colour: QColor, *surfaces: QColor) -> QColor:
    """The colour, moved towards black or white only as far as it must be to be read on all the surfaces."""
    goal = QColor("white") if all(_luminance(s) < 0.18 for s in surfaces) else QColor("black")
    for step in range(21):
        tried = mixed(colour, goal, step / 20)
        if all(contrast(tried, surface) >= READABLE for surface in surfaces):
            return tried
    return goal


def own_colours(*, dark: bool) -> dict[Token, QColor]:
    """The companion's own set."""
    return {token: QColor(value) for token, value in (DARK if dark else LIGHT).items()}


def colours_of(palette: QPalette) -> dict[Token, QColor]:
    """The tokens on the surfaces of a system's palette: its greys, with pine and amber kept readable on them."""
    window, field, text = palette.window().color(), palette.base().color(), palette.windowText().color()
    colours = own_colours(dark=_luminance(window) < 0.18)
    quiet = mixed(text, window, 0.3)
    colours |= {
        Token.WINDOW: window,
        Token.FIELD: field,
        Token.CARD: field,
        Token.HOVER: mixed(window, text, 0.06),
        Token.TEXT: text,
        Token.LINE: mixed(window, text, 0.14),
        Token.EDGE: mixed(window, text, 0.48),
        Token.PINE_SOFT: mixed(field, colours[Token.PINE], 0.13),
        Token.AMBER_SOFT: mixed(field, colours[Token.AMBER], 0.13),
    }
    colours[Token.QUIET] = quiet
    for token in (Token.QUIET, Token.PINE, Token.AMBER, Token.DANGER):
        colours[token] = readable(colours[token], *(colours[surface] for surface in TEXTS[token]))
    return colours


def strengthened(colours: dict[Token, QColor]) -> dict[Token, QColor]:
    """For a system set to high contrast: quiet text and thin lines become as strong as text."""
    text = colours[Token.TEXT]
    return colours | {Token.QUIET: text, Token.LINE: colours[Token.EDGE], Token.EDGE: text}


def palette_from(colours: dict[Token, QColor], base: QPalette) -> QPalette:
    """`base` in these colours: surfaces and text, and pine for highlight, accent and links."""
    from PySide6.QtGui import QPalette

    palette = QPalette(base)
    role = QPalette.ColorRole
    window, text, field = colours[Token.WINDOW], colours[Token.TEXT], colours[Token.FIELD]
    for target, colour in (
        (role.Window, window),
        (role.Base, field),
        (role.AlternateBase, mixed(field, window, 0.5)),
        (role.Button, mixed(field, window, 0.4)),
        (role.WindowText, text),
        (role.Text, text),
        (role.ButtonText, text),
        (role.BrightText, colours[Token.ON_PINE]),
        (role.PlaceholderText, colours[Token.QUIET]),
        (role.ToolTipBase, colours[Token.CARD]),
        (role.ToolTipText, text),
        (role.Highlight, colours[Token.PINE]),
        (role.HighlightedText, colours[Token.ON_PINE]),
        (role.Accent, colours[Token.PINE]),
        (role.Link, colours[Token.PINE]),
        (role.LinkVisited, colours[Token.PINE]),
        (role.Light, mixed(window, QColor("white"), 0.5)),
        (role.Midlight, mixed(window, QColor("white"), 0.2)),
        (role.Mid, colours[Token.LINE]),
        (role.Dark, colours[Token.EDGE]),
    ):
        palette.setColor(target, colour)
    faint = mixed(text, window, 0.5)
    for target in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        palette.setColor(QPalette.ColorGroup.Disabled, target, faint)
    palette.setColor(QPalette.ColorGroup.Disabled, role.Highlight, colours[Token.LINE])
    palette.setColor(QPalette.ColorGroup.Disabled, role.Accent, colours[Token.EDGE])
    return palette
