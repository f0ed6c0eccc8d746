"""The ensemble as a table, and where its sets are taken up."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.analysis.exploration.ensemble import Ensemble, ensemble_csv, read_ensemble
from sim.analysis.exploration.points import spread_points
from sim.analysis.exploration.space import space_of
from sim.errors import UsageError
from sim.scenario.resolution import resolve
from tests.analysis.exploration.spaces import small_space
from tests.shipped import SCENARIOS

STUDIES = ("mijnoverheid-2016", "flanders-road-tax")


def test_what_is_written_is_read(tmp_path: Path) -> None:
    space = small_space()
    members = space.values(spread_points(16, 3, 1))
    file = tmp_path / "ensemble.csv"
    file.write_text(ensemble_csv(space.factors, members), encoding="utf-8")
    found = read_ensemble(file)
    assert found.names == space.names
    assert found.values == pytest.approx(members, rel=1e-9)


def test_sets_are_taken_up_whole_and_evenly() -> None:
    space = small_space()
    dormant, value = space.names.index("population.dormant"), space.names.index("opening.b_value")
    names = ("opening.b_value", "somewhere.else", "population.dormant")
    sets = Ensemble(names, np.array([[1.0, 9, 0.1], [2, 9, 0.2], [3, 9, 0.3]]), "")
    spread = spread_points(6, 3, 1)
    points = sets.points(space, spread)
    values = space.values(points)
    assert values[:, value] == pytest.approx([1.0, 2.0, 3.0, 1.0, 2.0, 3.0])
    assert values[:, dormant] == pytest.approx([0.1, 0.2, 0.3, 0.1, 0.2, 0.3])
    phishing = space.names.index("phishing.per_year")
    assert (points[:, phishing] == spread[:, phishing]).all()
    fewer = space.values(sets.points(space, spread[:2]))
    assert fewer[:, value] == pytest.approx([1.0, 2.0])
    assert [sets.taken(count) for count in (2, 6)] == [2, 3]


def test_a_column_goes_to_its_own_number_and_to_no_other() -> None:
    one, other = (resolve(SCENARIOS / f"{name}.yaml", fitted=False).scenario for name in STUDIES)
    space = space_of({each.name: each for each in (one, other)})
    pattern = "senders.*.message_types.*.also_on_paper"
    names = ("flanders-road-tax:population.dormant", "population.dormant", pattern, "collections.*.steps.0.after")
    found = {
        space.names[place]: column for place, column in Ensemble(names, np.zeros((1, 4)), "").places(space).items()
    }
    assert found["population.dormant"] == 1
    assert found[pattern] == 2
    fines = resolve(SCENARIOS / "traffic-fines-2015.yaml", fitted=False).scenario
    alone = space_of({fines.name: fines})
    held = Ensemble(names, np.zeros((1, 4)), "").places(alone)
    assert "population.dormant" in {alone.names[place] for place in held}
    assert not any("traffic-fine.steps" in alone.names[place] for place in held)  # some of its paths, not all


def test_sets_of_another_scenario_are_refused() -> None:
    space = small_space()
    with pytest.raises(UsageError, match="None of the numbers of the scenario is in the sets"):
        Ensemble(("foo", "bar"), np.ones((1, 2)), "").points(space, spread_points(2, 3, 1))
    with pytest.raises(UsageError, match=r"population\.dormant from 0\.9 to 0\.9.*allows 0 to 0\.4"):
        Ensemble(("population.dormant",), np.full((1, 1), 0.9), "").points(space, spread_points(2, 3, 1))


def test_every_shipped_set_is_taken_as_it_was_written() -> None:
    sets = read_ensemble(SCENARIOS / "parts" / "fitted-ensemble.csv")
    scenario = resolve(SCENARIOS / "mijnoverheid-2016.yaml", fitted=False).scenario
    space = space_of({scenario.name: scenario})
    count = len(sets.values)
    values = space.values(sets.points(space, spread_points(count, len(space.factors), 1)))
    columns = sets.places(space)
    assert len(columns) > 10
    for place, column in columns.items():
        assert values[:, place] == pytest.approx(
            sets.values[:, column], rel=1e-6, abs=1.0 if space.factors[place].whole else 1e-9
        )


@pytest.mark.parametrize("text", ["", "a,b\n1\n", "a,b\n1,x\n", "a\nnan\n"])
def test_what_is_no_table_of_sets_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "ensemble.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=r"ensemble\.csv"):
        read_ensemble(file)
