"""Answers questions about the accessibility tree, one JSON object on a line in, one out.

Runs with Debian's /usr/bin/python3 inside a lab's desktop, because gi is not in the project's venv;
`accessible.py` is its only client. It knows nothing of the lab: standard library and gi alone, so that it can
be copied anywhere.
"""

from __future__ import annotations

import json
import re
import sys
import warnings
from collections.abc import Iterator
from typing import Any

import gi

warnings.simplefilter("ignore", DeprecationWarning)  # the interfaces' getters; nothing replaces them in 2.46
gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402  (gi wants the version first)

# A list of 10,000 rows has 10,000 children: what a screen shows fits in far fewer.
MOST_CHILDREN = 300
Atspi.set_timeout(3000, 5000)

known: dict[int, Atspi.Accessible] = {}


def children(node: Atspi.Accessible) -> list[Atspi.Accessible]:
    try:
        count = min(node.get_child_count(), MOST_CHILDREN)
        return [child for i in range(count) if (child := node.get_child_at_index(i)) is not None]
    except GLib.Error:
        return []  # it closed meanwhile


def states(node: Atspi.Accessible) -> list[str]:
    return sorted(state.value_nick for state in node.get_state_set().get_states())


def fits(text: str, wanted: dict[str, str] | None) -> bool:
    if wanted is None:
        return True
    if "pattern" in wanted:
        return re.search(wanted["pattern"], text) is not None
    return text == wanted["text"]


def walk(node: Atspi.Accessible) -> Iterator[Atspi.Accessible]:
    yield node
    for child in children(node):
        yield from walk(child)


def roots(window: dict[str, str] | None, pid: int | None) -> Iterator[Atspi.Accessible]:
    """The windows with this title, of this process; all of them without."""
    for application in children(Atspi.get_desktop(0)):
        try:
            if pid is not None and application.get_process_id() != pid:
                continue
            for top in children(application):
                if fits(top.get_name() or "", window):
                    yield top
        except GLib.Error:
            continue


def describe(node: Atspi.Accessible) -> dict[str, object]:
    number = len(known)
    known[number] = node
    return {
        "id": number,
        "role": node.get_role_name(),
        "name": node.get_name() or "",
        "description": node.get_description() or "",
        "states": states(node),
        "extents": extents(node),
    }


def extents(node: Atspi.Accessible) -> list[int]:
    component = node.get_component_iface()
    if component is None:
        return [0, 0, 0, 0]
    box = component.get_extents(Atspi.CoordType.SCREEN)
    return [box.x, box.y, box.width, box.height]


def find(question: dict[str, Any]) -> list[dict[str, object]]:
    found = []
    for root in roots(question["window"], question["pid"]):
        top = root if question["below"] is None else known[question["below"]]
        for node in walk(top):
            try:
                if question["role"] not in (None, node.get_role_name()):
                    continue
                if not fits(node.get_name() or "", question["name"]):
                    continue
                described = describe(node)
                if not question["hidden"] and "showing" not in described["states"]:
                    continue
                found.append(described)
            except GLib.Error:
                continue
        if question["below"] is not None:
            break
    return found


def tree(question: dict[str, Any]) -> str:
    lines = []

    def add(node: Atspi.Accessible, depth: int) -> None:
        try:
            marks = [s for s in ("showing", "focused", "checked", "selected", "editable") if s in states(node)]
            lines.append(f"{'  ' * depth}{node.get_role_name()} {node.get_name()!r} {' '.join(marks)}")
        except GLib.Error:
            return
        for child in children(node):
            add(child, depth + 1)

    for root in roots(question["window"], question["pid"]):
        add(root, 0)
    return "\n".join(lines)


def text_of(node: Atspi.Accessible) -> str | None:
    text = node.get_text_iface()
    return None if text is None else Atspi.Text.get_text(text, 0, Atspi.Text.get_character_count(text))


def set_text(node: Atspi.Accessible, text: str) -> bool:
    editable = node.get_editable_text_iface()
    return editable is not None and Atspi.EditableText.set_text_contents(editable, text)


def press(node: Atspi.Accessible, wanted: str | None) -> dict[str, object]:
    action = node.get_action_iface()
    names = [] if action is None else [action.get_action_name(i) for i in range(action.get_n_actions())]
    choice = [i for i, name in enumerate(names) if wanted in (None, name)]
    return {"actions": names, "done": bool(choice) and action.do_action(choice[0])}


def focus(node: Atspi.Accessible) -> bool:
    component = node.get_component_iface()
    return component is not None and component.grab_focus()


ABOUT_TREE = {"find": find, "tree": tree}
ABOUT_NODE = {
    "describe": lambda node, question: describe(node) | {"id": question["id"]},
    "text": lambda node, _: text_of(node),
    "set_text": lambda node, question: set_text(node, question["text"]),
    "press": lambda node, question: press(node, question["action"]),
    "focus": lambda node, _: focus(node),
}


def answer(question: dict[str, Any]) -> object:
    # libatspi remembers, and would answer from the past. (Turning its cache off makes it hang: 2.46.)
    Atspi.get_desktop(0).clear_cache()
    if question["ask"] in ABOUT_TREE:
        return ABOUT_TREE[question["ask"]](question)
    node = known[question["id"]]
    node.clear_cache()
    return ABOUT_NODE[question["ask"]](node, question)


def main() -> None:
    loop = GLib.MainContext.default()
    for line in sys.stdin:
        while loop.pending():
            loop.iteration(False)
        try:
            reply = {"answer": answer(json.loads(line))}
        except GLib.Error as error:  # the program has closed the thing, or does not answer
            reply = {"error": error.message}
        print(json.dumps(reply), flush=True)


if __name__ == "__main__":
    main()
