"""Sampling error of a difference, for comparison with its range over parameter uncertainty."""

from __future__ import annotations

from sim.analysis.exploration.ordinary import analyse_in_process
from sim.scenario.compared_designs import designs_of
from sim.scenario.schema import Scenario


def widest_half_widths(scenario: Scenario, group: str) -> dict[str, float]:
    """By response, the half-width of the widest interval of any difference from the reference, at the stated numbers.

    Responses without any interval are left out.
    """
    found: dict[str, float] = {}
    for row in analyse_in_process(scenario, designs_of(scenario)).contrasts:
        half = None if row.difference is None else row.difference.half_width
        if row.group == group and half is not None:
            found[row.response] = max(found.get(row.response, 0.0), half)
    return found
