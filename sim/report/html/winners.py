"""Gains and losses of citizens: blocks of a page, and sentences."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from sim.analysis.groups import ALL, REACHABLE, Group
from sim.analysis.joint import Joint
from sim.analysis.study_analysis import Analysis
from sim.notation import number, per_cent
from sim.report.block import Block, stacked
from sim.report.winners import joint_cells, segments_of

MOST_SENTENCES: Final = 6
"""With more designs than this only the table is shown."""


def winners(analysis: Analysis) -> Block:
    """The shares of citizens who gain and who lose under each design: reachable accounts, then all."""
    found = below_each_other(analysis, (REACHABLE, ALL))
    return replace(found, unit=f"{found.unit}, with 95 % intervals")


def by_segment(analysis: Analysis) -> Block:
    """The shares of citizens who gain and who lose under each design, by segment."""
    found = below_each_other(analysis, segments_of(analysis))
    return replace(found, title=f"{found.title}, by segment", unit=f"{found.unit}, with 95 % intervals")


def below_each_other(analysis: Analysis, groups: Iterable[Group]) -> Block:
    """The outcomes of the citizens of some groups, with a row for each design; groups without citizens are left out."""
    return stacked(
        joint_cells(analysis, group, bounds=True).turned().noted(group.title)
        for group in groups
        if analysis.joint(group.name, analysis.others[0], "effort_minutes").citizens
    )


def sentences(analysis: Analysis) -> tuple[str, ...]:
    """The citizens who gain and who lose under each design, a sentence each; empty if there are too many designs."""
    if len(analysis.others) > MOST_SENTENCES:
        return ()
    group = REACHABLE if analysis.contrast(REACHABLE.name, analysis.reference, "logins").citizens else ALL
    return tuple(sentence(analysis, group, design) for design in analysis.others)


def sentence(analysis: Analysis, group: Group, design: str) -> str:
    """The shares of citizens who gain and who lose under one design, in sentences."""
    effort = analysis.joint(group.name, design, "effort_minutes")
    missed = analysis.joint(group.name, design, "missed_invoices")
    reference = analysis.reference
    whom = "all citizens" if group == ALL else f"the {group.title}"
    return (
        f"Of {whom}, {per_cent(effort.less.value, 1)} spend less effort under {design} than under {reference}"
        f"{minutes(effort.mean_less)} and {per_cent(effort.more.value, 1)} more{minutes(effort.mean_more)}. "
        f"{invoices(missed)}"
    )


def invoices(missed: Joint) -> str:
    """The shares of citizens who miss invoices under only one of two designs."""
    if not any(one.value for one in (missed.only_there, missed.only_here)):
        return "Nobody misses an invoice under one of the two and none under the other."
    return (
        f"{per_cent(missed.only_there.value, 1)} missed an invoice under {missed.other} and miss none under "
        f"{missed.design}; for {per_cent(missed.only_here.value, 1)} it is the other way about."
    )


def minutes(mean: float | None) -> str:
    """The mean change in minutes, in brackets; empty if nobody is affected."""
    return "" if mean is None else f" ({number(mean, 1)} minutes a year on average)"
