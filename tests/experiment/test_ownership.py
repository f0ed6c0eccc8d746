"""A study that is done is replaced by no other unless that was asked for, and nothing is written outside its folder."""

from __future__ import annotations

import importlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result

import sim
from sim.analysis.exploration.probe import Probe
from sim.analysis.exploration.space import space_of
from sim.cli import cli
from sim.errors import SimError, StudyError, UsageError
from sim.experiment import engines
from sim.experiment.manifest import read_manifest
from sim.experiment.runner import RunSettings
from sim.experiment.store import results_folder
from sim.experiment.study_kinds import HOLDINGS, Kind, noun_of
from sim.experiment.sweep import settings_of, sweep_files
from sim.files import digest_of
from sim.scenario.compared_designs import designs_of
from sim.scenario.resolution import with_settings
from sim.scenario.schema import Scenario
from tests.experiment.fake_engine import simulate
from tests.experiment.studies import SHIPPED, kept, origin_of, small
from tests.places import as_nobody, root_only

pytestmark = pytest.mark.long

MEANS = RunSettings(simulate, workers=1, citizens_per_task=20)
SMALL = ("--size", "40", "--workers", "1", "--design", "opaque", "--design", "sender")
POINTS = [{"population.activated": "0.8"}, {"population.activated": "0.9"}]
EDITED = {"designs.sender.contacts.reminder.when": {"unread_for": "3 days"}}


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The fake engine in the place of the one that suits the scenario."""
    monkeypatch.setattr(engines, "engine_for", lambda *_: simulate)


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study that is done."""
    folder = tmp_path_factory.mktemp("done") / "out"
    kept(folder, small(50), MEANS)
    return folder


def contents(folder: Path) -> dict[str, str]:
    """Every file of a folder but what is noted of a run, with its digest."""
    noted = {"status.json", "log.txt", ".lock", "efforts.jsonl"}
    files = [path for path in folder.rglob("*") if path.is_file() and path.name not in noted]
    return {path.relative_to(folder).as_posix(): digest_of(path) for path in files}


def study_in(folder: Path, kind: Kind, scenario: Scenario, points: list[dict[str, str]], *, replace: bool) -> None:
    """A study of some kind, performed and saved."""
    if kind == "comparison":
        kept(folder, scenario, MEANS, replace=replace)
    elif kind == "sweep":
        origin = origin_of(scenario)
        with results_folder(folder, origin, kind="sweep", points=points, replace=replace) as results:
            studies = results.perform([with_settings(scenario, settings_of(point)) for point in points], MEANS)
            results.save(studies, sweep_files(points, studies), points)
    else:
        with results_folder(folder, origin_of(scenario), kind=kind, replace=replace) as results:
            space = space_of({scenario.name: scenario}).only(())
            probe = Probe(space, scenario.name, designs_of(scenario))
            results.perform_points("a point", [probe], np.zeros((1, 0)), MEANS)
            results.save_points(kind, scenario, {f"{kind}.json": b"{}"}, {}, None)


ALL_KINDS = tuple(HOLDINGS)


@pytest.mark.parametrize("earlier", ALL_KINDS)
@pytest.mark.parametrize("later", ALL_KINDS)
def test_no_kind_of_study_replaces_another_unless_asked(earlier: Kind, later: Kind, tmp_path: Path) -> None:
    study_in(tmp_path, earlier, small(50), POINTS, replace=False)
    before = contents(tmp_path)
    if earlier == later:
        study_in(tmp_path, later, small(70), POINTS, replace=False)
        return
    with pytest.raises(UsageError) as refused:
        study_in(tmp_path, later, small(50), POINTS, replace=False)
    said = str(refused.value)
    held, this = noun_of(earlier), noun_of(later)
    assert f"holds a {held} of mijnoverheid-2016 (50 citizens, seed 5), which is left alone: this is a {this}." in said
    assert "--out" in said
    assert "--replace" in said
    assert contents(tmp_path) == before


@pytest.mark.parametrize(("earlier", "later"), list(zip(ALL_KINDS, (*ALL_KINDS[1:], ALL_KINDS[0]), strict=True)))
def test_every_kind_of_study_replaces_another_if_asked(earlier: Kind, later: Kind, tmp_path: Path) -> None:
    study_in(tmp_path, earlier, small(50), POINTS, replace=False)
    study_in(tmp_path, later, small(50), POINTS, replace=True)
    left = {name for name in contents(tmp_path) if not name.startswith("parts/")}
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    assert left == {*manifest["files"], "ro-crate-metadata.json", "manifest.json"}
    study_in(tmp_path, later, small(50), POINTS, replace=False)


