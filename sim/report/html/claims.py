"""The verdict in one or two sentences for who reads nothing else, made from the numbers and their intervals."""

from __future__ import annotations

from datetime import date
from typing import Final

from sim.analysis.comparison import Estimate
from sim.analysis.groups import ALL, REACHABLE
from sim.analysis.study import Analysis
from sim.analysis.verdict import Verdict
from sim.clock import span_in_words
from sim.notation import listed, number, per_cent
from sim.report.layout import scaled
from sim.report.levels import level

DECIMALS: Final = 1
MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
NUMBERS: Final = (
    "No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve",
)  # fmt: skip


def compared(analysis: Analysis) -> str:
    """What was simulated and compared, in a sentence."""
    scenario, count = analysis.scenario, len(analysis.designs)
    citizens = f"{scenario.population.size:,} citizens"
    histories = f" in {scenario.replications:,} replications" if scenario.replications > 1 else ""
    when = f"over {span_in_words(scenario.horizon.value)} from {day_in_words(scenario.start)}"
    if not analysis.others:
        return f"One notification design, {analysis.reference}, was simulated for {citizens}{histories} {when}."
    how_many = NUMBERS[count] if count < len(NUMBERS) else str(count)
    return (
        f"{how_many} notification designs were simulated for the same {citizens}{histories}, with the same luck, "
        f"{when}. All are compared with {analysis.reference}."
    )


