"""Rows and what is drawn on them: each mark lies at its number, in its row, and looks as what it means."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from sim.analysis.comparison import Estimate
from sim.report.figures.figure_rows import (
    BAND,
    DESIGNS,
    HATCHED,
    NAMES,
    SOLID,
    Fill,
    RowPanel,
    rows_of,
    rows_of_designs,
)
from sim.report.figures.lettering import width_of
from sim.report.figures.sheet import Sheet, SheetText
from sim.report.figures.style import BODY, INK, MARGIN, SMALL, UNKNOWN, VERMILION, house_style

WIDTH = 2.5


def panel(*, named: bool = True) -> RowPanel:
    """A panel of three rows."""
    with house_style():
        sheet = Sheet("A study", SheetText("Title", "How it is read.", "From where."), 6.0, 3.0)
        made = RowPanel(sheet, rows_of(["one", "two", "three"]), 2.0, 0.5, WIDTH, named=named)
        made.axes.set_xlim(0.0, 10.0)
    return made


def points(line: Line2D) -> list[tuple[float, float]]:
    across, up = (np.asarray(each, dtype=np.float64).tolist() for each in (line.get_xdata(), line.get_ydata()))
    return list(zip(across, up, strict=True))


def test_names_stand_beside_their_rows_with_the_first_on_top() -> None:
    axes = panel().axes
    assert [label.get_text() for label in axes.get_yticklabels()] == ["one", "two", "three"]
    assert axes.get_ylim() == (2.5, -0.5)
    assert {label.get_text() for label in panel(named=False).axes.get_yticklabels()} == {""}


def test_rows_are_as_high_as_the_longest_name_needs() -> None:
    short, long = rows_of(["one", "two"]), rows_of(["one", "behaviour.channels.email.looks_before_lost." * 3])
    assert long.row > short.row
    assert long.height == 2.0 * long.row
    assert long.width <= NAMES
    assert all(width_of(line, SMALL) <= long.width for name in long.names for line in name.split("\n"))
    designs = rows_of_designs(["opaque", "a-name-of-a-design-that-is-longer-than-its-column"])
    assert designs.size == BODY
    assert designs.width <= DESIGNS
    assert "".join(designs.names[1].split("\n")) == "a-name-of-a-design-that-is-longer-than-its-column"


def test_an_interval_lies_between_its_ends_in_its_colour() -> None:
    drawn = panel()
    drawn.interval(1.2, Estimate(3.0, 2.0, 5.0), VERMILION)
    (line,) = drawn.axes.lines
    assert points(line) == [(2.0, 1.2), (5.0, 1.2)]
    assert line.get_color() == VERMILION


@pytest.mark.parametrize("estimate", [Estimate(3.0), Estimate(3.0, 3.0, 3.0), Estimate(None)])
def test_what_has_no_interval_gets_no_line(estimate: Estimate) -> None:
    drawn = panel()
    drawn.interval(0, estimate)
    drawn.hair_line(0, estimate)
    assert not drawn.axes.lines


def test_a_hair_line_has_ends_and_rounding_is_no_interval() -> None:
    drawn = panel()
    drawn.hair_line(2, Estimate(3.0, 2.0, 5.0))
    assert [points(line)[0][0] for line in drawn.axes.lines] == [2.0, 2.0, 5.0]
    assert {line.get_color() for line in drawn.axes.lines} == {INK}
    drawn.hair_line(1, Estimate(3.0, 3.0, 3.0 + 1e-9))
    assert len(drawn.axes.lines) == 3


@pytest.mark.parametrize("fill", [SOLID, HATCHED, Fill(VERMILION, line=0.0)])
def test_a_bar_is_as_long_as_its_number_and_looks_as_its_swatch(fill: Fill) -> None:
    drawn = panel()
    drawn.bar(1, 2.0, 6.0, fill, 0.5)
    bars = [patch for patch in drawn.axes.patches if isinstance(patch, Rectangle)]
    assert {(bar.get_x(), bar.get_width(), bar.get_y(), bar.get_height()) for bar in bars} == {(2.0, 4.0, 0.75, 0.5)}
    looks = {(bar.get_hatch(), to_hex(bar.get_facecolor(), keep_alpha=True)) for bar in bars}
    assert (fill.swatch.get_hatch(), to_hex(fill.swatch.get_facecolor(), keep_alpha=True)) in looks


def test_a_solid_bar_covers_a_hatched_one_but_not_its_edge() -> None:
    drawn = panel()
    drawn.bar(0, 0.0, 6.0, HATCHED)
    drawn.bar(0, 0.0, 3.0, SOLID)
    *hatched, edge, solid = drawn.axes.patches
    assert max(bar.get_zorder() for bar in hatched) < solid.get_zorder() < edge.get_zorder()
    assert to_hex(solid.get_facecolor()) == UNKNOWN[1]


def test_a_band_lies_around_zero_and_behind_everything() -> None:
    drawn = panel()
    drawn.band(1.5)
    drawn.zero()
    (band,), (line,) = drawn.axes.patches, drawn.axes.lines
    assert isinstance(band, Rectangle)
    assert (band.get_x(), band.get_width(), to_hex(band.get_facecolor())) == (-1.5, 3.0, MARGIN)
    assert to_hex(BAND.swatch.get_facecolor()) == MARGIN
    assert band.get_zorder() < line.get_zorder()


def test_numbers_stand_beside_their_rows_so_far_from_the_panel() -> None:
    drawn = panel()
    drawn.column(["1.0", "", "3.0"], 0.5)
    assert [(one.get_text(), one.xy) for one in drawn.axes.texts if hasattr(one, "xy")] == [
        ("1.0", (1.2, 0)),
        ("", (1.2, 1)),
        ("3.0", (1.2, 2)),
    ]


def test_a_hidden_scale_leaves_the_grid() -> None:
    drawn = panel()
    drawn.scale("")
    drawn.hide_scale()
    drawn.axes.figure.draw_without_rendering()  # type: ignore[union-attr]
    assert not any(label.get_visible() for label in drawn.axes.get_xticklabels())
    assert not drawn.axes.spines["bottom"].get_visible()
    assert all(line.get_visible() for line in drawn.axes.get_xgridlines())
