"""Studies that are killed, interrupted, crowded or out of disk, and go on afterwards."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.draws import uniform
from sim.errors import UsageError
from sim.experiment.lock import locked
from sim.experiment.runner import RunSettings
from sim.experiment.store import results_folder
from tests.experiment.fake_engine import simulate
from tests.experiment.studies import kept, origin_of, small, tables_in

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[2]
PROGRAM = [sys.executable, "-m", "tests.experiment.fake_study"]
MEANS = RunSettings(simulate, workers=1, citizens_per_task=20)
SECONDS = 600
"""How long a test waits for what must come, however busy the machine is, before it fails."""
posix = pytest.mark.skipif(sys.platform == "win32", reason="forks and signals of POSIX")


def environment(marks: Path | None = None, free: int = 0) -> dict[str, str]:
    """With marks, no more than the free tasks come to an end before `gate` is there."""
    held = {} if marks is None else {"FAKE_ENGINE_MARKS": str(marks), "FAKE_ENGINE_FREE": str(free)}
    return {**os.environ, **held, "PYTHONPATH": str(ROOT)}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The tables of the study when nothing happens to it."""
    folder = tmp_path_factory.mktemp("whole")
    kept(folder, small(60), RunSettings(simulate, workers=1))
    return tables_in(folder)


