"""Sentences generated from the numbers: who does best, by how much, and whether that is more than chance."""

from __future__ import annotations

from sim.analysis.comparison import ENOUGH_DIFFERING, Contrast
from sim.analysis.study import Analysis
from sim.analysis.verdict import Verdict
from sim.report.layout import Shown, difference_decimals, number, scaled, shown_of

OPENINGS = {
    "effort_minutes": "Least effort",
    "missed_share": "Fewest invoices missed",
}
UNITS = {"effort_minutes": "minutes per citizen per year", "missed_share": "% of the invoices"}


def sentences(analysis: Analysis) -> tuple[str, ...]:
    """One or two sentences per verdict; effort is never named without the share read."""
    return tuple(sentence(analysis, verdict) for verdict in analysis.verdicts)


def against_reference(analysis: Analysis) -> str:
    """What every other design changes for reachable accounts: effort, share read and invoices missed, in one sentence.

    Empty where nothing can be said: no other design, or nothing to estimate.
    """
    group = "reachable" if any(group.name == "reachable" for group in analysis.groups) else "all"
    title = next(found.title for found in analysis.groups if found.name == group)
    changes = []
    for design in analysis.designs:
        values = [
            scaled(analysis.contrast(group, design, response).difference, factor).value
            for response, factor in (("effort_minutes", 1.0), ("read_share", 100.0), ("missed_share", 100.0))
        ]
        if design != analysis.reference and None not in values:
            effort, read_more, missed = (number(value, 2, signed=True) for value in values)
            changes.append(f"{design} {effort} minutes, {read_more} points read, {missed} points of invoices missed")
    return f"Against {analysis.reference}, {title}: {'; '.join(changes)}." if changes else ""


def sentence(analysis: Analysis, verdict: Verdict) -> str:
    """What one verdict says."""
    shown = next(shown for shown in shown_of(analysis) if shown.response == verdict.response)
    group = next(group.title for group in analysis.groups if group.name == verdict.group)
    level = analysis.contrast(verdict.group, verdict.best, verdict.response).level
    best = number(scaled(level, shown.factor).value, shown.decimals)
    reading = f", reading {read(analysis, verdict.group, verdict.best)}" if is_effort(verdict) else ""
    opening = f"{OPENINGS[verdict.response]} among {group}"
    behind = f"{lead(analysis, verdict, shown)} more{other_reading(analysis, verdict)}"
    if verdict.settled:
        return (
            f"{opening}: {verdict.best}, {best} {UNITS[verdict.response]}{reading}. "
            f"The next, {verdict.runner_up}, has {behind}."
        )
    return (
        f"{opening}: no difference beyond chance between {verdict.best} ({best} {UNITS[verdict.response]}{reading}) "
        f"and {verdict.runner_up}, which has {behind}."
    )


def lead(analysis: Analysis, verdict: Verdict, shown: Shown) -> str:
    """How much more the runner-up has, with the interval."""
    decimals = difference_decimals(analysis, shown, (verdict.group,))
    behind = scaled(verdict.lead.difference, -shown.factor)
    unit = "points" if shown.difference_unit == "percentage points" else "minutes"
    value = f"{number(behind.value, decimals)} {unit}"
    if behind.low is None or behind.high is None:
        return f"{value} (no interval: {spread(verdict.lead)})"
    rough = " ~" if verdict.lead.rough else ""
    return f"{value} [{number(behind.high, decimals)}, {number(behind.low, decimals)}]{rough}"


def spread(row: Contrast) -> str:
    """Why there is no interval."""
    if row.differing == 0:
        return f"no {row.unit} differs"
    return f"every {row.unit} differs alike, or there is only one"


def is_effort(verdict: Verdict) -> bool:
    """Whether the verdict is on effort."""
    return verdict.response == "effort_minutes"


def other_reading(analysis: Analysis, verdict: Verdict) -> str:
    """What the runner-up reads, where effort is judged."""
    return f", reading {read(analysis, verdict.group, verdict.runner_up)}" if is_effort(verdict) else ""


def read(analysis: Analysis, group: str, design: str) -> str:
    """The share of messages read, in words."""
    level = analysis.contrast(group, design, "read_share").level
    return f"{number(scaled(level, 100.0).value, 1)} % of the messages"


def cautions(analysis: Analysis) -> tuple[str, ...]:
    """What the intervals cover and do not cover, and what the pairing is worth."""
    paired = (
        f"Differences are paired by {analysis.unit}: the same messages and luck under every design. Intervals cover "
        "the luck of who was simulated at 95 % confidence. They do not cover what is unknown about behaviour. Even a "
        "difference too small to matter can be beyond chance: look at its size."
    )
    found = [paired]
    if analysis.unit == "replication":
        found.append("Citizens meet in the queue of the helpdesk, so only more replications make intervals narrower.")
    worths = [
        (row.worth, row.design)
        for row in analysis.contrasts
        if row.group == "all" and row.response == "effort_minutes" and row.worth is not None
    ]
    if worths:
        worth, design = max(worths)
        found.append(f"For effort the pairing is worth up to {worth:,.0f} times as many {analysis.unit}s ({design}).")
    shown = {one.response for one in shown_of(analysis)}
    if any(row.rough for row in analysis.contrasts if row.group in ("all", "reachable") and row.response in shown):
        found.append(f"~ fewer than {ENOUGH_DIFFERING} {analysis.unit}s differ: the interval is rough.")
    return tuple(found)
