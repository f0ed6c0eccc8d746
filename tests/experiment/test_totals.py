"""Studies of which only tallies are kept."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from sim.errors import StudyError
from sim.experiment.compaction import MOST, magnitude, row_of
from sim.experiment.part_store import MemoryStore, StoredPart
from sim.experiment.plan import KEPT_ROWS, Span
from sim.experiment.result_tables import responses_table
from sim.experiment.runner import RunSettings, perform_studies, run
from sim.experiment.tallying import merged_columns, tally_columns
from sim.scenario.resolution import resolve
from tests.experiment.fake_engine import failing, simulate
from tests.experiment.studies import QUEUEING, kept, small

pytestmark = pytest.mark.long

PROGRAM = [sys.executable, "-m", "tests.experiment.fake_study"]
ROOT = Path(__file__).parents[2]


def totals(chunk: int, workers: int = 1) -> RunSettings:
    return RunSettings(simulate, workers=workers, citizens_per_task=chunk, totals=True)


@pytest.fixture(scope="module")
def whole() -> str:
    """What the rows of the study give."""
    study = run(small(60, 2), engine=simulate)
    return responses_table(study.analysis).csv()


@pytest.mark.parametrize(("workers", "chunk"), [(1, 1), (1, 7), (2, 60)])
def test_tallies_say_what_rows_say(tmp_path: Path, whole: str, workers: int, chunk: int) -> None:
    kept(tmp_path, small(60, 2), totals(chunk, workers))
    assert (tmp_path / "responses.csv").read_text() == whole
    assert not (tmp_path / "citizens").exists()
    assert json.loads((tmp_path / "manifest.json").read_text())["kept"] == "tallies"
    assert len(list((tmp_path / "parts").iterdir())) <= 30


def test_a_tally_that_lacks_a_citizen_says_something_else(tmp_path: Path, whole: str) -> None:
    kept(tmp_path, small(59, 2), totals(30))
    assert (tmp_path / "responses.csv").read_text() != whole


def test_where_citizens_meet_tallies_say_the_same(tmp_path: Path) -> None:
    scenario = resolve(QUEUEING).scenario
    kept(tmp_path, scenario, totals(7))
    assert (tmp_path / "responses.csv").read_text() == responses_table(run(scenario, engine=simulate).analysis).csv()


def test_the_number_of_parts_does_not_grow_with_the_citizens() -> None:
    counts = []
    for size in (MOST**2, MOST**2 + 150):
        part_store = MemoryStore()
        (study,) = perform_studies([small(size, designs="opaque")], part_store, totals(1))
        assert study.study_data.citizens == size
        assert study.missing == 0
        counts.append(len(part_store.held))
    assert counts == [1, 1 + 150 // MOST + 150 % MOST]


def test_a_gap_is_never_merged_over() -> None:
    held = [StoredPart(None, "k", 0, Span(first, first + 10)) for first in (0, 10, 30, 40, 50)]
    held.append(StoredPart(None, "k", 0, Span(60, 60 + 10 * MOST)))
    assert [part.span.first for part in row_of(held, Span(40, 50))] == [30, 40, 50]
    assert [part.span.first for part in row_of(held, Span(10, 20))] == [0, 10]
    assert magnitude(Span(0, MOST)) == magnitude(Span(0, MOST - 1)) + 1


@pytest.mark.parametrize("chunk", [1, 7, 10])
def test_populations_of_several_sizes_each_keep_their_tally(chunk: int) -> None:
    sizes = (100, 160, MOST**2)
    studies = perform_studies([small(size, designs="opaque") for size in sizes], MemoryStore(), totals(chunk))
    assert [study.missing for study in studies] == [0, 0, 0]
    assert [study.study_data.citizens for study in studies] == list(sizes)


def test_nothing_is_merged_over_a_border() -> None:
    held = [StoredPart(None, "k", 0, Span(first, first + 10)) for first in range(0, 60, 10)]
    assert [part.span.first for part in row_of(held, Span(10, 20), {30})] == [0, 10, 20]
    assert [part.span.first for part in row_of(held, Span(30, 40), {30})] == [30, 40, 50]
    assert [part.span.first for part in row_of(held, Span(30, 40), {35})] == [30]


def test_the_whole_is_taken_and_not_its_pieces_besides() -> None:
    scenario, part_store = small(60, designs="opaque"), MemoryStore()
    perform_studies([scenario], part_store, totals(20))
    pieces = dict(part_store.held)
    part_store.held.clear()
    perform_studies([scenario], part_store, totals(60))
    part_store.held.update(pieces)
    (study,) = perform_studies([scenario], part_store, totals(20))
    assert study.study_data.citizens == 60
    assert [part.span for part in study.study_data.used()] == [Span(0, 60)]


def test_more_citizens_are_added_and_another_design_redoes_the_chunks() -> None:
    part_store = MemoryStore()

    def simulated(designs: str, size: int) -> int:
        before = set(part_store.held)
        perform_studies([small(size, designs=designs)], part_store, totals(20))
        return len(set(part_store.held) - before)

    assert simulated("opaque, sender", 60) == 3
    assert simulated("opaque, sender", 80) == 1
    assert simulated("opaque, sender", 60) == 0
    assert simulated("opaque, sender, paper", 60) == 3


def test_a_study_killed_at_some_moments_goes_on_to_the_same_bytes(tmp_path: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("forks of POSIX")
    kept(tmp_path / "whole", small(60), totals(60))
    expected = (tmp_path / "whole" / "responses.csv").read_bytes()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    arguments = [str(tmp_path / "killed"), "1", "totals", "1", "0.2", "0.5", "0.8"]
    subprocess.run([*PROGRAM, *arguments], env=environment, check=True, timeout=600)
    folders = [tmp_path / "killed" / str(number) for number in range(3)]
    assert not all((folder / "responses.csv").exists() for folder in folders), "none was killed in time"
    for folder in folders:
        kept(folder, small(60), totals(1))
        assert (folder / "responses.csv").read_bytes() == expected


def test_a_chunk_that_fails_is_missing_under_every_design() -> None:
    means = RunSettings(failing, workers=1, citizens_per_task=20, totals=True)
    (study,) = perform_studies([small(60)], MemoryStore(), means)
    assert study.missing == 20
    assert study.failures[0].task.words == "all designs, replication 0, citizens 20 to 39"
    assert {row.citizens for row in study.analysis.contrasts if row.group == "all"} == {40}


def test_rows_are_not_to_be_had_of_tallies() -> None:
    (study,) = perform_studies([small(60)], MemoryStore(), totals(60))
    with pytest.raises(StudyError, match="only tallies are kept, and no rows"):
        study.tables  # noqa: B018  # looking is what fails


def test_large_studies_keep_tallies_unless_told_otherwise() -> None:
    citizens = KEPT_ROWS // 3
    assert not RunSettings().only_totals([small(citizens)])
    assert RunSettings().only_totals([small(citizens + 1)])
    assert not RunSettings(totals=False).only_totals([small(citizens + 1)])


def test_tallies_merge_in_any_order() -> None:
    scenario = small(60, designs="opaque, paper")
    tables = [
        {design: simulate(scenario, design, 0, citizens) for design in ("opaque", "paper")}
        for citizens in (range(20), range(20, 60))
    ]
    parts = [tally_columns(scenario, each) for each in tables]
    one, other = merged_columns(scenario, parts), merged_columns(scenario, reversed(parts))
    assert all(np.array_equal(one[name], other[name]) for name in one)
    wrong = merged_columns(scenario, [parts[0], parts[0]])
    assert not all(np.array_equal(one[name], wrong[name]) for name in one)
