"""Small spaces for tests."""

from __future__ import annotations

from sim.analysis.exploration.probe import Probe
from sim.analysis.exploration.space import Space, space_of
from sim.scenario.factors import chosen_factors
from tests.shipped import main_scenario

NAMES = ("population.dormant", "opening.b_value", "phishing.per_year")
SMALL = "population.size=60"


def small_space(*settings: str) -> Space:
    """A few factors of the main scenario with few citizens, whatever the fit says."""
    scenario = main_scenario(SMALL, *settings)
    space = space_of({scenario.name: scenario})
    return space.only(chosen_factors(space.factors, NAMES))


def small_probe(*designs: str) -> Probe:
    """The main scenario in such a space."""
    space = small_space()
    return Probe(space, next(iter(space.scenarios)), designs or ("opaque", "sender"))
