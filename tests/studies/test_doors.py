"""Two doors, one way: what comes through the command line and through Python is the same to the byte."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from matplotlib.figure import Figure
from matplotlib.text import Text

import sim
from sim.cli import cli
from sim.errors import UsageError
from sim.experiment.study_kinds import HOLDINGS
from tests.blank import blank_figures
from tests.crates import faults_of
from tests.csvw import problems_of
from tests.shipped import MAIN
from tests.sparing import rough_fits

pytestmark = pytest.mark.long

ROOT = MAIN.parents[1]
DESIGNS = ("opaque", "wmebv")
NAMED = [f"--design={name}" for name in DESIGNS]
SMALL = sim.CalibrationSize(trajectories=2, points=64, waves=1, chains=40, steps=200, members=64)
OPENING = ("opening.b0", "opening.b_value")
COMMANDS: Mapping[str, list[str]] = {
    "comparison": ["compare", str(MAIN), "--size=60", "--margin=missed_share 1 pp", "--by-year", *NAMED],
    "sweep": ["sweep", str(MAIN), "--size=30", "--over=population.dormant=0.1,0.2", *NAMED],
    "robustness": ["robust", str(MAIN), "--size=20", "--points=16", "--margin=missed_share 1 pp", *NAMED],
    "sensitivity": [
        "sensitivity", str(MAIN), "--size=20", "--trajectories=2", *NAMED, *(f"--factor={each}" for each in OPENING),
    ],
    "validation": ["validate", str(MAIN), "--size=40", "--points=16"],
    "search": ["search", str(MAIN), "--candidates=8", "--points=2", "--first=20", "--size=40"],
    "trial": ["trial", str(MAIN), "--size=60", "--points=16", "--set=trial.sizes=[500, 5000]"],
    "calibration": [
        "calibrate", str(MAIN), "--size=100", "--figure=without-login", "--factor=population.dormant",
        "--trajectories=2", "--points=64", "--waves=1", "--members=64",
    ],
}  # fmt: skip
CALLS: Mapping[str, Callable[[Path], object]] = {
    "comparison": lambda out: sim.compare(MAIN, DESIGNS, size=60, margins=["missed_share 1 pp"], by_year=True, out=out),
    "sweep": lambda out: sim.sweep(
        MAIN, [{"population.dormant": 0.1}, {"population.dormant": 0.2}], DESIGNS, size=30, out=out
    ),
    "robustness": lambda out: sim.robust(
        MAIN, designs=DESIGNS, size=20, points=16, margins=["missed_share 1 pp"], out=out
    ),
    "sensitivity": lambda out: sim.sensitivity(
        sim.load(MAIN), designs=DESIGNS, size=20, trajectories=2, factors=OPENING, out=out
    ),
    "validation": lambda out: sim.validate(MAIN, size=40, points=16, out=out),
    "search": lambda out: sim.search(MAIN, candidates=8, points=2, first=20, size=40, out=out),
    "trial": lambda out: sim.trial(MAIN, {"trial.sizes": [500, 5000]}, size=60, points=16, out=out),
    "calibration": lambda out: sim.calibrate(
        MAIN, figures=["without-login"], factors=["population.dormant"], size=100, out=out,
        extent=sim.CalibrationSize(trajectories=2, points=64, waves=1, members=64),
    ),
}  # fmt: skip
DRAWN = "comparison"
OF_THE_RUN = {"command", "finished_at", "wall_seconds", "tasks"}
"""What a manifest says of how and when a study was performed."""


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, tuple[Path, str]]:
    """The folder of each kind of study from the command line, and what was printed."""
    found = {}
    for kind, command in COMMANDS.items():
        folder = tmp_path_factory.mktemp("doors") / kind
        with figures_of(kind), rough_fits():
            result = CliRunner().invoke(cli, [*command, f"--out={folder}"], catch_exceptions=False)
        assert result.exit_code == 0, result.output
        found[kind] = folder, result.output
    return found


def figures_of(kind: str) -> AbstractContextManager[None]:
    """Drawn figures where two doors are to draw the same; of the other kinds their names and descriptions will do."""
    return nullcontext() if kind == DRAWN else blank_figures()


def contents(folder: Path) -> dict[str, str]:
    """The digest of every file of a folder but what is noted of a run; of a manifest without how it was performed."""
    noted = {"status.json", "log.txt", ".lock", "efforts.jsonl", "manifest.json", "ro-crate-metadata.json"}
    files = [path for path in folder.rglob("*") if path.is_file() and path.name not in noted]
    found = {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    if "fitted.yaml" in found:  # it says by which command it was made
        lines = (folder / "fitted.yaml").read_text(encoding="utf-8").splitlines()
        found["fitted.yaml"] = "\n".join(line for line in lines if not line.startswith("made_by: "))
        del manifest["files"]["fitted.yaml"]
    parts = [(task["part"], task["sha256"], task["engine"]) for task in manifest["tasks"]]
    kept = {key: value for key, value in manifest.items() if key not in OF_THE_RUN}
    return {**found, "manifest.json": json.dumps([kept, parts])}


def test_every_kind_of_study_comes_through_both_doors() -> None:
    assert set(COMMANDS) == set(CALLS) == set(HOLDINGS)


@pytest.mark.parametrize("kind", CALLS)
def test_both_doors_write_the_same_bytes(kind: str, folders: Mapping[str, tuple[Path, str]], tmp_path: Path) -> None:
    with figures_of(kind), rough_fits():
        CALLS[kind](tmp_path / "out")
    assert contents(tmp_path / "out") == contents(folders[kind][0])


@pytest.mark.parametrize("kind", COMMANDS)
def test_the_meanings_of_the_columns_of_every_table_lie_beside_it(
    kind: str, folders: Mapping[str, tuple[Path, str]]
) -> None:
    folder, _ = folders[kind]
    assert problems_of(folder) == []
    assert list(folder.glob("*.csv"))
    described = {path.name for path in folder.glob("*.csv-metadata.json")}
    assert described <= set(json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["files"])


@pytest.mark.parametrize("kind", [kind for kind in CALLS if kind != "calibration"])
def test_tables_for_a_dutch_spreadsheet_say_so(
    kind: str, folders: Mapping[str, tuple[Path, str]], tmp_path: Path
) -> None:
    folder = shutil.copytree(folders[kind][0], tmp_path / "out")
    with blank_figures():
        ran = CliRunner().invoke(cli, [*COMMANDS[kind], f"--out={folder}", "--csv=nl"], catch_exceptions=False)
    assert ran.exit_code == 0
    assert problems_of(folder) == []
    described = [json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.csv-metadata.json")]
    assert {"delimiter": ";"} in [each.get("dialect") for each in described]


@pytest.mark.parametrize("kind", COMMANDS)
def test_every_folder_is_described_by_a_crate(kind: str, folders: Mapping[str, tuple[Path, str]]) -> None:
    folder, _ = folders[kind]
    assert faults_of(folder) == []


def test_folders_that_differ_are_told_apart(folders: Mapping[str, tuple[Path, str]], tmp_path: Path) -> None:
    with blank_figures():
        sim.compare(MAIN, DESIGNS, size=60, margins=["missed_share 2 pp"], out=tmp_path / "out")
    assert contents(tmp_path / "out") != contents(folders["comparison"][0])


@pytest.mark.parametrize("kind", COMMANDS)
def test_a_finished_folder_of_every_kind_is_opened_and_says_the_same(
    kind: str, folders: Mapping[str, tuple[Path, str]]
) -> None:
    folder, printed = folders[kind]
    before = contents(folder)
    found = sim.open(folder)
    assert found.text().strip() in printed
    assert len(found.table()) > 0
    assert contents(folder) == before


@pytest.mark.parametrize("kind", COMMANDS)
def test_what_was_opened_has_the_figures_of_the_folder(kind: str, folders: Mapping[str, tuple[Path, str]]) -> None:
    folder, _ = folders[kind]
    found: Any = sim.open(folder)
    figures = found.figures()
    assert figures
    assert {f"{name}.svg" for name in figures} == {path.name for path in folder.glob("*.svg")}
    assert "<" in found._repr_html_()


def test_an_opened_calibration_is_drawn_as_it_was_when_it_was_made(tmp_path: Path) -> None:
    asked: dict[str, Any] = {"figures": ["without-login"], "factors": ["population.dormant", "login.retries"]}
    with blank_figures(), rough_fits():
        made = sim.calibrate(MAIN, **asked, size=100, out=tmp_path / "fit", extent=SMALL)
    opened: Any = sim.open(tmp_path / "fit")
    assert opened.text() == made.text()
    assert opened.certificate == made.certificate
    assert made.certificate is not None
    one, other = made.figures(), opened.figures()
    assert list(one) == list(other)
    assert [texts_of(each) for each in one.values()] == [texts_of(each) for each in other.values()]


def texts_of(figure: Figure) -> list[str]:
    """All that is written in a figure."""
    return [text.get_text() for text in figure.findobj(Text) if isinstance(text, Text)]


def test_an_opened_comparison_has_what_a_simulated_one_has(folders: Mapping[str, tuple[Path, str]]) -> None:
    folder, _ = folders["comparison"]
    found = sim.open(folder)
    simulated = sim.compare(MAIN, DESIGNS, size=60, margins=["missed_share 1 pp"], by_year=True)
    assert isinstance(found, sim.Comparison)
    assert found.table().equals(simulated.table())
    assert found.citizens("opaque").equals(simulated.citizens("opaque"))
    assert found.verdict == simulated.verdict
    assert found.certificate == simulated.certificate
    assert found.text(full=True) == simulated.text(full=True)


@pytest.mark.parametrize("kind", COMMANDS)
def test_every_kind_of_study_is_reproduced(kind: str, folders: Mapping[str, tuple[Path, str]]) -> None:
    found = sim.reproduce(folders[kind][0], most=3)
    assert found.equal
    assert found.tasks == min(3, len(found.manifest.tasks))


def test_a_page_tells_of_what_python_left(tmp_path: Path) -> None:
    with blank_figures():
        compared = sim.compare(MAIN, DESIGNS, size=40, out=tmp_path / "study")
        sim.robust(MAIN, designs=DESIGNS, size=10, points=16, out=tmp_path / "robust")
    page = compared.report(others=[tmp_path / "robust"], lives=False)
    assert page == tmp_path / "study" / "report.html"
    assert "Which design wins over the parameter uncertainty" in page.read_text(encoding="utf-8")
    with pytest.raises(UsageError, match="needs a results folder"):
        sim.compare(MAIN, DESIGNS, size=10).report()


def test_a_scenario_that_was_changed_or_made_by_a_program_is_taken(tmp_path: Path) -> None:
    loaded = sim.load(MAIN, {"population.size": 20})
    with blank_figures():
        one = sim.compare(loaded.with_({"seed": 7}), DESIGNS, out=tmp_path / "one")
        two = sim.compare(MAIN, DESIGNS, size=20, seed=7, out=tmp_path / "two")
        alone = sim.compare(loaded.model_copy(update={"seed": 7}), DESIGNS, out=tmp_path / "alone")
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    assert one.scenario == two.scenario
    assert not (tmp_path / "alone" / "scenario.yaml").exists()  # no file says this
    assert alone.table().equals(one.table())


MANY = ["robust", str(MAIN), "--size=60", "--points=64", *NAMED]


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize("words", [MANY, COMMANDS["calibration"]], ids=lambda words: words[0])
def test_a_study_at_many_points_goes_on_after_a_kill_to_the_same_bytes(words: list[str], tmp_path: Path) -> None:
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    here([*words, f"--out={whole}"])
    with elsewhere([*words, f"--out={killed}", "--workers=1"]) as running:
        until_a_part_is_in(killed, running)
        running.send_signal(signal.SIGKILL)
    kept = {path.name for path in (killed / "parts").glob("*.parquet")}
    assert kept
    assert not (killed / "manifest.json").exists()
    here([*words, f"--out={killed}"])
    assert kept < {path.name for path in (killed / "parts").glob("*.parquet")}
    assert contents(killed) == contents(whole)


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="finds the processes of a cluster in /proc")
def test_robustness_on_a_cluster_that_loses_a_worker_fills_the_same_folder(tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    whole, robbed = tmp_path / "whole", tmp_path / "robbed"
    here([*MANY, f"--out={whole}"])
    with elsewhere([*MANY, f"--out={robbed}", "--workers=2", "--cluster=local"]) as running:
        until_a_part_is_in(robbed, running)
        victims = workers_of(running.pid)
        assert len(victims) == 2
        os.kill(victims[0], signal.SIGKILL)
        assert not (robbed / "manifest.json").exists()
        assert running.wait() == 0
    assert contents(robbed) == contents(whole)


def here(words: list[str]) -> None:
    """Does a command as sparingly as `elsewhere` does it."""
    with blank_figures(), rough_fits():
        assert CliRunner().invoke(cli, words, catch_exceptions=False).exit_code == 0


def elsewhere(words: list[str]) -> subprocess.Popen[bytes]:
    """A command in a process of its own."""
    return subprocess.Popen([sys.executable, "-m", "tests.elsewhere", *words], cwd=ROOT, stdout=subprocess.DEVNULL)


def until_a_part_is_in(folder: Path, running: subprocess.Popen[bytes]) -> None:
    """Waits for the first part of a study, however long that takes."""
    while running.poll() is None and not list((folder / "parts").glob("*.parquet")):
        time.sleep(0.02)


def workers_of(process: int) -> list[int]:
    """The processes in which a cluster here performs tasks."""
    lists = (path.read_text(encoding="utf-8").split() for path in Path(f"/proc/{process}/task").glob("*/children"))
    found = sorted({int(each) for children in lists for each in children})
    return [each for each in found if b"spawn_main" in Path(f"/proc/{each}/cmdline").read_bytes()]
