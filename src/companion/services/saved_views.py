"""Ways to look at the list that the user keeps by a name."""

from __future__ import annotations

from dataclasses import dataclass, replace

from companion.core import text
from companion.core.problem import Problem
from companion.core.query import Order
from companion.core.saved_view import SavedView
from companion.services.work import Desk, Outcome, Work

NAME_LIMIT = 60
"""Characters of a view's name."""

MOST = 60
"""Views that can be kept."""


@dataclass(frozen=True, slots=True)
class SavedViews:
    """Keeps, renames and deletes them."""

    desk: Desk

    def all(self) -> tuple[SavedView, ...]:
        """Every view, in the order in which they were first kept."""
        return self.desk.store.all(SavedView)

    def save(self, name: str, typed: str, *, order: Order, layout: str, origin: str = "") -> Outcome[SavedView]:
        """Keeps a view; one of that name (case and accents aside) is changed. Raises Problem(field="name")."""
        tidy = _name(name)
        with self.desk.work(origin) as work:
            kept = self.desk.store.all(SavedView)
            known = next((view for view in kept if text.folded(view.name) == text.folded(tidy)), None)
            if known is None and len(kept) >= MOST:
                raise Problem(f"There are {MOST} views already. Delete one first.", field="name")
            view = SavedView(known.id if known else work.ids.new(), tidy, typed.strip(), str(order), layout)
            work.put(view)
            return work.outcome(view)

    def rename(self, key: str, name: str, *, origin: str = "") -> Outcome[SavedView]:
        """Raises Problem(field="name") also where another has that name."""
        tidy = _name(name)
        with self.desk.work(origin) as work:
            view = _standing(work, key)
            if any(v.id != key and text.folded(v.name) == text.folded(tidy) for v in self.desk.store.all(SavedView)):
                raise Problem("Another view has this name already.", field="name")
            renamed = replace(view, name=tidy)
            work.put(renamed)
            return work.outcome(renamed)

    def delete(self, key: str, *, origin: str = "") -> Outcome[SavedView]:
        with self.desk.work(origin) as work:
            view = _standing(work, key)
            work.put(replace(view, deleted_at=work.now))
            return work.outcome(view)


def _name(typed: str) -> str:
    return text.line(typed, "The view's name", field="name", required=True, limit=NAME_LIMIT)


def _standing(work: Work, key: str) -> SavedView:
    view = work.writer.get(SavedView, key)
    if view is None or view.deleted_at is not None:
        raise Problem("This view is not kept any more. It was deleted meanwhile.")
    return view
