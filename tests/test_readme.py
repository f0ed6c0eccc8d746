"""What the README tells a newcomer to do is done here, in its order and as it stands there.

Its first two commands install the program and run the tests: `.ci/run` does those. Of the first the comparison is done
here as well, with few citizens, since later commands may build on it.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

import sim
from sim.report.figures import figures, main_figure
from sim.report.figures.style import house_style
from sim.studies.parameter_uncertainty import points_of
from tests.experiment.studies import SHIPPED

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
FIGURE = ROOT / "notebooks" / "mijnoverheid-2016.svg"
BLOCK = re.compile(r"(?:<!-- (?P<mark>\w+) -->\n)?```(?P<language>\w*)\n(?P<text>.*?)\n```", re.DOTALL)
NAMED = re.compile(r"# (?P<name>[\w./-]+)\n")
"""How a block that is a file begins."""
ACTIVATED = Path(sys.prefix) / "bin" / "activate"
in_a_shell = pytest.mark.skipif(
    shutil.which("bash") is None or not ACTIVATED.exists(), reason="needs bash and a virtual environment"
)


class Block(NamedTuple):
    """A fenced block: what it is marked with, its language and its text."""

    mark: str | None
    language: str
    text: str


def blocks_of(text: str) -> list[Block]:
    """The fenced blocks of a page, in their order."""
    return [Block(found["mark"], found["language"], found["text"]) for found in BLOCK.finditer(text)]


def script_of(blocks: Sequence[Block]) -> str:
    """One shell script that does what the blocks say; raises ValueError for a block that nobody could do."""
    parts = ["set -euo pipefail", """trap 'echo "failed: $BASH_COMMAND" >&2' ERR"""]
    for mark, language, text in blocks:
        if mark == "compare":
            parts.append(f"{text.rpartition(' && ')[2]} --size 300")
        elif mark is None and language == "sh":
            parts.append(text)
        elif language == "python":
            parts.append(f"python -c {shlex.quote(text)}")
        elif language == "yaml" and (named := NAMED.match(text)):
            parts.append(f"printf '%s\\n' {shlex.quote(text)} > {shlex.quote(named['name'])}")
        elif mark != "tests":
            raise ValueError(f"A block of {language or 'no language'} says neither what to do nor which file it is.")
    return "\n".join(parts)


def done(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """A script, run by bash as a newcomer runs it: in a clone, with nothing activated yet."""
    (folder / ".venv").symlink_to(sys.prefix)
    (folder / "scenarios").symlink_to(ROOT / "scenarios")
    own = str(Path(sys.prefix) / "bin")
    path = os.pathsep.join(place for place in os.environ["PATH"].split(os.pathsep) if place != own)
    environment = {**os.environ, "PATH": path, "PYTHONUTF8": "1"}
    return subprocess.run(
        ["bash", "-c", script],  # noqa: S607 - the shell that a newcomer has
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=900,
    )


@pytest.mark.long
@in_a_shell
def test_every_command_does_what_it_says(tmp_path: Path) -> None:
    answer = done(script_of(blocks_of(README.read_text(encoding="utf-8"))), tmp_path)
    assert answer.returncode == 0, answer.stderr[-2000:]
    assert "Traceback" not in answer.stderr
    assert [place.name for place in tmp_path.glob("results/mijnoverheid-2016-*")]
    for name in ("results/first/report.html", "letters", "results/mine/responses.csv", "first.csv"):
        assert (tmp_path / name).exists(), name
    assert "text-later" in answer.stdout
    assert "Bit-equal: 9 of 9 tasks" in answer.stdout  # five designs, and four parts of the parameter sets


@in_a_shell
def test_a_command_that_fails_is_named(tmp_path: Path) -> None:
    page = "```sh\n. .venv/bin/activate\nmbsim check no-such-file.yaml\nmbsim --version\n```\n"
    answer = done(script_of(blocks_of(page)), tmp_path)
    assert answer.returncode == 2
    assert "version" not in answer.stdout
    assert answer.stderr.endswith("failed: mbsim check no-such-file.yaml\n")


def test_every_block_is_done() -> None:
    blocks = blocks_of(README.read_text(encoding="utf-8"))
    assert README.read_text(encoding="utf-8").count("```") == 2 * len(blocks)
    assert [block.mark for block in blocks if block.mark] == ["compare", "tests"]
    assert [block.language for block in blocks].count("sh") >= 6
    script = script_of(blocks)
    assert all(block.text.splitlines()[-1] in script for block in blocks if block.mark is None)
    for page in ("```\nmbsim\n```", "```yaml\nname: of no file\n```"):
        with pytest.raises(ValueError, match="says neither"):
            script_of(blocks_of(page))


def test_what_it_points_to_is_there() -> None:
    text = BLOCK.sub("", README.read_text(encoding="utf-8"))
    places = re.findall(r"\]\(([^):]+)\)", text) + re.findall(r"`((?:scenarios|notebooks|sim|tests)/[\w./-]*)`", text)
    assert len(places) > 10
    assert [place for place in places if not (ROOT / place.partition("#")[0]).exists()] == []


@pytest.mark.long
def test_its_figure_is_what_the_tool_draws_now(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.studies.compare.points_of", points_of)  # as many points as a reader's first command has
    analysis = sim.compare(SHIPPED).analysis
    if request.config.getoption("--write-golden"):
        FIGURE.write_bytes(figures(analysis)["figure.svg"])
    with house_style():
        drawing = main_figure(analysis)
    assert drawing is not None
    require_told(FIGURE.read_text(encoding="utf-8"), drawing.alt)


def require_told(svg: str, alt: str) -> None:
    """Raises AssertionError if a figure does not say of itself what its numbers are; its paths hang on Matplotlib."""
    found = re.search(r"<desc[^>]*>(.*?)</desc>", svg, re.DOTALL)
    assert found is not None
    assert found[1] == alt, "write it anew: pytest tests/test_readme.py --write-golden"


def test_a_figure_of_other_numbers_is_seen() -> None:
    svg = FIGURE.read_text(encoding="utf-8")
    found = re.search(r"<desc[^>]*>(.*?)</desc>", svg, re.DOTALL)
    assert found is not None
    require_told(svg, found[1])
    with pytest.raises(AssertionError, match="write it anew"):
        require_told(svg, re.sub(r"\d", lambda digit: str((int(digit[0]) + 1) % 10), found[1], count=1))
