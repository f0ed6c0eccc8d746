"""Factors: the numbers of a scenario that are not known exactly, each with the range in which it may lie.

A number is a factor if it has a range that is wider than a point, says something of the world, and moves what is
simulated. One number that a file writes once and uses at several paths, by a YAML alias, is one factor: its paths have
the same first and last key, value, range, grade, sources and note. Of shares that add up to 1 the largest is no factor,
for it takes what the others leave.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from sim.scenario.alternatives import path_of
from sim.scenario.distributions import Grade, Known
from sim.scenario.evidence import CHOSEN, numbers
from sim.scenario.families import FAMILIES
from sim.scenario.paths import STAR, follows, visit
from sim.scenario.quantities import Categories
from sim.scenario.schema import Scenario
from sim.scenario.suggestions import require_known
from sim.scenario.units import NUMBER, Dimension
from sim.scenario.writing import inline

Scale: TypeAlias = Literal["linear", "logarithmic"]

UNVARIED: Final = (*CHOSEN, "compare", "headline", "trial")
"""The keys below which no number is a factor: choices of the study, and published numbers that nothing depends on."""
WIDE: Final = 10.0
"""How many times the ends of a range are apart that is covered on a logarithmic scale."""


@dataclass(frozen=True, slots=True)
class Factor:
    """One number that is not known exactly, in its base unit: a second, a cent, a time a year, a share, or none."""

    name: str
    """Its path. Where it has several: their common steps, with a star for each step in which they differ, or the first
    and how many more there are, if the stars would take in other numbers."""
    paths: tuple[str, ...]
    value: float
    low: float
    high: float
    """The range, both ends included."""
    whole: bool
    """Whether it is a whole number, as seconds and cents are."""
    grade: Grade | None
    sources: tuple[str, ...]
    note: str | None
    dimension: Dimension
    choices: tuple[str, ...] = ()
    """Of an alternative: what it can be, the first as the scenario states it. Its value is the place of one."""

    @property
    def scale(self) -> Scale:
        """How the range is covered evenly: by factors where it is wide and the value nearer to the middle that way.

        Shares are always covered linearly.
        """
        if self.dimension.name == "share" or self.low <= 0.0 or self.high < WIDE * self.low:
            return "linear"
        between = math.log(self.value / self.low) / math.log(self.high / self.low)
        linear = (self.value - self.low) / (self.high - self.low)
        return "logarithmic" if abs(between - 0.5) < abs(linear - 0.5) else "linear"

    def at(self, place: float) -> float:
        """The number at a place in the range from 0 to 1; whole where it must be. All choices are equally likely."""
        if self.choices:
            return float(min(int(place * len(self.choices)), len(self.choices) - 1))
        if self.scale == "logarithmic":
            value = self.low * math.exp(place * math.log(self.high / self.low))
        else:
            value = self.low + place * (self.high - self.low)
        value = min(max(value, self.low), self.high)
        return float(round(value)) if self.whole else value

    def place(self, value: float) -> float:
        """Where a number lies in the range, from 0 to 1; a choice in the middle of its part."""
        if self.choices:
            return (value + 0.5) / len(self.choices)
        if self.scale == "logarithmic":
            return math.log(value / self.low) / math.log(self.high / self.low)
        return (value - self.low) / (self.high - self.low)

    def text(self, value: float) -> str:
        """A number as a scenario writes it, exactly; a choice by its name."""
        if self.choices:
            return self.choices[int(value)]
        return inline(self.dimension.write(int(value) if self.whole else value))

    def is_same(self, other: Factor) -> bool:
        """Whether another scenario states the same number: alike, and at a common path.

        A number that a scenario states for itself is another one, even where its path is spelled alike.
        """
        return self.is_stated_like(other) and not set(self.paths).isdisjoint(other.paths)

    def is_stated_like(self, other: Factor) -> bool:
        """Whether another number has the same value, range, grade, sources and unit."""
        alike = ("value", "low", "high", "grade", "sources", "dimension")
        return all(getattr(self, each) == getattr(other, each) for each in alike)

    def is_pattern_of(self, other: Factor) -> bool:
        """Whether all paths of another number follow the name of this one."""
        pattern = tuple(self.name.split("."))
        return all(follows(tuple(path.split(".")), pattern) for path in other.paths)

    @property
    def label(self) -> str:
        """The name without the steps that say little: kinds of distribution, whose it is, of which sender a type is."""
        _, colon, path = self.name.rpartition(":")
        steps = [step for step in path.split(".") if step not in FAMILIES]
        if steps[0] == "senders" and "message_types" in steps:
            steps = steps[steps.index("message_types") + 1 :]
        said = steps[1:] if steps[0] in {STAR, "population"} and len(steps) > 1 else steps
        return f"{self.name.split(':')[0]}:{'.'.join(said)}" if colon else ".".join(said)


def factors_of(scenario: Scenario) -> tuple[Factor, ...]:
    """Every factor of a scenario, in the order of the document."""
    rests = set(remainders(scenario))
    found: dict[tuple[object, ...], list[tuple[tuple[str, ...], Known[int] | Known[float]]]] = {}
    every = list(numbers(scenario))
    for steps, known in every:
        if steps[0] not in UNVARIED and ".".join(steps) not in rests and is_uncertain(known):
            said = known.value, known.low, known.high, known.grade, known.source, known.note, known.dimension.name
            found.setdefault((steps[0], steps[-1], *said), []).append((steps, known))
    paths = [steps for steps, _ in every]
    numeric = (factor([steps for steps, _ in alike], alike[0][1], paths) for alike in found.values())
    return (*numeric, *map(alternative, scenario.alternatives, scenario.alternatives.values()))


STATED: Final = "as stated"
"""What a scenario is where none of an alternative's partial scenarios holds."""


