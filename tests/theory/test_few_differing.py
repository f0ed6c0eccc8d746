"""Intervals of differences that few citizens make hold all at once, at 1,000 and at 4,000 citizens.

Sender and nature in a notification change the year of few: most of the difference between such designs is made by some
citizens in a thousand. One large population is simulated once, and every study is a simple random sample of it without
replacement, drawn independently of the others; so the number of studies that hold is binomial, given the population,
whose own differences are the truth. A sample of n of N citizens is off by sqrt(1 - n / N) of what one without end would
be, and its error is divided by that before it is compared with the interval.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import Final

import numpy as np
import pytest
from scipy import stats

from sim.analysis.comparison import CONFIDENCE, Contrast, contrast
from sim.analysis.groups import ALL
from sim.analysis.sample import Sample
from sim.analysis.simultaneous import Difference, Differences
from sim.analysis.student_t import half_width
from sim.analysis.tally import Tally
from sim.outcomes.responses import JUDGED, Columns, Counts, responses_of
from sim.outcomes.simulation import simulate_compiled
from sim.scenario.resolution import resolve
from sim.scenario.schema import Scenario
from tests.experiment.fake_engine import uniforms
from tests.experiment.studies import SHIPPED

pytestmark = [pytest.mark.theory, pytest.mark.long]

POPULATION: Final = 100_000
STUDIES: Final = 300
DESIGNS: Final = ("opaque", "sender", "wmebv")
LEVEL: Final = 0.001
"""The probability that a test fails although intervals hold in 95 % of studies: exact binomial, one-sided."""
LEAST: Final = int(stats.binom.ppf(LEVEL, STUDIES, CONFIDENCE))
"""Studies in which all intervals must hold: 272 of 300, that is 95 % less an allowance of 4.3 points."""


@dataclass(frozen=True, slots=True)
class Population:
    """Citizens under every design, and the differences over all of them."""

    scenario: Scenario
    tables: Mapping[str, Columns]
    truths: dict[Difference, float]


@dataclass(frozen=True, slots=True)
class Miss:
    """How far a study is off in one difference, and how far its interval may reach, both in standard errors."""

    errors: float
    allowed: float
    without: float
    """How far it would reach with one degree of freedom less than there are citizens."""
    refused: bool


@cache
def population() -> Population:
    settings = (f"population.size={POPULATION}", f"compare.designs=[{', '.join(DESIGNS)}]")
    scenario = resolve(SHIPPED, settings=settings).scenario
    tables = {design: simulate_compiled(scenario, design, 0, range(POPULATION)) for design in DESIGNS}
    whole = Tally.of(scenario, tables)
    tables = {design: {name: tables[design][name] for name in needed(whole)} for design in DESIGNS}
    sample, responses = whole.sample(ALL), responses_of(scenario)
    differences = [(one, other, responses[name]) for one, other in combinations(DESIGNS, 2) for name in JUDGED]
    return Population(scenario, tables, {each: value_of(contrast_of(sample, each)) for each in differences})


def needed(tally: Tally) -> tuple[str, ...]:
    return tuple(dict.fromkeys(("replication", "citizen", "segment", "reachable", *tally.layout.columns)))


def contrast_of(sample: Sample, difference: Difference) -> Contrast:
    design, other, response = difference
    return contrast(sample, design, other, response)


def value_of(row: Contrast) -> float:
    assert row.difference is not None
    assert row.difference.value is not None
    return row.difference.value


def study(size: int, number: int) -> Sample:
    """A simple random sample of the population."""
    luck = uniforms(size, number, np.arange(POPULATION, dtype=np.int64))
    rows: Counts = np.sort(np.argpartition(luck, size)[:size])
    people = population()
    tables = {
        design: {name: values[rows] for name, values in columns.items()} for design, columns in people.tables.items()
    }
    return Tally.of(people.scenario, tables).sample(ALL)


def of_study(sample: Sample, size: int) -> Iterator[Miss]:
    people = population()
    responses = [responses_of(people.scenario)[name] for name in JUDGED]
    family = Differences(sample, DESIGNS[0], responses).family(list(people.truths), CONFIDENCE)
    for difference, truth in people.truths.items():
        row = contrast_of(sample, difference)
        if row.error is not None:
            off = abs(value_of(row) - truth) / math.sqrt(1.0 - size / POPULATION) / row.error
            allowed = math.inf if row.freedom is None else half_width(row.freedom, family.single)
            yield Miss(off, allowed, half_width(size - 1, family.single), row.freedom is None)


@pytest.mark.parametrize(("size", "most_refused"), [(1_000, 0.45), (4_000, 0.15)])
def test_all_intervals_hold_at_once_as_often_as_they_say(size: int, most_refused: float) -> None:
    """Without refusing most; with one degree of freedom less than citizens fewer would hold."""
    found = [tuple(of_study(study(size, number), size)) for number in range(STUDIES)]
    held = sum(all(one.errors <= one.allowed for one in misses) for misses in found)
    assert held >= LEAST
    refused = [one.refused for misses in found for one in misses]
    assert sum(refused) / len(refused) < most_refused
    assert sum(all(one.errors <= one.without for one in misses) for misses in found) < held


def test_the_bound_is_that_of_its_level() -> None:
    assert LEAST == 272
    assert stats.binom.cdf(LEAST - 1, STUDIES, CONFIDENCE) < LEVEL <= stats.binom.cdf(LEAST, STUDIES, CONFIDENCE)
