"""Intervals hold as often as they say: hundreds of studies of citizens that no other study has, against the truth.

The truth is taken from all citizens of all studies together: its own error is that of one study over the root of their
number. Each test has its level in its own words. Differences that few citizens make are in `test_few_differing.py`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pytest

from sim.analysis.comparison import CONFIDENCE, contrast
from sim.analysis.groups import ALL
from sim.analysis.sample import Sample
from sim.analysis.simultaneous import Differences
from sim.analysis.student_t import half_width
from sim.analysis.tally import Tally
from sim.outcomes.responses import Columns, Response, responses_of
from sim.outcomes.simulation import simulate_compiled
from sim.rules.columns import NAMES
from sim.scenario.resolution import resolve
from sim.scenario.schema import Scenario
from tests.experiment.studies import QUEUEING, SHIPPED

pytestmark = [pytest.mark.theory, pytest.mark.long]

STUDIES: Final = 400
HISTORIES: Final = 250
"""Studies of citizens who meet in a queue, which take longer to simulate. The bound is still above the 89 % in which
intervals of six replications would hold with the quantile of the normal distribution."""
CITIZENS: Final = 400
"""Of each study: enough that the ratio of two sums is near normal."""
REPLICATIONS: Final = 6
NEIGHBOURS: Final = 40
"""Citizens of each replication who share a queue."""
MEAN, SHARE = "effort_minutes", "missed_share"
NEW, OLD = "paper", "opaque"
"""Two designs that differ for nearly everyone: coverage is to be that of the method, not of a rare event."""


@dataclass(frozen=True, slots=True)
class Experiment:
    """Many independent studies of a scenario, and all of them together."""

    scenario: Scenario
    studies: tuple[Sample, ...]
    whole: Sample

    def response(self, name: str) -> Response:
        return responses_of(self.scenario)[name]

    @property
    def allowed(self) -> float:
        """How far the share of intervals that hold may be off by chance, once in a thousand."""
        return 3.3 * math.sqrt(CONFIDENCE * (1.0 - CONFIDENCE) / len(self.studies))

    def truth(self, name: str) -> float:
        found = contrast(self.whole, NEW, OLD, self.response(name)).difference
        assert found is not None
        assert found.value is not None
        return found.value


def chosen(columns: Columns, rows: slice) -> Columns:
    return {name: columns[name][rows] for name in NAMES}


def of_citizens() -> Experiment:
    """Studies whose citizens are independent."""
    size = STUDIES * CITIZENS
    scenario = resolve(SHIPPED, settings=(f"population.size={size}", f"compare.designs=[{OLD}, {NEW}]")).scenario
    tables = {design: simulate_compiled(scenario, design, 0, range(size)) for design in (OLD, NEW)}
    spans = [slice(first, first + CITIZENS) for first in range(0, size, CITIZENS)]
    return experiment(scenario, [{design: chosen(tables[design], span) for design in tables} for span in spans])


def of_replications() -> Experiment:
    """Studies whose citizens meet in a queue, so that only replications are independent."""
    settings = (f"population.size={NEIGHBOURS}", f"compare.designs=[{OLD}, {NEW}]", f"compare.reference={OLD}")
    scenario = resolve(QUEUEING, settings=settings).scenario.with_({"replications": HISTORIES * REPLICATIONS})
    return experiment(scenario, list(histories(scenario)))


def histories(scenario: Scenario) -> Iterator[Mapping[str, Columns]]:
    """The tables of study after study."""
    for first in range(0, HISTORIES * REPLICATIONS, REPLICATIONS):
        tables = {}
        for design in (OLD, NEW):
            parts = [
                simulate_compiled(scenario, design, replication, range(NEIGHBOURS))
                for replication in range(first, first + REPLICATIONS)
            ]
            tables[design] = {name: np.concatenate([part[name] for part in parts]) for name in NAMES}
        yield tables


def experiment(scenario: Scenario, tables: Sequence[Mapping[str, Columns]]) -> Experiment:
    tallies = [Tally.of(scenario, each) for each in tables]
    whole = Tally(scenario, (OLD, NEW))
    for each in tallies:
        whole.merge(each)
    return Experiment(scenario, tuple(each.sample(ALL) for each in tallies), whole.sample(ALL))


def covered(found: Experiment, name: str) -> float:
    """The share of studies whose interval of a paired difference holds the truth."""
    truth, response, held = found.truth(name), found.response(name), 0
    for study in found.studies:
        difference = contrast(study, NEW, OLD, response).difference
        assert difference is not None
        assert difference.low is not None
        assert difference.high is not None
        held += difference.low <= truth <= difference.high
    return held / len(found.studies)


def covered_without_pairing(found: Experiment, name: str) -> float:
    """The share of studies whose interval would hold the truth if the designs had other citizens."""
    truth, response, held = found.truth(name), found.response(name), 0
    for study in found.studies:
        one, other = study.ratio(NEW, response), study.ratio(OLD, response)
        assert one.value is not None
        assert other.value is not None
        error = math.sqrt((one.variance or 0) + (other.variance or 0)) * response.scale
        reach = half_width(CITIZENS - 1, CONFIDENCE) * error
        held += abs(float(one.value - other.value) * response.scale - truth) <= reach
    return held / len(found.studies)


def covered_together(found: Experiment, names: Sequence[str]) -> tuple[float, float]:
    """The share of studies in which all intervals hold: those of a family, and those of each response by itself."""
    responses, truths = [found.response(name) for name in names], [found.truth(name) for name in names]
    together, apart = 0, 0
    for study in found.studies:
        family = Differences(study, OLD, responses).family([(NEW, OLD, one) for one in responses], CONFIDENCE)
        rows = [contrast(study, NEW, OLD, one).difference for one in responses]
        alone = half_width(CITIZENS - 1, CONFIDENCE)
        errors = [
            abs((row.value or 0.0) - truth) / (row.half_width or 1.0) * alone
            for row, truth in zip(rows, truths, strict=True)
            if row is not None
        ]
        together += max(errors) <= family.standard_errors(CITIZENS - 1)
        apart += max(errors) <= alone
    return together / len(found.studies), apart / len(found.studies)


def test_intervals_of_citizens_hold_as_often_as_they_say() -> None:
    """A mean and a ratio; without the pairing they would hold too often, and five read at once too seldom."""
    found = of_citizens()
    for name in (MEAN, SHARE):
        assert covered(found, name) == pytest.approx(CONFIDENCE, abs=found.allowed)
    assert covered_without_pairing(found, MEAN) > CONFIDENCE + found.allowed
    names = ("effort_minutes", "logins", "read_share", "missed_share", "contact_inflation")
    together, apart = covered_together(found, names)
    assert together == pytest.approx(CONFIDENCE, abs=found.allowed)
    assert apart < CONFIDENCE - 2 * found.allowed


def test_intervals_of_replications_with_a_shared_queue_hold_as_often_as_they_say() -> None:
    found = of_replications()
    for name in (MEAN, SHARE):
        assert covered(found, name) == pytest.approx(CONFIDENCE, abs=found.allowed)
