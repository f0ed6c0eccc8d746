"""The ensemble as a table, and where its sets are taken up."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.errors import UsageError
from sim.experiment.exploration.ensemble import Ensemble, ensemble_csv, read_ensemble
from sim.experiment.exploration.points import spread_points
from sim.experiment.exploration.space import space_of
from tests.experiment.exploration.spaces import small_space
from tests.shipped import main_scenario


def test_what_is_written_is_read(tmp_path: Path) -> None:
    space = small_space()
    members = space.values(spread_points(16, 3, 1))
    file = tmp_path / "ensemble.csv"
    file.write_text(ensemble_csv(space.factors, members), encoding="utf-8")
    found = read_ensemble(file)
    assert found.names == space.names
    assert found.values == pytest.approx(members, rel=1e-9)


def test_sets_are_taken_up_whole_and_by_turns() -> None:
    space = small_space()
    dormant, value = space.names.index("population.dormant"), space.names.index("opening.b_value")
    sets = Ensemble(
        ("opening.b_value", "somewhere.else", "population.dormant"), np.array([[1.0, 9, 0.1], [2, 9, 0.2]]), ""
    )
    spread = spread_points(4, 3, 1)
    points = sets.points(space, spread)
    values = space.values(points)
    assert values[:, value] == pytest.approx([1.0, 2.0, 1.0, 2.0])
    assert values[:, dormant] == pytest.approx([0.1, 0.2, 0.1, 0.2])
    phishing = space.names.index("phishing.per_year")
    assert (points[:, phishing] == spread[:, phishing]).all()


def test_a_name_with_a_star_or_a_count_finds_its_factor() -> None:
    scenario = main_scenario()
    space = space_of({scenario.name: scenario})
    names = ("senders.*.message_types.*.also_on_paper", "fines:population.dormant", "effort.paying +0")
    found = Ensemble(names, np.zeros((1, 3)), "").places(space)
    assert {space.names[place] for place in found} == {names[0], "population.dormant", "effort.paying"}


@pytest.mark.parametrize("text", ["", "a,b\n1\n", "a,b\n1,x\n", "a\nnan\n"])
def test_what_is_no_table_of_sets_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "ensemble.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=r"ensemble\.csv"):
        read_ensemble(file)
