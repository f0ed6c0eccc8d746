"""The files of the corpus, what is expected of each, and what the program makes of them."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from sim.cli.scenarios import check_command
from sim.errors import ScenarioError
from sim.outcomes.target_checks import check
from sim.scenario.resolution import Resolution, resolve
from sim.scenario.targets import read_targets
from sim.scenario.writing import dump
from tests.corpus import base
from tests.corpus.differences import difference, differing

BASE, HERE, RESOLVED = base.BASE, base.HERE, base.RESOLVED

if base.fault() is not None:
    pytest.skip("tests/corpus/base.yaml does not fit the schema: see test_corpus_base.py", allow_module_level=True)


def _cases(folder: str) -> list[Path]:
    return sorted((HERE / folder).glob("*.yaml"))


VALID = _cases("valid")
INVALID = _cases("invalid")
INVALID_TARGETS = _cases("invalid-targets")


def expected_file(path: Path) -> Path:
    """The file beside a case that says what is expected of it."""
    return path.with_suffix(".diff" if path.parent.name == "valid" else ".expected.txt")


def expected(path: Path) -> str:
    """What is expected of a case: the canonical text of a valid one, or what is said of an invalid one."""
    kept = expected_file(path).read_text(encoding="utf-8")
    return differing(RESOLVED.read_text(encoding="utf-8"), kept) if path.parent.name == "valid" else kept


def write_expected(path: Path, text: str) -> None:
    """Keeps a text as what is expected of a case; of the base itself first, since others are told by it."""
    if path == BASE:
        RESOLVED.write_text(text, encoding="utf-8", newline="\n")
        return
    kept = difference(RESOLVED.read_text(encoding="utf-8"), text) if path.parent.name == "valid" else text
    expected_file(path).write_text(kept, encoding="utf-8", newline="\n")


def options(path: Path) -> list[str]:
    """The options that a case is to be tried with, from its line `# options:`."""
    for line in path.read_bytes().splitlines():
        if line.startswith(b"# options: "):
            return line.removeprefix(b"# options: ").decode().split()
    return []


def resolution(path: Path) -> Resolution:
    """A valid case resolved with its options."""
    words = options(path)
    pairs = list(zip(words[::2], words[1::2], strict=True))
    overrides = [value for option, value in pairs if option == "--override"]
    return resolve(path, overrides=overrides, settings=[value for option, value in pairs if option == "--set"])


def resolved(path: Path) -> str:
    """The canonical text of a valid case."""
    return dump(resolution(path).scenario)


def checked(path: Path) -> str:
    """What `mbsim check` prints about an invalid case, run where the case lies; it must end with exit code 2."""
    with _inside(path.parent):
        result = CliRunner().invoke(check_command, [path.name, *options(path)])
    if result.exit_code != 2:
        raise AssertionError(f"{path.name}: exit code {result.exit_code}\n{result.output}\n{result.exception!r}")
    return result.output


def refused(path: Path) -> str:
    """What is wrong with an invalid file of targets, read where the case lies, and with its scenarios if it can be."""
    with _inside(path.parent):
        try:
            targets = read_targets(path.name)
            check(targets.targets, {each.scenario: resolve(each.scenario_file).scenario for each in targets.targets})
        except ScenarioError as error:
            return f"{error}\n"
    raise AssertionError(f"{path.name} is not refused")


def require_equal(found: str, wanted: str, name: str) -> None:
    """Raises AssertionError at the first line in which the two texts differ."""
    if found == wanted:
        return
    pairs = zip([*found.split("\n"), "<end>"], [*wanted.split("\n"), "<end>"], strict=False)
    number, (left, right) = next((n, pair) for n, pair in enumerate(pairs, start=1) if pair[0] != pair[1])
    raise AssertionError(f"{name}, line {number}:\n  found  {left}\n  wanted {right}")


@contextlib.contextmanager
def _inside(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
