from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal
from enum import Enum
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import ScenarioError, UsageError
from sim.scenario.nodes import Listing, Mapping, Node, Plain, Scalar
from sim.scenario.nodes import plain as bare
from sim.scenario.problems import Place
from sim.scenario.reading import read_node, read_text
from sim.scenario.resolution import dump, resolve, unwritten, with_settings
from sim.scenario.values import node_of, plain, text_of
from tests.shipped import MAIN, SCENARIOS, main_scenario

HERE = Place("setting", 1, 0)
TEXTS = st.text(st.characters(codec="utf-8"), max_size=20)
ATOMS = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS
    | st.sampled_from(["012", "yes", "no", "1e3", "0.5", "null", "~", "a: b", "a # b", "x\ny", '"', "[a, b]", "{a: 1}"])
)  # fmt: skip
VALUES: st.SearchStrategy[Any] = st.recursive(
    ATOMS,
    lambda inner: (
        st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(TEXTS.filter(lambda key: key != "<<" and len(key) < 200), inner, max_size=3)
    ),
    max_leaves=8,
)


class Colour(str, Enum):
    BLUE = "blue"


@given(VALUES)
def test_the_text_of_a_value_reads_back_to_the_same_value(value: Plain) -> None:
    text = text_of(value)
    assert "\n" not in text
    assert bare(read_node(text, "--set", (text,))) == value
    assert bare(node_of(plain(value), HERE)) == value


@pytest.mark.parametrize(
    ("given_so", "held"),
    [
        (np.float64(0.2), 0.2),
        (np.float32(0.5), 0.5),
        (np.int64(50), 50),
        (np.bool_(True), True),
        (np.str_("paper"), "paper"),
        (np.array([0.25, 0.5]), (0.25, 0.5)),
        (np.array(7), 7),
        (np.array(["opaque", "paper"]), ("opaque", "paper")),
        (np.datetime64("2016-01-31"), "2016-01-31"),
        (np.datetime64("2016-01-31T09:30", "ns"), "2016-01-31 09:30"),
        (datetime.date(2016, 1, 31), "2016-01-31"),
        (datetime.datetime(2016, 1, 31, 9, 30), "2016-01-31 09:30"),
        (Decimal("0.1"), 0.1),
        (Decimal("5E+2"), 500),
        (PurePosixPath("a/b.csv"), "a/b.csv"),
        (Colour.BLUE, "blue"),
        (["a", ("b", None)], ("a", ("b", None))),
        ({1: {"a": np.int8(3)}}, {"1": {"a": 3}}),
    ],
)
def test_what_programs_have_becomes_what_a_file_holds(given_so: object, held: Plain) -> None:
    found = plain(given_so)
    assert found == held
    assert type(found) is type(held)


LOOP: list[object] = []
LOOP.append(LOOP)


@pytest.mark.long
@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({1}, "found {1}, a set"),
        (object, "a type"),
        (b"text", "a bytes"),
        ((number for number in (1, 2)), "a generator"),
        (1j, "a complex"),
        (10**400, "more than 400 digits"),
        (Decimal("1E+999999"), "more than 400 digits"),
        (np.datetime64("NaT"), "NaT"),
        (np.array([1j]), "a complex"),
        (datetime.datetime(2016, 1, 1, 9, 0, 1), "whole minutes"),
        (datetime.datetime(2016, 1, 1, tzinfo=datetime.timezone.utc), "without a time zone"),
        (datetime.timedelta(days=1), "a timedelta"),
        (LOOP, "nested deeper"),
        ({"a": [{"b": {1}}]}, "found {1}, a set"),
    ],
)
def test_what_no_scenario_can_hold_is_refused_by_its_path(value: object, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        main_scenario().with_({"population.dormant": value})
    assert str(caught.value).startswith("The setting population.dormant cannot be used: ")
    assert said in str(caught.value)
    with pytest.raises(UsageError, match=r"named by a dotted path, such as population\.size; found 3"):
        main_scenario().with_({3: 1})  # type: ignore[dict-item]


@pytest.mark.parametrize(
    "title", ["Wave 2 # pilot", "012", "yes", "1e3", "a: b", '"quoted"', "two\nlines", "null", "~"]
)
def test_a_text_of_a_program_is_that_text(title: str) -> None:
    assert main_scenario().with_({"title": title}).title == title


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("population.dormant", 1.5, "setting population.dormant=1.5: a share lies from 0 to 1"),
        ("population.dormant", "0.1", 'setting population.dormant="0.1": expected a share'),
        ("population.dormnt", 1, "setting population.dormnt=1: there is no 'dormnt' to set"),
        ("seed", np.float64("nan"), "setting seed=.nan: "),
        ("seed", Decimal("-Infinity"), "setting seed=-.inf: "),
        ("horizon", 21, "setting horizon=21: expected a span with its unit, such as 21 days"),
    ],
)
def test_a_wrong_setting_is_told_by_its_path_and_value(path: str, value: object, said: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        main_scenario().with_({path: value})
    assert str(caught.value).startswith(said)
    assert "--set" not in str(caught.value)


def test_a_program_and_the_command_line_make_the_same_scenario() -> None:
    scenario = main_scenario()
    values = {"horizon": "90 days", "population.dormant": 0.1, "phishing": None, "compare.designs": ["opaque"]}
    lines = ["horizon=90 days", "population.dormant=0.1", "phishing=null", "compare.designs=[opaque]"]
    assert dump(with_settings(scenario, values)) == dump(with_settings(scenario, lines))


def test_a_path_of_a_program_may_hold_any_sign() -> None:
    with pytest.raises(ScenarioError, match="there is no 'seed=1' to set"):
        main_scenario().with_({"seed=1": 2})
    with pytest.raises(ScenarioError, match=r"no file: none\.csv"):
        resolve(MAIN, settings={"population.from_file": "none.csv"})


@pytest.mark.long
@pytest.mark.parametrize("path", sorted(SCENARIOS.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_scenario_without_a_text_is_what_its_text_reads_back_to(path: Path) -> None:
    scenario = resolve(path).scenario
    written = read_text(dump(scenario, located=True), "resolved scenario", most_nodes=10**6)
    assert bare(unwritten(scenario).root) == bare(written.root)
    assert [*map(repr, leaves(unwritten(scenario).root))] == [*map(repr, leaves(written.root))]


def leaves(node: Node) -> Iterator[object]:
    """Every single value, in order: 1 and 1.0 and true are equal, and not the same."""
    if isinstance(node, Scalar):
        yield node.value
    for below in node.items if isinstance(node, Listing) else ():
        yield from leaves(below)
    for entry in node.entries.values() if isinstance(node, Mapping) else ():
        yield from leaves(entry.node)


def test_a_setting_that_breaks_another_place_is_told_with_its_line() -> None:
    with pytest.raises(ScenarioError, match=r"resolved scenario:[1-9][0-9]+:[0-9]+: .*\n +[0-9]+ \| "):
        with_settings(main_scenario(), {"population.segments.age-20-40.share": 0.9})
