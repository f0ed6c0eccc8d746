from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from sim.analysis.evaluation import analyse
from sim.analysis.study_analysis import Analysis
from sim.analysis.tally import Tally
from sim.experiment.runner import run
from sim.outcomes.distribution import PERCENTILES
from sim.report.comparison_text import render
from sim.report.json_document import document
from sim.report.spreads import spread_block
from sim.report.terminal import in_columns
from tests.experiment.fake_engine import simulate
from tests.experiment.studies import small


def analysed(size: int, designs: str = "opaque, sender, paper") -> Analysis:
    scenario = small(size, designs=designs)
    return analyse(scenario, Tally.of(scenario, run(scenario, engine=simulate).tables))


def test_the_block_stands_in_the_comparison_and_holds_the_numbers() -> None:
    analysis = analysed(300)
    block = str(in_columns(spread_block(analysis), tight=True)).splitlines()
    assert set(block) <= set(render(analysis).splitlines())
    assert " ".join(block[1].split()) == "5 % 25 % 50 % 75 % 95 % 99 % most Gini top 10 %"
    for title, burden, first in (("effort", "effort_minutes", 3), ("fees", "fees_eur", 7)):
        assert block[first] == f"{title}, {analysis.burdens[burden].unit}"
        for row, design in enumerate(analysis.designs, start=first + 1):
            found = analysis.spread("all", design, burden).distribution
            assert found.percentiles is not None
            assert found.gini is not None
            assert found.top_share is not None
            numbers = [f"{value:,.0f}" for value in found.percentiles]
            assert block[row].split() == [design, *numbers, f"{found.gini:.2f}", f"{found.top_share * 100:.0f}", "%"]


@pytest.mark.parametrize("size", [1, 300])
def test_it_fits_80_columns_with_long_names_and_large_numbers(size: int) -> None:
    scenario = small(size, designs="opaque, sender")
    tables = {
        design: {
            **columns,
            "fees_cents": columns["fees_cents"] + 123_456_00,
            "effort_seconds": columns["effort_seconds"] * 99,
        }
        for design, columns in run(scenario, engine=simulate).tables.items()
    }
    long = scenario.designs | {"a-name-that-is-much-longer-than-its-column": scenario.designs["sender"]}
    renamed = {"opaque": tables["opaque"], "a-name-that-is-much-longer-than-its-column": tables["sender"]}
    with_long = scenario.model_copy(update={"designs": long})
    block = str(in_columns(spread_block(analyse(with_long, Tally.of(with_long, renamed))), tight=True)).splitlines()
    assert max(len(line) for line in block) <= 80
    assert "  a-name-that-is-much-longer-than-its-column" in block
    rows = [line.split() for line in block if line.endswith("%")][1:]
    assert [len(row) for row in rows] == [11, 10, 11, 10]


def test_what_nobody_bears_has_no_gini() -> None:
    scenario = small(40, designs="opaque, sender")
    nothing = {
        design: {**columns, "fees_cents": np.zeros(40, dtype=np.int64)}
        for design, columns in run(scenario, engine=simulate).tables.items()
    }
    analysis = analyse(scenario, Tally.of(scenario, nothing))
    block = str(in_columns(spread_block(analysis), tight=True)).splitlines()
    assert block[-1].split() == ["sender", *["0"] * len(PERCENTILES), "–", "–"]


def test_it_is_shown_for_a_single_design_too() -> None:
    assert "how effort and fees are spread over all citizens" in render(analysed(60, designs="opaque"))


def test_the_document_has_every_spread() -> None:
    analysis = analysed(60)
    content = json.loads(document(analysis, "ab" * 32, Path("results/x")))
    assert len(content["spreads"]) == len(analysis.spreads) == len(analysis.groups) * 3 * 3
    row = next(row for row in content["spreads"] if (row["group"], row["design"]) == ("all", "sender"))
    found = analysis.spread("all", "sender", row["burden"]).distribution
    assert (row["citizens"], row["gini"], row["mean"]) == (60, found.gini, found.mean)
    assert list(row["percentiles"].values()) == list(found.percentiles or ())
    assert list(row["percentiles"]) == ["5", "25", "50", "75", "95", "99", "100"]
    assert content["burdens"]["missed_invoices"] == {"title": "missed invoices", "unit": "invoices per year"}
