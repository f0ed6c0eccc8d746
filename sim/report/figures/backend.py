"""Matplotlib, loaded whatever backend the environment names.

Figures are drawn to files and need no backend. But an unknown name in MPLBACKEND would end the program at import, after
everything was simulated.
"""

from __future__ import annotations

import contextlib
import os
import sys
from typing import Final

NAMED: Final = "MPLBACKEND"


def load() -> None:
    """Loads Matplotlib with the named backend if there is such a backend, else with its default."""
    # Whoever loaded Matplotlib before has settled its backend.
    if "matplotlib" in sys.modules:
        return
    named = os.environ.pop(NAMED, None)
    try:
        import matplotlib as mpl  # noqa: PLC0415  (with the environment as it is now)
    finally:
        if named is not None:
            os.environ[NAMED] = named
    if named:
        with contextlib.suppress(ValueError):
            mpl.rcParams["backend"] = named


load()
