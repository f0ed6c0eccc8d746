"""Parameter uncertainty beside a comparison: the same designs at points of it, on the first citizens.

The points are those of `mbsim robust`: the same sets that fit, the same design of points and the same seed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from sim.analysis.exploration.comparison_points import compared_responses, with_folds, with_ranges
from sim.analysis.exploration.ensemble import Ensemble, bound_by, read_ensemble, sets_of
from sim.analysis.exploration.pipelines import ExplorationSetup, exploration_setup, with_all_used_factors
from sim.analysis.exploration.probe import Probe
from sim.analysis.exploration.space import Numbers
from sim.analysis.groups import ALL
from sim.analysis.parameter_uncertainty import ParameterUncertainty
from sim.analysis.study_analysis import Analysis
from sim.analysis.value_of_information import VariedNumbers
from sim.errors import StudyError, UsageError
from sim.experiment.manifest import RESOLVED
from sim.experiment.point_simulation import require_compiled_at
from sim.experiment.provenance import VARIED
from sim.experiment.saved_results import SavedResults
from sim.scenario.compared_designs import designs_of
from sim.scenario.coverage import Coverage, coverage, ranges
from sim.scenario.resolution import Resolution, resolve
from sim.scenario.schema import Scenario
from sim.spreadsheets import Table
from sim.studies.execution import StudyPlace
from sim.studies.request import ScenarioRequest

SIZE: Final = 500
"""Number of citizens at every point: the first of the comparison. With 64 points a default comparison takes about twice
as long as without them."""
SEED: Final = 1
"""Seed of the points, the default of `mbsim robust`."""
ENSEMBLE: Final = "ensemble.csv"
WHAT: Final = "parameter uncertainty"
"""Purpose of the points, as it is stored and shown."""
ASKED: Final = "unknown"
"""Key of the settings of the points in a manifest."""


@dataclass(frozen=True, slots=True)
class Points:
    """Points at which a comparison is simulated as well."""

    probe: Probe
    places: Numbers
    sets: Ensemble | None
    facts: ParameterUncertainty

    def simulated(self, analysis: Analysis, place: StudyPlace) -> ParameterUncertainty:
        """The range of every difference over the points; if a task fails, the reason why there is none."""
        try:
            sums = place.points(WHAT, self.probe, self.places)
        except StudyError as error:
            return replace(self.facts, left_out=str(error), failed=True)
        return with_ranges(analysis, sums, self.facts, VariedNumbers(self.probe.space.factors, self.places))

    @property
    def files(self) -> dict[str, Table]:
        """The sets that fit, so that the study can be repeated from its folder."""
        return {} if self.sets is None else {ENSEMBLE: self.sets.table}

    @property
    def requested_settings(self) -> dict[str, Any]:
        """All settings that are needed to open the study again, for its manifest."""
        return {
            ASKED: {
                "points": len(self.places),
                "points_seed": SEED,
                "citizens": self.facts.size,
                "sets": self.facts.sets,
                **self.facts.bound.document(),
                "coverage": self.facts.coverage.document(),
            }
        }


def points_of(wanted: ScenarioRequest) -> Points | ParameterUncertainty | None:
    """The points of a comparison; None if none are requested, or the reason why they are impossible."""
    scenario = wanted.scenario
    count = scenario.compare.points
    if not count:
        return None
    stated, ensemble = open_and_sets(wanted)
    designs = designs_of(scenario)
    try:
        asked = setup_of(sized(stated, scenario), designs)
        places = asked.points(count, SEED, ensemble, least=1)
        probe = with_folds(asked.probe)
        require_compiled_at([probe], places)
    except UsageError as error:
        # A comparison is of use without its points, so the reason is kept and nothing is refused.
        return ParameterUncertainty(coverage_of(scenario, stated), left_out=str(error))
    size = probe.scenario.population.size
    sets = 0 if ensemble is None else ensemble.taken(count)
    facts = ParameterUncertainty(asked.coverage, size=size, sets=sets, bound=bound_by(ensemble, asked.space))
    return Points(probe, places, ensemble, facts)


def setup_of(stated: Resolution, designs: tuple[str, ...]) -> ExplorationSetup:
    """The outputs and factors of every point; raises `UsageError` if there is nothing to compare or to vary."""
    if stated.scenario.helpdesk is not None:
        raise UsageError(
            "Citizens meet in the queue of the helpdesk, and with a part of them it would be another queue. mbsim "
            "robust simulates all of them at every point."
        )
    if len(designs) < 2:
        raise UsageError("There is only one design, and nothing to compare it with.")
    responses = compared_responses(stated.scenario)
    return with_all_used_factors(exploration_setup(stated, responses, ALL.name), stated)


def open_and_sets(wanted: ScenarioRequest) -> tuple[Resolution, Ensemble | None]:
    """The scenario with its numbers as stated before fitting, and the sets that fit.

    A study that is repeated from its results folder has both in that folder.
    """
    source = wanted.source
    if source is not None and source.file.name == RESOLVED:
        varied = source.file.with_name(VARIED.format(wanted.scenario.name))
        if varied.exists():
            beside = source.file.with_name(ENSEMBLE)
            values = {**source.values, "population.size": wanted.scenario.population.size}
            stated = resolve(varied, overrides=source.overrides, settings=source.settings, values=values)
            return stated, read_ensemble(beside) if beside.exists() else None
    return wanted.open(), sets_of(wanted.resolution.fitted, None)


def sized(stated: Resolution, scenario: Scenario) -> Resolution:
    """The same with the number of citizens at a point, comparing the designs of the study."""
    found = smaller(stated.scenario, SIZE).model_copy(update={"compare": scenario.compare})
    return replace(stated, scenario=found)


def smaller(scenario: Scenario, size: int) -> Scenario:
    """A scenario with its first citizens only."""
    population = scenario.population
    least = min(size, population.size)
    return scenario.model_copy(update={"population": population.model_copy(update={"size": least})})


def coverage_of(scenario: Scenario, stated: Resolution) -> Coverage:
    """The numbers without a range, of those that the designs use."""
    return coverage(ranges(stated.scenario, designs_of(scenario), root=stated.root))


def reopened(kept: SavedResults) -> ParameterUncertainty | None:
    """The ranges of a finished comparison over its points, from its parts; None if none were requested."""
    asked: Mapping[str, Any] | None = kept.manifest.asked.get(ASKED)
    if asked is None:
        return None
    facts = ParameterUncertainty(
        Coverage.of_document(asked["coverage"]),
        left_out=asked.get("left_out") or "",
        failed=asked.get("failed", False),
    )
    if not asked["points"]:
        return facts
    bound = type(facts.bound)(tuple(asked["taken"]), tuple(asked["own"]))
    facts = replace(facts, size=asked["citizens"], sets=asked["sets"], bound=bound)
    stated, sets = resolve(kept.folder / VARIED.format(kept.study.scenario.name)), kept.folder / ENSEMBLE
    inquired = setup_of(stated, designs_of(kept.study.scenario))
    places = inquired.points(
        asked["points"], asked["points_seed"], read_ensemble(sets) if asked["sets"] else None, least=1
    )
    return with_ranges(kept.analysis, kept.points(), facts, VariedNumbers(inquired.space.factors, places))


def settings_without_points(facts: ParameterUncertainty) -> dict[str, Any]:
    """The record in the manifest of a comparison without the requested points."""
    return {
        ASKED: {
            "points": 0,
            "left_out": facts.left_out or None,
            "failed": facts.failed,
            "coverage": facts.coverage.document(),
        }
    }
