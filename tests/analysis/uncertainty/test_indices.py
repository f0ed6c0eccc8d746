"""Sobol indices against functions whose indices are known in closed form."""

from __future__ import annotations

import math
import subprocess
import sys
from collections.abc import Mapping

import numpy as np
import pytest

from sim.analysis.comparison import Estimate
from sim.analysis.uncertainty.cube import Matrix, Vector
from sim.analysis.uncertainty.indices import Indices, crossed_points, indices

NAMES = ("x1", "x2", "x3")
TOLERANCE = 0.02
"""Of a share of the variance, at 2,048 groups."""


def ishigami(points: Matrix, a: float = 7.0, b: float = 0.1) -> Vector:
    x1, x2, x3 = (math.pi * (2.0 * points - 1.0)).T
    values: Vector = np.sin(x1) + a * np.sin(x2) ** 2 + b * x3**4 * np.sin(x1)
    return values


def exact(a: float = 7.0, b: float = 0.1) -> dict[str, tuple[float, float]]:
    """First and total indices of the Ishigami function (Ishigami and Homma, 1990)."""
    one = 0.5 * (1.0 + b * math.pi**4 / 5.0) ** 2
    two = a**2 / 8.0
    together = b**2 * math.pi**8 * (1.0 / 18.0 - 1.0 / 50.0)
    whole = one + two + together
    return {
        "x1": (one / whole, (one + together) / whole),
        "x2": (two / whole, two / whole),
        "x3": (0.0, together / whole),
    }


def agree(found: Indices, known: Mapping[str, tuple[float, float]]) -> bool:
    """Whether every index is near what is known, and every interval holds it."""

    def near(one: Estimate, value: float) -> bool:
        assert one.value is not None
        assert one.low is not None
        assert one.high is not None
        return abs(one.value - value) < TOLERANCE and one.low <= value <= one.high

    return [each.factor for each in found.indices] == list(known) and all(
        near(each.first, known[each.factor][0]) and near(each.total, known[each.factor][1]) for each in found.indices
    )


@pytest.mark.parametrize("seed", [0, 1])
def test_the_indices_of_the_ishigami_function_are_those_of_the_closed_form(seed: int) -> None:
    outputs = ishigami(crossed_points(NAMES, 2_048, seed))
    found = indices(NAMES, outputs, seed)
    assert agree(found, exact())
    assert (found.groups, found.dropped) == (2_048, 0)
    assert [each.factor for each in found.ranked] == ["x1", "x2", "x3"]
    assert found.alone == pytest.approx(sum(first for first, _ in exact().values()), abs=0.03)
    assert found.variance == pytest.approx(13.84, abs=0.2)


@pytest.mark.long
def test_the_check_finds_wrong_indices() -> None:
    points = crossed_points(NAMES, 2_048, 0)
    swapped = {"x1": exact()["x2"], "x2": exact()["x1"], "x3": exact()["x3"]}
    assert not agree(indices(NAMES, ishigami(points), 0), swapped)
    assert not agree(indices(NAMES, ishigami(points, b=0.15), 0), exact())
    assert not agree(indices(NAMES, np.roll(ishigami(points), 1), 0), exact())


def test_without_interaction_first_and_total_index_are_the_same() -> None:
    names = ("a", "b", "c", "idle")
    points = crossed_points(names, 1_024, 7)
    found = indices(names, 100.0 + 3.0 * points[:, 0] + 2.0 * points[:, 1] - points[:, 2], 7)
    known = {"a": 9 / 14, "b": 4 / 14, "c": 1 / 14, "idle": 0.0}
    for each in found.indices:
        assert each.first.value == pytest.approx(known[each.factor], abs=0.005)
        assert each.total.value == pytest.approx(known[each.factor], abs=0.005)
    assert found.indices[3].first == found.indices[3].total == Estimate(0.0, 0.0, 0.0)
    assert found.mean == pytest.approx(102.0, abs=0.01)


def test_a_difference_has_its_own_indices() -> None:
    """What two designs have in common explains the levels, and nothing of their difference."""
    points = crossed_points(("common", "own"), 256, 3)
    here, there = 10.0 * points[:, 0] + points[:, 1], 10.0 * points[:, 0]
    level, difference = (indices(("common", "own"), one, 3) for one in (here, here - there))
    assert level.ranked[0].factor == "common"
    assert difference.ranked[0].factor == "own"
    assert difference.indices[0].total.value == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize("constant", [0.0, 1.0, 0.1 + 0.2])
def test_without_variance_there_are_no_indices(constant: float) -> None:
    points = crossed_points(NAMES, 16, 0)
    found = indices(NAMES, constant + 0.0 * points[:, 0], 0)
    assert found.indices == ()
    assert (found.variance, found.groups) == (0.0, 16)
    assert found.mean == pytest.approx(constant)
    noise = indices(NAMES, constant * (1.0 + 1e-15 * points[:, 0]), 0)
    assert noise.indices == ()


def test_a_group_with_an_output_that_is_no_number_is_left_out_whole() -> None:
    outputs = ishigami(crossed_points(NAMES, 64, 5))
    broken = outputs.copy()
    broken[[12, 13, 319]] = np.nan, np.inf, np.nan
    found = indices(NAMES, broken, 5)
    assert (found.groups, found.dropped) == (62, 2)
    assert found.indices == indices(NAMES, np.delete(outputs, np.r_[10:15, 315:320]), 5).indices
    nothing = indices(NAMES, np.full(320, np.nan), 5)
    assert nothing.indices == ()
    assert (nothing.groups, nothing.dropped) == (0, 64)
    assert math.isnan(nothing.mean)


def test_points_and_intervals_are_those_of_the_seed() -> None:
    points = crossed_points(NAMES, 32, 0)
    assert points.shape == (160, 3)
    assert np.array_equal(points, crossed_points(NAMES, 32, 0))
    assert not np.array_equal(points, crossed_points(NAMES, 32, 1))
    outputs = ishigami(points)
    assert indices(NAMES, outputs, 0) == indices(NAMES, outputs, 0)
    assert indices(NAMES, outputs, 0) != indices(NAMES, outputs, 1)


def test_a_base_too_small_for_a_bootstrap_is_refused() -> None:
    """Of one factor, two groups gave 200 % [200 %, 200 %]."""
    for base in (1, 2, 4):
        with pytest.raises(ValueError, match=f"from 8 on, not {base}: .* of fewer groups no bootstrap can tell"):
            crossed_points(("x",), base, 0)
    points = crossed_points(("x",), 8, 0)
    (one,) = indices(("x",), points[:, 0], 0).indices
    assert one.total.low is not None
    assert one.total.high is not None
    assert one.total.low < one.total.high
    few = np.where(np.arange(24) < 21, points[:, 0], np.nan)
    found = indices(("x",), few, 0)
    assert (found.indices, found.groups, found.is_enough) == ((), 7, False)


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="power of 2, from 8 on, not 12"):
        crossed_points(NAMES, 12, 0)
    with pytest.raises(ValueError, match="5 outputs in each group, which 159 do not fill"):
        indices(NAMES, np.ones(159), 0)


def test_the_library_is_loaded_only_when_it_is_needed() -> None:
    modules = ["cube", "fit_quality", "indices", "priorities", "robustness", "rounding", "prim", "screening"]
    imports = "; ".join(f"import sim.analysis.uncertainty.{name}" for name in modules)
    asked = f"{imports}; import sys; print({{'SALib', 'pandas', 'matplotlib'}} & set(sys.modules))"
    found = subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True)
    assert found.stdout == "set()\n"
