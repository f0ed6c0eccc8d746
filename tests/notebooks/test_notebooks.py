"""The notebooks run from the first cell to the last, with few citizens, and are kept as a reader wants to find them."""

from __future__ import annotations

import ast
import copy
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

import sim

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
FEW = "40"
"""Citizens, where a reader takes some thousands."""
READ_WITH = {"IPython", "duckdb", "matplotlib", "pandas", "pyarrow", "sim"}
"""Packages that a notebook may import, besides those of Python itself."""
SECONDS = 400
"""For one cell: the first may wait for the compiler."""

ROUGHLY = f"""
import sys
sys.path.append({str(ROOT)!r})
from tests.sparing import rough_fits
rough = rough_fits()
rough.__enter__()
"""
"""What is done before the first cell of a notebook that calibrates."""

Notebook = Any
"""A `nbformat.NotebookNode`, which is not typed."""


def read(path: Path) -> Notebook:
    """A notebook, as it is kept."""
    return nbformat.read(path, as_version=nbformat.NO_CONVERT)


def code_of(notebook: Notebook) -> str:
    """All code of a notebook."""
    return "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")


def executed(notebook: Notebook, folder: Path) -> Notebook:
    """The notebook after a run in a folder; raises `CellExecutionError` with the cell that failed."""
    found = copy.deepcopy(notebook)
    if "calibrate" in names_of_sim(code_of(notebook)):
        found.cells.insert(0, nbformat.v4.new_code_cell(ROUGHLY))
    NotebookClient(found, timeout=SECONDS, resources={"metadata": {"path": str(folder)}}).execute()
    return found


def faults(notebook: Notebook) -> list[str]:
    """What a reader or a later change would stumble over: outputs, ids that do not stay, code without prose."""
    found = []
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type == "code" and (cell.outputs or cell.execution_count is not None):
            found.append(f"cell {number} has outputs")
        if cell.metadata or not cell.id.replace("-", "").isalpha():
            found.append(f"cell {number} has metadata, or an id that is not words: {cell.id}")
    if notebook.cells[0].cell_type != "markdown" or "?**" not in notebook.cells[0].source:
        found.append("it does not open with a question")
    if {*notebook.metadata} != {"kernelspec", "language_info"} or {*notebook.metadata.language_info} != {"name"}:
        found.append("its metadata tells of a machine")
    return found


def imported(code: str) -> set[str]:
    """Modules that code imports, whole names."""
    nodes = list(ast.walk(ast.parse(code)))
    named = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return named | {node.module or "." for node in nodes if isinstance(node, ast.ImportFrom)}


def names_of_sim(code: str) -> set[str]:
    """Names that code takes from `sim`."""
    return {
        node.attr
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "sim"
    }


def test_there_are_notebooks() -> None:
    assert len(NOTEBOOKS) >= 4


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_is_kept_as_a_reader_wants_it(path: Path) -> None:
    notebook = read(path)
    nbformat.validate(notebook)
    assert faults(notebook) == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_uses_public_names_and_holds_no_model(path: Path) -> None:
    code = code_of(read(path))
    modules = imported(code)
    assert {module.partition(".")[0] for module in modules} <= READ_WITH | sys.stdlib_module_names
    assert not [module for module in modules if module.startswith("sim.")]
    assert "random" not in modules
    assert names_of_sim(code) <= {*sim.__all__}
    assert not [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.FunctionDef | ast.ClassDef)]


@pytest.mark.long
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_runs_in_any_folder_and_ends_with_a_figure(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NOTEBOOK_CITIZENS", FEW)
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    (tmp_path / "empty").mkdir()
    last = executed(read(path), tmp_path / "empty").cells[-1]
    assert any({"image/png", "image/svg+xml"} & set(output.get("data", {})) for output in last.outputs)
    assert not any((tmp_path / "empty").iterdir())


def test_a_cell_that_fails_is_seen(tmp_path: Path) -> None:
    notebook = read(NOTEBOOKS[0])
    notebook.cells = [nbformat.v4.new_code_cell("assert 1 + 1 == 3")]
    with pytest.raises(CellExecutionError, match="AssertionError"):
        executed(notebook, tmp_path)


def test_faults_are_seen() -> None:
    notebook = read(NOTEBOOKS[0])
    code = next(cell for cell in notebook.cells if cell.cell_type == "code")
    code.outputs, code.id = [nbformat.v4.new_output("stream", text="1")], "a1b2c3d4"
    notebook.cells[0].source = "# A title"
    notebook.metadata.language_info.version = "3.11.7"
    assert len(faults(notebook)) == 4
    assert names_of_sim("import sim\nsim.load(1)\nsim.rules.opening") == {"load", "rules"}
    assert imported("import a.b, c\nfrom d import e") == {"a.b", "c", "d"}
