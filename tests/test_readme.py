"""What the README tells a newcomer to do is done here, in its order and as it stands there.

Its first two commands install the program and run the tests: `.ci/run` does those. Of the first the comparison is done
here as well, since later commands may build on it. All have a tenth of the citizens that the README takes.
"""

from __future__ import annotations

import contextlib
import io
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
from tests.blank import blank_figures
from tests.cli.program import Answer, mbsim
from tests.experiment.studies import SHIPPED

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
FIGURE = ROOT / "notebooks" / "mijnoverheid-2016.svg"
BLOCK = re.compile(r"(?:<!-- (?P<mark>\w+) -->\n)?```(?P<language>\w*)\n(?P<text>.*?)\n```", re.DOTALL)
NAMED = re.compile(r"# (?P<name>[\w./-]+)\n")
"""How a block that is a file begins."""
ACTIVATED = Path(sys.prefix) / "bin" / "activate"
PYTHON = "python: "
"""How a command that is no line of a shell begins."""
CITIZENS = re.compile(r"(--(?:size|first) |\"population.size\": )(\d+)")
PLAIN = re.compile(r"(?:.venv/bin/)?mbsim [\w ./,=-]+?(?: +#.*)?")
"""A command of the program alone, in which nothing means more to a shell than it says."""
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


def commands_of(blocks: Sequence[Block]) -> list[str]:
    """What the blocks say to do in a shell, one by one; raises ValueError for a block that nobody could do."""
    found = []
    for mark, language, text in blocks:
        if mark == "compare":
            found.append(f"{text.rpartition(' && ')[2]} --size 300 --points 0")
        elif mark is None and language == "sh":
            found += text.splitlines()
        elif language == "python":
            found.append(f"{PYTHON}{text}")
        elif language == "yaml" and (named := NAMED.match(text)):
            found.append(f"printf '%s\\n' {shlex.quote(text)} > {shlex.quote(named['name'])}")
        elif mark != "tests":
            raise ValueError(f"A block of {language or 'no language'} says neither what to do nor which file it is.")
    return found


def done(commands: Sequence[str], folder: Path) -> Answer:
    """What a newcomer is answered to these commands in a clone, with nothing activated yet; up to one that fails.

    The program itself is not started anew for each of its plain commands, nor for Python: to load it and to read the
    same files took most of the time. It must be found by then, though, and bash does all the rest.
    """
    (folder / ".venv").symlink_to(sys.prefix)
    (folder / "scenarios").symlink_to(ROOT / "scenarios")
    told, activated = "", [":"]
    for command in commands:
        if command.startswith(PYTHON):
            answer = in_python(command.removeprefix(PYTHON), folder)
        elif PLAIN.fullmatch(command):
            program, *arguments = shlex.split(command, comments=True)
            answer = in_bash([*activated, f"command -v {program} > found.txt"], folder)
            if answer.returncode == 0:
                answer = mbsim(*arguments, folder=folder)
        else:
            answer = in_bash([*activated, command], folder)
        if command.startswith((". ", "eval ")):
            activated.append(command)
        told += answer.stdout
        if answer.returncode != 0:
            return Answer(answer.returncode, told, f"{answer.stderr}failed: {command}\n")
        assert "Traceback" not in answer.stderr, command
    return Answer(0, told, "")


def fewer(command: str) -> str:
    """The same command with a tenth of the citizens that it asks for."""
    return CITIZENS.sub(lambda found: f"{found[1]}{int(found[2]) // 10}", command)


def in_python(code: str, folder: Path) -> Answer:
    """What Python prints for some code in a folder."""
    printed = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(printed):
        patch.chdir(folder)
        exec(code, {})  # noqa: S102 - what our own README says
    return Answer(0, printed.getvalue(), "")


def in_bash(commands: Sequence[str], folder: Path) -> Answer:
    """How bash answers these commands in a folder; its path has no virtual environment."""
    own = str(Path(sys.prefix) / "bin")
    path = os.pathsep.join(place for place in os.environ["PATH"].split(os.pathsep) if place != own)
    ran = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", "\n".join(commands)],  # noqa: S607 - the shell that a newcomer has
        cwd=folder,
        env={**os.environ, "PATH": path, "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=900,
    )
    return Answer(ran.returncode, ran.stdout, ran.stderr)


@pytest.mark.long
@in_a_shell
def test_every_command_does_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.studies.compare.points_of", points_of)  # as many points as a reader's commands have
    with blank_figures():
        answer = done([fewer(each) for each in commands_of(blocks_of(README.read_text(encoding="utf-8")))], tmp_path)
    assert answer.returncode == 0, answer.stderr[-2000:]
    assert [place.name for place in tmp_path.glob("results/mijnoverheid-2016-*")]
    for name in ("results/first/report.html", "letters", "results/mine/responses.csv", "first.csv"):
        assert (tmp_path / name).exists(), name
    assert "text-later" in answer.stdout
    assert "Bit-equal: 9 of 9 tasks" in answer.stdout  # five designs, and four parts of the parameter sets


@in_a_shell
def test_a_command_that_fails_is_named_and_ends_it(tmp_path: Path) -> None:
    """One of the program, and one of another; and the program is not found before it is activated."""
    missing, last = "mbsim check no-such-file.yaml  # with a remark", "mbsim --version"
    for number, (page, failed) in enumerate(
        {
            f". .venv/bin/activate\n{last}\n{missing}\n{last}": missing,
            f". .venv/bin/activate\n{last}\ncat nowhere\n{last}": "cat nowhere",
            f"{last}\n. .venv/bin/activate": last,
        }.items()
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        answer = done(commands_of(blocks_of(f"```sh\n{page}\n```\n")), folder)
        assert answer.returncode > 0
        assert answer.stdout.count("version") == (failed != last)
        assert answer.stderr.endswith(f"failed: {failed}\n")


def test_every_block_is_done() -> None:
    blocks = blocks_of(README.read_text(encoding="utf-8"))
    assert README.read_text(encoding="utf-8").count("```") == 2 * len(blocks)
    assert [block.mark for block in blocks if block.mark] == ["compare", "tests"]
    assert [block.language for block in blocks].count("sh") >= 6
    commands = "\n".join(commands_of(blocks))
    assert all(block.text.splitlines()[-1] in commands for block in blocks if block.mark is None)
    for page in ("```\nmbsim\n```", "```yaml\nname: of no file\n```"):
        with pytest.raises(ValueError, match="says neither"):
            commands_of(blocks_of(page))


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
