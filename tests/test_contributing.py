"""The page for contributors: the files that it sends people to are there, and its layers are those that are held."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "sim" / "README.md"
IN_CODE = re.compile(r"`([^`\n]+)`")
IS_PATH = re.compile(r"(sim|scenarios|tests|\.ci)/[\w./-]*|CHANGELOG\.md|pyproject\.toml")
LAYERS = re.compile(r"^layers = \[\n(.*?)^\]", re.MULTILINE | re.DOTALL)


def paths_in(text: str) -> list[str]:
    """What a page names as files and folders; one with a NAME in it is still to be written."""
    named = [name for name in IN_CODE.findall(text) if IS_PATH.fullmatch(name)]
    return [name for name in named if "NAME" not in name]


def gone(text: str) -> list[str]:
    """The files and folders a page names that are not there."""
    return [name for name in paths_in(text) if not (ROOT / name).exists()]


def layers_told(text: str) -> list[str]:
    """The layers in the first column of the table, from the top; those of one row in the order of the alphabet."""
    rows = re.findall(r"^\| (`sim/[^|]+) \|", text.partition("## Layers")[2].partition("\n## ")[0], re.MULTILINE)
    return [name for row in rows for name in sorted(re.findall(r"sim/(\w+)", row))]


def layers_held() -> list[str]:
    """The layers of the contract, in the same form."""
    (found,) = LAYERS.findall((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return [name for line in re.findall(r'"(.+?)"', found) for name in sorted(line.split(" | "))]


def test_every_file_that_the_page_names_is_there() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert len(paths_in(text)) > 40
    assert gone(text) == []


def test_a_file_that_is_gone_is_noticed() -> None:
    assert gone("see `sim/no/such.py`, `scenarios/parts/designs/NAME.yaml` and `sim/draws.py`") == ["sim/no/such.py"]


def test_the_layers_are_those_that_import_linter_holds() -> None:
    told, held = layers_told(PAGE.read_text(encoding="utf-8")), layers_held()
    assert len(held) > 12
    assert set(told) == set(held)
    above = [name for name in told if name not in {"compilation", "addresses", "elementary"}]
    assert above == sorted(above, key=held.index)


@pytest.mark.parametrize("told", [True, False])
def test_code_that_does_not_compile_is_said_to_lack_a_change(told: bool, tmp_path: Path) -> None:
    conftest = (ROOT / "tests" / "conftest.py").read_text(encoding="utf-8")
    error = "TypingError" if told else "KeyError"
    (tmp_path / "conftest.py").write_text(conftest, encoding="utf-8")
    (tmp_path / "test_it.py").write_text(
        f"from numba.core.errors import TypingError\n\ndef test_it():\n    raise {error}('no field')\n",
        encoding="utf-8",
    )
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_it.py"]
    answer = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=600)
    assert "no field" in answer.stdout
    assert ("is to be changed in sim/kernel as well" in answer.stdout) == told
