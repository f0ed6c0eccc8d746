"""A step of building a wheel: what the program would compile on its first run lies in it, compiled ahead.

    HATCH_BUILD_HOOKS_ENABLE=true python -m build --wheel --no-isolation

The wheel is then one for this Python and this platform, and the code in it is for all common processors of the
platform. It is used where the sources, numba, llvmlite and Python are those that it was compiled from and by; where
anything differs the program compiles for itself, as from a wheel without such code.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

STUDIES = (
    ("compare", "mijnoverheid-2016", "--size", "1000", "--points", "2", "--out", "compared"),
    ("compare", "digid-outage", "--size", "60", "--points", "0", "--out", "queued"),
    ("explain", "mijnoverheid-2016", "--find", "missed-under=opaque"),
)
"""What is performed so that all that Python calls has been called, as a citizen at least."""


class CompiledAhead(BuildHookInterface[Any]):
    """Performs small studies, and puts the code that they compile into the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compiles, unless the package is only linked to (`version` is then `editable`)."""
        if version != "standard":
            return
        self.place = Path(tempfile.mkdtemp())
        said = self.ran(
            "-c", "from sim.compilation import VERSION; from sim.kept_code import COMMON; print(VERSION, COMMON.name)"
        )
        name, processor = said.split()
        kept = self.place / name
        target = {"NUMBA_CACHE_DIR": str(kept), "NUMBA_CPU_NAME": processor, "NUMBA_CPU_FEATURES": ""}
        for study in STUDIES:
            self.ran("-m", "sim", *study, **target)
        build_data["force_include"][str(kept)] = f"sim/compiled/{name}"
        build_data["pure_python"] = False
        build_data["infer_tag"] = True

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002  (Hatch's)
        """Leaves nothing behind."""
        if version == "standard":
            shutil.rmtree(self.place)

    def ran(self, *words: str, **environment: str) -> str:
        """What Python prints for some words, with this tree as the program."""
        whole = {**os.environ, "PYTHONPATH": self.root, "PYTHONDONTWRITEBYTECODE": "1", **environment}
        return subprocess.run(  # noqa: S603  (this tree)
            [sys.executable, *words], cwd=self.place, env=whole, check=True, stdout=subprocess.PIPE, text=True
        ).stdout
