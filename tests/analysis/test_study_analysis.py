from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from sim.analysis.comparison import CONFIDENCE, compare
from sim.analysis.evaluation import analyse
from sim.analysis.groups import ALL, REACHABLE, groups_of
from sim.analysis.simultaneous import Differences
from sim.analysis.tally import Tally
from sim.analysis.verdict import verdict
from sim.experiment.runner import run
from sim.outcomes.responses import Columns, Response
from sim.outcomes.sums import sums_of
from sim.rules.columns import NAMES
from sim.rules.parameters import EMAIL, SMS
from sim.scenario.resolution import resolve
from tests.experiment.fake_engine import simulate
from tests.experiment.studies import QUEUEING, small

LESS = Response("less", "less", "each", ((1, "logins"),), None, 1.0, "lower")
MORE = Response("more", "more", "each", ((1, "logins"),), None, 1.0, "higher")
NEITHER = Response("neither", "neither", "each", ((1, "logins"),), None, 1.0, None)


TIMES = 10
"""Copies of each citizen: with four, too few would differ for an interval."""


def tables(**few: list[int]) -> dict[str, Columns]:
    designs = {name: values * TIMES for name, values in few.items()}
    return {
        name: {column: np.zeros(len(values), dtype=np.int64) for column in NAMES}
        | {"citizen": np.arange(len(values)), "logins": np.array(values, dtype=np.int64)}
        for name, values in designs.items()
    }


def judged(found: Mapping[str, Columns], response: Response, margin: float = 0.0) -> tuple[str, str, bool] | None:
    sample = Tally.of(small(), found).sample(ALL)
    family = Differences(sample, "a", [response]).family([("b", "a", response)], CONFIDENCE)
    one = verdict(sample, compare([sample], "a", [response]), response, family, margin)
    return None if one is None else (one.best, next(iter(one.behind)), one.settled)


def test_the_best_is_compared_with_the_runner_up_not_with_the_reference() -> None:
    found = tables(a=[9, 9, 8, 9], b=[3, 1, 2, 2], c=[4, 2, 3, 4])
    assert judged(found, LESS) == ("b", "c", True)
    assert judged(found, MORE) == ("a", "c", True)


def test_a_lead_within_chance_is_not_settled() -> None:
    assert judged(tables(a=[9, 1, 8, 2], b=[2, 8, 1, 8]), LESS) == ("b", "a", False)


def test_equal_designs_keep_their_order_and_are_not_settled() -> None:
    assert judged(tables(a=[3, 4], b=[3, 4]), LESS) == ("a", "b", False)


def test_no_verdict_without_two_levels_or_a_better_side() -> None:
    assert judged(tables(a=[1, 2]), LESS) is None
    assert judged(tables(a=[1, 2], b=[1, 3]), NEITHER) is None


@pytest.mark.parametrize(
    ("margin", "as_good", "unsettled"), [(1.1, (), ()), (1.2, (), ("c",)), (1.3, (), ("c",)), (1.4, ("c",), ())]
)
def test_a_lead_counts_where_it_is_larger_than_what_matters(
    margin: float, as_good: tuple[str, ...], unsettled: tuple[str, ...]
) -> None:
    # The lead of b over c is 1.25 with an interval from 1.11 to 1.39, Student's for forty citizens.
    sample = Tally.of(small(), tables(a=[9, 9, 8, 9], b=[3, 1, 2, 2], c=[4, 2, 3, 4])).sample(ALL)
    family = Differences(sample, "a", [LESS]).family([("b", "c", LESS)], CONFIDENCE)
    one = verdict(sample, compare([sample], "a", [LESS]), LESS, family, margin)
    assert one is not None
    assert (one.best, one.as_good, one.unsettled) == ("b", as_good, unsettled)


def test_groups_are_all_the_reachable_and_each_segment() -> None:
    scenario = small()
    columns = simulate(scenario, "opaque", 0, range(60))
    groups = groups_of(scenario)
    assert [group.name for group in groups] == [
        "all", "reachable", *(f"segment_{name}" for name in scenario.population.segments),
    ]  # fmt: skip
    cells = range(2 * len(scenario.population.segments))
    assert [sum(group.holds(cell) for group in groups[2:]) for cell in cells] == [1] * len(cells)
    assert all(groups[0].holds(cell) for cell in cells)
    tally = Tally.of(scenario, {"opaque": columns})
    assert sum(tally.sample(group).citizens for group in groups[2:]) == tally.sample(ALL).citizens == 60
    assert tally.sample(REACHABLE).citizens == np.count_nonzero(columns["reachable"] & 1 << EMAIL) < 60


@pytest.mark.parametrize(
    ("designs", "channels"),
    [(("opaque",), 1 << EMAIL), (("sms",), 1 << SMS), (("opaque", "sms"), 1 << EMAIL | 1 << SMS), (("paper",), 0)],
)
def test_reachable_are_those_whom_a_contact_of_any_compared_design_can_reach(
    designs: tuple[str, ...], channels: int
) -> None:
    scenario = small()
    tables = {design: simulate(scenario, design, 0, range(60)) for design in designs}
    reached = int(np.count_nonzero(tables[designs[0]]["reachable"] & channels))
    assert Tally.of(scenario, tables).sample(REACHABLE).citizens == reached
    sums = sums_of(tables, scenario)
    assert sums[:, 0, 1, 0].tolist() == [reached] * len(designs)
    assert sums[:, 0, 0, 0].tolist() == [60 - reached] * len(designs)


def test_the_unit_is_the_citizen_unless_citizens_meet() -> None:
    for scenario, unit in ((small(30), "citizen"), (resolve(QUEUEING).scenario, "replication")):
        found = analyse(scenario, Tally.of(scenario, run(scenario, engine=simulate).tables))
        assert found.unit == unit
        assert (
            {row.unit for row in found.contrasts} == {row.unit for row in found.verdicts[0].behind.values()} == {unit}
        )


def test_an_analysis_covers_every_group_design_and_response() -> None:
    study = run(small(60), engine=simulate)
    found = analyse(study.scenario, Tally.of(study.scenario, study.tables))
    assert len(found.contrasts) == len(found.groups) * 3 * len(found.responses)
    assert found.others == ("sender", "paper")
    assert [(one.group, one.response) for one in found.verdicts] == [
        ("all", "effort_minutes"), ("all", "missed_share"),
        ("reachable", "effort_minutes"), ("reachable", "missed_share"),
    ]  # fmt: skip
    assert found.contrast("all", "paper", "opened_within_21_days").level.value is None
    row = found.contrasts[17]
    assert found.contrast(row.group, row.design, row.response) is row
    with pytest.raises(KeyError):
        found.contrast("all", "paper", "no such response")
