"""Blank figures: an empty sheet in the place of each, for tests that look at none.

Drawing takes most of the time of a small study. Blank ones are written as ever, with names, titles and descriptions;
what is drawn is seen in tests/report, and that both doors draw the same in tests/studies/test_doors.py.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from matplotlib.figure import Figure

import sim.report.figures.saving


@contextmanager
def blank_figures() -> Iterator[None]:
    """Writes an empty sheet in place of every figure meanwhile."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sim.report.figures.saving, "written", blank)
        yield


def blank(_: Figure, form: str, metadata: dict[str, Any]) -> bytes:
    """An empty sheet, as Matplotlib writes it."""
    found = io.BytesIO()
    Figure(figsize=(1, 1)).savefig(found, format=form, dpi=10, metadata=metadata)
    return found.getvalue()
