"""The answer on one screen: what it says, how it fits, and that it is the page's headline as well."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from sim.analysis.comparison import Estimate
from sim.analysis.judgement import judged
from sim.analysis.parameter_uncertainty import DifferenceRange, ParameterUncertainty
from sim.analysis.study_analysis import Analysis
from sim.clock import DAY
from sim.report.answer import ComparisonAnswer
from sim.report.comparison_text import render
from sim.report.html.page import html_report
from sim.report.screen import render_answer
from sim.scenario.coverage import Coverage, Unvaried
from sim.scenario.distributions import Known
from sim.scenario.units import SPAN
from tests.report.html.pages import FACTS, alone, fifteen, hostile, queueing, three, tree_of, without_invoices

STUDIES = (three, fifteen, alone, queueing, without_invoices, hostile)
SHARES = {"less": (0.84, 0.16, 0.0), "same": (0.02, 0.98, 0.0), "mixed": (0.4, 0.2, 0.4)}


def known(analysis: Analysis, shares: str = "less", sets: int = 64) -> Analysis:
    """The same study with ranges over the parameter uncertainty."""
    less, same, more = SHARES[shares]
    reaches = tuple(
        DifferenceRange(
            row.group, row.design, row.response, 64, row.difference.value - 0.05, row.difference.value + 0.04,
            less, same, more, 0.1,
        )
        for row in analysis.contrasts
        if row.difference is not None and row.difference.value is not None
    )  # fmt: skip
    reach = Coverage(10, (Unvaried("population.dormant", "own"),))
    return replace(analysis, uncertainty=ParameterUncertainty(reach, reaches, 64, 500, sets))


def with_difference(analysis: Analysis, response: str, difference: Estimate) -> Analysis:
    """The same study with one difference for all designs."""
    judgement = judged(difference, 0.005)
    rows = tuple(
        replace(row, difference=difference, together=difference, judgement=judgement)
        if row.response == response and row.difference is not None
        else row
        for row in analysis.contrasts
    )
    return replace(analysis, contrasts=rows, margins={response: 0.005})


@pytest.mark.parametrize("study", STUDIES)
@pytest.mark.parametrize("points", [False, True])
def test_it_fits_on_one_screen(study: object, points: bool) -> None:
    analysis: Analysis = study()  # type: ignore[operator]
    lines = render_answer(known(analysis) if points else analysis).splitlines()
    assert len(lines) <= 39
    assert max(map(len, lines)) <= 80


@cache
def fifty() -> Analysis:
    """Fifty designs with long names."""
    analysis = fifteen()
    scenario = analysis.scenario
    names = [f"a-very-long-name-of-a-design-{place:02}" for place in range(50)]
    of = dict(zip(names, np.resize(np.array(analysis.designs), 50).tolist(), strict=True))
    designs = {name: scenario.designs[old] for name, old in of.items()}

    def copied(rows: Sequence[object]) -> tuple[object, ...]:
        return tuple(
            replace(row, design=name)  # type: ignore[type-var]
            for name, old in of.items()
            for row in rows
            if row.design == old  # type: ignore[attr-defined]
        )

    return replace(
        analysis,
        scenario=scenario.model_copy(
            update={
                "designs": designs,
                "compare": scenario.compare.model_copy(update={"designs": tuple(names), "reference": names[0]}),
            }
        ),
        designs=tuple(names),
        reference=names[0],
        contrasts=copied(analysis.contrasts),  # type: ignore[arg-type]
        joints=copied(analysis.joints),  # type: ignore[arg-type]
        spreads=copied(analysis.spreads),  # type: ignore[arg-type]
        countings=copied(analysis.countings),  # type: ignore[arg-type]
    )


@pytest.mark.long
def test_fifty_designs_still_fit_and_no_name_is_broken() -> None:
    short = render_answer(fifty())
    assert len(short.splitlines()) <= 39
    assert "more designs, with --full" in short


def test_the_page_begins_with_the_same_sentences() -> None:
    analysis = known(three())
    page = tree_of(html_report(analysis, FACTS))
    (claim,) = (one for one in page.all("div") if one.attributes.get("class") == "claim")
    said = [one.text.strip().replace("\u00a0", " ") for one in claim.all("p")]
    assert said == list(ComparisonAnswer(analysis).sentences)
    assert 2 <= len(said) <= 5
    shown = " ".join(render(analysis, full=False).split())
    assert all(" ".join(sentence.split()) in shown for sentence in said)


def test_the_best_is_one_of_the_designs_that_compete() -> None:
    answer = ComparisonAnswer(three())
    assert answer.competing == ("action",)
    assert answer.best == "action"
    assert "without a message box" in " ".join(answer.sentences)
    assert ComparisonAnswer(alone()).best is None


@pytest.mark.parametrize(
    ("difference", "shares", "words"),
    [
        (Estimate(-0.02, -0.03, -0.01), "less", "likely less (in 84 % of the sets that fit)"),
        (Estimate(-0.001, -0.002, 0.001), "same", "settled: practically the same"),
        (Estimate(-0.02, -0.03, -0.01), "mixed", "undecided: it depends on numbers that nobody measured"),
        (Estimate(-0.02, -0.09, 0.05), "less", "undecided: more citizens would settle it"),
        (Estimate(-0.02, -0.03, -0.001), "less", "likely less"),
    ],
)
def test_one_word_on_both(difference: Estimate, shares: str, words: str) -> None:
    analysis = known(with_difference(three(), "missed_share", difference), shares)
    assert words in " ".join(ComparisonAnswer(analysis).sentences)
    assert words in " ".join(render(analysis).split())


def test_a_difference_outside_its_range_rests_on_numbers_that_are_not_central() -> None:
    said = "has stated numbers that are not central"
    inside = known(three())
    outside = with_difference(inside, "missed_share", Estimate(-5.0, -6.0, -4.0))
    assert said in " ".join(render_answer(outside).split())
    assert said not in " ".join(render_answer(inside).split())


def test_without_sets_that_fit_shares_are_of_the_ranges() -> None:
    analysis = known(with_difference(three(), "missed_share", Estimate(-0.02, -0.03, -0.01)), sets=0)
    assert "likely less (in 84 % of the ranges)" in " ".join(ComparisonAnswer(analysis).sentences)


def test_without_points_it_speaks_of_sampling_error_alone() -> None:
    said = " ".join(ComparisonAnswer(three()).sentences)
    assert "by sampling error alone" in said
    assert "parameter uncertainty" not in said
    assert "{" not in render(three(), full=False)


def test_what_nobody_measured_and_what_has_no_range_is_counted_and_named() -> None:
    (said,) = (one for one in ComparisonAnswer(known(three())).facts if "range" in one)
    assert "are assumed" in said
    assert "1 more has none (population.dormant)." in said


def test_why_there_are_no_points_is_said() -> None:
    analysis = replace(three(), uncertainty=ParameterUncertainty(Coverage(1, ()), left_out="There is nothing to vary."))
    said = " ".join(render(analysis, full=False).split())
    assert "Parameter uncertainty was left out: There is nothing to vary." in said


def test_who_loses_and_who_is_out_of_reach_is_said() -> None:
    said = " ".join((*ComparisonAnswer(three()).sentences, *ComparisonAnswer(three()).facts))
    assert "No notification reaches" in said
    assert "Who is worse off under" in said


def after(analysis: Analysis, **times: int) -> Analysis:
    """The same study, of designs that began after another one, or earlier; in days."""
    spans = {name: Known(days * DAY, dimension=SPAN) for name, days in times.items()}
    return replace(analysis, scenario=analysis.scenario.model_copy(update=spans))


def test_a_study_of_designs_that_nobody_knew_says_so_first() -> None:
    first = after(three(), warm_up=0)
    new = ComparisonAnswer(first)
    assert new.question.startswith("What do 2 other ways to notify change in their first ")
    assert "is their first" in new.beginning
    assert "in their first" in render_answer(first).split("?")[0]
    assert new.beginning in html_report(first, FACTS)
    alone_ = ComparisonAnswer(after(alone(), warm_up=0))
    assert alone_.question.endswith(f" in its first {alone_.span}?")


def test_a_study_after_a_warm_up_says_what_came_before() -> None:
    warmed, used = after(three(), warm_up=730), after(three(), warm_up=0, in_use=365)
    assert ComparisonAnswer(warmed).question.startswith(
        "What do 2 other ways to notify change for citizens, compared with"
    )
    assert ComparisonAnswer(warmed).beginning.endswith("for 730 days first, unmeasured.")
    assert f"after 730 under {warmed.scenario.compare.former}" in " ".join(render_answer(warmed).split())
    assert ComparisonAnswer(used).beginning == "Each design had been in use for 365 days, unmeasured."
    assert "365 in use before" in " ".join(render_answer(used).split())
    both = after(three(), warm_up=730, in_use=365)
    assert " first and each design had been in use for 365 days, unmeasured." in ComparisonAnswer(both).beginning
