"""The verbs over the parameter uncertainty, from the command line to the folder."""

from __future__ import annotations

import csv
import json
import shutil
import signal
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from threading import main_thread
from typing import Any

import pytest
from click.testing import CliRunner, Result

from sim.analysis.exploration.ensemble import read_ensemble
from sim.cli.brief import brief_command
from sim.cli.calibrate import calibrate_command
from sim.cli.compare import compare_command
from sim.cli.export import export_command
from sim.cli.report import report_command
from sim.cli.reproduce import reproduce_command
from sim.cli.robust import robust_command
from sim.cli.search import search_command
from sim.cli.sensitivity import sensitivity_command
from sim.cli.sweep import sweep_command
from sim.cli.validate import validate_command
from sim.errors import StudyError, StudyInterruptedError, UsageError
from sim.experiment import task_execution
from sim.experiment.study_kinds import HOLDINGS
from sim.outcomes.responses import Columns, Counts
from sim.outcomes.sums import sums_of
from sim.scenario.resolution import resolve
from sim.scenario.schema import Scenario
from tests.blank import blank_figures
from tests.shipped import MAIN, SCENARIOS
from tests.sparing import rough_fits

pytestmark = pytest.mark.long

TARGETS = """\
extends: {parts}/sources.yaml
targets:
  opened:
    title: Messages opened within six weeks
    use: fit
    scenario: mijnoverheid-2016
    design: opaque
    response: opened_within_42_days
    value: {{value: 59 %, grade: measured, source: logius-2020}}
    uncertainty: {{value: 4 %, grade: assumed, note: a test}}
  idle:
    title: Accounts without a login
    use: fit
    scenario: mijnoverheid-2016
    design: opaque
    response: without_login_share
    value: {{value: 20 %, grade: measured, source: ombudsman-2017}}
    uncertainty: {{value: 4 %, grade: assumed, note: a test}}
  told:
    title: How many more are opened when the action is named
    use: validate
    scenario: mijnoverheid-2016
    design: action
    minus: opaque
    response: opened_within_42_days
    value: {{value: 40 %, grade: measured, source: logius-2020}}
    uncertainty: {{value: 1 %, grade: assumed, note: a test}}
    why: Because a test says so.
"""
FACTORS = [
    f"--factor={each}"
    for each in ("population.dormant", "population.unprompted_logins", "opening.b0", "opening.b_value")
]


@pytest.fixture(autouse=True, scope="module")
def _rough() -> Iterator[None]:
    with rough_fits():
        yield


def invoke(command: Any, *arguments: str) -> Result:  # noqa: ANN401  # click's commands
    with blank_figures():
        return CliRunner().invoke(command, [str(MAIN), *arguments], catch_exceptions=False)


