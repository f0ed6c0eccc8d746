from __future__ import annotations

from dataclasses import replace

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_hex

from sim.analysis.comparison import Estimate
from sim.analysis.study_analysis import Analysis
from sim.report.figures.comparison import comparison, main
from sim.report.figures.sheet import Drawing
from sim.report.figures.style import BLUE, MARGIN, VERMILION, house_style
from sim.report.layout import LEVELS
from tests.report.figures.studies import FIVE, analysed, with_differences


def made(analysis: Analysis, margins: dict[str, float] | None = None) -> Drawing:
    with house_style():
        drawing = comparison(analysis, margins or {})
    assert drawing is not None
    return drawing


def drawn_numbers(axes: Axes) -> set[float]:
    return {float(x) for line in axes.lines for x in np.asarray(line.get_xdata(), dtype=np.float64)}


def test_every_difference_and_interval_is_drawn_where_it_is_or_written() -> None:
    analysis = analysed(FIVE)
    for axes, shown in zip(made(analysis).figure.axes, main(analysis), strict=True):
        low, high = axes.get_xlim()
        written = " ".join(text.get_text() for text in axes.texts)
        for group in ("all", "reachable"):
            for design in analysis.others:
                found = analysis.contrast(group, design, shown.name).together
                assert found is not None
                values = [one * shown.factor for one in (found.value, found.low, found.high) if one is not None]
                if all(low <= value <= high for value in values):
                    assert set(values) <= drawn_numbers(axes)
                else:
                    assert (
                        f"{abs(values[0]):.1f}" in written
                        or f"{abs(values[0]):.2f}" in written
                        or (f"{abs(values[0]):.3f}" in written)
                    )


def test_a_design_far_out_is_an_arrow_with_its_number_and_the_others_are_seen() -> None:
    far = with_differences(
        analysed(FIVE), {("paper", "effort_minutes"): Estimate(-58.3, -59.5, -57.1)} | near("effort_minutes")
    )
    drawing = made(far)
    axes = drawing.figure.axes[0]
    assert axes.get_xlim()[0] > -5.0
    assert [text.get_text() for text in axes.texts][:2] == ["−58.30 ± 1.20"] * 2
    assert {to_hex(text.get_color()).upper() for text in axes.texts[:2]} == {BLUE, VERMILION}
    assert "arrow" in drawing.words.subtitle
    assert "−58.30 (paper) to +1.00" in drawing.alt
    assert "arrow" not in made(with_differences(far, everything_near())).words.subtitle


def near(response: str) -> dict[tuple[str, str], Estimate]:
    return {(design, response): Estimate(1.0, 0.8, 1.2) for design in ("sender", "action", "wmebv")}


def everything_near() -> dict[tuple[str, str], Estimate]:
    return {
        (design, name): Estimate(1.0, 0.8, 1.2) for design in ("sender", "action", "wmebv", "paper") for name in LEVELS
    }


def test_a_margin_is_a_grey_band_in_the_shown_unit() -> None:
    drawing = made(analysed("opaque, sender"), {"missed_share": 0.015})
    bands = [
        (place, patch.get_x(), patch.get_x() + patch.get_width())  # type: ignore[attr-defined]
        for place, axes in enumerate(drawing.figure.axes)
        for patch in axes.patches
        if to_hex(patch.get_facecolor()) == MARGIN
    ]
    assert bands == [(list(LEVELS).index("missed_share"), -1.5, 1.5)]
    assert "grey band" in drawing.words.subtitle
    assert "grey band" not in made(analysed("opaque, sender")).words.subtitle


def test_there_is_none_without_another_design_or_without_a_number() -> None:
    with house_style():
        assert comparison(analysed("opaque"), {}) is None
        analysis = analysed("opaque, sender")
        without = tuple(replace(row, difference=None, together=None) for row in analysis.contrasts)
        nothing = replace(analysis, contrasts=without)
        assert comparison(nothing, {}) is None


def test_a_response_without_a_number_has_no_panel() -> None:
    analysis = with_differences(analysed("opaque, sender"), {("sender", "missed_share"): Estimate(None)})
    assert len(made(analysis).figure.axes) == len(LEVELS) - 1


def test_the_words_for_who_cannot_see_it_hold_the_numbers() -> None:
    analysis = analysed("opaque, sender")
    found = analysis.contrast("reachable", "sender", "missed_share").difference
    assert found is not None
    assert found.value is not None
    drawing = made(analysis)
    assert f"invoices missed {found.value * 100.0:+.1f} (sender) percentage points" in drawing.alt
    assert "reachable accounts" in drawing.alt
