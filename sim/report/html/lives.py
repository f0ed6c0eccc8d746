"""Two telling citizens: one whom a design helps, and one whom it harms or leaves as badly off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from sim.analysis.study_analysis import Analysis
from sim.errors import StudyError
from sim.outcomes.biography import life_pair
from sim.outcomes.finding import Condition, find, why_found
from sim.report.html.claims import best_with_box
from sim.report.timeline.narrative import sentences_of
from sim.report.timeline.svg import svg_of

MISSED: Final = "missed"


@dataclass(frozen=True, slots=True)
class ExampleLife:
    """A telling citizen: what happened to one person under two designs."""

    title: str
    sentences: tuple[str, ...]
    svg: str | None = None
    alt: str = ""


def lives(analysis: Analysis) -> tuple[ExampleLife, ...]:
    """A citizen who is better off under the design that does best, and one who is not; simulated for this.

    Nothing where one design was simulated, or where nobody is told apart by two designs.
    """
    design = chosen(analysis)
    return () if design is None else tuple(told(analysis, design))


def chosen(analysis: Analysis) -> str | None:
    """The design that is set beside the reference: one with a message box if possible, since only its texts are read.

    None if there is no other design.
    """
    with_box = best_with_box(analysis, "reachable") or best_with_box(analysis, "all")
    if with_box is not None:
        return with_box
    best = next((one.best for one in analysis.verdicts if one.best != analysis.reference), None)
    return best if best is not None else next(iter(analysis.others), None)


def told(analysis: Analysis, design: str) -> Iterator[ExampleLife]:
    """The two citizens, as far as there are such."""
    reference = analysis.reference
    helped = (Condition(MISSED, reference, holds=True), Condition(MISSED, design, holds=False))
    harmed = (Condition(MISSED, design, holds=True), Condition(MISSED, reference, holds=False))
    neither = (Condition(MISSED, reference, holds=True), Condition(MISSED, design, holds=True))
    first = found(analysis, design, f"A citizen whom {design} helps", helped)
    second = found(analysis, design, f"A citizen whom {design} harms", harmed)
    second = second or found(analysis, design, f"A citizen whom {design} does not help", neither)
    yield from (one for one in (first, second) if one is not None)


def found(analysis: Analysis, design: str, title: str, conditions: Sequence[Condition]) -> ExampleLife | None:
    """The first citizen who meets the conditions, told; None if nobody does."""
    designs = (analysis.reference, design)
    try:
        one = find(analysis.scenario, designs, conditions)
    except StudyError:
        return None
    pair = life_pair(analysis.scenario, one.citizen, designs, 0)
    case = next((story.case for story, _ in pair.telling), None)
    drawing = svg_of(pair, () if case is None else (case,))
    why = why_found(one, designs)
    alt = f"The lives of citizen {one.citizen} under {analysis.reference} and under {design}, as told in the text."
    return ExampleLife(f"{title}: citizen {one.citizen}", (why, *sentences_of(pair, case)), drawing, alt)
