"""The board, driven by keyboard and by drops, over a real store."""

from __future__ import annotations

from collections.abc import Generator
from datetime import timedelta

import pytest
from PySide6.QtCore import QObject, QPointF, Qt, Slot
from PySide6.QtGui import QAccessible, QAction, QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListView, QMenu, QPushButton
from pytestqt.qtbot import QtBot
from shiboken6 import Shiboken
from tests.qt.applications.driving import add, field, words_in
from tests.qt.workbench import Workbench

from companion.core.application import ApplicationRow, EventKind, State
from companion.core.query import USUAL, Order
from companion.services.applications import ApplicationDraft
from companion.services.log_event import EventDraft
from companion.ui.applications.board import Board
from companion.ui.applications.board_asking import PAGE, marked_words, narrowed

CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


class Listened:
    """The real search, with what it was asked for."""

    def __init__(self, bench: Workbench) -> None:
        self._applications = bench.applications
        self.asked: list[str] = []

    def search(
        self, typed: str, *, order: Order = USUAL, limit: int = 100, offset: int = 0
    ) -> tuple[ApplicationRow, ...]:
        self.asked.append(typed)
        return self._applications.search(typed, order=order, limit=limit, offset=offset)

    def counts(self, typed: str) -> dict[State, int]:
        return self._applications.counts(typed)


class Heard(QObject):
    """Hears what the board asks for."""

    def __init__(self, board: Board) -> None:
        super().__init__()
        self.said: list[object] = []
        board.move_asked.connect(self.move)
        for signal in (board.bring_back_asked, board.log_rejection_asked, board.refused, board.opened, board.typed):
            signal.connect(self.one)

    @Slot(object, object)
    def move(self, keys: object, kind: object) -> None:
        self.said.append((keys, kind))

    @Slot(object)
    @Slot(str)
    def one(self, said: object) -> None:
        self.said.append(said)


@pytest.fixture
def reader(bench: Workbench) -> Listened:
    return Listened(bench)


@pytest.fixture
def board(bench: Workbench, reader: Listened, qtbot: QtBot) -> Generator[Board]:
    made = Board(bench.kit, reader)
    made.resize(1500, 640)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    yield made
    if Shiboken.isValid(made):
        made.close()
        made.deleteLater()


def log(bench: Workbench, key: str, kind: EventKind, *, days: float = 0) -> None:
    bench.log_event.log(EventDraft(kind, key, at=bench.clock.at - timedelta(days=days)))


def saved(bench: Workbench, company: str) -> str:
    return bench.applications.add(ApplicationDraft(company), applied=False).value.id


def looked(board: Board, qtbot: QtBot, typed: str = "") -> None:
    with qtbot.waitSignal(board.shown):
        board.look_for(typed)


def cards(board: Board, state: State) -> QListView:
    return next(view for view in board.findChildren(QListView) if view.accessibleName().split(",")[0] == state.words)


def in_stage(board: Board, state: State) -> list[str]:
    model = cards(board, state).model()
    return [str(model.index(n, 0).data()) for n in range(model.rowCount())]


def focused(board: Board) -> str:
    view = board.focusWidget()
    assert isinstance(view, QListView)
    return str(view.currentIndex().data())


def drop(source: QListView, row: int, target: QListView | QPushButton) -> bool:
    """Drags a card from its column onto another place; whether that place took it."""
    data = source.model().mimeData([source.model().index(row, 0)])
    place = target.viewport() if isinstance(target, QListView) else target
    action, button, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(place.rect().center(), action, data, button, none)
    QApplication.sendEvent(place, enter)
    took = enter.isAccepted()
    if took:
        event = QDropEvent(QPointF(place.rect().center()), action, data, button, none)
        QApplication.sendEvent(place, event)
    return took


