"""Opening a finished results folder, as the object that its simulation returned."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, TypeAlias

from sim.experiment.manifest import read_manifest
from sim.experiment.study_kinds import Kind
from sim.studies import calibrate, compare, robust, search, sensitivity, sweep, trial, validate
from sim.studies.arguments import checked

Result: TypeAlias = (
    compare.Comparison
    | sweep.Sweep
    | robust.RobustnessResult
    | sensitivity.SensitivityResult
    | validate.ValidationResult
    | calibrate.SavedCalibration
    | search.SearchResult
    | trial.TrialPlan
)
OPENERS: Final[Mapping[Kind, Callable[[Path], Result]]] = {
    "comparison": compare.opened,
    "sweep": sweep.opened,
    "robustness": robust.opened,
    "sensitivity": sensitivity.opened,
    "validation": validate.opened,
    "calibration": calibrate.opened,
    "search": search.opened,
    "trial": trial.opened,
}
"""The function that opens each kind of study."""


@checked()
def open(folder: str | Path) -> Result:  # noqa: A001  (as in `sim.open`)
    """Opens the study in a finished results folder, without simulating anything.

    Returns the result object of its kind, such as a `Comparison` or a `Sweep`; a calibration has its tables, text and
    figures as they were written. Raises `UsageError` if the folder holds no finished study, and `StudyError` if a part
    of it is missing or damaged.

    >>> import sim
    >>> comparison = sim.compare("mijnoverheid-2016", ["opaque", "paper"], size=100, out="results/opened")
    >>> sim.open("results/opened")
    <Comparison of opaque, paper: mijnoverheid-2016, 100 citizens, seed 2016>
    """
    place = Path(folder)
    return OPENERS[read_manifest(place).kind](place)
