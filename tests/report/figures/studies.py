"""Analyses to draw: of few citizens, by an engine of a few lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import numpy.typing as npt

from sim.analysis.comparison import Estimate
from sim.analysis.study import Analysis, analyse
from sim.analysis.tally import Tally
from sim.experiment.runner import run
from sim.outcomes.responses import Columns
from tests.experiment.fake_engine import simulate
from tests.experiment.studies import SHIPPED, small

FIVE = "opaque, sender, action, wmebv, paper"
MANY = "opaque, sender, action, wmebv, austria, norway, kivra, digest, paper-fallback, paper"

EVERY = ", ".join(sorted(path.stem for path in (SHIPPED.parent / "parts" / "designs").glob("*.yaml")))
HOSTILE = (
    "</title><script>alert(1)</script> --> $\\frac{x}{y}$ & \x1b[31m \N{PILE OF POO} \u6f22\u5b57 W" + "W" * 200 + " & "
    "a title that goes on for longer than any line is wide, " * 3
)


@dataclass(frozen=True)
class Counted:
    """What the citizens of a group bear under a design and another: shares of these citizens."""

    group: str
    design: str
    other: str
    burden: str
    citizens: int
    more: Estimate
    equal: Estimate
    less: Estimate
    both: Estimate
    only_here: Estimate
    only_there: Estimate


def counted(analysis: Analysis, tables: Mapping[str, Columns]) -> tuple[Counted, ...]:
    """Who gains and who loses under every design against the reference, counted citizen by citizen."""
    return tuple(
        counted_of(analysis, tables, group, design, burden, column)
        for group in ("all", "reachable")
        for design in analysis.others
        for burden, column in (("effort_minutes", "effort_seconds"), ("missed_invoices", "missed"))
    )


def counted_of(
    analysis: Analysis, tables: Mapping[str, Columns], group: str, design: str, burden: str, column: str
) -> Counted:
    """The same for one burden of one group."""
    chosen = tables[design]["reachable"] >= (group == "reachable")
    here, there = tables[design][column][chosen], tables[analysis.reference][column][chosen]

    def share(who: npt.NDArray[np.bool_]) -> Estimate:
        value = float(who.mean())
        half = 1.96 * (value * (1.0 - value) / len(who)) ** 0.5
        return Estimate(value, max(0.0, value - half), min(1.0, value + half))

    return Counted(
        group, design, analysis.reference, burden, len(here), share(here > there), share(here == there),
        share(here < there), share((here > 0) & (there > 0)), share((here > 0) & (there == 0)),
        share((here == 0) & (there > 0)),
    )  # fmt: skip


@cache
def analysed(designs: str, size: int = 200, seed: int = 5, replications: int = 1) -> Analysis:
    scenario = small(size, replications, designs=designs, seed=seed)
    return analyse(scenario, Tally.of(scenario, run(scenario, engine=simulate).tables))


def complete(designs: str, size: int = 200, seed: int = 5) -> Analysis:
    """An analysis in which winners were counted, whether or not it counts them itself."""
    analysis = replace(analysed(designs, size, seed))
    object.__setattr__(analysis, "joints", counted(analysis, tables_of(analysis)))
    return analysis


def titled(analysis: Analysis, title: str) -> Analysis:
    """The same study by another title."""
    return replace(analysis, scenario=analysis.scenario.model_copy(update={"title": title}))


def renamed(analysis: Analysis, names: Mapping[str, str]) -> Analysis:
    """The same study with designs by other names."""

    def name(design: str) -> str:
        return names.get(design, design)

    scenario = analysis.scenario.model_copy(
        update={"designs": {name(design): found for design, found in analysis.scenario.designs.items()}}
    )
    return replace(
        analysis,
        scenario=scenario,
        designs=tuple(map(name, analysis.designs)),
        reference=name(analysis.reference),
        contrasts=tuple(replace(row, design=name(row.design)) for row in analysis.contrasts),
        spreads=tuple(replace(row, design=name(row.design)) for row in analysis.spreads),
    )


def tables_of(analysis: Analysis) -> Mapping[str, Columns]:
    """The rows behind an analysis of these."""
    return run(analysis.scenario, engine=simulate).tables


def with_levels(analysis: Analysis, levels: Mapping[tuple[str, str], float]) -> Analysis:
    """The same study with other levels, given by design and response."""
    return replace(
        analysis,
        contrasts=tuple(
            replace(row, level=Estimate(levels[row.design, row.response]))
            if (row.design, row.response) in levels
            else row
            for row in analysis.contrasts
        ),
    )


def with_differences(analysis: Analysis, differences: Mapping[tuple[str, str], Estimate]) -> Analysis:
    """The same study with other differences in both groups, given by design and response."""
    return replace(
        analysis,
        contrasts=tuple(
            replace(row, difference=differences.get((row.design, row.response), row.difference))
            for row in analysis.contrasts
        ),
    )
