"""What is not known of a difference, as a table for programs."""

from __future__ import annotations

from dataclasses import astuple, fields

from sim.analysis.unknown import Reach, Unknowns
from sim.spreadsheets import as_csv


def ranges_csv(unknown: Unknowns) -> str:
    """The range of every difference over the points, in the unit of its response: a row for each difference."""
    return as_csv([[each.name for each in fields(Reach)], *map(astuple, unknown.reaches)])
