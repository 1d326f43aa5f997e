"""sway's own list of windows, over its socket. i3 has the same protocol, but under X11, which tells by itself.

https://github.com/swaywm/sway sway/sway-ipc.7.scd (GET_TREE), sway/ipc-json.c
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from typing import Any, TypeAlias, cast

from companion.adapters.lookout.line import Line
from companion.adapters.lookout.source import Desk, NoAnswer

_MAGIC = b"i3-ipc"
_HEAD = struct.Struct("=6sII")
_GET_TREE = 4
_LARGEST = 16 * 1024 * 1024
"""Bytes; a tree of some hundred windows has a tenth of it."""

Node: TypeAlias = dict[str, Any]


def has_socket(desk: Desk) -> bool:
    """Whether this is a session of sway."""
    return bool(desk.environment.get("SWAYSOCK"))


def full_screen(desk: Desk) -> bool:
    """A window, or a container with windows, fills a screen that shows it now."""
    filling = (node for node in _all(_tree(desk)) if node.get("fullscreen_mode") and _is_container(node))
    return any(
        window.get("visible") and window.get("pid") != desk.own_process for node in filling for window in _windows(node)
    )


def kept_awake(desk: Desk) -> bool:
    """A window that is shown keeps the session from becoming idle, by Wayland's protocol or by a rule of sway."""
    return any(window.get("inhibit_idle") for window in _windows(_tree(desk)))


def _tree(desk: Desk) -> Node:
    with Line(desk.environment["SWAYSOCK"], desk.until) as line:
        line.send(_HEAD.pack(_MAGIC, 0, _GET_TREE))
        magic, size, _ = _HEAD.unpack(line.exactly(_HEAD.size))
        if magic != _MAGIC or size > _LARGEST:
            raise NoAnswer
        tree = json.loads(line.exactly(size))
    if not isinstance(tree, dict):
        raise NoAnswer
    return cast("Node", tree)


def _all(node: Node) -> Iterator[Node]:
    waiting = [node]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += [*node.get("nodes", ()), *node.get("floating_nodes", ())]


def _is_container(node: Node) -> bool:
    # Outputs and workspaces count as filling the screen too.
    return node.get("type") in ("con", "floating_con")


def _windows(node: Node) -> Iterator[Node]:
    return (each for each in _all(node) if _is_container(each) and each.get("pid"))
