"""Sequential studies, which grow until their intervals are narrow enough.

Repeated looks at a growing study, with a stop at a favourable one, make intervals miss more often than stated. So each
look spends a part of the error rate: look k = 1, 2, ... has intervals that all hold with probability 1 - a / (k (k +
1)). These parts add up to a, so all intervals of all looks hold with probability 1 - a, whatever rule stops the study
(Bonferroni over the looks; on spending an error rate: Lan and DeMets, Discrete sequential boundaries for clinical
trials, Biometrika 70, 1983). The target is a width, never a sign: a difference of zero takes no longer than another.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from sim.analysis.comparison import CONFIDENCE, Contrast
from sim.analysis.groups import ALL, REACHABLE
from sim.analysis.student_t import half_width
from sim.analysis.study_analysis import Analysis
from sim.errors import UsageError
from sim.experiment.runner import Study
from sim.outcomes.responses import FAMILY, responses_of
from sim.scenario.compared_designs import designs_of
from sim.scenario.schema import Scenario
from sim.scenario.suggestions import require_known

SPARE: Final = 1.1
"""Factor for a tenth more units than the variance so far requires, so that another look is seldom needed."""
LEAST_GROWTH: Final = 1.5
"""Least growth from one look to the next: it keeps looks few, and so the error rate that they spend."""
MOST_GROWTH: Final = 20.0
"""Most growth from one look to the next: the variance in a small sample may be far off."""
MOST_RATIO: Final = math.sqrt(MOST_GROWTH / SPARE)
"""A half-width too large by this factor already requires the most growth."""
MOST_LOOKS: Final = 20
MOST_UNITS: Final = 2_000_000
"""Default number of units, citizens or replications, at which a study stops growing."""
WRITTEN: Final = re.compile(
    r"\s*(?P<response>[a-z_0-9]+)\s+(?:EUR\s*)?(?P<amount>\d+(?:\.\d+)?)\s*(?P<unit>pp|%|min|minutes?|EUR|)\s*"
)
HOW: Final = 'such as "missed_share 0.2 pp", "effort_minutes 0.1 min", "fees_eur 0.05 EUR" or "effort_minutes 2 %"'


@dataclass(frozen=True, slots=True)
class PrecisionTarget:
    """Intended half-width for the differences of a response, or for its levels in relative terms."""

    written: str
    response: str
    half_width: float
    """For differences in the response's unit; for levels as a part of the level."""
    of: Literal["differences", "levels"]


@dataclass(frozen=True, slots=True)
class InterimLook:
    """One look at a growing study."""

    number: int
    """Number of the look, from 1."""
    units: int
    """Citizens, or replications where citizens meet."""
    confidence: float
    """Probability that all intervals of this look hold."""
    widths: Mapping[str, float | None]
    """Largest half-width relevant to each target, in its unit; None without an interval."""
    reached: bool


def target_of(text: str, scenario: Scenario) -> PrecisionTarget:
    """A target from its text; raises `UsageError` that lists the allowed forms."""
    found = WRITTEN.fullmatch(text)
    if found is None:
        raise UsageError(f"A precision is a response and a half-width, {HOW}; found {text!r}.")
    name, amount, unit = found["response"], float(found["amount"]), found["unit"]
    known = tuple(one for one in FAMILY if one in responses_of(scenario))
    # Only of the family: its intervals hold together, and the stop is decided by them.
    require_known(name, known, "There is no response {} to be precise about")
    if not amount:
        raise UsageError(f"A half-width of 0 is never reached; found {text!r}.")
    if unit != "%" and len(designs_of(scenario)) < 2:
        raise UsageError(
            f"{text.strip()} asks for differences, and only {scenario.compare.reference} is compared: name another "
            f"--design, or ask for a part of the level, as in {name} 2 %."
        )
    if unit == "%":
        return PrecisionTarget(text.strip(), name, amount / 100.0, "levels")
    expected = "pp" if name.endswith("_share") else "min" if name.endswith("_minutes") else ""
    expected = "EUR" if name.endswith("_eur") else expected
    if {"minutes": "min", "minute": "min"}.get(unit, unit) not in {expected, "" if expected != "pp" else "pp"}:
        raise UsageError(
            f"{name} is measured in {expected or 'no unit'}: write {name} {found['amount']} {expected}".rstrip()
            + f", or {name} 2 % for a part of its level; found {text!r}."
        )
    return PrecisionTarget(text.strip(), name, amount / 100.0 if expected == "pp" else amount, "differences")


def alpha_spent(error: float, look: int) -> float:
    """The part of an error rate that a look, counted from 1, spends; all looks together spend all of it."""
    return error / (look * (look + 1))


def run_until_precise(
    scenario: Scenario, targets: Sequence[PrecisionTarget], perform: Callable[[Scenario], Study], most: int = MOST_UNITS
) -> tuple[Study, tuple[InterimLook, ...]]:
    """Performs a study with more and more units until every target is reached, or `most` units; with all looks.

    `scenario` has the units of the first look. The study returned is the last one: its scenario has the units and the
    confidence of the last look. Raises `UsageError` if the first look would already have too many units.
    """
    error = 1.0 - confidence_of(scenario)
    if most < units_of(scenario):
        raise UsageError(f"The study begins with {units_of(scenario):,} units, and may grow to {most:,} only.")
    looks: list[InterimLook] = []
    units = units_of(scenario)
    while True:
        number = len(looks) + 1
        study = perform(with_units(scenario, units, 1.0 - alpha_spent(error, number)))
        looks.append(look_at(study.analysis, targets, number, units))
        # An incomplete study does not grow, since its tasks failed.
        if looks[-1].reached or units >= most or number >= MOST_LOOKS or study.lacks():
            return study, tuple(looks)
        units = min(most, next_units(looks[-1], targets))


