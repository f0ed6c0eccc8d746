from __future__ import annotations

from sim.report.html.claims import compared
from sim.report.html.scoreboard import panels
from tests.report.html.pages import alone, fifteen, paper_wins, queueing, three, without_invoices


def test_what_was_compared_is_said_in_a_sentence() -> None:
    assert "One notification design, opaque, was simulated" in compared(alone())
    assert compared(fifteen()).startswith("15 notification designs were simulated for the same 80 citizens")
    assert "in 3 replications" in compared(queueing())


def test_a_design_with_a_box_stands_beside_one_without() -> None:
    assert [column.design for column in panels(paper_wins())[0].columns] == ["sender", "paper", "wmebv"]


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
