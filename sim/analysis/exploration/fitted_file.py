"""Writes the results of a calibration: the file that scenarios name in `parameters_from`, and its tables."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from sim.analysis.exploration.calibration import REGION, Calibration, FactorFit
from sim.analysis.exploration.ensemble import OF_NUMBER, ensemble_table, read_ensemble
from sim.analysis.exploration.space import Numbers, Space
from sim.errors import UsageError
from sim.files import write_whole
from sim.places import destination
from sim.scenario.delimited import read_delimited
from sim.scenario.factors import Factor
from sim.scenario.problems import InvalidScenarioError
from sim.scenario.targets import Targets
from sim.spreadsheets import Column, Table

FITTED = "fitted.yaml"
ENSEMBLE = "ensemble.csv"
PREDICTED = "predicted.csv"
PLACES = ("--out", "--write", "--workers")
"""Options with a value that do not affect the results."""
OUTPUT_FLAGS = ("--log", "--json")
"""Options without a value that do not affect the results."""


def refuse_to_write(path: Path) -> None:
    """Raises `UsageError` if a file of fitted parameters cannot be written here, or would replace another file."""
    for each in (path, ensemble_beside(path)):
        destination(each, folder=False)
    if not path.parent.is_dir():
        raise UsageError(f"{path} cannot be written: there is no folder {path.parent}.")
    # A file that a calibration wrote is known by this key.
    if path.exists() and "\nmade_by: " not in text_in(path):
        raise UsageError(f"{path} is no file of fitted parameters, and is left alone. Name another one.")


def ensemble_beside(path: Path) -> Path:
    """The file of the ensemble that goes with a file of fitted parameters."""
    return path.with_name(f"{path.stem}-ensemble.csv")


def text_in(path: Path) -> str:
    """The text of a file; raises `UsageError` if it cannot be read."""
    try:
        # Anything may stand at this path, also what is not text.
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from error


def require_one_of_each(space: Space) -> None:
    """Raises `UsageError` if two scenarios state a calibrated number differently: what is fitted is one number."""
    fitted = [factor for factor in space.factors if factor.grade == "calibrated"]
    for factor in fitted:
        bare = factor.name.rpartition(":")[2]
        if bare != factor.name:
            raise UsageError(
                f"{bare} is calibrated in several scenarios, with another value or range in "
                f"{factor.name.partition(':')[0]}. What is fitted is one number: state it alike."
            )


def fitted_yaml(found: Calibration, command: Sequence[str], targets: Targets, ensemble: str) -> str:
    """The file of fitted parameters: for each its value, and the range of the sets that fit.

    A number that the targets leave open keeps the whole range that the scenario gives it.
    """
    lines = [
        "# Numbers fitted to published figures, all at once, by the command below. `value` is the best fit with",
        "# all else as the studies state it; `low` and `high` hold it and 90 % of the sets that fit, or the whole",
        "# range where the figures leave a number open. A study takes them with `parameters_from`.",
        f"made_by: {quoted(shlex.join(without_places(command)))}",
        f"targets: {quoted(targets.file.name)}",
        f"targets_sha256: {quoted(targets.fit_sha256)}",
        f"ensemble: {ensemble}",
        "parameters:",
    ]
    fitted = ((fit, value) for fit, value in zip(found.factor_fits, found.best.tolist(), strict=True) if fit.fitted)
    return "\n".join([*lines, *(line for fit, value in fitted for line in lines_of(fit, value))]) + "\n"


def without_places(command: Sequence[str]) -> list[str]:
    """A command without the options that do not affect the results, such as the folder and the number of workers."""
    kept: list[str] = []
    skipped = False
    for word in command:
        name, given, _ = word.partition("=")
        if not skipped and name not in (*PLACES, *OUTPUT_FLAGS):
            kept.append(word)
        skipped = name in PLACES and not given and not skipped
    return kept


def lines_of(fit: FactorFit, value: float) -> list[str]:
    """One parameter as a line of the file, or one line for each of its paths where no pattern names them."""
    factor = fit.factor
    low, high = (factor.low, factor.high) if fit.standing == "open" else (fit.low, fit.high)
    # The best fit is regularised and may lie outside the middle 90 % of the sets; the written range holds it anyway.
    texts = [shortened(factor, each) for each in (value, min(low, value), max(high, value))]
    names = factor.paths if " +" in factor.name else (factor.name,)
    known = f"{{value: {texts[0]}, low: {texts[1]}, high: {texts[2]}, standing: {fit.standing}}}"
    return [f"  {name}: {known}" for name in names]


def shortened(factor: Factor, value: float) -> str:
    """A value as a scenario writes it: to three significant digits, and a span of an hour or more to whole minutes."""
    if factor.dimension.name == "span" and value >= 3_600.0:
        return factor.text(60.0 * round(value / 60.0))
    return factor.text(value if factor.whole else float(f"{value:.3g}"))


def quoted(text: str) -> str:
    """A text in single quotes, as YAML writes them."""
    return "'" + text.replace("'", "''") + "'"


OF_FIGURE: Final = "that of the figure's response"
TARGETS: Final = (
    Column("target", "string", "Name of the published figure."),
    Column("published", "number", "The figure as it was published.", OF_FIGURE),
    Column("deviation", "number", "Standard deviation that counts in the fit: of the figure, the model and the "
           "emulator together.", OF_FIGURE),
    Column("fit", "number", "What the best fit says.", OF_FIGURE, False),
    Column("residual", "number", "Best fit minus published.", OF_FIGURE, False),
    Column("residual_deviations", "number", "The same in standard deviations.", "standard deviations", False),
    Column("low", "number", "Lower end of the middle 90 % of the predictions of the sets that fit.", OF_FIGURE, False),
    Column("high", "number", "Upper end of that.", OF_FIGURE, False),
)  # fmt: skip
PARAMETERS: Final = (
    Column("factor", "string", "The number, by its path in the scenario."),
    Column("grade", "string", "Evidence for it: measured, calibrated or assumed.", "", False),
    Column("range_low", "number", "Lower end of the range that was searched.", OF_NUMBER),
    Column("range_high", "number", "Upper end of that range.", OF_NUMBER),
    Column("fit", "number", "Its value in the best fit.", OF_NUMBER),
    Column("low", "number", "Lower end of the middle 90 % of the sets that fit.", OF_NUMBER),
    Column("high", "number", "Upper end of that.", OF_NUMBER),
    Column("contraction", "number", "Share of its variance that the figures remove."),
    Column("standing", "string", "How far the figures constrain it: pinned, narrowed or open."),
    Column("moves", "number", "Effect of its range on the figure that it moves most.",
           "standard deviations of the figure"),
)  # fmt: skip


PREDICTIONS: Final = (
    Column("target", "string", "Name of the published figure."),
    Column("is_share", "boolean", "Whether it is a share from 0 to 1."),
    Column("published", "number", "The figure as it was published.", OF_FIGURE),
    Column("deviation", "number", "Standard deviation that counts in the fit.", OF_FIGURE),
)
"""The columns that describe a figure, before those of the sets."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A published figure as it was fitted."""

    name: str
    share: bool
    """True if it is a share, which is written in per cent."""
    published: float
    deviation: float


