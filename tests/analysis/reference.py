"""The analysis of a study written slowly and plainly: whole tables, Python's own integers and fractions, no shortcuts.

It shares with the analysis under test the rows it fills in, the names of what is read together, and the random numbers.
What is counted is in `tests.analysis.definitions`; Student's t is that of SciPy.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from fractions import Fraction
from functools import cache
from itertools import combinations
from statistics import NormalDist
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import stats

from sim.analysis.association import Association
from sim.analysis.comparison import Contrast, Estimate, Judgement
from sim.analysis.counting import Counting
from sim.analysis.family import ContrastFamily
from sim.analysis.groups import Group
from sim.analysis.joint import Joint
from sim.analysis.moments import Unit
from sim.analysis.spread import Spread
from sim.analysis.study_analysis import Analysis
from sim.analysis.verdict import Verdict
from sim.draws import Decision, normal
from sim.outcomes.distribution import Distribution
from sim.outcomes.responses import FAMILY, Columns, Response
from sim.scenario.schema import Scenario
from tests.analysis.definitions import COUNTED, burdens_of, defined, groups_of, margins_of, year_of

CONFIDENCE: Final = 0.95
DRAWS: Final = 20_000
KEY: Final = 20_080_613
PERCENTILES: Final = (5, 25, 50, 75, 95, 99, 100)
STEPS: Final = 200
FROM_STUDENTS_T: Final = frozenset({"low", "high", "single", "adjusted"})
"""What goes through Student's t, or through the quantile of the largest of many."""
Difference = tuple[str, str, Response]
Numbers = npt.NDArray[np.float64]
Tables = dict[str, Columns]


def analysis_of(scenario: Scenario, tables: Tables) -> Analysis:
    """Everything that is said about a study."""
    groups, responses, burdens = groups_of(scenario), defined(scenario), burdens_of(scenario)
    unit: Unit = "replication" if scenario.helpdesk else "citizen"
    reference = scenario.compare.reference
    contrasts = tuple(
        contrast_of(tables, group, design, reference, response, unit)
        for group in groups
        for design in tables
        for response in responses.values()
    )
    margins, families = margins_of(scenario), families_of(scenario, tables)
    contrasts = tuple(together_of(contrasts, row, families, margins) for row in contrasts)
    verdicts = [
        verdict_of(tables, group, responses[name], unit, families[group.name], margins.get(name, 0.0))
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
            for grade in ("grade",)
            if scenario.survey is not None
        ),
        margins,
        families,
        tuple(
            joint_of(tables, group, design, reference, burden, unit, nets_together(group, groups, tables, burdens))
            for group in groups
            for design in tables
            if design != reference
            for burden in burdens
        ),
    )


def families_of(scenario: Scenario, tables: Tables) -> dict[str, ContrastFamily]:
    """What is read together of all citizens, and of those who can be reached."""
    responses, reference = defined(scenario), scenario.compare.reference
    unit: Unit = "replication" if scenario.helpdesk else "citizen"
    chosen = [responses[name] for name in FAMILY if name in responses]
    from_reference = [(design, reference, one) for design in tables if design != reference for one in chosen]
    between = [
        (one, other, responses[name])
        for one, other in combinations(tables, 2)
        for name in ("effort_minutes", "missed_share")
        if reference not in (one, other)
    ]
    read = [*from_reference, *between]
    return {group.name: family_of(tables, group, from_reference, read, unit) for group in groups_of(scenario)[:2]}


