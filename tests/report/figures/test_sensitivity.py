from __future__ import annotations

from dataclasses import replace

import pytest
from matplotlib.axes import Axes

from sim.analysis.comparison import Estimate
from sim.analysis.uncertainty.indices import Index, Indices
from sim.report.figures.sensitivity import (
    EffectBar,
    SensitivityPanel,
    panel_of_effects,
    panel_of_indices,
    screening,
    sensitivity,
)
from sim.report.figures.sheet import Drawing
from sim.report.figures.style import SPAN, UNKNOWN, house_style
from tests.report.figures.unknowns import ABOUT, FACTORS, bars, explained, level, many, moved


def made(*panels: SensitivityPanel, most: int = 20) -> Drawing:
    with house_style():
        drawing = sensitivity(ABOUT, panels, 0.95, most)
    assert drawing is not None
    return drawing


def widths(axes: Axes, shade: str | None = None) -> list[float]:
    """Of the bars from top to bottom: the solid ones of a shade, or the hatched ones."""
    return [right - left for left, right in bars(axes, shade)]


def spans(axes: Axes) -> list[tuple[float, float]]:
    """The ends of the hair lines from top to bottom."""
    ends = [level(line) for line in axes.lines if line.get_linewidth() == SPAN["linewidth"]]
    return [(low, high) for low, high in ends if low < high]


def test_the_first_index_lies_solid_within_the_total_with_its_interval() -> None:
    found = explained()
    (axes,) = made(panel_of_indices("effort", found)).figure.axes
    order = found.ranked
    assert [label.get_text().replace("\n", "") for label in axes.get_yticklabels()] == [each.factor for each in order]
    assert widths(axes) == pytest.approx([100.0 * (each.total.value or 0.0) for each in order])
    firsts = [min(max(0.0, each.first.value or 0.0), each.total.value or 0.0) for each in order]
    assert widths(axes, UNKNOWN[1]) == pytest.approx([100.0 * first for first in firsts])
    for ends, each in zip(spans(axes)[:3], order, strict=False):
        assert ends == pytest.approx((100.0 * (each.total.low or 0.0), 100.0 * (each.total.high or 0.0)))
    assert axes.get_xlim()[1] >= max(100.0 * (each.total.high or 0.0) for each in order)


def test_an_index_below_zero_is_drawn_as_zero() -> None:
    below = Index("idle", Estimate(-0.02, -0.1, 0.05), Estimate(-0.01, -0.02, 0.01))
    found = replace(explained(), indices=(*explained().indices[:2], below))
    (axes,) = made(panel_of_indices("effort", found)).figure.axes
    assert widths(axes)[-1] == widths(axes, UNKNOWN[1])[-1] == 0.0
    assert axes.get_xlim()[0] == 0.0


def test_an_output_that_does_not_vary_says_so_beside_the_others() -> None:
    nothing = Indices((), 3.0, 0.0, 64, 0, 0.95)
    drawing = made(panel_of_indices("effort", explained()), panel_of_indices("fees", nothing))
    assert "nothing to explain" in drawing.figure.axes[1].texts[0].get_text()
    assert "fees: does not vary" in drawing.alt
    with house_style():
        assert sensitivity(ABOUT, [panel_of_indices("fees", nothing)], 0.95) is None


def test_rows_are_the_same_in_each_panel_and_what_is_not_shown_is_counted() -> None:
    names = many(26)
    drawing = made(panel_of_indices("effort", explained(names)), panel_of_indices("fees", explained(names, 4)), most=8)
    first, second = drawing.figure.axes
    assert len(widths(first)) == len(widths(second)) == 8
    assert "18 more factors move it less, none with more than " in drawing.words.footer
    assert "more factors" not in made(panel_of_indices("effort", explained())).words.footer


def test_what_matters_in_one_panel_only_is_among_the_rows() -> None:
    loud = SensitivityPanel("a", "x", {"loud": bar(100.0), "soft": bar(1.0), "mute": bar(0.5)})
    soft = SensitivityPanel("b", "y", {"loud": bar(0.0), "soft": bar(0.01), "mute": bar(0.001)})
    axes = made(loud, soft, most=2).figure.axes
    assert [label.get_text() for label in axes[0].get_yticklabels()] == ["loud", "soft"]


def bar(value: float) -> EffectBar:
    return EffectBar(Estimate(value), 0.0)


def test_effects_are_in_their_unit_and_solid_as_far_as_they_go_one_way() -> None:
    found = moved(turn=3)
    with house_style():
        drawing = screening(ABOUT, [panel_of_effects("invoices missed", "percentage points", found, 100.0)], 0.95)
    assert drawing is not None
    (axes,) = drawing.figure.axes
    order = sorted(found, key=lambda each: -(each.mu_star.value or 0.0))
    assert widths(axes) == pytest.approx([100.0 * (each.mu_star.value or 0.0) for each in order])
    assert widths(axes, UNKNOWN[1]) == pytest.approx([100.0 * abs(each.mu) for each in order])
    assert axes.get_xlabel() == "percentage points"
    assert len(order) == len(FACTORS)


def test_the_words_for_who_cannot_see_it_hold_the_numbers() -> None:
    drawing = made(panel_of_indices("effort", explained()))
    best = explained().ranked[0]
    assert f"effort: {best.factor} {100.0 * (best.total.value or 0.0):.1f}" in drawing.alt