ONE_STUDY = {
    "more citizens": small(70),
    "fewer citizens": small(30),
    "replications": small(50, 2),
    "other designs": small(50, designs="opaque, wmebv"),
    "another title": small(50).with_({"title": "Another"}),
    "another design changed": small(50).with_({"designs.paper.title": "Post"}),
    "other margins": small(50).with_({"compare.confidence": 0.9}),
    "a design that was not compared": small(50).with_({"designs.norway.contacts.notification.channel": "email"}),
}
ANOTHER_STUDY = {
    "seed": small(50, seed=6),
    "population.dormant": small(50).with_({"population.dormant": 0.25}),
    "designs.sender.contacts": small(50).with_(EDITED),
    "horizon": small(50).with_({"horizon": "90 days"}),
}


@pytest.mark.parametrize("what", ONE_STUDY)
def test_more_of_the_same_world_extends_a_study(what: str, tmp_path: Path) -> None:
    kept(tmp_path, small(50), MEANS)
    kept(tmp_path, ONE_STUDY[what], MEANS)
    assert read_manifest(tmp_path).scenario_sha256 == origin_of(ONE_STUDY[what]).sha256


@pytest.mark.parametrize("what", ANOTHER_STUDY)
@pytest.mark.parametrize("kind", ["comparison", "sweep", "robustness"])
def test_another_world_is_another_study_and_says_in_what(what: str, kind: Kind, tmp_path: Path) -> None:
    study_in(tmp_path, kind, small(50), POINTS, replace=False)
    before = contents(tmp_path)
    with pytest.raises(UsageError, match=f"this study has other values of {what}"):
        study_in(tmp_path, kind, ANOTHER_STUDY[what], POINTS, replace=False)
    assert contents(tmp_path) == before
    study_in(tmp_path, kind, ANOTHER_STUDY[what], POINTS, replace=True)


def test_a_sweep_is_extended_by_points_and_not_by_fewer(tmp_path: Path) -> None:
    study_in(tmp_path, "sweep", small(50), POINTS, replace=False)
    study_in(tmp_path, "sweep", small(50), [{"population.activated": "0.7"}, *POINTS], replace=False)
    for points in (POINTS, [{"population.dormant": "0.1"}]):
        with pytest.raises(UsageError, match="this sweep lacks points of that one"):
            study_in(tmp_path, "sweep", small(50), points, replace=False)


def test_a_scenario_that_cannot_be_read_any_more_is_another_study(tmp_path: Path) -> None:
    kept(tmp_path, small(50), MEANS)
    (tmp_path / "resolved.yaml").write_text("name: [", encoding="utf-8")
    with pytest.raises(UsageError, match=r"what it is of cannot be read in its resolved\.yaml"):
        kept(tmp_path, small(50), MEANS)


def test_a_replacing_study_that_fails_leaves_the_earlier_one(tmp_path: Path) -> None:
    kept(tmp_path, small(50), MEANS)
    before = contents(tmp_path)
    with pytest.raises(StudyError), results_folder(tmp_path, origin_of(small(50, seed=6)), replace=True):
        raise StudyError("it failed")
    assert contents(tmp_path) == before


def mbsim(verb: str, folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, [verb, str(SHIPPED), *SMALL, "--out", str(folder), *arguments])


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("verb", ["compare", "run", "sweep"])
def test_every_verb_refuses_and_replaces(verb: str, tmp_path: Path) -> None:
    over = ("--over", "population.dormant=0.1,0.2") if verb == "sweep" else ()
    assert mbsim(verb, tmp_path, *over).exit_code == 0
    refused = mbsim(verb, tmp_path, *over, "--seed", "7")
    assert isinstance(refused.exception, UsageError)
    assert "other values of seed" in str(refused.exception)
    assert mbsim(verb, tmp_path, *over, "--seed", "7", "--replace").exit_code == 0
    assert read_manifest(tmp_path).seed == 7


