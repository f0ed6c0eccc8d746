"""Side effects of a design: privacy, phishing, costs, calls and the grade."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sim.analysis.groups import ALL
from sim.analysis.study_analysis import Analysis
from sim.report.block import Block, Cell, Head, Row
from sim.report.levels import bare_row, designs_of, level
from sim.scenario.evidence import ledger, tally

SECTIONS: Final = ("exposure", "phishing", "sender_costs", "helpdesk", "survey")
"""The parts of a scenario that this block reports when they are present."""


MEASURED: Final = (
    "opt_out_share",
    "answered_by_post_share",
    "without_paper_share",
    "postage_eur",
    "exposure",
    "phishing_losses_eur",
    "sender_cost_eur",
    "calls",
    "waiting_minutes",
    "given_up_share",
)
GRADE: Final = "grade"


def consequences_block(analysis: Analysis) -> Block:
    """A row for each response that the scenario measures, a column for each design; the grade has its interval."""
    rows = [bare_row(analysis, ALL.name, name) for name in MEASURED if name in analysis.responses]
    if GRADE in analysis.responses:
        found = (level(analysis, ALL.name, design, GRADE) for design in analysis.designs)
        with_overhead = (analysis.association(ALL.name, one, GRADE).correlation for one in analysis.designs)
        rows.append(Row(Head(analysis.responses[GRADE].label), tuple(found)))
        rows.append(Row(Head("r with overhead", level=1), tuple(Cell(value, 2) for value in with_overhead)))
    return Block(f"other outcomes, {ALL.title}", designs_of(analysis), tuple(rows))


def consequences_meaning(analysis: Analysis) -> str:
    """The units, the number of people surveyed, and how many of the numbers behind the block are assumed."""
    sentences = ["Per citizen per year, except % and grades."]
    if "exposure" in analysis.responses:
        sentences.append("Personal data: what contacts disclose, each by its weight and how open its channel is.")
    if analysis.associations:
        asked = analysis.association(ALL.name, analysis.reference, GRADE).asked
        sentences.append(
            f"Grade: mean of the {asked:,} asked, from 1 to 10; r: correlation of the grades with overhead."
        )
    return " ".join((*sentences, *assumed_numbers(analysis)))


def assumed_numbers(analysis: Analysis) -> Sequence[str]:
    """The number of assumed values in the optional parts of the scenario; empty without such parts."""
    numbers = [one for one in ledger(analysis.scenario).parameters if one.section in SECTIONS]
    if not numbers:
        return ()
    assumed = tally(numbers).counts["assumed"] + tally(numbers).counts["ungraded"]
    several = f"All {len(numbers)}" if assumed == len(numbers) else f"{assumed} of the {len(numbers)}"
    return (f"{several} numbers behind this are assumed: compare designs rather than levels.",)
