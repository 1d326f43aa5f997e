"""What the end-to-end tests share: a desktop for each module, one mail system, a companion with a fresh profile."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable, Generator, Iterator, Mapping
from typing import TypeAlias

import pytest

from tests.e2e.lab.desktop import Desktop
from tests.e2e.lab.keyring import KeyringState
from tests.e2e.lab.mail_system import MailSystem
from tests.e2e.lab.waiting import wait_until
from tests.e2e.program import PICTURES, Companion

Start: TypeAlias = Callable[..., Companion]
MakeDesktop: TypeAlias = Callable[..., Desktop]
_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def desktop() -> Iterator[Desktop]:
    """A whole desktop; tests that break parts of one make their own."""
    with Desktop() as desktop:
        yield desktop


@pytest.fixture(scope="session")
def mail() -> Iterator[MailSystem]:
    with MailSystem() as mail:
        yield mail


@pytest.fixture
def patient(desktop: Desktop) -> Desktop:
    """The module's desktop, once the notifications of the test before are gone."""
    wait_until(lambda: desktop.notifications() == [], lambda: str(desktop.notifications()))
    return desktop


@pytest.fixture
def recipient() -> str:
    """An address that no other test writes to."""
    return f"recipient{next(_numbers)}@example.test"


@pytest.fixture
def own_desktop() -> Iterator[MakeDesktop]:
    """Makes a desktop for one test that leaves parts out or breaks them."""
    with contextlib.ExitStack() as stack:

        def make(
            *, tray: bool = True, notifications: bool = True, keyring: KeyringState = "unlocked", size: str = "1280x800"
        ) -> Desktop:
            return stack.enter_context(Desktop(tray=tray, notifications=notifications, keyring=keyring, size=size))

        yield make


@pytest.fixture
def start(own_desktop: MakeDesktop) -> Generator[Start]:
    """Starts a companion with a profile of its own in a desktop. At the end it is asked to quit, must do so with 0,
    and is examined.
    """
    del own_desktop  # only so that it is taken down after the companions in it
    started = list[Companion]()

    def begin(desktop: Desktop, *, welcomed: bool = True, env: Mapping[str, str] | None = None) -> Companion:
        companion = Companion(desktop, desktop.home / f"p{next(_numbers)}", env=env)
        started.append(companion)
        if welcomed:
            companion.welcomed()
        companion.start()
        return companion

    yield begin
    for companion in started:
        if companion.process.alive():
            assert companion.end() == 0, companion.process.output()
        companion.examine()


@pytest.fixture(scope="session", autouse=True)
def pictures() -> None:
    """The screenshots of the last run stay here, for people to look at."""
    PICTURES.mkdir(parents=True, exist_ok=True)
