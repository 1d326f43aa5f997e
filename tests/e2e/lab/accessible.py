"""Driving a program through its accessibility tree: what a screen reader would find, read and press.

    look = desktop.accessible
    look.find("text", "Company", window="Log a rejection").set_text("Acme")
    look.find("push button", "Save").click()          # a real click at its centre
    look.wait_gone(window="Log a rejection")

Roles are those of AT-SPI ("push button", "text", "label", "check box", "combo box", "frame", "dialog", "table
cell"). A name is a whole string, or a compiled pattern that is searched for. Only what is showing is found,
unless asked.
"""

from __future__ import annotations

import json
import re
import select
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from tests.e2e.lab.errors import LabError, MissingPartsError, NotSeenError
from tests.e2e.lab.waiting import PATIENCE, wait_until

if TYPE_CHECKING:
    from tests.e2e.lab.session import Session

SERVER = Path(__file__).with_name("atspi_server.py")
Name: TypeAlias = str | re.Pattern[str] | None
# An answer of the server: its shape is that of the question.
Answer: TypeAlias = Any


@dataclass(frozen=True)
class Control:
    """One thing in the tree, as it was when it was found; `again()` looks once more."""

    driver: Accessible = field(repr=False)
    number: int
    role: str
    name: str
    description: str
    states: frozenset[str]
    box: tuple[int, int, int, int]

    def again(self) -> Control:
        return self.driver.control(self.driver.ask("describe", id=self.number))

    def has(self, state: str) -> bool:
        """Whether it is now "focused", "showing", "enabled", "checked", "selected", "editable"..."""
        return state in self.again().states

    def wait_for(self, state: str, timeout: float = PATIENCE) -> Control:
        wait_until(lambda: self.has(state), lambda: f"{self.role} {self.name!r} is not {state}", timeout)
        return self

    def text(self) -> str:
        """What it says: its text if it holds any, else its name (a label's words)."""
        text = self.driver.ask("text", id=self.number)
        return self.name if text is None else str(text)

    def set_text(self, text: str) -> None:
        if not self.driver.ask("set_text", id=self.number, text=text):
            raise LabError(f"{self.role} {self.name!r} takes no text")

    def press(self, action: str | None = None) -> None:
        """Do its first action (or the one named), as assistive technology does."""
        reply = self.driver.ask("press", id=self.number, action=action)
        if not reply["done"]:
            raise LabError(
                f"{self.role} {self.name!r} does not do {action or 'anything'}: it offers {reply['actions']}"
            )

    def focus(self) -> Control:
        if not self.driver.ask("focus", id=self.number):
            raise LabError(f"{self.role} {self.name!r} takes no focus")
        return self.wait_for("focused")

    def click(self) -> None:
        """A real click of the mouse at its centre (X11 only: Wayland tells nobody where a window is)."""
        x, y, width, height = self.again().box
        if width <= 0 or height <= 0:
            raise LabError(f"{self.role} {self.name!r} is not on the screen")
        self.driver.session.click(x + width // 2, y + height // 2)


class Accessible:
    """The driver of one desktop. Made on first use by `Session.accessible`."""

    def __init__(self, session: Session) -> None:
        self.session = session
        # A copy in the lab's folder: the desktop may run as a user who cannot read the checkout.
        script = session.folder / SERVER.name
        shutil.copyfile(SERVER, script)
        script.chmod(0o644)
        self._log = (session.logs / "atspi-server.log").open("wb")
        self._server = subprocess.Popen(
            [*session.prefix(), "/usr/bin/python3", str(script)],
            env=session.environment(),
            cwd=session.home,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
            start_new_session=True,
        )

    def close(self) -> None:
        self._server.kill()
        self._server.communicate()
        self._log.close()

    def find_all(
        self,
        role: str | None = None,
        name: Name = None,
        *,
        window: Name = None,
        pid: int | None = None,
        below: Control | None = None,
        hidden: bool = False,
    ) -> list[Control]:
        """Everything that fits, now, in the order of the tree."""
        number = None if below is None else below.number
        where = {"window": _wanted(window), "pid": pid, "below": number, "hidden": hidden}
        return [self.control(found) for found in self.ask("find", role=role, name=_wanted(name), **where)]

    def find(
        self,
        role: str | None = None,
        name: Name = None,
        *,
        window: Name = None,
        pid: int | None = None,
        below: Control | None = None,
        hidden: bool = False,
        timeout: float = PATIENCE,
    ) -> Control:
        """The first that fits, waiting for it. The error shows the tree."""

        def look() -> list[Control]:
            return self.find_all(role, name, window=window, pid=pid, below=below, hidden=hidden)

        def complaint() -> str:
            return f"no {role or 'control'} {name!r} in window {window!r}:\n{self.tree(pid=pid)}"

        return wait_until(look, complaint, timeout)[0]

    def window(self, title: Name, timeout: float = PATIENCE) -> Control:
        """The top-level window with this title."""

        def look() -> list[Control]:
            return self.find_all(None, title, window=title)

        return wait_until(look, lambda: f"no window {title!r}:\n{self.tree()}", timeout)[0]

    def wait_gone(
        self, role: str | None = None, name: Name = None, *, window: Name = None, timeout: float = PATIENCE
    ) -> None:
        """Wait until nothing that fits is showing."""

        def gone() -> bool:
            return not self.find_all(role, name, window=window)

        wait_until(gone, lambda: f"{role} {name!r} in {window!r} is still there:\n{self.tree(window)}", timeout)

    def tree(self, window: Name = None, *, pid: int | None = None) -> str:
        """The whole tree as text, one control a line: for people who debug a test."""
        return str(self.ask("tree", window=_wanted(window), pid=pid))

    def nameless(self, window: Name = None, *, pid: int | None = None) -> list[Control]:
        """Controls that a person can act on and a screen reader cannot name. Should be empty."""
        everything = self.find_all(window=window, pid=pid)
        return [c for c in everything if not c.name and c.role in ACTED_ON]

    def ask(self, question: str, **details: object) -> Answer:
        """One question to the server."""
        if self._server.stdin is None or self._server.stdout is None:
            raise LabError("the accessibility server has no pipes")
        try:
            self._server.stdin.write(json.dumps({"ask": question, **details}) + "\n")
            self._server.stdin.flush()
        except BrokenPipeError:
            raise self._ended() from None
        if not select.select([self._server.stdout], [], [], 60)[0]:
            raise NotSeenError(f"no answer from the accessibility tree to {question} {details}")
        line = self._server.stdout.readline()
        if not line:
            raise self._ended()
        reply = json.loads(line)
        if "error" in reply:
            raise LabError(f"the accessibility tree says: {reply['error']}")
        return reply["answer"]

    def control(self, found: dict[str, Any]) -> Control:
        states, (x, y, width, height) = frozenset(found["states"]), found["extents"]
        return Control(
            self,
            found["id"],
            found["role"],
            found["name"],
            found["description"],
            states,
            (x, y, width, height),
        )

    def _ended(self) -> LabError:
        said = (self.session.logs / "atspi-server.log").read_text(errors="replace")
        if "No module named 'gi'" in said or "Namespace Atspi not available" in said:
            return MissingPartsError(["gi and Atspi for /usr/bin/python3"])
        return LabError(f"the accessibility server has ended:\n{said}")


ACTED_ON = frozenset(
    {"push button", "toggle button", "check box", "radio button", "combo box", "text", "password text"}
    | {"spin button", "slider", "list", "table", "tree", "tree table", "page tab", "link", "date editor"}
    | {"menu item", "check menu item", "radio menu item"}
)


def _wanted(name: Name) -> dict[str, str] | None:
    if isinstance(name, re.Pattern):
        return {"pattern": name.pattern}
    return None if name is None else {"text": name}
