"""What goes on without a window: the daily backup, what is due, its notifications, and the sending of letters.

Nothing here polls. One alarm is armed for the next moment that something is due; a change set asks for another look.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from companion.app import menu
from companion.app.announcements import DEBRIEF, Announcements, Button
from companion.app.backend import Backend
from companion.app.filing import Filing
from companion.app.sweeping import Sweeping
from companion.app.windows import Windows
from companion.core import moments
from companion.core.changes import ChangeSet
from companion.core.outbox import LetterState, OutboxLetter
from companion.core.problem import Problem
from companion.desktop.alarm import Alarm
from companion.desktop.kit import Kit
from companion.desktop.network import Network
from companion.desktop.tasks import Lane
from companion.desktop.tray import Tray
from companion.services.agenda import Agenda
from companion.services.outbox import NotClean
from companion.services.sending import NothingLeft
from companion.services.waiting import Wait
from companion.services.work import Outcome, Undo

_MATTERS = frozenset({"application", "contact", "event", "follow_up", "letter", "setting", "debrief"})
_TRY_AGAIN = timedelta(seconds=30)
"""When another process has the right to send."""
_AFTER_PROBLEM = timedelta(minutes=10)
"""When the store did not take a state: somebody has to make room first, and is told no more often than this."""
_TOLD_AT_ONCE = 25
"""Letters of which one turn of the GUI's thread tells: a few milliseconds."""


