"""Numbers that nobody can measure as such, and what would tell them."""

from __future__ import annotations

from fnmatch import fnmatchcase

from sim.scenario.factors import factors_of
from sim.scenario.observables import OBSERVABLES, observable_of
from sim.scenario.resolution import resolve
from tests.shipped import MAIN

LATENT = ("opening.", "appraisal.", "suspicion.", "opt_out.", "population.attention", "population.diligence")


def test_every_weight_and_belief_comes_with_something_that_can_be_seen() -> None:
    names = [path for factor in factors_of(resolve(MAIN).scenario) for path in factor.paths]
    latent = [path for path in names if path.startswith(LATENT)]
    assert len(latent) > 20
    assert [path for path in latent if not observable_of(path)] == []
    assert observable_of("effort.paying") == ""


def test_every_pattern_is_of_some_number() -> None:
    names = [path for factor in factors_of(resolve(MAIN).scenario) for path in factor.paths]
    assert [pattern for pattern, _ in OBSERVABLES if not any(fnmatchcase(path, pattern) for path in names)] == []
