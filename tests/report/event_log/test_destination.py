from __future__ import annotations

import stat
from pathlib import Path

import pytest

from sim.errors import StudyError, UsageError
from sim.report.event_log.destination import Destination, destinations, finished
from sim.report.event_log.saved_study import SavedStudy
from tests.experiment.studies import small

TWO = ("opaque", "paper")


def kept(folder: Path) -> SavedStudy:
    folder.mkdir(exist_ok=True)
    return SavedStudy(folder, small(), "ab" * 32, "1", TWO)


def test_a_file_takes_all_designs_and_a_folder_one_file_each(tmp_path: Path) -> None:
    study = kept(tmp_path / "run-1a2b")
    file, folder = tmp_path / "log.xes", tmp_path / "logs"
    assert destinations(study, TWO, "xes", file) == (Destination(file, TWO),)
    assert destinations(study, TWO, "xes", folder) == (
        Destination(folder / "opaque.xes", ("opaque",)),
        Destination(folder / "paper.xes", ("paper",)),
    )
    assert destinations(study, TWO, "ocel", None) == (Destination(Path("run-1a2b.json"), TWO),)
    (tmp_path / "v1.xes").mkdir()
    assert len(destinations(study, TWO, "xes", tmp_path / "v1.xes")) == 2


def test_a_place_that_will_not_do_is_told(tmp_path: Path) -> None:
    study = kept(tmp_path / "run")
    (tmp_path / "notes").write_text("mine")
    for name in ("log.txt", "notes", "log.json"):
        with pytest.raises(UsageError, match=r"name a file that ends in \.csv, or a folder"):
            destinations(study, TWO, "csv", tmp_path / name)
    for inside in (tmp_path / "run" / "responses.csv", tmp_path / "run", tmp_path / "x" / ".." / "run" / "logs"):
        with pytest.raises(UsageError, match="lies in the results folder"):
            destinations(study, TWO, "csv", inside)


def test_a_file_is_there_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "log.csv"
    with finished(path) as file:
        file.write("half")
        assert not path.exists()
        file.write(" and half\n")
    assert path.read_bytes() == b"half and half\n"
    assert [each.name for each in path.parent.iterdir()] == ["log.csv"]
    (tmp_path / "plain").write_text("")
    assert stat.S_IMODE(path.stat().st_mode) == stat.S_IMODE((tmp_path / "plain").stat().st_mode)


def write_and_fail(path: Path, error: BaseException) -> None:
    with finished(path) as file:
        file.write("half")
        raise error


@pytest.mark.parametrize("error", [KeyboardInterrupt(), StudyError("it failed")])
def test_what_fails_leaves_an_earlier_file_as_it_was(tmp_path: Path, error: BaseException) -> None:
    path = tmp_path / "log.csv"
    path.write_text("earlier")
    with pytest.raises(type(error)):
        write_and_fail(path, error)
    assert path.read_text() == "earlier"
    assert [each.name for each in tmp_path.iterdir()] == ["log.csv"]


def test_a_place_where_nothing_can_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="cannot be written"), finished(tmp_path / "file" / "log.csv"):
        pytest.fail("opened")
    (tmp_path / "log.csv").mkdir()
    with pytest.raises(StudyError, match="could not be written"), finished(tmp_path / "log.csv") as file:
        file.write("x")
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith(".")] == []
