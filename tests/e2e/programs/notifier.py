"""Sends one notification with three buttons, and prints which of them was clicked."""

from __future__ import annotations

import asyncio
from functools import partial

from desktop_notifier import Button, DesktopNotifier


async def main() -> None:
    notifier = DesktopNotifier(app_name="A notifier")
    clicked: asyncio.Queue[str] = asyncio.Queue()
    labels = ("Send", "Review…", "Later")
    buttons = [Button(title=label, on_pressed=partial(clicked.put_nowait, label)) for label in labels]
    await notifier.send(title="Thank Jana", message="Acme &amp; Co", buttons=buttons)
    print("clicked", await clicked.get())


asyncio.run(main())
