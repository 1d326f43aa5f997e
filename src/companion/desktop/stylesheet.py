"""The one stylesheet, built from the tokens: roomy controls, rounded corners, a visible focus.

Only what the palette can't say stands here. Sizes are logical pixels; fonts are never set here, since text has
to scale with the system.
"""

from __future__ import annotations

from PySide6.QtGui import QColor

from companion.desktop.tokens import Token
from companion.services.resources import resource_path

_SHEET = """
QLabel[role="quiet"], QLabel[role="small"] {{ color: {quiet}; }}
/* Red is for destroying something alone (look.md): what is wrong is said in words, beside a heavier frame. */
QLabel[kind="error"] {{ color: {text}; font-weight: 600; }}
QFrame[kind="card"] {{ background: {card}; border: 1px solid {line}; border-radius: 12px; }}
QFrame[kind="bar"] {{ background: {pine_soft}; border: none; border-radius: 8px; }}
QFrame[kind="note"] {{ background: {pine_soft}; border: 1px solid {line}; border-radius: 12px; }}
QFrame[kind="lane"] {{ background: {hover}; border: 1px solid {line}; border-radius: 10px; }}
QFrame[kind="veil"] {{ background: {window}; border: none; }}
QFrame[kind="line"] {{ background: {line}; border: none; max-height: 1px; min-height: 1px; }}

QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox {{
    background: {field}; color: {text}; border: 1px solid {edge}; border-radius: 6px; padding: 6px 9px;
    selection-background-color: {pine}; selection-color: {on_pine};
}}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus {{
    border: 2px solid {pine}; padding: 5px 8px;
}}
QLineEdit[wrong="true"], QPlainTextEdit[wrong="true"], QTextEdit[wrong="true"] {{
    border: 2px solid {text}; padding: 5px 8px;
}}
QLineEdit:disabled, QPlainTextEdit:disabled, QTextEdit:disabled {{ color: {quiet}; background: {window}; }}

QTextEdit[kind="paper"] {{ background: transparent; border: 1px solid transparent; padding: 0; }}
QTextEdit[kind="paper"]:focus {{ border: 1px solid {pine}; padding: 0; }}

QSpinBox QLineEdit, QSpinBox QLineEdit:focus {{ border: none; background: transparent; padding: 0 8px; }}
QSpinBox::up-button, QSpinBox::down-button {{ width: 0; border: none; }}

QComboBox {{
    background: {field}; color: {text}; border: 1px solid {edge}; border-radius: 6px;
    padding: 6px 9px; min-height: 18px;
}}
QComboBox:focus {{ border: 2px solid {pine}; padding: 5px 8px; }}
QComboBox:disabled {{ color: {quiet}; background: {window}; }}
QComboBox::drop-down {{ border: none; width: 26px; }}
QComboBox::down-arrow {{ image: url("{down}"); width: 16px; height: 16px; }}
QComboBox QAbstractItemView {{ border: 1px solid {line}; padding: 4px; outline: none; }}

QCheckBox, QRadioButton {{ spacing: 8px; padding: 2px; border: 2px solid transparent; border-radius: 6px; }}
QCheckBox:focus, QRadioButton:focus {{ border-color: {pine}; }}
QCheckBox::indicator, QRadioButton::indicator {{
    width: 16px; height: 16px; border: 1px solid {edge}; background: {field};
}}
QCheckBox::indicator {{ border-radius: 4px; }}
QCheckBox::indicator:checked {{ background: {pine}; border-color: {pine}; image: url("{check}"); }}
QRadioButton::indicator {{ border-radius: 9px; }}
QRadioButton::indicator:checked {{ width: 8px; height: 8px; border: 5px solid {pine}; }}
QCheckBox:disabled, QRadioButton:disabled {{ color: {quiet}; }}
QCheckBox::indicator:disabled {{ border-color: {line}; background: {window}; }}

QPushButton {{
    background: {field}; color: {text}; border: 1px solid {edge}; border-radius: 6px;
    padding: 6px 15px; min-height: 20px; icon-size: 16px;
}}
QPushButton:hover {{ background: {hover}; }}
QPushButton:pressed {{ background: {line}; }}
QPushButton:focus {{ border: 2px solid {pine}; padding: 5px 14px; }}
QPushButton:disabled {{ color: {quiet}; border-color: {line}; background: {window}; }}
QPushButton[kind="primary"] {{ background: {pine}; color: {on_pine}; border: 1px solid {pine}; font-weight: 600; }}
QPushButton[kind="primary"]:hover, QPushButton[kind="primary"]:pressed {{ background: {pine_hover}; }}
QPushButton[kind="primary"]:focus {{ border: 2px solid {text}; }}
QPushButton[kind="primary"]:disabled {{ background: {line}; color: {quiet}; border-color: {line}; }}
QPushButton[kind="quiet"] {{ background: transparent; color: {pine}; border: 1px solid transparent; padding: 6px 9px; }}
QPushButton[kind="quiet"]:hover {{ background: {hover}; }}
QPushButton[kind="quiet"]:focus {{ border: 2px solid {pine}; padding: 5px 8px; }}
QPushButton[kind="quiet"]:disabled {{ color: {quiet}; }}
QPushButton[kind="choice"] {{ border-radius: 15px; padding: 4px 11px; }}
QPushButton[kind="choice"]:checked {{ background: {pine_soft}; border-color: {pine}; }}
QPushButton[kind="choice"]:focus {{ border: 2px solid {pine}; padding: 3px 10px; }}
QPushButton[kind="column"] {{
    background: transparent; color: {quiet}; border: 1px solid transparent; padding: 1px 4px; min-height: 18px;
}}
QPushButton[kind="column"]:hover {{ background: {hover}; }}
QPushButton[kind="column"]:checked {{ color: {pine}; }}
QPushButton[kind="column"]:focus {{ border: 2px solid {pine}; padding: 0 3px; }}
QPushButton[kind="danger"] {{ color: {danger}; border-color: {danger}; }}
QPushButton[kind="danger"]:focus {{ border: 2px solid {danger}; }}
QToolButton {{ border: 1px solid transparent; border-radius: 6px; padding: 5px; }}
QToolButton:hover {{ background: {hover}; }}
QToolButton:focus {{ border: 2px solid {pine}; padding: 4px; }}

QListView, QTreeView, QTableView {{ background: {field}; border: 1px solid {line}; border-radius: 8px; outline: none; }}
/* Cards stand on the window itself, and the chosen one shows where the focus is. */
QListView[kind="grid"], QListView[kind="grid"]:focus {{ background: transparent; border: 1px solid transparent; }}
QListView[kind="grid"][over="true"] {{ border: 2px solid {pine}; }}
QListView[kind="suggestions"] {{ background: {card}; border: 1px solid {edge}; padding: 3px; }}
QListView[kind="suggestions"]::item {{ padding: 4px 6px; border-radius: 4px; }}
QListView[kind="suggestions"]::item:selected {{ background: {pine_soft}; color: {text}; }}
QListView[kind="suggestions"]::item:hover {{ background: {hover}; }}
QListView[kind="strip"], QListView[kind="strip"]:focus {{ background: transparent; border: none; }}
QListView:focus, QTreeView:focus, QTableView:focus {{ border-color: {pine}; }}
QProgressBar {{ background: {line}; border: none; border-radius: 3px; min-height: 6px; max-height: 6px; }}
QProgressBar::chunk {{ background: {pine}; border-radius: 3px; }}
QTabWidget::pane {{ border: none; border-top: 1px solid {line}; }}
QTabBar {{ qproperty-drawBase: 0; }}
QTabBar::tab {{ color: {quiet}; padding: 8px 12px; border: none; border-bottom: 2px solid transparent; }}
QTabBar::tab:selected {{ color: {pine}; border-bottom-color: {pine}; }}
QTabBar::tab:focus {{ background: {hover}; }}

QScrollBar:vertical {{ background: transparent; width: 12px; margin: 2px; }}
QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 2px; }}
QScrollBar::handle {{ background: {edge}; border-radius: 4px; }}
QScrollBar::handle:vertical {{ min-height: 32px; }}
QScrollBar::handle:horizontal {{ min-width: 32px; }}
QScrollBar::handle:disabled {{ background: transparent; }}
QScrollBar::handle:hover {{ background: {quiet}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QToolTip {{ background: {card}; color: {text}; border: 1px solid {line}; padding: 4px 8px; }}
QMenu {{ background: {card}; color: {text}; border: 1px solid {line}; padding: 4px; }}
QMenu::item {{ padding: 6px 24px 6px 12px; border-radius: 4px; }}
QMenu::item:selected {{ background: {pine_soft}; color: {text}; }}
QMenu::item:disabled {{ color: {quiet}; }}
QMenu::separator {{ height: 1px; background: {line}; margin: 4px 8px; }}
"""


def stylesheet(colours: dict[Token, QColor], *, dark: bool) -> str:
    """The application's stylesheet in these colours."""
    scheme = "dark" if dark else "light"
    images = {name: resource_path("icons", "controls", f"{name}-{scheme}.svg").as_posix() for name in ("check", "down")}
    return _SHEET.format(**{token.name.lower(): colour.name() for token, colour in colours.items()}, **images)
