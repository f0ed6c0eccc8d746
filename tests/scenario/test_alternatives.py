"""Structural alternatives: merged like overrides, drawn like numbers, and stronger than what is drawn."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.exploration.points import spread_points
from sim.analysis.exploration.space import Space, space_of
from sim.experiment.identity import world_text
from sim.experiment.plan import Batch, planned_at_batches
from sim.scenario.alternatives import with_partial
from sim.scenario.factors import STATED, factors_of
from sim.scenario.placement import placed
from sim.scenario.resolution import from_resolved, resolve, with_settings
from sim.scenario.schema import Scenario
from sim.scenario.usage import may_move
from sim.scenario.writing import dump
from tests.shipped import SCENARIOS

pytestmark = pytest.mark.long

ALONE, ENVELOPES, NO_REMINDER, FILED = (
    f"alternatives.{name}"
    for name in ("means-drawn-for-each-bill", "plain-envelopes", "no-free-reminder", "mail-filed-by-rules")
)


def later() -> Scenario:
    """A shipped study in which free reminders are sent."""
    return resolve(SCENARIOS / "mijnoverheid-2020.yaml").scenario


def test_a_partial_scenario_changes_what_it_states_and_nothing_else() -> None:
    scenario = later()
    for path, place, settings in (
        (ALONE, 1.0, ["acting.inability_lasts=0 days"]),
        (ENVELOPES, 2.0, ["appraisal.envelope=[]"]),
        (NO_REMINDER, 1.0, [f"collections.municipal-{year}.free_reminders=false" for year in (2017, 2022)]),
    ):
        changed = placed(scenario, [(path,)], [place])
        assert world_text(changed) == world_text(with_settings(scenario, settings)) != world_text(scenario)
    assert dump(placed(scenario, [(ALONE,), (ENVELOPES,)], [0.0, 0.0])) == dump(scenario)


def test_several_hold_at_once_and_what_they_state_is_not_varied() -> None:
    scenario = later()
    paths = [(ALONE,), (ENVELOPES,), ("acting.inability_lasts",), ("acting.pays_on_reminder",)]
    found = placed(scenario, paths, [1.0, 1.0, 86_400.0, 0.7])
    assert found.acting.inability_lasts.value == 0
    assert found.appraisal.envelope == ("sender",)
    assert found.acting.pays_on_reminder.value == 0.7
    assert placed(scenario, paths, [0.0, 0.0, 86_400.0, 0.7]).acting.inability_lasts.value == 86_400


def test_every_partial_scenario_that_is_shipped_can_be_merged() -> None:
    for study in sorted(SCENARIOS.glob("*.yaml")):
        scenario = resolve(study).scenario
        for partials in scenario.alternatives.values():
            for partial in partials:
                assert dump(with_partial(scenario, partial)) != dump(scenario)
        assert from_resolved(dump(scenario)) == scenario


def structures() -> Space:
    """The alternatives of a study."""
    space = space_of({"study": later()})
    return space.only([factor for factor in space.factors if factor.choices])


def test_alternatives_are_drawn_alike_often_and_named_by_what_they_are() -> None:
    space = structures()
    values = space.values(spread_points(6 * 64, len(space.factors), 1))
    for column, factor in enumerate(space.factors):
        counts = np.bincount(values[:, column].astype(int), minlength=len(factor.choices))
        assert counts == pytest.approx(len(values) / len(factor.choices), rel=0.05)  # Latin hypercubes of 64 points
        assert factor.text(0) == STATED
        assert all(factor.at(factor.place(place)) == place for place in range(len(factor.choices)))
    assert space.stated().tolist() == [0.5 / len(factor.choices) for factor in space.factors]
    assert {len(factor.choices) for factor in space.factors} == {2, 3}
    assert not [factor for factor in space_of({"study": later()}, structures=False).factors if factor.choices]


def test_what_stands_behind_an_alternative_is_part_of_the_key_of_its_sums() -> None:
    scenario = later()
    other = scenario.model_copy(
        update={"alternatives": scenario.alternatives | {"no-free-reminder": ({"acting": {"last_minute": "1 day"}},)}}
    )
    batch = Batch(((NO_REMINDER,),), ((1.0,),))
    (one,), (second,) = (list(planned_at_batches(each, [batch])) for each in (scenario, other))
    assert one.totals != second.totals
    assert one.keys == second.keys  # of the scenario as stated, which is the same


def test_the_number_of_an_alternative_that_nothing_here_uses_is_not_varied() -> None:
    scenario = resolve(SCENARIOS / "mijnoverheid-2016.yaml").scenario
    names = {factor.name for factor in factors_of(scenario) if factor.choices}
    assert {ALONE, ENVELOPES, FILED} <= names
    assert NO_REMINDER not in names
    assert may_move(scenario, ("opaque",), None, FILED)
    assert not may_move(scenario, ("paper",), None, FILED)
