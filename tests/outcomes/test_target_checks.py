"""Targets against the scenarios that they name: all that is shipped can be computed."""

from __future__ import annotations

from functools import cache

import pytest

from sim.errors import ScenarioError
from sim.outcomes.responses import Columns, responses_of
from sim.outcomes.simulation import simulate
from sim.outcomes.target_checks import check
from sim.scenario.resolution import resolve
from sim.scenario.schema import Scenario
from sim.scenario.targets import Target, read_targets
from tests.shipped import SCENARIOS

pytestmark = pytest.mark.long

TARGETS = read_targets(SCENARIOS / "parts" / "targets.yaml")
CITIZENS = 1_000
SLACK = 0.08
"""What the model may be off by here: far more than a fitted one, far less than a wrong response would be."""


@cache
def loaded(target_scenario: str) -> Scenario:
    return resolve(next(each for each in TARGETS.targets if each.scenario == target_scenario).scenario_file).scenario


@cache
def rows(target_scenario: str, design: str) -> Columns:
    return simulate(loaded(target_scenario), design, 0, range(CITIZENS))


MISSED = frozenset({"more-in-the-subject-line"})
"""Figures that the model is known not to say: shown as such by `mbsim validate`."""


def value(target: Target, design: str, name: str | None = None) -> float:
    columns, response = rows(target.scenario, design), responses_of(loaded(target.scenario))[name or target.response]
    assert int(response.below.values(columns).sum()) > 40, target.name
    return response.scale * int(response.above.values(columns).sum()) / int(response.below.values(columns).sum())


def test_scenarios_have_what_shipped_targets_name() -> None:
    check(TARGETS.targets, {each.scenario: loaded(each.scenario) for each in TARGETS.targets})


@pytest.mark.parametrize("target", TARGETS.targets, ids=lambda target: target.name)
def test_every_shipped_target_can_be_computed(target: Target) -> None:
    found = value(target, target.design)
    if target.is_difference:
        found -= value(target, target.minus or target.design, target.minus_response)
    assert (abs(found - target.value) < SLACK + 2 * target.uncertainty) == (target.name not in MISSED)


@pytest.mark.parametrize("target", TARGETS.fit, ids=lambda target: target.name)
def test_the_shipped_numbers_meet_what_they_were_fitted_to(target: Target) -> None:
    """Within two of the figure's own standard deviations, and four points for the luck of so few citizens."""
    found = value(target, target.design)
    assert abs(found - target.value) < 2 * target.uncertainty + 0.04


def test_the_shipped_numbers_were_fitted_to_these_targets() -> None:
    text = (SCENARIOS / "parts" / "fitted.yaml").read_text(encoding="utf-8")
    assert f"targets_sha256: '{TARGETS.fit_sha256}'" in text, "fit anew: mbsim calibrate, see sim/README.md"


def test_a_scenario_that_was_not_loaded_is_told() -> None:
    with pytest.raises(ScenarioError, match=r"targets.yaml:\d+:15: the scenario 'flanders-road-tax' was not loaded"):
        check(TARGETS.targets, {name: loaded(name) for name in ("mijnoverheid-2019", "mijnoverheid-2016")})


def test_all_that_other_scenarios_lack_is_told_at_once() -> None:
    """Every study in place of another one: the designs of Flanders are not those of the traffic fines."""
    swapped = {each.scenario: loaded("traffic-fines-2015") for each in TARGETS.targets}
    with pytest.raises(ScenarioError) as failed:
        check(TARGETS.targets, swapped)
    text = str(failed.value)
    assert "flanders-road-tax has no design 'ebox'" in text
    assert "mijnoverheid-2019 has no design 'sender'" in text
    assert "mijnoverheid-2019 has no design 'action'" in text
    assert "no response" not in text
