"""The key numbers: the reference and the best designs side by side.

Effort stands beside the share read, since reading less also costs less effort.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from sim.analysis.comparison import Contrast
from sim.analysis.groups import ALL, REACHABLE, Group
from sim.analysis.judgement import judged
from sim.analysis.study_analysis import Analysis
from sim.outcomes.responses import Response
from sim.report.html.claims import best_with_box, has_box
from sim.report.levels import cell
from sim.report.verdicts import judgement_words

Standing: TypeAlias = Literal["better", "worse", "same", "unsettled", "none"]


METRICS: Final = {
    "effort_minutes": "per citizen, a year",
    "read_share": "of all messages",
    "missed_share": "of all invoices",
    "fees_eur": "for late payment, per citizen, a year",
}
"""The key responses, each with its basis in words."""
ROLES: Final = {"missed_share": "fewest invoices missed", "effort_minutes": "least effort"}
"""The title of the best design by the response of a verdict, in the order of the columns."""
JUDGED_IN_WORDS: Final[dict[Standing, str]] = {
    "better": "better",
    "worse": "worse",
    "none": "",
}


@dataclass(frozen=True, slots=True)
class Score:
    """One number of one design."""

    value: str
    unit: str
    change: str
    """The difference from the reference with its unit; empty for the reference."""
    bounds: str
    standing: Standing
    judged: str


@dataclass(frozen=True, slots=True)
class ScoreboardColumn:
    """A design that is shown, and the reason for showing it."""

    design: str
    title: str
    role: str


@dataclass(frozen=True, slots=True)
class ScoreboardLine:
    """One response under every design shown."""

    label: str
    basis: str
    scores: tuple[Score, ...]


@dataclass(frozen=True, slots=True)
class ScoreboardPanel:
    """The numbers of one group."""

    title: str
    citizens: int
    columns: tuple[ScoreboardColumn, ...]
    lines: tuple[ScoreboardLine, ...]


def panels(analysis: Analysis) -> tuple[ScoreboardPanel, ...]:
    """Reachable accounts, then all citizens; a group without citizens is left out."""
    return tuple(
        panel(analysis, group)
        for group in (REACHABLE, ALL)
        if analysis.contrast(group.name, analysis.reference, "effort_minutes").citizens
    )


def panel(analysis: Analysis, group: Group) -> ScoreboardPanel:
    """The key numbers of one group; a response without a number for any shown design is left out."""
    columns = tuple(columns_of(analysis, group))
    lines = tuple(line(analysis, group, analysis.responses[name], columns) for name in METRICS)
    citizens = analysis.contrast(group.name, analysis.reference, "effort_minutes").citizens
    return ScoreboardPanel(
        group.title, citizens, columns, tuple(one for one in lines if any(s.unit for s in one.scores))
    )


def columns_of(analysis: Analysis, group: Group) -> Iterator[ScoreboardColumn]:
    """The reference and the best design of each verdict; each design once, with all its roles."""
    roles: dict[str, list[str]] = {analysis.reference: ["the reference"]}
    found = {one.response: one for one in analysis.verdicts if one.group == group.name}
    for response, role in ROLES.items():
        if response in found:
            shared = "" if found[response].settled else " (others may be as good)"
            roles.setdefault(found[response].best, []).append(role + shared)
    best = found.get("missed_share")
    # A design without a message box may not be an option, so the best one with a box is shown as well.
    if best is not None and not has_box(analysis, best.best) and (within := best_with_box(analysis, group.name)):
        roles.setdefault(within, []).append("fewest missed of those with a message box")
    for design, named in roles.items():
        yield ScoreboardColumn(design, analysis.scenario.designs[design].title, ", ".join(named))


def line(analysis: Analysis, group: Group, response: Response, columns: tuple[ScoreboardColumn, ...]) -> ScoreboardLine:
    """One response under every design shown."""
    rows = (analysis.contrast(group.name, column.design, response.name) for column in columns)
    label = response.label[:1].upper() + response.label[1:]
    return ScoreboardLine(label, METRICS[response.name], tuple(score(row, response) for row in rows))


def score(row: Contrast, response: Response) -> Score:
    """One number with its difference from the reference."""
    level = cell(row.level, response.factor, response.decimals)
    difference = cell(row.displayed, response.factor, response.decimals, signed=True)
    unit = response.measure.points if response.is_share else response.sign
    found = standing(row, response.better)
    return Score(
        level.text,
        "" if level.value is None else response.sign,
        "" if difference.value is None else f"{difference.text} {unit}",
        difference.note,
        found,
        judgement_words(row) if found in {"same", "unsettled"} else JUDGED_IN_WORDS[found],
    )


def standing(row: Contrast, better: Literal["lower", "higher"] | None) -> Standing:
    """The direction of a difference for the citizen: better, worse, the same, unsettled, or none."""
    if row.displayed is None or row.displayed.value is None:
        return "none"
    # A response without a margin has no judgement, and is judged against zero here.
    found = judged(row.displayed, 0.0) if row.judgement is None else row.judgement
    if found in {"more", "less"}:
        if better is None:
            return "none"
        return "better" if (found == "less") == (better == "lower") else "worse"
    return "same" if found == "same" else "unsettled"
