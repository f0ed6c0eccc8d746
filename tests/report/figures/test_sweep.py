"""The figure of a sweep: its axis, its lines, and that names fit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from sim.analysis.study_analysis import Analysis
from sim.experiment.runner import run
from sim.experiment.sweep import Point
from sim.report.figures.style import house_style
from sim.report.figures.sweep import axis_of, sweep
from tests.experiment.fake_engine import simulate
from tests.experiment.studies import small


def analyses(count: int, designs: str = "opaque, sender") -> list[Analysis]:
    return [run(small(30, designs=designs, seed=seed), engine=simulate).analysis for seed in range(1, 1 + count)]


@pytest.mark.parametrize(
    ("values", "places", "title"),
    [
        (("0.3", "0.1"), (0.3, 0.1), "a.b"),
        (("30 %", "5.5 %"), (30.0, 5.5), "a.b, %"),
        (("1 day", "7 days"), (1.0, 7.0), "a.b, day"),
        (("1 day", "12 h"), None, "a.b"),
        (("0.1", "0.10"), None, "a.b"),
        (("0.1", ""), None, "a.b"),
        (("opaque", "paper"), None, "a.b"),
    ],
)
def test_one_path_with_different_numbers_of_one_unit_is_a_scale(
    values: Sequence[str], places: tuple[float, ...] | None, title: str
) -> None:
    axis = axis_of([{"a.b": value} for value in values])
    assert axis.is_numeric == (places is not None)
    assert axis.places == (places or (0.0, 1.0))
    assert axis.title == title


def test_several_paths_are_names() -> None:
    axis = axis_of([{"a.b": "1", "c": "x"}, {"a.b": "2"}])
    assert not axis.is_numeric
    assert axis.labels == ("1, x", "2, as stated")


POINTS: list[list[Point]] = [
    [{"population.dormant": "0.3"}, {"population.dormant": "0.1"}],
    [{"seed": "1", "horizon": "a very long name of a point that fits nowhere"}, {"seed": "2", "horizon": "90 days"}],
]


@pytest.mark.parametrize("points", POINTS)
def test_each_response_has_a_line_for_each_design_with_its_levels(points: list[Point]) -> None:
    found = analyses(2)
    with house_style():
        drawn = sweep(points, found)
    panels = drawn.figure.axes
    assert len(panels) == 8
    shown = found[0].responses["effort_minutes"]
    levels = [one.contrast("all", "opaque", "effort_minutes").level for one in found]
    line = next(each for each in panels[0].get_lines() if each.get_marker() == "o")
    order = [1, 0] if "0.3" in points[0].values() else [0, 1]
    assert np.asarray(line.get_ydata()).tolist() == [(levels[place].value or 0.0) * shown.factor for place in order]
    bars = [each for each in panels[0].get_lines() if each.get_marker() == "None"]
    assert np.asarray(bars[0].get_ydata()).tolist() == [levels[order[0]].low, levels[order[0]].high]
    assert "effort under opaque" in drawn.alt


def test_nothing_leaves_the_sheet_however_many_designs_and_points() -> None:
    points = [{"seed": str(place), "horizon": f"{place} long days of a year"} for place in range(12)]
    one = analyses(1, "opaque, sender, action, paper, wmebv")
    with house_style():
        figure = sweep(points, one * 12).figure
        figure.canvas.draw()
        room = figure.bbox
        for axes in figure.axes:
            tight = axes.get_tightbbox()
            assert tight is not None
            assert room.x0 <= tight.x0 <= tight.x1 <= room.x1 + 1
            assert room.y0 <= tight.y0 <= tight.y1 <= room.y1
