"""A sample of the extremes that the schema allows: every seventh, most of them where the long tests are.

All of them are in `long_extremes.py`.
"""

from __future__ import annotations

import pytest

from sim.errors import ScenarioError
from sim.scenario.evidence import numbers
from sim.scenario.resolution import with_settings
from sim.scenario.schema import Comparison, Headline
from sim.scenario.shape import Shape, scenario_shape
from tests.corpus.base import EVERYTHING, fault
from tests.engines.extremes import SIZES, everything, extremes, met

if fault(EVERYTHING) is not None:
    pytest.skip("everything.yaml does not fit the schema: see test_corpus_base.py", allow_module_level=True)
ALL = tuple(extremes())
STRIDE = 7
USUAL = 5
"""Of the sample, each so many is among the tests that are not long."""


@pytest.mark.parametrize(
    "setting",
    [
        pytest.param(setting, marks=[pytest.mark.long] * bool(place % USUAL))
        for place, setting in enumerate(ALL[::STRIDE])
    ],
)
def test_an_extreme_is_refused_in_a_sentence_or_simulated_alike_by_both_engines(setting: str) -> None:
    met(setting)


def test_the_walk_meets_what_is_refused_and_what_is_simulated() -> None:
    assert met("exposure.fields.sender=1e308") == "refused"
    assert met("exposure.fields.sender=1000000") == "simulated"


def quantity_keys(shape: Shape) -> set[str]:
    """The last keys of all quantities of the schema."""
    below = {key: shape.below(key) for key in shape.keys}
    found = {key for key, inner in below.items() if inner is not None and inner.is_quantity}
    found = found.union(*(quantity_keys(inner) for inner in below.values() if inner is not None))
    inner_shapes = [
        *([shape.inner] if shape.inner else []),
        *(Shape("part", part, part=part) for part in shape.options),
    ]
    return found.union(*(quantity_keys(inner) for inner in inner_shapes))


def test_every_quantity_of_the_schema_stands_in_the_scenario_that_is_walked() -> None:
    there = {step for steps, _ in numbers(everything()) for step in steps}
    beside = {key for part in (Comparison, Headline) for key in quantity_keys(Shape("part", part, part=part))}
    lacking = quantity_keys(scenario_shape()) - there - beside
    assert not lacking, f"Write a number for each of these into tests/engines/everything.yaml: {sorted(lacking)}"


@pytest.mark.parametrize("path", [".".join(steps) for steps, _ in numbers(everything())][::5])
def test_every_number_has_an_end(path: str) -> None:
    known = {".".join(steps): known for steps, known in numbers(everything())}[path]
    with pytest.raises(ScenarioError, match=r"found|must hold"):
        with_settings(everything(), [f"{path}={SIZES[known.dimension.name][-1]}"])
