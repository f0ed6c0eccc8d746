"""The reference of `import sim` is what the code says, and the examples in its docstrings work as they stand."""

from __future__ import annotations

import doctest
import inspect
import shutil
import sys
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

import sim
from sim.report.interface import call, interface, parts, prose
from tests.blank import blank_figures
from tests.experiment.studies import SHIPPED
from tests.report.html.test_golden import require_equal
from tests.sparing import rough_fits

GOLDEN = SHIPPED.parents[1] / "sim" / "API.md"
CLASSES = tuple(name for name in sim.__all__ if inspect.isclass(getattr(sim, name)))
INTERNAL = ("Scenario.known_changes", "Scenario.sourced", "Scenario.model_post_init")
"""Members of public classes that only the program itself uses."""
FUNCTIONS = tuple(name for name in sim.__all__ if inspect.isfunction(getattr(sim, name)))


def failures_of(function: Callable[..., Any]) -> tuple[int, int]:
    """How many lines of a docstring's example fail, and how many there are."""
    runner = doctest.DocTestRunner(verbose=False, optionflags=doctest.NORMALIZE_WHITESPACE)
    for example in doctest.DocTestFinder(recurse=False).find(function, globs={}):
        runner.run(example, out=sys.stdout.write)
    return runner.failures, runner.tries


def documented_in(kind: type) -> Iterator[tuple[str, str]]:
    """The docstring of a class, under an empty name, and those of the public methods and properties it defines."""
    if not issubclass(kind, BaseModel):  # the docstring of a part of a scenario is its description in the schema
        yield "", kind.__doc__ or ""
    for name, member in vars(kind).items():
        is_documented = inspect.isfunction(member) or isinstance(member, property | cached_property)
        if not name.startswith("_") and is_documented:
            yield name, inspect.getdoc(member) or ""


def failures_within(kind: type) -> tuple[int, int]:
    """As `failures_of`, for a class and its members: each of them goes on from the example of the class."""
    runner = doctest.DocTestRunner(verbose=False, optionflags=doctest.NORMALIZE_WHITESPACE)
    begun: dict[str, Any] = {}
    for name, documented in documented_in(kind):
        found = begun if not name else dict(begun)
        example = doctest.DocTestParser().get_doctest(inspect.cleandoc(documented), {}, name, None, None)
        example.globs = found
        runner.run(example, out=sys.stdout.write, clear_globs=False)
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


@pytest.mark.long
@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_example_of_a_function_works(name: str, scenarios: Path) -> None:
    with blank_figures(), rough_fits():
        failed, tried = failures_of(getattr(sim, name))
    assert tried >= 3
    assert failed == 0


@pytest.mark.long
@pytest.mark.parametrize("name", CLASSES)
def test_the_examples_of_a_class_and_its_members_work(name: str, scenarios: Path) -> None:
    with blank_figures(), rough_fits():
        failed, tried = failures_within(getattr(sim, name))
    assert tried >= 2
    assert failed == 0


def test_every_public_class_and_member_shows_its_use() -> None:
    without = [
        f"{name}.{member}"
        for name in sim.__all__
        if inspect.isclass(kind := getattr(sim, name))
        for member, documented in documented_in(kind)
        if ">>>" not in documented
    ]
    assert [each for each in without if each not in INTERNAL] == []


def test_an_example_of_a_member_that_does_not_work_is_noticed() -> None:
    class Wrong:
        """Wrong.

        >>> number = 1
        """

        def add(self) -> None:
            """Adds.

            >>> number + 1
            3
            """

    assert failures_within(Wrong) == (1, 2)


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
