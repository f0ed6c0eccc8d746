"""Whatever a file holds, it resolves, or is refused with a place; and what resolves has one canonical text."""

from __future__ import annotations

import copy
import pickle
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.scenario.checking import check
from sim.scenario.nodes import Plain, plain
from sim.scenario.problems import InvalidScenarioError
from sim.scenario.reading import read_bytes, read_text
from sim.scenario.resolution import dump, from_resolved, resolve
from sim.scenario.writing import inline
from tests.corpus.cases import BASE

BASE_TREE = plain(read_text(BASE.read_text(encoding="utf-8"), "base").root)
KEYS = ["value", "low", "by_segment", "lognormal", "quantiles", "name", "when", "daily", "extends", "source", "x", "0"]
ATOMS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-10, 10),
    st.floats(),
    st.sampled_from(["1 h", "EUR 3", "30 %", "2 / year", "2016-01-01", "opaque", "report", "young", "deep", "none"]),
    st.text(max_size=12),
)
VALUES = st.recursive(
    ATOMS,
    lambda inner: st.lists(inner, max_size=3).map(tuple) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=3),
    max_leaves=6,
)


def resolved_or_refused(content: bytes) -> None:
    """Resolves a file with this content; any refusal must be a ScenarioError that begins with a place."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "s.yaml"
        path.write_bytes(content)
        error = refusal(lambda: round_trip(path))
    if error is not None:
        place = error.problems[0].place
        assert place.line >= 1
        assert place.column >= 1
        assert str(error).startswith(f"{place.file}:{place.line}:{place.column}: ")


def round_trip(path: Path) -> None:
    """Resolves a file, and its canonical text again."""
    text = dump(resolve(path).scenario)
    assert dump(from_resolved(text)) == text


def refusal(attempt: Callable[[], object]) -> InvalidScenarioError | None:
    """How the attempt is refused, or None if it is not; any other error is passed on."""
    try:
        attempt()
    except InvalidScenarioError as error:
        return error
    return None


def paths_in(tree: Plain, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every path in a plain tree."""
    steps: list[tuple[str | int, Plain]] = []
    if isinstance(tree, dict):
        steps = list(tree.items())
    elif isinstance(tree, tuple):
        steps = list(enumerate(tree))
    return [path, *(found for step, below in steps for found in paths_in(below, (*path, step)))]


def changed(tree: Plain, path: tuple[str | int, ...], value: Plain) -> Plain:
    """The tree with another value at a path."""
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(tree, dict):
        return tree | {str(step): changed(tree[str(step)], rest, value)}
    assert isinstance(tree, tuple)
    assert isinstance(step, int)
    return (*tree[:step], changed(tree[step], rest, value), *tree[step + 1 :])


@given(st.binary(max_size=400))
def test_raw_bytes_are_read_or_refused(content: bytes) -> None:
    resolved_or_refused(content)


@given(st.text(alphabet="abc:-[]{},&*?|>'\"#!%@` \n\t0.~<", max_size=60))
@settings(max_examples=300)
def test_yaml_like_text_is_read_or_refused(text: str) -> None:
    error = refusal(lambda: read_bytes(text.encode(), "s.yaml"))
    assert error is None or error.problems[0].place.file == "s.yaml"


@given(st.sampled_from(paths_in(BASE_TREE)), VALUES)
@settings(max_examples=100, deadline=None)
def test_any_value_anywhere_resolves_or_is_refused(path: tuple[str | int, ...], value: Plain) -> None:
    tree = changed(BASE_TREE, path, value)
    text = inline(tree) if not isinstance(tree, dict) else "\n".join(f"{inline({k: v})[1:-1]}" for k, v in tree.items())
    resolved_or_refused(text.encode("utf-8", "surrogatepass"))


