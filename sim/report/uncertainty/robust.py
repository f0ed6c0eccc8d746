"""The robustness of designs over the parameter space, as sentences, tables and a document for programs."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from sim.analysis.comparison import Estimate
from sim.analysis.exploration.centrality import Outlying, outlying_words
from sim.analysis.exploration.ensemble import Bound
from sim.analysis.exploration.outputs import GROUPS
from sim.analysis.exploration.robust import (
    DecisiveFactor,
    DesignRobustness,
    LossCondition,
    ResponseRobustness,
    favourite_of,
)
from sim.analysis.uncertainty.robustness import DesignPerformance, PairwisePerformance
from sim.notation import listed
from sim.report.block import Block, Head, row_of
from sim.report.layout import printable
from sim.report.terminal import in_columns
from sim.report.uncertainty.amount_text import amount_text, per_cent
from sim.scenario.coverage import Coverage
from sim.spreadsheets import Column, Table

TELLING: Final = 0.5
"""The share of a region's points above which a design is said to do mostly this there."""
HALF: Final = 0.5
LIFT: Final = 0.1
"""The least excess of a region's share over the share everywhere for the region to be reported."""
HOLDING: Final = 0.9
"""The share of all cases above which a region is said to hold nearly all of them."""
NEARLY: Final = 0.95
MOSTLY: Final = 0.75
"""The shares of the parameter space above which a difference is said to hold nearly everywhere, or mostly."""


def render(
    found: Sequence[ResponseRobustness],
    beside: Sequence[ResponseRobustness],
    reach: Coverage,
    points: int,
    sets: int,
    bound: Bound,
    outlying: Sequence[Outlying],
    identified: Mapping[str, bool],
    width: int,
) -> str:
    """For each response the verdict, the table of wins, and each design against the reference; ends with a newline.

    `beside` holds the same results for the other group of citizens, for which only the verdict is shown.
    """
    blocks: list[str] = []
    for each in found:
        blocks += blocks_of(each, identified, width)
        others = (one for one in beside if one.response.name == each.response.name)
        blocks += [textwrap.fill(f"{GROUPS[one.group].title.capitalize()}: {verdict(one)}", width) for one in others]
    last = (legend(found, points, sets, bound), outlying_words(outlying), reach.words)
    return "\n\n".join([*blocks, *(textwrap.fill(each, width) for each in last if each)]) + "\n"


def blocks_of(found: ResponseRobustness, identified: Mapping[str, bool], width: int) -> Iterator[str]:
    """The text about one response."""
    heading = f"{printable(found.response.title)}, {found.response.unit} ({found.group})"
    yield "\n".join([heading, textwrap.fill(verdict(found), width)])
    yield in_columns(performances_block(found)).plain
    lines = [
        textwrap.fill(f"- {against_reference_words(found, stand, identified)}", width, subsequent_indent="  ")
        for stand in found.against_reference
    ]
    yield "\n".join(lines)


def verdict(found: ResponseRobustness) -> str:
    """The design that wins over the parameter space: among the competing designs first, then among all."""
    return " ".join(each for each in (verdict_of_competing(found), verdict_of_all(found)) if each)


def verdict_of_competing(found: ResponseRobustness) -> str:
    """The best of the designs that can replace the reference; empty if fewer than two compete."""
    if found.competing is None:
        return ""
    best = favourite_of(found.competing)
    margin = amount(found, found.competing.margin)
    names = listed([each.design for each in found.competing.performances])
    good = per_cent((best.wins.value or 0.0) + (best.as_good.value or 0.0))
    return (
        f"Among the competing designs {names}, {best.design} beats the others by more than {margin} in "
        f"{per_cent(best.wins.value)} of the parameter space, is the best or as good in {good}, and is at most "
        f"{amount(found, best.regret.largest)} behind. Among all designs:"
    )


def verdict_of_all(found: ResponseRobustness) -> str:
    """The design that wins over the parameter space, in one or two sentences."""
    showing = next(each for each in found.robustness.performances if each.design == found.favourite)
    margin, most = amount(found, found.robustness.margin), amount(found, showing.regret.largest)
    wins = per_cent(showing.wins.value)
    if (showing.wins.value or 0.0) >= HALF:
        first = (
            f"{found.favourite} beats every other design by more than {margin} in {wins} of the parameter space, and "
            f"is at most {most} behind the best"
        )
    else:
        first = (
            f"In most of the parameter space no design beats all others by more than {margin}. {found.favourite} does "
            f"so most often, in {wins}; in {per_cent(showing.as_good.value)} it is as good as the best, and it is at "
            f"most {most} behind"
        )
    if found.unless is None:
        return f"{first}."
    return f"{first}. {region_words(found.unless, 'loses')}".rstrip()