def family_of(
    tables: Tables, group: Group, base: list[Difference], differences: list[Difference], unit: Unit
) -> ContrastFamily:
    """The family of some differences, from the score of every unit; `base` are those from the reference design."""
    count = len(ratio(next(iter(tables.values())), group, base[0][2], unit)[0])

    def score(one: Difference) -> list[Fraction]:
        first, second = (linearised(*ratio(tables[design], group, one[2], unit)) for design in one[:2])
        return [] if first is None or second is None else [a - b for a, b in zip(first, second, strict=True)]

    def shared(one: list[Fraction], other: list[Fraction]) -> Fraction:
        return sum((a * b for a, b in zip(one, other, strict=True)), Fraction(0)) / (count * (count - 1))

    scores = {one: found for one in base if any(found := score(one))}
    places = {one: place for place, one in enumerate(scores)}
    root = {one: math.sqrt(shared(found, found)) for one, found in scores.items()}
    contrasts = []
    for one in differences:
        parts = [(design, base[0][1], one[2]) for design in one[:2]]
        known = [part for part in parts if part in places]
        if any(found := score(one)) and known:
            spread = math.sqrt(shared(found, found))
            second = known[1] if len(known) > 1 else None
            at = (places[known[0]], None if second is None else places[second])
            weights = (1.0, 0.0) if second is None else (root[known[0]] / spread, root[second] / spread)
            contrasts.append((at, weights))
    size, apart = len(contrasts), 1.0 - (1.0 - CONFIDENCE) / max(len(contrasts), 1)
    if size < 2 or (1.0 - CONFIDENCE) * DRAWS < 20 or count < 10 * len(scores):
        return ContrastFamily(group.name, size, CONFIDENCE, "Bonferroni", apart)
    root_of = list(root.values())
    table = [
        [
            1.0 if one is other else float(shared(found, with_it)) / (root_of[row] * root_of[column])
            for column, (other, with_it) in enumerate(scores.items())
        ]
        for row, (one, found) in enumerate(scores.items())
    ]
    reach = float(np.sort(largest(cholesky(table), contrasts))[math.ceil(CONFIDENCE * DRAWS) - 1])
    single = 2.0 * NormalDist().cdf(reach) - 1.0
    return ContrastFamily(group.name, size, CONFIDENCE, "max-t", min(max(single, CONFIDENCE), apart))


def cholesky(table: Sequence[Sequence[float]]) -> Numbers:
    """The lower triangular matrix whose product with its transpose is the table, row by row; singular ones as well."""
    count = len(table)
    found = np.zeros((count, count))
    for row in range(count):
        for column in range(row + 1):
            rest = table[row][column]
            for before in range(column):
                rest -= found[row, before] * found[column, before]
            if row == column:
                found[row, row] = math.sqrt(rest) if rest >= 1e-10 else 0.0
            elif found[column, column]:
                found[row, column] = rest / found[column, column]
    assert np.allclose(found @ found.T, table, atol=1e-9)
    return found


@cache
def independent(place: int) -> Numbers:
    """The standard normal variate of a place in every draw."""
    decision = Decision.LARGEST_DIFFERENCE.value
    return np.array([normal(KEY, 0, draw, place, decision, 0) for draw in range(DRAWS)])


def largest(factor: Numbers, contrasts: Sequence[tuple[tuple[int, int | None], tuple[float, float]]]) -> Numbers:
    """The largest of all contrasts, without its sign, in every draw."""
    correlated = [
        sum((row[place] * independent(place) for place in range(number + 1)), np.zeros(DRAWS))
        for number, row in enumerate(factor)
    ]
    values = [
        weights[0] * correlated[one] - (0.0 if other is None else weights[1] * correlated[other])
        for (one, other), weights in contrasts
    ]
    found: Numbers = np.max(np.abs(values), axis=0)
    return found


def quantile(freedom: int, confidence: float) -> float:
    """Half the width of a central interval in standard errors; from 1,000 degrees of freedom on that of the normal."""
    upper = 0.5 + confidence / 2.0
    return float(stats.norm.ppf(upper) if freedom >= 1000 else stats.t.ppf(upper, freedom))


def wider(estimate: Estimate, factor: float) -> Estimate:
    """The same value with an interval so many times as wide."""
    if estimate.value is None or estimate.low is None or estimate.high is None:
        return estimate
    reach = factor * (estimate.high - estimate.low) / 2.0
    return Estimate(estimate.value, estimate.value - reach, estimate.value + reach)


def simultaneous(difference: Estimate, freedom: int | None, family: ContrastFamily) -> Estimate:
    """A difference with the interval that holds together with the others of its family."""
    if freedom is None:
        return difference
    return wider(difference, quantile(freedom, family.single) / quantile(freedom, CONFIDENCE))


