"""Tallies of neighbours become one, so that neither their number nor their size grows with the population."""

from __future__ import annotations

from typing import Final

from sim.experiment.parts import Kept, Shelf
from sim.experiment.plan import Task


def compact(shelf: Shelf, task: Task) -> None:
    """later"""
