"""Nothing on the page is a number that a comparison of the copied file would not give."""

import json
import shlex
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from sim.cli import cli
from sim.errors import UsageError
from sim.outcomes.responses import responses_of
from sim.play.answers import answer_of
from sim.play.copying import SAVED, command_of, file_of
from sim.play.growing_study import GrowingStudy
from sim.play.played_study import PlayedStudy
from sim.play.state import State
from sim.scenario.paths import known_in, value_at
from sim.scenario.resolution import dump, resolve
from sim.studies.compare import Comparison, compare

LETTER = [
    {"name": "notification", "channel": "email", "discloses": ["sender", "action"]},
    {
        "name": "letter",
        "when": {"unread_for": "10 days"},
        "channel": "letter",
        "discloses": ["content"],
        "access": "none",
    },
]
MOVED = (("opening.b_postpone", 0.5), ("population.dormant", 0.15))


def named(played: PlayedStudy, name: str) -> tuple[str, float]:
    """A number moved to the middle of its range."""
    factor = played.factors[name]
    middle = (factor.low + factor.high) / 2
    return name, float(round(middle)) if factor.whole else middle


def states(played: PlayedStudy) -> dict[str, State]:
    moved = tuple(named(played, name) for name in ("opening.b_postpone", "population.dormant"))
    return {"first": State("opaque", "wmebv"), "moved": State("opaque", "paper", "", moved),
            "built": State("sender", "wmebv", json.dumps(LETTER), moved)}  # fmt: skip


def grown(played: PlayedStudy, state: State) -> GrowingStudy:
    growing = GrowingStudy(played, state)
    growing.grow()
    growing.draw_points()
    while growing.awaits_points:
        growing.simulate_points()
    if growing.points is not growing.unknown:
        growing.conclude()
    return growing


def require_the_same(answer: dict[str, Any], study: Comparison) -> int:
    """Fails if a number of an answer is not that of a comparison; counts them."""
    analysis, group, design = study.analysis, answer["group"], answer["design"]
    known, count = responses_of(study.scenario), 0
    assert (answer["reference"], design, answer["citizens"]) == (
        analysis.reference, analysis.others[0], study.scenario.population.size,
    )  # fmt: skip
    for row in answer["differences"]:
        factor, found = known[row["name"]].factor, analysis.contrast(group, design, row["name"])
        reach = analysis.range_of(group, design, row["name"])
        assert found.displayed is not None
        assert reach is not None
        wanted = [
            found.displayed.value,
            found.displayed.low,
            found.displayed.high,
            reach.low,
            reach.high,
            found.level.value,
        ]
        wanted.append(analysis.contrast(group, analysis.reference, row["name"]).level.value)
        told = [row["value"], row["low"], row["high"], *row["band"], row["design"], row["reference"]]
        assert told == [None if each is None else each * factor for each in wanted]
        concluded = analysis.conclusion(group, design, row["name"])
        assert (row["verdict"]["standing"], row["verdict"]["direction"]) == (concluded.standing, concluded.direction)
        count += len(told)
    for each in answer["causes"]:
        found = analysis.contrast("all", design, f"missed_{each['cause']}_share")
        assert each["design"] == 100.0 * (found.level.value or 0.0)
    effects = {each["effect"]: each["value"] for each in answer["effects"]}
    effort, missed = (analysis.joint(group, design, burden) for burden in ("effort_minutes", "missed_invoices"))
    assert effects["more_effort"] == 100.0 * (effort.more.value or 0.0)
    assert effects["freed"] == 100.0 * (missed.only_there.value or 0.0)
    return count


@pytest.mark.long
@pytest.mark.parametrize("which", ["first", "moved", "built"])
def test_the_copied_file_gives_the_numbers_of_the_page(played: PlayedStudy, tmp_path: Path, which: str) -> None:
    state = states(played)[which]
    growing = grown(played, state)
    file = tmp_path / SAVED
    file.write_text(file_of(played, state, growing.citizens, tmp_path), encoding="utf-8")
    study = compare(file, certify=1)
    assert require_the_same(answer_of(growing), study) >= 20
    wrong = answer_of(growing)
    wrong["differences"][0]["value"] += 1e-9
    with pytest.raises(AssertionError):
        require_the_same(wrong, study)


def test_every_number_that_can_be_moved_is_the_same_in_the_file_and_on_the_page(
    played: PlayedStudy, tmp_path: Path
) -> None:
    everything = tuple(sorted((name, each.at(0.4)) for name, each in played.factors.items()))
    last: State | None = None
    for some in (everything[::2], everything[1::2]):
        last = State("opaque", "wmebv", "", some)
        file = tmp_path / SAVED
        file.write_text(file_of(played, last, 100, tmp_path), encoding="utf-8")
        asked = played.asked_for(last, 100).scenario
        assert dump(resolve(file).scenario) == dump(asked)
        quick = played.scenario_of(last)
        for name, value in some:
            for path in played.factors[name].paths:
                known = [known_in(value_at(each, path.split("."))) for each in (asked, quick)]
                assert [each and each.value for each in known] == [value, value], path
    assert last is not None


def test_the_copied_command_is_the_same_study(played: PlayedStudy, monkeypatch: pytest.MonkeyPatch) -> None:
    state = states(played)["moved"]
    taken: list[Any] = []

    def take(request: object, _: object) -> None:
        taken.append(request)
        raise UsageError("It was only looked at.")

    monkeypatch.setattr("sim.studies.compare.compared", take)
    words = shlex.split(command_of(played, state, 100))
    CliRunner().invoke(cli, words[1:])
    assert dump(taken[0].asked().scenario).replace("--set ", "") == dump(played.asked_for(state, 100).scenario).replace(
        "--set ", ""
    )
    assert command_of(played, states(played)["built"], 100) == f"mbsim compare {SAVED}"
