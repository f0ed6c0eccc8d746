"""The analysis of a study written slowly and plainly: whole tables, Python's own integers and fractions, no shortcuts.

It shares with the analysis under test only the rows it fills in, and Student's t.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from sim.analysis.association import Association
from sim.analysis.comparison import CONFIDENCE, Contrast, Estimate
from sim.analysis.counting import Counting
from sim.analysis.groups import Group, groups_of
from sim.analysis.layout import Unit
from sim.analysis.spread import Spread
from sim.analysis.student import half_width
from sim.analysis.study import Analysis
from sim.analysis.verdict import Verdict
from sim.outcomes.distribution import PERCENTILES, Distribution, burdens_of
from sim.outcomes.lorenz import STEPS
from sim.outcomes.responses import COUNTED, Columns, Response, responses_of, yearly_scale
from sim.scenario.schema import Scenario

Tables = dict[str, Columns]


def analysis_of(scenario: Scenario, tables: Tables) -> Analysis:
    """Everything that is said about a study."""
    groups, responses, burdens = groups_of(scenario), responses_of(scenario), burdens_of(scenario)
    unit: Unit = "replication" if scenario.helpdesk else "citizen"
    reference = scenario.compare.reference
    contrasts = tuple(
        contrast_of(tables, group, design, reference, response, unit)
        for group in groups
        for design in tables
        for response in responses.values()
    )
    verdicts = [
        verdict_of(tables, group, responses[name], unit)
        for group in groups[:2]
        for name in ("effort_minutes", "missed_share")
    ]
    return Analysis(
        scenario,
        tuple(tables),
        reference,
        responses,
        groups,
        unit,
        contrasts,
        tuple(verdict for verdict in verdicts if verdict is not None),
        {burden.name: burden for burden in burdens},
        tuple(
            Spread(
                group.name,
                design,
                burden.name,
                distribution_of(tables[design], group, burden),
                lorenz_of(tables[design], group, burden),
            )
            for group in groups
            for design in tables
            for burden in burdens
        ),
        tuple(
            counting_of(scenario, tables[design], group, design, rule)
            for group in groups
            for design in tables
            for rule in scenario.counting
        ),
        tuple(
            association_of(tables[design], group, design, grade)
            for group in groups
            for design in tables
            for grade in ("grade_free", "grade_mandatory")
            if scenario.survey is not None
        ),
    )


def column(columns: Columns, group: Group, name: str) -> list[int]:
    """A column of the citizens of a group."""
    if group.column is None:
        return [int(value) for value in columns[name]]
    return [int(value) for value, mark in zip(columns[name], columns[group.column], strict=True) if mark == group.value]


def ratio(columns: Columns, group: Group, response: Response, unit: Unit) -> tuple[list[int], list[int]]:
    """Numerator and denominator of each unit."""
    citizens = len(column(columns, group, "citizen"))
    above, below = [0] * citizens, [1] * citizens
    for factor, name in response.numerator:
        above = [sum(pair) for pair in zip(above, (factor * x for x in column(columns, group, name)), strict=True)]
    if response.denominator is not None:
        below = column(columns, group, response.denominator)
    if unit == "citizen":
        return above, below
    of = column(columns, group, "replication")
    replications = range(int(columns["replication"].max()) + 1)
    return (
        [sum(value for value, which in zip(above, of, strict=True) if which == one) for one in replications],
        [sum(value for value, which in zip(below, of, strict=True) if which == one) for one in replications],
    )


def scores(above: list[int], below: list[int]) -> list[int]:
    """The score of each unit, without the common factor n / B^2."""
    return [n * sum(below) - sum(above) * d for n, d in zip(above, below, strict=True)]


def estimate_of(value: Fraction | None, variance: Fraction | None, scale: float, units: int) -> Estimate:
    """A value with Student's interval."""
    if value is None:
        return Estimate(None)
    if not variance:
        return Estimate(float(value) * scale)
    reach = half_width(units - 1, CONFIDENCE) * math.sqrt(variance) * scale
    return Estimate(float(value) * scale, float(value) * scale - reach, float(value) * scale + reach)


def variance_of(differences: Sequence[Fraction]) -> Fraction | None:
    """The variance of the mean of numbers whose mean is 0."""
    count = len(differences)
    return sum((one * one for one in differences), Fraction(0)) / (count * (count - 1)) if count > 1 else None


def linearised(above: list[int], below: list[int]) -> list[Fraction] | None:
    """The score of each unit."""
    total = sum(below)
    return [Fraction(len(below) * one, total * total) for one in scores(above, below)] if total else None