def judgement_of(difference: Estimate, margin: float) -> Judgement:
    """On which side of the margins the whole interval lies."""
    low, high = difference.low, difference.high
    if low is None or high is None:
        return "unsettled"
    if low >= margin and low > 0:
        return "more"
    if high <= -margin and high < 0:
        return "less"
    return "same" if -margin <= low <= high <= margin else "unsettled"


def together_of(
    contrasts: Sequence[Contrast], row: Contrast, families: Mapping[str, ContrastFamily], margins: Mapping[str, float]
) -> Contrast:
    """A contrast with the interval, the probability and the judgement that hold for its family, if it is in one."""
    if row.group not in families or row.response not in FAMILY or row.difference is None:
        return row
    beside = [other for other in contrasts if (other.group, other.response in FAMILY) == (row.group, True)]
    chances = sorted(one for one in map(chance_of, beside) if one is not None)
    chance, adjusted = chance_of(row), None
    if chance is not None:  # Holm: the largest of (k - rank) p over all that are not larger
        steps = [(len(chances) - rank) * one for rank, one in enumerate(chances) if one <= chance]
        adjusted = min(1.0, max(steps))
    together = simultaneous(row.difference, row.freedom, families[row.group])
    judgement = judgement_of(together, margins.get(row.response, 0.0))
    return replace(row, together=together, adjusted=adjusted, judgement=judgement)


def chance_of(row: Contrast) -> float | None:
    """The probability of a difference at least as large by chance alone."""
    if row.difference is None or row.difference.value is None or not row.error or row.freedom is None:
        return None
    errors = abs(row.difference.value) / row.error
    return float(2.0 * (stats.norm.sf(errors) if row.freedom >= 1000 else stats.t.sf(errors, row.freedom)))


def score_interval(count: int, of: int) -> Estimate:
    """A share with the interval of all shares p that are no more than z standard errors sqrt(p (1 - p) / n) from it."""
    if not of:
        return Estimate(None)
    z = NormalDist().inv_cdf(0.5 + CONFIDENCE / 2.0)
    # The ends solve (p - count / of)^2 = z^2 p (1 - p) / of
    ends = np.roots([of + z * z, -(2 * count + z * z), count * count / of])
    return Estimate(count / of, float(min(ends)) if count else 0.0, float(max(ends)) if count < of else 1.0)


def nets_together(group: Group, groups: Sequence[Group], tables: Tables, burdens: Sequence[Response]) -> int:
    """How many nets are read together."""
    return sum(each.column == group.column for each in groups) * (len(tables) - 1) * len(burdens)


