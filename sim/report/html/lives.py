"""Two example citizens: one whom a design helps, and one whom it harms or leaves as badly off."""

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
    """An example citizen: one person's life under two designs."""

    title: str
    sentences: tuple[str, ...]
    svg: str | None = None
    alt: str = ""


def lives(analysis: Analysis) -> tuple[ExampleLife, ...]:
    """A citizen whom the best design helps, and one whom it does not; both are simulated for this.

    Empty if only one design was simulated, or if no citizen meets the conditions.
    """
    design = chosen(analysis)
    return () if design is None else tuple(examples(analysis, design))


def chosen(analysis: Analysis) -> str | None:
    """The design compared with the reference: one with a message box if possible, since only its texts are read.

    None if there is no other design.
    """
    with_box = best_with_box(analysis, "reachable") or best_with_box(analysis, "all")
    if with_box is not None:
        return with_box
    best = next((one.best for one in analysis.verdicts if one.best != analysis.reference), None)
    return best if best is not None else next(iter(analysis.others), None)


def examples(analysis: Analysis, design: str) -> Iterator[ExampleLife]:
    """The two example citizens, as far as they exist."""
    reference = analysis.reference
    helped = (Condition(MISSED, reference, holds=True), Condition(MISSED, design, holds=False))
    harmed = (Condition(MISSED, design, holds=True), Condition(MISSED, reference, holds=False))
    neither = (Condition(MISSED, reference, holds=True), Condition(MISSED, design, holds=True))
    first = found(analysis, design, f"A citizen whom {design} helps", helped)
    second = found(analysis, design, f"A citizen whom {design} harms", harmed)
    second = second or found(analysis, design, f"A citizen whom {design} does not help", neither)
    yield from (one for one in (first, second) if one is not None)


def found(analysis: Analysis, design: str, title: str, conditions: Sequence[Condition]) -> ExampleLife | None:
    """The life of the first citizen who meets the conditions; None if nobody does."""
    designs = (analysis.reference, design)
    try:
        one = find(analysis.scenario, designs, conditions)
    except StudyError:
        return None
    pair = life_pair(analysis.scenario, one.citizen, designs, 0)
    case = next((story.case for story, _ in pair.differing), None)
    drawing = svg_of(pair, () if case is None else (case,))
    why = why_found(one, designs)
    alt = f"The lives of citizen {one.citizen} under {analysis.reference} and under {design}, as told in the text."
    return ExampleLife(f"{title}: citizen {one.citizen}", (why, *sentences_of(pair, case)), drawing, alt)
