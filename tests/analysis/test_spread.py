from __future__ import annotations

import numpy as np

from sim.analysis.evaluation import analyse
from sim.analysis.groups import groups_of
from sim.analysis.spread import spreads
from sim.analysis.tally import Tally
from sim.experiment.runner import run
from sim.outcomes.distribution import burdens_of
from tests.analysis.reference import distribution_from
from tests.experiment.fake_engine import simulate
from tests.experiment.studies import small


def test_every_burden_of_every_group_and_design_once_and_of_its_own_citizens() -> None:
    scenario = small(200, replications=2)
    tables = run(scenario, engine=simulate).tables
    groups, burdens = groups_of(scenario), burdens_of(scenario)
    tally = Tally.of(scenario, tables)
    found = spreads([tally.sample(group) for group in groups], burdens)
    names = [(row.group, row.design, row.burden) for row in found]
    assert names == [(group.name, design, one.name) for group in groups for design in tables for one in burdens]
    analysis = analyse(scenario, tally)
    assert analysis.spreads == found
    everybody = analysis.spread("all", "sender", "effort_minutes").distribution
    assert everybody.citizens == 400
    assert everybody == distribution_from(tables["sender"]["effort_seconds"].tolist(), burdens[0].scale)
    segments = [row for row in found if row.group.startswith("segment_") and (row.design, row.burden) == names[0][1:]]
    assert sum(row.distribution.citizens for row in segments) == 400
    reachable = tables["sender"]["reachable"] == 1
    own = distribution_from(tables["sender"]["fees_cents"][reachable].tolist(), burdens[1].scale)
    assert analysis.spread("reachable", "sender", "fees_eur").distribution == own != everybody


def test_a_group_without_citizens_has_nothing_to_spread() -> None:
    scenario = small(30)
    tables = {
        design: {**columns, "segment": np.zeros(30, dtype=np.int64)}
        for design, columns in run(scenario, engine=simulate).tables.items()
    }
    empty = [row for row in analyse(scenario, Tally.of(scenario, tables)).spreads if row.distribution.citizens == 0]
    assert {row.group for row in empty} == {"segment_age-40-65", "segment_age-65-80", "segment_age-80-up"}
    assert all(row.distribution.percentiles is None and row.distribution.gini is None for row in empty)
