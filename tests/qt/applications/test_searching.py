"""Searching in the Applications window, by keyboard."""

from __future__ import annotations

from datetime import UTC, timedelta
from threading import Event as Gate

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from tests.qt.applications.driving import (
    Open,
    add,
    companies,
    list_of,
    search_field,
    shown,
    shows,
)
from tests.qt.workbench import NOON, Workbench

from companion.core import marks
from companion.core.application import ApplicationRow
from companion.core.query import USUAL, Order, Query
from companion.services.applications import ApplicationDraft, put_application
from companion.ui.applications import words
from companion.ui.applications.model import ApplicationsModel


def test_opens_with_the_focus_in_the_search_field_and_the_first_story_beside(
    bench: Workbench, opened: Open, qtbot: QtBot
) -> None:
    add(bench, "Older", days=12)
    add(bench, "Acme", "Backend Engineer", days=2)
    window = opened()
    assert window.focusWidget() is search_field(window)
    assert companies(window) == ["Acme", "Older"]
    shown(qtbot, window, "Acme")
    assert shows(window, "No answer for 2 days")


def test_typing_filters_at_once_and_tells_the_trace(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    add(bench, "Acme", "Backend Engineer")
    add(bench, "Börse Nord", notes="they like Python")
    window = opened()
    bench.trace.marked.clear()
    QTest.keyClicks(search_field(window), "bor")
    qtbot.waitUntil(lambda: companies(window) == ["Börse Nord"])
    assert bench.trace.marked.count("search.typed") == 3
    assert bench.trace.marked[-1] == "search.painted"
    search_field(window).clear()
    QTest.keyClicks(search_field(window), "python")
    qtbot.waitUntil(lambda: companies(window) == ["Börse Nord"])
    search_field(window).setText("nobody <b>has</b> this")
    qtbot.waitUntil(lambda: shows(window, "Nothing found for “nobody <b>has</b> this”."))


def test_the_latest_search_wins(bench: Workbench, opened: Open, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    add(bench, "Acme")
    add(bench, "Acorn")
    window = opened()
    gate, asked = Gate(), list[str]()
    real = type(bench.store).search

    def slow(
        store: object, query: Query, *, order: Order = USUAL, limit: int, offset: int = 0
    ) -> tuple[ApplicationRow, ...]:
        del store
        asked.append(query.words)
        assert gate.wait(5)
        return real(bench.store, query, order=order, limit=limit, offset=offset)

    monkeypatch.setattr(type(bench.store), "search", slow)
    QTest.keyClicks(search_field(window), "a")
    qtbot.waitUntil(lambda: asked == ["a"])
    painted = bench.trace.marked.count("search.painted")
    QTest.keyClicks(search_field(window), "cor")
    gate.set()
    qtbot.waitUntil(lambda: companies(window) == ["Acorn"])
    assert asked == ["a", "acor"], "what was overtaken while it waited never ran"
    assert bench.trace.marked.count("search.painted") == painted + 1, "an overtaken answer is not shown"


def test_pages_come_as_one_scrolls(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    with bench.desk.work() as work:
        for number in range(5000):
            put_application(work, ApplicationDraft(f"Company {number:04}"))
    window = opened()
    rows = list_of(window)
    assert rows.model().rowCount() == 100
    rows.setFocus()
    for pages in (2, 3, 4):
        QTest.keyClick(rows, Qt.Key.Key_End)
        qtbot.waitUntil(lambda wanted=pages: rows.model().rowCount() == wanted * 100)
    assert len(set(companies(window))) == 400
    model = rows.model()
    assert isinstance(model, ApplicationsModel)
    while not model.complete:
        before = model.rowCount()
        model.fetchMore(QModelIndex())
        qtbot.waitUntil(lambda had=before: model.rowCount() > had or model.complete)
    assert len(set(companies(window))) == 5000
    QTest.keyClicks(rows, "4711")
    qtbot.waitUntil(lambda: companies(window) == ["Company 4711"])
    assert window.focusWidget() is search_field(window), "typing in the list goes on in the field"


def test_arrows_pass_between_field_and_list_and_escape_clears_first(
    bench: Workbench, opened: Open, qtbot: QtBot
) -> None:
    for number in range(3):
        add(bench, f"Company {number}", days=number)
    window = opened()
    rows = list_of(window)
    QTest.keyClick(search_field(window), Qt.Key.Key_Down)
    assert window.focusWidget() is rows
    assert rows.currentIndex().row() == 1
    QTest.keyClick(rows, Qt.Key.Key_Up)
    QTest.keyClick(rows, Qt.Key.Key_Up)
    assert window.focusWidget() is search_field(window)
    QTest.keyClicks(search_field(window), "2")
    qtbot.waitUntil(lambda: companies(window) == ["Company 2"])
    QTest.keyClick(rows, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: len(companies(window)) == 3)
    assert window.isVisible()
    with qtbot.waitSignal(window.closed):
        QTest.keyClick(search_field(window), Qt.Key.Key_Escape)


def test_rows_have_a_name_for_assistive_technology(bench: Workbench, opened: Open) -> None:
    add(bench, "Acme", "Backend Engineer", days=12)
    window = opened()
    index = list_of(window).model().index(0, 0)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Acme, Backend Engineer, Applied, 12 days"
    read = QAccessible.queryAccessibleInterface(list_of(window))
    assert read.text(QAccessible.Text.Name) == "Applications"


def test_matching_beginnings_are_marked_accents_aside() -> None:
    assert marks.spans("Börse Nord, Börsenverein", marks.words_of("bors NORD")) == [(0, 4), (6, 4), (12, 4)]
    assert marks.spans("Bo\u0308rse", marks.words_of("bo")) == [(0, 3)], "the accent belongs to its letter"
    assert marks.spans("Straße 7", marks.words_of("strass")) == [(0, 5)]
    assert marks.spans("Acme", marks.words_of("  %_* ")) == []


def test_parts_of_words_and_words_that_are_meant_are_marked_and_filters_are_not() -> None:
    assert marks.spans("Börse Nord", marks.words_of("ors")) == [(1, 3)]
    assert marks.spans("Bo\u0308rse", marks.words_of("ors")) == [(1, 4)]
    assert marks.spans("Acme", marks.words_of("me")) == [], "too short for a part"
    assert marks.words_of("acme tag:remote -stage:offer") == ("acme",)
    assert marks.row_spans(("Kestrel Rail", "Mail Clerk"), marks.words_of("rail kesrtel")) == [[(0, 7), (8, 4)], []]
    assert marks.row_spans(("Acme", ""), ()) == [[], []]


@pytest.mark.parametrize(
    ("days", "told"), [(None, ""), (0, "today"), (1, "1 day"), (12, "12 days"), (-1, "in 1 day"), (-3, "in 3 days")]
)
def test_ages_are_told_in_calendar_days(days: int | None, told: str) -> None:
    latest = None if days is None else NOON - timedelta(days=days)
    assert words.age(latest, NOON, UTC) == told
