"""The plan of a trial: as text, as tables and a document for programs, and as an analysis plan in Markdown."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any, Final

from sim.analysis.groups import ALL, REACHABLE
from sim.analysis.trials.planning import ChoiceValue, Narrowing, PlannedTrial, TrialContrast
from sim.analysis.uncertainty.information_value import LEAST
from sim.notation import listed, number, per_cent, printable
from sim.report.grid import GridRow, grid
from sim.report.uncertainty.amount_text import amount_text
from sim.scenario.coverage import Coverage
from sim.scenario.difference import in_words
from sim.scenario.distributions import Known
from sim.scenario.observables import observable_of
from sim.spreadsheets import Column, Table

SHOWN: Final = 8
"""The number of parameters listed as narrowed."""


def render(found: PlannedTrial, title: str, reach: Coverage, width: int) -> str:
    """The expected evidence from a trial, as text that ends with a newline."""
    first = found.aims[0]
    blocks = [f"{printable(title)}: a trial of {listed(found.arms)}", *map(block_of, found.aims)]
    paragraphs = (effects_words(found), size_words(found, first), legend(found), *lessons_words(found), reach.words)
    return "\n\n".join([*blocks, *(textwrap.fill(each, width) for each in paragraphs if each)]) + "\n"


def block_of(aim: TrialContrast) -> str:
    """The power for one outcome, with a row for each number of accounts."""
    rows = [
        GridRow(
            f"{each.accounts:,}",
            (
                per_cent(each.assurance, 0),
                per_cent(each.median, 0),
                f"{per_cent(each.low, 0)} to {per_cent(each.high, 0)}",
                amount_text(aim.response, each.detectable, signs=2),
            ),
        )
        for each in aim.strengths
    ]
    heading = f"{printable(aim.response.label)}: {aim.design}, by accounts in each arm"
    headings = ("assurance", "median power", "power, 5 to 95 %", "detectable")
    return "\n".join(line.rstrip() for line in grid(heading, headings, rows).plain.splitlines())


def effects_words(found: PlannedTrial) -> str:
    """The range of each difference over the parameter points."""
    return " ".join(
        f"{printable(each.response.label)} under {each.design} against {found.arms[0]}: "
        f"{signed(each, each.effects[0])} to {signed(each, each.effects[2])} over the parameter uncertainty, median "
        f"{signed(each, each.effects[1])}."
        for each in found.aims
    )


def signed(aim: TrialContrast, value: float) -> str:
    """A difference of a response, signed, with its unit."""
    return f"{number(aim.response.factor * value, 2, signed=True)} {aim.response.measure.apart}".rstrip()


def size_words(found: PlannedTrial, aim: TrialContrast) -> str:
    """The number of accounts that suffices for the primary outcome."""
    wanted = per_cent(found.trial.power, 0)
    if aim.enough is None:
        return (
            f"None of these numbers of accounts has an assurance of {wanted} for the primary outcome: the difference "
            "may be close to zero, and then no trial can find it. Read the smallest detectable "
            "difference instead, and ask whether a smaller one would matter."
        )
    return f"{aim.enough:,} accounts in each arm have an assurance of {wanted} for the primary outcome."


def legend(found: PlannedTrial) -> str:
    """The reading guide to the tables."""
    shared = len(found.arms) - 1
    # Bonferroni: the comparisons with the control share the significance level.
    level = found.trial.significance / shared
    return (
        f"Power of a two-sided test at {level:g}, {found.points:,} parameter sets. The assurance is its mean over "
        "them: the expected probability that the trial shows a difference. Detectable is the "
        f"smallest difference that is shown with a power of {per_cent(found.trial.power, 0)}. Unlike in a simulation, "
        "in the field no account lives under both designs."
    )


def lessons_words(found: PlannedTrial) -> Iterator[str]:
    """The parameters and differences that the trial would narrow."""
    if not found.numbers:
        yield f"The value of what the trial would show needs {LEAST} points or more (--points)."
        return
    yield f"With {found.size:,} accounts in each arm {narrowed_words('difference', found.differences)}"
    texts = [each for each in found.numbers if each.is_told][:SHOWN]
    numbers = narrowed_words("number that was varied", texts)
    yield f"{numbers[:1].upper()}{numbers[1:]}"
    yield worth_words(found)
    for each in texts:
        if seen := observable_of(each.name):
            yield f"{each.name} cannot be measured directly. Another observable that informs it: {seen}."
    yield (f"These reductions are cross-validated over {found.points:,}; more of them (--points) find more.")


def worth_words(found: PlannedTrial) -> str:
    """The value of the trial for the choice between its arms."""
    texts = [
        f"{printable(each.response.label)} {gain_text(each)} of "
        f"{amount_text(each.response, each.everything.value, signs=2)}"
        for each in found.choices
        if each.everything.value > 0.0
    ]
    if not texts:
        return "By every response one arm is best at all points, so that a trial has no value for that choice."
    return (
        "Expected value of the trial for choosing an arm by one response, out of the value of perfect information: "
        f"{'; '.join(texts)}."
    )


def gain_text(found: ChoiceValue) -> str:
    """The value of a trial for one choice, in words."""
    return amount_text(found.response, found.worth.value, signs=2) if found.worth.value > 0.0 else "nothing"


def narrowed_words(what: str, lessons: Sequence[Narrowing]) -> str:
    """The share of the prior variance that the trial removes from each difference or parameter."""
    texts = [f"{each.name} by {percent(each)}" for each in lessons if each.is_told]
    if not texts:
        return f"no {what} is narrowed beyond sampling error."
    return f"the trial reduces the variance of a {what} over the parameter uncertainty: {'; '.join(texts)}."


def percent(lesson: Narrowing) -> str:
    """The variance removed, in per cent, with its standard error."""
    return f"{number(100.0 * lesson.narrowing, 0)} % (± {number(100.0 * lesson.error, 0)})"


OF_RESPONSE: Final = "that of the response"
POWER: Final = (
    Column("response", "string", "Outcome."),
    Column("design", "string", "Arm that is compared with the control."),
    Column("accounts", "integer", "Accounts in each arm.", "accounts"),
    Column("assurance", "number", "Mean of the power over the parameter uncertainty.", "probability"),
    Column("power_low", "number", "5th percentile of the power over the parameter uncertainty.", "probability"),
    Column("power_median", "number", "Median of that.", "probability"),
    Column("power_high", "number", "95th percentile of that.", "probability"),
    Column("detectable", "number", "Smallest difference that is shown with the required power.", OF_RESPONSE),
    Column("effect_low", "number", "5th percentile of the difference over the parameter uncertainty.", OF_RESPONSE),
    Column("effect_median", "number", "Median of that.", OF_RESPONSE),
    Column("effect_high", "number", "95th percentile of that.", OF_RESPONSE),
)
LESSONS: Final = (
    Column("kind", "string", "Whether it is a number of the scenario or a difference between arms."),
    Column("name", "string", "The number by its path, or the difference."),
    Column("narrowing", "number", "Part of its variance over the parameter uncertainty that the trial removes.",
           "share of the variance"),
    Column("error", "number", "Standard deviation of this part for numbers about which the trial says nothing.",
           "share of the variance"),
    Column("told", "boolean", "Whether it is more than chance alone would give."),
)  # fmt: skip


def power_table(found: PlannedTrial) -> Table:
    """The power for every outcome of every arm and every number of accounts."""
    rows = [
        [aim.response.name, aim.design, each.accounts, each.assurance, each.low, each.median, each.high,
         each.detectable, *aim.effects]
        for aim in found.aims
        for each in aim.strengths
    ]  # fmt: skip
    return Table("The power of a trial over the parameter uncertainty", POWER, rows)


def lessons_table(found: PlannedTrial) -> Table:
    """The variance that the trial removes from every difference and every parameter."""
    rows = [
        [kind, each.name, each.narrowing, each.error, each.is_told]
        for kind, lessons in (("difference", found.differences), ("number", found.numbers))
        for each in lessons
    ]
    return Table("What the trial would teach", LESSONS, rows)


def document(found: PlannedTrial, reach: Coverage) -> dict[str, Any]:
    """The result as a mapping for programs."""
    return {
        "arms": list(found.arms),
        "control": found.arms[0],
        "points": found.points,
        "outcomes": [
            {
                "response": aim.response.name,
                "unit": aim.response.unit,
                "design": aim.design,
                "control": aim.control,
                "effect": dict(zip(("low", "median", "high"), aim.effects, strict=True)),
                "enough": aim.enough,
                "power": [asdict(each) for each in aim.strengths],
            }
            for aim in found.aims
        ],
        "teaches": {
            "accounts": found.size,
            "choices": [
                {
                    "response": each.response.name,
                    "best": each.best,
                    "worth": asdict(each.worth),
                    "everything": asdict(each.everything),
                }
                for each in found.choices
            ],
            "differences": [asdict(each) for each in found.differences],
            "numbers": [asdict(each) for each in found.numbers],
        },
        "coverage": reach.document(),
    }


def plan(found: PlannedTrial, title: str) -> str:
    """The analysis plan in Markdown, to be registered before the trial begins."""
    trial, first = found.trial, found.aims[0]
    outcomes = list(dict.fromkeys(each.response for each in found.aims))
    group = REACHABLE if trial.among == "reachable" else ALL
    unit = "account" if trial.clusters is None else f"{trial.clusters.of} of {trial.clusters.size} accounts"
    size = first.enough or max(trial.sizes)
    days = "the horizon of the scenario" if trial.duration is None else in_words(trial.duration)
    smallest = amount_text(first.response, at(first, size), signs=2)
    lines = [
        f"# Analysis plan: {printable(title)}",
        "",
        "To be registered before the first message of the trial. Numbers come from the simulation, not from a trial.",
        "",
        "## What is compared",
        "",
        f"- Control: `{found.arms[0]}`. Compared with it: {listed([f'`{each}`' for each in found.arms[1:]])}.",
        f"- Randomised: each {unit}, with equal probability to every arm, by a list drawn and kept before the start.",
        f"- Eligible: {group.title} at the start.",
        f"- Duration: {days}; messages of that time are followed to their end.",
        "",
        "## Outcomes",
        "",
        f"1. Primary: {printable(outcomes[0].title)} (`{outcomes[0].name}`), {outcomes[0].unit}.",
        *(f"{place}. Secondary: {printable(each.title)} (`{each.name}`), {each.unit}."
          for place, each in enumerate(outcomes[1:], start=2)),
        "",
        "All are in the data of the operator or the senders. Minutes spent, and what is noticed, are not.",
        "",
        "## Sample size",
        "",
        f"- {size:,} accounts in each arm{drop_out(found)}. {size_words(found, first)}",
        f"- Smallest difference that is shown with a power of {per_cent(trial.power, 0)}: {smallest}.",
        f"- {effects_words(found)}",
        *cluster_lines(found),
        "",
        "## Analysis",
        "",
        f"- Estimator: the difference between arms in {estimator(found)}, by intention to treat.",
        f"- Standard error: {error_words(found)}",
        f"- Test: two-sided at {trial.significance / (len(found.arms) - 1):g}"
        + (f", {trial.significance:g} shared by {len(found.arms) - 1} comparisons with the control (Bonferroni)."
           if len(found.arms) > 2 else "."),
        "- Secondary outcomes are reported with intervals, and no conclusion rests on them alone.",
        "- Accounts that drop out count as long as they were in the data; how many leave each arm is reported.",
        "",
        "## Stopping",
        "",
        "The trial ends after its duration, whatever is seen before. There is one analysis, at the end.",
        "Nobody looks at outcomes by arm before it; it is stopped early only for harm that others report.",
        "",
        "## What it would teach",
        "",
        *(f"- {each[:1].upper()}{each[1:]}" for each in lessons_words(found)),
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def at(aim: TrialContrast, size: int) -> float:
    """The smallest detectable difference with `size` accounts in each arm."""
    return next(each.detectable for each in aim.strengths if each.accounts == size)


def drop_out(found: PlannedTrial) -> str:
    """The expected drop-out, in words; empty if there is none."""
    lost = found.trial.drop_out
    return "" if lost is None else f" to begin with, of which {per_cent(lost.value, 0)} are lost{grounds(lost)}"


def grounds(known: Known[float]) -> str:
    """The grade of a number and its note, in brackets; empty without either."""
    words = ", ".join(each for each in (known.grade or "", known.note or "") if each)
    return f" ({printable(words)})" if words else ""


def cluster_lines(found: PlannedTrial) -> Iterator[str]:
    """The effects of clusters and of a covariate on the variance."""
    clusters, adjusted = found.trial.clusters, found.trial.adjusts_for
    if clusters is not None:
        correlation = clusters.correlation
        # The design effect of equal clusters (Kish, Survey Sampling, 1965).
        inflation = 1.0 + (clusters.size - 1) * correlation.value
        yield (
            f"- Intracluster correlation {correlation.value:g}{grounds(correlation)}: the variance is "
            f"{number(inflation, 2)} times as large as of accounts drawn one by one."
        )
    if adjusted is not None:
        yield (
            f"- A covariate, {printable(adjusted.covariate)}, explains {per_cent(adjusted.explains.value, 0)} of the "
            f"variance between accounts{grounds(adjusted.explains)}."
        )


def estimator(found: PlannedTrial) -> str:
    """The statistic that the arms are compared by."""
    adjusted = found.trial.adjusts_for
    kind = "the ratio of sums over accounts" if found.aims[0].response.denominator else "the mean over accounts"
    return kind if adjusted is None else f"{kind}, adjusted by regression on {printable(adjusted.covariate)}"


def error_words(found: PlannedTrial) -> str:
    """The method that estimates the standard error."""
    clusters = found.trial.clusters
    if clusters is None:
        return "of two independent samples of accounts, the ratio linearised."
    return (
        f"from the spread of the {printable(clusters.of)} means or ratios, with Student's t and two degrees of freedom "
        "less than there are clusters."
    )
