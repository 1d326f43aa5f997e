"""*Log a rejection* by keyboard: the right application, once, nothing lost."""

from __future__ import annotations

from collections.abc import Generator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, QObject, Qt, Slot
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot
from shiboken6 import Shiboken
from tests.qt.finding import button, named, press, shown_texts
from tests.qt.workbench import Workbench, workbench

from companion.core.application import Event, EventKind, Fit, SaidBy, State
from companion.core.moments import to_text
from companion.desktop.tasks import Lane
from companion.services.applications import ApplicationDraft, ContactDraft
from companion.services.log_event import Logged
from companion.services.work import Outcome
from companion.ui.rejection import RejectionWindow


@pytest.fixture
def bench(qapp: QApplication, tmp_path: Path) -> Generator[Workbench]:
    assert qapp is QApplication.instance()
    with workbench(tmp_path) as made:
        yield made


class Taker(QObject):
    """Takes what the window logged."""

    def __init__(self) -> None:
        super().__init__()
        self.outcomes: list[Outcome[Logged]] = []

    @Slot(object)
    def take(self, outcome: Outcome[Logged]) -> None:
        self.outcomes.append(outcome)


def opened(bench: Workbench, qtbot: QtBot) -> tuple[RejectionWindow, Taker]:
    """The window, shown, with its suggestions there."""
    window, taker = RejectionWindow(bench.kit, bench.applications, bench.log_event), Taker()
    window.logged.connect(taker.take)
    window.show()
    count = min(6, bench.store.count_applications())
    qtbot.waitUntil(lambda: suggestions(window).model().rowCount() == count)
    return window, taker


def field(window: QWidget) -> QLineEdit:
    return named(window, QLineEdit, "Company, role or contact")


def suggestions(window: QWidget) -> QListView:
    return named(window, QListView, "Suggestions")


def offered(window: QWidget) -> list[str]:
    model = suggestions(window).model()
    return [str(model.index(row, 0, QModelIndex()).data()) for row in range(model.rowCount())]


def apply_to(bench: Workbench, *companies: str) -> dict[str, str]:
    """Applications, each two days old; returns their ids."""
    bench.clock.move(timedelta(days=-2))
    ids = {name: bench.applications.add(ApplicationDraft(name, "Engineer")).value.id for name in companies}
    bench.clock.move(timedelta(days=2))
    return ids


def rejections(bench: Workbench, key: str) -> list[Event]:
    return [e for e in bench.store.of_application(Event, key) if e.kind is EventKind.REJECTED]


def test_three_letters_and_two_enters_log_the_right_application(bench: Workbench, qtbot: QtBot) -> None:
    ids = apply_to(bench, "Acme", "Ámbar Systems", "Globex")
    window, taker = opened(bench, qtbot)
    assert field(window).hasFocus() or window.focusWidget() is field(window)
    QTest.keyClicks(field(window), "amb")
    press(Qt.Key.Key_Return, window)
    press(Qt.Key.Key_Return, window)
    qtbot.waitUntil(lambda: bool(taker.outcomes))
    assert taker.outcomes[0].value.application.company == "Ámbar Systems"
    assert bench.applications.story(ids["Ámbar Systems"]).state is State.REJECTED
    assert bench.applications.story(ids["Acme"]).state is State.APPLIED
    qtbot.waitUntil(lambda: not Shiboken.isValid(window))
    assert "rejection.entered" in bench.trace.marked


def test_picked_slowly_by_arrows_and_by_a_contact(bench: Workbench, qtbot: QtBot) -> None:
    ids = apply_to(bench, "Acme", "Acme Robotics", "Globex")
    bench.applications.put_contact(ids["Globex"], ContactDraft("Maria Keller", "maria@globex.example"))
    window, taker = opened(bench, qtbot)
    QTest.keyClicks(field(window), "acme")
    qtbot.waitUntil(lambda: offered(window) == ["Acme, Engineer", "Acme Robotics, Engineer", "New: “acme”"])
    assert suggestions(window).currentIndex().row() == 0
    QTest.keyClick(field(window), Qt.Key.Key_Down)
    assert offered(window)[suggestions(window).currentIndex().row()] == "Acme Robotics, Engineer"
    QTest.keyClick(field(window), Qt.Key.Key_Up)
    field(window).clear()
    QTest.keyClicks(field(window), "keller")
    qtbot.waitUntil(lambda: offered(window)[:1] == ["Globex, Engineer"])
    press(Qt.Key.Key_Return, window)
    assert button(window, "Save").isEnabled()
    press(Qt.Key.Key_Return, window)
    qtbot.waitUntil(lambda: bool(taker.outcomes))
    assert len(rejections(bench, ids["Globex"])) == 1


