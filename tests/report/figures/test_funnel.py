from __future__ import annotations

import pytest
from matplotlib.patches import Rectangle

from sim.analysis.study_analysis import Analysis
from sim.report.figures.funnel import LATE, MISSED, funnel
from sim.report.figures.sheet import Drawing
from sim.report.figures.style import house_style
from sim.rules.columns import CAUSES, LATE_CAUSES
from tests.report.figures.studies import analysed, with_levels
from tests.report.figures.test_layout import boxes, overlaps


def made(analysis: Analysis) -> Drawing:
    with house_style():
        drawing = funnel(analysis)
    assert drawing is not None
    return drawing


def of_all_causes() -> Analysis:
    """Invoices are missed and late for every cause that there is, another number of each."""
    analysis = analysed("opaque, sender")
    levels: dict[tuple[str, str], float] = {}
    for factor, design in enumerate(analysis.designs, start=1):
        shares = {part.response: 0.004 * factor * place for place, part in enumerate(MISSED, start=1)}
        late = {part.response: 0.01 * factor * place for place, part in enumerate(LATE, start=1)}
        totals = {"missed_share": sum(shares.values()), "late_share": sum(shares.values()) + sum(late.values())}
        levels |= {(design, name): value for name, value in (shares | late | totals).items()}
    return with_levels(analysis, levels)


def test_the_parts_are_the_causes_in_the_order_of_the_chain() -> None:
    assert [part.response for part in MISSED] == [f"missed_{cause}_share" for cause in CAUSES]
    assert [part.response for part in LATE] == [f"late_{cause}_share" for cause in LATE_CAUSES]
    assert len({part.colour for part in MISSED}) == len(MISSED)


@pytest.mark.parametrize("study", ["every", "one"])
def test_the_parts_of_a_bar_join_and_add_up_to_the_share_missed(study: str) -> None:
    analysis = of_all_causes() if study == "every" else analysed("opaque, sender, paper")
    bars = [patch for patch in made(analysis).figure.axes[0].patches if isinstance(patch, Rectangle)]
    for row, design in enumerate(analysis.designs):
        parts = [bar for bar in bars if round(bar.get_y() + bar.get_height() / 2.0) == row]
        assert len(parts) == len(MISSED)
        end = 0.0
        for bar, part in zip(parts, MISSED, strict=True):
            assert bar.get_x() == pytest.approx(end)
            share = analysis.contrast("all", design, part.response).level.value
            assert share is not None
            assert bar.get_width() == pytest.approx(share * 100.0)
            end += bar.get_width()
        missed = analysis.contrast("all", design, "missed_share").level.value
        assert missed is not None
        assert end == pytest.approx(missed * 100.0)
        assert made(analysis).figure.axes[0].get_xlim()[1] > end


def test_every_cause_that_occurs_is_named_and_none_covers_another() -> None:
    with house_style():
        drawing = made(of_all_causes())
        drawing.figure.draw_without_rendering()
        found = list(boxes(drawing.figure))
    said = [text for text, _ in found]
    assert {part.words for part in (*MISSED, *LATE)} <= set(said)
    for place, (text, box) in enumerate(found):
        for other_text, other in found[place + 1 :]:
            assert not overlaps(box, other), (text, other_text)
    few = [text.get_text() for text in made(analysed("opaque, sender")).figure.axes[0].texts]
    assert [part.words for part in MISSED if part.words in few] == ["ignored"]


def test_the_words_for_who_cannot_see_it_hold_the_numbers() -> None:
    analysis = of_all_causes()
    assert made(analysis).alt == (
        "Invoices missed, all citizens: 22.0 % under opaque and 44.0 % under sender. Under opaque most are lost as "
        "login abandoned, 4.0 % of the invoices; 2.4 % are out of reach of any text."
    )


def test_there_is_none_where_nothing_is_late() -> None:
    analysis = analysed("opaque, sender")
    none = {(row.design, row.response): 0.0 for row in analysis.contrasts}
    with house_style():
        assert funnel(with_levels(analysis, none)) is None
