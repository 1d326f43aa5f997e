"""What other processes ask of the running companion: shell commands, a second start, a restore."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import cast

from PySide6.QtCore import QObject, Signal, Slot

from companion.app.backend import Backend
from companion.app.commands.command import Context, Reply, Show, as_answer, problem_as_answer
from companion.app.windows import Windows
from companion.core.problem import Problem
from companion.desktop.kit import Kit
from companion.desktop.single_instance import Request
from companion.desktop.tasks import Lane

_SLOW = frozenset({"account", "highlight", "backup", "export", "import"})
"""Commands that may wait for the keyring, the network or a large file: not in the lane that all writes share."""


class Errands(QObject):
    """Carries requests out on a background lane and answers each once."""

    restore_asked = Signal(object)

    def __init__(self, kit: Kit, backend: Backend, windows: Windows) -> None:
        super().__init__()
        self._kit = kit
        self._backend = backend
        self._windows = windows

    @Slot(object)
    def asked(self, request: Request) -> None:
        """One request from another process of this user."""
        message = request.message
        if "show" in message:
            self._windows.open(str(message["show"]))
            request.answer({"exit": 0, "data": {}, "lines": [], "note": ""})
        elif "restore" in message:
            request.answer({"exit": 0})
            self.restore_asked.emit(Path(str(message["restore"])))
        else:
            self._command(request)

    def _command(self, request: Request) -> None:
        # only now: a tray that no shell asks does without argparse
        from companion.app import arguments

        typed = request.message.get("argv")
        try:
            args = arguments.parse(
                [str(word) for word in cast("list[object]", typed)] if isinstance(typed, list) else []
            )
        except SystemExit:
            request.answer({"exit": 1, "error": "The running companion does not know this command. Restart it."})
            return
        if args.command not in arguments.NAMES:
            request.answer({"exit": 1, "error": "The running companion does not know this command. Restart it."})
            return
        command = arguments.command(args.command)
        folder, secret = str(request.message.get("folder", "")), str(request.message.get("secret", ""))
        text = str(request.message.get("text", ""))
        context = Context(Path(folder), secret, in_tray=True, text=text)
        work: Callable[[], Reply] = partial(command.run, self._backend, args, context)
        # bound to the request, not to this object: the asker waits for an answer whatever becomes of the windows
        waiting = _Waiting(request, self._windows, self._kit, self)
        slow = command.name in _SLOW or bool(getattr(args, "posting", "") or getattr(args, "fetch", False))
        lane = Lane.OUTSIDE if slow else Lane.STORE
        self._kit.tasks.run(lane, work, done=waiting.done, failed=waiting.failed, owner=waiting)


class _Waiting(QObject):
    """A shell that waits for its answer."""

    def __init__(self, request: Request, windows: Windows, kit: Kit, parent: QObject) -> None:
        super().__init__(parent)
        self._request = request
        self._windows = windows
        self._kit = kit

    def done(self, reply: Reply) -> None:
        """Answers, and lets the windows follow."""
        self._request.answer(as_answer(reply))
        if reply.changes.tables:
            self._kit.changes.tell(reply.changes)
        if reply.show is Show.REEL and reply.noes is not None and reply.noes.companies:
            self._windows.reels.answer(reply.noes, reply.undo, quietly=True)
        elif reply.show is Show.REEL:
            self._windows.open("reel")
        elif reply.show is Show.REVIEW:
            self._windows.open_review(reply.review_of)
        self.deleteLater()

    def failed(self, problem: Problem) -> None:
        """Says why not."""
        self._request.answer(problem_as_answer(problem))
        self.deleteLater()
