"""The quiet line after something good: it offers a highlight, takes no focus, and goes by itself."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot
from tests.qt.applications.driving import Open, add, dialog, field, fill_in, no_dialog, press, search_field, shown
from tests.qt.workbench import Workbench, named

from companion.adapters.eml import EmlReader
from companion.core.application import Event, EventKind
from companion.desktop import bars
from companion.desktop.tasks import Lane
from companion.desktop.undo_bar import UndoBar
from companion.services.highlights import HighlightDraft, Suggestion
from companion.services.log_event import EventDraft
from companion.ui.applications import ApplicationsWindow
from companion.ui.applications.highlight_offer import HighlightOffer
from companion.ui.highlights import HighlightWindow

OFFER = "An offer can become a highlight."
KEYS = {EventKind.OFFER: "O", EventKind.ACCEPTED: "A", EventKind.WITHDRAWN: "W", EventKind.NOTE: "N"}
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class Drafts(QObject):
    """Hears which drafts are asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[HighlightDraft] = []

    @Slot(object)
    def hear(self, draft: HighlightDraft) -> None:
        self.heard.append(draft)


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> Sequence[str]:
    """What the screen reader is told by bars: offscreen, no reader listens."""
    told: list[str] = []

    def hear(widget: QWidget, text: str) -> None:
        del widget
        told.append(text)

    monkeypatch.setattr(bars, "announce", hear)
    return told


def bar(window: ApplicationsWindow) -> HighlightOffer:
    return window.findChildren(HighlightOffer)[0]


def log(qtbot: QtBot, window: ApplicationsWindow, kind: EventKind, words: str = "") -> None:
    """By the keys that the menu shows."""
    if kind is EventKind.REPLY:
        QTest.keyClick(search_field(window), Qt.Key.Key_Y, CTRL | SHIFT)
    else:
        QTest.keyClick(search_field(window), getattr(Qt.Key, f"Key_{KEYS[kind]}"), CTRL | SHIFT)
    form = dialog(qtbot, window)
    if words:
        fill_in(form, "What they said" if kind is not EventKind.NOTE else "Notes", words)
    press(form, "Save")
    no_dialog(qtbot, window)
    undo = window.findChildren(UndoBar)[0]
    qtbot.waitUntil(lambda: undo.offering)


def offered(qtbot: QtBot, window: ApplicationsWindow, sentence: str = OFFER) -> HighlightOffer:
    qtbot.waitUntil(lambda: bar(window).sentence == sentence)
    return bar(window)


def none_comes(bench: Workbench, qtbot: QtBot, window: ApplicationsWindow) -> None:
    """What was asked of the store before has been answered, and no line shows."""
    answers: list[None] = []
    bench.kit.tasks.run(Lane.READ, lambda: None, done=answers.append)
    qtbot.waitUntil(lambda: answers == [None])
    assert bar(window).sentence == ""


@pytest.fixture
def acme(bench: Workbench, opened: Open, qtbot: QtBot) -> ApplicationsWindow:
    add(bench, "Acme", "Backend Engineer")
    window = opened()
    shown(qtbot, window, "Acme")
    return window


def test_an_offer_can_be_kept_by_keyboard(acme: ApplicationsWindow, qtbot: QtBot, said: Sequence[str]) -> None:
    drafts = Drafts()
    acme.highlight_asked.connect(drafts.hear)
    log(qtbot, acme, EventKind.OFFER)
    before = acme.focusWidget()
    offered(qtbot, acme)
    assert acme.focusWidget() is before, "it takes no focus"
    assert said == [OFFER], "it is told once"
    keep = field(acme, f"Keep it: {OFFER}")
    for _ in range(60):
        if acme.focusWidget() is keep:
            break
        QTest.keyClick(acme.focusWidget() or acme, Qt.Key.Key_Tab)
    assert acme.focusWidget() is keep
    QTest.keyClick(keep, Qt.Key.Key_Return)
    assert drafts.heard == [HighlightDraft("Acme offered me a job as Backend Engineer.", "November 2026")]
    assert bar(acme).sentence == ""
    assert not bar(acme).isAncestorOf(acme.focusWidget() or acme)


@pytest.mark.parametrize(
    ("kind", "words", "sentence"),
    [
        (EventKind.ACCEPTED, "", "This can become a highlight."),
        (EventKind.REPLY, "The best letter this year.", "Kind words in this reply can become a highlight."),
    ],
)
def test_so_can_what_else_is_good(
    acme: ApplicationsWindow, qtbot: QtBot, kind: EventKind, words: str, sentence: str
) -> None:
    log(qtbot, acme, kind, words)
    offered(qtbot, acme, sentence)


@pytest.mark.parametrize("kind", [EventKind.REPLY, EventKind.WITHDRAWN, EventKind.NOTE])
def test_nothing_is_offered_for_the_rest(
    bench: Workbench, acme: ApplicationsWindow, qtbot: QtBot, kind: EventKind
) -> None:
    log(qtbot, acme, kind)
    none_comes(bench, qtbot, acme)


def test_nothing_is_offered_for_a_no(bench: Workbench, acme: ApplicationsWindow, qtbot: QtBot) -> None:
    row = bench.store.search("Acme", limit=1)[0]
    bar(acme).consider(Event("e", row.id, EventKind.REJECTED, bench.clock.now(), said="Your talk was excellent."))
    none_comes(bench, qtbot, acme)


