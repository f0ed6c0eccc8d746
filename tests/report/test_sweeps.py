from __future__ import annotations

import pytest

from sim.errors import UsageError
from sim.experiment.runner import run
from sim.report.sweeps import render, shortened
from tests.experiment.fake_engine import simulate
from tests.experiment.studies import small

POINTS = [{"population.dormant": "0.1", "seed": "1"}, {"population.dormant": "0.1", "seed": "2"}]


def test_the_table_has_a_row_for_each_point_and_design_and_fits_80_columns() -> None:
    analyses = [run(small(30, designs="opaque, sender", seed=seed), engine=simulate).analysis for seed in (1, 2)]
    lines = render(POINTS, analyses, ("logins", "missed_share")).splitlines()
    assert max(len(line) for line in lines) <= 80
    assert lines[0] == "logins, per citizen per year"
    assert lines[1].split() == ["population.dormant", "seed", "design", "level", "difference", "95", "%", "interval"]
    rows = [line.split() for line in lines if line.startswith("0.1 ")]
    assert [row[:3] for row in rows] == [["0.1", seed, design] for seed in "12" for design in ("opaque", "sender")] * 2
    for place, analysis in enumerate(analyses):
        contrast = analysis.contrast("all", "sender", "logins")
        assert rows[2 * place + 1][3] == shortened(contrast.level.value)
        assert contrast.difference is not None
        assert rows[2 * place + 1][4] == shortened(contrast.difference.value, "+")
    assert rows[0][3:] == ["*", shortened(analyses[0].contrast("all", "opaque", "logins").level.value)]


def test_numbers_have_four_digits_a_real_minus_and_a_dash_where_there_is_none() -> None:
    assert [shortened(value) for value in (None, -1.23456, 0.0001234567, 0.0)] == ["–", "−1.235", "0.0001235", "0"]
    assert shortened(2.0, "+") == "+2"


def test_an_unknown_response_is_told() -> None:
    analysis = run(small(30, designs="opaque"), engine=simulate).analysis
    with pytest.raises(UsageError, match=r"no response 'login'\. Did you mean logins\? There are effort_minutes, "):
        render([{"seed": "1"}], [analysis], ("login",))
