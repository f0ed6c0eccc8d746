"""Where compiled code is kept, and that none of it can be stale."""

import subprocess
import sys
from pathlib import Path

from sim import compilation

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
