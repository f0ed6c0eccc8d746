"""The only connection between studies and the exact tally that every number is computed from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sim.analysis.evaluation import analyse
from sim.analysis.study_analysis import Analysis
from sim.analysis.tally import Tally
from sim.outcomes.responses import Columns
from sim.scenario.compared_designs import designs_of
from sim.scenario.schema import Scenario


def tally_columns(scenario: Scenario, tables: Mapping[str, Columns]) -> Columns:
    """The tally of some citizens of one replication under all designs, as columns."""
    tally = Tally(scenario, designs_of(scenario))
    tally.add(tables)
    return tally.to_columns()


def added_up(scenario: Scenario, parts: Iterable[Columns]) -> Tally:
    """The sum of tallies that are given as columns."""
    designs = designs_of(scenario)
    whole = Tally(scenario, designs)
    for columns in parts:
        whole.merge(Tally.from_columns(scenario, designs, columns))
    return whole


def merged_columns(scenario: Scenario, parts: Iterable[Columns]) -> Columns:
    """The sum of tallies, as columns: the same bytes whatever the parts and their order."""
    return added_up(scenario, parts).to_columns()


def analysis_of_rows(scenario: Scenario, blocks: Iterable[Mapping[str, Columns]]) -> Analysis:
    """The analysis of rows, which come in blocks of the same citizens under all designs."""
    tally = Tally(scenario, designs_of(scenario))
    for tables in blocks:
        tally.add(tables)
    return analyse(scenario, tally)


def analysis_of_tallies(scenario: Scenario, parts: Iterable[Columns]) -> Analysis:
    """The analysis of tallies that add up to a study."""
    return analyse(scenario, added_up(scenario, parts))
