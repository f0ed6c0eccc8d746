"""The complete analysis of a study, from its sums."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sim.analysis.association import associations
from sim.analysis.comparison import CONFIDENCE, compare
from sim.analysis.counting import countings
from sim.analysis.groups import ALL, REACHABLE, Group, groups_of
from sim.analysis.joint import joints
from sim.analysis.judgement import margins_of
from sim.analysis.multiple_comparisons import family_of, family_responses, with_simultaneous_intervals
from sim.analysis.simultaneous import Differences
from sim.analysis.spread import spreads
from sim.analysis.study_analysis import Analysis
from sim.analysis.tally import Tally
from sim.analysis.verdict import verdict
from sim.outcomes.distribution import burdens_of
from sim.outcomes.responses import JUDGED, responses_of
from sim.scenario.schema import Scenario


def analyse(scenario: Scenario, tally: Tally, *, groups: Sequence[Group] = (), only: Collection[str] = ()) -> Analysis:
    """Compares the simulated designs of a scenario with its reference design.

    Simultaneous intervals and verdicts are for all citizens and for the reachable ones only.

    Of some `groups`, and of `only` these responses where they are named: no number that is left depends on what is left
    out, and it takes a third of the time. Those that are read side by side have to be among them.
    """
    responses = {name: each for name, each in responses_of(scenario).items() if not only or name in only}
    groups = tuple(groups) or groups_of(scenario)
    reference, margins = scenario.compare.reference, margins_of(scenario)
    samples = [tally.sample(group) for group in groups]
    ranked = [sample for sample in samples if sample.group in (ALL, REACHABLE)]
    differences = [Differences(sample, reference, family_responses(responses)) for sample in ranked]
    confidence = CONFIDENCE if scenario.compare.confidence is None else scenario.compare.confidence.value
    families = {one.sample.group.name: family_of(one, confidence) for one in differences}
    contrasts = with_simultaneous_intervals(compare(samples, reference, responses.values()), families, margins)
    judged = (
        verdict(sample, contrasts, responses[name], families[sample.group.name], margins.get(name, 0.0))
        for sample in ranked
        for name in JUDGED
    )
    burdens = {burden.name: burden for burden in burdens_of(scenario)}
    return Analysis(
        scenario,
        tally.layout.designs,
        reference,
        responses,
        groups,
        tally.layout.unit,
        contrasts,
        tuple(found for found in judged if found is not None),
        burdens,
        spreads(samples, burdens.values()),
        countings(scenario, samples),
        associations(scenario, samples),
        margins,
        families,
        joints(samples, reference, burdens.values()),
    )
