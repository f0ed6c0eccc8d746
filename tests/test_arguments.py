"""Every public function refuses every argument that the command line would refuse, and says so in a sentence."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, NoReturn

import click
import numpy as np
import pytest

import sim
from sim.cli import cli
from sim.studies.arguments import CHECKS
from tests.experiment.studies import SHIPPED

FUNCTIONS: Final = tuple(name for name in sim.__all__ if inspect.isfunction(getattr(sim, name)))
NOTHING: Final[tuple[object, ...]] = (object(), b"x", 1j)
NUMBERS: Final[tuple[object, ...]] = (*NOTHING, 0, -1, 1.5, True, "2", [1], np.float64(2.0), float("nan"))
TEXTS: Final[tuple[object, ...]] = (*NOTHING, "", 3, ["opaque"], {"opaque"})
PATHS: Final[tuple[object, ...]] = (*NOTHING, "", "a\0b", 3, ["a"], {"a"})
LISTS: Final[tuple[object, ...]] = (*NOTHING, None, "opaque", {"opaque"}, {"opaque": 1}, 3, [3], [None], [""])
TRUTHS: Final[tuple[object, ...]] = (*NOTHING, "yes", 1, 0)
BAD: Final[Mapping[str, tuple[object, ...]]] = {
    "base": (*NUMBERS, None, 1, 3, 255),
    "by_year": (*TRUTHS, None),
    "candidates": (*NUMBERS, None),
    "case": NUMBERS,
    "certify": (*NUMBERS, None),
    "citizen": tuple(each for each in NUMBERS if each != 0),
    "citizens": (*NOTHING, 3, [0, 1], range(-1, 3), range(0, 4, 2), range(3, 0, -1), range(5, 5), range(90, 101)),
    "cluster": TEXTS,
    "conditions": tuple(each for each in TEXTS if each != ""),
    "csv": (*TEXTS, None, "de"),
    "design": (*TEXTS, "opaqe"),
    "designs": (*LISTS, ["opaqe"]),
    "engine": (*TEXTS, None, "simpi"),
    "ensemble": PATHS,
    "everything": (*TRUTHS, None),
    "extent": (*NOTHING, 3, {}),
    "factors": (*LISTS, ["population.dormnt"]),
    "fail_fast": (*TRUTHS, None),
    "figures": (*LISTS, ["without-logn"]),
    "fitted": (*TRUTHS, None),
    "first": (*NUMBERS, None, 1, 10**8 + 1),
    "folder": (*PATHS, None),
    "form": (*TEXTS, None, "xess"),
    "group": (*TEXTS, None, "al"),
    "margins": (*LISTS, ["missed_share 0.5"], ["misssed_share 1 pp"]),
    "method": (*TEXTS, None, "sobl"),
    "most": NUMBERS,
    "name": (*TEXTS, None, "Two Words"),
    "one": (*PATHS, None),
    "other": (*PATHS, None),
    "out": PATHS,
    "overrides": LISTS,
    "path": (*PATHS, None),
    "points": (*NUMBERS, None, 15),
    "precision": (*LISTS, ["missed_share 0.5"], ["misssed_share 1 pp"]),
    "ranges": (*TRUTHS, None),
    "reference": (*TEXTS, "opaqe"),
    "replace": (*TRUTHS, None),
    "replication": (*(each for each in NUMBERS if each != 0), None, 100_000),
    "replications": (*NUMBERS, 100_001),
    "responses": (*LISTS, ["misssed_share"]),
    "scenario": (*PATHS, None),
    "seed": (*NUMBERS, None, 2**31),
    "settings": (*NOTHING, "a=b", ["a=b"], 3, {3: 1}, {"population.dormant": {1}}),
    "size": (*NUMBERS, 10**8 + 1),
    "targets": (*PATHS, None),
    "totals": TRUTHS,
    "xlsx": (*TRUTHS, None),
    "trajectories": (*NUMBERS, None, 1),
    "workers": NUMBERS,
}
OWN: Final[Mapping[tuple[str, str], tuple[object, ...]]] = {
    ("compare", "most"): (*NUMBERS, 5),
    ("compare", "seed"): (*(each for each in NUMBERS if each != 0), 2**64),
    ("sweep", "seed"): (*(each for each in NUMBERS if each != 0), 2**64),
    ("compare", "points"): tuple(each for each in NUMBERS if each != 0 or isinstance(each, bool)),
    ("compare_studies", "seed"): (*(each for each in NUMBERS if each != 0), 2**64),
    ("compare_studies", "points"): tuple(each for each in NUMBERS if each != 0 or isinstance(each, bool)),
    ("search", "points"): (*NUMBERS, None),
    ("sweep", "points"): (*NOTHING, None, [], (), iter(()), [{}], [3], ["a=b"], {"seed": 1}, [{3: 1}], [{"seed": {1}}]),
}
FIRST: Final[Mapping[str, object]] = {
    "path": SHIPPED,
    "file": SHIPPED,
    "name": "mine",
    "folder": "none",
    "one": SHIPPED,
    "other": SHIPPED,
    "points": [{"seed": 1}],
}


@pytest.fixture(scope="module")
def small() -> sim.Scenario:
    """A scenario of a hundred citizens."""
    return sim.load(SHIPPED, {"population.size": 100})


def parameters(name: str) -> Mapping[str, inspect.Parameter]:
    """The parameters of a public function."""
    return inspect.signature(getattr(sim, name)).parameters


TOLD: Final[Mapping[str, tuple[object, ...]]] = {
    "colour": (*TRUTHS, None),
    "full": (*TRUTHS, None),
    "language": (*TEXTS, None, "de"),
    "lives": (*TRUTHS, None),
    "others": (*NOTHING, None, "folder", 3, [3]),
    "path": PATHS,
    "scale": (*NUMBERS, 10**9 + 1),
    "width": (*NUMBERS, None),
}
"""Arguments of the methods that tell a result, in which nothing else is new."""
METHODS = [
    (found, method, parameter)
    for name in sim.__all__
    if inspect.isclass(found := getattr(sim, name))
    for method in ("text", "report", "brief", "methods")
    for parameter in (inspect.signature(getattr(found, method)).parameters if hasattr(found, method) else ())
    if parameter in TOLD
]
CASES = [(name, parameter) for name in FUNCTIONS for parameter in parameters(name)]


@pytest.mark.long
@pytest.mark.parametrize(("name", "parameter"), CASES, ids=map(" ".join, CASES))
def test_an_argument_that_is_not_right_is_refused(
    name: str, parameter: str, small: sim.Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sim.experiment.runner.missing_tasks", never)
    monkeypatch.setattr("sim.studies.multi_point.certified", never)
    needed = {each.name for each in parameters(name).values() if each.default is each.empty}
    function: Callable[..., object] = getattr(sim, name)
    for found in OWN.get((name, parameter), BAD[parameter]):
        given = {each: small if each == "scenario" else FIRST[each] for each in needed}
        with pytest.raises(sim.UsageError) as caught:
            function(**{**given, parameter: found})
        told = str(caught.value)
        assert told[-1] in ".?"
        assert "\n" not in told
    assert not list(tmp_path.iterdir())


def never(*_: object, **__: object) -> NoReturn:
    """What no refused argument comes to."""
    raise AssertionError("something was simulated")


@pytest.mark.parametrize(("result", "method", "parameter"), METHODS)
def test_an_argument_of_a_result_that_is_not_right_is_refused(result: type, method: str, parameter: str) -> None:
    for found in TOLD[parameter]:
        with pytest.raises(sim.UsageError, match=rf"^(each of |There is no )?{parameter}\b"):
            getattr(result, method)(None, **{parameter: found})


def test_every_kind_of_argument_is_tried() -> None:
    assert set(CHECKS) == {each for _, each in CASES} - {"extent", "form"} | set(TOLD)  # these two have their own
    told = {found.__name__ for found, method, _ in METHODS if method == "text"}
    assert told >= {"Comparison", "Explanation", "RobustnessResult", "Sweep"}
    assert set(BAD) == {parameter for _, parameter in CASES}


def test_arguments_of_other_kinds_that_say_the_same_are_taken(small: sim.Scenario) -> None:
    rows = sim.simulate(small, np.str_("paper"), range(3), replication=np.int64(2), engine="simpy")
    assert len(rows) == 3
    found = sim.compare(small.with_({"population.size": 3}), ["paper", "opaque", "paper"])
    assert found.study.designs == ("paper", "opaque")
    assert len(sim.simulate(str(SHIPPED), "paper", range(2))) == 2


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"engine": "simpi"}, "There is no engine 'simpi'. Did you mean simpy? There are auto, simpy, compiled."),
        ({"workers": 0}, "workers is a whole number from 1; found 0."),
        ({"designs": "opaque"}, "designs is a list of names; found 'opaque'."),
        ({"designs": ["opaqe"]}, "There is no design 'opaqe'. Did you mean opaque? The scenario has opaque, "),
    ],
)
def test_what_is_refused_is_told_in_a_sentence(small: sim.Scenario, wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(sim.UsageError) as caught:
        sim.compare(small, **wrong)
    assert str(caught.value).startswith(said)


@pytest.mark.parametrize(
    ("field", "found"),
    [("trajectories", 1), ("points", 63), ("waves", 7), ("chains", 7), ("steps", 99), ("members", 63), ("seed", 0)],
)
def test_an_extent_is_checked_as_the_command_line_checks_it(field: str, found: int) -> None:
    with pytest.raises(sim.UsageError, match=rf"A calibration takes (\d+|at most 6) ({field}|waves)"):
        sim.CalibrationSize(**{field: found})


def test_citizens_beyond_the_population_are_refused(small: sim.Scenario) -> None:
    with pytest.raises(sim.UsageError, match=r"There are the citizens 0 to 99; found range\(99, 101\)"):
        sim.simulate(small, citizens=range(99, 101))


def test_tables_are_asked_for_what_they_have(small: sim.Scenario) -> None:
    found = sim.compare(small.with_({"population.size": 3}), ["paper"])
    for wrong, said in (
        (lambda: found.table("logns"), "There is no response 'logns'. Did you mean logins?"),
        (lambda: found.table(group="al"), "There is no group 'al'. Did you mean all?"),
        (lambda: found.table(group=""), "There is no group ''"),
        (lambda: found.table(3), "There is no response 3"),  # type: ignore[arg-type]
        (lambda: found.citizens("papr"), "There is no design 'papr'. Did you mean paper?"),
        (lambda: found.columns(None), "There is no design None"),  # type: ignore[arg-type]
        (lambda: small.with_([]), "settings is a mapping"),  # type: ignore[arg-type]
    ):
        with pytest.raises(sim.UsageError) as caught:
            wrong()
        assert str(caught.value).startswith(said)


CONTEXT: Final = click.Context(cli)
IN_BOTH: Final = tuple(verb for verb in cli.list_commands(CONTEXT) if inspect.isfunction(getattr(sim, verb, None)))


@pytest.mark.parametrize("verb", IN_BOTH)
def test_the_command_line_and_programs_have_the_same_defaults(verb: str) -> None:
    command = cli.get_command(CONTEXT, verb)
    assert command is not None
    asked, differing = inspect.signature(getattr(sim, verb)).parameters, {}
    options = [each for each in command.params if isinstance(each, click.Option) and each.name in asked]
    assert options
    for option in options:
        here, there = option.get_default(CONTEXT), asked[str(option.name)].default
        # Click says with an object of its own that there is no default, and gives a path for a text.
        stated = here if isinstance(here, str | int | Path) else None
        if (stated or there) and str(stated) != str(there):
            differing[option.name] = here, there
    assert not differing
