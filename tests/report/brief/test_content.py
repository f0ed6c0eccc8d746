"""The same facts as on the first screen, in both languages, for every kind of study."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from sim.analysis.groups import ALL
from sim.analysis.parameter_uncertainty import DifferenceRange, ParameterUncertainty
from sim.analysis.study_analysis import Analysis
from sim.errors import UsageError
from sim.report.answer import ComparisonAnswer
from sim.report.brief.amounts import MOST, amounts
from sim.report.brief.content import Brief
from sim.report.brief.methods import methods_paragraph
from sim.report.brief.wording import LANGUAGES, Language, wording
from sim.scenario.coverage import Coverage
from tests.report.html.pages import FACTS, alone, fifteen, paper_wins, queueing, read_most, three, without_invoices

STUDIES = (three, paper_wins, fifteen, queueing, without_invoices, read_most)


def brief_of(analysis: Analysis, language: Language) -> Brief:
    return Brief(ComparisonAnswer(analysis), wording(language), FACTS)


@pytest.mark.parametrize("study", STUDIES, ids=lambda study: study.__name__)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_study_is_told_in_every_language(study: Callable[[], Analysis], language: Language) -> None:
    brief = brief_of(study(), language)
    assert 3 <= len(brief.sentences) <= 4
    told = [
        brief.question,
        brief.introduction,
        *brief.sentences,
        brief.figure_title,
        brief.figure_legend,
        *brief.losers,
    ]
    told += [*(each.text for each in (*brief.designs, *brief.sure)), *brief.following, brief.cite, brief.repeat]
    assert all(each and not re.search(r"\{\w+\}|None|nan", each) for each in told)


def test_a_study_of_one_design_is_refused_with_a_way_out() -> None:
    with pytest.raises(UsageError, match=r"has one design, opaque.*mbsim compare .* --design OTHER\.$"):
        brief_of(alone(), "en")


def test_the_answer_tells_the_numbers_of_the_screen() -> None:
    brief, answer = brief_of(three(), "en"), ComparisonAnswer(three())
    assert brief.best == answer.best
    shown = answer.responses[0]
    assert f"{answer.level_text(brief.best, shown)} %" in brief.sentences[0]
    assert f"{answer.level_text('opaque', shown)} %" in brief.sentences[0]
    dutch = brief_of(three(), "nl").sentences[0]
    assert f"{answer.level_text(brief.best, shown).replace('.', ',')}%" in dutch


def test_totals_are_means_times_the_people_with_both_ends_of_their_intervals() -> None:
    analysis, words = three(), wording("en")
    table = amounts(ComparisonAnswer(analysis), words, 6_000_000)
    assert [each.title for each in table.parts] == ["Per person per year", "For 6,000,000 people together, per year"]
    assert table.heads == ("Time of people", "Fees of people", "Cost of the senders", "Missed bills")
    for place, (name, per) in enumerate((("effort_minutes", 60), ("fees_eur", 1), ("sender_cost_eur", 1))):
        found = analysis.contrast(ALL.name, "paper", name).displayed
        cell = table.parts[1].lines[2].amounts[place]
        assert cell is not None
        assert found is not None
        assert found.value is not None
        (value,) = numbers_in(cell.value)
        assert value == pytest.approx(found.value * 6_000_000 / per, rel=0.05)
        if found.low is not None and found.high is not None:
            assert numbers_in(cell.sampling) == pytest.approx(
                [each * 6_000_000 / per for each in (found.low, found.high)], rel=0.05
            )
    assert table.parts[1].lines[2].amounts[3] is None  # a share has no total


def numbers_in(text: str) -> list[float]:
    return [float(each.replace("−", "-").replace(",", "")) for each in re.findall(r"[−+]?\d[\d,.]*", text)]


def test_of_many_designs_those_that_do_best_are_told() -> None:
    table = amounts(ComparisonAnswer(fifteen()), wording("en"), None)
    assert len(table.parts[0].lines) == 1 + MOST
    assert table.left_out == len(fifteen().others) - MOST


def test_without_invoices_the_design_under_which_most_is_read_is_told_and_is_an_improvement() -> None:
    answer = ComparisonAnswer(read_most())
    (read, *_) = answer.responses
    levels = {each: answer.level(each, read.name) or 0.0 for each in answer.competing}
    assert read.name == "read_share"
    assert len(set(levels.values())) > 1
    assert answer.best == max(levels, key=lambda each: levels[each])
    assert "leads to most reading" in answer.sentences[0]
    assert answer.analysis.conclusion(answer.group, str(answer.best), read.name).direction not in {"less", "same"}
    assert improves(answer)
    assert not improves(ComparisonAnswer(without_invoices()))  # less is read there


def improves(answer: ComparisonAnswer) -> bool:
    """True if the brief advises a trial of the best design, and not against every other way."""
    following = " ".join(Brief(answer, wording("en"), FACTS).following)
    assert ("in a trial" in following) != ("no improvement" in following)
    return "in a trial" in following


def test_a_study_with_a_helpdesk_is_told_what_computes_its_parameter_uncertainty() -> None:
    (advice, *_) = brief_of(queueing(), "en").following
    assert "mbsim robust" in advice
    assert "--points" not in advice
    assert "--points 64" in brief_of(three(), "en").following[0]


@pytest.mark.parametrize(("shift", "is_told"), [(-1.0, False), (1.0, True)], ids=["inside", "outside"])
def test_a_difference_outside_its_range_is_explained(shift: float, *, is_told: bool) -> None:
    analysis = three()
    answer = ComparisonAnswer(analysis)
    value = answer.row(str(answer.best), "missed_share").displayed
    assert value is not None
    assert value.value is not None
    low = value.value + shift
    reach = DifferenceRange(answer.group, str(answer.best), "missed_share", 8, low, low + 9.0, 0.0, 0.0, 1.0, 0.0)
    found = replace(analysis, uncertainty=ParameterUncertainty(Coverage(1, ()), (reach,), 8))
    told = {each: brief_of(found, each).unknown for each in LANGUAGES}
    assert ("A difference outside its { } has" in told["en"]) == is_told
    assert ("verschil buiten zijn { }" in told["nl"]) == is_told


def test_every_figure_of_the_methods_is_that_of_the_study() -> None:
    analysis = three()
    for language in LANGUAGES:
        brief = brief_of(analysis, language)
        told = methods_paragraph(brief, 7, None)
        family = analysis.families[ALL.name]
        for each in ("0.2.0", "c0ffee", "300", "7", "366", str(family.size), "opaque", "compiled", brief.cite):
            assert each in told
        assert "\n" not in told
    assert "96,985" in methods_paragraph(brief_of(analysis, "en"), 0, None)
    simpy = Brief(ComparisonAnswer(analysis), wording("en"), replace(FACTS, certificate=None, engine="simpy"))
    assert "The simpy engine simulated it." in methods_paragraph(simpy, 0, None)
    assert "replication as their unit" in methods_paragraph(brief_of(queueing(), "en"), 0, None)