def test_columns_by_stage_with_their_counts_and_the_closed_ones_folded(
    bench: Workbench, board: Board, qtbot: QtBot
) -> None:
    add(bench, "Acme", "Baker", days=2)
    talk, no = add(bench, "Börse"), add(bench, "Closed")
    log(bench, talk, EventKind.INTERVIEW)
    log(bench, no, EventKind.REJECTED)
    looked(board, qtbot)
    assert in_stage(board, State.APPLIED) == ["Acme"]
    assert in_stage(board, State.INTERVIEW) == ["Börse"]
    assert cards(board, State.INTERVIEW).accessibleName() == "Interview, 1 application"
    assert not cards(board, State.REJECTED).isVisible()
    # losses are not counted: neither folded nor open
    assert field(board, "Open Said no").isVisible()
    QTest.mouseClick(field(board, "Open Said no"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: in_stage(board, State.REJECTED) == ["Closed"])
    assert cards(board, State.REJECTED).accessibleName() == "Said no"
    QTest.mouseClick(field(board, "Fold Said no"), Qt.MouseButton.LeftButton)
    assert not cards(board, State.REJECTED).isVisible()


def test_a_card_is_read_out_with_its_stage_and_age(bench: Workbench, board: Board, qtbot: QtBot) -> None:
    add(bench, "Acme", "Baker", days=2)
    looked(board, qtbot)
    child = QAccessible.queryAccessibleInterface(cards(board, State.APPLIED)).child(0)
    assert child.text(QAccessible.Text.Name) == "Acme, Baker, Applied, 2 days"


def test_follows_what_is_typed_and_asks_only_for_stages_that_hold_something(
    bench: Workbench, board: Board, reader: Listened, qtbot: QtBot
) -> None:
    add(bench, "Acme")
    log(bench, add(bench, "Börse"), EventKind.REPLY)
    looked(board, qtbot)
    reader.asked.clear()
    looked(board, qtbot, "bor")
    assert reader.asked == ["bor stage:reply"]
    assert in_stage(board, State.APPLIED) == []
    assert in_stage(board, State.REPLY) == ["Börse"]
    looked(board, qtbot, "stage:reply,offer acme")
    assert reader.asked == ["bor stage:reply"]
    looked(board, qtbot, "nobody")
    assert "Nothing found for “nobody”." in words_in(board)
    assert narrowed("acme stage:reply -stage:offer", State.REPLY) == "acme stage:reply"
    assert marked_words("acme tag:remote") == ("acme",)


def test_pages_come_as_the_column_is_scrolled(bench: Workbench, board: Board, qtbot: QtBot) -> None:
    with bench.desk.work() as work:
        from companion.services.applications import put_application

        for number in range(120):
            put_application(work, ApplicationDraft(f"Company {number:03}"))
    looked(board, qtbot)
    column = cards(board, State.SAVED)
    assert column.accessibleName() == "Saved, 120 applications"
    assert column.model().rowCount() == PAGE
    column.setFocus()
    for expected in (2 * PAGE, 120):
        QTest.keyClick(column, Qt.Key.Key_End)
        qtbot.waitUntil(lambda expected=expected: column.model().rowCount() == expected)
    assert len(set(in_stage(board, State.SAVED))) == 120
    # a change keeps what was loaded, and the card that was the current one
    QTest.keyClick(column, Qt.Key.Key_End)
    chosen = focused(board)
    with qtbot.waitSignal(board.shown):
        bench.kit.write(lambda: bench.applications.add(ApplicationDraft("Acme"), applied=False))
    assert column.model().rowCount() == 121
    assert focused(board) == chosen


def test_arrows_go_within_a_column_and_to_the_next_one_that_holds_cards(
    bench: Workbench, board: Board, qtbot: QtBot
) -> None:
    add(bench, "Acme", days=1)
    add(bench, "Bee", days=2)
    talk = add(bench, "Talk")
    log(bench, talk, EventKind.INTERVIEW)
    looked(board, qtbot)
    board.focus_cards()
    assert focused(board) == "Acme"
    QTest.keyClick(board.focusWidget(), Qt.Key.Key_Down)
    assert focused(board) == "Bee"
    heard = Heard(board)
    QTest.keyClick(board.focusWidget(), Qt.Key.Key_Right)
    assert board.chosen_id == talk
    assert focused(board) == "Talk"
    # one card is chosen on the whole board
    assert not cards(board, State.APPLIED).selectionModel().selectedIndexes()
    QTest.keyClick(board.focusWidget(), Qt.Key.Key_Left)
    assert focused(board) == "Acme"
    QTest.keyClick(board.focusWidget(), Qt.Key.Key_Left)
    assert focused(board) == "Acme"
    with qtbot.waitSignal(board.left_upwards):
        QTest.keyClick(board.focusWidget(), Qt.Key.Key_Up)
    QTest.keyClicks(board.focusWidget(), "b")
    assert heard.said == ["b"]


def test_enter_opens_and_keys_push_the_card_to_the_stage_beside(bench: Workbench, board: Board, qtbot: QtBot) -> None:
    key = add(bench, "Acme")
    looked(board, qtbot)
    board.focus_cards()
    heard = Heard(board)
    QTest.keyClick(board.focusWidget(), Qt.Key.Key_Return)
    QTest.keyClick(board.focusWidget(), Qt.Key.Key_Right, CTRL_SHIFT)
    QTest.keyClick(board.focusWidget(), Qt.Key.Key_Left, CTRL_SHIFT)
    assert heard.said[:2] == [key, ((key,), EventKind.REPLY)]
    assert str(heard.said[2]).startswith("“Saved” is where nothing has happened yet.")


def test_the_keyboard_follows_a_card_that_moved(bench: Workbench, board: Board, qtbot: QtBot) -> None:
    key = add(bench, "Acme")
    add(bench, "Bee", days=3)
    looked(board, qtbot)
    board.focus_cards()
    with qtbot.waitSignal(board.shown):
        bench.kit.write(lambda: bench.log_event.log(EventDraft(EventKind.REPLY, key)))
    assert in_stage(board, State.REPLY) == ["Acme"]
    assert board.focusWidget() is cards(board, State.REPLY)
    assert board.chosen_id == key


def test_a_drop_asks_for_the_event_and_a_no_goes_its_own_way(bench: Workbench, board: Board, qtbot: QtBot) -> None:
    key = add(bench, "Acme")
    looked(board, qtbot)
    heard, here = Heard(board), cards(board, State.APPLIED)
    assert drop(here, 0, cards(board, State.ASSESSMENT))
    assert not drop(here, 0, cards(board, State.SAVED))
    assert not drop(here, 0, here)
    folded = field(board, "Open Said no", QPushButton)
    assert isinstance(folded, QPushButton)
    assert drop(here, 0, folded)
    assert heard.said == [((key,), EventKind.ASSESSMENT), key]
    assert not folded.isDown()
    assert not cards(board, State.ASSESSMENT).property("over")


def test_a_card_of_another_program_is_not_taken(bench: Workbench, board: Board, qtbot: QtBot) -> None:
    add(bench, "Acme")
    looked(board, qtbot)
    data = cards(board, State.APPLIED).model().mimeData([])
    data.setData("application/x-companion-applications", b"unknown")
    enter = QDragEnterEvent(
        cards(board, State.OFFER).rect().center(),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(cards(board, State.OFFER).viewport(), enter)
    assert not enter.isAccepted()


def test_several_cards_move_at_once_but_a_no_is_logged_one_by_one(bench: Workbench, board: Board, qtbot: QtBot) -> None:
    first, second = saved(bench, "Acme"), saved(bench, "Bee")
    looked(board, qtbot)
    board.focus_cards()
    QTest.keyClick(board.focusWidget(), Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    heard = Heard(board)
    QTest.keyClick(board.focusWidget(), Qt.Key.Key_Right, CTRL_SHIFT)
    assert heard.said == [((second, first), EventKind.APPLIED)]
    menu = next(m for m in board.findChildren(QMenu) if "Move" in m.title())
    menu.aboutToShow.emit()
    actions = {str(a.text()): a for a in menu.actions()}
    assert not actions["Saved"].isEnabled()
    assert isinstance(actions["Said no"], QAction)
    actions["Said no"].trigger()
    assert heard.said[-1] == "A no is logged for one application at a time."


def test_quiet_dragged_to_applied_is_brought_back(bench: Workbench, board: Board, qtbot: QtBot) -> None:
    key = add(bench, "Acme", days=60)
    log(bench, key, EventKind.QUIET)
    looked(board, qtbot)
    QTest.mouseClick(field(board, "Open Quiet, 1 application"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: in_stage(board, State.QUIET) == ["Acme"])
    heard = Heard(board)
    assert drop(cards(board, State.QUIET), 0, cards(board, State.APPLIED))
    assert heard.said == [(key,)]


def test_a_hidden_board_asks_nothing_and_catches_up_when_it_is_shown(
    bench: Workbench, board: Board, reader: Listened, qtbot: QtBot
) -> None:
    looked(board, qtbot)
    board.hide()
    add(bench, "Acme")
    reader.asked.clear()
    board.look_for("acme")
    assert not board.is_asking
    with qtbot.waitSignal(board.shown):
        board.show()
    assert in_stage(board, State.APPLIED) == ["Acme"]
