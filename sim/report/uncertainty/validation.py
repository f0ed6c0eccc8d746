"""Predictions beside published figures, as text and as a document for programs."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import Any, Final

from sim.analysis.exploration.validation import BEYOND, CONFIDENCE, HARDLY, MATTERS, JointPrediction, Prediction
from sim.notation import MISSING, listed
from sim.outcomes.responses import Response
from sim.report.block import Block, Head, row_of
from sim.report.layout import number, printable
from sim.report.terminal import in_columns
from sim.report.uncertainty.amount_text import amount_text
from sim.scenario.coverage import Coverage

TITLE: Final = "Published figures and what the model predicts"


def render(
    found: Sequence[tuple[Prediction, Response]],
    reach: Coverage,
    points: int,
    fit: tuple[int, int],
    width: int,
    together: Sequence[JointPrediction] = (),
) -> str:
    """The table of all figures and a verdict on each; text that ends with a newline.

    `fit` gives the number of fitted parameters and the number of figures they were fitted to.
    """
    table = "\n".join(line.rstrip() for line in in_columns(figures_block(found)).plain.splitlines())
    lines = (*verdicts(found), *map(together_words, together))
    words = [textwrap.fill(f"- {line}", width, subsequent_indent="  ") for line in lines]
    said = (tested(found), legend(points), saturation(*fit), roughness(found), reach.words)
    blocks = (textwrap.fill(each, width) for each in said if each)
    return "\n\n".join([table, "\n".join(words), *blocks]) + "\n"


def figures_block(found: Sequence[tuple[Prediction, Response]]) -> Block:
    """Every published figure beside its prediction."""
    rows = tuple(row_of(each.target.name, *cells(each, response)) for each, response in found)
    headings = ("published", "model alone", "with errors", "notices", "skill", "")
    return Block(TITLE, tuple(map(Head, headings)), rows, corner="figure")


def tested(found: Sequence[tuple[Prediction, Response]]) -> str:
    """The number of figures that test the model, and how many of them it passes."""
    # A figure that echoes a fitted one is no independent test.
    counted = [each for each, _ in found if each.target.use == "validate" and not each.target.echoes]
    able = [each for each in counted if not each.cannot_fail]
    inside = sum(each.is_inside for each in able)
    alone = len(counted) == 1
    first = "1 figure was" if alone else f"{len(counted)} figures were"
    first = f"{first} not fitted and {'is' if alone else 'are'} no echo of fitted ones. "
    vain = [each.target.name for each in counted if each.cannot_fail]
    if not able:
        return f"{first}None of them can fail, so that nothing here tests the model."
    second = f"{inside} of the {len(able)} that can fail {'lies' if inside == 1 else 'lie'} inside."
    return f"{first}{second}" + (f" {listed(vain)} cannot fail, and count for nothing." if vain else "")


def legend(points: int) -> str:
    """The reading guide to the table."""
    return (
        f"Ranges hold {100 * CONFIDENCE:.0f} % of the predictions over {points:,} parameter sets: of the model "
        "alone, and with sampling error and the uncertainty of the figure. `notices`: the probability that the "
        f"check notices a model that is off by {100 * MATTERS:.0f} points (by half of a share below "
        f"{200 * MATTERS:.0f} %, by "
        f"all of a smaller difference, by {100 * MATTERS:.0f} % of what is no share); "
        f"below {100 * HARDLY:.0f} % it cannot fail, or hardly. `skill`: 1 is a perfect prediction, 0 an uninformed "
        "one (every share equally likely; no difference), by the CRPS. Figures lie in wide ranges easily: such a "
        "level is no forecast."
    )


def saturation(numbers: int, figures: int) -> str:
    """A warning if at least as many parameters were fitted as there are fitted figures; else empty."""
    if not numbers or numbers < figures:
        return ""
    return (
        f"The fit is saturated: {numbers} numbers were fitted to {figures} figures. Meeting them is no test of the "
        "model; only figures that were not fitted are one."
    )


def roughness(found: Sequence[tuple[Prediction, Response]]) -> str:
    """The figures whose ranges have rough ends because there are few points; empty if there are none."""
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

    def ends(low: float, high: float) -> str:
        return f"{value(found, response, low)} to {value(found, response, high)}"

    skill = MISSING if found.skill is None else number(found.skill, 2)
    side = "inside" if found.is_inside else "outside"
    return (
        published(found, response), ends(*found.own), ends(found.low, found.high),
        f"{100 * found.power:.0f} %", skill, f"{side}{remark(found)}",
    )  # fmt: skip


def published(found: Prediction, response: Response) -> str:
    """The figure as published."""
    low, high = found.target.ends
    if low == high:
        return value(found, response, low)
    return f"{value(found, response, low)} to {value(found, response, high)}"


def together_words(found: JointPrediction) -> str:
    """The joint verdict on figures with correlated errors."""
    side = "inside" if found.is_inside else "outside"
    chance, apart = (f"{number(100.0 * each, 1)} %" for each in (found.probability, found.probability_apart))
    return (
        f"{printable(found.correlated.title)}: {side}. As far off or farther would be {chance} if the model were right "
        f"and the errors went together by {found.correlated.correlation:g}; {apart} if they were independent, as a fit "
        "takes them."
    )


def remark(found: Prediction) -> str:
    """The reason why a figure is a weak test; empty if there is none."""
    if found.target.use == "fit":
        return ", fitted"
    return ", echo" if found.target.echoes else ", cannot fail" if found.cannot_fail else ""


def value(found: Prediction, response: Response, each: float) -> str:
    """A value with its unit: a difference of shares in percentage points, a share in per cent."""
    if not response.unit.startswith("share"):
        return amount_text(response, each)
    signed = found.target.is_difference
    return f"{number(100.0 * each, 1, signed=signed)} {'pp' if signed else '%'}"


def verdicts(found: Sequence[tuple[Prediction, Response]]) -> Iterator[str]:
    """The verdict on each figure."""
    for each, response in found:
        title = printable(each.target.title)
        if each.is_inside:
            words = f"{title}: inside"
        else:
            side = "more" if each.distance_outside < 0.0 else "less"
            amount = amount_text(response, abs(each.distance_outside))
            words = f"{title}: outside; the model says {side}, by {amount} or more"
        yield f"{words}. {printable(each.target.why)}" if each.target.why else f"{words}."


def document(
    found: Sequence[tuple[Prediction, Response]],
    reach: Coverage,
    fit: tuple[int, int],
    together: Sequence[JointPrediction] = (),
) -> dict[str, Any]:
    """The result as a mapping for programs.

    `fit` gives the number of fitted parameters and the number of figures they were fitted to.
    """
    return {
        "fitted": {"numbers": fit[0], "figures": fit[1]},
        "figures": [
            {
                "target": each.target.name,
                "title": each.target.title,
                "published": each.target.value,
                "published_interval": None if each.target.low is None else list(each.target.ends),
                "uncertainty": each.target.uncertainty,
                "median": each.middle,
                "own": list(each.own),
                "low": each.low,
                "high": each.high,
                "power": each.power,
                "cannot_fail": each.cannot_fail,
                "crps": each.score,
                "crps_trivial": each.uninformed_score,
                "inside": each.is_inside,
                "beyond": each.distance_outside,
                "points": each.points,
                "rough": each.is_rough,
                "why": each.target.why,
            }
            for each, _ in found
        ],
        "together": [
            {
                "name": each.correlated.name,
                "title": each.correlated.title,
                "figures": list(each.correlated.figures),
                "correlation": each.correlated.correlation,
                "distance": each.distance,
                "probability": each.probability,
                "probability_if_independent": each.probability_apart,
                "inside": each.is_inside,
            }
            for each in together
        ],
        "coverage": reach.document(),
    }
