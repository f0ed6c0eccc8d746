"""Central values: the numbers of a scenario file, compared with the sets of numbers that fit."""

from __future__ import annotations

from sim.analysis.exploration.centrality import outlying, outlying_words
from sim.analysis.exploration.ensemble import sets_of
from sim.studies.request import ScenarioRequest


def edge_words(wanted: ScenarioRequest) -> str:
    """The numbers that lie outside the middle 80 % of the sets that fit, in a sentence; empty if there are none.

    A scenario that names no sets has none.
    """
    sets = sets_of(wanted.resolution.fitted, None)
    words = "" if sets is None else outlying_words(outlying(wanted.scenario, wanted.open().scenario, sets))
    return words and f"{words} See mbsim robust."
