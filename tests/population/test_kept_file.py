"""A file of citizens among the results, and before an editor."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner

from sim.cli.compare import compare_command
from sim.scenario.editor_schema import editor_schema
from sim.scenario.nodes import plain
from sim.scenario.reading import read_text
from sim.scenario.resolution import dump, resolve
from tests.population.people import write
from tests.shipped import MAIN


@pytest.mark.long
@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_results_hold_the_file_and_repeat_themselves_from_their_own_folder(tmp_path: Path, ending: str) -> None:
    path = write(tmp_path / f"people.{ending}", {"email": ["valid", "none"] * 6, "check_interval": ["2 h"] * 12})
    content = path.read_bytes()
    first, again = tmp_path / "first", tmp_path / "again"
    settings = ("--set", f"population.from_file={path}", "--size", "12", "--design", "opaque", "--design", "paper")
    done = CliRunner().invoke(compare_command, [str(MAIN), *settings, "--out", str(first)], catch_exceptions=False)
    assert done.exit_code == 0
    assert (first / f"population.{ending}").read_bytes() == content
    assert f"population.{ending}" in json.loads((first / "manifest.json").read_text())["files"]
    path.unlink()
    repeated = CliRunner().invoke(
        compare_command, [str(first / "resolved.yaml"), "--out", str(again)], catch_exceptions=False
    )
    assert repeated.exit_code == 0
    for name in ("resolved.yaml", "responses.csv", "citizens/opaque.parquet", f"population.{ending}"):
        assert (again / name).read_bytes() == (first / name).read_bytes()


def faults(document: object, *, complete: bool) -> list[str]:
    validator = jsonschema.Draft7Validator(editor_schema(complete=complete))
    return [fault.message for fault in validator.iter_errors(json.loads(json.dumps(document)))]


def test_an_editor_accepts_the_path_alone_and_the_whole_of_it(tmp_path: Path) -> None:
    for good in ("people.csv", {"path": "people.csv"}, {"path": "people.csv", "rows": 3}, None):
        assert faults({"population": {"from_file": good}}, complete=False) == []
    for wrong in (5, {"path": 5}, {"path": "people.csv", "row": 3}, ["people.csv"]):
        assert len(faults({"population": {"from_file": wrong}}, complete=False)) == 1
    path = write(tmp_path / "people.csv", {"app": [True, False]})
    settings = (f"population.from_file={path}", "population.size=2")
    resolved = plain(read_text(dump(resolve(MAIN, settings=settings).scenario), "resolved").root)
    assert faults(resolved, complete=True) == []
    assert isinstance(resolved, dict)
    assert isinstance(resolved["population"], dict)
    assert (
        len(faults(resolved | {"population": {**resolved["population"], "from_file": "people.csv"}}, complete=True))
        == 1
    )
