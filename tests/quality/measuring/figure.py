"""A figure, what was measured, and the floor and the aim it has in `floors.tsv`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

At = TypeVar("At")
FLOORS = Path(__file__).parents[1] / "floors.tsv"
_AT_MOST = "<="


class MissingDataError(Exception):
    """What a figure needs is not at hand: <what is missing>, <how to give it>."""


@dataclass(frozen=True)
class Measured:
    """A value, what a constant answer gets, and what a reader must know beside it."""

    value: float
    constant: float | None = None
    note: str = ""


@dataclass(frozen=True)
class Figure(Generic[At]):
    """One line of the table; measuring it reads what it needs from what is at hand."""

    name: str
    measure: Callable[[At], Measured]


@dataclass(frozen=True)
class Goal:
    """What a figure must not fall below (or exceed), and where it is to come."""

    floor: float | None = None
    aim: float | None = None
    development: float | None = None
    at_most: bool = False

    def is_missed(self, value: float) -> bool:
        """Whether the floor is."""
        if self.floor is None:
            return False
        return value > self.floor if self.at_most else value < self.floor

    def cells(self) -> tuple[str, str]:
        """Floor and aim for people."""
        sign = _AT_MOST if self.at_most else ""
        floor, aim = ("" if bound is None else f"{sign}{bound:g}" for bound in (self.floor, self.aim))
        return floor, aim


def goals() -> dict[str, Goal]:
    """The goals by the name of their figure."""
    return dict(_goals(FLOORS.read_text(encoding="utf-8")))


def _goals(lines: str) -> Iterator[tuple[str, Goal]]:
    for line in lines.splitlines():
        if line.strip() and not line.startswith("#"):
            name, *cells = line.split("\t")
            bounds = [float(cell.removeprefix(_AT_MOST)) if cell else None for cell in cells]
            yield name, Goal(*bounds, at_most=any(cell.startswith(_AT_MOST) for cell in cells))
