"""The scenario that the files of the corpus extend, and whether it still is a scenario."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from sim.errors import ScenarioError
from sim.scenario.resolution import resolve

HERE = Path(__file__).parent
BASE = HERE / "base.yaml"
EVERYTHING = HERE.parent / "engines" / "everything.yaml"
"""The scenario in which every number of the schema stands somewhere; it extends one that extends the base."""
RESOLVED = HERE / "base.resolved.yaml"
"""The base in its canonical text: what is expected of a valid case is kept as its differences from it."""


@cache
def fault(base: Path = BASE) -> str | None:
    """What to do about the base where the schema refuses it, for then every test of the corpus would fail."""
    try:
        resolve(base)
    except ScenarioError as error:
        name = "tests/engines/everything.yaml" if base == EVERYTHING else "tests/corpus/base.yaml"
        return (
            f"{name} does not fit the schema any more. "
            f"Mend it as it says here, then run python -m tests.corpus.rewrite.\n{error}"
        )
    return None