def joint_of(tables: Tables, group: Group, design: str, other: str, burden: Response, unit: Unit, family: int) -> Joint:
    """What each citizen bears under two designs, one by one."""
    ((_, name),) = burden.numerator
    here, there = (column(tables[one], group, name) for one in (design, other))
    of = column(tables[design], group, "replication")
    pairs = list(zip(here, there, of, strict=True))

    def share(holds: Callable[[int, int], bool]) -> Estimate:
        if unit == "citizen":
            return score_interval(sum(holds(a, b) for a, b, _ in pairs), len(pairs))
        histories = range(max(tables[design]["replication"].tolist()) + 1)
        counts = [sum(holds(a, b) for a, b, which in pairs if which == one) for one in histories]
        people = [sum(which == one for _, _, which in pairs) for one in histories]
        value = Fraction(sum(counts), sum(people)) if sum(people) else None
        found = linearised(counts, people)
        free = estimate_of(value, variance_of(found) if found else None, 1.0, len(histories) - 1)
        if free.low is None or free.high is None:
            return free
        return Estimate(free.value, max(0.0, free.low), min(1.0, free.high))

    def net(gains: Callable[[int, int], bool], loses: Callable[[int, int], bool]) -> Estimate:
        signs = [gains(a, b) - loses(a, b) for a, b, _ in pairs]
        confidence = 1.0 - (1.0 - CONFIDENCE) / family
        if unit == "citizen":
            if not signs:
                return Estimate(None)
            weighted = [(sign, Fraction(1)) for sign in signs] + [(sign, Fraction(1, 2)) for sign in (1, -1, 0, 0)]
            of = sum((weight for _, weight in weighted), Fraction(0))
            middle = sum((sign * weight for sign, weight in weighted), Fraction(0)) / of
            squares = sum((weight * (sign - middle) ** 2 for sign, weight in weighted), Fraction(0))
            reach = NormalDist().inv_cdf(0.5 + confidence / 2.0) * math.sqrt(squares / of**2)
            return Estimate(sum(signs) / len(signs), max(-1.0, float(middle) - reach), min(1.0, float(middle) + reach))
        histories = range(max(tables[design]["replication"].tolist()) + 1)
        counts = [sum(sign for sign, pair in zip(signs, pairs, strict=True) if pair[2] == one) for one in histories]
        people = [sum(which == one for _, _, which in pairs) for one in histories]
        value = Fraction(sum(counts), sum(people)) if sum(people) else None
        found = linearised(counts, people)
        free = estimate_of(value, variance_of(found) if found else None, 1.0, len(histories) - 1)
        return wider(free, quantile(len(histories) - 1, confidence) / quantile(len(histories) - 1, CONFIDENCE))

    up = [a - b for a, b, _ in pairs if a > b]
    down = [b - a for a, b, _ in pairs if a < b]
    return Joint(
        group.name,
        design,
        other,
        burden.name,
        len(pairs),
        share(lambda a, b: a > b),
        share(lambda a, b: a == b),
        share(lambda a, b: a < b),
        share(lambda a, b: a > 0 and b > 0),
        share(lambda a, b: a > 0 and b == 0),
        share(lambda a, b: a == 0 and b > 0),
        share(lambda a, b: a == 0 and b == 0),
        float(Fraction(sum(up), len(up))) * burden.scale if up else None,
        float(Fraction(sum(down), len(down))) * burden.scale if down else None,
        net(lambda a, b: a < b, lambda a, b: a > b),
        net(lambda a, b: a == 0 and b > 0, lambda a, b: a > 0 and b == 0),
    )


def column(columns: Columns, group: Group, name: str) -> list[int]:
    """A column of the citizens of a group. The designs send e-mails and letters only, and e-mail has the lowest bit."""
    if group.column is None:
        return [int(value) for value in columns[name]]
    marks = columns[group.column] % 2 if group.column == "reachable" else columns[group.column]
    return [int(value) for value, mark in zip(columns[name], marks, strict=True) if mark == group.value]


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


def estimate_of(value: Fraction | None, variance: Fraction | None, scale: float, freedom: int | None) -> Estimate:
    """A value with Student's interval."""
    if value is None:
        return Estimate(None)
    if not variance or freedom is None:
        return Estimate(float(value) * scale)
    reach = quantile(freedom, CONFIDENCE) * math.sqrt(variance) * scale
    return Estimate(float(value) * scale, float(value) * scale - reach, float(value) * scale + reach)


def variance_of(differences: Sequence[Fraction]) -> Fraction | None:
    """The variance of the mean of numbers whose mean is 0."""
    count = len(differences)
    return sum((one * one for one in differences), Fraction(0)) / (count * (count - 1)) if count > 1 else None


def effective_of(
    pairs: Sequence[tuple[int, int]], other_pairs: Sequence[tuple[int, int]], response: Response, unit: Unit
) -> Fraction | None:
    """The effective number of a difference, from the influence of each citizen; None where it is not worked out."""
    base = sum(below for _, below in pairs)
    same = all(below == other for (_, below), (_, other) in zip(pairs, other_pairs, strict=True))
    fixed = response.denominator in {None, "messages", "invoices", "actions", "surveyed"}
    if unit == "replication" or not (base and same and fixed):
        return None
    changes = [above - other for (above, _), (other, _) in zip(pairs, other_pairs, strict=True)]
    influence = [base * change - sum(changes) * below for change, (_, below) in zip(changes, pairs, strict=True)]
    fourth = sum(one**4 for one in influence)
    return Fraction(sum(one**2 for one in influence) ** 2, fourth) if fourth else None


