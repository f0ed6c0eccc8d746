"""Simulates message-box notifications of government bodies and compares their designs."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.analysis.exploration.calibration import Extent
    from sim.analysis.study import Analysis
    from sim.errors import ScenarioError, SimError, StudyError, UsageError
    from sim.experiment.reproduction import Reproduction
    from sim.experiment.runner import Study
    from sim.scenario.schema import Scenario
    from sim.studies.calibrate import Fit, calibrate
    from sim.studies.compare import Comparison, compare
    from sim.studies.explain import Explanation, explain
    from sim.studies.export import ExportedLog, export
    from sim.studies.listing import list_designs, list_responses, list_studies
    from sim.studies.open import open  # noqa: A004  (as in `sim.open`)
    from sim.studies.reproduce import reproduce
    from sim.studies.robust import Survivals, robust
    from sim.studies.scenario import load, new, simulate
    from sim.studies.search import FoundDesigns, search
    from sim.studies.sensitivity import Movements, sensitivity
    from sim.studies.sweep import Sweep, sweep
    from sim.studies.trial import Plan, trial
    from sim.studies.validate import Predictions, validate

__version__ = "0.1.0"
__all__ = [
    "Analysis",
    "Comparison",
    "Explanation",
    "ExportedLog",
    "Extent",
    "Fit",
    "FoundDesigns",
    "Movements",
    "Plan",
    "Predictions",
    "Reproduction",
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
    "sim.analysis.study": ("Analysis",),
    "sim.errors": ("ScenarioError", "SimError", "StudyError", "UsageError"),
    "sim.analysis.exploration.calibration": ("Extent",),
    "sim.experiment.reproduction": ("Reproduction",),
    "sim.experiment.runner": ("Study",),
    "sim.scenario.schema": ("Scenario",),
    "sim.studies.calibrate": ("Fit", "calibrate"),
    "sim.studies.compare": ("Comparison", "compare"),
    "sim.studies.explain": ("Explanation", "explain"),
    "sim.studies.export": ("ExportedLog", "export"),
    "sim.studies.listing": ("list_designs", "list_responses", "list_studies"),
    "sim.studies.open": ("open",),
    "sim.studies.reproduce": ("reproduce",),
    "sim.studies.robust": ("Survivals", "robust"),
    "sim.studies.scenario": ("load", "new", "simulate"),
    "sim.studies.search": ("FoundDesigns", "search"),
    "sim.studies.sensitivity": ("Movements", "sensitivity"),
    "sim.studies.sweep": ("Sweep", "sweep"),
    "sim.studies.trial": ("Plan", "trial"),
    "sim.studies.validate": ("Predictions", "validate"),
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
