"""What is built can be installed and used: the wheel in an empty folder, the source distribution with its own tests.

The wheel is built with code that was compiled ahead, which takes half a minute.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

from sim import __version__
from sim.compilation import VERSION
from sim.draws import uniform
from sim.experiment.identity import code_digest

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[1]
UNKEPT = {"__pycache__", ".ipynb_checkpoints"}


@dataclass(frozen=True, slots=True)
class Built:
    """The two files that are built."""

    wheel: Path
    source: Path


def ran(command: Iterable[str | Path], folder: Path, **environment: str) -> str:
    """What a command printed; it must succeed. It gets no environment but what is given."""
    answer = subprocess.run(
        [str(word) for word in command],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=600,
    )
    assert answer.returncode == 0, answer.stdout[-2000:] + answer.stderr[-2000:]
    return answer.stdout


def files_in(*names: str) -> set[str]:
    """Every file below some folders of this repository, with slashes."""
    files = [file for name in names for file in (ROOT / name).rglob("*") if file.is_file()]
    return {file.relative_to(ROOT).as_posix() for file in files if not UNKEPT & {*file.parts}}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The source distribution of this repository, and the wheel that is built from it, not from here."""
    out = tmp_path_factory.mktemp("dist")
    ahead = {"HOME": str(out), "HATCH_BUILD_HOOKS_ENABLE": "true"}
    ran([sys.executable, "-m", "build", "--no-isolation", "--outdir", out, ROOT], out, **ahead)
    (wheel,), (source,) = out.glob("*.whl"), out.glob("*.tar.gz")
    return Built(wheel, source)


@pytest.fixture(scope="module")
def installed(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel installed, and nothing else: what it needs is where it is for these tests."""
    place = tmp_path_factory.mktemp("site")
    ran(
        [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-index", "--target", place, built.wheel], place
    )
    return place


def test_the_wheel_holds_the_program_and_its_scenarios_and_nothing_else(built: Built) -> None:
    with zipfile.ZipFile(built.wheel) as wheel:
        names = {name for name in wheel.namelist() if ".dist-info/" not in name}
    ahead = {name for name in names if name.startswith("sim/compiled/")}
    assert {name.split("/")[2] for name in ahead} == {VERSION}
    assert any("/kernel.loop.live_all-" in name for name in ahead)
    assert names - ahead == files_in("sim") | {f"sim/{name}" for name in files_in("scenarios")}
    assert {"sim/py.typed", "sim/scenarios/parts/designs/opaque.yaml"} <= names


def test_the_source_holds_everything_but_what_serves_its_own_development(built: Built) -> None:
    with tarfile.open(built.source) as source:
        names = {name.partition("/")[2] for name in source.getnames()}
    expected = files_in("sim", "scenarios", "notebooks", "tests")
    expected |= {
        ".ci/compiled_ahead.py",
        "pyproject.toml",
        "README.md",
        "CHANGELOG.md",
        "CITATION.cff",
        "codemeta.json",
        "LICENSE",
        "PKG-INFO",
        ".gitignore",
    }
    assert names == expected


def compiled_files(place: Path) -> list[Path]:
    """The files of compiled code below a folder."""
    return sorted(place.rglob("*.nbc"))


def test_the_installed_program_compares_a_shipped_study_in_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    """By code that was compiled ahead, in another place at another time; and by SimPy, in two spawned processes."""
    command = installed / "bin" / "mbsim"
    for file in installed.rglob("*.py"):
        file.touch()
    environment = {"PYTHONPATH": str(installed), "HOME": str(tmp_path / "home"), "PYTHONUTF8": "1"}
    folder = tmp_path / "empty"
    folder.mkdir()
    place = "import sim, sim.scenario.shipped as shipped; print(sim.__file__, shipped.shipped_folder(), sep='\\n')"
    found = ran([sys.executable, "-c", place], folder, **environment).splitlines()
    assert found == [str(installed / "sim" / "__init__.py"), str(installed / "sim" / "scenarios")]
    assert ran([command, "--version"], folder, **environment) == f"mbsim, version {__version__}\n"

    brought = compiled_files(installed)
    compare = (command, "compare", "mijnoverheid-2016", "--size", "40", "--points", "0", "--design", "opaque")
    told = ran(compare, folder, **environment)
    assert compiled_files(installed) + compiled_files(tmp_path) == brought  # nothing had to be compiled
    (results,) = (folder / "results").glob("mijnoverheid-2016-*")
    assert told.endswith(f"Results: {results.relative_to(folder)}\n")
    manifest = json.loads((results / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["code_sha256"] == code_digest()
    assert (manifest["citizens"], manifest["missing_citizens"], manifest["commit"]) == (40, 0, None)
    assert (manifest["certificate"]["engine"], manifest["certificate"]["citizens"]) == ("compiled", 40)

    ran([*compare, "--engine", "simpy", "--workers", "2", "--out", "by-simpy"], folder, **environment)
    assert (folder / "by-simpy" / "responses.csv").read_bytes() == (results / "responses.csv").read_bytes()
    assert compiled_files(installed) + compiled_files(tmp_path) == brought
    assert "wrote" in ran([command, "new", "my-study"], folder, **environment).lower()
    assert ran([command, "check", "my-study.yaml"], folder, **environment).startswith("my-study.yaml: good. ")


FITS = """
from sim.compilation import FITTING
from sim.draws import uniform
print(FITTING is not None, uniform(1, 2, 3, 4, 5, 6))
"""


def test_code_that_was_compiled_ahead_is_used_just_where_it_fits(installed: Path, tmp_path: Path) -> None:
    place = tmp_path / "site"
    shutil.copytree(installed, place)
    environment = {"PYTHONPATH": str(place), "HOME": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    expected = f"{uniform(1, 2, 3, 4, 5, 6)}\n"
    brought = compiled_files(place)
    assert ran([sys.executable, "-c", FITS], tmp_path, **environment) == f"True {expected}"
    assert compiled_files(place) == brought

    (damaged,) = place.rglob("draws.uniform-*.nbc")
    damaged.write_bytes(damaged.read_bytes()[:500])
    assert ran([sys.executable, "-c", FITS], tmp_path, **environment) == f"True {expected}"
    assert len(compiled_files(place)) == len(brought) + 1  # compiled anew, and kept beside it

    with (place / "sim" / "rules" / "login.py").open("a", encoding="utf-8") as changed:
        changed.write("# another version\n")
    assert ran([sys.executable, "-c", FITS], tmp_path, **environment) == f"False {expected}"


def test_the_tests_of_the_source_are_found(built: Built, tmp_path: Path) -> None:
    with tarfile.open(built.source) as source:
        source.extractall(tmp_path, filter="data")
    (folder,) = tmp_path.iterdir()
    options = ["--collect-only", "-q", "-n0", "-m", "", "-p", "no:cacheprovider", "--assert=plain"]
    told = ran([sys.executable, "-m", "pytest", *options], folder, HOME=str(tmp_path), NUMBA_DISABLE_JIT="1")
    assert "tests/test_packaging.py::" in told
    assert "error" not in told.splitlines()[-1]
    assert int(told.splitlines()[-1].split()[0]) > 1_500
