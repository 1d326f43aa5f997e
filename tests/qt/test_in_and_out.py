"""What the list asks of the windows of import and export, and one of these of another."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QRadioButton
from pytestqt.qtbot import QtBot

from companion.app.backend import open_backend
from companion.app.household import make_kit
from companion.app.profile import find
from companion.app.trace import NoTrace
from companion.app.windows import Windows
from companion.desktop.icons import Icons
from companion.desktop.tasks import Tasks
from companion.desktop.theme import Theme
from companion.services.applications import ApplicationDraft
from companion.services.resources import resource_path
from companion.ui.applications import ApplicationsWindow
from companion.ui.exporting import BringBackWindow, ExportWindow
from companion.ui.importing import ImportWindow


@pytest.fixture
def windows(qapp: QApplication, tmp_path: Path) -> Generator[Windows]:
    assert qapp is QApplication.instance()
    theme, tasks = Theme(), Tasks()
    with open_backend(find(str(tmp_path / "profile")), NoTrace()) as backend:
        backend.applications.add(ApplicationDraft("Acme"))
        made = Windows(make_kit(backend, tasks, theme, Icons(resource_path("icons"), theme)), backend)
        yield made
        made.close_all()
        tasks.close()


def list_window(windows: Windows) -> ApplicationsWindow:
    windows.open("applications")
    window = windows.window("applications")
    assert isinstance(window, ApplicationsWindow)
    return window


def exports() -> list[ExportWindow]:
    return [window for window in QApplication.topLevelWidgets() if isinstance(window, ExportWindow)]


def test_a_file_that_is_dropped_on_the_list_is_looked_at(windows: Windows, tmp_path: Path, qtbot: QtBot) -> None:
    table = tmp_path / "jobs.csv"
    table.write_text("Company,Role\nBolt,Baker\n", encoding="utf-8")
    list_window(windows).import_asked.emit(table)
    window = windows.window("importing")
    assert isinstance(window, ImportWindow)
    qtbot.waitUntil(lambda: window.tabs.count() > 0)
    assert window.tabs.tabText(0) == "New (1)"


def test_an_export_of_everything_opens_its_own_window(windows: Windows, tmp_path: Path, qtbot: QtBot) -> None:
    everything = tmp_path / "everything.json"
    everything.write_text('{"companion": [{}]}', encoding="utf-8")
    list_window(windows).import_asked.emit(everything)
    qtbot.waitUntil(lambda: windows.is_open(f"bring-back:{everything}"))
    window = windows.window(f"bring-back:{everything}")
    assert isinstance(window, BringBackWindow)
    qtbot.waitUntil(window.stop_button.isHidden)


def test_each_choice_has_an_export_of_its_own(windows: Windows) -> None:
    window = list_window(windows)
    for keys, typed in (((), ""), ((), "acme"), (("a1", "a2"), ""), ((), "acme")):
        window.export_asked.emit(keys, typed)
    assert len(exports()) == 3
    chosen = {button.text() for each in exports() for button in each.findChildren(QRadioButton) if button.isChecked()}
    assert chosen == {"&All applications", "What is &found now", "The 2 applications that you chose"}
