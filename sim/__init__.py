"""Simulates message-box notifications of government bodies and compares their designs."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.analysis.study import Analysis
    from sim.errors import ScenarioError, SimError, StudyError, UsageError
    from sim.experiment.exploration.calibration import Extent
    from sim.experiment.exploration.interface import (
        Fit,
        Movements,
        Predictions,
        Survivals,
        calibrate,
        robust,
        sensitivity,
        validate,
    )
    from sim.experiment.interface import Comparison, Sweep, compare, load, new, simulate, sweep
    from sim.experiment.reproduction import reproduce
    from sim.experiment.runner import Study
    from sim.report.timeline.explanation import Explanation, explain
    from sim.scenario.schema import Scenario

__version__ = "0.1.0"
__all__ = [
    "Analysis",
    "Comparison",
    "Explanation",
    "Extent",
    "Fit",
    "Movements",
    "Predictions",
    "Scenario",
    "ScenarioError",
    "SimError",
    "Study",
    "StudyError",
    "Survivals",
    "Sweep",
    "UsageError",
    "calibrate",
    "compare",
    "explain",
    "load",
    "new",
    "reproduce",
    "robust",
    "sensitivity",
    "simulate",
    "sweep",
    "validate",
]

_PLACES = {
    "sim.analysis.study": ("Analysis",),
    "sim.errors": ("ScenarioError", "SimError", "StudyError", "UsageError"),
    "sim.experiment.exploration.calibration": ("Extent",),
    "sim.experiment.exploration.interface": (
        "Fit",
        "Movements",
        "Predictions",
        "Survivals",
        "calibrate",
        "robust",
        "sensitivity",
        "validate",
    ),
    "sim.experiment.interface": ("Comparison", "Sweep", "compare", "load", "new", "simulate", "sweep"),
    "sim.experiment.reproduction": ("reproduce",),
    "sim.experiment.runner": ("Study",),
    "sim.report.timeline.explanation": ("Explanation", "explain"),
    "sim.scenario.schema": ("Scenario",),
}


def __getattr__(name: str) -> object:
    """A public name, loaded when it is first used: `import sim` itself loads nothing else."""
    for place, names in _PLACES.items():
        if name in names:
            found: object = getattr(importlib.import_module(place), name)
            globals()[name] = found
            return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """The public names."""
    return sorted({*globals(), *__all__})
