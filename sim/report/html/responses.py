"""Every response of every group and design, as rows that a reader sorts and filters."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sim.analysis.comparison import Estimate
from sim.analysis.study import Analysis
from sim.outcomes.responses import Response
from sim.report.layout import MISSING, interval, number, scaled

SHARE: Final = "share "


@dataclass(frozen=True, slots=True)
class Listed:
    """A response of one group under one design."""

    response: str
    group: str
    design: str
    level: str
    difference: str
    unit: str


def listed(analysis: Analysis) -> Iterator[Listed]:
    """Every contrast, in the order of the groups, then the responses, then the designs."""
    for group in analysis.groups:
        for response in analysis.responses.values():
            factor, unit = shown(response)
            rows = [analysis.contrast(group.name, design, response.name) for design in analysis.designs]
            places = decimals([scaled(row.level, factor) for row in rows])
            for row in rows:
                yield Listed(
                    response.title,
                    group.title,
                    row.design,
                    written(scaled(row.level, factor), places),
                    "reference"
                    if row.difference is None
                    else written(scaled(row.read, factor), places + 1, signed=True),
                    unit,
                )


def shown(response: Response) -> tuple[float, str]:
    """The factor to the unit that is shown, and that unit: shares are shown in per cent."""
    if response.unit.startswith(SHARE):
        return 100.0, f"% {response.unit.removeprefix(SHARE)}"
    return 1.0, response.unit


def decimals(levels: list[Estimate]) -> int:
    """Decimals that show three digits of the largest level: from 1 to 4."""
    largest = max((abs(level.value) for level in levels if level.value is not None), default=0.0)
    return 1 if not largest else min(4, max(1, 2 - math.floor(math.log10(largest))))


def written(estimate: Estimate, places: int, *, signed: bool = False) -> str:
    """A number with its interval."""
    if estimate.value is None:
        return MISSING
    bounds = interval(estimate, places) if signed else plain_interval(estimate, places)
    return f"{number(estimate.value, places, signed=signed)} {bounds}".rstrip()


def plain_interval(estimate: Estimate, places: int) -> str:
    """The interval of a level, whose sign is known."""
    if estimate.low is None or estimate.high is None:
        return ""
    return f"[{number(estimate.low, places)}, {number(estimate.high, places)}]"
