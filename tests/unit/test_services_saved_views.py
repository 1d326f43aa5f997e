"""Views that are kept by a name."""

from __future__ import annotations

import pytest
from tests.fakes.office import Office, make_office

from companion.core.problem import Problem
from companion.core.query import Order, Sort
from companion.services.saved_views import SavedViews


@pytest.fixture
def office() -> Office:
    return make_office()


def test_a_view_is_kept_renamed_and_deleted_with_undo(office: Office) -> None:
    views = SavedViews(office.desk)
    made = views.save(" Far  away ", "tag:remote ", order=Order(Sort.COMPANY, reverse=True), layout="board")
    assert (made.value.name, made.value.typed, made.value.sort) == ("Far away", "tag:remote", "-company")
    renamed = views.rename(made.value.id, "Remote")
    assert [view.name for view in views.all()] == ["Remote"]
    deleted = views.delete(made.value.id)
    assert views.all() == ()
    with pytest.raises(Problem, match="deleted meanwhile"):
        views.rename(made.value.id, "Late")
    office.desk.undo(deleted.undo)
    office.desk.undo(renamed.undo)
    assert [view.name for view in views.all()] == ["Far away"]
    assert Order.read(views.all()[0].sort) == Order(Sort.COMPANY, reverse=True)


def test_the_same_name_means_the_same_view(office: Office) -> None:
    views = SavedViews(office.desk)
    views.save("Remote", "tag:remote", order=Order(), layout="")
    changed = views.save("REMOTE", "tag:remote stage:reply", order=Order(), layout="")
    assert [(view.name, view.typed) for view in views.all()] == [("REMOTE", "tag:remote stage:reply")]
    other = views.save("Other", "", order=Order(), layout="").value
    with pytest.raises(Problem, match="Another view"):
        views.rename(other.id, "remote")
    office.desk.undo(changed.undo)
    assert views.all()[0].typed == "tag:remote"
    with pytest.raises(Problem, match="empty"):
        views.save(" ", "", order=Order(), layout="")
