"""The string literals of a Python module that can reach a screen, a shell or a notification.

All of them can, but for two kinds that their place in the syntax gives away: a string that is a statement of its own
(a docstring), and a regular expression handed to `re`. The store's SQL is known by its room and its keywords. Single
words are read too: "Congratulations" is a whole label. So nothing is passed over for its look alone.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.tone.sentences import Sentence

_STORE = "src/companion/adapters/store/"
_SQL = re.compile(r"\b(?:SELECT|FROM|WHERE|JOIN|INSERT|VALUES|UPDATE|DELETE|SET|AND|ORDER BY|PRAGMA|VACUUM|INTO)\b")


def sentences(path: str, source: str) -> Iterator[Sentence]:
    """Every literal that counts, with the lines it stands on; implicit and explicit (`+`) concatenation is one."""
    lines = source.splitlines()
    for node, text in _Literals(ast.parse(source, path)).found:
        last = node.end_lineno or node.lineno
        if not text.strip() or (path.startswith(_STORE) and len(_SQL.findall(text)) > 1):
            continue
        yield Sentence(path, node.lineno, text, source=tuple(lines[node.lineno - 1 : last]))


class _Literals(ast.NodeVisitor):
    """Collects (node, text); what stands inside a literal's placeholders is a literal of its own."""

    def __init__(self, tree: ast.Module) -> None:
        self.found: list[tuple[ast.expr, str]] = []
        self.visit(tree)

    def visit_Expr(self, node: ast.Expr) -> None:
        if not (isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)):
            self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        of_re = isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name)
        if of_re and ast.unparse(node.func).startswith("re.") and ast.unparse(node.func) != "re.escape":
            for part in (*node.args[1:], *(keyword for keyword in node.keywords if keyword.arg != "pattern")):
                self.visit(part)
        else:
            self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        self._take(node)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        self._take(node)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        if isinstance(node.op, ast.Add) and any(_is_text(part) for part in _summands(node)):
            self._take(node)
        else:
            self.generic_visit(node)

    def _take(self, node: ast.expr) -> None:
        text = _text(node)
        if text is not None:
            self.found.append((node, text))
        for inner in _inside(node):
            self.visit(inner)


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def _summands(node: ast.expr) -> list[ast.expr]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return [*_summands(node.left), *_summands(node.right)]
    return [node]


def _text(node: ast.expr) -> str | None:
    """The text that a literal makes, or None of what makes none."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part) or "" for part in node.values)
    if isinstance(node, ast.FormattedValue):
        return _text(node.value) if _is_text(node.value) else "{}"
    if isinstance(node, ast.BinOp):
        return "".join(_text(part) or "{}" for part in _summands(node))
    return None


def _inside(node: ast.expr) -> Iterator[ast.expr]:
    """The expressions that fill a literal's places."""
    if isinstance(node, ast.JoinedStr):
        yield from (part.value for part in node.values if isinstance(part, ast.FormattedValue))
    elif isinstance(node, ast.BinOp):
        for part in _summands(node):
            if isinstance(part, ast.JoinedStr):
                yield from _inside(part)
            elif not isinstance(part, ast.Constant):
                yield part
