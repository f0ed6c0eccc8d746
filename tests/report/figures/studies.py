"""Analyses to draw: of few citizens, by an engine of a few lines."""

from __future__ import annotations

from functools import cache

from sim.analysis.study import Analysis, analyse
from sim.analysis.tally import Tally
from sim.experiment.runner import run
from tests.experiment.fake_engine import simulate
from tests.experiment.studies import small

MANY = "opaque, sender, action, wmebv, austria, norway, kivra, digest, paper-fallback, paper"


@cache
def analysed(designs: str, size: int = 200, seed: int = 5, replications: int = 1) -> Analysis:
    scenario = small(size, replications, designs=designs, seed=seed)
    return analyse(scenario, Tally.of(scenario, run(scenario, engine=simulate).tables))
