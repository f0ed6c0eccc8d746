from __future__ import annotations

from dataclasses import replace

import pytest

from sim.analysis.comparison import Estimate
from sim.errors import UsageError
from sim.experiment.runner import run
from sim.report.sweeps import numbers_of, render
from tests.experiment.fake_engine import simulate
from tests.experiment.studies import small

POINTS = [{"population.dormant": "0.1", "seed": "1"}, {"population.dormant": "0.1", "seed": "2"}]


def test_the_table_has_a_row_for_each_point_and_design_and_fits_80_columns() -> None:
    analyses = [run(small(30, designs="opaque, sender", seed=seed), engine=simulate).analysis for seed in (1, 2)]
    lines = render(POINTS, analyses, ("logins", "missed_share")).splitlines()
    assert max(len(line) for line in lines) <= 80
    assert lines[0] == "logins, per citizen per year"
    assert "invoices missed, % of invoices, differences in percentage points" in lines
    assert lines[1].split() == ["population.dormant", "seed", "design", "level", "difference", "95", "%", "interval"]
    rows = [line.split() for line in lines if line.startswith("0.1 ")]
    assert [row[:3] for row in rows] == [["0.1", seed, design] for seed in "12" for design in ("opaque", "sender")] * 2
    for place, analysis in enumerate(analyses):
        for half, name, factor in ((0, "logins", 1.0), (4, "missed_share", 100.0)):
            contrast = analysis.contrast("all", "sender", name)
            assert contrast.level.value is not None
            assert contrast.difference is not None
            shown = analysis.responses[name]
            written = [float(cell.replace("\N{MINUS SIGN}", "-")) for cell in rows[half + 2 * place + 1][3:5]]
            assert written[0] == round(factor * contrast.level.value, shown.decimals)
            assert written[1] == pytest.approx(factor * (contrast.difference.value or 0.0), abs=0.05)


def test_what_is_not_estimable_is_a_dash_and_a_number_has_a_real_minus() -> None:
    analysis = run(small(30, designs="opaque, sender"), engine=simulate).analysis
    row, shown = analysis.contrast("all", "sender", "missed_share"), analysis.responses["missed_share"]
    nothing = replace(row, level=Estimate(None), difference=Estimate(None))
    assert numbers_of(nothing, shown, 1) == ("–", "–", "")
    told = numbers_of(replace(row, level=Estimate(0.123), difference=Estimate(-0.0451, -0.05, 0.001)), shown, 2)
    assert told == ("12.3", "\N{MINUS SIGN}4.51", "[\N{MINUS SIGN}5.00, 0.10]")


def test_an_unknown_response_is_told() -> None:
    analysis = run(small(30, designs="opaque"), engine=simulate).analysis
    with pytest.raises(UsageError, match=r"no response 'login'\. Did you mean logins\? There are effort_minutes, "):
        render([{"seed": "1"}], [analysis], ("login",))
