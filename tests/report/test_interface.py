"""The reference of `import sim` is what the code says, and the examples in its docstrings work as they stand."""

from __future__ import annotations

import doctest
import inspect
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.report.interface import call, interface, parts, prose
from tests.blank import blank_figures
from tests.experiment.studies import SHIPPED
from tests.report.html.test_golden import require_equal

GOLDEN = SHIPPED.parents[1] / "sim" / "API.md"
CLASSES = tuple(
    name for name in sim.__all__ if inspect.isclass(one := getattr(sim, name)) and ">>>" in (one.__doc__ or "")
)
FUNCTIONS = tuple(name for name in sim.__all__ if inspect.isfunction(getattr(sim, name)))


def failures_of(function: Callable[..., Any]) -> tuple[int, int]:
    """How many lines of a docstring's example fail, and how many there are."""
    runner = doctest.DocTestRunner(verbose=False, optionflags=doctest.NORMALIZE_WHITESPACE)
    for example in doctest.DocTestFinder(recurse=False).find(function, globs={}):
        runner.run(example, out=lambda _: None)
    return runner.failures, runner.tries


@pytest.fixture
def scenarios(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the shipped scenarios, in which the examples run."""
    folder = shutil.copytree(SHIPPED.parent, tmp_path / "scenarios")
    monkeypatch.chdir(folder)
    return folder


def test_the_reference_is_written_from_the_code(request: pytest.FixtureRequest) -> None:
    found = interface()
    if request.config.getoption("--write-golden"):
        GOLDEN.write_text(found, encoding="utf-8")
    require_equal(found, GOLDEN.read_text(encoding="utf-8"))


def test_every_public_name_has_its_heading() -> None:
    text = interface()
    assert all(text.count(f"\n### {name}\n") == 1 for name in sim.__all__)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_example_of_a_function_works(name: str, scenarios: Path) -> None:
    with blank_figures():
        failed, tried = failures_of(getattr(sim, name))
    assert tried >= 3
    assert failed == 0


@pytest.mark.parametrize("name", CLASSES)
def test_the_example_of_a_class_works(name: str) -> None:
    failed, tried = failures_of(getattr(sim, name))
    assert tried >= 2
    assert failed == 0


def test_an_example_that_does_not_work_is_noticed() -> None:
    def wrong() -> None:
        """Wrong.

        >>> 1 + 1
        3
        """

    assert failures_of(wrong) == (1, 1)


def test_a_long_signature_has_a_line_for_each_parameter() -> None:
    def long(
        scenario: dict[str, int], first: tuple[int, str] = (1, "a"), second: str = "", *, third: int | None = None
    ) -> None: ...

    lines = call("long", long).splitlines()
    assert lines[0] == "long("
    assert lines[2] == "    first: tuple[int, str] = (1, 'a'),"
    assert lines[-1] == ") -> None"
    assert parts("a: dict[str, int], *, b=(1, 2)") == ["a: dict[str, int]", "*", "b=(1, 2)"]


def test_examples_are_code_and_prose_is_not() -> None:
    def told() -> None:
        """Does it.

        >>> told()
        3

        And more.
        """

    assert prose(told) == "Does it.\n\n```pycon\n>>> told()\n3\n```\n\nAnd more."