def freedom_of(effective: Fraction | None, differing: int, units: int, unit: Unit) -> int | None:
    """The degrees of freedom of a difference; None where too few citizens make it."""
    if unit == "replication":
        return units - 1
    if (differing if effective is None else effective) < 10:
        return None
    if effective is None or effective >= units:
        return units - 1
    whole = math.floor(2 * units * effective / (units - effective))
    if whole < 1000:
        whole = int(str(whole)[:2].ljust(len(str(whole)), "0"))
    return min(whole, units - 1)


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
    level = estimate_of(value, variance, response.scale, len(above) - 1)
    if design == reference:
        return Contrast(group.name, design, response.name, citizens, level, None, 0, None, unit)
    other_above, other_below = ratio(tables[reference], group, response, unit)
    pairs, other_pairs = list(zip(above, below, strict=True)), list(zip(other_above, other_below, strict=True))
    differing = sum(one != other for one, other in zip(pairs, other_pairs, strict=True))
    effective = effective_of(pairs, other_pairs, response, unit)
    freedom, error = None, None
    other_score = linearised(other_above, other_below)
    worth, difference = None, Estimate(None)
    if value is not None and score is not None and other_score is not None:
        gap = value - Fraction(sum(other_above), sum(other_below))
        of_gap = variance_of([one - other for one, other in zip(score, other_score, strict=True)])
        if of_gap:
            freedom, error = freedom_of(effective, differing, len(above), unit), math.sqrt(of_gap) * response.scale
        difference = estimate_of(gap, of_gap, response.scale, freedom)
        other_variance = variance_of(other_score)
        if of_gap and variance is not None and other_variance is not None:
            worth = float((variance + other_variance) / of_gap)
    if unit == "citizen" and (differing if effective is None else effective) < 100:
        worth = None
    return Contrast(
        group.name,
        design,
        response.name,
        citizens,
        level,
        difference,
        differing,
        worth,
        unit,
        None if effective is None else float(effective),
        error,
        freedom,
    )


def verdict_of(
    tables: Tables, group: Group, response: Response, unit: Unit, family: ContrastFamily, margin: float
) -> Verdict | None:
    """The design with the lowest level, and the others behind it."""
    levels = {design: contrast_of(tables, group, design, design, response, unit).level.value for design in tables}
    known = {design: level for design, level in levels.items() if level is not None}
    if len(known) < 2:
        return None
    best, *others = sorted(known, key=lambda design: known[design])
    behind = {}
    for other in others:
        row = contrast_of(tables, group, other, best, response, unit)
        assert row.difference is not None
        together = simultaneous(row.difference, row.freedom, family)
        behind[other] = replace(row, together=together, judgement=judgement_of(together, margin))
    return Verdict(group.name, response.name, margin, best, behind, "lower")


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
    return Counting(group.name, design, rule, citizens, events, sum(messages), year_of(scenario))


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


def require_alike(found: object, wanted: object, place: str = "") -> None:
    """Fails at the first value that differs. Whole numbers are equal, and what is divided or scaled but for rounding.

    Student's t is worked out in two ways, and agrees to a part in 10^11.
    """
    if is_dataclass(wanted) and not isinstance(wanted, type):
        assert type(found) is type(wanted), place
        for field in fields(wanted):
            require_alike(getattr(found, field.name), getattr(wanted, field.name), f"{place}.{field.name}")
    elif isinstance(wanted, Mapping):
        assert isinstance(found, Mapping), place
        assert list(found) == list(wanted), place
        for key, value in wanted.items():
            require_alike(found[key], value, f"{place}[{key}]")
    elif isinstance(wanted, tuple):
        assert isinstance(found, tuple), place
        assert len(found) == len(wanted), place
        for number, pair in enumerate(zip(found, wanted, strict=True)):
            require_alike(*pair, f"{place}[{number}]")
    elif isinstance(found, float) and isinstance(wanted, float):
        nearly = (1e-11, 1e-13) if place.rpartition(".")[2] in FROM_STUDENTS_T else (1e-14, 0.0)
        assert math.isclose(found, wanted, rel_tol=nearly[0], abs_tol=nearly[1]), f"{place}: {found!r}, not {wanted!r}"
    else:
        assert found == wanted, f"{place}: {found!r}, not {wanted!r}"


def with_one_more(columns: Columns, name: str, row: int) -> Columns:
    """The same columns, with one number of one citizen larger by 1."""
    changed = columns[name].copy()
    changed[row] += np.int64(1)
    return {**columns, name: changed}
