"""The designs of a scenario that are simulated."""

from __future__ import annotations

from sim.scenario.schema import Scenario


def designs_of(scenario: Scenario) -> tuple[str, ...]:
    """The designs to simulate: those compared, each once, and before them the reference if it is not among them."""
    compared = tuple(dict.fromkeys(scenario.compare.designs))
    reference = scenario.compare.reference
    return compared if reference in compared else (reference, *compared)
