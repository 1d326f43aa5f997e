"""The loud set-up is loud: whatever tests/conftest.py and tests/qt/conftest.py forbid fails its test.

The inner tests run in a process of their own, under this project's own configuration.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

TESTS = Path(__file__).parent.parent
CONFIGURATION = tomllib.loads((TESTS.parent / "pyproject.toml").read_text("utf-8"))["tool"]["pytest"]

QUIET = """
def test_innocent() -> None:
    assert True
"""

LOUD = {
    "python warning": """
        import warnings
        def test_guilty():
            warnings.warn("old", DeprecationWarning)
    """,
    "unclosed file": """
        def test_guilty():
            open(__file__)
    """,
    "log record": """
        import logging
        def test_guilty():
            logging.getLogger("companion.x").warning("disk is slow")
    """,
    "log record without propagation to a handler of ours": """
        import logging
        def test_guilty(caplog):
            caplog.clear()
            logging.getLogger().error("disk is slow")
            caplog.clear()
    """,
    "announced log record that never comes": """
        import pytest
        @pytest.mark.expected_log("disk is slow")
        def test_guilty():
            pass
    """,
    "another log record than the announced one": """
        import logging
        import pytest
        @pytest.mark.expected_log("disk is slow")
        def test_guilty():
            logging.warning("disk is slow")
            logging.warning("disk is full")
    """,
    "thread": """
        import threading
        def test_guilty():
            stop = threading.Event()
            threading.Thread(target=stop.wait, args=(20,), daemon=True, name="left").start()
    """,
    "exception in a thread": """
        import threading
        def test_guilty():
            thread = threading.Thread(target=lambda: 1 / 0)
            thread.start()
            thread.join()
    """,
    "unknown marker": """
        import pytest
        @pytest.mark.slowish
        def test_guilty():
            pass
    """,
    "xfail that passes": """
        import pytest
        @pytest.mark.xfail
        def test_guilty():
            pass
    """,
}

ALLOWED = {
    "log record that was announced": """
        import logging
        import pytest
        @pytest.mark.expected_log(r"WARNING companion\\.x: disk is \\w+$")
        def test_allowed():
            logging.getLogger("companion.x").warning("disk is slow")
    """,
    "log record below a warning": """
        import logging
        def test_allowed():
            logging.getLogger("companion.x").info("started")
    """,
    "thread that ends": """
        import threading
        import time
        def test_allowed():
            threading.Thread(target=time.sleep, args=(0.05,)).start()
    """,
    "pool that is dropped": """
        from concurrent.futures import ThreadPoolExecutor
        def test_allowed():
            assert ThreadPoolExecutor(1).submit(int, "3").result() == 3
    """,
}

LOUD_QT = {
    "window": """
        from PySide6.QtWidgets import QWidget
        kept = []
        def test_guilty():
            kept.append(QWidget())
    """,
    "shown window": """
        from PySide6.QtWidgets import QLabel
        kept = []
        def test_guilty():
            label = QLabel("x")
            label.show()
            kept.append(label)
    """,
    "timer": """
        from PySide6.QtCore import QTimer
        kept = []
        def test_guilty():
            timer = QTimer()
            timer.start(50_000)
            kept.append(timer)
    """,
    "timer below an object": """
        from PySide6.QtCore import QObject, QTimer
        kept = []
        def test_guilty():
            owner = QObject()
            QTimer(owner).start(50_000)
            kept.append(owner)
    """,
    "qt warning": """
        from PySide6.QtCore import qWarning
        def test_guilty():
            qWarning("QObject::connect: no such signal")
    """,
    "exception in a slot": """
        from PySide6.QtCore import QObject, QTimer, Slot
        class Receiver(QObject):
            @Slot()
            def on_time(self):
                raise ValueError("in a slot")
        def test_guilty(qtbot):
            receiver = Receiver()
            QTimer.singleShot(0, receiver.on_time)
            qtbot.wait(20)
    """,
}

ALLOWED_QT = {
    "window that is given to qtbot": """
        from PySide6.QtWidgets import QLabel
        def test_allowed(qtbot):
            label = QLabel("x")
            qtbot.addWidget(label)
            label.show()
    """,
    "window that was told to go": """
        from PySide6.QtWidgets import QLabel
        kept = []
        def test_allowed(qapp):
            label = QLabel("x")
            kept.append(label)
            label.show()
            label.deleteLater()
    """,
    "timer that is stopped": """
        from PySide6.QtCore import QTimer
        kept = []
        def test_allowed(qapp):
            timer = QTimer()
            timer.start(50_000)
            timer.stop()
            kept.append(timer)
    """,
}


def run(pytester: pytest.Pytester, cases: dict[str, str], *, qt: bool) -> tuple[dict[str, str], str]:
    """Run each case as a file of its own, followed by an innocent one; tell how each of them ended."""
    options = {k: v for k, v in CONFIGURATION["ini_options"].items() if k not in {"testpaths", "pythonpath"}}
    lines = [f"{key} = {value!r}".replace("True", "true") for key, value in options.items()]
    pytester.makepyprojecttoml("[tool.pytest.ini_options]\n" + "\n".join(lines))
    pytester.makeconftest((TESTS / "conftest.py").read_text("utf-8"))
    inner = pytester.mkdir("qt" if qt else "unit")
    if qt:
        (inner / "conftest.py").write_text((TESTS / "qt" / "conftest.py").read_text("utf-8"), "utf-8")
    names: dict[str, str] = {}
    for number, (case, source) in enumerate(cases.items()):
        file = inner / f"test_{number:02}.py"
        dedented = "\n".join(line.removeprefix("        ") for line in source.splitlines())
        file.write_text(dedented + QUIET, "utf-8")
        names[file.name] = case
    result = pytester.runpytest_subprocess("-rA", "--continue-on-collection-errors", str(inner))
    ended = dict.fromkeys(cases, "passed")
    for line in result.outlines:
        for file_name, case in names.items():
            if line.startswith(("FAILED", "ERROR ")) and f"{file_name}" in line:
                assert "innocent" not in line, line
                ended[case] = "failed"
    assert sum(line.startswith("PASSED") for line in result.outlines) >= len(cases) - 1
    return ended, result.stdout.str()


@pytest.mark.parametrize(("cases", "qt"), [(LOUD, False), (LOUD_QT, True)], ids=["python", "qt"])
def test_what_is_left_or_said_unasked_fails_the_guilty_test(
    pytester: pytest.Pytester, cases: dict[str, str], qt: bool
) -> None:
    ended, output = run(pytester, cases, qt=qt)
    assert [case for case, end in ended.items() if end != "failed"] == [], output


@pytest.mark.parametrize(("cases", "qt"), [(ALLOWED, False), (ALLOWED_QT, True)], ids=["python", "qt"])
def test_what_is_tidy_or_announced_passes(pytester: pytest.Pytester, cases: dict[str, str], qt: bool) -> None:
    ended, output = run(pytester, cases, qt=qt)
    assert [case for case, end in ended.items() if end != "passed"] == [], output
