"""Any key can be explained: its meaning, its evidence, where it was written, and what it replaced."""

from __future__ import annotations

import pytest

from sim.errors import UsageError
from sim.scenario.explanation import explain
from sim.scenario.paths import all_paths
from sim.scenario.resolution import resolve
from tests.corpus.cases import BASE

MEASURED = "population.app={value: 0.31, low: 0.2, grade: measured, source: survey, note: Seen.}"


def test_a_known_value_is_explained_with_its_evidence() -> None:
    told = explain(resolve(BASE, settings=[MEASURED]), "population.app")
    assert (told.text, told.low, told.high, told.grade, told.note) == ("0.31", "0.2", None, "measured", "Seen.")
    assert told.meaning == "Share with the app installed and its push messages on."
    assert told.unit == "a share"
    assert [(key, source.title) for key, source in told.sources] == [("survey", "A survey")]
    assert str(told.origin.place) == "--set:1:16"
    assert [earlier.text for earlier in told.origin.overrode] == ["0.3"]


def test_a_parameter_is_explained_by_the_field_it_is_part_of() -> None:
    setting = "population.check_interval={lognormal: {median: 5 h, sigma: {value: 2, grade: assumed}}}"
    told = explain(resolve(BASE, settings=[setting]), "population.check_interval.lognormal.sigma")
    assert (told.text, told.grade, told.unit) == ("2", "assumed", "a number")
    assert told.meaning.startswith("Mean time between two looks")


def test_a_distribution_lists_what_it_consists_of() -> None:
    setting = "population.check_interval={lognormal: {median: 5 h, sigma: 2}, at_most: 9 days}"
    told = explain(resolve(BASE, settings=[setting]), "population.check_interval")
    assert told.text == "lognormal with median 5 h, sigma 2, at most 9 days"
    assert told.below == (
        ("lognormal.median", "5 h (no grade)"),
        ("lognormal.sigma", "2 (no grade)"),
        ("at_most", "9 days (no grade)"),
    )


def test_a_default_says_that_it_is_one() -> None:
    told = explain(resolve(BASE), "population.size")
    assert told.text == "10000"
    assert told.origin.place is None


def test_a_part_lists_its_keys() -> None:
    told = explain(resolve(BASE), "designs.opaque")
    assert told.text == ""
    assert dict(told.below)["contacts"] == "notification, reminder"


@pytest.mark.parametrize(
    ("wrong", "near"),
    [
        ("population.dormannt", "population.dormant"),
        ("dormant", "population.dormant"),
        ("designs.opake.title", "designs.opaque.title"),
        ("opening.remember", "opening.remembers"),
    ],
)
def test_an_unknown_key_is_refused_with_the_nearest(wrong: str, near: str) -> None:
    with pytest.raises(UsageError, match=f"Did you mean {near}"):
        explain(resolve(BASE), wrong)


def test_every_path_can_be_explained() -> None:
    resolution = resolve(BASE)
    paths = list(all_paths(resolution.scenario))
    assert len(paths) == len(set(paths)) > 150
    for path in paths:
        told = explain(resolution, path)
        assert told.meaning, path
        assert (
            told.text or told.below or path.endswith((".discloses", ".outages", ".fees", "description", "alternatives"))
        ), path
