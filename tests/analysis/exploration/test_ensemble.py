"""The ensemble as a table, and where its sets are taken up."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim.analysis.exploration.ensemble import Ensemble, ensemble_table, read_ensemble
from sim.analysis.exploration.points import spread_points
from sim.analysis.exploration.space import Space, space_of
from sim.errors import UsageError
from sim.scenario.factors import Factor
from sim.scenario.resolution import resolve
from tests.analysis.exploration.spaces import small_space
from tests.shipped import SCENARIOS

SETS = read_ensemble(SCENARIOS / "parts" / "fitted-ensemble.csv")


def space_of_study(name: str, *settings: str) -> Space:
    scenario = resolve(SCENARIOS / f"{name}.yaml", settings=settings, fitted=False).scenario
    return space_of({scenario.name: scenario})


def sets(*factors: Factor, values: list[list[float]] | None = None) -> Ensemble:
    rows = [[factor.value for factor in factors]] if values is None else values
    return Ensemble(factors, np.array(rows), "")


def one(space: Space, name: str) -> Factor:
    return space.factors[space.names.index(name)]


def test_what_is_written_is_read(tmp_path: Path) -> None:
    space = small_space()
    members = space.values(spread_points(16, 3, 1))
    file = tmp_path / "ensemble.csv"
    file.write_text(ensemble_table(space.factors, members).csv(), encoding="utf-8")
    found = read_ensemble(file)
    assert found.factors == tuple(replace(factor, note=None) for factor in space.factors)
    assert found.values == pytest.approx(members, rel=1e-9)


def test_sets_are_taken_up_whole_and_evenly() -> None:
    space = small_space()
    dormant, value = space.names.index("population.dormant"), space.names.index("opening.b_value")
    elsewhere = replace(space.factors[value], name="somewhere.else", paths=("somewhere.else",))
    rows = [[1.0, 9, 0.1], [2, 9, 0.2], [3, 9, 0.3]]
    found = sets(space.factors[value], elsewhere, space.factors[dormant], values=rows)
    spread = spread_points(6, 3, 1)
    points = found.points(space, spread)
    values = space.values(points)
    assert values[:, value] == pytest.approx([1.0, 2.0, 3.0, 1.0, 2.0, 3.0])
    assert values[:, dormant] == pytest.approx([0.1, 0.2, 0.3, 0.1, 0.2, 0.3])
    phishing = space.names.index("phishing.per_year")
    assert (points[:, phishing] == spread[:, phishing]).all()
    fewer = space.values(found.points(space, spread[:2]))
    assert fewer[:, value] == pytest.approx([1.0, 2.0])
    assert [found.taken(count) for count in (2, 6)] == [2, 3]


@pytest.mark.parametrize(
    "changed",
    [{"value": 0.17}, {"low": 0.01}, {"high": 0.3}, {"grade": "assumed"}, {"sources": ("flanders-2022",)},
     {"name": "population.activated", "paths": ("population.activated",)}],
    ids=str,
)  # fmt: skip
def test_a_number_that_a_study_states_for_itself_is_not_taken(changed: dict[str, object]) -> None:
    space = small_space()
    dormant = one(space, "population.dormant")
    assert list(sets(dormant).places(space).values()) == [0]
    other = replace(dormant, **changed)  # type: ignore[arg-type]
    assert sets(other).places(space) == {}
    with pytest.raises(UsageError, match="None of the numbers of the scenario is in the sets"):
        sets(other).points(space, spread_points(2, 3, 1))


def test_a_fitted_number_is_taken_wherever_its_pattern_gives_it_its_value() -> None:
    """Who cannot pay municipal bills is the same number whatever the fees of the year are; a traffic fine's is not."""
    fitted = one(space_of_study("mijnoverheid-2016"), "collections.*.unable")
    for study, holds in (("parking-fines", True), ("traffic-fines-2015", False)):
        space = space_of_study(study)
        taken = {space.names[place] for place in sets(fitted).places(space)}
        assert taken == ({"collections.*.unable"} if holds else set())
    assumed = replace(fitted, grade="assumed")
    own = replace(one(space_of_study("parking-fines"), "collections.*.unable"), grade="assumed")
    assert assumed.is_stated_like(own)
    assert sets(assumed).column_of(own) is None  # what was not fitted is nothing that a pattern gives