@pytest.fixture(scope="module")
def targets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("targets") / "own-targets.yaml"
    # A path relative to the file, as targets ask for.
    parts = Path("..") / Path(*[".."] * (len(file.parents) - 2)) / (SCENARIOS / "parts").relative_to("/")
    file.write_text(TARGETS.format(parts=parts), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def calibrated(targets: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    folder = tmp_path_factory.mktemp("calibration") / "fit"
    written = folder.parent / "own-fit.yaml"
    small = ["--size=200", "--points=64", "--waves=2", "--members=64", "--trajectories=4"]
    result = invoke(
        calibrate_command, f"--targets={targets}", *FACTORS, *small, f"--out={folder}", f"--write={written}"
    )
    assert result.exit_code == 0, result.output
    return folder, result


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def manifest(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return found


def test_a_calibration_meets_its_targets(calibrated: tuple[Path, Result]) -> None:
    folder, result = calibrated
    for row in rows(folder / "targets.csv"):
        assert abs(float(row["residual_deviations"])) < 1.0, row
        assert float(row["low"]) < float(row["published"]) < float(row["high"])
    assert "Published figures and the model" in result.output
    assert "59.0 %" in result.output
    assert all(len(line) <= 80 for line in result.output.splitlines() if not line.startswith("Results"))


def test_every_set_of_the_ensemble_lies_in_its_ranges(calibrated: tuple[Path, Result]) -> None:
    folder, _ = calibrated
    parameters = {row["factor"]: row for row in rows(folder / "parameters.csv")}
    sets = read_ensemble(folder / "ensemble.csv")
    assert 20 <= len(sets.values) == manifest(folder)["asked"]["members"] <= 64
    assert [factor.name for factor in sets.factors] == list(parameters)
    for factor, values in zip(sets.factors, sets.values.T.tolist(), strict=True):
        low, high = (float(parameters[factor.name][f"range_{end}"]) for end in ("low", "high"))
        assert (factor.low, factor.high) == (low, high)
        assert low <= min(values) <= max(values) <= high


def test_what_is_not_fitted_is_spread_over_its_whole_range(calibrated: tuple[Path, Result]) -> None:
    """Sets that do not fit are left out, so the spread is that of the range but for that."""
    folder, _ = calibrated
    sets = read_ensemble(folder / "ensemble.csv")
    place = [factor.name for factor in sets.factors].index("opening.b_value")
    values = sorted(sets.values[:, place].tolist())
    assert values[0] < 1.3
    assert values[-1] > 5.2


def test_a_scenario_takes_what_was_fitted(calibrated: tuple[Path, Result], tmp_path: Path) -> None:
    folder, _ = calibrated
    own = folder.parent / "own.yaml"
    relative = Path(*[".."] * (len(own.parents) - 1)) / MAIN.relative_to("/")
    own.write_text(f"extends: {relative}\nname: own\nparameters_from: own-fit.yaml\n", encoding="utf-8")
    found = resolve(own)
    assert found.fitted is not None
    assert found.fitted.ensemble == folder.parent / "own-fit-ensemble.csv"
    fit = {row["factor"]: row for row in rows(folder / "parameters.csv")}
    dormant = found.scenario.population.dormant.everyone.value.value  # type: ignore[union-attr]
    assert dormant == pytest.approx(float(fit["population.dormant"]["fit"]), rel=5e-3)


def test_a_calibration_is_continued_and_repeated_to_the_byte(calibrated: tuple[Path, Result], targets: Path) -> None:
    folder, _ = calibrated
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix in {".csv", ".yaml", ".svg"}}
    parts = {path.name: path.stat().st_mtime_ns for path in (folder / "parts").iterdir()}
    small = ["--size=200", "--points=64", "--waves=2", "--members=64", "--trajectories=4"]
    again = invoke(calibrate_command, f"--targets={targets}", *FACTORS, *small, f"--out={folder}")
    assert again.exit_code == 0
    assert {path.name: path.stat().st_mtime_ns for path in (folder / "parts").iterdir()} == parts
    after = {name: (folder / name).read_bytes() for name in before}
    changed = [name for name in before if before[name] != after[name] and name != "fitted.yaml"]
    assert not changed  # fitted.yaml names its command
    assert {path.suffix for path in folder.iterdir()} >= {".csv", ".yaml", ".svg", ".png", ".json"}


def test_figures_that_nothing_fits_are_an_error(targets: Path, tmp_path: Path) -> None:
    text = targets.read_text(encoding="utf-8").replace("value: 59 %", "value: 99 %").replace("4 %, grade", "1 %, grade")
    impossible = targets.with_name("impossible.yaml")
    impossible.write_text(text, encoding="utf-8")
    small = ["--size=100", "--points=64", "--waves=1", "--members=64", "--trajectories=2"]
    with pytest.raises(StudyError, match=r"sets of parameters fit all targets\. Furthest off are opened"):
        invoke(calibrate_command, f"--targets={impossible}", *FACTORS, *small, f"--out={tmp_path / 'fit'}")


def test_a_validation_gives_a_verdict_and_a_reason(
    calibrated: tuple[Path, Result], targets: Path, tmp_path: Path
) -> None:
    folder, _ = calibrated
    arguments = [f"--targets={targets}", "--size=100", "--points=16", f"--ensemble={folder / 'ensemble.csv'}"]
    result = invoke(validate_command, *arguments, f"--out={tmp_path / 'out'}")
    assert result.exit_code == 0, result.output
    said = " ".join(result.output.split())
    assert "told +40.0 pp" in said
    assert "outside; the model says less, by" in said
    assert "Because a test says so." in said
    assert "1 figure was not fitted and is no echo of fitted ones." in said
    (row,) = rows(tmp_path / "out" / "predictions.csv")
    assert row["inside"] == "false"
    assert float(row["low"]) < float(row["median"]) < float(row["high"]) < 0.4
    also = invoke(validate_command, *arguments, "--fitted", "--json", f"--out={tmp_path / 'out'}")
    document = json.loads(also.output)
    assert [each["target"] for each in document["figures"]] == ["opened", "idle", "told"]
    assert [each["inside"] for each in document["figures"]] == [True, True, False]


SENSITIVITY = ["--size=60", "--design=opaque", "--design=wmebv", "--response=missed_share", *FACTORS]


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("moved") / "out"
    result = invoke(sensitivity_command, *SENSITIVITY, "--trajectories=4", f"--out={folder}")
    assert result.exit_code == 0, result.output
    return folder


def test_a_screening_tells_what_moves_a_level_and_a_difference(moved: Path) -> None:
    found = rows(moved / "effects.csv")
    assert {row["output"] for row in found} == {"missed_share: opaque", "missed_share: wmebv - opaque"}
    assert len({row["factor"] for row in found}) == 6
    of_difference = [row for row in found if row["output"].endswith("- opaque")]
    largest = max(of_difference, key=lambda row: float(row["mu_star"]))
    assert largest["factor"] in {"opening.b_value", "opening.b0", "population.dormant"}
    assert {row["mu_star_low"] + row["mu_star_high"] for row in found} == {""}  # of four trajectories
    document = json.loads((moved / "sensitivity.json").read_text(encoding="utf-8"))
    assert document["few"].startswith("4 trajectories are too few for intervals")
    said = manifest(moved)
    assert said["kind"] == "sensitivity"
    assert said["asked"]["points"] == 4 * 7
    assert said["asked"]["points_seed"] == 1
    assert said["steps"] == [{"name": "screening", "after": [], "points": 4 * 7}]
    assert said["certificate"]["equal"] is True


def test_indices_have_intervals(tmp_path: Path) -> None:
    result = invoke(
        sensitivity_command, *SENSITIVITY, "--method=sobol", "--base=16", "--json", f"--out={tmp_path / 'out'}"
    )
    document = json.loads(result.output)
    assert document["points"] == 16 * 8
    for output in document["outputs"]:
        for number in output["numbers"]:
            assert number["total"]["low"] <= number["total"]["value"] <= number["total"]["high"]
    assert {"indices.csv", "sensitivity.png", "ledger.png"} <= {path.name for path in (tmp_path / "out").iterdir()}
    with pytest.raises(UsageError, match="power of 2"):
        invoke(sensitivity_command, *SENSITIVITY, "--method=sobol", "--base=12", f"--out={tmp_path / 'other'}")


@pytest.fixture(scope="module")
def survived(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    folder = tmp_path_factory.mktemp("survived") / "out"
    result = invoke(
        robust_command, "--size=60", "--points=32", "--design=opaque", "--design=paper", f"--out={folder}", "--ranges"
    )
    assert result.exit_code == 0, result.output
    return folder, result


def test_a_design_wins_loses_or_is_as_good(survived: tuple[Path, Result]) -> None:
    folder, result = survived
    document = json.loads((folder / "robustness.json").read_text(encoding="utf-8"))
    for response in document["responses"]:
        for design in response["designs"]:
            assert design["wins"] + design["as_good"] + design["loses"] == pytest.approx(1.0)
            assert 0.0 <= design["regret"]["mean"] <= design["regret"]["largest"]
    assert "of the parameter space" in result.output
    assert all(len(line) <= 80 for line in result.output.splitlines() if not line.startswith("Results"))
    assert len(rows(folder / "points.csv")) == 32
    (better,) = (
        row for row in rows(folder / "duels.csv") if row["design"] == "paper" and row["response"] == "effort_minutes"
    )
    assert float(better["better"]) > 0.5


def test_margins_matter(tmp_path: Path) -> None:
    arguments = ["--size=60", "--points=16", "--design=opaque", "--design=paper", "--response=missed_share", "--ranges"]
    wide = invoke(robust_command, *arguments, "--margin=missed_share 100 pp", "--json", f"--out={tmp_path / 'out'}")
    (response,) = json.loads(wide.output)["responses"]
    assert [design["as_good"] for design in response["designs"]] == [1.0, 1.0]


def test_more_points_cost_only_the_new_ones(survived: tuple[Path, Result], tmp_path: Path) -> None:
    folder = Path(shutil.copytree(survived[0], tmp_path / "copy"))
    before = {path.name for path in (folder / "parts").iterdir()}
    invoke(
        robust_command, "--size=60", "--points=64", "--design=opaque", "--design=paper", f"--out={folder}", "--ranges"
    )
    after = {path.name for path in (folder / "parts").iterdir()}
    assert before < after
    assert len(after) == 2 * len(before)


def test_a_report_tells_what_is_not_known(survived: tuple[Path, Result], moved: Path, tmp_path: Path) -> None:
    invoke(compare_command, "--size=100", f"--out={tmp_path / 'study'}")
    arguments = [str(tmp_path / "study"), "--no-lives", f"--with={survived[0]}", f"--with={moved}"]
    result = CliRunner().invoke(report_command, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    page = (tmp_path / "study" / "report.html").read_text(encoding="utf-8")
    for words in ("Parameter uncertainty", "Which design wins over the parameter uncertainty", "What to measure next"):
        assert words in page
    assert page.count('aria-label="') > 5
    needed = "a study of which uncertain numbers matter"
    with pytest.raises(UsageError, match=f"holds a comparison of designs, and what is needed here is {needed}"):
        CliRunner().invoke(
            report_command, [str(tmp_path / "study"), f"--with={tmp_path / 'study'}"], catch_exceptions=False
        )
    moved = Path(shutil.copytree(moved, tmp_path / "moved"))
    arguments = [str(tmp_path / "study"), f"--with={moved}"]
    (moved / "sensitivity.json").write_text("{}", encoding="utf-8")
    with pytest.raises(UsageError, match="was changed since it was written"):
        CliRunner().invoke(report_command, arguments, catch_exceptions=False)


TAKES = {
    "comparison": {"report", "brief", "export", "reproduce"},
    "sweep": {"reproduce"},
    "sensitivity": {"with", "reproduce"},
    "robustness": {"with", "reproduce"},
    "calibration": {"reproduce"},
    "validation": {"reproduce"},
    "search": {"reproduce"},
}
"""Which verbs take which kinds of folder; `with` is mbsim report --with."""


@pytest.fixture(scope="module")
def folders(
    calibrated: tuple[Path, Result],
    moved: Path,
    survived: tuple[Path, Result],
    targets: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, Path]:
    place = tmp_path_factory.mktemp("folders")
    few = ["--size=20", "--design=opaque", "--design=paper"]
    invoke(compare_command, *few, f"--out={place / 'comparison'}")
    invoke(sweep_command, *few, "--over", "population.dormant=0.1,0.2", f"--out={place / 'sweep'}")
    sets = f"--ensemble={calibrated[0] / 'ensemble.csv'}"
    invoke(validate_command, f"--targets={targets}", "--size=50", "--points=16", sets, f"--out={place / 'validation'}")
    invoke(search_command, "--candidates=4", "--points=2", "--first=20", "--size=20", f"--out={place / 'search'}")
    own = {name: place / name for name in ("comparison", "sweep", "validation", "search")}
    return {**own, "sensitivity": moved, "robustness": survived[0], "calibration": calibrated[0]}


def taken(verb: str, folder: Path, comparison: Path, place: Path) -> Result:
    commands: dict[str, tuple[Any, list[str]]] = {
        "report": (report_command, [str(folder), "--no-lives", f"--out={place / 'page.html'}"]),
        "with": (report_command, [str(comparison), "--no-lives", f"--with={folder}", f"--out={place / 'page.html'}"]),
        "brief": (brief_command, [str(folder), f"--out={place / 'brief.html'}"]),
        "export": (export_command, [str(folder), "--citizens=0", f"--out={place / 'log.csv'}"]),
        "reproduce": (reproduce_command, [str(folder), "--sample=1"]),
    }
    command, arguments = commands[verb]
    return CliRunner().invoke(command, arguments)


@pytest.mark.parametrize("verb", ["report", "with", "brief", "export", "reproduce"])
@pytest.mark.parametrize("kind", TAKES)
def test_every_verb_takes_a_folder_or_says_what_it_holds(
    verb: str, kind: str, folders: dict[str, Path], tmp_path: Path
) -> None:
    result = taken(verb, folders[kind], folders["comparison"], tmp_path)
    if verb in TAKES[kind]:
        assert result.exit_code == 0, result.output
        return
    assert isinstance(result.exception, UsageError)
    said = str(result.exception)
    holds, then = {str(name): words for name, words in HOLDINGS.items()}[kind]
    assert said.startswith(f"{folders[kind]} holds {holds}, and what is needed here is ")
    assert said.endswith(then)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("verb", ["report", "with", "brief", "export", "reproduce"])
def test_of_a_folder_without_results_it_is_said_what_is_wrong(
    verb: str, folders: dict[str, Path], tmp_path: Path
) -> None:
    begun, strange = tmp_path / "begun", tmp_path / "strange"
    begun.mkdir()
    strange.mkdir()
    shutil.copy(folders["comparison"] / "status.json", begun)
    result = taken(verb, begun, folders["comparison"], tmp_path)
    assert str(result.exception).startswith(f"The study in {begun} is not finished. Go on with it: ")
    result = taken(verb, strange, folders["comparison"], tmp_path)
    assert isinstance(result.exception, UsageError)
    assert str(strange) in str(result.exception)


def test_wrong_words_are_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no response 'mised_share'. Did you mean missed_share\?"):
        invoke(robust_command, "--response=mised_share", f"--out={tmp_path / 'out'}")
    with pytest.raises(UsageError, match=r"no design .opque.\. Did you mean opaque"):
        invoke(sensitivity_command, "--design=opque", f"--out={tmp_path / 'out'}")
    assert not (tmp_path / "out").exists()


def test_the_results_of_another_study_are_left_alone(moved: Path, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in moved.rglob("*") if path.is_file() and path.name != ".lock"}
    arguments = ["--size=60", "--points=16", "--design=opaque", "--design=paper", f"--out={moved}"]
    with pytest.raises(UsageError, match=r"holds a sensitivity analysis of .*, which is left alone"):
        invoke(robust_command, *arguments)
    with pytest.raises(UsageError, match=r"holds a sensitivity analysis of .*, which is left alone"):
        invoke(compare_command, "--size=20", f"--out={moved}")
    assert all(path.read_bytes() == content for path, content in before.items())
    invoke(compare_command, "--size=20", "--design=opaque", f"--out={tmp_path / 'study'}")
    with pytest.raises(UsageError, match=r"holds a comparison of .*, which is left alone"):
        invoke(robust_command, *arguments[:-1], f"--out={tmp_path / 'study'}")


def test_fitted_parameters_take_no_other_files_place(targets: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text("name: own\n", encoding="utf-8")
    for path, said in ((own, "no file of fitted parameters"), (tmp_path / "nowhere" / "x.yaml", "there is no folder")):
        with pytest.raises(UsageError, match=said):
            invoke(calibrate_command, f"--targets={targets}", f"--write={path}", f"--out={tmp_path / 'fit'}")
    assert own.read_text(encoding="utf-8") == "name: own\n"
    assert not (tmp_path / "fit").exists()


def test_what_cannot_be_asked_is_told_before_anything_is_simulated(tmp_path: Path) -> None:
    out = f"--out={tmp_path / 'out'}"
    with pytest.raises(UsageError, match="only the design opaque, and nothing to compare"):
        invoke(robust_command, "--design=opaque", "--reference=opaque", out)
    with pytest.raises(UsageError, match="neither more nor less is better"):
        invoke(robust_command, "--response=notifications", out)
    with pytest.raises(UsageError, match="No figure is of digid-outage"):
        CliRunner().invoke(validate_command, [str(SCENARIOS / "digid-outage.yaml"), out], catch_exceptions=False)
    assert not (tmp_path / "out").exists()


def test_a_response_that_is_nowhere_defined_is_told(tmp_path: Path) -> None:
    arguments = ["--size=2", "--points=16", "--group=reachable", "--ranges", "--set=population.activated=0"]
    with pytest.raises(UsageError, match="missed_share is defined at 0 of 16 points, and fewer than 16"):
        invoke(robust_command, *arguments, "--response=missed_share", f"--out={tmp_path / 'out'}")


def test_where_citizens_meet_all_of_them_take_part(tmp_path: Path) -> None:
    file = str(SCENARIOS / "digid-outage.yaml")
    settings = ["--set=population.size=120", "--set=replications=1", "--points=16", "--ranges"]
    result = CliRunner().invoke(
        robust_command, [file, *settings, "--response=logins", f"--out={tmp_path / 'out'}"], catch_exceptions=False
    )
    assert result.exit_code == 0, result.output
    assert manifest(tmp_path / "out")["citizens"] == 120


SMALL_FIT = ["--size=100", "--points=64", "--waves=1", "--members=64", "--trajectories=2"]


@pytest.mark.parametrize("kind", ["calibration", "validation", "sensitivity", "robustness"])
def test_what_was_interrupted_and_continued_is_what_was_not(
    kind: str, targets: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    two = ["--size=30", "--design=opaque", "--design=paper", "--workers=1"]
    command, arguments = {
        "calibration": (calibrate_command, [f"--targets={targets}", *FACTORS, *SMALL_FIT, "--workers=1"]),
        "validation": (validate_command, [f"--targets={targets}", "--size=30", "--points=48", "--workers=1"]),
        "sensitivity": (sensitivity_command, [*two, *FACTORS, "--trajectories=8"]),
        "robustness": (robust_command, [*two, "--points=48", "--ranges"]),
    }[kind]
    places = {name: tmp_path / name for name in ("whole", "continued")}
    lines = {name: [str(MAIN), *arguments, f"--out={place}"] for name, place in places.items()}

    def run(name: str) -> None:
        monkeypatch.setattr("sys.argv", ["mbsim", kind, *lines[name]])
        assert invoke(command, *lines[name][1:]).exit_code == 0

    run("whole")
    begun: list[int] = []

    def interrupted(tables: Mapping[str, Columns], scenario: Scenario, folds: int, summed: Sequence[str]) -> Counts:
        begun.append(1)
        if len(begun) == 1:
            signal.pthread_kill(main_thread().ident or 0, signal.SIGINT)
        return sums_of(tables, scenario, folds, summed)

    with monkeypatch.context() as patch:
        patch.setattr(task_execution, "sums_of", interrupted)
        with pytest.raises(StudyInterruptedError):
            run("continued")
    assert not (places["continued"] / "manifest.json").exists()
    assert len(list((places["continued"] / "parts").iterdir())) >= 1
    run("continued")
    one, other = (manifest(place) for place in places.values())
    moments = ("finished_at", "wall_seconds", "tasks")  # how long each took
    assert {key for key in one if one[key] != other[key]} - {*moments} == {"command"}  # it names the folder
    names = [{path.name for path in (place / "parts").iterdir()} for place in places.values()]
    assert names[0] == names[1]


def test_too_few_points_are_refused_before_anything_is_simulated(tmp_path: Path) -> None:
    sobol = [*SENSITIVITY, "--method=sobol", f"--out={tmp_path / 'out'}"]
    with pytest.raises(UsageError, match=r"a power of 2, from 8 on, not 2: .* no bootstrap can tell"):
        invoke(sensitivity_command, *sobol, "--base=2")
    with pytest.raises(UsageError, match="2 trajectories or more, not 1"):
        invoke(sensitivity_command, *SENSITIVITY, "--trajectories=1", f"--out={tmp_path / 'out'}")
    assert not (tmp_path / "out").exists()


def test_numbers_without_a_range_and_without_use_are_told(survived: tuple[Path, Result]) -> None:
    folder, result = survived
    said = " ".join(result.output.split())
    assert "numbers have no range and stay fixed: " in said
    assert "used by no design or response here and left out: " in said
    reach = json.loads((folder / "robustness.json").read_text(encoding="utf-8"))["coverage"]
    assert f"{len(reach['without_range'])} of {reach['numbers']} numbers have no range" in said
    assert any(name.startswith("channels.push") for name in reach["unused"])
    header = (folder / "points.csv").read_text(encoding="utf-8").splitlines()[0]
    assert not set(reach["unused"]) & set(next(csv.reader([header])))
    words = json.loads((folder / "figures.json").read_text(encoding="utf-8"))[0]["caption"]
    assert "every number with a range has another value" in words
    assert "numbers have no range and stay fixed" in words


def test_a_number_that_nothing_uses_is_not_varied(tmp_path: Path) -> None:
    arguments = ["--size=20", "--design=opaque", "--design=paper", "--factor=channels.push", "--trajectories=2"]
    with pytest.raises(UsageError, match=r"Nothing that is varied \(channels\.push\) can move .* opaque, paper"):
        invoke(sensitivity_command, *arguments, f"--out={tmp_path / 'out'}")