def test_an_empty_field_picks_nothing_and_says_so(bench: Workbench, qtbot: QtBot) -> None:
    ids = apply_to(bench, "Acme")
    window, taker = opened(bench, qtbot)
    press(Qt.Key.Key_Return, window)
    press(Qt.Key.Key_Return, window)
    assert "Type a company, or choose one with the arrow keys." in shown_texts(window)
    assert not taker.outcomes
    assert not rejections(bench, ids["Acme"])
    QTest.keyClick(window, Qt.Key.Key_Escape)


def test_an_unknown_company_becomes_an_application_in_the_same_step(bench: Workbench, qtbot: QtBot) -> None:
    apply_to(bench, "Acme")
    window, taker = opened(bench, qtbot)
    QTest.keyClicks(field(window), "Hooli  & Partners")
    qtbot.waitUntil(lambda: offered(window) == ["New: “Hooli & Partners”"])
    press(Qt.Key.Key_Return, window)
    role = named(window, QLineEdit, "Role")
    assert role.isVisible()
    QTest.keyClicks(role, "Analyst")
    QTest.keyClick(role, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(taker.outcomes))
    logged = taker.outcomes[0].value
    assert logged.is_new
    assert (logged.application.company, logged.application.role) == ("Hooli & Partners", "Analyst")
    assert bench.applications.story(logged.application.id).state is State.REJECTED


def test_a_double_enter_logs_once(bench: Workbench, qtbot: QtBot) -> None:
    ids = apply_to(bench, "Acme")
    window, taker = opened(bench, qtbot)
    QTest.keyClicks(field(window), "acm")
    for _ in range(5):
        press(Qt.Key.Key_Return, window)
    qtbot.waitUntil(lambda: bool(taker.outcomes))
    qtbot.waitUntil(lambda: not Shiboken.isValid(window))
    assert len(taker.outcomes) == 1
    assert len(rejections(bench, ids["Acme"])) == 1


def test_a_save_under_way_is_not_doubled_and_keeps_the_window(bench: Workbench, qtbot: QtBot) -> None:
    ids = apply_to(bench, "Acme")
    window, taker = opened(bench, qtbot)
    window.choose(ids["Acme"])
    qtbot.waitUntil(button(window, "Save").isEnabled)
    window.save()
    window.save()
    assert not window.close()  # its reel is still to come
    qtbot.waitUntil(lambda: bool(taker.outcomes))
    assert len(rejections(bench, ids["Acme"])) == 1


def test_a_date_in_the_future_is_refused_beside_its_field_and_nothing_is_lost(bench: Workbench, qtbot: QtBot) -> None:
    ids = apply_to(bench, "Acme")
    window, taker = opened(bench, qtbot)
    window.choose(ids["Acme"])
    qtbot.waitUntil(button(window, "Save").isEnabled)
    QTest.keyClick(button(window, "More (optional)"), Qt.Key.Key_Return)
    when = named(window, QLineEdit, "When")
    said = named(window, QPlainTextEdit, "What they said")
    QTest.keyClicks(said, "They hired from inside.")
    QTest.keyClicks(when, "tomorrow")
    QTest.keyClick(when, Qt.Key.Key_Return)
    sentence = "The no lies in the future there. Choose a moment up to now."
    qtbot.waitUntil(lambda: sentence in shown_texts(window))
    assert not taker.outcomes
    assert (when.text(), said.toPlainText()) == ("tomorrow", "They hired from inside.")
    assert when.isEnabled()
    when.clear()
    QTest.keyClicks(when, "yesterday 10:00")
    QTest.keyClick(when, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(taker.outcomes))
    event = rejections(bench, ids["Acme"])[0]
    assert to_text(event.at) == "2026-11-22T09:00:00Z"
    assert event.said == "They hired from inside."


