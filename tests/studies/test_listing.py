"""What there is to choose from is listed alike by both doors, for every study that comes with the program."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

import sim
from sim.cli import cli
from sim.errors import ScenarioError
from sim.scenario.shipped import shipped_names

LISTS = {"designs": sim.list_designs, "responses": sim.list_responses}


def printed(*arguments: str) -> str:
    answer = CliRunner().invoke(cli, [*arguments], catch_exceptions=False)
    assert answer.exit_code == 0, answer.output
    return answer.output


def test_every_study_is_listed_with_its_title() -> None:
    found = sim.list_studies()
    assert list(found["name"]) == shipped_names()
    assert list(found["title"]) == [sim.load(name).title for name in found["name"]]
    assert json.loads(printed("studies", "--json")) == found.to_dict("records")
    assert [line.split()[0] for line in printed("studies").splitlines() if line[0] != " "] == shipped_names()


@pytest.mark.long
@pytest.mark.parametrize("study", shipped_names())
@pytest.mark.parametrize("what", LISTS)
def test_what_a_study_has_is_listed_by_both_doors(what: str, study: str) -> None:
    found = LISTS[what](study)
    assert json.loads(printed(what, study, "--json")) == found.to_dict("records")
    lines = printed(what, study).splitlines()
    assert [line.split()[0] for line in lines if line[0] != " "] == list(found["name"])
    assert max(map(len, lines)) <= 80


def test_what_is_compared_is_marked() -> None:
    found = sim.list_designs("paper-fallback").set_index("name")["compared"]
    scenario = sim.load("paper-fallback")
    assert set(found[found].index) == {scenario.compare.reference, *scenario.compare.designs}
    assert not found.all()


def test_a_study_that_is_not_there_is_refused_with_the_nearest_by_both_doors() -> None:
    with pytest.raises(ScenarioError, match=r"did you mean paper-fallback\?"):
        sim.load("paper-falback")
    answer = CliRunner().invoke(cli, ["designs", "paper-falback"])
    assert "did you mean paper-fallback?" in str(answer.exception)
    with pytest.raises(ScenarioError) as without:
        sim.load("xyzzy-1")
    assert "did you mean" not in str(without.value)
