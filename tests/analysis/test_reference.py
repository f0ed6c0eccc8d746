"""The analysis from exact sums gives what the slow reference gives from whole tables."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from sim.analysis.evaluation import analyse
from sim.analysis.study_analysis import Analysis
from sim.analysis.tally import Tally
from sim.experiment.result_tables import responses_table
from sim.experiment.runner import run
from sim.outcomes.responses import Columns
from sim.report.comparison_text import render
from sim.report.json_document import document
from sim.scenario.resolution import resolve
from sim.scenario.schema import Scenario
from tests.analysis.reference import analysis_of, families_of, require_alike, with_one_more
from tests.experiment.studies import QUEUEING, SHIPPED

STUDIES = {
    "main": (SHIPPED, ("population.size=60", "replications=2", "compare.designs=[opaque, sender, wmebv, paper]")),
    "helpdesk": (QUEUEING, ("population.size=25", "replications=4")),
}
MANY = (SHIPPED, ("population.size=220", "compare.designs=[opaque, sender, paper]"))
"""With enough citizens for their number of differences that it is drawn how large the largest becomes by chance."""


@cache
def simulated(name: str) -> tuple[Scenario, dict[str, Columns]]:
    file, settings = {**STUDIES, "many": MANY}[name]
    scenario = resolve(file, settings=settings).scenario
    return scenario, dict(run(scenario, workers=1).tables)


@cache
def slowly(name: str) -> Analysis:
    return analysis_of(*simulated(name))


def texts(analysis: Analysis) -> tuple[str, str]:
    """The JSON document, and responses.csv."""
    return document(analysis, "ab" * 32, Path("results/x")), responses_table(analysis).csv()


@pytest.mark.long
@pytest.mark.parametrize("name", STUDIES)
def test_all_that_is_said_and_its_tables_are_those_of_the_reference(name: str) -> None:
    scenario, tables = simulated(name)
    slow, fast = slowly(name), analyse(scenario, Tally.of(scenario, tables))
    require_alike(fast, slow)
    assert render(fast) == render(slow)


@pytest.mark.long
@pytest.mark.parametrize("name", STUDIES)
@pytest.mark.parametrize("column", ["effort_seconds", "missed", "logins", "grade"])
def test_the_comparison_sees_one_changed_number(name: str, column: str) -> None:
    scenario, tables = simulated(name)
    design = tuple(tables)[1]
    row = int(tables[design]["surveyed"].argmax())
    changed = {**tables, design: with_one_more(tables[design], column, row)}
    fast, slow = analyse(scenario, Tally.of(scenario, changed)), slowly(name)
    with pytest.raises(AssertionError, match=r"^\."):
        require_alike(fast, slow)
    assert texts(fast) != texts(slow)


@pytest.mark.long
def test_what_holds_for_all_differences_of_many_citizens_is_that_of_the_reference() -> None:
    scenario, tables = simulated("many")
    slow, fast = families_of(scenario, tables), analyse(scenario, Tally.of(scenario, tables)).families
    assert slow["all"].method == "max-t"
    require_alike(fast, slow)
    with pytest.raises(AssertionError, match=r"\.single: "):
        require_alike({**fast, "all": replace(fast["all"], single=fast["all"].single + 1e-6)}, slow)


def test_the_studies_exercise_every_part() -> None:
    for name in STUDIES:
        scenario, tables = simulated(name)
        found = analyse(scenario, Tally.of(scenario, tables))
        assert any(row.difference is not None and row.difference.low is not None for row in found.contrasts)
        assert any(row.correlation is not None for row in found.associations)
        assert any(row.distribution.gini for row in found.spreads if row.burden == "effort_minutes")
        assert len(found.verdicts) == 4
        assert found.unit == ("citizen" if name == "main" else "replication")
