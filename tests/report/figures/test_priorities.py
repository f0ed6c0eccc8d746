from __future__ import annotations

import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex

from sim.analysis.comparison import Estimate
from sim.analysis.uncertainty.priorities import ADVICE, Evidence, ledger
from sim.report.figures import priorities as drawn
from sim.report.figures.priorities import FILLS
from sim.report.figures.sheet import Drawing
from sim.report.figures.style import house_style
from sim.scenario.distributions import Grade
from tests.report.figures.unknowns import ABOUT, bars, many, rows

GRADES: tuple[Grade | None, ...] = ("measured", "calibrated", "assumed", None)
FOUND = tuple(
    Evidence(f"one.{grade}", Estimate(share, share - 0.01, share + 0.02), grade, place, identified=True)
    for place, (grade, share) in enumerate(zip(GRADES, (0.4, 0.3, 0.2, 0.1), strict=True))
)


def made(found: tuple[Evidence, ...] = FOUND) -> Drawing:
    with house_style():
        drawing = drawn.ledger(ABOUT, ledger(found), "effort", 0.95)
    assert drawing is not None
    return drawing


def names(axes: Axes) -> list[str]:
    return [label.get_text().replace("\n", "") for label in axes.get_yticklabels()]


def test_rows_stand_below_the_advice_they_get_with_their_numbers() -> None:
    drawing = made()
    _, *groups = drawing.figure.axes
    assert [names(axes) for axes in groups] == [["one.assumed", "one.None"], ["one.calibrated"], ["one.measured"]]
    assert [one.get_text() for one in groups[0].texts] == ["20.0", "10.0", "2", "3"]
    assert [one.get_text() for one in groups[2].texts] == ["40.0", "–"]
    said = [one.get_text() for one in drawing.figure.texts]
    order = [said.index(heading.capitalize()) for heading in ADVICE if heading != "hardly matters"]
    assert order == sorted(order)
    assert "Hardly matters" not in said


def test_all_bars_are_on_one_scale_and_as_long_as_their_shares() -> None:
    _, *groups = made().figure.axes
    assert len({axes.get_xlim() for axes in groups}) == 1
    assert bars(groups[0]) == [pytest.approx((0.0, 20.0)), pytest.approx((0.0, 10.0))]
    assert [patch.get_width() for patch in groups[1].patches][0] == pytest.approx(30.0)  # type: ignore[attr-defined]  # noqa: RUF015


def test_the_strip_adds_up_to_all_of_it_in_the_order_of_the_grades() -> None:
    strip = made().figure.axes[0]
    spans = [
        (patch.get_x(), patch.get_x() + patch.get_width(), patch.get_hatch(), to_hex(patch.get_facecolor()))  # type: ignore[attr-defined]
        for patch in strip.patches
        if patch.get_hatch() is not None or patch.get_zorder() == 1.8
    ]
    swatches = [FILLS[grade].swatch for grade in GRADES]
    assert [(hatch, shade) for *_, hatch, shade in spans] == [
        (swatch.get_hatch(), to_hex(swatch.get_facecolor())) for swatch in swatches
    ]
    assert [(left, right) for left, right, *_ in spans] == [
        pytest.approx(ends) for ends in ((0.0, 40.0), (40.0, 70.0), (70.0, 90.0), (90.0, 100.0))
    ]
    assert [one.get_text() for one in strip.texts] == ["40 %", "30 %", "20 %", "10 %"]


def test_grades_do_not_look_alike() -> None:
    swatches = [FILLS[grade].swatch for grade in GRADES]
    looks = {(swatch.get_hatch(), to_hex(swatch.get_facecolor(), keep_alpha=True)) for swatch in swatches}
    assert len(looks) == 4


def test_the_rows_that_are_not_shown_are_counted() -> None:
    with house_style():
        drawing = drawn.ledger(ABOUT, rows(many(26)), "effort", 0.95, most=10)
    assert drawing is not None
    assert "16 more numbers are not shown." in drawing.words.footer
    assert sum(len(names(axes)) for axes in drawing.figure.axes[1:]) == 10


def test_the_words_tell_what_to_measure_and_never_what_need_not_be() -> None:
    assert made().alt == (
        "To learn more about effort, measure next: one.assumed (20.0 % of the variance) and one.None (10.0 % of the "
        "variance)."
    )
    known = made(FOUND[:1])
    assert known.alt == "To learn more about effort, measure next: nothing."
    assert "uppermost" not in known.words.subtitle
    assert "uppermost" in made().words.subtitle


def test_shares_that_overlap_are_not_said_to_add_up() -> None:
    both = tuple(Evidence(f"one.{place}", Estimate(0.8), "assumed", 0) for place in range(2))
    footer = made(both).words.footer
    assert "A share is the largest that a number has of any difference; these need not add up to 100 %" in footer
    assert "The strip is the sum of all of them by grade, as parts of that sum." in footer
    assert "There are too few points for intervals." in footer
    assert "Thin lines are 95 % intervals" in made().words.footer


def test_shares_are_named_for_what_they_are_parts_of() -> None:
    with house_style():
        drawing = drawn.ledger(ABOUT, ledger(FOUND), "effort", 0.95, share_of="all effects")
    assert drawing is not None
    assert drawing.figure.axes[-1].get_xlabel() == "largest share, % of all effects"
    assert "variance" not in f"{drawing.alt} {drawing.words.caption}"


def test_nothing_that_moves_the_answer_is_no_figure() -> None:
    with house_style():
        assert drawn.ledger(ABOUT, ledger([Evidence("one", Estimate(0.0), "assumed", 0)]), "effort", 0.95) is None
