"""Common parts of studies at many points: the request, the place of the simulations, and the base class of results."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from sim.analysis.exploration.probe import Probe
from sim.analysis.exploration.space import Numbers
from sim.experiment.engines import Json
from sim.experiment.part_store import PARTS
from sim.experiment.point_simulation import certified, planned_at_points, step_at
from sim.experiment.runner import announce_compilation
from sim.experiment.store import default_folder
from sim.experiment.study_kinds import Kind
from sim.outcomes.responses import Counts
from sim.places import destination
from sim.scenario.coverage import Coverage
from sim.scenario.schema import Scenario
from sim.spreadsheets import Dialect, Table
from sim.studies.data_frames import frame, long_table
from sim.studies.execution import RunOptions, StudyPlace, place_of
from sim.studies.margins import margin_setting
from sim.studies.request import AnyScenario, ScenarioRequest, Settings, scenario_request
from sim.studies.session import Session

if TYPE_CHECKING:
    import pandas as pd

SIZE = 2_000
"""Default number of citizens at every point; a scenario with fewer uses all of them."""


@dataclass(frozen=True, slots=True)
class PointsRequest:
    """A study at many points as requested by a program or at the command line."""

    scenario: AnyScenario
    designs: Sequence[str] = ()
    reference: str | None = None
    settings: Sequence[str] = ()
    """Lines `path=value`, as the command line has them."""
    overrides: Sequence[str] = ()
    values: Settings = field(default_factory=dict)
    margins: Sequence[str] = ()
    size: int | None = None
    seed: int = 1
    """Seed of the points; citizens keep the seed of the scenario."""
    how: RunOptions = field(default_factory=RunOptions)
    out: Path | None = None
    replace: bool = False
    csv: Dialect = "en"

    def asked(self, usual: int = SIZE) -> ScenarioRequest:
        """The requested scenario, with the number of citizens at every point."""
        lines = (*self.settings, *map(margin_setting, self.margins))
        # Requested twice, because the number of citizens depends on the scenario itself.
        first = scenario_request(self.scenario, settings=lines, overrides=self.overrides, values=self.values).scenario
        values = {**self.values, "population.size": self.sized(first, usual)}
        return scenario_request(
            self.scenario, settings=lines, overrides=self.overrides, values=values,
            designs=self.designs, reference=self.reference,
        )  # fmt: skip

    def sized(self, scenario: Scenario, usual: int) -> int:
        """The number of citizens at every point: as requested, else `usual`, and never more than the scenario has.

        Where citizens meet in a queue, or are read from a file, all of them take part: a subset would be another
        system.
        """
        own = scenario.population.size
        # A part of the callers would make another queue, and a part of the rows another population.
        if scenario.helpdesk is not None or scenario.population.from_file is not None:
            return self.size or own
        return self.size or min(own, usual)


@dataclass(frozen=True, slots=True)
class PointSimulator:
    """Place where points are simulated: a results folder, or memory."""

    place: StudyPlace
    kind: Kind
    lender: Path | None = None
    """Folder of a comparison whose points may be the same; None without one."""

    def sums(self, probes: Sequence[Probe], places: Numbers, what: str) -> Mapping[str, Counts]:
        """Exact sums at points of the unit cube; `what` is the purpose of the points, which is stored and shown."""
        place = self.place
        if place.results is not None:
            if self.lender is not None:
                keys = [key for each in planned_at_points(probes, places) for key in each.kept.values()]
                # Copied and not read in place, so that the folder is whole by itself.
                place.results.part_store.borrow(self.lender, keys)
            return place.results.perform_points(what, probes, places, place.means, place.session.watchers)
        return step_at(what, probes, places, place.part_store, place.means, place.session.watchers).sums()

    def folded(self, probes: Sequence[Probe], places: Numbers, what: str) -> list[Counts]:
        """The same for each probe in turn, for each fold of its citizens."""
        place = self.place
        if place.results is not None:
            return place.results.step(what, probes, places, place.means, place.session.watchers).folded_sums()
        return step_at(what, probes, places, place.part_store, place.means, place.session.watchers).folded_sums()

    def certificate(self, probes: Sequence[Probe], places: Numbers) -> dict[str, Json] | None:
        """Extent of the check against SimPy at a few of the points; None if SimPy itself simulates."""
        if self.place.means.engine is not None:
            announce_compilation(self.place.means.engine, self.place.session.watchers)
        return certified(probes, places, self.place.means)

    def save(
        self,
        scenario: Scenario,
        files: Mapping[str, bytes | Table],
        asked_for: Mapping[str, Json],
        certificate: Mapping[str, Json] | None,
    ) -> str:
        """Writes the files made of the points, if there is a folder; returns a sentence about a removed page."""
        if self.place.results is None:
            return ""
        return self.place.results.save_points(self.kind, scenario, files, asked_for, certificate)

    @property
    def writes(self) -> bool:
        """True if there is a folder to write to."""
        return self.place.results is not None


@contextlib.contextmanager
def at_points(
    kind: Kind, verb: str, wanted: ScenarioRequest, probes: Sequence[Probe], request: PointsRequest, session: Session
) -> Iterator[PointSimulator]:
    """A place where points of some probes are simulated while the block lasts."""
    usual = compared = default_folder(wanted.scenario)
    usual = usual.with_name(f"{usual.name}-{kind}")
    named = request.out if request.out is not None else usual if session.keeps else None
    folder = None if named is None else destination(named, folder=True)
    means = request.how.means([probe.scenario for probe in probes], session)
    repeat = ("mbsim", verb, "resolved.yaml")
    origin = replace(wanted.origin(session.recorded(verb)), repeat=repeat, csv=request.csv)
    with place_of(origin, folder, means, session, kind=kind, replace=request.replace) as place:
        # Written first, so that a study that is interrupted can go on from its folder alone.
        if place.results is not None:
            place.results.keep_scenario(wanted.scenario)
        # By default robustness has the points of a comparison, so their parts may be there already.
        lends = kind == "robustness" and session.keeps and (compared / PARTS).is_dir()
        yield PointSimulator(place, kind, compared if lends else None)


@dataclass(frozen=True, kw_only=True, repr=False)
class ExplorationResult:
    """Base class of the results of studies that vary numbers over their ranges."""

    coverage: Coverage
    folder: Path | None = None
    """The results folder; None if nothing was written."""
    certificate: Mapping[str, Json] | None = None
    """Extent of the check of the compiled engine against SimPy; None if SimPy itself simulated."""
    removed: str = ""
    """Sentence about a page of earlier results that was removed; empty if there was none."""

    def without_range(self) -> pd.DataFrame:
        """Every number about the world that has no range, with the reason; it kept its stated value.

        A DataFrame with the columns `path` and `reason`.
        """
        rows = [(each.path, each.reason) for each in self.coverage.without_range]
        return frame(long_table(("path", "reason"), rows))

    def text(self, width: int = 80) -> str:
        """The result as text, as the command line prints it."""
        raise NotImplementedError

    def __repr__(self) -> str:
        """Its kind, place and size in one line."""
        where = "in memory" if self.folder is None else f"in {self.folder}"
        return f"<{type(self).__name__} {where}: {self.coverage.numbers:,} numbers looked at>"

    def _repr_html_(self) -> str:
        """HTML for a notebook: the text that the command line prints."""
        import html

        return f"<pre>{html.escape(self.text())}</pre>"