PEOPLE = {"population.check_interval.lognormal.median", "population.check_interval.lognormal.sigma", "opening.b0",
          "opening.b_letter", "population.forgets", "population.unprompted_logins.lognormal.median"}  # fmt: skip
TAX = {"population.dormant", "collections.*.unable"}
FINES = {"collections.traffic-fine.unable", "collections.traffic-fine.steps.1.unable_pays"}
LOGINS = "population.unprompted_logins.lognormal.median"
TAKEN = {
    "court-fines-2012": PEOPLE - {LOGINS},
    "subject-line-2021": PEOPLE - {LOGINS},
    "flanders-road-tax": PEOPLE | {"collections.*.unable", "population.email.none", "population.email.stale"},
    "traffic-fines-2015": PEOPLE | FINES,
    "parking-fines": PEOPLE | {"collections.*.unable"},
    "wmebv-2027": PEOPLE | TAX,
    "netherlands": PEOPLE | TAX,
}
"""What a study takes of the sets, at least; any other takes what is fitted to messages of the Dutch box."""
OWN = {
    "court-fines-2012": {"population.dormant", LOGINS},
    "subject-line-2021": {"population.dormant", LOGINS},
    "parking-fines": {"population.dormant", "population.email.none", "population.email.stale"},
    "wmebv-2027": {"population.email.none", "population.email.stale"},
    "netherlands": {"population.email.none", "population.email.stale"},
}
"""What a study states for itself, and so must not take though its path is spelled alike."""
COLUMNS = {"flanders-road-tax": "flanders-road-tax:population.email.stale"}


@pytest.mark.parametrize("study", sorted(each.stem for each in SCENARIOS.glob("*.yaml")))
def test_a_shipped_study_takes_what_was_fitted_for_it(study: str) -> None:
    space = space_of_study(study)
    places = SETS.places(space)
    taken = {space.names[place] for place in places}
    assert taken >= TAKEN.get(study, PEOPLE | TAX)
    assert taken.isdisjoint(OWN.get(study, set()))
    assert "population.dormant" not in taken or "flanders-road-tax" not in study
    for place, column in places.items():
        assert SETS.factors[column].is_stated_like(space.factors[place])
        foreign = SETS.factors[column].name.partition(":")
        assert not foreign[1] or foreign[0] == study
    bound = SETS.bound(space)
    assert set(bound.taken) == taken
    assert bound.own == (("population.dormant",) if study == "parking-fines" else ())


def test_every_shipped_set_is_taken_as_it_was_written() -> None:
    space = space_of_study("mijnoverheid-2016")
    values = space.values(SETS.points(space, spread_points(len(SETS.values), len(space.factors), 1)))
    columns = SETS.places(space)
    assert len(columns) > 10
    for place, column in columns.items():
        assert values[:, place] == pytest.approx(
            SETS.values[:, column], rel=1e-6, abs=1.0 if space.factors[place].whole else 1e-9
        )


HEADER = "number,paths,measures,grade,sources,value,low,high"


@pytest.mark.parametrize(
    "text",
    ["", "a,b\n1\n", f"{HEADER}\na,a,share,assumed,,0.1,0,1\n", f"{HEADER},set 1\n",
     f"{HEADER},set 1\na,a,share,assumed,,0.1,0,1,x\n", f"{HEADER},set 1\na,a,share,assumed,,0.1,0,1,nan\n",
     f"{HEADER},set 1\na,a,share,assumed,,0.1,0,1,1.5\n", f"{HEADER},set 1\na,a,share,guessed,,0.1,0,1,0.5\n",
     f"{HEADER},set 1\na,a,weight,assumed,,0.1,0,1,0.5\n"],
)  # fmt: skip
def test_what_is_no_table_of_sets_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "ensemble.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=r"ensemble\.csv"):
        read_ensemble(file)
