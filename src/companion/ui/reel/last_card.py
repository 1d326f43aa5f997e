"""What the last card's questions lead to: parked at once, the fit kept as it is said, the plan offered once."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from companion.core.application import Fit
from companion.core.reel import Offer
from companion.desktop.announce import announce
from companion.desktop.kit import Kit
from companion.services.log_event import LogEvent
from companion.services.preferences import Preferences
from companion.ui.reel.parked import Parked, Parking
from companion.ui.reel.services import ReelServices
from companion.ui.reel.step import StepSheet
from companion.ui.reel.story import NextStep, Page


class LastCard(QObject):
    """Answers the last page's sheet, once there is one."""

    plan_asked = Signal()
    failed = Signal(object)
    """A Problem that has no field to stand beside."""

    def __init__(self, kit: Kit, services: ReelServices, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kit = kit
        self._log_event: LogEvent = services.log_event
        self._preferences: Preferences = services.preferences
        self._sheet: StepSheet | None = None
        self._plan_is_offered = False
        self._parking = Parking(kit, services.debriefs, self)
        self._parking.changed.connect(self._show_parked)
        self._parking.failed.connect(self.failed)

    @Slot(object)
    def take(self, sheet: StepSheet) -> None:
        """The sheet was made."""
        self._sheet = sheet
        sheet.fit.said.connect(self._say_fit)
        sheet.plan.clicked.connect(self.plan_asked)
        sheet.parked.moved.connect(self._parking.move)
        sheet.parked.taken_back.connect(self._parking.take_back)

    def park(self, offer: Offer) -> None:
        """The offer to park was chosen."""
        self._parking.park(offer.target)

    def painted(self, page: Page) -> None:
        """A page was on screen; the offer of a plan is made in one reel only."""
        if isinstance(page, NextStep) and page.asks_for_plan and not self._plan_is_offered:
            self._plan_is_offered = True
            self._kit.write(partial(self._preferences.plan_offered, origin="reel"))

    @Slot(object)
    def _show_parked(self, parked: Parked | None) -> None:
        if self._sheet is None:
            return
        had_keyboard = self._sheet.isVisible() and self._sheet.isActiveWindow()
        self._sheet.show_parked(parked)
        if parked is not None:
            announce(self._sheet, parked.sentence)
        if had_keyboard:
            self._sheet.focus_parking()

    @Slot(str, object, str)
    def _say_fit(self, application_id: str, fit: Fit, line: str) -> None:
        work = partial(self._log_event.say_fit, application_id, fit, line, origin="reel")
        box = self._sheet.fit if self._sheet is not None else None
        if box is not None and box.isVisible():
            self._kit.write(work, done=box.kept, failed=box.refuse, owner=box)
        else:  # on its way out: a problem is told by the tray
            self._kit.write(work)
