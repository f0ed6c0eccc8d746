from __future__ import annotations

from dataclasses import replace

from sim.analysis.comparison import Contrast, Estimate
from sim.analysis.judgement import judged
from sim.analysis.study import Analysis
from sim.report.html.claims import between, claim, compared
from sim.report.html.scoreboard import panels
from tests.report.html.pages import alone, fifteen, paper_wins, queueing, three, without_invoices


def percent(analysis: Analysis, design: str, response: str) -> float:
    value = analysis.contrast("reachable", design, response).level.value
    assert value is not None
    return 100.0 * value


def best_of(analysis: Analysis, response: str) -> str:
    (found,) = (one for one in analysis.verdicts if (one.group, one.response) == ("reachable", response))
    return found.best


def with_difference(analysis: Analysis, design: str, response: str, difference: Estimate) -> Analysis:
    """The same study with another difference."""

    def told(row: Contrast) -> Contrast:
        return replace(row, difference=difference, together=difference, judgement=judged(difference, 0.0))

    contrasts = tuple(
        told(row) if (row.design, row.response) == (design, response) else row for row in analysis.contrasts
    )
    return replace(analysis, contrasts=contrasts)


def test_the_claim_has_the_numbers_of_the_study() -> None:
    analysis = three()
    best = best_of(analysis, "missed_share")
    assert best != analysis.reference
    first, second, *_ = claim(analysis)
    after, before = (percent(analysis, design, "missed_share") for design in (best, analysis.reference))
    assert first.startswith(f"Among reachable accounts, the fewest invoices are missed under {best}")
    assert f"{after:.1f} % instead of {before:.1f} % ({before - after:.1f} percentage points fewer" in first
    assert f"{percent(analysis, best, 'read_share'):.1f} % of the messages are read" in second


def test_what_is_not_beyond_chance_is_not_claimed() -> None:
    best = best_of(three(), "missed_share")
    doubtful = with_difference(three(), best, "missed_share", Estimate(-0.01, -0.03, 0.01))
    assert claim(doubtful)[0].endswith("and that is not beyond chance.")
    unclear = with_difference(three(), best, "effort_minutes", Estimate(-1.0, -3.0, 1.0))
    assert "1.0 minutes a year less (−3.0 to +1.0, not beyond chance)" in claim(unclear)[1]


def test_more_effort_is_called_more() -> None:
    best = best_of(three(), "missed_share")
    more = with_difference(three(), best, "effort_minutes", Estimate(2.0, 1.0, 3.0))
    assert "It takes citizens 2.0 minutes a year more (1.0 to 3.0)" in claim(more)[1]


def test_bounds_are_said_in_the_direction_of_the_words() -> None:
    assert between(Estimate(-6.0, -8.1, -3.9)) == "3.9 to 8.1"
    assert between(Estimate(6.0, 3.9, 8.1)) == "3.9 to 8.1"
    assert between(Estimate(1.0, -0.5, 2.5)) == "−0.5 to +2.5"
    assert between(Estimate(1.0)) == "no interval"


def test_a_design_with_a_box_is_named_beside_one_without() -> None:
    analysis = paper_wins()
    first, *_, third = claim(analysis)
    assert "the fewest invoices are missed under paper" in first
    difference = analysis.contrast("reachable", "wmebv", "missed_share").difference
    assert difference is not None
    assert difference.value is not None
    assert (
        f"with a message box, wmebv misses the fewest: {-100 * difference.value:.1f} percentage points fewer" in third
    )
    assert [column.design for column in panels(analysis)[0].columns] == ["sender", "paper", "wmebv"]
    assert len(claim(three())) == 3


def test_where_there_is_nothing_to_compare_nothing_is_claimed() -> None:
    assert claim(alone()) == ("There is nothing to compare: one design was simulated.",)
    assert "One notification design, opaque, was simulated" in compared(alone())
    assert claim(without_invoices())[0] == "There is no invoice to miss here."
    assert "least effort" in claim(without_invoices())[1]
    assert compared(fifteen()).startswith("15 notification designs were simulated for the same 80 citizens")
    assert "in 3 replications" in compared(queueing())


def test_the_panels_show_reachable_accounts_first_and_the_reference_first() -> None:
    shown = panels(three())
    assert [panel.title for panel in shown] == ["reachable accounts", "all citizens"]
    for panel in shown:
        assert panel.columns[0].design == "opaque"
        assert panel.columns[0].role == "the reference" or panel.columns[0].role.startswith("the reference,")
        assert [line.label for line in panel.lines[:2]] == ["Effort", "Messages read"]
        assert all(line.scores[0].change == "" for line in panel.lines)


def test_a_score_is_the_number_of_the_study_and_judged_by_its_interval() -> None:
    analysis = three()
    for panel, group in zip(panels(analysis), ("reachable", "all"), strict=True):
        for place, column in enumerate(panel.columns):
            missed = next(line for line in panel.lines if line.label == "Invoices missed").scores[place]
            row = analysis.contrast(group, column.design, "missed_share")
            assert row.level.value is not None
            assert missed.value == f"{100 * row.level.value:.1f}"
            expected = {"more": "worse", "less": "better", None: "none"}
            assert missed.standing == expected.get(row.judgement, row.judgement)
            read = next(line for line in panel.lines if line.label == "Messages read").scores[place]
            assert read.standing in {"none", "same", "unsettled"}


def test_one_design_has_one_column_and_no_invoices_no_line_of_them() -> None:
    assert [len(panel.columns) for panel in panels(alone())] == [1, 1]
    assert all("Invoices missed" not in [line.label for line in panel.lines] for panel in panels(without_invoices()))
