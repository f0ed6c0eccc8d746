"""Analyses to draw: of few citizens, by an engine of a few lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from sim.analysis.comparison import Estimate
from sim.analysis.evaluation import analyse
from sim.analysis.study_analysis import Analysis
from sim.analysis.tally import Tally
from sim.experiment.runner import run
from tests.experiment.fake_engine import simulate
from tests.experiment.studies import SHIPPED, small

FIVE = "opaque, sender, action, wmebv, paper"
MANY = "opaque, sender, action, wmebv, austria, norway, kivra, digest, paper-fallback, paper"

EVERY = ", ".join(sorted(path.stem for path in (SHIPPED.parent / "parts" / "designs").glob("*.yaml")))
HOSTILE = (
    "</title><script>alert(1)</script> --> $\\frac{x}{y}$ & \x1b[31m \N{PILE OF POO} \u6f22\u5b57 W" + "W" * 200 + " & "
    "a title that goes on for longer than any line is wide, " * 3
)


@cache
def analysed(designs: str, size: int = 200, seed: int = 5, replications: int = 1) -> Analysis:
    scenario = small(size, replications, designs=designs, seed=seed)
    return analyse(scenario, Tally.of(scenario, run(scenario, engine=simulate).tables))


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
        joints=tuple(replace(row, design=name(row.design), other=name(row.other)) for row in analysis.joints),
    )


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
            replace(
                row,
                difference=differences.get((row.design, row.response), row.difference),
                together=differences.get((row.design, row.response), row.together),
            )
            for row in analysis.contrasts
        ),
    )
