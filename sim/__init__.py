"""Simulates message-box notifications of government bodies and compares their designs."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.analysis.exploration.calibration import CalibrationSize
    from sim.analysis.study_analysis import Analysis
    from sim.errors import ScenarioError, SimError, StudyError, UsageError
    from sim.experiment.reproduction import Reproduction
    from sim.experiment.runner import Study
    from sim.scenario.schema import Scenario
    from sim.studies.calibrate import CalibrationResult, calibrate
    from sim.studies.compare import Comparison, compare
    from sim.studies.compare_studies import Changes, compare_studies
    from sim.studies.explain import Explanation, explain
    from sim.studies.export import ExportedLog, export
    from sim.studies.listing import list_designs, list_responses, list_studies
    from sim.studies.open import open  # noqa: A004  (as in `sim.open`)
    from sim.studies.reproduce import reproduce
    from sim.studies.robust import RobustnessResult, robust
    from sim.studies.scenario import load, new, simulate
    from sim.studies.search import SearchResult, search
    from sim.studies.sensitivity import SensitivityResult, sensitivity
    from sim.studies.sweep import Sweep, sweep
    from sim.studies.trial import TrialPlan, trial
    from sim.studies.validate import ValidationResult, validate

__version__ = "0.2.0"
__all__ = [
    "Analysis",
    "CalibrationResult",
    "CalibrationSize",
    "Changes",
    "Comparison",
    "Explanation",
    "ExportedLog",
    "Reproduction",
    "RobustnessResult",
    "Scenario",
    "ScenarioError",
    "SearchResult",
    "SensitivityResult",
    "SimError",
    "Study",
    "StudyError",
    "Sweep",
    "TrialPlan",
    "UsageError",
    "ValidationResult",
    "calibrate",
    "compare",
    "compare_studies",
    "explain",
    "export",
    "list_designs",
    "list_responses",
    "list_studies",
    "load",
    "new",
    "open",
    "reproduce",
    "robust",
    "search",
    "sensitivity",
    "simulate",
    "sweep",
    "trial",
    "validate",
]

_PLACES = {
    "sim.analysis.study_analysis": ("Analysis",),
    "sim.errors": ("ScenarioError", "SimError", "StudyError", "UsageError"),
    "sim.analysis.exploration.calibration": ("CalibrationSize",),
    "sim.experiment.reproduction": ("Reproduction",),
    "sim.experiment.runner": ("Study",),
    "sim.scenario.schema": ("Scenario",),
    "sim.studies.calibrate": ("CalibrationResult", "calibrate"),
    "sim.studies.compare": ("Comparison", "compare"),
    "sim.studies.compare_studies": ("Changes", "compare_studies"),
    "sim.studies.explain": ("Explanation", "explain"),
    "sim.studies.export": ("ExportedLog", "export"),
    "sim.studies.listing": ("list_designs", "list_responses", "list_studies"),
    "sim.studies.open": ("open",),
    "sim.studies.reproduce": ("reproduce",),
    "sim.studies.robust": ("RobustnessResult", "robust"),
    "sim.studies.scenario": ("load", "new", "simulate"),
    "sim.studies.search": ("SearchResult", "search"),
    "sim.studies.sensitivity": ("SensitivityResult", "sensitivity"),
    "sim.studies.sweep": ("Sweep", "sweep"),
    "sim.studies.trial": ("TrialPlan", "trial"),
    "sim.studies.validate": ("ValidationResult", "validate"),
}


def __getattr__(name: str) -> object:
    """Load a public name when it is first used, so that `import sim` itself loads nothing else."""
    for place, names in _PLACES.items():
        if name in names:
            found: object = getattr(importlib.import_module(place), name)
            # Found once, then an ordinary attribute: `__getattr__` is only asked for what a module lacks.
            globals()[name] = found
            return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """The public names."""
    return sorted({*globals(), *__all__})