@dataclass(frozen=True, slots=True)
class Sets:
    """The sets of numbers that fit, and the predictions of the model with each: the data of a calibration's figures."""

    names: tuple[str, ...]
    """Names of the numbers."""
    values: Numbers
    """One row for each set, one column for each number."""
    figures: tuple[Figure, ...]
    predicted: Numbers
    """One row for each set, one column for each figure."""


def sets_in(found: Calibration) -> Sets:
    """The sets of a calibration."""
    figures = (
        Figure(target.name, found.question.is_share(target), target.value, deviation)
        for target, deviation in zip(found.question.targets, found.deviations.tolist(), strict=True)
    )
    return Sets(found.question.space.names, found.members, tuple(figures), found.predicted)


def predicted_table(sets: Sets) -> Table:
    """The predictions of the model for each figure with each set."""
    rows = (
        [each.name, each.share, repr(each.published), repr(each.deviation), *(f"{value:.10g}" for value in column)]
        for each, column in zip(sets.figures, sets.predicted.T.tolist(), strict=True)
    )
    columns = (Column(f"set {place}", "number", "Prediction of the model with this set.", OF_FIGURE)
               for place in range(1, len(sets.predicted) + 1))  # fmt: skip
    title = "The prediction of each published figure with each set that fits"
    return Table(title, (*PREDICTIONS, *columns), rows, read_again=True)


def kept_sets(folder: Path) -> Sets:
    """The sets in the folder of a calibration; raises `UsageError` if a table is missing or was changed."""
    ensemble, path = read_ensemble(folder / ENSEMBLE), folder / PREDICTED
    try:
        rows = [cells for _, cells in read_delimited(path.read_bytes(), str(path)).rows]
        figures = tuple(Figure(name, share == "true", float(one), float(two)) for name, share, one, two, *_ in rows)
        predicted = np.array([[float(cell) for cell in cells[len(PREDICTIONS) :]] for cells in rows]).T
    except (OSError, ValueError, InvalidScenarioError) as error:
        raise UsageError(f"{path} is missing or was changed: {error}. Run the same command again.") from error
    return Sets(tuple(each.name for each in ensemble.factors), ensemble.values, figures, predicted)


def targets_table(found: Calibration) -> Table:
    """Every target with the simulated values of the best fit and of the sets that fit."""
    low, high = np.quantile(found.predicted, (0.5 - REGION / 2, 0.5 + REGION / 2), axis=0)
    columns = (found.question.published, found.deviations, found.answers, found.residuals, found.off, low, high)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    named = ([target.name, *row] for target, row in zip(found.question.targets, rows, strict=True))
    return Table("Every published figure with the prediction of the best fit", TARGETS, named)


def parameters_table(found: Calibration) -> Table:
    """Every factor that matters, with the result of the fit for it."""
    rows = (
        [fit.factor.name, fit.factor.grade, fit.factor.low, fit.factor.high, value, fit.low, fit.high,
         fit.contraction, fit.standing, fit.largest]
        for fit, value in zip(found.factor_fits, found.best.tolist(), strict=True)
    )  # fmt: skip
    return Table("Every number that matters, with how far the published figures constrain it", PARAMETERS, rows)


def calibration_files(found: Calibration, command: Sequence[str], targets: Targets) -> dict[str, bytes | Table]:
    """The files of a calibration except its figures, by name."""
    return {
        FITTED: fitted_yaml(found, command, targets, ENSEMBLE).encode(),
        ENSEMBLE: ensemble_table(found.question.space.factors, found.members),
        PREDICTED: predicted_table(sets_in(found)),
        "targets.csv": targets_table(found),
        "parameters.csv": parameters_table(found),
    }


def written(found: Calibration, command: Sequence[str], targets: Targets, path: Path) -> Path:
    """Writes the file of fitted parameters, and the ensemble beside it; raises `UsageError` if it cannot."""
    path = destination(path, folder=False)
    beside = ensemble_beside(path)
    try:
        # The ensemble first, so that no file names one that is not there.
        write_whole(beside, ensemble_table(found.question.space.factors, found.members).csv().encode())
        write_whole(path, fitted_yaml(found, command, targets, beside.name).encode())
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}.") from error
    return path
