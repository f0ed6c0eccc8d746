"""Factors: the uncertain parameters of a scenario, each with the range in which it may lie.

A number is a factor if it is a claim about the world, has a range wider than a point, and influences the simulation.
A number that a file writes once and uses at several paths, by a YAML alias, is one factor. It is recognised by equal
first and last keys, value, range, grade, sources and note. Of shares that add up to 1 the largest is not a factor,
because it takes the remainder that the others leave.
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
"""The smallest ratio between the ends of a range that is sampled on a logarithmic scale."""


@dataclass(frozen=True, slots=True)
class Factor:
    """One uncertain parameter, in its base unit: seconds, cents, times per year, a share, or a plain number."""

    name: str
    """Its path. For several paths: their common steps, with a star for each step in which they differ; or the first
    path and the number of the others, if such a pattern would match other numbers as well."""
    paths: tuple[str, ...]
    value: float
    low: float
    high: float
    """The range, both ends included."""
    whole: bool
    """True if it is a whole number, as seconds and cents are."""
    grade: Grade | None
    sources: tuple[str, ...]
    note: str | None
    dimension: Dimension
    choices: tuple[str, ...] = ()
    """The choices of a structural alternative, the first being the scenario as stated; its value is a place in them."""

    @property
    def scale(self) -> Scale:
        """The scale on which the range is sampled evenly.

        It is logarithmic if the ends differ by a factor of `WIDE` or more and the value lies nearer to the middle on
        the logarithmic scale. Shares are always sampled linearly.
        """
        if self.dimension.name == "share" or self.low <= 0.0 or self.high < WIDE * self.low:
            return "linear"
        between = math.log(self.value / self.low) / math.log(self.high / self.low)
        linear = (self.value - self.low) / (self.high - self.low)
        return "logarithmic" if abs(between - 0.5) < abs(linear - 0.5) else "linear"

    def at(self, place: float) -> float:
        """The number at a relative place in the range, from 0 to 1; rounded where it must be whole.

        For an alternative, equal parts of the places lead to each choice.
        """
        if self.choices:
            # Place 1 is included, and would be one choice too many.
            return float(min(int(place * len(self.choices)), len(self.choices) - 1))
        if self.scale == "logarithmic":
            value = self.low * math.exp(place * math.log(self.high / self.low))
        else:
            value = self.low + place * (self.high - self.low)
        # exp and log may leave the range by a rounding error.
        value = min(max(value, self.low), self.high)
        return float(round(value)) if self.whole else value

    def place(self, value: float) -> float:
        """The relative place of a number in the range, from 0 to 1; a choice lies in the middle of its part."""
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
        """True if another scenario states the same number: with equal value and evidence, and at a common path.

        A different number at an equal path is another factor: that scenario states it for itself.
        """
        return self.is_stated_like(other) and not set(self.paths).isdisjoint(other.paths)

    def is_stated_like(self, other: Factor) -> bool:
        """True if another number has the same value, range, grade, sources and unit."""
        alike = ("value", "low", "high", "grade", "sources", "dimension")
        return all(getattr(self, each) == getattr(other, each) for each in alike)

    def is_pattern_of(self, other: Factor) -> bool:
        """True if the name of this factor, as a pattern, matches all paths of another one."""
        pattern = tuple(self.name.split("."))
        return all(follows(tuple(path.split(".")), pattern) for path in other.paths)

    @property
    def label(self) -> str:
        """The name without uninformative steps: distribution families, the population, the sender of a message type."""
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
"""The choice of an alternative in which none of its partial scenarios holds."""


def alternative(name: str, partials: Sequence[object]) -> Factor:
    """The factor of a structural alternative."""
    others = (name,) if len(partials) == 1 else tuple(f"{name} {place}" for place in range(1, 1 + len(partials)))
    last = float(len(partials))
    path = path_of(name)
    return Factor(path, (path,), 0.0, 0.0, last, True, "assumed", (), None, NUMBER, (STATED, *others))


def is_uncertain(known: Known[int] | Known[float]) -> bool:
    """True if a number has a range wider than a point."""
    return known.low is not None and known.high is not None and known.low < known.high


def factor(paths: list[tuple[str, ...]], known: Known[int] | Known[float], every: Sequence[tuple[str, ...]]) -> Factor:
    """The factor of a number that occurs at `paths`; `every` lists the paths of all numbers of the scenario."""
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
    """The common name of some paths; `every` lists the paths of all numbers, so that a pattern matches no others."""
    first = ".".join(paths[0])
    if len(paths) == 1:
        return first
    if len({len(steps) for steps in paths}) == 1:
        pattern = tuple(steps[0] if len(set(steps)) == 1 else STAR for steps in zip(*paths, strict=True))
        # A pattern that matches other numbers as well would name more than this factor.
        if sum(follows(steps, pattern) for steps in every) == len(paths):
            return ".".join(pattern)
    return f"{first} +{len(paths) - 1}"


def remainders(scenario: Scenario) -> Iterator[str]:
    """The paths of those shares that take the remainder to 1."""
    for steps, value in visit(scenario, lambda _, item: not isinstance(item, Known | Categories)):
        if isinstance(value, Categories):
            tables = {"": value.everyone} if value.by_segment is None else value.by_segment
            for segment, shares in tables.items():
                yield ".".join((*steps, *(("by_segment", segment) if segment else ()), remainder(shares or {})))


def remainder(shares: Mapping[str, Known[float]]) -> str:
    """The category that takes the remainder to 1: the largest, and of equal ones the first."""
    # The largest has the most room to give before nothing is left of it.
    return max(shares, key=lambda name: shares[name].value, default="")


def chosen_factors(factors: Iterable[Factor], names: Iterable[str]) -> tuple[Factor, ...]:
    """The factors with these names, paths or beginnings of them, in their own order.

    Raises `UsageError` with the nearest name for a name that fits no factor.
    """
    known, wanted = tuple(factors), tuple(names)
    for name in wanted:
        if not any(is_called(each, name) for each in known):
            paths = [path for each in known for path in (each.name, *each.paths)]
            require_known(name, paths, "No number that is called {} has a range to be varied in", present="")
    return tuple(each for each in known if any(is_called(each, name) for name in wanted))


def is_called(one: Factor, name: str) -> bool:
    """True if a name is the name, label or a path of a factor, or the beginning of one up to a dot."""
    return any(each == name or each.startswith(f"{name}.") for each in (one.name, one.label, *one.paths))