def status(folder: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads((folder / "status.json").read_text())
    return found


def nothing_half_written(folder: Path) -> bool:
    """Whether no file of a folder is unfinished or damaged."""
    return not [path for path in folder.rglob("*") if path.name.startswith(".unfinished-") or path.suffix == ".damaged"]


@posix
def test_a_study_killed_at_many_moments_goes_on_to_the_same_bytes(tmp_path: Path, whole: dict[str, str]) -> None:
    moments = [round(1.5 * uniform(1, 0, 0, 0, 0, number), 3) for number in range(8)]
    arguments = [str(tmp_path / "killed"), "1", "rows", "7", *map(str, moments)]
    subprocess.run([*PROGRAM, *arguments], env=environment(), check=True, timeout=SECONDS)
    for number in range(len(moments)):
        folder = tmp_path / "killed" / str(number)
        kept(folder, small(60), MEANS)
        assert tables_in(folder) == whole
        assert nothing_half_written(folder)
        assert status(folder)["state"] == "done"


def test_a_file_that_is_half_written_is_seen(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    assert nothing_half_written(tmp_path)
    for name in (".unfinished-1-a.parquet", "a.parquet.damaged"):
        (tmp_path / "parts" / name).touch()
        assert not nothing_half_written(tmp_path)
        (tmp_path / "parts" / name).unlink()


def test_tables_that_differ_are_seen(tmp_path: Path, whole: dict[str, str]) -> None:
    kept(tmp_path, small(60, seed=6), MEANS)
    other = tables_in(tmp_path)
    assert set(other) == set(whole)
    assert all(other[name] != whole[name] for name in whole)


@posix
def test_killed_workers_and_killed_parents_leave_no_process_behind(tmp_path: Path, whole: dict[str, str]) -> None:
    marks, folder = tmp_path / "marks", tmp_path / "out"
    marks.mkdir()
    process = subprocess.Popen(
        [*PROGRAM, str(folder), "2", "rows", "5"], env=environment(marks, free=5), start_new_session=True
    )
    wait_until(lambda: parts_in(folder) >= 3, "the study made no parts")
    process.kill()
    process.wait(timeout=SECONDS)
    (tmp_path / "gate").touch()
    wait_until(lambda: not group_lives(process.pid), "a process is left")
    assert status(folder)["state"] == "unfinished"
    kept(folder, small(60), MEANS)
    assert tables_in(folder) == whole


def group_lives(group: int) -> bool:
    """Whether a process of a group is left."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def parts_in(folder: Path) -> int:
    """How many parts a study has made."""
    return len(list((folder / "parts").glob("*.parquet")))


def wait_until(happened: Callable[[], bool], otherwise: str) -> None:
    """Waits for what must come."""
    deadline = time.monotonic() + SECONDS
    while not happened():
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.02)


def says_it_finishes(folder: Path) -> bool:
    """Whether a study was interrupted, and waits for the tasks under way."""
    return "finishing the tasks under way" in (folder / "log.txt").read_text()


@posix
def test_an_interrupt_keeps_what_is_done_and_says_how_to_go_on(tmp_path: Path, whole: dict[str, str]) -> None:
    marks, folder = tmp_path / "marks", tmp_path / "out"
    marks.mkdir()
    process = subprocess.Popen(
        [*PROGRAM, str(folder), "1", "rows", "5"], env=environment(marks, free=5), stderr=subprocess.PIPE, text=True
    )
    wait_until(lambda: parts_in(folder) >= 3, "the study made no parts")  # all designs of its first task
    process.send_signal(signal.SIGINT)
    (tmp_path / "gate").touch()  # the signal is there before it, and ends the study with the task under way
    _, said = process.communicate(timeout=SECONDS)
    assert process.returncode == 130
    designs = len(small(60).compare.designs)
    done = parts_in(folder) // designs
    assert said.startswith(f"Interrupted: {done} of 12 tasks are done, {12 - done} are left. What is done is kept in ")
    assert "Continue with: mbsim compare study.yaml" in said
    found = status(folder)
    assert (found["state"], found["tasks_done"], found["done"]) == ("interrupted", done, 5 * designs * done)
    assert not (folder / "manifest.json").exists()
    kept(folder, small(60), MEANS)
    assert tables_in(folder) == whole


@posix
def test_a_second_interrupt_breaks_off_what_is_under_way(tmp_path: Path) -> None:
    marks, folder = tmp_path / "marks", tmp_path / "out"
    marks.mkdir()
    process = subprocess.Popen(
        [*PROGRAM, str(folder), "2", "rows", "5"],
        env=environment(marks),
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    wait_until(lambda: len(list(marks.iterdir())) == 2, "the workers began nothing")
    process.send_signal(signal.SIGINT)
    wait_until(lambda: says_it_finishes(folder), "the interrupt was not noticed")
    assert process.poll() is None
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=SECONDS)
    assert process.returncode == 130
    assert said.startswith("Interrupted. What is done is kept in ")
    wait_until(lambda: not group_lives(process.pid), "a process is left")
    assert not folder.exists()  # it was made for nothing


def test_a_folder_in_use_is_refused_at_once_with_who_holds_it(tmp_path: Path) -> None:
    marks, folder = tmp_path / "marks", tmp_path / "out"
    marks.mkdir()
    process = subprocess.Popen([*PROGRAM, str(folder), "1", "rows", "5"], env=environment(marks))
    try:
        wait_until(lambda: any(marks.iterdir()), "the study began nothing")
        second = subprocess.run(
            [*PROGRAM, str(folder), "1", "rows", "5"], env=environment(), capture_output=True, text=True, check=False
        )
        assert process.poll() is None
        assert second.returncode == 2
        assert f"is in use by process {process.pid} on " in second.stderr
        assert " since 20" in second.stderr
        assert ": mbsim compare study.yaml. " in second.stderr
    finally:
        process.kill()
        process.wait(timeout=SECONDS)
    with results_folder(folder, origin_of(small(60))):
        pass


def test_the_lock_goes_with_who_held_it_and_is_no_ones_without_words(tmp_path: Path) -> None:
    with locked(tmp_path, ("mbsim", "run", "a b.yaml")):
        with (
            pytest.raises(UsageError, match=r"process \d+ on .* since .*: mbsim run 'a b.yaml'\. Wait"),
            locked(tmp_path, ()),
        ):
            pytest.fail("locked twice")
        (tmp_path / ".lock").write_text("")
        with pytest.raises(UsageError, match="is in use by another process"), locked(tmp_path, ()):
            pytest.fail("locked twice")
    with locked(tmp_path, ()):
        pass


UNSHARE = shutil.which("unshare") or "there is no unshare"
FULL = """
set -e
mount -t tmpfs -o size=700k tmpfs "$1"
set +e
"$2" -m tests.experiment.fake_study "$1/out" 1 rows 5 2>"$3/error.txt"
echo $? >"$3/code.txt"
set -e
cp "$1/out/status.json" "$3/status.json"
ls -A "$1/out" "$1/out/parts" >"$3/left.txt"
mount -o remount,size=64m "$1"
"$2" -m tests.experiment.fake_study "$1/out" 1 rows 5
cp -r "$1/out" "$3/out"
"""


@posix
def test_a_full_disk_ends_in_a_clear_error_and_a_folder_that_goes_on(tmp_path: Path, whole: dict[str, str]) -> None:
    disk, out = tmp_path / "disk", tmp_path / "out"
    disk.mkdir()
    out.mkdir()
    if (
        shutil.which("unshare") is None
        or subprocess.run(
            [UNSHARE, "-rm", "mount", "-t", "tmpfs", "tmpfs", str(disk)], capture_output=True, check=False
        ).returncode
    ):
        pytest.skip("a small disk cannot be mounted here")
    command = [UNSHARE, "-rm", "sh", "-c", FULL, "sh", str(disk), sys.executable, str(out)]
    subprocess.run(command, env=environment(), cwd=ROOT, check=True, timeout=SECONDS)
    assert (out / "code.txt").read_text() == "1\n"
    error = (out / "error.txt").read_text()
    assert error.startswith("The results could not be written to ")
    assert "No space left on device. Nothing that is done is lost: make room" in error
    assert "Traceback" not in error
    left = (out / "left.txt").read_text()
    assert left.count(".parquet") > 3
    assert ".unfinished-" not in left
    assert json.loads((out / "status.json").read_text())["state"] in {"unfinished", "failed"}
    assert tables_in(out / "out") == whole


def damage(path: Path, how: str) -> None:
    """Does harm to a file."""
    content = bytearray(path.read_bytes())
    if how == "truncated":
        path.write_bytes(content[: len(content) // 2])
    elif how == "flipped":
        content[len(content) // 2] ^= 0x10
        path.write_bytes(content)
    elif how == "emptied":
        path.write_bytes(b"")
    else:
        stranger = next(each for each in path.parent.glob("sender.*.c20-40.*"))
        path.write_bytes(stranger.read_bytes())


@pytest.mark.parametrize("how", ["truncated", "flipped", "emptied", "foreign", "renamed"])
def test_a_part_that_is_not_what_it_says_is_made_anew(tmp_path: Path, whole: dict[str, str], how: str) -> None:
    kept(tmp_path, small(60), MEANS)
    victim = next((tmp_path / "parts").glob("opaque.*.c0-20.*"))
    if how == "renamed":  # sound, but of another task
        stranger = next((tmp_path / "parts").glob("opaque.*.c20-40.*"))
        digest = stranger.name.split(".")[-2]
        victim.unlink()
        victim = victim.with_name(victim.name.replace(victim.name.split(".")[-2], digest))
        victim.write_bytes(stranger.read_bytes())
    else:
        damage(victim, how)
    kept(tmp_path, small(60), MEANS)
    assert status(tmp_path)["tasks_done"] == 1
    assert tables_in(tmp_path) == whole
    assert f"The part {victim.name} is damaged" in (tmp_path / "log.txt").read_text()
    assert [path.name for path in (tmp_path / "parts").glob("*.damaged")] == [f"{victim.name}.damaged"]


def test_files_of_others_among_the_parts_are_left_alone(tmp_path: Path, whole: dict[str, str]) -> None:
    (tmp_path / "out" / "parts").mkdir(parents=True)
    kept(tmp_path / "other", small(60, seed=6), MEANS)
    for path in (tmp_path / "other" / "parts").iterdir():
        shutil.copy(path, tmp_path / "out" / "parts")
    (tmp_path / "out" / "parts" / "notes.parquet").write_text("mine")
    shutil.copy(tmp_path / "other" / "status.json", tmp_path / "out")
    kept(tmp_path / "out", small(60), MEANS)
    assert tables_in(tmp_path / "out") == whole
    assert (tmp_path / "out" / "parts" / "notes.parquet").read_text() == "mine"
    assert len(list((tmp_path / "out" / "parts").iterdir())) == 19