@pytest.mark.usefixtures("quick")
def test_a_study_that_grows_is_the_same_study(tmp_path: Path) -> None:
    assert mbsim("compare", tmp_path).exit_code == 0
    grown = mbsim("compare", tmp_path, "--precision", "effort_minutes 20 min", "--most", "900")
    assert grown.exception is None or isinstance(grown.exception, SystemExit)
    assert mbsim("compare", tmp_path).exit_code == 0


@pytest.mark.usefixtures("quick")
def test_the_other_door_refuses_and_replaces(tmp_path: Path) -> None:
    sim.compare(small(40), out=tmp_path)
    with pytest.raises(UsageError, match="other values of seed"):
        sim.compare(small(40, seed=6), out=tmp_path)
    with pytest.raises(UsageError, match="this is a sweep"):
        sim.sweep(small(40), [{"seed": 1}], out=tmp_path)
    sim.compare(small(40, seed=6), out=tmp_path, replace=True)
    sim.sweep(small(40), [{"seed": 1}], out=tmp_path, replace=True)
    with pytest.raises(UsageError, match=r"holds a sweep .* this is a comparison"):
        sim.compare(small(40), out=tmp_path)
    with pytest.raises(UsageError, match=r"holds a sweep .* this is a robustness analysis"):
        sim.robust(SHIPPED, size=20, points=16, designs=["opaque", "paper"], out=tmp_path)
    left = {name for name in contents(tmp_path) if not name.startswith("parts/")}
    manifest = read_manifest(tmp_path)
    assert manifest.kind == "sweep"
    assert left == {*manifest.files, "ro-crate-metadata.json", "manifest.json"}


@pytest.mark.usefixtures("quick")
def test_a_page_of_earlier_results_goes_and_that_is_told(tmp_path: Path) -> None:
    folder, page = tmp_path / "out", tmp_path / "out" / "report.html"
    mbsim("compare", folder)
    assert CliRunner().invoke(cli, ["report", str(folder), "--no-lives"]).exit_code == 0
    same = mbsim("compare", folder)
    assert page.exists()
    assert "report.html" not in same.output
    larger = mbsim("compare", folder, "--size", "60")
    assert not page.exists()
    assert "told of the earlier results, and was removed; mbsim report makes it anew" in " ".join(larger.output.split())
    CliRunner().invoke(cli, ["report", str(folder), "--no-lives"])
    assert mbsim("sweep", folder, "--over", "seed=1", "--replace").exit_code == 0
    assert not page.exists()


def test_a_page_in_a_results_folder_has_one_name(tmp_path: Path) -> None:
    kept(tmp_path / "out", small(50), MEANS)
    refused = CliRunner().invoke(cli, ["report", str(tmp_path / "out"), "--out", str(tmp_path / "out" / "page.html")])
    assert "lies in the results folder, where the page is called report.html" in str(refused.exception)


def obstacles() -> Iterator[tuple[str, bool]]:
    """Names in a results folder, and whether each is a folder there."""
    for name in (
        "manifest.json",
        "ro-crate-metadata.json",
        "resolved.yaml",
        "responses.csv",
        "status.json",
        "log.txt",
        "efforts.jsonl",
        ".lock",
        "report.html",
    ):
        yield name, False
    yield from (("parts", True), ("citizens", True))


@pytest.mark.parametrize(("name", "is_folder"), list(obstacles()))
@pytest.mark.parametrize("kind", ["comparison", "sweep", "calibration"])
def test_what_is_in_the_way_is_refused_first(kind: Kind, name: str, is_folder: bool, tmp_path: Path) -> None:
    elsewhere, folder = tmp_path / "elsewhere", tmp_path / "out"
    elsewhere.mkdir()
    for way in ("a link", "a link to nothing", "another kind"):
        folder.mkdir()
        (folder / "status.json").write_text('{"software": "messagebox-sim"}', encoding="utf-8")
        (folder / name).unlink(missing_ok=True)
        if way == "another kind":
            (folder / name).write_text("", encoding="utf-8") if is_folder else (folder / name).mkdir()
        else:
            target = (
                elsewhere / "none" if way == "a link to nothing" else elsewhere if is_folder else elsewhere / "file"
            )
            (folder / name).symlink_to(target)
        with pytest.raises(UsageError, match="is a link" if "link" in way else "is written there"):
            study_in(folder, kind, small(50), POINTS, replace=True)
        assert list(elsewhere.iterdir()) == []
        (folder / name).rmdir() if not is_folder and way == "another kind" else (folder / name).unlink()
        (folder / "status.json").unlink(missing_ok=True)
        folder.rmdir()


