from __future__ import annotations

import hashlib
import json
import os
import re
import signal
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result
from scipy import stats

from sim.cli.compare import compare_command
from sim.errors import UsageError
from sim.scenario.resolution import resolve
from tests.cli.program import mbsim
from tests.experiment.studies import QUEUEING, SHIPPED

ROOT = Path(__file__).parents[2]


def compare(*arguments: str) -> Result:
    return CliRunner().invoke(compare_command, [str(SHIPPED), *arguments], catch_exceptions=False)


def parquet_digests(folder: Path) -> dict[str, str]:
    found = sorted((folder / "citizens").iterdir())
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in found}


def ran(folder: Path, *arguments: str) -> dict[str, str]:
    result = compare("--out", str(folder), *arguments)
    assert result.exit_code == 0, result.output
    return parquet_digests(folder)


SMALL = ("--size", "24", "--seed", "7", "--design", "opaque", "--design", "wmebv", "--design", "paper")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What one process and one task per design give."""
    return ran(tmp_path_factory.mktemp("whole"), *SMALL, "--workers", "1")


def test_the_table_fits_a_pipe_of_80_columns(tmp_path: Path) -> None:
    result = compare(*SMALL, "--workers", "1", "--out", str(tmp_path / "out"))
    assert result.exit_code == 0
    assert max(len(line) for line in result.stdout.splitlines() if not line.startswith("Results: ")) <= 80
    assert "\x1b" not in result.stdout
    assert "…" not in result.stdout
    assert result.stderr == ""
    assert result.stdout.splitlines()[-1] == f"Results: {tmp_path / 'out'}"


@pytest.mark.long
def test_full_adds_every_table_below_the_answer(tmp_path: Path) -> None:
    short = compare(*SMALL, "--workers", "1", "--out", str(tmp_path)).stdout.splitlines()
    full = compare(*SMALL, "--workers", "1", "--out", str(tmp_path), "--full").stdout.splitlines()
    assert len(short) <= 40
    assert full[: len(short) - 1] == short[:-1]
    headings = (
        "who gains against opaque, by segment", "trade-offs, ", "how effort and fees are spread",
        "digital contacts by counting rule", "other outcomes, ",
    )  # fmt: skip
    for heading in headings:
        assert any(line.startswith(heading) for line in full)
        assert not any(line.startswith(heading) for line in short)
    assert max(len(line) for line in full[:-1]) <= 80


@pytest.mark.long
@pytest.mark.parametrize(("workers", "chunk"), [("2", "5"), ("2", "12"), ("1", "1")])
def test_neither_workers_nor_chunks_change_a_byte(
    whole: dict[str, str], tmp_path: Path, workers: str, chunk: str
) -> None:
    assert ran(tmp_path, *SMALL, "--workers", workers, "--chunk", chunk) == whole


@pytest.mark.long
def test_more_designs_in_another_order_change_no_byte(whole: dict[str, str], tmp_path: Path) -> None:
    order = ("--design", "paper", "--design", "sender", "--design", "wmebv", "--design", "opaque")
    more = ran(tmp_path, "--size", "24", "--seed", "7", "--workers", "1", *order)
    assert set(more) - set(whole) == {"sender.parquet"}
    assert {name: more[name] for name in whole} == whole


@pytest.mark.long
def test_a_queue_is_the_same_whatever_the_workers_and_chunks(tmp_path: Path) -> None:
    def bytes_of(name: str, *arguments: str) -> dict[str, str]:
        found = CliRunner().invoke(
            compare_command,
            [str(QUEUEING), "--full", "--out", str(tmp_path / name), *arguments],
            catch_exceptions=False,
        )
        assert "paired by replication" in " ".join(found.stdout.split())
        return parquet_digests(tmp_path / name)

    whole = bytes_of("whole", "--workers", "1")
    assert bytes_of("cut", "--workers", "2", "--chunk", "4") == whole
    assert sum(pq.read_table(tmp_path / "whole" / "citizens" / "opaque.parquet")["calls"].to_pylist()) > 0


@pytest.mark.long
def test_another_seed_changes_every_file(whole: dict[str, str], tmp_path: Path) -> None:
    other = ran(tmp_path, *SMALL, "--workers", "1", "--seed", "8")
    assert set(other) == set(whole)
    assert not set(other.values()) & set(whole.values())


def test_more_citizens_leave_the_first_ones_as_they_were(tmp_path: Path) -> None:
    ran(tmp_path / "few", *SMALL, "--workers", "1")
    ran(tmp_path / "more", *SMALL, "--workers", "1", "--size", "30")
    few, more = (pq.read_table(tmp_path / name / "citizens" / "wmebv.parquet") for name in ("few", "more"))
    assert more.slice(0, 24).equals(few)
    assert not more.slice(1, 24).equals(few)


@pytest.mark.long
def test_the_resolved_scenario_says_what_ran_and_runs_again(tmp_path: Path) -> None:
    before = ran(tmp_path / "first", *SMALL, "--workers", "1", "--replications", "2")
    resolved = tmp_path / "first" / "resolved.yaml"
    scenario = resolve(resolved).scenario
    assert (scenario.population.size, scenario.seed, scenario.replications) == (24, 7, 2)
    assert scenario.compare.designs == ("opaque", "wmebv", "paper")
    content = json.loads((tmp_path / "first" / "manifest.json").read_text())
    assert content["repeat"] == ["mbsim", "compare", "resolved.yaml"]
    assert content["scenario_sha256"] == resolve(resolved).sha256
    again = CliRunner().invoke(
        compare_command, [str(resolved), "--out", str(tmp_path / "again"), "--workers", "1"], catch_exceptions=False
    )
    assert again.exit_code == 0
    assert parquet_digests(tmp_path / "again") == before
    assert (tmp_path / "again" / "responses.csv").read_bytes() == (tmp_path / "first" / "responses.csv").read_bytes()


def test_the_default_folder_carries_the_identity(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for seed in ("1", "2", "1"):
        assert compare("--size", "3", "--seed", seed, "--design", "opaque", "--workers", "1").exit_code == 0
    folders = sorted(path.name for path in (tmp_path / "results").iterdir())
    assert len(folders) == 2
    assert all(name.startswith("mijnoverheid-2016-") for name in folders)
    assert compare("--size", "4", "--seed", "1", "--design", "opaque", "--workers", "1").exit_code == 0
    assert sorted(path.name for path in (tmp_path / "results").iterdir()) == folders


@pytest.mark.long
def test_the_numbers_are_those_of_the_rows_that_were_kept(tmp_path: Path) -> None:
    content = json.loads(compare(*SMALL, "--workers", "1", "--out", str(tmp_path), "--json").stdout)
    days = resolve(SHIPPED).scenario.horizon.value / 86_400
    rows = {
        design: pq.read_table(tmp_path / "citizens" / f"{design}.parquet").to_pylist() for design in content["designs"]
    }
    contrasts = {(row["group"], row["design"], row["response"]): row for row in content["contrasts"]}
    for design in ("wmebv", "paper"):
        pairs = list(zip(rows[design], rows["opaque"], strict=True))
        extra = [(one["effort_seconds"] - other["effort_seconds"]) / 60 * 365.25 / days for one, other in pairs]
        found = contrasts["all", design, "effort_minutes"]["difference"]
        assert found["value"] == pytest.approx(statistics.fmean(extra), rel=1e-12)
        apart = [(each - found["value"]) ** 2 for each in extra]
        effective = sum(apart) ** 2 / sum(each**2 for each in apart)
        freedom = min(23, int(2 * 24 * effective / (24 - effective)))
        half = float(stats.t.ppf(0.975, freedom)) * statistics.stdev(extra) / len(extra) ** 0.5
        expected = None if effective < 10 else pytest.approx(found["value"] + half, rel=1e-12)
        assert found["high"] == expected
        reachable = [row for row in rows[design] if row["reachable"]]
        missed = sum(row["missed"] for row in reachable) / sum(row["invoices"] for row in reachable)
        assert contrasts["reachable", design, "missed_share"]["level"]["value"] == pytest.approx(missed, rel=1e-12)
    assert contrasts["all", "paper", "effort_minutes"]["difference"]["value"] != 0


def test_json_is_one_document(tmp_path: Path) -> None:
    result = compare(*SMALL, "--workers", "1", "--out", str(tmp_path), "--json", "--reference", "paper")
    content = json.loads(result.stdout)
    assert content["reference"] == "paper"
    assert content["designs"] == ["opaque", "wmebv", "paper"]
    assert content["citizens"] == 24
    assert content["results"] == str(tmp_path)


def test_an_unknown_design_is_told_with_the_nearest(tmp_path: Path) -> None:
    for option in ("--design", "--reference"):
        with pytest.raises(UsageError) as failed:
            compare(option, "wmbev", "--out", str(tmp_path / "out"))
        assert str(failed.value).startswith("There is no design 'wmbev'. Did you mean wmebv? The scenario has ")
        assert "opaque, " in str(failed.value)
    assert not (tmp_path / "out").exists()


@pytest.mark.long
def test_a_folder_of_others_is_refused_before_anything_is_simulated(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("years of work")
    # So many citizens would take longer than this test waits for an answer.
    answer = mbsim("compare", str(SHIPPED), "--size", "100000000", "--totals", "--out", str(tmp_path))
    assert answer.returncode == 2
    assert answer.stderr.startswith("Error: The folder ")
    assert "Traceback" not in answer.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"]


def test_the_answer_is_printed_before_anything_is_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(_: object) -> None:
        raise UsageError("No room is left for figures.")

    arguments = (*SMALL, "--workers", "1", "--points", "0", "--out", str(tmp_path / "out"))
    whole = mbsim("compare", str(SHIPPED), *arguments)
    monkeypatch.setattr("sim.report.figures.figures", no_room)
    found = mbsim("compare", str(SHIPPED), *arguments)
    assert (whole.returncode, found.returncode) == (0, 2)
    assert found.stdout == whole.stdout[: whole.stdout.index("Results: ")]
    assert "No room is left" in found.stderr


def test_an_answer_that_cannot_be_printed_is_an_error_when_all_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(*_: object, **__: object) -> None:
        raise BrokenPipeError("Broken pipe")

    monkeypatch.setattr("sim.cli.compare.print_output", closed)
    with pytest.raises(BrokenPipeError):
        compare(*SMALL, "--workers", "1", "--points", "0", "--out", str(tmp_path / "out"))
    assert {"figure.png", "responses.csv", "manifest.json"} <= {each.name for each in (tmp_path / "out").iterdir()}


@pytest.mark.long
def test_a_pipe_without_unicode_gets_plain_signs(tmp_path: Path) -> None:
    arguments = ("compare", str(SHIPPED), *SMALL, "--points", "8", "--workers", "1", "--out", str(tmp_path))
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    answer = subprocess.run(
        [sys.executable, "-m", "tests.elsewhere", *arguments],
        capture_output=True,
        check=True,
        timeout=600,
        env=environment,
        cwd=ROOT,
    )
    lines = answer.stdout.decode("ascii").splitlines()
    assert any(set(line) == {"-"} for line in lines)
    unicode = mbsim(*arguments).stdout.splitlines()
    assert [len(line) for line in lines] == [len(line) for line in unicode]


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="process groups of POSIX")
def test_an_interrupt_leaves_nothing_half_done(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    arguments = [sys.executable, "-m", "sim", "compare", str(SHIPPED), "--size", "200000", "--workers", "2"]
    process = subprocess.Popen(
        [*arguments, "--out", str(folder)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )
    while process.poll() is None and not list(folder.glob("parts/*.parquet")):
        time.sleep(0.05)  # until the first part is there, however long that takes
    os.killpg(process.pid, signal.SIGINT)
    try:
        out, errors = process.communicate(timeout=600)
    finally:
        process.kill()
    said = errors.decode()
    assert (process.returncode, out) == (130, b"")
    assert said == "Interrupted.\n" or re.fullmatch(
        r"Interrupted: \d+ of \d+ tasks are done, \d+ are left\. What is done is kept in \S+\. "
        r"Continue with: mbsim compare .* --out \S+\n",
        said,
    )
    assert not list(folder.rglob(".unfinished-*"))
    assert not (folder / "manifest.json").exists()


def test_an_interrupt_of_any_verb_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(**_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("sim.cli.lists.studies_command.callback", interrupted)
    answer = mbsim("studies")
    assert (answer.returncode, answer.stdout, answer.stderr) == (130, "", "Interrupted.\n")


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("delay", [0.1, 0.3, 0.6, 1.0])
def test_an_interrupt_while_the_program_is_loaded_is_quiet(tmp_path: Path, delay: float) -> None:
    # What the interpreter does before the first line of this program is not ours: the first line says so.
    program = "from sim.__main__ import main; print('begun', flush=True); main()"
    arguments = ["compare", str(SHIPPED), "--size", "200000", "--workers", "2", "--out", str(tmp_path / "out")]
    process = subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "begun\n"
    time.sleep(delay)
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=600)
    assert process.returncode == 130
    assert said.startswith("Interrupted")
    assert said.count("\n") == 1
