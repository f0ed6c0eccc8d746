"""What is easily lost in a large study: a margin, a size, a digest, a warning."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from sim.analysis.exploration.question import precise_enough, question_of, scenarios_of
from sim.analysis.exploration.robust import design_robustness
from sim.analysis.exploration.space import space_of
from sim.experiment import identity
from sim.experiment.point_simulation import planned_at_points
from sim.outcomes.responses import responses_of
from sim.report.uncertainty.robust import chance_words
from sim.scenario.targets import read_targets
from tests.analysis.exploration.spaces import small_probe, small_space
from tests.shipped import SCENARIOS, main_scenario


def test_a_design_is_better_only_by_more_than_the_margin() -> None:
    factors = small_space().factors
    values = np.ones((8, len(factors)))
    assert design_robustness(factors, values, "sender", np.full(8, -0.5), 1.0).is_better_there
    assert not design_robustness(factors, values, "sender", np.full(8, -1.5), 1.0).is_better_there


def test_what_happens_rarely_gets_more_citizens() -> None:
    figures = read_targets(SCENARIOS / "parts" / "targets.yaml").fit
    chosen = [each for each in figures if each.name == "second-reminders-of-fines-paid"]
    question = question_of(space_of(scenarios_of(chosen, 1000, fitted=False)), chosen)
    assert precise_enough(question)["traffic-fines-2015"].population.size == 5000


def test_a_key_knows_the_code_that_puts_values_in_their_places(monkeypatch: pytest.MonkeyPatch) -> None:
    probe, places = small_probe(), np.full((1, 3), 0.5)
    (before,) = planned_at_points([probe], places)
    monkeypatch.setattr(identity, "summing_digest", lambda: "another")
    (after,) = planned_at_points([probe], places)
    assert after.totals != before.totals


def test_sampling_error_that_is_large_against_the_margin_is_noted() -> None:
    def words(chance: float) -> str:
        response = responses_of(main_scenario())["missed_share"]
        found: Any = SimpleNamespace(response=response, chance=chance, robustness=SimpleNamespace(margin=0.005))
        return chance_words(found)

    assert "increase --size" in words(0.01)
    assert "increase --size" not in words(0.001)
