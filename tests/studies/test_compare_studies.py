from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from click.testing import CliRunner, Result
from scipy import stats

import sim
from sim.analysis.change import Change
from sim.cli import cli
from tests.blank import blank_figures
from tests.csvw import problems_of
from tests.shipped import main_scenario

DESIGNS = ("opaque", "paper")
SIZE = 150
BASE = main_scenario(f"population.size={SIZE}", "compare.points=0", "acting.pays_at_once=0.8")
CHANGED = BASE.with_({"acting.pays_at_once": 0.3})


@pytest.fixture(autouse=True, scope="module")
def _without_figures() -> Iterator[None]:
    with blank_figures():
        yield


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Finished studies: one, the same with one number changed, and the same with another seed."""
    place = tmp_path_factory.mktemp("studies")
    sim.compare(BASE, DESIGNS, out=place / "base")
    sim.compare(CHANGED, ("paper", "opaque", "wmebv"), out=place / "changed")
    sim.compare(BASE, DESIGNS, size=90, seed=7, out=place / "seed")
    return {each.name: each for each in place.iterdir()}


def change(found: sim.Changes, response: str, design: str = "opaque", group: str = "all") -> Change:
    """One row by its names."""
    (row,) = (each for each in found.rows if (each.group, each.design, each.response) == (group, design, response))
    return row


def values(folder: Path, column: str, design: str = "opaque") -> npt.NDArray[np.float64]:
    """A column of the rows of citizens, per year."""
    rows = pd.read_parquet(folder / "citizens" / f"{design}.parquet").sort_values(["replication", "citizen"])
    return np.asarray(rows[column], dtype=float) * 365.25 * 86_400 / BASE.horizon.value


def test_scenarios_differ_by_what_was_changed(folders: dict[str, Path]) -> None:
    found = sim.compare_studies(folders["base"], folders["changed"])
    assert [(each.path, each.left, each.right) for each in found.scenarios] == [
        ("acting.pays_at_once", "0.8", "0.3"),
        ("compare.designs", "opaque, paper", "paper, opaque, wmebv"),
    ]
    assert (found.designs, found.alone) == (("opaque", "paper"), ((), ("wmebv",)))


def test_a_paired_difference_is_that_of_the_exported_rows(folders: dict[str, Path]) -> None:
    found = sim.compare_studies(folders["base"], folders["changed"])
    row = change(found, "effort_minutes")
    apart = (values(folders["changed"], "effort_seconds") - values(folders["base"], "effort_seconds")) / 60
    score = apart - apart.mean()
    effective = (score**2).sum() ** 2 / (score**4).sum()
    assert row.paired
    assert row.difference.value == pytest.approx(apart.mean(), rel=1e-9)
    assert row.differing == np.count_nonzero(apart)
    assert row.effective == pytest.approx(effective, rel=1e-9)
    assert effective > 10  # else there is no interval
    freedom = min(2 * SIZE * effective / (SIZE - effective), SIZE - 1)
    reach = stats.t.ppf(0.975, freedom) * apart.std(ddof=1) / SIZE**0.5
    assert row.difference.half_width == pytest.approx(reach, rel=0.01)  # of the freedom two figures are kept


def test_a_difference_of_other_people_is_that_of_two_independent_samples(folders: dict[str, Path]) -> None:
    found = sim.compare_studies(folders["base"], folders["seed"])
    row = change(found, "logins")
    one, other = values(folders["base"], "logins"), values(folders["seed"], "logins")
    interval = stats.ttest_ind(other, one, equal_var=False).confidence_interval(0.95)
    assert not row.paired
    assert found.unpaired.startswith("the seeds are 2016 and 7")
    assert row.citizens == (SIZE, 90)
    assert row.difference.value == pytest.approx(other.mean() - one.mean(), rel=1e-9)
    assert (row.difference.low, row.difference.high) == pytest.approx((interval.low, interval.high), rel=0.01)
    assert "Not paired: the seeds are 2016 and 7" in " ".join(found.text().split())


@pytest.mark.long
def test_the_levels_are_those_of_the_studies(folders: dict[str, Path]) -> None:
    found = sim.compare_studies(folders["base"], folders["changed"])
    for name, side in (("first", found.first), ("second", found.second)):
        for row in found.rows:
            assert getattr(row, name) == side.analysis.contrast(row.group, row.design, row.response).level


@pytest.mark.long
@pytest.mark.parametrize("other", ["changed", "seed"])
def test_studies_that_are_swapped_differ_the_other_way(other: str, folders: dict[str, Path]) -> None:
    there = sim.compare_studies(folders["base"], folders[other])
    back = sim.compare_studies(folders[other], folders["base"])
    assert {(each.path, each.right, each.left) for each in there.scenarios} == {
        (each.path, each.left, each.right) for each in back.scenarios
    }
    for row in there.rows:
        again = change(back, row.response, row.design, row.group)
        assert (again.first, again.second, again.differing) == (row.second, row.first, row.differing)
        for one, two in ((row.difference, again.difference), (row.together, again.together)):
            if one is not None and two is not None and one.value is not None and two.value is not None:
                assert one.value == pytest.approx(-two.value, abs=1e-12)
                assert (one.low is None) == (two.high is None)
                assert one.low is None or one.low == pytest.approx(-(two.high or 0.0), abs=1e-9)


def another_kind(folder: Path) -> Path:
    """The folder as one of a sweep."""
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"kind": "sweep"}))
    return folder


def another_version(folder: Path) -> Path:
    """The folder with a manifest of a time to come."""
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"format": 2}))
    return folder


def damaged(folder: Path) -> Path:
    """The folder with a part that is none."""
    next((folder / "parts").glob("opaque*")).write_bytes(b"x")
    return folder


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (another_kind, "holds a sweep of several points, and what is needed here is a comparison of designs"),
        (another_version, "is not a manifest of this version: at format: "),
        (damaged, "it is damaged. Run the study again"),
    ],
)  # fmt: skip
def test_a_folder_that_will_not_do_is_refused(
    harm: Callable[[Path], Path], said: str, folders: dict[str, Path], tmp_path: Path
) -> None:
    broken = harm(shutil.copytree(folders["changed"], tmp_path / "broken"))
    for both in ((folders["base"], broken), (broken, folders["base"])):
        with pytest.raises(sim.SimError) as refused:
            sim.compare_studies(*both)
        assert said in str(refused.value)


@pytest.mark.long
def test_what_cannot_be_compared_is_refused(folders: dict[str, Path], tmp_path: Path) -> None:
    base = folders["base"]
    held = sim.open(base)
    assert isinstance(held, sim.Comparison)
    for both in ((base, base / "."), (held, held), (held, base)):
        with pytest.raises(sim.UsageError, match="Both are the same study"):
            sim.compare_studies(*both)
    with pytest.raises(sim.UsageError, match="no design is in both"):
        sim.compare_studies(base, BASE.with_({"compare.designs": ["wmebv"], "compare.reference": "wmebv"}))
    with pytest.raises(sim.UsageError, match="come to the same scenario"):
        sim.compare_studies(BASE, BASE)
    with pytest.raises(sim.UsageError, match=r"nothing is simulated: leave out population\.size"):
        sim.compare_studies(base, folders["seed"], size=10)
    with pytest.raises(sim.UsageError, match="lies in the results folder"):
        sim.compare_studies(base, folders["seed"], out=base / "two")
    (tmp_path / "thesis.docx").touch()
    with pytest.raises(sim.UsageError, match=r"holds thesis\.docx, which is left alone"):
        sim.compare_studies(base, folders["seed"], out=tmp_path)


def test_the_tables_are_written_with_the_meanings_of_their_columns(folders: dict[str, Path], tmp_path: Path) -> None:
    place = tmp_path / "two"
    for csv in ("en", "nl"):
        found = sim.compare_studies(folders["base"], folders["changed"], out=place, csv=csv)
        assert problems_of(place) == []
    assert {each.name.removesuffix("-metadata.json") for each in place.iterdir()} == {
        "changes.csv",
        "scenario-changes.csv",
    }
    table = found.table("effort_minutes", group="all")
    assert list(table["design"]) == ["opaque", "paper"]
    assert json.loads(found.json())["paired"] is True


def test_tables_of_two_other_studies_are_replaced_only_on_request(folders: dict[str, Path], tmp_path: Path) -> None:
    place = tmp_path / "two"
    sim.compare_studies(folders["base"], folders["changed"], out=place)
    first = contents(place)
    sim.compare_studies(folders["base"], folders["changed"], out=place)
    assert contents(place) == first
    for one, other in (("base", "seed"), ("changed", "base")):
        with pytest.raises(sim.UsageError, match=r"holds the tables of two other studies\. .* --replace"):
            sim.compare_studies(folders[one], folders[other], out=place)
        assert contents(place) == first
    assert mbsim(folders["base"], folders["seed"], "--replace", f"--out={place}").exit_code == 0
    assert contents(place) != first
    with pytest.raises(sim.UsageError, match="leave out replace"):
        sim.compare_studies(folders["base"], folders["seed"], replace=True)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {each.name: each.read_bytes() for each in folder.iterdir()}


def mbsim(*words: object) -> Result:
    """What the command line does."""
    return CliRunner().invoke(cli, ["compare", *map(str, words)])


@pytest.mark.long
def test_the_command_line_compares_two_folders_as_a_program_does(folders: dict[str, Path]) -> None:
    found = sim.compare_studies(folders["base"], folders["changed"])
    said = mbsim(folders["base"], folders["changed"])
    assert said.exit_code == 0
    assert said.stdout.startswith(found.text())
    assert max(map(len, said.stdout.splitlines()[:30])) <= 80
    assert "acting, pays at once 0.8 → 0.3" in said.stdout
    assert "Only B compares wmebv." in said.stdout
    assert json.loads(mbsim(folders["base"], folders["changed"], "--json").stdout) == json.loads(found.json())
    assert len(mbsim(folders["base"], folders["changed"], "--full").stdout) > 2 * len(said.stdout)
    refused = mbsim(folders["base"], folders["changed"], "--size", 9, "--design", "paper")
    assert "leave out --size and --design" in str(refused.exception) or "--design and --size" in str(refused.exception)
    assert "is a directory" in mbsim(folders["base"]).output


@pytest.mark.long
def test_two_files_are_simulated_in_folders_of_their_own_and_found_again(tmp_path: Path) -> None:
    sim.new("my-study", folder=tmp_path)
    (tmp_path / "other.yaml").write_text("extends: my-study.yaml\nacting: {pays_at_once: 0.3}\n", encoding="utf-8")
    words = (tmp_path / "my-study.yaml", tmp_path / "other.yaml", "--size=40", "--points=0", "--design=opaque",
             "--reference=opaque", f"--out={tmp_path / 'two'}")  # fmt: skip
    first = mbsim(*words)
    assert first.exit_code == 0, first.exception
    assert {each.name for each in (tmp_path / "two").iterdir() if each.is_dir()} == {"a", "b"}
    assert isinstance(sim.open(tmp_path / "two" / "b"), sim.Comparison)
    before = {each: each.stat().st_mtime_ns for each in (tmp_path / "two").glob("*/parts/*")}
    (tmp_path / "two" / "b" / "manifest.json").unlink()  # as if it was killed
    assert mbsim(*words).stdout == first.stdout
    assert {each: each.stat().st_mtime_ns for each in (tmp_path / "two").glob("*/parts/*")} == before
    mixed = mbsim(tmp_path / "two" / "a", tmp_path / "other.yaml", "--size=40", "--points=0", "--design=opaque",
                  "--reference=opaque", f"--out={tmp_path / 'mixed'}")  # fmt: skip
    assert mixed.exit_code == 0, mixed.exception
    assert {each.name for each in (tmp_path / "mixed").iterdir() if each.is_dir()} == {"b"}
