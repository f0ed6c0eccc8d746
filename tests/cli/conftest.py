"""What holds for tests of commands: figures are blank, since drawing them takes most of the time of a small study.

They are written as ever, with names, titles and descriptions; what is drawn is seen in tests/report/figures, and
that both doors draw the same in tests/studies/test_doors.py.
"""

from __future__ import annotations

import io
from typing import Any

import pytest
from matplotlib.figure import Figure

import sim.report.figures.saving


@pytest.fixture(autouse=True)
def blank_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Writes an empty sheet in place of every figure."""
    monkeypatch.setattr(sim.report.figures.saving, "written", blank)


def blank(_: Figure, form: str, metadata: dict[str, Any]) -> bytes:
    """An empty sheet, as Matplotlib writes it."""
    found = io.BytesIO()
    Figure(figsize=(1, 1)).savefig(found, format=form, dpi=10, metadata=metadata)
    return found.getvalue()