def region_words(condition: LossCondition, does: str) -> str:
    """The region of parameter space where a design does something, with its fit; empty if the fit is poor."""
    rule = condition.rule
    density, coverage = per_cent(rule.density), per_cent(rule.coverage)
    # By Bayes' rule: P(case) = P(case | region) * P(region) / P(region | case).
    everywhere = rule.density * rule.share / rule.coverage if rule.coverage else 0.0
    if rule.density >= TELLING and rule.density >= everywhere + LIFT:
        return (
            f"It {does} mostly where {condition.words}: in {density} of that part, against {per_cent(everywhere)} of "
            f"all, with {coverage} of the cases."
        )
    if rule.coverage >= HOLDING and rule.share <= 1.0 - LIFT:
        return f"It {does} nearly only where {condition.words}, and there in {density}."
    return ""


def performances_block(found: ResponseRobustness) -> Block:
    """The shares of the parameter space where each design wins, is as good, and loses, and how far it is behind."""
    rows = tuple(row_of(each.design, *performance_cells(found, each)) for each in found.robustness.performances)
    headings = ("wins", "as good", "loses", "behind, mean", "90 %", "at most")
    return Block("Share of the parameter space where each design ...", tuple(map(Head, headings)), rows)


def performance_cells(found: ResponseRobustness, showing: DesignPerformance) -> tuple[str, ...]:
    """The cells of one design."""
    regret = showing.regret
    shares = tuple(per_cent(each.value) for each in (showing.wins, showing.as_good, showing.loses))
    return (*shares, *(amount(found, each) for each in (regret.mean, regret.high, regret.largest)))


def against_reference_words(found: ResponseRobustness, stand: DesignRobustness, identified: Mapping[str, bool]) -> str:
    """One design against the reference: where it is better, the exceptions, and the parameters that decide."""
    reference = reference_of(found)
    duel = found.robustness.duel(stand.design, reference)
    words = (
        f"{stand.design} against {reference}: {extent_words(duel)} (better in {per_cent(duel.better.value)} of the "
        f"parameter space, practically the same in {per_cent(duel.within.value)}, worse in "
        f"{per_cent(duel.worse.value)})"
    )
    sentences = [f"{words}."]
    if stand.rarer is not None:
        sentences.append(region_words(stand.rarer, "is better" if stand.is_better_there else "is not better"))
    if stand.turns_on:
        named = ", ".join(decisive_factor_words(each, identified) for each in stand.turns_on)
        sentences.append(f"It depends most on {named}.")
    return " ".join(sentence for sentence in sentences if sentence)


def extent_words(duel: PairwisePerformance) -> str:
    """The extent to which one design is better than another, in words."""
    better, within, worse = (each.value or 0.0 for each in (duel.better, duel.within, duel.worse))
    for share, word in ((better, "better"), (within, "practically the same"), (worse, "worse")):
        if share >= NEARLY:
            return f"{word} nearly everywhere"
        if share >= MOSTLY:
            return f"mostly {word}"
    return "undecided"


def decisive_factor_words(turning: DecisiveFactor, identified: Mapping[str, bool]) -> str:
    """A parameter that decides a difference, with its evidence."""
    factor = turning.factor
    stands_on = {"measured": "measured", "calibrated": "fitted"}.get(factor.grade or "", "not measured")
    # A fitted number that no published figure constrains is known no better than an assumed one.
    if factor.grade == "calibrated" and not identified.get(factor.name, False):
        stands_on = "no published figure constrains it"
    return f"{printable(factor.label)} ({stands_on})"


def reference_of(found: ResponseRobustness) -> str:
    """The reference design: the only one without an entry in `stands`."""
    compared = {each.design for each in found.against_reference}
    return next(each.design for each in found.robustness.performances if each.design not in compared)


def amount(found: ResponseRobustness, value: float) -> str:
    """An amount of a response with its unit."""
    return amount_text(found.response, value)


def legend(found: Sequence[ResponseRobustness], points: int, sets: int, bound: Bound) -> str:
    """The reading guide, with the size of sampling error."""
    fitted = (
        f"{bound.words(sets)}; all others vary over their ranges"
        if sets
        else "every number with a range varies over all of it, fitted ones as well"
    )
    chances = "; ".join(chance_words(each) for each in found)
    return (
        f"{points:,} parameter sets: {fitted}. Shares are fractions of that space, not probabilities. All designs "
        f"meet the same citizens with the same luck at each point. Sampling error of a difference (95 %): {chances}. "
        "The smallest 'behind, mean' is the expected value of perfect information."
    )


