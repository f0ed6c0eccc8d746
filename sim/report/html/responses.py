"""Every response of every group and design, as rows that a reader can sort and filter."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from sim.analysis.comparison import Estimate
from sim.analysis.study_analysis import Analysis
from sim.report.layout import scaled
from sim.report.levels import cell


@dataclass(frozen=True, slots=True)
class ListedResponse:
    """A response of one group under one design."""

    response: str
    group: str
    design: str
    level: str
    difference: str
    unit: str


def listed(analysis: Analysis) -> Iterator[ListedResponse]:
    """Every contrast, in the order of the groups, then the responses, then the designs."""
    for group in analysis.groups:
        for response in analysis.responses.values():
            factor = response.factor
            rows = [analysis.contrast(group.name, design, response.name) for design in analysis.designs]
            places = decimals([scaled(row.level, factor) for row in rows])
            for row in rows:
                yield ListedResponse(
                    response.title,
                    group.title,
                    row.design,
                    cell(row.level, factor, places).line,
                    "reference"
                    if row.difference is None
                    else cell(row.displayed, factor, places + 1, signed=True).line,
                    response.shown_unit,
                )


def decimals(levels: list[Estimate]) -> int:
    """Decimals that show three digits of the largest level: from 1 to 4."""
    largest = max((abs(level.value) for level in levels if level.value is not None), default=0.0)
    # A level x has three significant digits with 2 - floor(log10(x)) decimals.
    return 1 if not largest else min(4, max(1, 2 - math.floor(math.log10(largest))))
