"""One software, described four times: `pyproject.toml`, `CITATION.cff`, `codemeta.json`, and the crate of results."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from sim import __version__
from sim.experiment.crate import AUTHORS, LICENCE, TITLE
from sim.experiment.identity import SOFTWARE

tomllib = pytest.importorskip("tomllib", reason="Python 3.11 reads TOML")
ROOT = Path(__file__).parents[1]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CITATION: dict[str, Any] = YAML(typ="safe").load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
CODEMETA: dict[str, Any] = json.loads((ROOT / "codemeta.json").read_text(encoding="utf-8"))


def test_every_description_is_of_this_version() -> None:
    assert PROJECT["version"] == CITATION["version"] == CODEMETA["version"] == __version__
    assert CITATION["date-released"] == date.fromisoformat(CODEMETA["datePublished"])


def test_every_description_has_the_same_names() -> None:
    assert PROJECT["name"] == CODEMETA["name"] == SOFTWARE
    assert CITATION["title"] == TITLE
    assert TITLE.startswith(f"{SOFTWARE}: ")
    assert PROJECT["description"] == CODEMETA["description"] == CITATION["abstract"]
    assert PROJECT["keywords"] == CODEMETA["keywords"] == CITATION["keywords"]


def test_every_description_has_the_same_authors_and_licence() -> None:
    authors = [each["name"] for each in PROJECT["authors"]]
    assert authors == [each["name"] for each in CITATION["authors"]] == [each["name"] for each in CODEMETA["author"]]
    assert authors == [AUTHORS]
    assert PROJECT["license"] == CITATION["license"] == LICENCE
    assert CODEMETA["license"] == f"https://spdx.org/licenses/{LICENCE}"
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert text.startswith("MIT License")
    assert AUTHORS in text


def test_the_python_versions_are_those_that_are_declared() -> None:
    listed = re.findall(r"Python :: (3\.[0-9]+)", " ".join(PROJECT["classifiers"]))
    assert CODEMETA["runtimePlatform"] == f"Python {listed[0]} to {listed[-1]}"
    assert (ROOT / CODEMETA["readme"]).is_file()