def alternative(name: str, partials: Sequence[object]) -> Factor:
    """The factor of a structural alternative."""
    others = (name,) if len(partials) == 1 else tuple(f"{name} {place}" for place in range(1, 1 + len(partials)))
    last = float(len(partials))
    path = path_of(name)
    return Factor(path, (path,), 0.0, 0.0, last, True, "assumed", (), None, NUMBER, (STATED, *others))


def is_uncertain(known: Known[int] | Known[float]) -> bool:
    """Whether a number has a range that is wider than a point."""
    return known.low is not None and known.high is not None and known.low < known.high


def factor(paths: list[tuple[str, ...]], known: Known[int] | Known[float], every: Sequence[tuple[str, ...]]) -> Factor:
    """The factor of a number that stands at some paths, of `every` path at which a number stands."""
    assert known.low is not None and known.high is not None  # noqa: S101, PT018  (it is uncertain)
    return Factor(
        named(paths, every),
        tuple(".".join(steps) for steps in paths),
        float(known.value),
        float(known.low),
        float(known.high),
        known.dimension.name in {"span", "money"},
        known.grade,
        known.source,
        known.note,
        known.dimension,
    )


def named(paths: list[tuple[str, ...]], every: Sequence[tuple[str, ...]]) -> str:
    """What some paths are called together, of `every` path at which a number stands."""
    first = ".".join(paths[0])
    if len(paths) == 1:
        return first
    if len({len(steps) for steps in paths}) == 1:
        pattern = tuple(steps[0] if len(set(steps)) == 1 else STAR for steps in zip(*paths, strict=True))
        if sum(follows(steps, pattern) for steps in every) == len(paths):
            return ".".join(pattern)
    return f"{first} +{len(paths) - 1}"


def remainders(scenario: Scenario) -> Iterator[str]:
    """The paths of those shares that take what is left of 1."""
    for steps, value in visit(scenario, lambda _, item: not isinstance(item, Known | Categories)):
        if isinstance(value, Categories):
            tables = {"": value.everyone} if value.by_segment is None else value.by_segment
            for segment, shares in tables.items():
                yield ".".join((*steps, *(("by_segment", segment) if segment else ()), remainder(shares or {})))


def remainder(shares: Mapping[str, Known[float]]) -> str:
    """The category that takes what is left of 1: the largest, and of equal ones the first."""
    return max(shares, key=lambda name: shares[name].value, default="")


def chosen_factors(factors: Iterable[Factor], names: Iterable[str]) -> tuple[Factor, ...]:
    """The factors with these names, paths or beginnings of them, in their own order.

    Raises `UsageError` with the nearest name for what is none.
    """
    known, wanted = tuple(factors), tuple(names)
    for name in wanted:
        if not any(is_called(each, name) for each in known):
            paths = [path for each in known for path in (each.name, *each.paths)]
            require_known(name, paths, "No number that is called {} has a range to be varied in", present="")
    return tuple(each for each in known if any(is_called(each, name) for name in wanted))


def is_called(one: Factor, name: str) -> bool:
    """Whether a name is that of a factor, one of its paths, or a step that some of them go through."""
    return any(each == name or each.startswith(f"{name}.") for each in (one.name, one.label, *one.paths))
