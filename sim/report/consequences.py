"""What else a design brings, as text of at most 80 columns: privacy, phishing, costs, calls and the grade."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rich.text import Text

from sim.analysis.comparison import Estimate
from sim.analysis.groups import ALL
from sim.analysis.study import Analysis
from sim.report.grid import Row, grid
from sim.report.layout import MISSING, number
from sim.scenario.evidence import ledger, tally

SECTIONS: Final = ("exposure", "phishing", "sender_costs", "helpdesk", "survey")
"""The parts of a scenario that this block reports when they are present."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A response in this block."""

    response: str
    label: str
    factor: float = 1.0
    decimals: int = 2


MEASURED: Final = (
    Measured("opt_out_share", "opted out, %", 100.0, 1),
    Measured("exposure", "personal data laid open"),
    Measured("phishing_losses_eur", "phishing losses, EUR"),
    Measured("sender_cost_eur", "cost of the senders, EUR"),
    Measured("calls", "calls to the helpdesk"),
    Measured("waiting_minutes", "waiting in its queue, min"),
    Measured("given_up_share", "calls given up, %", 100.0, 1),
)
GRADES: Final = (Measured("grade_free", "grade, box free"), Measured("grade_mandatory", "grade, box mandatory"))


def consequences_block(analysis: Analysis) -> Text:
    """A row per response that the scenario measures, a column per design."""
    rows = [
        Row(one.label, tuple(cell(analysis, design, one) for design in analysis.designs))
        for one in MEASURED
        if one.response in analysis.responses
    ]
    for one in GRADES:
        if one.response in analysis.responses:
            rows += graded(analysis, one)
    return grid(f"what else it brings, {ALL.title}", analysis.designs, rows)


def cell(analysis: Analysis, design: str, one: Measured) -> str:
    """One level in the shown unit."""
    value = analysis.contrast(ALL.name, design, one.response).level.value
    return number(None if value is None else value * one.factor, one.decimals)


def graded(analysis: Analysis, one: Measured) -> list[Row]:
    """A grade, its interval, and its correlation with the overhead."""
    levels = [analysis.contrast(ALL.name, design, one.response).level for design in analysis.designs]
    found = [analysis.association(ALL.name, design, one.response).correlation for design in analysis.designs]
    return [
        Row(one.label, tuple(number(level.value, one.decimals) for level in levels)),
        Row("  95 % interval", tuple(span(level, one.decimals) for level in levels)),
        Row("  r with overhead", tuple(number(value, 2) for value in found)),
    ]


def span(level: Estimate, decimals: int) -> str:
    """The interval of a grade."""
    if level.low is None or level.high is None:
        return MISSING
    return f"{number(level.low, decimals)}–{number(level.high, decimals)}"


def consequences_meaning(analysis: Analysis) -> str:
    """The units, whom the survey asked, and what the numbers behind the block stand on."""
    said = ["Per citizen per year, but for % and grades."]
    if "exposure" in analysis.responses:
        said.append("Personal data: what contacts disclose, each by its weight and how open its channel is.")
    if analysis.associations:
        asked = analysis.association(ALL.name, analysis.reference, GRADES[0].response).asked
        said.append(
            f"Grade: mean of the {asked:,} asked, from 1 to 10; r: correlation of the grades with the overhead that "
            "each of them carried."
        )
    return " ".join((*said, *standing(analysis)))


def standing(analysis: Analysis) -> Sequence[str]:
    """How many of the numbers of the optional parts nobody has published; nothing without such parts."""
    numbers = [one for one in ledger(analysis.scenario).parameters if one.section in SECTIONS]
    if not numbers:
        return ()
    assumed = tally(numbers).counts["assumed"] + tally(numbers).counts["ungraded"]
    several = f"All {len(numbers)}" if assumed == len(numbers) else f"{assumed} of the {len(numbers)}"
    return (f"{several} numbers behind this are assumed: compare designs, do not read levels.",)
