"""An ordinary study beside an exploration, which shows the intervals and so the size of the sampling error."""

from __future__ import annotations

from collections.abc import Sequence

from sim.analysis.evaluation import analyse
from sim.analysis.study_analysis import Analysis
from sim.analysis.tally import Tally
from sim.outcomes.simulation import simulate_compiled
from sim.scenario.schema import Scenario


def analyse_in_process(scenario: Scenario, designs: Sequence[str]) -> Analysis:
    """The analysis of all citizens of a scenario under some designs, simulated by compiled code in this process."""
    tally = Tally(scenario, designs)
    for replication in range(scenario.replications):
        citizens = range(scenario.population.size)
        tally.add({design: simulate_compiled(scenario, design, replication, citizens) for design in designs})
    return analyse(scenario, tally)
