"""Where compiled code is kept, and that none of it can be stale."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import FunctionType
from typing import Any

import numba
import pytest
from numba import types
from numba.core.compiler_lock import global_compiler_lock

from sim import compilation
from sim.elementary import logistic
from sim.kept_code import KnownByContent
from sim.linked_code import Translator, whole
from sim.rules.appraisal import judgement

NOWHERE_TO_WRITE = """
import os
os.environ.pop("NUMBA_CACHE_DIR", None)
os.access = lambda *arguments, **options: False
import sim.compilation, sim.elementary
assert sim.compilation.FOLDER is None
print(sim.elementary.exp(0.0))
"""


def test_where_nothing_can_be_kept_every_process_compiles_for_itself() -> None:
    run = subprocess.run([sys.executable, "-c", NOWHERE_TO_WRITE], capture_output=True, text=True, check=True)
    assert run.stdout == "1.0\n"


def test_the_name_of_the_cache_covers_every_source_that_is_compiled() -> None:
    package = Path(compilation.__file__).parent
    covered = {package / name for name in compilation.COMPILED_SOURCES}
    using = [file for file in package.rglob("*.py") if "import compiled" in file.read_text(encoding="utf-8")]
    assert len(using) > 8
    assert all(file in covered or file.parent in covered for file in using)
    assert package / "clock.py" in covered  # its constants are compiled into their users


DRAWS = "from sim.draws import exponential, uniform; print(uniform(1, 2, 3, 4, 5, 6), exponential(1, 2, 3, 4, 5, 6))"


def drawn(**environment: str) -> tuple[str, list[str]]:
    """What a new process draws, and the lines of its standard error."""
    run = subprocess.run(
        [sys.executable, "-c", DRAWS], env={**os.environ, **environment}, capture_output=True, text=True, check=True
    )
    return run.stdout, run.stderr.splitlines()


def truncated(kept: dict[str, list[Path]]) -> None:
    for file in kept["uniform"]:
        file.write_bytes(file.read_bytes()[:1000])


def emptied(kept: dict[str, list[Path]]) -> None:
    for file in kept["exponential"]:
        file.write_bytes(b"")


def with_one_bit_flipped(kept: dict[str, list[Path]]) -> None:
    for file in kept["uniform"]:
        content = bytearray(file.read_bytes())
        content[len(content) // 2] ^= 1
        file.write_bytes(content)


def taken_for_each_other(kept: dict[str, list[Path]]) -> None:
    """Both take six numbers and give one: nothing but their content tells them apart."""
    for file in kept["exponential"]:
        file.write_bytes(kept["uniform"][0].read_bytes())


@pytest.mark.long
@pytest.mark.parametrize("damage", [truncated, emptied, with_one_bit_flipped, taken_for_each_other])
def test_damaged_compiled_code_is_compiled_anew_and_said_so_in_one_line(
    tmp_path: Path, damage: Callable[[dict[str, list[Path]]], None]
) -> None:
    expected = drawn(NUMBA_CACHE_DIR=str(tmp_path))
    assert expected[1] == []
    damage({name: [*tmp_path.rglob(f"draws.{name}-*.nbc")] for name in ("uniform", "exponential")})
    numbers, said = drawn(NUMBA_CACHE_DIR=str(tmp_path))
    assert numbers == expected[0]
    assert len(said) == 1
    assert said[0].startswith("Kept compiled code was damaged, and is compiled anew: ")
    assert drawn(NUMBA_CACHE_DIR=str(tmp_path)) == expected


def test_code_that_was_compiled_from_other_sources_is_not_run(tmp_path: Path) -> None:
    files = [KnownByContent(tmp_path, "function", version) for version in ("one", "two")]
    files[0].save("key", 1)
    assert files[0].load("key") == 1
    assert files[0].load("other key") is None
    assert files[1].load("key") is None


@pytest.mark.long
def test_code_that_cannot_be_kept_is_used_all_the_same(tmp_path: Path) -> None:
    full = (
        "from sim.kept_code import KnownByContent\n"
        "def full(*_): raise OSError(28, 'No space left on device')\n"
        "KnownByContent.save = full\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", full + DRAWS],
        env={**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout == drawn()[0]
    assert run.stderr.splitlines() == [
        "Compiled code could not be kept, and the next start compiles again: [Errno 28] No space left on device"
    ]


ROOT = Path(__file__).parents[1]
ROWS = """
import hashlib
from sim.outcomes.simulation import simulate
from tests.engines.extremes import everything
columns = simulate(everything(), "everything", 0, range(2))
print(hashlib.sha256(b"".join(columns[name].tobytes() for name in columns)).hexdigest())
"""


def test_without_a_compiler_simpy_gives_the_same_rows() -> None:
    def printed(**variables: str) -> str:
        run = subprocess.run(
            [sys.executable, "-c", ROWS],
            capture_output=True,
            text=True,
            check=True,
            env=os.environ | variables,
            cwd=ROOT,
        )
        return run.stdout

    assert printed(NUMBA_DISABLE_JIT="1") == printed()


@pytest.mark.long
def test_without_a_compiler_simpy_simulates(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sim", "compare", "mijnoverheid-2016", "--size", "2", "--points", "0", "--out"]

    def ran(folder: str, *more: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "NUMBA_DISABLE_JIT": "1"}
        whole = [*command, str(tmp_path / folder), *more]
        return subprocess.run(whole, env=environment, capture_output=True, text=True, check=False)

    run = ran("own choice")
    assert run.returncode == 0, run.stderr
    assert '"engine": "simpy"' in (tmp_path / "own choice" / "manifest.json").read_text(encoding="utf-8")
    refused = ran("refused", "--engine", "compiled")
    assert refused.returncode == 2
    assert "NUMBA_DISABLE_JIT is set" in refused.stderr
    assert "Use --engine simpy." in refused.stderr
    assert not (tmp_path / "refused").exists()


def test_only_what_python_calls_becomes_machine_code_and_once(tmp_path: Path) -> None:
    drawn(NUMBA_CACHE_DIR=str(tmp_path))
    names = sorted(file.name.partition("-")[0] for file in tmp_path.rglob("*.nbc"))
    assert names == ["draws.exponential", "draws.uniform"]  # and neither philox nor log, which these call


def logistic_of(x: float) -> float:
    return logistic(x)


def test_nothing_outside_a_whole_calls_its_functions_so_that_llvm_may_change_them() -> None:
    njit: Any = numba.njit
    inside = njit(pipeline_class=Translator, no_cpython_wrapper=True, no_cfunc_wrapper=True)(logistic_of)
    with global_compiler_lock:
        code = whole(inside, (types.float64,))
    functions = {each.name: each.linkage.name for each in code.library.get_defined_functions()}
    open_to_others = {name for name, linkage in functions.items() if linkage != "internal"}
    assert open_to_others == {code.fndesc.llvm_cpython_wrapper_name}


def test_python_calls_short_rules_as_they_stand_and_compiled_code_calls_them_too(tmp_path: Path) -> None:
    assert isinstance(judgement, FunctionType)
    source = "from sim.rules.appraisal import judgement; print(judgement(1, 0, 2, 3, 4, 0.5, 0.5))"
    run = subprocess.run(
        [sys.executable, "-c", source],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)},
    )
    assert run.stdout.strip() == str(judgement(1, 0, 2, 3, 4, 0.5, 0.5))
    # It draws, and only the draw has an entry for Python.
    assert [file.name.partition("-")[0] for file in tmp_path.rglob("*.nbc")] == ["draws.uniform"]