def contrast_of(tables: Tables, group: Group, design: str, reference: str, response: Response, unit: Unit) -> Contrast:
    """A level and its difference from the reference."""
    citizens = len(column(tables[design], group, "citizen"))
    above, below = ratio(tables[design], group, response, unit)
    value = Fraction(sum(above), sum(below)) if sum(below) else None
    score = linearised(above, below)
    variance = variance_of(score) if score is not None else None
    level = estimate_of(value, variance, response.scale, len(above))
    if design == reference:
        return Contrast(group.name, design, response.name, citizens, level, None, 0, None, unit)
    other_above, other_below = ratio(tables[reference], group, response, unit)
    differing = sum(
        one != other
        for one, other in zip(zip(above, below, strict=True), zip(other_above, other_below, strict=True), strict=True)
    )
    other_score = linearised(other_above, other_below)
    worth, difference = None, Estimate(None)
    if value is not None and score is not None and other_score is not None:
        gap = value - Fraction(sum(other_above), sum(other_below))
        of_gap = variance_of([one - other for one, other in zip(score, other_score, strict=True)])
        difference = estimate_of(gap, of_gap, response.scale, len(above))
        other_variance = variance_of(other_score)
        if of_gap and variance is not None and other_variance is not None:
            worth = float((variance + other_variance) / of_gap)
    return Contrast(group.name, design, response.name, citizens, level, difference, differing, worth, unit)


def verdict_of(tables: Tables, group: Group, response: Response, unit: Unit) -> Verdict | None:
    """The two designs with the lowest level."""
    levels = {design: contrast_of(tables, group, design, design, response, unit).level.value for design in tables}
    known = {design: level for design, level in levels.items() if level is not None}
    if len(known) < 2:
        return None
    best, runner_up = sorted(known, key=lambda design: known[design])[:2]
    lead = contrast_of(tables, group, best, runner_up, response, unit)
    return Verdict(group.name, response.name, best, runner_up, lead)


def distribution_of(columns: Columns, group: Group, burden: Response) -> Distribution:
    """Percentiles, Gini coefficient and the share of the top tenth, from every citizen's value."""
    ((_, name),) = burden.numerator
    return distribution_from(column(columns, group, name), burden.scale)


def distribution_from(listed: Sequence[int], scale: float) -> Distribution:
    """The same, of listed values."""
    values, count, total = sorted(listed), len(listed), sum(listed)
    if not count:
        return Distribution(0, None, None, None, None)
    percentiles = tuple(values[max(math.ceil(Fraction(p * count, 100)), 1) - 1] * scale for p in PERCENTILES)
    mean = float(Fraction(total, count)) * scale
    if not total:
        return Distribution(count, mean, percentiles, None, None)
    apart = sum(abs(one - other) for one in values for other in values)
    wanted = Fraction(count, 10)
    parts = [min(max(wanted - rank, Fraction(0)), Fraction(1)) for rank in range(count)]
    borne = sum((part * value for part, value in zip(parts, reversed(values), strict=True)), Fraction(0))
    return Distribution(count, mean, percentiles, float(Fraction(apart, 2 * count * total)), float(borne / total))


def lorenz_of(columns: Columns, group: Group, burden: Response) -> tuple[float, ...] | None:
    """The Lorenz curve, from every citizen's value."""
    ((_, name),) = burden.numerator
    return lorenz_from(column(columns, group, name))


def lorenz_from(listed: Sequence[int]) -> tuple[float, ...] | None:
    """The same, of listed values."""
    values, count, total = sorted(listed), len(listed), sum(listed)
    if not total:
        return None
    found = []
    for step in range(STEPS + 1):
        whole, part = divmod(Fraction(step * count, STEPS), 1)
        rest = part * values[int(whole)] if part else Fraction(0)
        found.append(float((sum(values[: int(whole)]) + rest) / total))
    return tuple(found)


def counting_of(scenario: Scenario, columns: Columns, group: Group, design: str, rule: str) -> Counting:
    """What a rule counts."""
    events = {event: sum(column(columns, group, COUNTED[event])) for event in scenario.counting[rule].counts}
    messages, citizens = column(columns, group, "messages"), len(column(columns, group, "citizen"))
    return Counting(group.name, design, rule, citizens, events, sum(messages), yearly_scale(scenario))


def association_of(columns: Columns, group: Group, design: str, grade: str) -> Association:
    """Pearson's correlation of a grade with the overhead."""
    asked = column(columns, group, "surveyed")
    grades, burdens = (
        [value for value, one in zip(column(columns, group, name), asked, strict=True) if one == 1]
        for name in (grade, "overhead_seconds")
    )
    count = len(grades)

    def deviation(one: list[int], other: list[int]) -> int:
        return count * sum(a * b for a, b in zip(one, other, strict=True)) - sum(one) * sum(other)

    first, second = deviation(grades, grades), deviation(burdens, burdens)
    found = None
    if first and second:
        root = math.sqrt(first) * math.sqrt(second)
        found = max(-1.0, min(1.0, deviation(grades, burdens) / root))
    return Association(group.name, design, grade, count, found)


def with_one_more(columns: Columns, name: str, row: int) -> Columns:
    """The same columns, with one number of one citizen larger by 1."""
    changed = columns[name].copy()
    changed[row] += np.int64(1)
    return {**columns, name: changed}
