"""The description of a model: it tells every number, draw and design, holds what it says, and shows texts as they are.

The one of the shipped main scenario lies beside it, and changes where the scenario or the words change:

    pytest tests/report/description --write-golden
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from sim.draws import Decision
from sim.errors import UsageError
from sim.experiment.manifest import Manifest, read_manifest
from sim.experiment.runner import RunSettings
from sim.report.description.document import TEMPLATES, description
from sim.report.description.markdown import plain, table
from sim.report.description.run import run_of
from sim.report.description.streams import STREAMS, stream_table
from sim.scenario.editor_schema import parts_of
from sim.scenario.evidence import ledger
from sim.scenario.resolution import resolve
from sim.scenario.shape import fields_of
from tests.experiment.fake_engine import simulate
from tests.experiment.studies import QUEUEING, SHIPPED, kept, small
from tests.report.html.test_golden import require_equal

GOLDEN = SHIPPED.with_name("mijnoverheid-2016.odd.md")
ROOT = SHIPPED.parents[1]
IN_CODE = re.compile(r"`([^`\n]+)`")
ASKED = "**To be answered by the author:**"


@pytest.fixture(scope="module")
def main() -> str:
    """The description of the main scenario."""
    return description(resolve(SHIPPED).scenario, SHIPPED.name)


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Manifest:
    """The manifest of a small study."""
    folder = tmp_path_factory.mktemp("results") / "a-study"
    kept(folder, small(60), RunSettings(simulate, workers=1))
    return read_manifest(folder)


def test_the_shipped_description_is_the_one_that_was_looked_at(main: str, request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--write-golden"):
        GOLDEN.write_text(main, encoding="utf-8")
    require_equal(main, GOLDEN.read_text(encoding="utf-8"))


def test_every_number_of_the_scenario_is_told_with_its_value(main: str) -> None:
    told = {tuple(cells(line)[:3:2]) for line in main.splitlines() if line.startswith("| `")}
    for parameter in ledger(resolve(SHIPPED).scenario).parameters:
        key = parameter.path if "." not in parameter.path else parameter.path.partition(".")[2]
        if parameter.section != "designs":
            assert (f"`{key}`", parameter.value) in told, parameter.path


def test_every_declared_draw_has_its_stream_in_order() -> None:
    assert tuple(STREAMS) == tuple(Decision)
    assert len(stream_table().splitlines()) == 2 + len(Decision)


def test_what_submodels_name_is_there() -> None:
    keys = {key for part in parts_of().values() for key in fields_of(part)}
    named = [name for file in TEMPLATES.glob("*.md") for name in IN_CODE.findall(file.read_text(encoding="utf-8"))]
    assert len(named) > 60
    for name in named:
        is_command = name.startswith("mbsim ") or "{{" in name
        is_key = set(name.split(".")) <= keys
        assert is_command or is_key or (ROOT / name).exists(), name


def test_every_row_of_a_table_has_the_cells_of_its_heading(main: str) -> None:
    width = 0
    for line in main.splitlines():
        if not line.startswith("|"):
            width = 0
            continue
        width = width or len(cells(line))
        assert len(cells(line)) == width, line


def test_what_an_author_must_say_is_asked_and_left_open(main: str) -> None:
    assert main.count(ASKED) >= 8
    assert "{{" not in main


def test_only_a_scenario_with_a_helpdesk_has_a_queue(main: str) -> None:
    queueing = description(resolve(QUEUEING).scenario, "helpdesk.yaml")
    for words in ("Unit of analysis: the replication", "**Helpdesk.**", "the agents of the helpdesk"):
        assert words in queueing
        assert words not in main
    assert "Unit of analysis: the citizen" in main


@pytest.mark.long
@pytest.mark.parametrize("file", sorted(SHIPPED.parent.glob("*.yaml")), ids=lambda file: file.stem)
def test_every_shipped_study_is_described_with_its_designs(file: Path) -> None:
    scenario = resolve(file).scenario
    text = description(scenario, file.name)
    assert all(f"`{design}`" in text for design in scenario.compare.designs)


def test_texts_of_a_scenario_stay_texts() -> None:
    hostile = 'a | b <script>alert(1)</script> [x](javascript:y) **z** `c`\n\n# heading {{ ask("?") }}'
    scenario = resolve(SHIPPED).scenario
    design = scenario.designs["opaque"].model_copy(update={"title": hostile, "description": hostile})
    given: dict[str, object] = {
        "title": hostile,
        "description": hostile,
        "designs": {**scenario.designs, "opaque": design},
    }
    text = description(scenario.model_copy(update=given), "`rm`|.yaml")
    assert "<script>" not in text
    assert "\n# heading" not in text
    assert not re.search(r"(?<!\\)\[x", text)
    assert "`rm`" not in text
    assert text.count('{{ ask("?") }}') == 4
    test_every_row_of_a_table_has_the_cells_of_its_heading(text)


def test_a_run_adds_its_versions_machine_and_command(main: str, manifest: Manifest) -> None:
    run = run_of(manifest, manifest.scenario_sha256)
    text = description(small(60), SHIPPED.name, run)
    for fact in (manifest.code_sha256, manifest.python, manifest.libraries["numpy"], manifest.machine.platform):
        assert fact in text
        assert fact not in main
    assert "--results FOLDER` fills" in main
    assert "--results FOLDER` fills" not in text
    told = text.replace(manifest.machine.platform, "")
    assert not re.search(rf"\b{re.escape(manifest.machine.host)}\b", told)


def test_failures_and_precision_of_a_run_are_told(manifest: Manifest) -> None:
    run = replace(run_of(manifest, manifest.scenario_sha256), missing=7, precision="It is precise.")
    text = description(small(60), SHIPPED.name, run)
    assert "7 citizens are in no number" in text
    assert "It is precise." in text


def test_results_of_another_scenario_are_refused(manifest: Manifest) -> None:
    with pytest.raises(UsageError, match="of another scenario than the file"):
        run_of(manifest, "0" * 64)
    with pytest.raises(UsageError, match="of a sweep"):
        run_of(manifest.model_copy(update={"points": [{"seed": "1"}]}), manifest.scenario_sha256)


def test_a_table_refuses_a_row_of_other_length() -> None:
    assert table(("a", "b"), [("1", "2")]) == "| a | b |\n| --- | --- |\n| 1 | 2 |"
    with pytest.raises(ValueError, match="2 cells of a, b"):
        table(("a", "b"), [("1",)])


def test_plain_text_keeps_its_words() -> None:
    assert plain("a*b*  c\n|d") == r"a\*b\* c \|d"


def cells(line: str) -> list[str]:
    """The cells of a row; an escaped bar is no end of a cell."""
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


def test_reading_cells_minds_escaped_bars() -> None:
    assert cells(r"| a \| b | c |") == [r"a \| b", "c"]


def test_a_missing_number_would_be_seen(main: str) -> None:
    lines = main.splitlines()
    place = next(place for place, line in enumerate(lines) if line.startswith("| `dormant`"))
    with pytest.raises(AssertionError, match=r"population\.dormant"):
        test_every_number_of_the_scenario_is_told_with_its_value("\n".join(lines[:place] + lines[place + 1 :]))
