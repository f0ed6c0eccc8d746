from __future__ import annotations

from dataclasses import replace

import pytest

from sim.report.figures.robustness import Contest, robustness
from sim.report.figures.sheet import Drawing
from sim.report.figures.style import UNKNOWN, house_style
from tests.report.figures.unknowns import ABOUT, DESIGNS, bars, contested, level


def made(*contests: Contest) -> Drawing:
    with house_style():
        drawing = robustness(ABOUT, contests)
    assert drawing is not None
    return drawing


def test_each_bar_is_wins_then_as_good_then_loses() -> None:
    found = contested()
    shares, _ = made(Contest("invoices missed", "points", found)).figure.axes
    for row, each in enumerate(found.performances):
        won, lost = 100.0 * (each.wins.value or 0.0), 100.0 * (each.loses.value or 0.0)
        assert bars(shares, UNKNOWN[0])[row] == pytest.approx((0.0, won))
        assert bars(shares, None)[row] == pytest.approx((won, 100.0 - lost))
        assert bars(shares, UNKNOWN[2])[row] == pytest.approx((100.0 - lost, 100.0))
    assert [label.get_text() for label in shares.get_yticklabels()] == list(DESIGNS)
    written = [one.get_text() for one in shares.texts]
    expected = [
        f"{100.0 * (share.value or 0.0):.0f}"
        for kind in ("wins", "as_good", "loses")
        for share in (getattr(each, kind) for each in found.performances)
    ]
    assert written == expected


def test_intervals_are_drawn_from_the_end_that_their_share_is_counted_from() -> None:
    found = contested()
    shares, _ = made(Contest("invoices missed", "points", found)).figure.axes
    drawn = {tuple(round(x, 6) for x in level(line)) for line in shares.lines}
    paper = found.performances[-1]
    low, high = ((100.0 * (end or 0.0)) for end in (paper.wins.low, paper.wins.high))
    assert (round(low, 6), round(high, 6)) in drawn
    low, high = (100.0 - 100.0 * (end or 0.0) for end in (paper.loses.high, paper.loses.low))
    assert (round(low, 6), round(high, 6)) in drawn


def test_regret_has_its_mean_its_high_and_its_largest_value_in_the_unit() -> None:
    found = contested()
    _, regrets = made(Contest("invoices missed", "points", found, 100.0)).figure.axes
    dots = [level(line)[0] for line in regrets.lines if line.get_marker() == "o"]
    ends = [level(line)[0] for line in regrets.lines if line.get_marker() == "|"]
    assert dots == pytest.approx([100.0 * each.regret.mean for each in found.performances])
    assert ends == pytest.approx([100.0 * each.regret.largest for each in found.performances])
    assert [end for _, end in bars(regrets, None)] == pytest.approx(
        [100.0 * one.regret.high for one in found.performances]
    )
    assert regrets.get_xlim()[1] > max(ends)


def test_what_was_left_out_and_the_margin_are_said() -> None:
    drawing = made(Contest("invoices missed", "percentage points", replace(contested(), dropped=3), 100.0))
    assert "invoices missed: 256 points (3 left out), margin 5.0 percentage points" in drawing.words.footer
    assert "not probabilities" in drawing.words.footer
    without = made(Contest("invoices missed", "points", contested(margin=0.0)))
    assert "margin" not in without.words.footer
    assert "left out" not in without.words.footer


def test_where_no_design_is_ever_behind_the_axis_still_stands() -> None:
    found = contested(("one", "other"))
    idle = replace(found.performances[0].regret, mean=0.0, high=0.0, largest=0.0)
    same = replace(found, performances=tuple(replace(each, regret=idle) for each in found.performances))
    _, regrets = made(Contest("fees", "EUR", same)).figure.axes
    assert regrets.get_xlim()[0] < 0.0 < regrets.get_xlim()[1]


def test_the_words_for_who_cannot_see_it_hold_the_numbers() -> None:
    found = contested()
    most = max(found.performances, key=lambda each: each.wins.value or 0.0)
    drawing = made(Contest("invoices missed", "points", found))
    assert f"{most.design} wins most often, at {100.0 * (most.wins.value or 0.0):.0f} % of the points" in drawing.alt
