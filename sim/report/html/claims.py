"""The comparison in a sentence, and the designs with a message box."""

from __future__ import annotations

from datetime import date
from typing import Final

from sim.analysis.study_analysis import Analysis
from sim.clock import span_in_words

MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
NUMBERS: Final = (
    "No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve",
)  # fmt: skip


def compared(analysis: Analysis) -> str:
    """The simulation and the compared designs, in a sentence."""
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
    """A date in English words, whatever the locale."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def has_box(analysis: Analysis, design: str) -> bool:
    """True if messages lie in a message box under this design."""
    return analysis.scenario.designs[design].message_box


def best_with_box(analysis: Analysis, group: str) -> str | None:
    """The design with a message box under which a group misses the fewest invoices.

    None if that is the reference, or if no such design has a number. Ties go to the design that comes first.
    """
    levels = {
        design: level
        for design in analysis.designs
        if has_box(analysis, design)
        and (level := analysis.contrast(group, design, "missed_share").level.value) is not None
    }
    best = min(levels, key=lambda design: levels[design], default=None)
    return None if best == analysis.reference else best