@pytest.mark.usefixtures("quick")
def test_a_folder_that_is_a_link_itself_is_filled(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "out").symlink_to(tmp_path / "disk")
    assert mbsim("compare", tmp_path / "out").exit_code == 0
    assert (tmp_path / "disk" / "manifest.json").exists()


@pytest.mark.usefixtures("quick")
def test_rows_are_written_where_a_name_looks_like_an_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Arrow would read `a:b/c` as an address of something, and no drive of Windows has two letters."""
    monkeypatch.chdir(tmp_path)
    assert mbsim("compare", Path("s3:x")).exit_code == 0
    assert (tmp_path / "s3:x" / "citizens" / "opaque.parquet").exists()


BROKEN: dict[str, Any] = {
    "certificate": {"certificate": {"citizens": "many"}},
    "certificate without a sample": {"certificate": {}},
    "certificate that is a text": {"certificate": "all is equal"},
    "commands": {"command": 3},
    "tasks": {"tasks": {"a": 1}},
}


@pytest.mark.parametrize("verb", ["report", "reproduce", "export"])
@pytest.mark.parametrize("what", [*BROKEN, "nesting", "nesting in the certificate", "no UTF-8"])
def test_a_broken_manifest_is_told_as_such(verb: str, what: str, done: Path, tmp_path: Path) -> None:
    path, deep = tmp_path / "manifest.json", "[" * 200_000
    shutil.copytree(done, tmp_path, dirs_exist_ok=True)
    content = json.loads(path.read_text(encoding="utf-8"))
    text = json.dumps(content | BROKEN.get(what, {}))
    broken = {
        "nesting": deep.encode(),
        "nesting in the certificate": (text[:-1] + f', "certificate": {deep}').encode(),
        "no UTF-8": text.encode().replace(b"opaque", b"opa\xffque"),
    }.get(what, text.encode())
    path.write_bytes(broken)
    found = CliRunner().invoke(
        cli, [verb, str(tmp_path), *(("--out", str(tmp_path / "x.csv")) if verb == "export" else ())]
    )
    assert isinstance(found.exception, UsageError), found.exception
    if verb != "export":
        assert "is not a manifest of this version" in str(found.exception)


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("what", ["nesting", *BROKEN])
def test_a_broken_manifest_ends_no_study_in_a_traceback(what: str, done: Path, tmp_path: Path) -> None:
    shutil.copytree(done, tmp_path, dirs_exist_ok=True)
    path = tmp_path / "manifest.json"
    text = "[" * 200_000 if what == "nesting" else json.dumps(json.loads(path.read_text()) | BROKEN[what])
    path.write_text(text, encoding="utf-8")
    found = mbsim("compare", tmp_path, "--seed", "5")
    assert found.exit_code == 0, found.exception
    assert read_manifest(tmp_path).certificate is None


@root_only
@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("closed", ["manifest.json", "parts", "a part", "resolved.yaml", "status.json", ".lock", "."])
@pytest.mark.parametrize("verb", ["compare", "report", "export", "reproduce"])
def test_who_may_not_read_or_write_is_told_so(verb: str, closed: str, done: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(done, out)
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o755)
    for path in (out, *out.rglob("*")):
        path.chmod(0o777)
    path = next((out / "parts").glob("opaque*")) if closed == "a part" else out / closed
    path.chmod(0o000)
    others = {"export": ("--out", str(out / "x.csv")), "report": ("--no-lives",), "reproduce": ("--workers", "1")}
    importlib.import_module("sim.report.event_log.xes")  # while it can be read
    with as_nobody():
        words = [verb, str(out), *others[verb]] if verb != "compare" else []
        found = CliRunner().invoke(cli, words) if words else mbsim(verb, out, "--size", "41", "--seed", "5")
    if isinstance(found.exception, SystemExit) or found.exception is None:
        assert found.exit_code in {0, 1, 2}  # what need not be read, what counts as damaged, and what click refuses
        return
    assert isinstance(found.exception, SimError), (found.exception, found.output)
    assert any(word in str(found.exception) for word in ("Permission denied", "cannot be read", "lies in"))
