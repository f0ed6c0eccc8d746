"""The result of a calibration as text and as a document for programs."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np

from sim.analysis.calibration.posterior import Standing
from sim.analysis.exploration.calibration import FITS, REGION, Calibration, FactorFit
from sim.analysis.exploration.robust import text_of
from sim.report.block import Block, Head, row_of
from sim.report.layout import number, printable
from sim.report.terminal import in_columns
from sim.scenario.coverage import Coverage

WORDS: Final[Mapping[Standing, str]] = {
    "pinned": "The figures pin down",
    "narrowed": "They narrow",
    "open": "They leave open",
}
MOST_NAMED: Final = 8
"""The number of open parameters that are named, those that move a target most first."""


def render(found: Calibration, reach: Coverage, width: int) -> str:
    """The fit, the constraint on each parameter, and the joint constraints; text that ends with a newline."""
    blocks = [
        in_columns(figures_block(found)).plain,
        *(
            textwrap.fill(line, width, subsequent_indent="  ")
            for line in (*sentences(found), reach.words, *found.doubts)
        ),
    ]
    return "\n\n".join(blocks) + "\n"


def figures_block(found: Calibration) -> Block:
    """Every target: the published value, the best fit, its deviation, and the range of the ensemble."""
    low, high = np.quantile(found.predicted, (0.5 - REGION / 2, 0.5 + REGION / 2), axis=0)
    rows = []
    for place, target in enumerate(found.question.targets):
        # To the fit a difference of shares is no share, but it is read in per cent as well.
        share = found.question.is_share(target) or target.response.endswith("_share")
        shown = [
            value_text(each, share=share) for each in (target.value, found.answers[place], low[place], high[place])
        ]
        off = f"{number(float(found.off[place]), 1, signed=True)} sd"
        rows.append(row_of(target.name, shown[0], shown[1], off, f"{shown[2]} to {shown[3]}"))
    headings = ("published", "best fit", "off by", f"{REGION:.0%} of what fits".replace("%", " %"))
    return Block("Published figures and the model", tuple(map(Head, headings)), tuple(rows), corner="figure")


def value_text(value: float, *, share: bool) -> str:
    """A value as text; shares in per cent."""
    return f"{number(100.0 * float(value), 1)} %" if share else number(float(value), 2)


def sentences(found: Calibration) -> Iterator[str]:
    """The constraints that the targets put on the parameters, in words."""
    fitted = [fit for fit in found.factor_fits if fit.fitted]
    for standing, words in WORDS.items():
        named = [f"{name_of(fit)} ({range_of(fit)})" for fit in fitted if fit.standing == standing]
        if named:
            yield f"{words}: {'; '.join(named)}."
    left = sorted((fit for fit in found.factor_fits if not fit.fitted), key=lambda fit: -fit.largest)
    open_ones = [fit for fit in left if fit.standing == "open"]
    if open_ones:
        names = ", ".join(name_of(fit) for fit in open_ones[:MOST_NAMED])
        more = f", and {len(open_ones) - MOST_NAMED} more" if len(open_ones) > MOST_NAMED else ""
        yield (
            f"Not fitted, and left open though they move a figure: {names}{more}. Conclusions that depend on them "
            "must hold over their whole range: mbsim robust."
        )
    spoken = [name_of(fit) for fit in left if fit.standing != "open"]
    if spoken:
        yield f"Not fitted, although the figures constrain them: {', '.join(spoken)}."
    if found.trade_offs:
        labels = {fit.factor.name: name_of(fit) for fit in found.factor_fits}
        pairs = (
            f"{labels[one]} with {labels[other]} ({number(together, 2, signed=True)})"
            for one, other, together in found.trade_offs
        )
        yield f"Constrained only jointly, with their correlation among the sets that fit: {'; '.join(pairs)}."
    if found.unmoved:
        yield f"Graded calibrated, but no figure depends on it: {', '.join(each.name for each in found.unmoved)}."
    yield (
        f"{len(found.members)} of {found.tried} sets tried fit: no figure is off by more than {FITS:g} standard "
        "deviations (sd: the figure's own uncertainty and the sampling error of the simulated citizens, together). "
        "They are the ensemble: likely sets by the emulators, without those that simulation ruled out."
    )


def name_of(fit: FactorFit) -> str:
    """The label of a parameter on one line."""
    return printable(fit.factor.label)


def range_of(fit: FactorFit) -> str:
    """The range of a parameter that fits the targets, in the notation of scenarios."""
    return " to ".join(text_of(fit.factor, each) for each in (fit.low, fit.high))


def document(found: Calibration, reach: Coverage) -> dict[str, Any]:
    """The result as a mapping for programs."""
    low, high = np.quantile(found.predicted, (0.5 - REGION / 2, 0.5 + REGION / 2), axis=0)
    targets: Sequence[Mapping[str, Any]] = [
        {
            "target": target.name,
            "published": target.value,
            "deviation": float(found.deviations[place]),
            "fit": float(found.answers[place]),
            "off": float(found.off[place]),
            "ensemble": [float(low[place]), float(high[place])],
        }
        for place, target in enumerate(found.question.targets)
    ]
    numbers = [
        {
            "factor": fit.factor.name,
            "grade": fit.factor.grade,
            "fitted": fit.fitted,
            "fit": float(found.best[place]),
            "low": fit.low,
            "high": fit.high,
            "contraction": fit.contraction,
            "standing": fit.standing,
        }
        for place, fit in enumerate(found.factor_fits)
    ]
    trade_offs = [{"factors": [one, other], "correlation": together} for one, other, together in found.trade_offs]
    return {
        "targets": targets,
        "numbers": numbers,
        "trade_offs": trade_offs,
        "unmoved": [each.name for each in found.unmoved],
        "members": len(found.members),
        "tried": found.tried,
        "doubts": list(found.doubts),
        "coverage": reach.document(),
    }
