"""Text from outside never renders as markup: one module makes labels and tool tips, and nothing else does.

This reads the source rather than the screen, so that it also holds for a window written tomorrow.
"""

from __future__ import annotations

import ast
from pathlib import Path

import companion

ROOT = Path(companion.__file__).parent
ALLOWED = (ROOT / "desktop" / "labels.py", ROOT / "desktop" / "tray.py", ROOT / "desktop" / "markdown_view.py")
"""tray.py: its tool tip is a system tray icon's, and takes the marks of markup out itself (tests/qt/test_tray.py).
markdown_view.py: the user's own notes, without HTML, and nothing is loaded (tests/qt/test_markdown_view.py).
"""

RICH_CALLS = {"setToolTip", "setWhatsThis", "setHtml", "setMarkdown", "insertHtml", "appendHtml"}
RICH_FORMATS = {"RichText", "AutoText", "MarkdownText"}


def offences(source: str, name: str) -> list[str]:
    """Each place that makes a label or tool tip of its own, or sets markup, as "file:line what"."""
    found: list[str] = []
    for node in ast.walk(ast.parse(source)):
        what = ""
        if isinstance(node, ast.Call):
            what = _call(node)
        elif isinstance(node, ast.ClassDef) and any(_name(base) == "QLabel" for base in node.bases):
            what = "derives from QLabel"
        elif isinstance(node, ast.Attribute) and node.attr in RICH_FORMATS:
            what = f"uses {node.attr}"
        if what:
            line = getattr(node, "lineno", 0)
            found.append(f"{name}:{line} {what}")
    return found


def _call(node: ast.Call) -> str:
    called = _name(node.func)
    if called == "QLabel":
        return "makes a QLabel; use companion.desktop.labels.plain_label"
    if called in RICH_CALLS:
        return f"calls {called}; use companion.desktop.labels.plain_tooltip, or plain text"
    if called == "setText" and node.args and _looks_rich(node.args[0]):
        return "sets text with markup"
    return ""


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _looks_rich(node: ast.expr) -> bool:
    texts = [part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)]
    return any("</" in text or "<br" in text or "<b>" in text for text in texts)


def test_only_one_module_makes_labels_and_tool_tips() -> None:
    found: list[str] = []
    for path in sorted(ROOT.rglob("*.py")):
        if path not in ALLOWED:
            found += offences(path.read_text(encoding="utf-8"), str(path.relative_to(ROOT.parent)))
    assert not found, "\n".join(found)


def test_the_check_sees_every_way_around() -> None:
    source = """
a = QLabel("x")
b = QtWidgets.QLabel()
c.setToolTip(company)
d.setText(f"<b>{company}</b>")
e.setTextFormat(Qt.TextFormat.RichText)
class F(QLabel): pass
g.setHtml(text)
h.setText(company)
"""
    told = offences(source, "f.py")
    assert {entry.split()[0] for entry in told} == {f"f.py:{line}" for line in (2, 3, 4, 5, 6, 7, 8)}