def chance_words(found: ResponseRobustness) -> str:
    """The sampling error of a difference in one response, compared with the margin."""
    if found.chance is None:
        return f"{found.response.title} not estimable, as too few citizens differ (increase --size)"
    words = f"{found.response.title} up to {amount_text(found.response, found.chance, signs=2)}"
    much = found.chance > found.robustness.margin / 2
    return f"{words}, large against the margin (increase --size)" if much else words


DUELS: Final = (
    Column("response", "string", "Name of the response by which the designs are compared."),
    Column("group", "string", "Citizens on whom it is measured."),
    Column("margin", "number", "Smallest difference that matters.", "that of the response"),
    Column("design", "string", "One design."),
    Column("other", "string", "The design that it is compared with."),
    Column("better", "number", "Share of the points at which the design is better by more than the margin.",
           "share of points", False),
    Column("better_low", "number", "Lower end of the interval of that share for the finite number of points.",
           "share of points", False),
    Column("better_high", "number", "Upper end of that interval.", "share of points", False),
    Column("within", "number", "Share of the points at which the two differ by no more than the margin.",
           "share of points", False),
    Column("worse", "number", "Share of the points at which the design is worse by more than the margin.",
           "share of points", False),
)  # fmt: skip


def duels_table(found: Sequence[ResponseRobustness]) -> Table:
    """Every design against every other, with intervals for the finite number of points."""
    rows = (
        [each.response.name, each.group, each.robustness.margin, duel.design, duel.other, *ends(duel.better),
         duel.within.value, duel.worse.value]
        for each in found
        for duel in each.robustness.duels
    )  # fmt: skip
    return Table("Every design against every other over the parameter uncertainty", DUELS, rows)


def ends(estimate: Estimate) -> tuple[float | None, float | None, float | None]:
    """A value with the ends of its interval."""
    return estimate.value, estimate.low, estimate.high


def document(
    found: Sequence[ResponseRobustness],
    beside: Sequence[ResponseRobustness],
    identified: Mapping[str, bool],
    reach: Coverage,
) -> dict[str, Any]:
    """The result as a mapping for programs."""
    return {
        "responses": [response_document(each, identified) for each in found],
        "other_group": [response_document(each, identified) for each in beside],
        "coverage": reach.document(),
    }


def response_document(found: ResponseRobustness, identified: Mapping[str, bool]) -> dict[str, Any]:
    """The result for one response."""
    return {
        "response": found.response.name,
        "title": found.response.title,
        "unit": found.response.unit,
        "group": found.group,
        "margin": found.robustness.margin,
        "points": found.robustness.points,
        "favourite": found.favourite,
        "verdict": verdict(found),
        "loses_where": condition_document(found.unless),
        "chance_half_width": found.chance,
        "designs": [
            {
                "design": each.design,
                "wins": each.wins.value,
                "as_good": each.as_good.value,
                "loses": each.loses.value,
                "regret": {"mean": each.regret.mean, "90 %": each.regret.high, "largest": each.regret.largest},
            }
            for each in found.robustness.performances
        ],
        "against_reference": [
            against_reference_document(found, stand, identified) for stand in found.against_reference
        ],
    }


def against_reference_document(
    found: ResponseRobustness, stand: DesignRobustness, identified: Mapping[str, bool]
) -> dict[str, Any]:
    """One design against the reference."""
    duel = found.robustness.duel(stand.design, reference_of(found))
    return {
        "design": stand.design,
        "better": duel.better.value,
        "within": duel.within.value,
        "worse": duel.worse.value,
        "words": against_reference_words(found, stand, identified),
        "better_where" if stand.is_better_there else "not_better_where": condition_document(stand.rarer),
        "rests_on": [
            {"factor": each.factor.name, "grade": each.factor.grade, "correlation": each.correlation}
            for each in stand.turns_on
        ],
    }


def condition_document(condition: LossCondition | None) -> dict[str, Any] | None:
    """A rule with its coverage and density."""
    if condition is None:
        return None
    rule = condition.rule
    limits = [{"factor": each.factor, "low": each.low, "high": each.high} for each in rule.limits]
    return {
        "words": condition.words,
        "limits": limits,
        "coverage": rule.coverage,
        "density": rule.density,
        "share": rule.share,
    }