def test_an_event_that_is_edited_is_not_offered_again(bench: Workbench, acme: ApplicationsWindow, qtbot: QtBot) -> None:
    log(qtbot, acme, EventKind.OFFER)
    offered(qtbot, acme)
    press(acme, "Not now")
    assert bar(acme).sentence == ""
    row = bench.store.search("Acme", limit=1)[0]
    story = bench.applications.story(row.id)
    event = next(e for e in story.events if e.kind is EventKind.OFFER)
    bench.log_event.edit(event.id, EventDraft(event.kind, at=event.at, channel="phone"), origin="shell")
    none_comes(bench, qtbot, acme)


def test_ctrl_z_takes_the_event_back_and_the_offer_with_it(
    bench: Workbench, acme: ApplicationsWindow, qtbot: QtBot
) -> None:
    log(qtbot, acme, EventKind.OFFER)
    offered(qtbot, acme)
    QTest.keyClick(search_field(acme), Qt.Key.Key_Z, CTRL)
    assert bar(acme).sentence == ""
    row = bench.store.search("Acme", limit=1)[0]
    qtbot.waitUntil(lambda: not [e for e in bench.applications.story(row.id).events if e.kind is EventKind.OFFER])


def test_keeping_it_leaves_undo_as_it_was(acme: ApplicationsWindow, qtbot: QtBot) -> None:
    log(qtbot, acme, EventKind.OFFER)
    offered(qtbot, acme)
    press(acme, f"Keep it: {OFFER}")
    assert acme.findChildren(UndoBar)[0].offering


@pytest.mark.parametrize("action", ["form", "delete", "rejection", "menu", "other row"])
def test_it_goes_with_the_next_action(bench: Workbench, opened: Open, qtbot: QtBot, action: str) -> None:
    add(bench, "Bolt", days=2)
    add(bench, "Acme")
    window = opened()
    shown(qtbot, window, "Acme")
    log(qtbot, window, EventKind.OFFER)
    offered(qtbot, window)
    search = search_field(window)
    match action:
        case "form":
            QTest.keyClick(search, Qt.Key.Key_N, CTRL)
            dialog(qtbot, window).reject()
        case "delete":
            QTest.keyClick(search, Qt.Key.Key_Down)
            QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_Delete)
        case "rejection":
            QTest.keyClick(search, Qt.Key.Key_R, CTRL)
        case "menu":
            QTest.keyClick(search, Qt.Key.Key_Comma, CTRL)
        case _:
            QTest.keyClicks(search, "bolt")
    qtbot.waitUntil(lambda: bar(window).sentence == "")


def test_an_action_before_the_offer_came_is_enough(bench: Workbench, acme: ApplicationsWindow, qtbot: QtBot) -> None:
    row = bench.store.search("Acme", limit=1)[0]
    bar(acme).consider(Event("e", row.id, EventKind.OFFER, bench.clock.now()))
    bar(acme).dismiss()
    none_comes(bench, qtbot, acme)


def timer_of(window: ApplicationsWindow) -> QTimer:
    return bar(window).findChildren(QTimer)[0]


def test_it_goes_after_a_while_unless_the_keyboard_is_in_it(acme: ApplicationsWindow, qtbot: QtBot) -> None:
    log(qtbot, acme, EventKind.OFFER)
    offered(qtbot, acme)
    assert timer_of(acme).remainingTime() > 20_000
    keep = field(acme, f"Keep it: {OFFER}")
    search_field(acme).setFocus()
    keep.setFocus()
    timer_of(acme).timeout.emit()
    assert bar(acme).sentence == OFFER
    assert timer_of(acme).isActive()
    search_field(acme).setFocus()
    timer_of(acme).timeout.emit()
    assert bar(acme).sentence == ""
    assert not timer_of(acme).isActive()
    assert acme.focusWidget() is search_field(acme)


def test_esc_in_it_declines_and_gives_the_keyboard_back(acme: ApplicationsWindow, qtbot: QtBot) -> None:
    search_field(acme).setFocus()
    log(qtbot, acme, EventKind.OFFER)
    search_field(acme).setFocus()
    bar(acme).show_suggestion(Suggestion(OFFER, HighlightDraft("An offer.")))
    keep = field(acme, f"Keep it: {OFFER}")
    keep.setFocus()
    QTest.keyClick(keep, Qt.Key.Key_Escape)
    assert bar(acme).sentence == ""
    assert acme.isVisible()
    assert acme.focusWidget() is search_field(acme)


# --- the form that it opens --------------------------------------------------------------------------------------


def test_the_form_begins_with_the_draft_and_asks_nothing_when_left(bench: Workbench, qtbot: QtBot) -> None:
    window = HighlightWindow(bench.kit, bench.highlights, EmlReader())
    window.show()
    window.start(HighlightDraft("The best letter this year.", "November 2026", "Dana"))
    text = named(window, QPlainTextEdit, "What I did, or what was said")
    assert (text.toPlainText(), window.fields.when.text(), window.fields.said_by.text()) == (
        "The best letter this year.",
        "November 2026",
        "Dana",
    )
    with qtbot.waitSignal(window.closed):
        window.close()
    assert bench.highlights.all() == ()


def test_it_never_mixes_with_what_is_being_written(bench: Workbench, qtbot: QtBot) -> None:
    window = HighlightWindow(bench.kit, bench.highlights, EmlReader())
    window.show()
    QTest.keyClicks(window.fields.text, "My own")
    window.start(HighlightDraft("The best letter this year.", "November 2026", "Dana"))
    assert (window.fields.text.toPlainText(), window.fields.said_by.text()) == ("My own", "")
    window.save()
    qtbot.waitUntil(lambda: [h.text for h in bench.highlights.all()] == ["My own"])