def test_all_optional_fields_are_kept_and_reached_by_tab(bench: Workbench, qtbot: QtBot) -> None:
    ids = apply_to(bench, "Acme")
    window, taker = opened(bench, qtbot)
    window.choose(ids["Acme"])
    qtbot.waitUntil(button(window, "Save").isEnabled)
    button(window, "More (optional)").setFocus()
    press(Qt.Key.Key_Space, window)
    reached: list[str] = []
    for text in ("", "After the test", "phone", "Too junior"):
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        widget = window.focusWidget()
        reached.append(widget.accessibleName())
        QTest.keyClicks(widget, text)
    assert reached == ["When", "Stage", "How it came", "What they said"]
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Right)  # from "said by them" to "my guess"
    named(window, QComboBox, "Was it a fit for me?").setCurrentText("Partly")
    QTest.keyClick(named(window, QComboBox, "How it came"), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(taker.outcomes))
    event = rejections(bench, ids["Acme"])[0]
    assert (event.stage, event.channel, event.said) == ("After the test", "phone", "Too junior")
    assert (event.said_by, event.fit, event.at) == (SaidBy.GUESS, Fit.PARTLY, bench.clock.now())


def test_a_company_that_does_not_fit_is_refused_beside_the_field(bench: Workbench, qtbot: QtBot) -> None:
    window, taker = opened(bench, qtbot)
    field(window).setText("x" * 5000)
    qtbot.waitUntil(lambda: len(offered(window)) == 1)
    press(Qt.Key.Key_Return, window)
    assert any("5,000 characters" in text for text in shown_texts(window))
    assert len(field(window).text()) == 5000
    assert not taker.outcomes
    assert bench.store.count_applications() == 0
    window.close()


def test_an_application_deleted_meanwhile_is_told_in_the_window(bench: Workbench, qtbot: QtBot) -> None:
    ids = apply_to(bench, "Acme")
    window, taker = opened(bench, qtbot)
    window.choose(ids["Acme"])
    qtbot.waitUntil(button(window, "Save").isEnabled)
    bench.applications.delete(ids["Acme"])
    window.save()
    sentence = "This application is not in the list any more. It was deleted meanwhile."
    qtbot.waitUntil(lambda: sentence in shown_texts(window))
    assert not taker.outcomes
    window.close()


def test_escape_asks_only_when_something_would_be_lost(bench: Workbench, qtbot: QtBot) -> None:
    ids = apply_to(bench, "Acme")
    window, _ = opened(bench, qtbot)
    window.choose(ids["Acme"])
    qtbot.waitUntil(button(window, "Save").isEnabled)
    button(window, "More (optional)").click()
    QTest.keyClicks(named(window, QLineEdit, "Stage"), "Second round")
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert window.isVisible()
    assert button(window, "Keep writing").isVisible()
    QTest.keyClick(button(window, "Keep writing"), Qt.Key.Key_Return)
    assert not button(window, "Keep writing").isVisible()
    assert named(window, QLineEdit, "Stage").text() == "Second round"
    QTest.keyClick(window, Qt.Key.Key_Escape)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not Shiboken.isValid(window))
    assert not rejections(bench, ids["Acme"])


@pytest.mark.parametrize(("private", "title"), [(False, "Log a rejection"), (True, "Companion")])
def test_the_title_keeps_privacy(bench: Workbench, qtbot: QtBot, private: bool, title: str) -> None:
    bench.preferences.choose(reduced_motion=False, private=private, plan="")
    window = RejectionWindow(bench.kit, bench.applications, bench.log_event)
    assert window.windowTitle() == "Companion"  # never the other one, not for a moment
    window.show()
    seen: list[str] = []
    bench.kit.tasks.run(Lane.READ, lambda: "read", done=seen.append)
    qtbot.waitUntil(lambda: seen == ["read"])
    assert window.windowTitle() == title
    window.close()


def test_nothing_on_screen_cheers_or_counts(bench: Workbench, qtbot: QtBot) -> None:
    apply_to(bench, "Acme")
    window, _ = opened(bench, qtbot)
    button(window, "More (optional)").setChecked(True)
    texts = [label.text() for label in window.findChildren(QLabel)]
    texts += [b.text() for b in window.findChildren(QPushButton)]
    assert not [text for text in texts if "!" in text or "unfortunately" in text.casefold()]
    window.close()
