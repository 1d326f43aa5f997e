"""What import-linter's contracts (pyproject.toml) cannot say about the rooms, on the same import graph.

Both rules are "nothing but": adapters know nothing of the services but their ports, and the core
nothing but itself and the standard library. A contract could only list what is forbidden, and the
list would be wrong with the next module. The core's ban on reading the clock is about calls, not
imports: `datetime` is a value there, `datetime.now()` is not.
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import grimp
import pytest

import companion

SOURCE = Path(companion.__file__).parent
READS_THE_CLOCK = {"now", "today", "utcnow", "uuid1", "uuid4", "astimezone"}
# Called with a zone, astimezone is arithmetic; without one it reads the computer's zone.
ARITHMETIC_WITH_AN_ARGUMENT = {"astimezone"}


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("companion", include_external_packages=True, cache_dir=None)


def room(graph: grimp.ImportGraph, name: str) -> set[str]:
    """A room's modules, the room's own `__init__` among them."""
    package = f"companion.{name}"
    assert package in graph.modules, f"there is no room {package}"
    return {package, *graph.find_descendants(package)}


def imports(graph: grimp.ImportGraph, modules: set[str]) -> set[tuple[str, str]]:
    return {(one, other) for one in modules for other in graph.find_modules_directly_imported_by(one)}


def test_adapters_know_only_the_ports_of_the_services(graph: grimp.ImportGraph) -> None:
    beyond = {
        f"{adapter} imports {other}"
        for adapter, other in imports(graph, room(graph, "adapters"))
        if other.startswith("companion.services") and other != "companion.services.ports"
    }
    assert beyond == set()


def test_the_ports_know_only_the_core(graph: grimp.ImportGraph) -> None:
    ports = room(graph, "services.ports")
    beyond = {
        f"{port} imports {other}"
        for port, other in imports(graph, ports)
        if other.startswith("companion.") and other not in ports and not other.startswith("companion.core")
    }
    assert beyond == set()


def test_the_ports_have_one_door(graph: grimp.ImportGraph) -> None:
    door = "companion.services.ports"
    inside = graph.find_descendants(door)
    assert inside
    past_the_door = {
        f"{one} imports {other}" for one, other in imports(graph, graph.modules - inside - {door}) if other in inside
    }
    assert past_the_door == set()


def test_the_core_rests_on_the_standard_library_alone(graph: grimp.ImportGraph) -> None:
    beyond = {
        f"{module} imports {other}"
        for module, other in imports(graph, room(graph, "core"))
        if not other.startswith("companion.core") and other.partition(".")[0] not in sys.stdlib_module_names
    }
    assert beyond == set()


def clock_readings(source: str) -> list[str]:
    """The calls in a module's source that read the clock, the zone or chance, with their lines."""
    return [
        f"line {node.lineno}: {node.func.attr}()"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in READS_THE_CLOCK
        and not (node.func.attr in ARITHMETIC_WITH_AN_ARGUMENT and (node.args or node.keywords))
    ]


def test_the_core_never_reads_the_clock() -> None:
    modules = sorted((SOURCE / "core").rglob("*.py"))
    assert modules
    readings = {
        f"{path.relative_to(SOURCE)} {reading}"
        for path in modules
        for reading in clock_readings(path.read_text("utf-8"))
    }
    assert readings == set()


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("datetime.now(UTC)", ["line 1: now()"]),
        ("x = 1\ndate.today()", ["line 2: today()"]),
        ("moment.astimezone()", ["line 1: astimezone()"]),
        ("moment.astimezone(UTC)", []),
        ("now = given", []),
    ],
)
def test_clock_readings_are_found(source: str, found: list[str]) -> None:
    assert clock_readings(source) == found
