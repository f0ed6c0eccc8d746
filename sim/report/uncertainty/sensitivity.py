"""The influence of uncertain parameters, as text and as a document for programs."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from sim.analysis.comparison import Estimate
from sim.analysis.exploration.outputs import Output
from sim.analysis.exploration.sensitivity import Sensitivity
from sim.analysis.uncertainty.cube import RESAMPLED
from sim.analysis.uncertainty.priorities import ADVICE, Advice, Priority
from sim.report.block import Block, Head, Row, row_of
from sim.report.layout import MISSING, printable
from sim.report.terminal import in_columns
from sim.report.uncertainty.amount_text import amount_text, per_cent
from sim.scenario.coverage import Coverage
from sim.scenario.observables import observable_of

SHOWN: Final = 10
"""The number of parameters listed for each output."""
NAMED: Final = 5
"""The number of parameters named as most worth measuring."""


def render(found: Sensitivity, reach: Coverage, identified: Mapping[str, bool], width: int) -> str:
    """A table for each output, with what should be measured next; text that ends with a newline."""
    blocks = [block for output in found.outputs for block in blocks_of(found, output, identified)]
    first = [row for row in found.whole_ledger(identified) if row.advice == "measure this next"][:NAMED]
    if first:
        names = ", ".join(printable(found.factor(row.evidence.factor).label) for row in first)
        said = f"What should be measured next, for the differences between designs: {names}."
        blocks.append("\n".join([textwrap.fill(said, width), *(textwrap.fill(each, width, initial_indent="- ",
                      subsequent_indent="  ") for each in observable_sentences(found, first))]))  # fmt: skip
    last = (legend(found), few(found), reach.words)
    return "\n\n".join([*blocks, *(textwrap.fill(each, width) for each in last if each)]) + "\n"


def observable_sentences(found: Sensitivity, rows: Iterable[Priority]) -> Iterator[str]:
    """The observable quantities that inform on parameters which cannot be measured directly."""
    for row in rows:
        if observable := observable_of(found.factor(row.evidence.factor).paths[0]):
            label = printable(found.factor(row.evidence.factor).label)
            yield f"{label} cannot be measured directly. An observable that informs it: {observable}."


def blocks_of(found: Sensitivity, output: Output, identified: Mapping[str, bool]) -> Iterator[str]:
    """The table of one output."""
    rows = found.ledger(output.name, identified)
    title = printable(f"{output.name} ({output.response.unit})")
    if not found.is_estimable(output.name):
        yield f"{title}\nIt is defined at too few points to say what moves it."
        return
    if not any(row.evidence.share.value for row in rows):
        yield f"{title}\nNo number that was varied moves it."
        return
    by_share = sorted(rows, key=lambda row: -moved_by(found, output, row))[:SHOWN]
    morris = ("moves it by", "share", "grade", "what to do")
    headings = morris if found.method == "morris" else ("total index", *morris[2:])
    lines = tuple(line(found, output, row) for row in by_share)
    yield in_columns(Block(title, tuple(map(Head, headings)), lines, corner="number")).plain


def line(found: Sensitivity, output: Output, row: Priority) -> Row:
    """One number."""
    evidence = row.evidence
    label = printable(found.factor(evidence.factor).label)
    last = (evidence.grade or "none", WORDS[row.advice])
    if found.method == "morris":
        return row_of(label, size_of(found, output, row), per_cent(evidence.share.value), *last)
    return row_of(label, size_of(found, output, row), *last)


WORDS: Final[Mapping[Advice, str]] = {
    "measure this next": "measure",
    "fitted, not measured": "fitted",
    "known": "known",
    "hardly matters": MISSING,
}
"""The advice on a parameter, in one word."""


def moved_by(found: Sensitivity, output: Output, row: Priority) -> float:
    """The effect of a parameter on an output, in the measure shown."""
    if found.method == "sobol":
        return row.evidence.share.value or 0.0
    return next(each.mu_star.value or 0.0 for each in found.effects[output.name] if each.factor == row.evidence.factor)


def size_of(found: Sensitivity, output: Output, row: Priority) -> str:
    """The effect of a parameter on an output: the mean effect of its whole range, or its share of the variance."""
    name = row.evidence.factor
    if found.method == "morris":
        effect = next(each for each in found.effects[output.name] if each.factor == name)
        return amount_text(output.response, effect.mu_star.value or 0.0, signs=3)
    share = row.evidence.share
    ends_ = "" if share.low is None else f" [{per_cent(share.low)}, {per_cent(share.high)}]"
    return f"{per_cent(share.value)}{ends_}"


def few(found: Sensitivity) -> str:
    """The limits set by a small number of points; empty if there are enough."""
    if found.has_intervals:
        return ""
    units, option = ("trajectories", "--trajectories") if found.method == "morris" else ("groups of points", "--base")
    least = min(found.repetitions(each.name) for each in found.outputs)
    return f"{least} {units} are too few for intervals, which take {RESAMPLED} or more ({option})."


def legend(found: Sensitivity) -> str:
    """The reading guide to the tables."""
    if found.method == "morris":
        return (
            f"{len(found.space.factors)} numbers were moved over their ranges at {found.points:,} points. 'moves it "
            "by': mean absolute change of the output when a number goes from one end of its range to the other "
            "(from steps of two thirds of it). 'share': its share of all squared effects. "
            f"'measure': {ADVICE['measure this next']}. Sampling error adds a little to every effect: small ones "
            "shrink with more citizens at each point, large ones stay."
        )
    return (
        f"{len(found.space.factors)} numbers were varied together at {found.points:,} points. 'total index': share "
        "of the variance over the ranges to which a number contributes, alone or with others, with a bootstrap "
        "interval for the number of points. Joint contributions count for each number, so these indices may add up "
        "to more than 100 %. All other numbers had their stated values. "
        "Intervals wider than the numbers, or one above 100 %, ask for more points: --base."
    )


def document(found: Sensitivity, identified: Mapping[str, bool], reach: Coverage) -> dict[str, Any]:
    """The result as a mapping for programs.

    In `next` each parameter has its largest share over all differences, so these shares do not add up to 1.
    """
    return {
        "next": [
            {
                "factor": row.evidence.factor,
                "label": found.factor(row.evidence.factor).label,
                "largest_share": ends(row.evidence.share),
                "grade": row.evidence.grade,
                "sources": row.evidence.sources,
                "advice": row.advice,
                "observable": observable_of(found.factor(row.evidence.factor).paths[0]) or None,
            }
            for row in found.whole_ledger(identified)
        ],
        "method": found.method,
        "points": found.points,
        "points_seed": found.seed,
        "outputs": [
            {
                "output": output.name,
                "unit": output.response.unit,
                "repetitions": found.repetitions(output.name),
                "told": found.is_estimable(output.name),
                "numbers": [numbers_of(found, output, row) for row in found.ledger(output.name, identified)],
            }
            for output in found.outputs
        ],
        "few": few(found) or None,
        "coverage": reach.document(),
    }


def numbers_of(found: Sensitivity, output: Output, row: Priority) -> dict[str, Any]:
    """The results for one parameter and one output."""
    evidence = row.evidence
    content: dict[str, Any] = {
        "factor": evidence.factor,
        "grade": evidence.grade,
        "sources": evidence.sources,
        "advice": row.advice,
        "share": ends(evidence.share),
    }
    if found.method == "morris":
        effect = next(each for each in found.effects[output.name] if each.factor == evidence.factor)
        return content | {"mu": effect.mu, "mu_star": ends(effect.mu_star), "sigma": effect.sigma}
    index = next(each for each in found.indices[output.name].indices if each.factor == evidence.factor)
    return content | {"first": ends(index.first), "total": ends(index.total)}


def ends(estimate: Estimate) -> dict[str, float | None]:
    """A value with its interval."""
    return {"value": estimate.value, "low": estimate.low, "high": estimate.high}
