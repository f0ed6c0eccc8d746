from __future__ import annotations

import json
from pathlib import Path

import pytest

from sim.analysis.comparison import Estimate
from sim.analysis.evaluation import analyse
from sim.analysis.study_analysis import Analysis
from sim.analysis.tally import Tally
from sim.experiment.runner import run
from sim.notation import number, printable
from sim.report.comparison_text import render
from sim.report.json_document import document
from sim.report.layout import LEVELS, PROMPTED, scaled, shown_of
from sim.report.verdicts import against_reference, sentences
from sim.scenario.schema import Scenario
from tests.experiment.fake_engine import simulate
from tests.experiment.studies import small


def analysed(scenario: Scenario) -> Analysis:
    return analyse(scenario, Tally.of(scenario, run(scenario, engine=simulate).tables))


SOME = "opaque, sender, action, wmebv, paper"


@pytest.mark.long
@pytest.mark.parametrize("designs", ["opaque", SOME, f"{SOME}, paper-fallback, direct-debit, austria, norway, kivra"])
@pytest.mark.parametrize("size", [1, 2, 400])
def test_it_fits_80_columns_plainly_and_complete(designs: str, size: int) -> None:
    text = render(analysed(small(size, designs=designs)))
    assert max(len(line) for line in text.splitlines()) <= 80
    assert "\x1b" not in text
    assert "…" not in text
    assert "nan" not in text
    for design in designs.split(", "):
        assert any(line.startswith(design) for line in text.splitlines())
    responses = analysed(small(20)).responses
    for name in LEVELS:
        assert responses[name].heading in text


def test_a_pipe_and_a_wide_terminal_have_the_same_columns() -> None:
    analysis = analysed(small(300, designs=SOME))
    narrow, wide = render(analysis, width=80), render(analysis, width=100)
    rows = [line for line in narrow.splitlines() if line.lstrip().startswith(("sender ", "wmebv ", "opaque *"))]
    assert len(rows) > 10
    assert set(rows) <= set(wide.splitlines())
    assert render(analysis, width=40) == narrow


def test_colour_comes_only_when_asked() -> None:
    analysis = analysed(small(60))
    assert "\x1b[1m" in render(analysis, colour=True)
    assert "\x1b" not in render(analysis, colour=False)


def test_the_numbers_are_those_of_the_analysis() -> None:
    analysis = analysed(small(300, designs=SOME))
    text = render(analysis)
    effort = analysis.contrast("reachable", "wmebv", "effort_minutes")
    assert effort.level.value is not None
    level_row = [line.split() for line in text.splitlines() if line.startswith("wmebv ")][1]
    assert level_row[1] == number(effort.level.value, 1)
    assert effort.difference is not None
    difference_row = next(line for line in text.splitlines() if line.startswith("  wmebv"))
    shown = difference_row.split("[")[1].split()[-1]
    assert effort.difference.value is not None
    assert float(shown.replace("−", "-")) == pytest.approx(effort.difference.value, abs=0.05)


def test_effort_without_unprompted_logins_is_shown_where_a_design_has_no_box() -> None:
    assert PROMPTED in [one.name for one in shown_of(analysed(small(60, designs="opaque, paper")))]
    assert PROMPTED not in [one.name for one in shown_of(analysed(small(60, designs="opaque, sender")))]


def test_verdicts_name_effort_beside_the_share_read() -> None:
    said = sentences(analysed(small(400, designs=SOME)))
    about_effort = [sentence for sentence in said if "effort" in sentence]
    assert len(about_effort) == 2
    assert all(sentence.count("% of the messages") == 2 for sentence in about_effort)


def test_every_design_is_set_against_the_reference() -> None:
    analysis = analysed(small(400, designs=SOME))
    said = against_reference(analysis)
    assert said.startswith(f"Against {analysis.reference}, reachable accounts:")
    for design in analysis.designs:
        difference = analysis.contrast("reachable", design, "effort_minutes").difference
        if design != analysis.reference:
            assert difference is not None
            assert f"- {design}: effort {number(difference.value, 2, signed=True)} minutes" in said
    assert " ".join(said.split()) in " ".join(render(analysis).split())
    assert against_reference(analysed(small(60, designs="opaque"))) == ""


def test_identical_designs_are_not_told_apart() -> None:
    scenario = small(60, designs="opaque, sender")
    tables = run(scenario, engine=simulate).tables
    same = analyse(scenario, Tally.of(scenario, {"opaque": tables["opaque"], "sender": tables["opaque"]}))
    assert all("Undecided" in sentence and "no citizen differs" in sentence for sentence in sentences(same))
    assert "no citizen differs" in render(same)


@pytest.mark.parametrize(
    ("value", "decimals", "signed", "text"),
    [
        (-0.001, 2, True, "0.00"),
        (0.0, 1, False, "0.0"),
        (-1.25, 1, True, "−1.2"),
        (3.14159, 3, True, "+3.142"),
        (12345.6, 0, False, "12,346"),
        (None, 2, True, "–"),
    ],
)
def test_numbers(value: float | None, decimals: int, signed: bool, text: str) -> None:
    assert number(value, decimals, signed=signed) == text


def test_scaling_keeps_what_is_not_estimable() -> None:
    assert scaled(Estimate(0.5), 100.0) == Estimate(50.0)
    assert scaled(None, 100.0) == scaled(Estimate(None), 100.0) == Estimate(None)
    assert scaled(Estimate(0.5, 0.25, 0.75), 100.0) == Estimate(50.0, 25.0, 75.0)


def test_a_title_cannot_steer_the_terminal_or_the_markup() -> None:
    scenario = small(20)
    hostile = scenario.model_copy(update={"title": "[bold]A\x1b[31m\nB\x07[/bold] :warning:"})
    text = render(analyse(hostile, Tally.of(hostile, run(scenario, engine=simulate).tables)))
    assert text.splitlines()[0] == "[bold]A [31m B [/bold] :warning:"
    assert printable("a\u202eb\tc\r\n") == "a b c"


def test_the_document_is_json_and_complete() -> None:
    analysis = analysed(small(60, designs="opaque, paper"))
    content = json.loads(document(analysis, "ab" * 32, Path("results/x")))
    assert content["verdicts"] == list(sentences(analysis))
    assert len(content["contrasts"]) == len(analysis.contrasts)
    assert content["contrasts"][0]["difference"] is None
    assert {"value", "low", "high"} == set(content["contrasts"][-1]["difference"])
    assert set(content["responses"]) == {row["response"] for row in content["contrasts"]}