def day_in_words(day: date) -> str:
    """A day as people write it, in English whatever the system speaks."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def claim(analysis: Analysis) -> tuple[str, ...]:
    """What the best design does against the reference and at what effort, for those whom a notification can reach."""
    if not analysis.others:
        return ("There is nothing to compare: one design was simulated.",)
    for group in (REACHABLE.name, ALL.name):
        found = {one.response: one for one in analysis.verdicts if one.group == group}
        if "missed_share" in found:
            best = found["missed_share"]
            within = best_with_box(analysis, group) if not has_box(analysis, best.best) else None
            said = (
                about_invoices(analysis, best),
                about_effort(analysis, best),
                about_cost(analysis, best),
                about_box(analysis, group, within),
            )
            return tuple(sentence for sentence in said if sentence)
        if "effort_minutes" in found:
            return ("There is no invoice to miss here.", least_effort(analysis, found["effort_minutes"]))
    return ("Nothing can be said: no design has a number of minutes or of missed invoices.",)


def about_invoices(analysis: Analysis, verdict: Verdict) -> str:
    """How many invoices the best design misses, and how many the reference."""
    who, reference = f"Among {group_title(analysis, verdict)}", analysis.reference
    before = percent(analysis, verdict, reference, "missed_share")
    if verdict.best == reference:
        return f"{who}, no design misses fewer invoices than {reference}: {before}."
    after = percent(analysis, verdict, verdict.best, "missed_share")
    difference = scaled(analysis.contrast(verdict.group, verdict.best, "missed_share").read, 100.0)
    if not difference.beyond_chance:
        return (
            f"{who}, the fewest invoices are missed under {verdict.best}, {after} against {before} under {reference}, "
            "and that is not beyond chance."
        )
    sure = f"{per_cent(analysis.confidence)} interval {between(difference)}"
    change = f"{number(abs(difference.value or 0.0), DECIMALS)} percentage points fewer; {sure}"
    opening = f"{who}, the fewest invoices are missed under {verdict.best}"
    return f"{opening}: {after} instead of {before} ({change}). {rivals(verdict)}".rstrip()


def rivals(verdict: Verdict) -> str:
    """The designs that are as good for all that matters, or may be; empty if there are none."""
    said = []
    if verdict.as_good:
        said.append(f"{listed(verdict.as_good)} {'do' if verdict.as_good[1:] else 'does'} practically as well.")
    if verdict.unsettled:
        said.append(f"Whether {listed(verdict.unsettled)} falls behind by enough to matter is not settled.")
    return " ".join(said)


def about_effort(analysis: Analysis, verdict: Verdict) -> str:
    """What the best design on invoices costs in effort, beside the share read; empty for the reference itself."""
    if verdict.best == analysis.reference:
        return ""
    difference = analysis.contrast(verdict.group, verdict.best, "effort_minutes").read
    if difference is None or difference.value is None:
        return ""
    return f"It takes citizens {minutes(difference)}, and {reading(analysis, verdict)}."


def about_cost(analysis: Analysis, verdict: Verdict) -> str:
    """What the best design on invoices costs those who send; empty for the reference, or where costs are not known."""
    if verdict.best == analysis.reference or "sender_cost_eur" not in analysis.responses:
        return ""
    after, before = (
        level(analysis, verdict.group, design, "sender_cost_eur").text for design in (verdict.best, analysis.reference)
    )
    return f"It costs the senders EUR {after} a citizen a year instead of EUR {before}."


def about_box(analysis: Analysis, group: str, design: str | None) -> str:
    """What the best design that has a message box changes, where one without does best; empty if there is none."""
    if design is None:
        return ""
    effort = analysis.contrast(group, design, "effort_minutes").read
    missed = scaled(analysis.contrast(group, design, "missed_share").read, 100.0)
    if effort is None or effort.value is None or missed.value is None:
        return ""
    fewer = "fewer" if missed.value < 0.0 else "more"
    chance = "" if missed.beyond_chance else ", not beyond chance"
    return (
        f"Of the designs with a message box, {design} misses the fewest: {number(abs(missed.value), DECIMALS)} "
        f"percentage points {fewer} than {analysis.reference} ({between(missed)}{chance}), for {minutes(effort)}."
    )


def minutes(difference: Estimate) -> str:
    """A difference of effort, in words."""
    value = difference.value or 0.0
    size = f"{number(abs(value), DECIMALS)} minutes a year {'less' if value < 0.0 else 'more'}"
    chance = "" if difference.beyond_chance else ", not beyond chance"
    return f"{size} ({between(difference)}{chance})"


def between(difference: Estimate) -> str:
    """The interval of a difference whose direction is said in words; signs only where it holds both directions."""
    if difference.low is None or difference.high is None:
        return "no interval"
    bounds = sorted((difference.low, difference.high), key=abs if difference.beyond_chance else None)
    low, high = (
        number(abs(bound), DECIMALS) if difference.beyond_chance else number(bound, DECIMALS, signed=True)
        for bound in bounds
    )
    return f"{low} to {high}"


def has_box(analysis: Analysis, design: str) -> bool:
    """Whether messages lie in a message box under a design."""
    return analysis.scenario.designs[design].message_box


def best_with_box(analysis: Analysis, group: str) -> str | None:
    """The design with a message box under which a group misses the fewest invoices.

    None if that is the reference, or if no such design has a number. Equal levels keep the order of the designs.
    """
    levels = {
        design: level
        for design in analysis.designs
        if has_box(analysis, design)
        and (level := analysis.contrast(group, design, "missed_share").level.value) is not None
    }
    best = min(levels, key=lambda design: levels[design], default=None)
    return None if best == analysis.reference else best


def least_effort(analysis: Analysis, verdict: Verdict) -> str:
    """Which design takes the least effort, where there are no invoices."""
    effort = level(analysis, verdict.group, verdict.best, "effort_minutes").text
    said = (
        f"Among {group_title(analysis, verdict)}, {verdict.best} takes the least effort with "
        f"{effort} minutes a year, and {reading(analysis, verdict)}. {rivals(verdict)}"
    )
    return said.rstrip()


def reading(analysis: Analysis, verdict: Verdict) -> str:
    """The share of messages read under the best design, and under the reference if that is another."""
    after = percent(analysis, verdict, verdict.best, "read_share")
    if verdict.best == analysis.reference:
        return f"{after} of the messages are read"
    before = percent(analysis, verdict, analysis.reference, "read_share")
    if after == before:
        return f"{after} of the messages are read, as under {analysis.reference}"
    return f"{after} of the messages are read instead of {before}"


def percent(analysis: Analysis, verdict: Verdict, design: str, response: str) -> str:
    """A share of the group of a verdict, in per cent."""
    return f"{level(analysis, verdict.group, design, response).text} %"


def group_title(analysis: Analysis, verdict: Verdict) -> str:
    """What the group of a verdict is called."""
    return next(group.title for group in analysis.groups if group.name == verdict.group)
