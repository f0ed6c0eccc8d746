"""Practical significance: an interval against the smallest difference that matters."""

from __future__ import annotations

from sim.analysis.comparison import Estimate, Judgement
from sim.scenario.measures import unit_of
from sim.scenario.schema import Scenario


def margins_of(scenario: Scenario) -> dict[str, float]:
    """The smallest difference that matters by response, in the response's unit; only those that the scenario states."""
    stated = scenario.compare.margins
    if stated is None:
        return {}
    known = {name: getattr(stated, name) for name in type(stated).model_fields}
    return {name: margin.value / unit_of(name).base for name, margin in known.items() if margin is not None}


def judged(difference: Estimate, margin: float) -> Judgement:
    """The judgement on a difference with its interval, against a margin of 0 or more.

    Without an interval it is unsettled, even if no unit differs: the next one might.
    """
    if difference.low is None or difference.high is None:
        return "unsettled"
    # With a margin of 0, an interval that touches zero is not settled.
    if difference.low > 0.0 and difference.low >= margin:
        return "more"
    if difference.high < 0.0 and difference.high <= -margin:
        return "less"
    # Equivalence, as in two one-sided tests: the whole interval lies within the margins.
    if difference.low >= -margin and difference.high <= margin:
        return "same"
    return "unsettled"
