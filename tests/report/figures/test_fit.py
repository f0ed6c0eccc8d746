from __future__ import annotations

import numpy as np
import pytest
from matplotlib.colors import to_hex

from sim.analysis.uncertainty.fit_quality import predicted, trade_offs
from sim.report.figures.marginals import marginals
from sim.report.figures.pairs import pairs
from sim.report.figures.sheet import Drawing
from sim.report.figures.style import MARGIN, UNKNOWN, house_style
from sim.report.figures.targets import targets
from tests.report.figures.unknowns import ABOUT, FACTORS, bars, fitted, level, many, predictions, text


def drawn(found: Drawing | None) -> Drawing:
    assert found is not None
    return found


def test_the_least_narrowed_factor_is_first_with_its_numbers() -> None:
    with house_style():
        drawing = drawn(marginals(ABOUT, fitted(), text))
    (axes,) = drawing.figure.axes
    order = sorted(fitted(), key=lambda each: each.contraction)
    assert [one.get_text().replace("\n", "") for one in axes.get_yticklabels()] == [each.factor for each in order]
    written = [one.get_text() for one in axes.texts]
    assert written[: len(order)] == [text(each.factor, each.low) for each in order]
    assert written[-len(order) :] == [f"{100.0 * each.contraction:.0f} %" for each in order]
    first = order[0].middle
    values = [text(order[0].factor, one or 0.0) for one in (first.value, first.low, first.high)]
    assert f"{values[0]} ({values[1]} to {values[2]})" in written
    assert f"{order[0].factor} {100.0 * order[0].contraction:.0f} %" in drawing.alt


def test_median_and_middle_stand_where_they_lie_in_the_range() -> None:
    with house_style():
        (axes,) = drawn(marginals(ABOUT, fitted(), text)).figure.axes
    order = sorted(fitted(), key=lambda each: each.contraction)
    dots = [level(line)[0] for line in axes.lines if line.get_marker() == "o"]
    lines = [level(line) for line in axes.lines if line.get_linewidth() == 2.4]
    assert dots == pytest.approx([each.place(each.middle.value or 0.0) for each in order])
    assert lines == [
        pytest.approx([each.place(each.middle.low or 0.0), each.place(each.middle.high or 0.0)]) for each in order
    ]
    assert any(each.logarithmic for each in order)


def test_a_cloud_has_every_point_in_its_place_the_heavier_the_larger() -> None:
    tied = trade_offs(fitted())
    with house_style():
        (axes,) = drawn(pairs(ABOUT, tied, text)).figure.axes
    (cloud,) = axes.collections
    where = np.asarray(cloud.get_offsets())
    assert where[:, 0] == pytest.approx(tied[0].other.places)
    assert where[:, 1] == pytest.approx(tied[0].one.places)
    sizes = np.asarray(cloud.get_sizes())  # type: ignore[attr-defined]
    assert np.array_equal(np.argsort(sizes, kind="stable"), np.argsort(tied[0].one.weights, kind="stable"))
    assert [one.get_text() for one in axes.get_xticklabels()] == ["0.02 days", "20 days"]
    assert [one.get_text() for one in axes.get_yticklabels()] == ["0 %", "40 %"]


def test_the_closest_pairs_are_drawn_and_the_others_counted() -> None:
    tied = trade_offs(fitted(), least=0.0)
    with house_style():
        drawing = drawn(pairs(ABOUT, tied, text))
    assert len(drawing.figure.axes) == 6
    assert f"{len(tied) - 6} more pairs trade off less." in drawing.words.footer
    assert f"{FACTORS[0]} with {FACTORS[1]} (−0.9" in drawing.alt


def test_predictions_are_in_standard_deviations_from_the_published_figure() -> None:
    with house_style():
        drawing = drawn(targets(ABOUT, predictions(), text))
    fitting, check = drawing.figure.axes
    dots = [level(line)[0] for line in (*fitting.lines, *check.lines) if line.get_marker() == "o"]
    assert dots == pytest.approx([each.distance for each in predictions() if abs(each.distance) <= 6.0])
    first = predictions()[0]
    ends = [((end or 0.0) - first.observed) / first.uncertainty for end in (first.middle.low, first.middle.high)]
    assert bars(fitting)[0] == pytest.approx(ends)
    written = [one.get_text() for one in fitting.texts]
    assert written[0] == "54 % ± 2 %"
    value, low, high = (text("", one or 0.0) for one in (first.middle.value, first.middle.low, first.middle.high))
    assert written[4] == f"{value} ({low} to {high})"
    (band,) = (patch for patch in fitting.patches if to_hex(patch.get_facecolor()) == MARGIN)
    assert (band.get_x(), band.get_width()) == (-2.0, 4.0)  # type: ignore[attr-defined]


def test_a_prediction_beyond_the_axis_is_an_arrow_to_its_side() -> None:
    with house_style():
        drawing = drawn(targets(ABOUT, predictions(), text))
    arrows = [
        (line.get_marker(), level(line)[0]) for line in drawing.figure.axes[0].lines if line.get_marker() in {"<", ">"}
    ]
    assert arrows == [(">", 6.0)]
    assert "arrow" in drawing.words.subtitle
    low = predicted("low", 0.5, 0.01, np.array([0.1]))
    with house_style():
        other = drawn(targets(ABOUT, [low], text))
        near = drawn(targets(ABOUT, predictions(3), text))
    assert [level(line)[0] for line in other.figure.axes[0].lines if line.get_marker() == "<"] == [-6.0]
    assert "arrow" not in near.words.subtitle


def test_what_was_fitted_to_and_what_is_a_check_stand_apart() -> None:
    with house_style():
        both = drawn(targets(ABOUT, predictions(), text))
        one = drawn(targets(ABOUT, predictions(2), text))
    said = [each.get_text() for each in both.figure.texts]
    assert said.index("Fitted to") < said.index("Not fitted to: a check")
    assert len(one.figure.axes) == 1
    assert both.alt == (
        "The ensemble meets 4 of 6 published figures within 2 standard deviations; farthest off is "
        "fines-paid-on-first-notice, by +9.0."
    )


def test_twenty_rows_are_as_many_tracks() -> None:
    with house_style():
        (axes,) = drawn(marginals(ABOUT, fitted(many(20)), text)).figure.axes
    assert len([line for line in axes.lines if line.get_marker() == "o"]) == 20
    assert to_hex(axes.lines[1].get_color()) == UNKNOWN[0]
