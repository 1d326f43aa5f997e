"""What was measured, beside what it may cost: the table that `make bench` prints and keeps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

HEAD = ("measure", "floor", "ours", "ratio", "allowed", "verdict")


@dataclass(frozen=True, slots=True)
class Result:
    """One line: the medians of the floor's runs and of ours. allowed: the largest ratio; None only reports."""

    name: str
    floor: float
    ours: float
    unit: str
    allowed: float | None
    digits: int = 1

    @property
    def ratio(self) -> float:
        return self.ours / self.floor

    @property
    def passed(self) -> bool:
        return self.allowed is None or self.ratio <= self.allowed

    @property
    def cells(self) -> tuple[str, ...]:
        allowed = "" if self.allowed is None else f"{self.allowed:g} ×"
        return (
            self.name,
            _number(self.floor, self.digits, self.unit),
            _number(self.ours, self.digits, self.unit),
            f"{self.ratio:.2f}",
            allowed,
            _verdict(allowed, passed=self.passed),
        )


@dataclass(frozen=True, slots=True)
class Excess:
    """One line where a ratio says nothing, since the floor is about zero: ours may exceed it by `allowed`."""

    name: str
    floor: float | None
    ours: float
    unit: str
    allowed: float | None

    @property
    def passed(self) -> bool:
        return self.allowed is None or self.ours - (self.floor or 0.0) <= self.allowed

    @property
    def cells(self) -> tuple[str, ...]:
        about = "floor + " if self.floor is not None else "at most "
        allowed = "" if self.allowed is None else f"{about}{_number(self.allowed, 0, self.unit)}"
        floor = "" if self.floor is None else _number(self.floor, 0, self.unit)
        return (
            self.name,
            floor,
            _number(self.ours, 0, self.unit),
            "",
            allowed,
            _verdict(allowed, passed=self.passed),
        )


Line = Result | Excess


def medians(runs: Sequence[dict[str, float]]) -> dict[str, float]:
    """The median of each measure over the runs."""
    return {name: median(run[name] for run in runs) for name in runs[0]}


def table(lines: Sequence[Line]) -> str:
    """For people at a terminal."""
    rows = [HEAD, *(line.cells for line in lines)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    rows.insert(1, tuple("-" * width for width in widths))
    return "\n".join("  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip() for row in rows)


def markdown(lines: Sequence[Line]) -> str:
    """For docs/performance.md."""
    rows: list[Sequence[str]] = [HEAD, ("---", *("---:",) * 3, "---", "---"), *(line.cells for line in lines)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def tell(measure: str, run: int, facts: dict[str, float], say: Callable[[str], None]) -> None:
    """One run, as it ends: a long silence looks like a hang."""
    say(f"{measure}, run {run}: " + ", ".join(f"{name} {value:.1f}" for name, value in facts.items()))


def _number(value: float, digits: int, unit: str) -> str:
    return f"{value:,.{digits}f} {unit}".rstrip()


def _verdict(allowed: str, *, passed: bool) -> str:
    if not allowed:
        return "reported"
    return "kept" if passed else "EXCEEDED"
