"""Several letters over one connection: made for the first, kept from letter to letter, made anew after a break."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Self

from companion.adapters.mail.smtp import Session
from companion.core.outbox import OutboxLetter
from companion.services.ports import MailProblem, nothing


class SmtpDelivery:
    """ports.Delivery; a context manager. dial: a conversation that has not begun yet."""

    def __init__(self, dial: Callable[[], Session]) -> None:
        self._dial = dial
        self._session: Session | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None and kind is None:
            self._session.say_goodbye()
        self._hang_up()

    def deliver(
        self, letter: OutboxLetter, *, transmitting: Callable[[], None], announced: Callable[[], None] = nothing
    ) -> str:
        kept = self._session
        if kept is not None:
            try:
                return self._hand_over(kept, letter, announced, transmitting)
            except MailProblem:
                # a server may take so many letters over one connection, and close one that rests
                if not kept.closed_early:
                    raise
        announced()
        return self._hand_over(self._connected(), letter, nothing, transmitting)

    def _connected(self) -> Session:
        self._session = self._dial()
        try:
            self._session.log_in()
        except BaseException:
            self._hang_up()
            raise
        return self._session

    def _hand_over(
        self, session: Session, letter: OutboxLetter, announced: Callable[[], None], transmitting: Callable[[], None]
    ) -> str:
        """Whatever goes wrong with one letter, the next one meets a server that knows nothing of it."""
        try:
            return session.send(letter, announced, transmitting)
        except BaseException:
            self._hang_up()
            raise

    def _hang_up(self) -> None:
        if self._session is not None:
            self._session.close()
            self._session = None
