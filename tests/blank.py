"""Blank figures: an empty sheet in the place of each, for tests that look at none.

Drawing takes most of the time of a small study. What is drawn is seen in tests/report, and that both doors draw the
same in tests/studies/test_doors.py. The main figure keeps its words here; the others of a comparison have names alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Final

import numpy as np
import pytest
from matplotlib.figure import Figure

import sim.report.figures.saving
from sim.report.figures.saving import svg_of
from sim.report.figures.sheet import Drawing, SheetText

BESIDE: Final = ("winners", "funnel", "lorenz", "pareto")
"""The figures of a comparison beside the main one."""


@contextmanager
def blank_figures() -> Iterator[None]:
    """Writes an empty sheet in place of every figure meanwhile."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sim.report.figures.saving, "svg_of", lambda _: blank_svg())
        patch.setattr(sim.report.figures.saving, "pixels_of", lambda _: np.zeros((1, 1, 4), dtype=np.uint8))
        for name in BESIDE:
            patch.setattr(sim.report.figures, name, nothing_drawn(name))
        yield


@cache
def blank_svg() -> str:
    """An empty sheet, as Matplotlib writes it."""
    return svg_of(Figure(figsize=(1, 1)))


def nothing_drawn(name: str) -> Callable[..., Drawing]:
    """A figure of which nothing is drawn."""
    return lambda *_: Drawing(name, SheetText(name, "", ""), f"Nothing is drawn of {name}.", Figure(figsize=(1, 1)))
