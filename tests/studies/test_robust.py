"""Robustness of every shipped study: what its points take of the sets that fit."""

from __future__ import annotations

import numpy as np
import pytest

import sim
from sim.analysis.exploration.ensemble import read_ensemble
from tests.shipped import SCENARIOS

pytestmark = pytest.mark.long

SETS = read_ensemble(SCENARIOS / "parts" / "fitted-ensemble.csv")
POINTS = 16
CITIZENS = 60
"""With fewer no traffic fine of a point may be due."""


@pytest.mark.parametrize("study", sorted(each.stem for each in SCENARIOS.glob("*.yaml")))
def test_every_shipped_study_draws_from_the_sets_that_fit(study: str) -> None:
    designs = sim.load(SCENARIOS / f"{study}.yaml").compare.designs
    found = sim.robust(SCENARIOS / f"{study}.yaml", designs=designs[:2], size=CITIZENS, points=POINTS)
    assert found.sets == POINTS
    assert {"population.check_interval.lognormal.median", "opening.b0"} <= set(found.bound.taken)
    assert f"{len(found.bound.taken)} numbers come jointly from 16 sets that fit" in " ".join(found.text().split())
    assert found.document()["taken"] == list(found.bound.taken)
    survived = found.found[0]
    assert np.isfinite([each.regret.mean for each in survived.robustness.performances]).all()


def test_where_too_few_citizens_differ_nothing_is_said_of_chance() -> None:
    found = sim.robust(SCENARIOS / "mijnoverheid-2016.yaml", designs=["opaque", "paper"], size=60, points=POINTS)
    effort, missed = found.document()["responses"]
    assert effort["chance_half_width"] > 0.0
    assert missed["chance_half_width"] is None
    said = " ".join(found.text().split())
    assert "invoices missed not estimable, as too few citizens differ (increase --size)." in said