def confidence_of(scenario: Scenario) -> float:
    """The simultaneous confidence of the intervals of a family."""
    stated = scenario.compare.confidence
    return CONFIDENCE if stated is None else stated.value


def units_of(scenario: Scenario) -> int:
    """The number of independent units of a scenario: citizens, or replications where citizens meet."""
    return scenario.population.size if scenario.helpdesk is None else scenario.replications


def with_units(scenario: Scenario, units: int, confidence: float) -> Scenario:
    """The scenario with another number of units and another confidence."""
    grows = "population.size" if scenario.helpdesk is None else "replications"
    return scenario.with_({grows: units, "compare.confidence": confidence})


def look_at(analysis: Analysis, targets: Sequence[PrecisionTarget], number: int, units: int) -> InterimLook:
    """The widths of the intervals of a study so far."""
    widths = {target.written: widest(analysis, target, targets) for target in targets}
    reached = all((width := widths[one.written]) is not None and width <= one.half_width for one in targets)
    return InterimLook(number, units, analysis.confidence, widths, reached)


def widest(analysis: Analysis, target: PrecisionTarget, targets: Sequence[PrecisionTarget]) -> float | None:
    """The largest half-width relevant to a target; None if an interval is missing.

    If too few units differ, the observed variance underestimates the true one. A study that stopped there would stop
    for lack of data.
    """
    found: list[float] = []
    for row in rows_of(analysis, target):
        half = half_of_level(analysis, row, targets) if target.of == "levels" else half_of_difference(row)
        if half is None:
            return None
        found.append(half)
    return max(found, default=None)


def rows_of(analysis: Analysis, target: PrecisionTarget) -> Iterator[Contrast]:
    """The contrasts relevant to a target: all citizens and reachable accounts, under every design."""
    citizens = {row.group: row.citizens for row in analysis.contrasts}
    for group in (group for group in (ALL, REACHABLE) if citizens[group.name]):
        for design in analysis.others if target.of == "differences" else analysis.designs:
            yield analysis.contrast(group.name, design, target.response)


def half_of_difference(row: Contrast) -> float | None:
    """The half-width of the simultaneous interval; None if too few citizens differ for one."""
    return None if row.together is None else row.together.half_width


def half_of_level(analysis: Analysis, row: Contrast, targets: Sequence[PrecisionTarget]) -> float | None:
    """The half-width of a level's interval as a part of the level, simultaneous for all targeted levels."""
    half, value = row.level.half_width, row.level.value
    if half is None or not value:
        return None
    # Two groups, every design, and every target that asks for levels: Bonferroni's inequality over all of them.
    levels = 2 * len(analysis.designs) * sum(one.of == "levels" for one in targets)
    error = 1.0 - analysis.confidence
    freedom = (row.citizens if row.unit == "citizen" else analysis.scenario.replications) - 1
    # The interval of the analysis is widened by the ratio of the quantiles, for its standard error is the same.
    return half / abs(value) * half_width(freedom, 1.0 - error / levels) / half_width(freedom, CONFIDENCE)


def next_units(look: InterimLook, targets: Sequence[PrecisionTarget]) -> int:
    """The number of units of the next look: half-widths fall with the root of their number."""
    factors = [
        MOST_GROWTH
        if (width := look.widths[target.written]) is None or width > MOST_RATIO * target.half_width
        else SPARE * (width / target.half_width) ** 2
        for target in targets
    ]
    return math.ceil(look.units * min(max(LEAST_GROWTH, *factors), MOST_GROWTH))


def stopping_words(looks: Sequence[InterimLook], targets: Sequence[PrecisionTarget], unit: str) -> str:
    """The targets, the looks and the outcome, in a sentence."""
    last = looks[-1]
    sizes = ", ".join(f"{look.units:,}" for look in looks)
    reached = "; ".join(f"{one.written}: {width_words(last.widths[one.written], one)}" for one in targets)
    outcome = "Precision reached" if last.reached else "Precision NOT reached"
    counted = "one look" if len(looks) == 1 else f"{len(looks)} looks"
    return (
        f"{outcome} after {counted}, at {sizes} {unit}s. {reached}. Each interim look spends part of the error rate, "
        "so that the intervals hold after any number of looks: the last has intervals of "
        f"{100.0 * last.confidence:.4g} %."
    )


def width_words(width: float | None, target: PrecisionTarget) -> str:
    """The half-width that was reached, in words."""
    if width is None:
        return "no interval"
    if target.of == "levels":
        return f"half-width {100.0 * width:.3g} % of the level"
    shown, unit = (100.0 * width, " pp") if target.response.endswith("_share") else (width, "")
    return f"largest half-width of a difference {shown:.3g}{unit}"
