"""Predictions beside published figures, as text and as a document for programs."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import Any, Final

from sim.analysis.exploration.validation import BEYOND, CONFIDENCE, Prediction
from sim.outcomes.responses import Response
from sim.report.grid import Row, grid
from sim.report.ignorance.amounts import amount_text
from sim.report.layout import number, printable
from sim.scenario.coverage import Coverage

TITLE: Final = "Published figures and what the model predicts"


def render(found: Sequence[tuple[Prediction, Response]], reach: Coverage, points: int, width: int) -> str:
    """The table of all figures and a verdict on each; text that ends with a newline."""
    rows = [Row(each.target.name, cells(each, response)) for each, response in found]
    headings = ("published", f"model, {100 * CONFIDENCE:.0f} %", "")
    table = "\n".join(line.rstrip() for line in grid(TITLE, headings, rows).plain.splitlines())
    words = [textwrap.fill(f"- {line}", width, subsequent_indent="  ") for line in verdicts(found)]
    counted = [each for each, _ in found if each.target.use == "validate" and not each.target.echoes]
    inside = sum(each.is_inside for each in counted)
    last = (
        f"{inside} of {len(counted)} figures that were not fitted, and are no echo of "
        f"fitted ones, lie inside. The model's ranges hold what is not known, over {points:,} "
        "points, and chance and the figure's own uncertainty besides: wide ranges are easy to lie in, and say that the "
        "level is no forecast."
    )
    blocks = (textwrap.fill(each, width) for each in (last, roughness(found), reach.words) if each)
    return "\n\n".join([table, "\n".join(words), *blocks]) + "\n"


def roughness(found: Sequence[tuple[Prediction, Response]]) -> str:
    """Which ranges rest on so few points that their ends are rough; empty if none does."""
    rough = [each.target.name for each, _ in found if each.is_rough]
    if not rough:
        return ""
    least = min(each.points for each, _ in found if each.is_rough)
    return (
        f"From {least} points the ends of a {100 * CONFIDENCE:.0f} % range are rough: fewer than {BEYOND} points lie "
        f"beyond each. That is so of {', '.join(rough)}. Take more points: --points."
    )


def cells(found: Prediction, response: Response) -> tuple[str, ...]:
    """The cells of one figure."""
    texts = [value(found, response, each) for each in (found.target.value, found.low, found.high)]
    return texts[0], f"{texts[1]} to {texts[2]}", f"{'inside' if found.is_inside else 'outside'}{remark(found)}"


def remark(found: Prediction) -> str:
    """What makes a figure a weak test; empty if nothing."""
    if found.target.use == "fit":
        return ", fitted"
    return ", echo" if found.target.echoes else ""


def value(found: Prediction, response: Response, each: float) -> str:
    """A value with its unit: a difference of shares in points, a share in per cent."""
    if not response.unit.startswith("share"):
        return amount_text(response, each)
    signed = found.target.minus is not None
    return f"{number(100.0 * each, 1, signed=signed)} {'pp' if signed else '%'}"


def verdicts(found: Sequence[tuple[Prediction, Response]]) -> Iterator[str]:
    """What is to be said of each figure."""
    for each, response in found:
        title = printable(each.target.title)
        if each.is_inside:
            words = f"{title}: inside"
        else:
            side = "more" if each.beyond < 0.0 else "less"
            words = f"{title}: outside; the model says {side}, by {amount_text(response, abs(each.beyond))} or more"
        yield f"{words}. {printable(each.target.why)}" if each.target.why else f"{words}."


def document(found: Sequence[tuple[Prediction, Response]], reach: Coverage) -> dict[str, Any]:
    """What came out, for a program."""
    return {
        "figures": [
            {
                "target": each.target.name,
                "title": each.target.title,
                "published": each.target.value,
                "uncertainty": each.target.uncertainty,
                "median": each.middle,
                "low": each.low,
                "high": each.high,
                "inside": each.is_inside,
                "beyond": each.beyond,
                "points": each.points,
                "rough": each.is_rough,
                "why": each.target.why,
            }
            for each, _ in found
        ],
        "coverage": reach.document(),
    }
