"""Searches: what they find is what comparisons say of the same designs, from both doors and from a folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sim
from sim.analysis.search.findings import ResponseDifference
from sim.analysis.search.race import RaceSize
from sim.errors import UsageError
from sim.experiment.manifest import read_manifest
from sim.outcomes.responses import responses_of
from sim.outcomes.simulation import simulate_compiled
from sim.report.search import spread_text
from sim.studies.multi_point import PointsRequest
from sim.studies.parameter_uncertainty import open_and_sets
from sim.studies.search import SearchResult, search_request
from tests.blank import blank_figures
from tests.shipped import MAIN

SPACE = {
    "base": "opaque",
    "vary": {
        "notification": {"discloses": [["sender", "action"]]},
        "before-due": {"channel": ["email"], "when": [{"unpaid_before_due": "3 days"}]},
    },
    "objectives": ["missed_share", "effort_minutes"],
}
ASKED = {"points": 3, "first": 60, "size": 120}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchResult]:
    with blank_figures():
        yield sim.search(MAIN, {"search": SPACE}, **ASKED, out=tmp_path_factory.mktemp("search") / "out")  # type: ignore[arg-type]


def test_levels_are_those_of_the_same_designs_simulated_at_the_same_points(found: SearchResult) -> None:
    stated, sets = open_and_sets(PointsRequest(MAIN, values={"search": SPACE}, size=120).asked())
    hunt = search_request(stated, stated.scenario, 1_000, RaceSize(60, 120))
    space, places = hunt.asked.space, hunt.asked.points(3, 1, sets, least=1)
    assert len(found.candidates) == 4
    for point, values in enumerate(space.values(places)):
        scenario = space.scenario_at("mijnoverheid-2016", values)
        for place, candidate in enumerate(found.candidates):
            own = scenario.model_copy(update={"designs": {**scenario.designs, "it": candidate.design}})
            rows = simulate_compiled(own, "it", 0, range(60))
            missed = rows["missed"].sum() / rows["invoices"].sum()
            assert found.first.levels[place, 0, point] == pytest.approx(missed, rel=1e-12)


def test_it_opens_as_it_was(found: SearchResult) -> None:
    assert found.folder is not None
    again = sim.open(found.folder)
    assert isinstance(again, SearchResult)
    assert again.text() == found.text()
    assert again.document() == found.document()
    pd.testing.assert_frame_equal(again.table(), found.table())
    pd.testing.assert_frame_equal(again.worth(), found.worth())


@pytest.mark.long
def test_what_is_simulated_is_not_simulated_again(found: SearchResult) -> None:
    assert found.folder is not None
    before = {path.name: path.stat().st_mtime_ns for path in (found.folder / "parts").iterdir()}
    with blank_figures():
        sim.search(MAIN, {"search": SPACE}, **ASKED, out=found.folder)  # type: ignore[arg-type]
    assert {path.name: path.stat().st_mtime_ns for path in (found.folder / "parts").iterdir()} == before
    assert sim.reproduce(found.folder).equal


def test_a_study_takes_what_was_found(found: SearchResult, tmp_path: Path) -> None:
    (tmp_path / "found.yaml").write_text(found.part(), encoding="utf-8")
    names = [name for name, _ in found.named() if name != "opaque"]
    assert names
    study, base = tmp_path / "study.yaml", os.path.relpath(MAIN, tmp_path)
    study.write_text(f"extends: [{base}, found.yaml]\nname: mine\ncompare: {{designs: {names}}}\n", encoding="utf-8")
    taken = sim.load(study)
    for name, standing in found.named():
        assert taken.designs[name].contacts == standing.candidate.design.contacts
    assert list(taken.compare.designs) == names


@pytest.mark.long
def test_a_program_goes_on_with_what_was_found(found: SearchResult) -> None:
    study = found.study()
    assert study.compare.designs == ("opaque", *(name for name, _ in found.named() if name != "opaque"))
    compared = sim.compare(study, size=50, points=1)
    assert compared.uncertainty is not None
    with pytest.raises(UsageError, match="no design 'found-99' among those found"):
        found.study("found-99")


def test_the_worth_of_an_alternative_is_the_mean_over_its_pairs(found: SearchResult) -> None:
    named = {found.words(each): place for place, each in enumerate(found.candidates)}
    means = found.first.means[:, 0]
    text, late = "notification naming sender and action", "before due: by e-mail, 3 days before the due date, opaque"
    base = named["the base design as it is"]
    expected = np.mean([means[named[text]] - means[base], means[named[f"{text}; {late}"]] - means[named[late]]])
    table = found.worth()
    row = table[(table.alternative == text) & (table.response == "missed_share")].iloc[0]
    assert row.pairs == 2
    assert row.difference == pytest.approx(expected)


def test_it_says_what_it_stands_on(found: SearchResult) -> None:
    assert found.folder is not None
    manifest = read_manifest(found.folder)
    assert manifest.kind == "search"
    assert found.certificate is not None
    assert found.certificate["lives"] == 60
    text = found.text()
    assert all(len(line) <= 80 for line in text.splitlines())
    assert "Sampling error drops an unbeaten design with a probability of at most" in text.replace("\n", " ")


def test_what_is_beaten_but_not_surely_is_counted(found: SearchResult) -> None:
    """None of the four could be dropped on 120 citizens, and the table has fewer."""
    told = {each.name for one in found.found for each in (one.candidate, *one.like)}
    left = [found.candidates[place].name for place in found.race.left]
    assert found.doubtful == len({*left[1:]} - told) > 0
    said = " ".join(found.text().split())
    are = "are" if found.doubtful > 1 else "is"
    assert f"Whether {found.doubtful} more {are} beaten is undecided: by the means of the last round" in said
    assert found.document()["doubtful"] == found.doubtful


def test_it_is_said_how_much_matters_and_what_new_contacts_are_compared_with(found: SearchResult) -> None:
    said = " ".join(found.text().split())
    assert "Margins: 0.5 pp in invoices missed and 1.0 min in effort." in said
    assert "A design beats another if it is better in one of these by more than the margin, and worse in none" in said
    assert "Lines with a colon (before due) are of contacts that opaque lacks" in said


def test_a_range_that_is_all_sampling_error_is_not_told_as_a_certainty() -> None:
    response = responses_of(sim.load(MAIN))["missed_share"]
    assert (
        spread_text(response, ResponseDifference(-0.05, -0.1, 0.0, -0.06, -0.04))
        == "−6.0 to −4.0 over the parameter uncertainty"
    )
    assert "by no more than that error" in spread_text(response, ResponseDifference(-0.05, -0.1, 0.0, -0.05, -0.05))


@pytest.mark.long
def test_where_nothing_keeps_to_the_limits_that_is_said(tmp_path: Path) -> None:
    space = {**SPACE, "limits": {"effort_minutes": "1 min"}}
    with blank_figures():
        none = sim.search(MAIN, {"search": space}, **{**ASKED, "points": 1}, out=tmp_path / "none")  # type: ignore[arg-type]
    assert none.found == ()
    assert none.base_excluded
    assert "None of 4 simulated designs keeps to the limits of the study." in none.text()
    assert sim.open(tmp_path / "none").text() == none.text()


def test_a_base_that_breaks_a_limit_is_not_said_to_be_found() -> None:
    only = {"discloses": [["sender"]]}
    vary = {"notification": only, "reminder": only}
    space = {"base": "action", "vary": vary, "limits": {"discloses": {"email": ["sender"]}}}
    found = sim.search(MAIN, {"search": space}, **{**ASKED, "points": 1})  # type: ignore[arg-type]
    assert [name for name, _ in found.named()] == ["found-1"]
    said = " ".join(found.text().split())
    assert "Action, from which the search began, breaks a limit of the study." in said
    assert "over the parameter uncertainty)" not in said


def test_one_citizen_is_too_few() -> None:
    with pytest.raises(UsageError, match="it takes two or more"):
        sim.search(MAIN, {"search": SPACE}, size=1)


def test_fewer_citizens_than_the_first_round_or_the_folds_are_enough() -> None:
    found = sim.search(MAIN, {"search": SPACE}, points=1, first=60, size=4)
    assert [each.citizens for each in found.race.rounds] == [4]


def test_a_response_that_the_scenario_lacks_cannot_be_limited() -> None:
    space = {**SPACE, "limits": {"sender_cost_eur": "EUR 2"}}
    with pytest.raises(UsageError, match="has no response sender_cost_eur"):
        sim.search(MAIN, {"search": space, "sender_costs": None}, **ASKED)  # type: ignore[arg-type]


def test_shares_of_invoices_are_left_out_where_there_are_none() -> None:
    space = {"base": "short-subject", "vary": {"extra": {"channel": ["sms"]}}}
    found = sim.search("subject-line-2021", {"search": space}, **{**ASKED, "points": 1})  # type: ignore[arg-type]
    assert "missed_share" not in found.document()["objectives"]
    assert "effort_minutes" in found.document()["objectives"]


def test_a_queue_is_refused() -> None:
    with pytest.raises(UsageError, match="queue of the helpdesk"):
        sim.search("digid-outage", {"search": SPACE}, **ASKED)  # type: ignore[arg-type]
