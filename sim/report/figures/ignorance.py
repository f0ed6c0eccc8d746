"""The figures of studies over what is not known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sim.experiment.exploration.calibration import Calibration
from sim.experiment.exploration.robust import Survival
from sim.experiment.exploration.sensitivity import Sensitivity
from sim.experiment.exploration.validation import Prediction


def calibration_figures(found: Calibration) -> dict[str, bytes]:
    """The figures of a calibration."""
    return {}


def sensitivity_figures(found: Sensitivity, identified: Mapping[str, bool]) -> dict[str, bytes]:
    """The figures of a study of sensitivity."""
    return {}


def robustness_figures(found: Sequence[Survival]) -> dict[str, bytes]:
    """The figures of a study of robustness."""
    return {}


def validation_figures(found: Sequence[Prediction]) -> dict[str, bytes]:
    """The figures of a validation."""
    return {}
