"""No text of a scenario steers a terminal, breaks a row or opens a header, whatever verb it passes through."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from sim.cli import cli, main
from sim.experiment.status import LOG, StatusLog
from sim.legible import in_a_line, visible
from sim.scenario.nodes import Plain, plain
from sim.scenario.reading import read_text
from sim.scenario.resolution import resolve
from sim.scenario.writing import dump
from tests.shipped import MAIN

HOSTILE = 'A\x1b]0;owned\x07\r\n\u2028\x9b31m\u202e"B", <C>; D\nFrom: x'
STEERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e]")
IN_DATA = re.compile("[\x00-\x09\x0b-\x1f]")
TEXTS = {".csv", ".html", ".svg", ".txt", ".md", ".mbox", ".yaml"}
DATA = {".json", ".xes"}


def hostile(value: Plain) -> object:
    """The same scenario with other titles, descriptions and notes."""
    if isinstance(value, dict):
        texts = ("title", "description", "note", "where")
        return {key: HOSTILE if key in texts and isinstance(value[key], str) else hostile(value[key]) for key in value}
    return [hostile(item) for item in value] if isinstance(value, tuple) else value


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    settings = ("population.size=40", "compare.designs=[opaque, paper]")
    whole = plain(read_text(dump(resolve(MAIN, settings=settings).scenario), "resolved", most_nodes=10**9).root)
    path = tmp_path_factory.mktemp("hostile") / "hostile.yaml"
    path.write_text(json.dumps(hostile(whole), indent=1))
    return path


@pytest.fixture(scope="module")
def run(file: Path) -> Path:
    folder = file.parent / "run"
    done = invoke("compare", str(file), "--full", "--workers", "1", "--out", str(folder))
    assert STEERS.search(done) is None
    return folder


def invoke(*arguments: str) -> str:
    done = CliRunner().invoke(cli, arguments, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


@pytest.mark.long
@pytest.mark.parametrize(
    "words",
    [
        lambda file: ("check", file),
        lambda file: ("why", file, "title"),
        lambda file: ("why", file, "designs.opaque"),
        lambda file: ("why", file, "population.dormant"),
        lambda file: ("diff", file, str(MAIN)),
        lambda file: ("diff", str(MAIN), file, "--json"),
        lambda file: ("resolve", file),
        lambda file: ("resolve", file, "--json"),
        lambda file: ("sources", file, "--notes"),
        lambda file: ("describe", file),
        lambda file: ("explain", file, "--citizen", "3"),
        lambda file: ("explain", file, "--citizen", "3", "--format", "json"),
        lambda file: ("explain", file, "--citizen", "3", "--format", "svg"),
    ],
)
def test_nothing_that_is_printed_steers(file: Path, words: Callable[[str], tuple[str, ...]]) -> None:
    assert STEERS.search(invoke(*words(str(file)))) is None


def test_what_why_tells_is_still_the_text(file: Path) -> None:
    assert r"A\u001b]0;owned\u0007\r" in invoke("why", str(file), "title")
    assert json.loads(invoke("why", str(file), "title", "--json"))["value"] == HOSTILE


@pytest.mark.long
def test_nothing_that_is_written_steers(file: Path, run: Path) -> None:
    folder = file.parent / "made"
    folder.mkdir()
    invoke("report", str(run), "--out", str(folder / "page.html"))
    for form, ending in (("csv", "csv"), ("xes", "xes"), ("ocel", "json")):
        invoke("export", str(run), "--format", form, "--out", str(folder / f"log.{ending}"), "--citizens", "0-3")
    invoke("explain", str(file), "--citizen", "3", "--all", "--letters", str(folder / "letters"))
    invoke("sweep", str(file), "--over", "population.dormant=0.1,0.2", "--workers", "1", "--out", str(folder / "swept"))
    seen = set()
    for path in [*run.rglob("*"), *folder.rglob("*")]:
        pattern = IN_DATA if path.suffix in DATA else STEERS if path.suffix in TEXTS else None
        if pattern is not None:
            seen.add(path.suffix)
            found = pattern.search(path.read_bytes().decode())
            assert found is None, (path.name, found)
    assert seen == {".csv", ".html", ".svg", ".txt", ".mbox", ".xes", ".yaml", ".json"}
    for path in (folder / "letters").rglob("*.mbox"):
        assert not any(line.startswith("From: x") for line in path.read_text().splitlines())


def test_what_goes_to_standard_error_and_to_the_log_does_not_steer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in (["check", "a\x1b[31m.yaml"], ["compare", str(MAIN), "--set", "population.\x1b[31m=1"]):
        monkeypatch.setattr("sys.argv", ["mbsim", *words])
        with pytest.raises(SystemExit) as left:
            main()
        assert left.value.code == 2
        said = capsys.readouterr()
        assert "\x1b" not in said.out + said.err
        assert r"\u001b[31m" in said.out + said.err
    StatusLog(tmp_path, "mbsim\x1b[31m").log_line("a\x9bb\nc")
    assert (tmp_path / LOG).read_text().endswith(" a\\u009bb\nc\n")


def test_text_that_steers_is_shown_and_other_text_is_left_alone() -> None:
    usual = "€ 5 – naïve «ﬁ» 漢字 😀\N{NO-BREAK SPACE}%\n\tnext"
    assert visible(usual) == usual
    assert json.loads(f'"{visible(HOSTILE).splitlines()[0]}"') == HOSTILE.split("\n", maxsplit=1)[0]
    assert visible("\x1b[1mbold\x1b[0m \x1b]0;x\x07", styled=True) == "\x1b[1mbold\x1b[0m \\u001b]0;x\\u0007"
    assert in_a_line("a\r\nb\u2028c") == "a  b c"
