"""The board inside the Applications window: what a moved card logs, undo, and the story beside it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QListView
from pytestqt.qtbot import QtBot
from tests.qt.applications.driving import Asked, Open, add, field, press, search_field, shown, shows
from tests.qt.applications.test_board import cards, focused, in_stage
from tests.qt.workbench import Workbench

from companion.core.application import EventKind, State
from companion.services.log_event import EventDraft
from companion.ui.applications import ApplicationsWindow
from companion.ui.applications.board import Board

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def board_of(window: ApplicationsWindow, qtbot: QtBot) -> Board:
    window.set_layout("board")
    board = window.findChild(Board)
    assert isinstance(board, Board)
    qtbot.waitUntil(lambda: board.isVisible() and not board.is_asking)
    return board


def test_a_pushed_card_is_logged_and_ctrl_z_puts_it_back(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    key = add(bench, "Acme", days=3)
    window = opened()
    board = board_of(window, qtbot)
    QTest.keyClick(search_field(window), Qt.Key.Key_Down)
    assert focused(board) == "Acme"
    QTest.keyClick(board.focusWidget(), Qt.Key.Key_Right, CTRL | SHIFT)
    qtbot.waitUntil(lambda: in_stage(board, State.REPLY) == ["Acme"])
    qtbot.waitUntil(lambda: shows(window, "Logged for Acme: they replied."))
    assert bench.applications.story(key).state is State.REPLY
    qtbot.waitUntil(lambda: isinstance(board.focusWidget(), QListView) and focused(board) == "Acme")
    QTest.keyClick(board.focusWidget(), Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: in_stage(board, State.APPLIED) == ["Acme"])


def test_what_can_not_be_is_told(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    add(bench, "Acme")
    window = opened()
    board = board_of(window, qtbot)
    board.focus_cards()
    QTest.keyClick(board.focusWidget(), Qt.Key.Key_Left, CTRL | SHIFT)
    assert shows(window, "“Saved” is where nothing has happened yet.")


def test_enter_opens_the_story_beside_and_esc_closes_it(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    add(bench, "Acme", days=1)
    bench.log_event.log(EventDraft(EventKind.REPLY, add(bench, "Bee")))
    window = opened()
    board = board_of(window, qtbot)
    board.focus_cards()
    QTest.keyClick(board.focusWidget(), Qt.Key.Key_Return)
    story = field(window, "Story")
    assert story.isVisible()
    QTest.keyClick(cards(board, State.REPLY), Qt.Key.Key_Left)
    shown(qtbot, window, "Acme")
    QTest.keyClick(cards(board, State.APPLIED), Qt.Key.Key_Right)
    shown(qtbot, window, "Bee")
    QTest.keyClick(cards(board, State.REPLY), Qt.Key.Key_Escape)
    assert not story.isVisible()
    assert window.isVisible()
    window.set_layout("list")
    qtbot.waitUntil(story.isVisible)


def test_the_windows_own_keys_act_on_the_card(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    add(bench, "Acme")
    talk = add(bench, "Talk", days=2)
    bench.log_event.log(EventDraft(EventKind.INTERVIEW, talk))
    window = opened()
    board = board_of(window, qtbot)
    asked = Asked()
    window.log_rejection_asked.connect(asked.hear)
    board.choose(talk)
    board.focus_cards()
    assert focused(board) == "Talk"
    QTest.keyClick(board.focusWidget(), Qt.Key.Key_R, CTRL)
    assert asked.heard == [talk]
    QTest.keyClicks(board.focusWidget(), "ac")
    assert search_field(window).text() == "ac"
    qtbot.waitUntil(lambda: in_stage(board, State.APPLIED) == ["Acme"] and not in_stage(board, State.INTERVIEW))


def test_all_that_are_silent_for_longer_than_usual_are_one_entry_away(
    bench: Workbench, opened: Open, qtbot: QtBot
) -> None:
    add(bench, "Acme", days=40)
    window = opened()
    action = next(
        a for a in window.findChildren(QAction) if a.text().replace("&", "") == "Silent for longer than usual"
    )
    action.trigger()
    qtbot.waitUntil(lambda: search_field(window).text() == "silent:>21d")


def test_silence_is_one_quiet_line_with_a_way_there_and_back(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    key = add(bench, "Acme", days=40)
    window = opened()
    shown(qtbot, window, "Acme")
    assert shows(window, "That is more than 15 working days. Many applications get no answer.")
    press(window, "Leave it")
    qtbot.waitUntil(lambda: not shows(window, "That is more than"))
    QTest.keyClick(search_field(window), Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: shows(window, "That is more than"))
    press(window, "Put aside as quiet")
    qtbot.waitUntil(lambda: shows(window, "Put aside for now. Whatever happens next brings it back."))
    assert shows(window, "Put aside as quiet: Acme.")
    assert bench.applications.story(key).state is State.QUIET
    press(window, "Bring it back")
    qtbot.waitUntil(lambda: bench.applications.story(key).state is State.APPLIED)
    qtbot.waitUntil(lambda: shows(window, "No answer for 40 days"))
    assert not shows(window, "That is more than")