class Background(QObject):
    """Watches what is due and does what was asked for."""

    pressed = Signal(str, str)

    def __init__(self, kit: Kit, backend: Backend, tray: Tray, windows: Windows, alarm: Alarm) -> None:
        super().__init__()
        self._kit = kit
        self._backend = backend
        self._tray = tray
        self._windows = windows
        self._alarm = alarm
        self._announcements = Announcements(backend, self.pressed.emit)
        self._closed = False
        self._looking = False
        self._look_again = False
        self._sending = False
        self._hold_until: datetime | None = None
        self._to_tell: deque[OutboxLetter] = deque()
        self._undo: Undo | None = None
        self._network = Network(self)
        self._network.came_back.connect(self._network_is_back)
        self._sweeping = Sweeping(kit, backend.highlights, backend.attachments, self)
        self._filing = Filing(kit, backend.sent_folder, self)
        self._filing.found.connect(self._found_in_sent)
        # several changes of one moment need one look
        self._soon = QTimer(self, singleShot=True, interval=50)
        self._soon.timeout.connect(self.look)
        self._next_turn = QTimer(self, singleShot=True, interval=0)
        self._next_turn.timeout.connect(self._tell_some)
        self.pressed.connect(self._pressed)
        alarm.due.connect(self._due)
        alarm.jumped.connect(self._clock_jumped)
        kit.changes.happened.connect(self._changed)
        kit.theme.changed.connect(tray.renew_icon)
        windows.queued.connect(self.letter_queued)
        windows.logged_quietly.connect(self._logged_quietly)
        windows.reels.waits.connect(self._reel_waits)

    def begin(self) -> None:
        """At the first idle moment: mend what a crash left, look at what is due, make today's backup."""
        self._kit.tasks.run(Lane.READ, self._announcements.read_settings, done=self._settings_changed, owner=self)
        self._network.watch()
        self._kit.tasks.run(Lane.OUTSIDE, self._backend.outbox.recover, done=self._recovered, owner=self)

    def close(self) -> None:
        """Stops; a letter that is being handed over is finished by its own thread."""
        self._closed = True
        self._soon.stop()
        self._next_turn.stop()
        self._network.close()
        self._sweeping.close()
        self._filing.close()
        self._announcements.close()

    # --- looking ---------------------------------------------------------------------------------------------

    @Slot()
    def look(self) -> None:
        """Asks the store what is due; the latest question wins."""
        if self._looking:
            self._look_again = True
            return
        self._looking = True
        self._kit.tasks.run(
            Lane.READ, self._backend.agenda.look, done=self._looked, failed=self._look_failed, owner=self
        )

    @Slot(object)
    def _looked(self, agenda: Agenda) -> None:
        self._looking = False
        if self._closed:  # asked before the end: the tray may be gone
            return
        wake_at = self._wake_at(agenda)
        if wake_at is not None and wake_at <= self._backend.clock.now():
            self._send()  # a letter, before anything is drawn anew
        self._tray.set_words("follow_ups", f"Follow-ups due ({agenda.count})")
        self._tray.set_below("follow_ups", menu.due(agenda.due, private=self._announcements.private))
        self._tray.set_due(agenda.count > 0)
        self._tray.set_tooltip(self._tooltip(agenda))
        self._alarm.set_next(self._wake_at(agenda))
        due = frozenset(d.follow_up.id for d in agenda.due) | {DEBRIEF + d.debrief.id for d in agenda.debriefs}
        told = [*(d.follow_up.notified_at for d in agenda.due), *(d.debrief.notified_at for d in agenda.debriefs)]
        if None in told or self._announcements.shown - due:
            announce = partial(self._announcements.announce_due, due)
            self._kit.tasks.run(Lane.OUTSIDE, announce, done=self._announced, owner=self)
        if self._look_again:
            self._look_again = False
            self.look()

    def _look_failed(self, problem: Problem) -> None:
        self._looking = False
        self.tell_problem(problem)

    def _tooltip(self, agenda: Agenda) -> str:
        if self._announcements.private:
            return "Companion" if not agenda.count else f"Companion: {agenda.count} due"
        return agenda.next_step

    def _wake_at(self, agenda: Agenda) -> datetime | None:
        # what is due while letters are leaving is looked at when they have left
        hold = self._backend.clock.now() + _TRY_AGAIN if self._sending else self._hold_until
        if agenda.wake_at is None or hold is None:
            return agenda.wake_at
        return max(agenda.wake_at, hold)

    @Slot(object)
    def _changed(self, changes: ChangeSet) -> None:
        if "setting" in changes.tables:
            self._kit.tasks.run(Lane.READ, self._announcements.read_settings, done=self._settings_changed, owner=self)
        if changes.tables & _MATTERS and changes.origin != "notifications":
            if "letter" in changes.tables:  # it may have to leave at once, and the store has taken it
                self._hold_until = None
                self.look()
            else:
                self._soon.start()

    @Slot(object)
    def _settings_changed(self, reduced_motion: bool) -> None:
        self._kit.theme.set_reduced_motion(reduced_motion)
        self._tray.set_words("reject", menu.words("reject", private=self._announcements.private))
        self._soon.start()

    @Slot()
    def _due(self) -> None:
        self._send()
        # time alone made something due: nothing was written, yet the views have news
        self._kit.changes.tell(ChangeSet(frozenset({"follow_up"}), origin="alarm"))

    @Slot()
    def _clock_jumped(self) -> None:
        """Set forward or back, or after a sleep: other things are due, and a pause by the clock before is none."""
        self._hold_until = None
        self._kit.changes.tell(ChangeSet(frozenset({"follow_up"}), origin="alarm"))

    # --- sending ---------------------------------------------------------------------------------------------

    def _send(self) -> None:
        if self._sending:
            return
        self._sending = True
        self._hold_until = None
        self._kit.tasks.run(
            Lane.OUTSIDE, self._backend.outbox.send_due, done=self._sent, failed=self._send_failed, owner=self
        )

    @Slot(object)
    def _sent(self, outcomes: list[Outcome[OutboxLetter]]) -> None:
        self._sending = False
        if not outcomes:
            self._hold_until = self._backend.clock.now() + _TRY_AGAIN
        # one change for all of them: each view looks once
        if outcomes:
            self._kit.changes.tell(ChangeSet.of_all(outcome.changes for outcome in outcomes))
        letters = [outcome.value for outcome in outcomes]
        self._tell_of_all(letters)
        self._filing.sent(letters)
        self.look()

    def _tell_of_all(self, letters: Iterable[OutboxLetter]) -> None:
        self._to_tell.extend(letters)
        self._tell_some()

    @Slot()
    def _tell_some(self) -> None:
        """Tells of letters, only so many in a turn that the windows stay alive between."""
        for _ in range(min(len(self._to_tell), _TOLD_AT_ONCE)):
            self._tell_of(self._to_tell.popleft())
        if self._to_tell and not self._closed:
            self._next_turn.start()

    def _send_failed(self, problem: Problem) -> None:
        self._sending = False
        self._hold_until = self._backend.clock.now() + _AFTER_PROBLEM
        if isinstance(problem, NothingLeft):
            self._announce("problem", "A letter waits", problem.sentence)
        else:
            self.tell_problem(problem)
        self.look()

    def _tell_of(self, letter: OutboxLetter) -> None:
        match letter.state:
            case LetterState.SENT:
                self._announce(letter.id, f"Sent to {letter.recipient}", "The server has taken the letter.")
            case LetterState.FAILED | LetterState.UNCERTAIN:
                buttons = (Button("look", "Look…"),)
                self._announce(letter.id, f"{letter.state.words}: {letter.subject}", letter.why, *buttons)
            case _:
                pass

    @Slot()
    def _network_is_back(self) -> None:
        self._kit.write(self._backend.outbox.network_is_back, failed=self.tell_problem, owner=self)

    @Slot(object)
    def _found_in_sent(self, letter: OutboxLetter) -> None:
        self._announce(letter.id, f"Sent to {letter.recipient}", letter.why)

    @Slot(object)
    def letter_queued(self, letter: OutboxLetter) -> None:
        """A letter waits its ten seconds, or for its time: offers to take it back."""
        now, zone = self._backend.clock.now(), self._backend.clock.zone()
        when = f"It leaves {moments.moment_in_words(letter.not_before, now=now, zone=zone)}, if this computer is on."
        soon = letter.not_before - now <= timedelta(minutes=1)
        title = f"Sending to {letter.recipient}" if soon else f"A letter to {letter.recipient} waits"
        self._announce(letter.id, title, "It leaves in ten seconds." if soon else when, Button("undo", "Undo"))

    # --- notifications ---------------------------------------------------------------------------------------

    def _announce(self, tag: str, title: str, body: str, *buttons: Button) -> None:
        show = partial(self._announcements.announce, tag, title, body, *buttons)
        self._kit.tasks.run(Lane.OUTSIDE, show, done=self._announced, owner=self)

    @Slot(object)
    def _announced(self, untaken: list[tuple[str, str]]) -> None:
        """What no notification server took goes to the tray's plain balloon."""
        for title, body in untaken:
            self._tray.message(title, body)

    @Slot(str, str)
    def _pressed(self, tag: str, key: str) -> None:
        match key:
            case "tomorrow":
                off = partial(self._backend.debriefs.put_off, tag.removeprefix(DEBRIEF), origin="notifications.later")
                self._kit.write(off, failed=self.tell_problem, owner=self)
            case _ if tag.startswith(DEBRIEF):
                self._windows.open_debrief(tag.removeprefix(DEBRIEF))
            case "send":
                self._kit.trace.mark("send.clicked")
                queue = partial(self._backend.outbox.queue, tag, after_review=False, origin="notifications.send")
                review = partial(_review_instead, self._windows, self, tag)
                self._kit.write(queue, done=self._queued, failed=review, owner=self)
            case "review":
                self._windows.open_review(tag)
            case "later":
                later = partial(self._backend.follow_ups.later, tag, origin="notifications.later")
                self._kit.write(later, failed=self.tell_problem, owner=self)
            case "undo":
                back = partial(self._backend.outbox.take_back, tag, origin="notifications.undo")
                self._kit.write(back, done=self._taken_back, failed=self.tell_problem, owner=self)
            case "play":
                self._windows.reels.play_now()
            case "undo-no" if self._undo is not None:
                self._kit.undo(self._undo, failed=self.tell_problem)
            case _:
                self._windows.open("follow_ups")

    @Slot(object)
    def _queued(self, outcome: Outcome[OutboxLetter]) -> None:
        self.letter_queued(outcome.value)

    @Slot(object)
    def _taken_back(self, outcome: Outcome[OutboxLetter]) -> None:
        self._announce(outcome.value.id, "Taken back", "The letter was not sent. It is still here.")

    @Slot(object, object)
    def _logged_quietly(self, undo: Undo | None, wait: Wait) -> None:
        self._undo = undo
        buttons = (Button("play", "Play it now"), Button("undo-no", "Undo"))
        self._announce("no", "Logged", f"The reel waits: {wait.why}.", *buttons)

    @Slot(bool)
    def _reel_waits(self, waits: bool) -> None:
        self._tray.set_words("reel", "Play the reel that waits" if waits else "Play the reel")

    @Slot(str)
    def tell_crash(self, _path: str) -> None:
        """A mistake of our own: told once, in plain words."""
        self._announce(
            "crash",
            "The companion made a mistake",
            "What you saved is safe. A report lies with the log; Quit and start again if something looks wrong.",
        )

    @Slot(object)
    def tell_problem(self, problem: Problem) -> None:
        """A problem that no window is there to show."""
        if not isinstance(problem, NotClean):
            self._announce("problem", "Companion", problem.sentence)

    # --- upkeep ----------------------------------------------------------------------------------------------

    @Slot(object)
    def _recovered(self, outcome: Outcome[tuple[OutboxLetter, ...]]) -> None:
        self._tell_of_all(outcome.value)
        self._kit.write(self._backend.follow_ups.catch_up, failed=self.tell_problem, owner=self)
        self._filing.begin(outcome.value)
        self.look()
        self._kit.tasks.run(Lane.OUTSIDE, self._back_up, done=self._backed_up, failed=self.tell_problem, owner=self)

    def _back_up(self) -> None:
        now, zone = self._backend.clock.now(), self._backend.clock.zone()
        self._backend.backups.daily(self._backend.store, now, zone)

    @Slot(object)
    def _backed_up(self, _nothing: None) -> None:
        self._sweeping.sweep()


def _review_instead(windows: Windows, background: Background, follow_up_id: str, problem: Problem) -> None:
    """One click was not enough: the review window shows what is missing."""
    if isinstance(problem, NotClean):
        windows.open_review(follow_up_id)
    else:
        background.tell_problem(problem)
