"""Whether a difference matters: an interval against the smallest difference that does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sim.analysis.comparison import Estimate, Judgement
from sim.scenario.schema import Scenario

UNITS: Final[Mapping[str, float]] = {
    "effort_minutes": 60.0,
    "overhead_minutes": 60.0,
    "prompted_effort_minutes": 60.0,
    "fees_eur": 100.0,
    "sender_cost_eur": 100.0,
}
"""How much of the unit of a margin in the scenario, a second or a cent, makes one of the response's."""


def margins_of(scenario: Scenario) -> dict[str, float]:
    """The smallest difference that matters by response, in the response's unit; only those that are stated."""
    stated = scenario.compare.margins
    if stated is None:
        return {}
    known = {name: getattr(stated, name) for name in type(stated).model_fields}
    return {name: margin.value / UNITS.get(name, 1.0) for name, margin in known.items() if margin is not None}


def judged(difference: Estimate, margin: float) -> Judgement:
    """What a difference with its interval is, against a margin of 0 or more.

    Without an interval nothing is settled: also where no unit differs, the next one might.
    """
    if difference.low is None or difference.high is None:
        return "unsettled"
    if difference.low > 0.0 and difference.low >= margin:
        return "more"
    if difference.high < 0.0 and difference.high <= -margin:
        return "less"
    if difference.low >= -margin and difference.high <= margin:
        return "same"
    return "unsettled"
