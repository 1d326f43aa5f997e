"""The filters of the search: chips below the field, suggestions while one is typed, a sentence for what is no value."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QLineEdit

from companion.core.changes import ChangeSet
from companion.core.problem import Problem
from companion.core.query import Filter, Name, without
from companion.core.suggestions import HELP, Known, Suggestion, suggestions
from companion.desktop.kit import Kit
from companion.desktop.labels import plain_label
from companion.desktop.tasks import Lane
from companion.services.applications import Applications
from companion.ui.applications.chips import FilterChips
from companion.ui.applications.result_list import SearchPane
from companion.ui.applications.suggestions import Suggested, Suggestions


class Filters(QObject):
    """Keeps chips and suggestions in step with the field of the pane."""

    def __init__(self, kit: Kit, applications: Applications, pane: SearchPane) -> None:
        super().__init__(pane)
        self._kit, self._applications = kit, applications
        self._field: QLineEdit = pane.field
        self._filters: tuple[Filter, ...] = ()
        self._known, self._knows = Known(), False
        self.chips = FilterChips(kit.icons, pane)
        self._problem = plain_label(role="small", wrap=True, parent=pane)
        self._problem.hide()
        self._suggestions = Suggestions(self._field)
        pane.add_below_field(self.chips)
        pane.add_below_field(self._problem)
        self.chips.removed.connect(self._remove)
        self._suggestions.taken.connect(self._take)
        self._suggestions.asked.connect(self._offer_names)
        self._field.textEdited.connect(self._suggest)
        kit.changes.happened.connect(self._changed)

    def words_in(self, typed: str) -> str:
        """What is typed without its filters."""
        return self._applications.query(typed).words

    def show_typed(self, typed: str) -> None:
        """Shows the filters of what stands in the field."""
        query = self._applications.query(typed)
        self._filters = query.filters
        self.chips.show_filters([each.words for each in query.filters])
        self._problem.setText("\n".join(query.problems))
        self._problem.setVisible(bool(query.problems))
        self._field.setAccessibleDescription(self._problem.text())

    @Slot(object)
    def _changed(self, changes: ChangeSet) -> None:
        if "application" in changes.tables:
            self._knows = False

    def _learn(self) -> None:
        """Reads the tags and sources there are, when the first filter since a change is typed."""
        if not self._knows:
            self._knows = True
            self._kit.tasks.run(
                Lane.READ, self._applications.known, done=self._know, failed=self._not_known, owner=self
            )

    @Slot(object)
    def _know(self, known: Known) -> None:
        if known != self._known:
            self._known = known
            self._suggest()

    @Slot(object)
    def _not_known(self, _problem: Problem) -> None:
        # the search itself tells it; suggestions go on without
        self._knows = False

    @Slot()
    def _suggest(self) -> None:
        typed, cursor = self._field.text(), self._field.cursorPosition()
        found = suggestions(typed, cursor, self._known)
        offered = [_suggested(each, typed) for each in found]
        begun = typed[:cursor].rpartition(" ")[2]
        if ":" in begun:
            self._learn()
        self._suggestions.offer(offered, steps=":" in begun)

    @Slot()
    def _offer_names(self) -> None:
        """Every filter there is, at the cursor."""
        typed, cursor = self._field.text(), self._field.cursorPosition()
        before = typed[:cursor] if not typed[:cursor].strip() or typed[:cursor].endswith(" ") else f"{typed[:cursor]} "
        offered = [
            Suggested(f"{name}:   {HELP[name]}", f"{before}{name}:{typed[cursor:]}", len(before) + len(name) + 1)
            for name in Name
        ]
        self._suggestions.offer(offered, steps=True)

    @Slot(object)
    def _take(self, taken: Suggested) -> None:
        self._field.setText(taken.typed)
        self._field.setCursorPosition(taken.cursor)
        self._suggest()

    @Slot(int)
    def _remove(self, at: int) -> None:
        self._field.setText(without(self._field.text(), self._filters[at]))
        if not self._filters:
            self._field.setFocus()


def _suggested(each: Suggestion, typed: str) -> Suggested:
    after = typed[each.ends :]
    if each.typed.endswith(" "):
        after = after.lstrip()
    words = f"{each.typed.strip()}   {each.words}".rstrip()
    return Suggested(words, f"{typed[: each.begins]}{each.typed}{after}", each.begins + len(each.typed))
