from __future__ import annotations

from dataclasses import replace

import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from sim.analysis.comparison import Estimate
from sim.analysis.joint import Joint
from sim.report.figures.style import BETTER, WORSE, house_style
from sim.report.figures.winners import WIDTH, WORDS, room_for, winners
from tests.report.figures.studies import analysed

ANALYSIS = analysed("opaque, sender, paper")
JOINTS = ANALYSIS.joints


def test_who_gains_is_left_and_who_loses_right_as_they_were_counted() -> None:
    with house_style():
        drawing = winners(ANALYSIS, JOINTS)
    assert drawing is not None
    sides = (("effort_minutes", "less", "more", "equal"), ("missed_invoices", "only_there", "only_here", "both"))
    for axes, (burden, gains, loses, beside) in zip(drawing.figure.axes, sides, strict=True):
        bars = [patch for patch in axes.patches if isinstance(patch, Rectangle)]
        written = [text.get_text() for text in axes.texts]
        for row, design in enumerate(ANALYSIS.others):
            (one,) = (j for j in JOINTS if (j.group, j.design, j.burden) == ("reachable", design, burden))
            better, worse = (bar for bar in bars if round(bar.get_y() + bar.get_height() / 2.0) == row)
            assert (to_hex(better.get_facecolor()).upper(), to_hex(worse.get_facecolor()).upper()) == (BETTER, WORSE)
            assert better.get_width() == pytest.approx(-100.0 * getattr(one, gains).value)
            assert worse.get_width() == pytest.approx(100.0 * getattr(one, loses).value)
            for name in (gains, loses, beside):
                assert f"{100.0 * getattr(one, name).value:.1f}" in written
            low, high = axes.get_xlim()
            assert low <= better.get_width() <= worse.get_width() <= high


def test_the_words_for_who_cannot_see_it_hold_the_numbers() -> None:
    with house_style():
        drawing = winners(ANALYSIS, JOINTS)
    assert drawing is not None
    rows = [one for one in JOINTS if (one.group, one.burden) == ("reachable", "effort_minutes")]
    best = max(rows, key=lambda one: one.less.value or 0.0)
    assert best.less.value is not None
    assert best.more.value is not None
    told = f"most gain under {best.design}, {best.less.value * 100:.1f} % against {best.more.value * 100:.1f} %"
    assert told in drawing.alt


def test_what_nobody_bears_has_no_panel_and_nothing_counted_no_figure() -> None:
    nothing = Estimate(0.0, 0.0, 0.0)
    none_missed = tuple(
        replace(one, both=nothing, only_here=nothing, only_there=nothing) if one.burden == "missed_invoices" else one
        for one in JOINTS
    )
    with house_style():
        drawing = winners(ANALYSIS, none_missed)
        assert drawing is not None
        assert len(drawing.figure.axes) == 1
        assert winners(ANALYSIS, ()) is None


def test_other_references_and_groups_are_left_out() -> None:
    others: tuple[Joint, ...] = tuple(replace(one, other="paper") for one in JOINTS)
    everybody = tuple(one for one in JOINTS if one.group == "all")
    with house_style():
        assert winners(ANALYSIS, others) is None
        assert winners(ANALYSIS, everybody) is None


@pytest.mark.parametrize(("left", "right"), [(99.0, 1.0), (1.0, 99.0), (50.0, 50.0), (0.0, 3.0), (0.0, 0.0)])
def test_both_sides_have_one_scale_and_room(left: float, right: float) -> None:
    zero, scale = room_for(left, right)
    assert WORDS <= zero <= WIDTH - WORDS
    assert left * scale <= zero
    assert right * scale <= WIDTH - zero
