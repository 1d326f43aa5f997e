"""Where an interview is and in which time zone: the two fields, and its time in the user's own zone beside them."""

from __future__ import annotations

from datetime import datetime, tzinfo

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QCompleter

from companion.core import moments
from companion.core.application import Event
from companion.core.business_days import zone_named, zone_names
from companion.desktop.form import Form
from companion.desktop.kit import Kit
from companion.desktop.labels import plain_label
from companion.desktop.tasks import Lane
from companion.ui.applications.sheet import Sheet, line


class InterviewPlace(QObject):
    """The fields of a form; `contents` are the zone and the place as typed. Kinds that show neither keep theirs."""

    changed = Signal()
    """Another zone counts now."""

    def __init__(self, kit: Kit, start: Event, sheet: Sheet) -> None:
        super().__init__(sheet)
        self._kit, self._names = kit, frozenset[str]()
        self._zone = line(start.zone, sheet)
        self._place = line(start.place, sheet)
        self._own_time = plain_label(role="small", wrap=True, parent=sheet)
        for widget in (self._zone, self._place, self._own_time):
            widget.hide()

    def add_to(self, form: Form) -> None:
        """Shows the fields below the form's others."""
        self._zone.setPlaceholderText("the same as yours, or like Europe/Berlin")
        self._place.setPlaceholderText("a street, a room, https://…")
        form.add("Place or address of the call", self._place, key="place")
        form.add("Time zone of the interview", self._zone, key="zone")
        form.add_wide(self._own_time)
        for widget in (self._zone, self._place):
            widget.show()
        self._zone.textChanged.connect(self.changed)
        # some hundred small files are read for the names
        self._kit.tasks.run(Lane.READ, zone_names, done=self._complete_zones, owner=self)

    def contents(self) -> tuple[str, str]:
        """The zone and the place, as typed."""
        return self._zone.text(), self._place.text()

    def zone(self) -> tzinfo:
        """The zone that the form's times are read in: what was typed, or the user's own while that is no name."""
        own, typed = self._kit.clock.zone(), self._zone.text().strip().replace(" ", "_")
        name = next((name for name in self._names if name.casefold() == typed.casefold()), typed)
        return zone_named(name, own)

    def show_own_time(self, moment: datetime | None) -> None:
        """Says when that is for the user, where their clock shows another time then."""
        own = self._kit.clock.zone()
        differs = (
            moment is not None and moment.astimezone(own).utcoffset() != moment.astimezone(self.zone()).utcoffset()
        )
        self._own_time.setVisible(differs)
        if moment is not None and differs:
            words = moments.moment_in_words(moment, now=self._kit.clock.now(), zone=own)
            self._own_time.setText(f"For you that is {words}.")

    @Slot(object)
    def _complete_zones(self, names: frozenset[str]) -> None:
        self._names = names
        completer = QCompleter(sorted(names), self._zone)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self._zone.setCompleter(completer)
        self.changed.emit()
