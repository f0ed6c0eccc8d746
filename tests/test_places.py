"""A place to write to is looked at before anything is simulated, and a tilde is the home folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sim.errors import UsageError
from sim.places import destination, found
from tests.places import as_nobody, bad_destinations, root_only

WANTED = pytest.mark.parametrize("wanted", [True, False, None])


@WANTED
def test_where_nothing_can_be_written_is_refused_in_a_sentence(tmp_path: Path, wanted: bool | None) -> None:
    for what, (place, said) in bad_destinations(tmp_path, wanted=wanted).items():
        before = sorted(tmp_path.rglob("*"))
        with pytest.raises(UsageError) as refused:
            destination(place, folder=wanted)
        assert said in str(refused.value), what
        assert str(refused.value).count("\n") == 0
        assert sorted(tmp_path.rglob("*")) == before


@WANTED
def test_where_something_can_be_written_nothing_is_made(tmp_path: Path, wanted: bool | None) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "there")
    places = [tmp_path / "new", tmp_path / "new" / "deep" / ("x" * 255), tmp_path / "link" / "new"]
    places += [tmp_path / "there"] if wanted is not False else []
    for place in places:
        assert destination(place, folder=wanted) == destination(str(place), folder=wanted) == place
    assert sorted(each.name for each in tmp_path.iterdir()) == ["link", "there"]


def test_a_tilde_is_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert destination("~/results", folder=True) == tmp_path / "results"
    assert destination(Path("~"), folder=True) == tmp_path
    assert destination("./~", folder=True) == Path("~").absolute()


def test_a_drive_is_no_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert destination("C:/results", folder=True) == Path("C:/results")


@root_only
@WANTED
def test_who_may_not_write_is_told_so(tmp_path: Path, wanted: bool | None) -> None:
    for folder in (tmp_path, *tmp_path.parents[:2]):
        os.chmod(folder, 0o755)  # noqa: PTH101, S103  # others may look, as in any home folder
    (tmp_path / "closed").mkdir(mode=0o700)
    (tmp_path / "mine").write_text("mine", encoding="utf-8")
    places = [tmp_path / "new", tmp_path / "closed" / "new"]
    places += [tmp_path] if wanted else [tmp_path / "mine"] if wanted is False else []
    for place in places:
        assert destination(place, folder=wanted) == place
        with as_nobody(), pytest.raises(UsageError, match="cannot be written: Permission denied"):
            destination(place, folder=wanted)


@pytest.mark.parametrize("name", ["x" * 5_000, "x/" * 3_000, "\0"])
def test_a_name_that_no_file_has_is_not_there(name: str) -> None:
    assert not found(Path(name).exists)
    assert not found(Path(name).is_file)
