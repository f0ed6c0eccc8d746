"""The figures of explorations of the parameter space."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from sim.analysis.comparison import CONFIDENCE
from sim.analysis.exploration.fitted_file import Sets
from sim.analysis.exploration.outputs import Output
from sim.analysis.exploration.robust import ResponseRobustness, text_of
from sim.analysis.exploration.sensitivity import Sensitivity
from sim.analysis.exploration.validation import Prediction
from sim.analysis.uncertainty.fit_quality import Marginal, marginal, predicted, trade_offs
from sim.report.figures import files_of
from sim.report.figures.marginals import marginals
from sim.report.figures.pairs import pairs
from sim.report.figures.priorities import MOST, ledger
from sim.report.figures.robustness import Contest, robustness
from sim.report.figures.sensitivity import SensitivityPanel, panel_of_effects, panel_of_indices, screening, sensitivity
from sim.report.figures.sheet import About, Drawing
from sim.report.figures.style import house_style
from sim.report.figures.targets import targets
from sim.report.uncertainty.amount_text import per_cent
from sim.scenario.coverage import Coverage
from sim.scenario.factors import Factor

FIGURES: Final = "figures.json"
"""The file with the text of all figures in a folder."""
HARDLY: Final = 5
"""The number of parameters that hardly matter but are still shown."""


def calibration_figures(
    numbers: Sequence[Factor], sets: Sets, tried: int, reach: Coverage, title: str
) -> dict[str, bytes]:
    """The figures of a calibration as files."""
    with house_style():
        return with_words(calibration_drawings(numbers, sets, tried, reach, title))


def calibration_drawings(
    numbers: Sequence[Factor], sets: Sets, tried: int, reach: Coverage, title: str
) -> list[Drawing]:
    """The marginal distributions, the trade-offs between parameters, and the fit to the published figures.

    `numbers` are the fitted parameters, `tried` the number of sets that were simulated to find those that fit. Call it
    in the house style.
    """
    basis = (
        f"{len(sets.values)} sets of parameters, of {tried} tried, that fit {len(sets.figures)} published figures. "
        f"{reach.range_words}"
    )
    about = About(title, basis)
    by_label = {factor.label: factor for factor in numbers}
    fitted = [marginal_of(factor, sets.values[:, sets.names.index(factor.name)]) for factor in numbers]
    shown = [
        predicted(each.name, each.published, each.deviation, sets.predicted[:, place])
        for place, each in enumerate(sets.figures)
    ]

    def write(label: str, value: float) -> str:
        return text_of(by_label[label], value)

    return present(
        marginals(about, fitted, write),
        pairs(about, trade_offs(fitted), write),
        targets(about, shown, writer({each.name: each.share for each in sets.figures})),
    )


def writer(shares: Mapping[str, bool]) -> Callable[[str, float], str]:
    """A function that writes a value of a target, given its name: a share, or a difference of shares, in per cent."""
    return lambda name, value: per_cent(value) if shares[name] else f"{value:.3g}"


def marginal_of(factor: Factor, values: object) -> Marginal:
    """The marginal distribution of one parameter in the ensemble, against its range."""
    return marginal(factor.label, factor.low, factor.high, values, logarithmic=factor.scale == "logarithmic")  # type: ignore[arg-type]


def validation_figures(
    found: Sequence[Prediction], shares: Mapping[str, bool], reach: Coverage, title: str
) -> dict[str, bytes]:
    """The figures of a validation as files."""
    with house_style():
        return with_words(validation_drawings(found, shares, reach, title))


def validation_drawings(
    found: Sequence[Prediction], shares: Mapping[str, bool], reach: Coverage, title: str
) -> list[Drawing]:
    """The predictions of the published figures. Call it in the house style."""
    about = About(title, f"{len(found[0].values)} parameter sets. {reach.range_words}")
    shown = [
        predicted(
            each.target.name, each.target.value, each.target.deviation, each.values, fitted=each.target.use == "fit"
        )
        for each in found
    ]
    return present(targets(about, shown, writer(shares)))


def sensitivity_drawings(
    found: Sensitivity, identified: Mapping[str, bool], reach: Coverage, title: str
) -> tuple[Drawing, ...]:
    """The influence of parameters on each output, and the parameters to measure next. Call it in the house style."""
    count = len(found.space.factors)
    basis = f"{found.points:,} points, {count} numbers varied over their ranges, seed {found.seed}."
    about = About(title, f"{basis} {reach.range_words}")
    panels = [panel_of(found, each) for each in found.outputs]
    first = screening(about, panels, CONFIDENCE) if found.method == "morris" else sensitivity(about, panels, CONFIDENCE)
    share_of = "the squared effects on a difference" if found.method == "morris" else "the variance of a difference"
    rows = [
        replace(row, evidence=replace(row.evidence, factor=found.factor(row.evidence.factor).label))
        for row in found.whole_ledger(identified)
    ]
    most = sum(row.advice != "hardly matters" for row in rows) + HARDLY
    answer = "a difference between designs"
    return tuple(present(ledger(about, rows, answer, CONFIDENCE, share_of, min(most, MOST)), first))


def panel_of(found: Sensitivity, output: Output) -> SensitivityPanel:
    """The panel of one output, with the influence of each parameter."""
    if not found.is_estimable(output.name):
        return SensitivityPanel(output.name, output.response.difference_unit, {}, "a number at too few points")
    if found.method == "sobol":
        indices = found.indices[output.name]
        named = tuple(replace(each, factor=found.factor(each.factor).label) for each in indices.indices)
        return panel_of_indices(output.name, replace(indices, indices=named))
    effects = [replace(each, factor=found.factor(each.factor).label) for each in found.effects[output.name]]
    return panel_of_effects(output.name, output.response.difference_unit, effects, output.response.factor)


def sensitivity_figures(
    found: Sensitivity, identified: Mapping[str, bool], reach: Coverage, title: str
) -> dict[str, bytes]:
    """The figures of a sensitivity analysis as files."""
    with house_style():
        return with_words(sensitivity_drawings(found, identified, reach, title))


def robustness_drawings(found: Sequence[ResponseRobustness], reach: Coverage, title: str) -> tuple[Drawing, ...]:
    """The robustness of each design over the parameter space. Call it in the house style."""
    basis = f"{found[0].robustness.points:,} parameter sets, {found[0].group} citizens."
    about = About(title, f"{basis} {reach.range_words}")
    return tuple(present(robustness(about, [contest_of(each) for each in found])))


def contest_of(found: ResponseRobustness) -> Contest:
    """One response as a contest between designs."""
    heading = found.response.title
    return Contest(heading, found.response.difference_unit, found.robustness, found.response.factor, 1)


def robustness_figures(found: Sequence[ResponseRobustness], reach: Coverage, title: str) -> dict[str, bytes]:
    """The figures of a robustness analysis as files."""
    with house_style():
        return with_words(robustness_drawings(found, reach, title))


def with_words(found: Sequence[Drawing]) -> dict[str, bytes]:
    """Figures as files, with a file of their texts. Call it in the house style."""
    words = [
        {"name": each.name, "title": each.words.title, "alt": each.alt, "caption": each.words.caption} for each in found
    ]
    return {**files_of(found), FIGURES: (json.dumps(words, indent=2, ensure_ascii=False) + "\n").encode()}


def present(*found: Drawing | None) -> list[Drawing]:
    """The figures that have something to show."""
    return [each for each in found if each is not None]
