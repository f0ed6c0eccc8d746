"""The one list of libraries: what is recorded, what is compared, and what workers must share."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import sim
from sim.experiment.libraries import CLOCKS, MAY_DIFFER, MOVING, SHOWING, differing, shared, versions

PACKAGE = Path(sim.__file__).parent
NAMES = {"ruamel": "ruamel.yaml", "pydantic_core": "pydantic-core", "xlsxwriter": "XlsxWriter"}
NEITHER = {"sim", "click", "rich", "markupsafe", "dask", "distributed", "importlib_metadata"}
NEITHER |= {"nbclient", "nbformat", "starlette", "uvicorn", "fontTools", "weasyprint"}
"""The terminal, escaping of pages, what hands out tasks, runs notebooks for the documentation, serves the page to play
with, and makes a PDF of a page that is written."""


def test_every_library_that_the_package_imports_is_in_the_list() -> None:
    found = set()
    for file in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module is not None:
                found.add(node.module.split(".")[0])
    outside = {NAMES.get(name, name) for name in found - set(sys.stdlib_module_names) - NEITHER}
    assert {"numpy", "scipy", "SALib", "numba"} <= outside
    assert outside <= {*MOVING, *SHOWING}


def test_what_is_recorded_is_told_where_it_differs() -> None:
    assert differing(versions()) == ()
    for name in (*MOVING, CLOCKS):
        own = versions()[name]
        assert own != "not installed"
        assert differing(versions() | {name: "0.1"}) == (f"{name} is {own}, and was 0.1",)
    earlier = {name: number for name, number in versions().items() if name != "scipy"}
    assert differing(earlier) == (f"scipy is {versions()['scipy']}, and was not looked at",)


def test_workers_share_what_moves_a_number_and_what_clocks_show() -> None:
    assert set(shared(versions())) == {"messagebox-sim", "python", CLOCKS, *MOVING} - MAY_DIFFER
    assert not set(SHOWING) & set(shared(versions()))