@given(st.integers(0, len(BASE.read_bytes())), st.integers(0, 40), st.binary(max_size=8))
@settings(max_examples=60, deadline=None)
def test_a_damaged_file_resolves_or_is_refused(start: int, length: int, insertion: bytes) -> None:
    content = BASE.read_bytes()
    resolved_or_refused(content[:start] + insertion + content[start + length :])


@given(st.text(max_size=30), st.text(max_size=30))
@settings(max_examples=60, deadline=None)
def test_any_setting_is_applied_or_refused(path: str, value: str) -> None:
    error = refusal(lambda: resolve(BASE, settings=[f"{path}={value}", f"population.app={value}"]))
    assert error is None or error.problems[0].place.line >= 1


@given(st.text(max_size=40))
@settings(max_examples=100, deadline=None)
def test_any_text_comes_back_from_its_canonical_form(text: str) -> None:
    written = inline({"title": text})
    if any("\ud800" <= each <= "\udfff" for each in text):
        with pytest.raises(InvalidScenarioError):
            read_text(written, "s.yaml")
    else:
        assert plain(read_text(written, "s.yaml").root) == {"title": text}


def test_errors_survive_pickling_and_copying() -> None:
    with pytest.raises(InvalidScenarioError) as caught:
        resolve(BASE, settings=["seed=x", "population.app=3"])
    again = pickle.loads(pickle.dumps(caught.value))  # our own bytes
    assert str(again) == str(caught.value)
    assert copy.copy(caught.value).problems == caught.value.problems


def test_checking_tells_what_resolving_refuses() -> None:
    with pytest.raises(InvalidScenarioError) as caught:
        resolve(BASE, settings=["seed=x"])
    assert check(BASE, settings=["seed=x"]) == tuple(caught.value.problems)
    assert check(BASE) == ()


SPANS = st.integers(0, 10**6).map(lambda seconds: f"{seconds} s") | st.sampled_from(["1.5 h", "2 weeks", "21 days"])
POSITIVE_SPANS = st.integers(1, 10**6).map(lambda seconds: f"{seconds} s")
NUMBERS = st.floats(0, 50) | st.integers(0, 50)


def known(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Values, bare or with evidence that holds."""
    evidence = st.fixed_dictionaries(
        {"value": values},
        optional={
            "grade": st.sampled_from(["calibrated", "assumed"]),
            "source": st.sampled_from(["report", ("report", "survey")]),
            "note": st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
        },
    )
    return values | evidence


def family(name: str, **parameters: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """A distribution with its parameters, and perhaps a cap."""
    parts = st.fixed_dictionaries(parameters)
    return st.fixed_dictionaries({name: parts}, optional={"at_most": known(POSITIVE_SPANS)})


DISTRIBUTIONS: st.SearchStrategy[Any] = st.one_of(
    known(POSITIVE_SPANS),
    family("lognormal", median=known(POSITIVE_SPANS), sigma=known(NUMBERS)),
    family("exponential", mean=known(POSITIVE_SPANS)),
    st.lists(st.integers(1, 10**6), min_size=2, max_size=5).map(
        lambda seconds: {
            "quantiles": {
                repr(number / (len(seconds) - 1)): f"{value} s" for number, value in enumerate(sorted(seconds))
            }
        }
    ),
)
INTERVALS: st.SearchStrategy[Any] = DISTRIBUTIONS | st.fixed_dictionaries(
    {"young": DISTRIBUTIONS, "old": DISTRIBUTIONS}
).map(lambda table: {"by_segment": table})


@given(INTERVALS, known(SPANS), st.integers(0, 2**64 - 1))
@settings(max_examples=80)
def test_every_valid_scenario_comes_back_from_its_canonical_form(interval: Plain, span: Plain, seed: int) -> None:
    values = {"population.check_interval": interval, "acting.last_minute": span, "seed": seed}
    resolution = resolve(BASE, settings=[f"{path}={inline(value)}" for path, value in values.items()])
    text = dump(resolution.scenario)
    again = from_resolved(text)
    assert again == resolution.scenario
    assert dump(again) == text
