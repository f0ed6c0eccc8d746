"""Too few points, citizens followed for too long, and numbers that nothing uses: refused, or left unsaid."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.analysis.exploration.calibration import CalibrationSize
from sim.analysis.exploration.outputs import outputs_of
from sim.analysis.exploration.pipelines import exploration_setup
from sim.analysis.exploration.points import known_points, spread_points
from sim.analysis.exploration.probe import Probe
from sim.analysis.exploration.robust import response_robustness
from sim.analysis.exploration.space import space_of
from sim.analysis.exploration.validation import prediction
from sim.errors import UsageError
from sim.outcomes.sums import SUMMED
from sim.scenario.resolution import resolve
from sim.scenario.targets import read_targets
from sim.studies.robust import robust
from sim.studies.sensitivity import sensitivity
from sim.studies.validate import validate
from tests.analysis.exploration.spaces import small_space
from tests.shipped import MAIN, SCENARIOS, main_scenario


@pytest.mark.parametrize("points", [1, 2, 15])
def test_few_points_tell_nothing_of_a_space(points: int) -> None:
    with pytest.raises(UsageError, match=f"A space takes 16 points or more, not {points}"):
        known_points(small_space(), points, 1, None)
    with pytest.raises(UsageError, match=f"points is a whole number from 16; found {points}"):
        robust(MAIN, designs=["opaque", "paper"], size=10, points=points)
    with pytest.raises(UsageError, match=f"points is a whole number from 16; found {points}"):
        validate(MAIN, size=10, points=points)


@pytest.mark.parametrize(("name", "value"), [("points", 1), ("trajectories", 1), ("members", 2), ("waves", 0)])
def test_a_calibration_of_next_to_nothing_is_refused(name: str, value: int) -> None:
    with pytest.raises(UsageError, match=rf"takes \d+ {name} or more, not {value}"):
        CalibrationSize(**{name: value})


def test_a_range_of_few_points_is_rough() -> None:
    target = read_targets(SCENARIOS / "parts" / "targets.yaml").validate[0]
    values = np.linspace(0.1, 0.2, 120)
    assert not prediction(target, values, 0.0, share=True).is_rough
    values[:40] = np.nan
    found = prediction(target, values, 0.0, share=True)
    assert (found.points, found.is_rough) == (80, True)
    assert np.isfinite(found.middle)
    values[10:] = np.nan
    with pytest.raises(UsageError, match="defined at 0 of 120 points, and fewer than 16 are too few"):
        prediction(target, values, 0.0, share=True)


@pytest.mark.long
def test_what_compiled_code_cannot_follow_is_refused_before_anything_is_simulated() -> None:
    settings: dict[str, Any] = {"senders.municipality.message_types.parking-bill.payment_term": "36525 days"}
    for study in (robust, sensitivity):
        with pytest.raises(UsageError, match=r"cannot simulate mijnoverheid-2016: it follows citizens for \d+ seconds"):
            study(MAIN, settings, designs=["opaque", "paper"], size=10)


def test_a_number_that_neither_design_uses_is_never_named() -> None:
    """Whatever goes together with a difference by luck: a push is sent under another design only."""
    scenario = main_scenario("population.size=10", "compare.designs=[opaque, paper]")
    space = space_of({scenario.name: scenario})
    push = [place for place, factor in enumerate(space.factors) if factor.name.startswith("channels.push")]
    values = spread_points(64, len(space.factors), 1)
    probe = Probe(space, scenario.name, ("opaque", "paper"))
    sums = np.ones((64, 2, 2, len(SUMMED)), dtype=np.int64)
    sums[:, 1, :, SUMMED.index("effort_seconds")] = (1e6 * values[:, push[:1]]).astype(np.int64)
    outputs = outputs_of(scenario, ["effort_minutes"], "all")
    found = response_robustness(probe, sums, values, outputs, 1.0, 0.0, names=space.factors)
    (one,) = found.against_reference
    named = {each.factor.name for each in one.turns_on}
    limits = [limit.factor for each in (one.rarer, found.unless) if each is not None for limit in each.rule.limits]
    assert not [name for name in (*named, *limits) if name.startswith("channels.push")]


def test_points_of_a_number_do_not_hang_on_what_else_is_used() -> None:
    def asked(*designs: str) -> tuple[tuple[str, ...], Any]:
        settings = ("population.size=10", f"compare.designs=[{', '.join(designs)}]")
        found = exploration_setup(resolve(MAIN, settings=settings, fitted=False), ["effort_minutes"], "all")
        return found.space.names, found.points(16, 1, None)

    (few, points), (more, others) = asked("opaque", "paper"), asked("opaque", "paper", "kivra")
    assert set(few) < set(more)
    assert (points == others[:, [more.index(name) for name in few]]).all()
