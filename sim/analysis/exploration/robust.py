"""Robustness: the design that wins over parameter uncertainty, its regret, and the conditions under which it loses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

import numpy as np

from sim.analysis.exploration.outputs import Output, may_affect
from sim.analysis.exploration.points import LEAST_POINTS
from sim.analysis.exploration.probe import Probe
from sim.analysis.exploration.space import Numbers
from sim.analysis.uncertainty.prim import Rule, rule, unless
from sim.analysis.uncertainty.robustness import DesignPerformance, Mask, Robustness, robustness
from sim.errors import UsageError
from sim.outcomes.responses import Counts, Response
from sim.scenario.factors import Factor
from sim.scenario.schema import Scenario

MOST_FACTORS: Final = 3
"""Number of factors named behind a verdict."""
FEW: Final = 0.02
ALL_BUT_FEW: Final = 0.98
"""Outcomes rarer than this, or more common, get no rule: there are too few cases to learn from."""
LUCK: Final = 0.05
"""Probability that any factor is named that has no effect on an output (Bonferroni's bound)."""


@dataclass(frozen=True, slots=True)
class DecisiveFactor:
    """A factor on which an output depends."""

    factor: Factor
    correlation: float
    """Spearman's correlation of the factor and the output over the points; above 0 if both increase together."""


@dataclass(frozen=True, slots=True)
class LossCondition:
    """Conditions under which a design is not better than another, as a few limits."""

    rule: Rule
    words: str


@dataclass(frozen=True, slots=True)
class DesignRobustness:
    """One design against the reference over parameter uncertainty."""

    design: str
    rarer: LossCondition | None
    """Conditions of the rarer outcome: that the design is better by more than the margin, or that it is not. None if
    the outcome is too rare, or if no few limits describe it."""
    is_better_there: bool
    """True if the rarer outcome is that the design is better."""
    turns_on: tuple[DecisiveFactor, ...]
    """The factors with the strongest correlation with the difference."""


@dataclass(frozen=True, slots=True)
class ResponseRobustness:
    """Robustness of one response over parameter uncertainty."""

    response: Response
    group: str
    robustness: Robustness
    favourite: str
    """The design that wins at the most points; among equals, the one with the least mean regret."""
    unless: LossCondition | None
    """Conditions under which the favourite loses to another design; None if it hardly ever does."""
    against_reference: tuple[DesignRobustness, ...]
    """Every other design against the reference."""
    competing: Robustness | None
    """Robustness among the designs that can replace the reference; None if there are fewer than two."""
    chance: float | None
    """Half-width of the widest sampling interval of a difference from the reference at a point; None if no difference
    has an interval."""


def response_robustness(
    probe: Probe,
    sums: Counts,
    values: Numbers,
    outputs: Sequence[Output],
    margin: float,
    chance: float | None,
    *,
    names: Sequence[Factor],
) -> ResponseRobustness:
    """The robustness of one response; `outputs` are its level under the reference and the differences from it.

    `values` are the points in base units. Points at which the response is undefined under any design are left out.
    Raises `UsageError` if it is defined at too few points, or has no better direction.
    """
    level, *others = outputs
    response, reference = level.response, level.design
    if response.better is None:
        raise UsageError(f"Of {response.name} neither more nor less is better.")
    whole = np.isfinite(np.stack([each.values(probe, sums) for each in outputs])).all(axis=0)
    if whole.sum() < LEAST_POINTS:
        raise UsageError(
            f"{response.name} is defined at {whole.sum()} of {whole.size} points, and fewer than {LEAST_POINTS} are "
            "too few: what it is a share of hardly happens. Take more citizens: --size."
        )
    sums, values = sums[whole], values[whole]
    base = level.values(probe, sums)
    by_design = {reference: base, **{each.design: base + each.values(probe, sums) for each in others}}
    found = robustness(by_design, response.better, margin)
    favourite = favourite_of(found).design
    sign = 1.0 if response.better == "lower" else -1.0
    best_other = np.min([sign * each for design, each in by_design.items() if design != favourite], axis=0)
    lost = sign * by_design[favourite] - best_other > margin
    stands = tuple(
        design_robustness_of(probe, each, values, sign * each.values(probe, sums), margin, names) for each in others
    )
    unless_ = loss_condition(*relevant_factors(probe, probe.designs, level, names, values), lost)
    chosen = {each: by_design[each] for each in competing_of(probe.scenario, reference, list(by_design))}
    # A single design has no rival, and all of them are compared above.
    among = robustness(chosen, response.better, margin) if 2 <= len(chosen) < len(by_design) else None
    return ResponseRobustness(response, level.group.name, found, favourite, unless_, stands, among, chance)


def competing_of(scenario: Scenario, reference: str, designs: Sequence[str]) -> tuple[str, ...]:
    """The designs that can replace the reference: those with a message box, if there are any."""
    others = tuple(each for each in designs if each != reference)
    return tuple(each for each in others if scenario.designs[each].message_box) or others


def favourite_of(found: Robustness) -> DesignPerformance:
    """The design that wins at the most points; among equals, the one with the least mean regret."""
    return min(found.performances, key=lambda each: (-(each.wins.value or 0.0), each.regret.mean))


def relevant_factors(
    probe: Probe, designs: Sequence[str], output: Output, factors: Sequence[Factor], values: Numbers
) -> tuple[tuple[Factor, ...], Numbers]:
    """The factors that may move an output under some designs, and their columns; only these are named as reasons."""
    kept = [place for place, each in enumerate(factors) if may_affect(each, probe.scenario, designs, output.columns)]
    return tuple(factors[place] for place in kept), values[:, kept]


def design_robustness_of(
    probe: Probe, output: Output, values: Numbers, behind: Numbers, margin: float, names: Sequence[Factor]
) -> DesignRobustness:
    """One design against the reference, by the numbers that either of them may use."""
    return design_robustness(
        *relevant_factors(probe, output.designs, output, names, values), output.design, behind, margin
    )


def design_robustness(
    factors: Sequence[Factor], values: Numbers, design: str, behind: Numbers, margin: float
) -> DesignRobustness:
    """One design against the reference; `behind` is how much worse it is at each point, below 0 if better."""
    better = behind < -margin
    is_rare = bool(better.mean() < 0.5)
    rarer = loss_condition(factors, values, better if is_rare else ~better)
    return DesignRobustness(design, rarer, is_rare, decisive_factors(factors, values, behind))


def loss_condition(factors: Sequence[Factor], values: Numbers, where: Mask) -> LossCondition | None:
    """The rule that describes where something holds; None if it holds nearly nowhere or nearly everywhere."""
    if not factors or not FEW <= float(where.mean()) <= ALL_BUT_FEW:
        return None
    by_name = {factor.name: factor for factor in factors}
    found = rule(list(by_name), values, where, unit=lambda name, value: unit_of(by_name[name], value))
    if found is None:
        return None
    words = unless(
        found,
        lambda name, value: text_of(by_name[name], value),
        lambda name: by_name[name].label,
        lambda name: by_name[name].choices,
    )
    return LossCondition(found, words.removeprefix("unless "))


def decisive_factors(
    factors: Sequence[Factor], values: Numbers, output: Numbers, most: int = MOST_FACTORS, luck: float = LUCK
) -> tuple[DecisiveFactor, ...]:
    """The factors with the strongest rank correlation with an output, at most so many, if it is beyond chance.

    `luck` is the probability with which any is named without an association; as many as there are factors for no test.
    """
    whole = np.isfinite(output)
    ranked = ranks(output[whole])
    if not factors or not ranked.std():
        return ()
    found = []
    for place, factor in enumerate(factors):
        column = ranks(values[whole, place])
        together = float(np.corrcoef(column, ranked)[0, 1]) if column.std() else 0.0
        found.append(DecisiveFactor(factor, together))
    # Without an association, Spearman's correlation of n points has a standard error of about 1 / sqrt(n).
    by_luck = NormalDist().inv_cdf(1.0 - luck / (2.0 * len(factors))) / np.sqrt(len(ranked))
    kept = [each for each in found if abs(each.correlation) > by_luck]
    return tuple(sorted(kept, key=lambda each: -abs(each.correlation))[:most])


def ranks(values: Numbers) -> Numbers:
    """The ranks of some numbers, from 0; ties are ranked in their order."""
    found: Numbers = np.argsort(np.argsort(values, kind="stable"), kind="stable").astype(np.float64)
    return found


def unit_of(factor: Factor, value: float) -> float:
    """The size of the unit in which a value is written: a day, an hour, a euro, one in a hundred."""
    if factor.dimension.name == "span":
        return next(float(size) for size in (86_400, 3_600, 60, 1) if abs(value) >= size or size == 1)
    return {"money": 100.0, "share": 0.01}.get(factor.dimension.name, 1.0)


def text_of(factor: Factor, value: float) -> str:
    """A limit as text for people."""
    name = factor.dimension.name
    if name == "share":
        return f"{100.0 * value:.3g} %"
    if name == "money":
        return f"EUR {value / 100.0:.4g}"
    if name == "rate":
        return f"{value:.3g} a year"
    if name == "span":
        unit = unit_of(factor, value)
        return f"{value / unit:.3g} {({86_400.0: 'days', 3_600.0: 'h', 60.0: 'min', 1.0: 's'})[unit]}"
    return f"{value:.3g}"
