"""Search: the unbeaten designs of a space, found by racing all of them over the parameter uncertainty."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np

from sim.analysis.exploration.ensemble import Ensemble, read_ensemble
from sim.analysis.exploration.pipelines import ExplorationSetup, exploration_setup, with_all_used_factors
from sim.analysis.exploration.probe import Probe
from sim.analysis.exploration.space import Numbers, Space
from sim.analysis.groups import ALL
from sim.analysis.judgement import margins_of
from sim.analysis.search.findings import AlternativeEffect, UnbeatenDesign, alternative_effects, unbeaten_designs
from sim.analysis.search.measurements import Measured, Places, RaceObjective, beyond_limits, measured
from sim.analysis.search.race import Race, RaceSize, run_race
from sim.errors import UsageError
from sim.experiment.engines import Choice
from sim.experiment.provenance import VARIED
from sim.experiment.saved_results import SavedPoints, read_points
from sim.outcomes.responses import Counts, has_invoices, responses_of
from sim.scenario.candidates import BASE, Candidate, DesignSpace, design_space
from sim.scenario.coverage import Coverage
from sim.scenario.measures import unit_of
from sim.scenario.resolution import Resolution, resolve
from sim.scenario.schema import Scenario, SearchLimits
from sim.scenario.suggestions import require_known
from sim.scenario.writing import dump, explicit
from sim.spreadsheets import Dialect, Table
from sim.studies.arguments import checked, whole
from sim.studies.data_frames import frame, json_text, long_table
from sim.studies.execution import RunOptions
from sim.studies.multi_point import ExplorationResult, PointsRequest, at_points
from sim.studies.parameter_uncertainty import ENSEMBLE, open_and_sets, smaller
from sim.studies.request import AnyScenario, Settings
from sim.studies.session import PROGRAM, Session

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

SIZE: Final = 2_000
"""Default number of citizens of the last round."""
FOLDS: Final = 40
"""Number of folds of citizens: with more of them, limits with a small error rate are tighter."""
TOGETHER: Final = 200
"""Number of designs that a task simulates together."""
LIMITED: Final = ("sender_cost_eur", "effort_minutes", "exposure")
"""Responses that a study may limit."""
Folded: TypeAlias = Callable[[Sequence[Probe], Numbers, str], Sequence[Counts]]
"""Returns the sums of some probes at points by fold of the citizens; the text names the stage."""


@dataclass(frozen=True, repr=False)
class SearchResult(ExplorationResult):
    """The unbeaten designs of a space, as `sim.search` returns them.

    A design is beaten if another is better by more than the margin on some objective, and worse by more than the margin
    on none.

    >>> import sim
    >>> space = {"base": "opaque", "vary": {"notification": {"discloses": [["sender"], ["sender", "action"]]}}}
    >>> found = sim.search("mijnoverheid-2016", {"search": space}, points=2, first=100, size=100)
    >>> len(found.candidates)
    3
    """

    space: DesignSpace
    aim: RaceObjective
    candidates: tuple[Candidate, ...]
    """All candidates that were simulated, the base design first."""
    race: Race
    found: tuple[UnbeatenDesign, ...]
    """Unbeaten designs, ordered by the first objective; of those alike within the margins only the simplest."""
    worths: tuple[AlternativeEffect, ...]
    """Effect of each alternative by itself."""
    first: Measured
    """Measurements of all candidates in the first round."""
    scenario: Scenario
    most: int
    """Limit on the number of designs that were simulated."""
    points: int
    sets: int
    """Number of sets that fit, from which the points take their fitted numbers; 0 if every number was varied."""

    def table(self) -> pd.DataFrame:
        """One row for every unbeaten design: the level of each response, and where it is unbeaten.

        A DataFrame; `unbeaten` is a share of the parameter sets, `words` the difference from the base design, and
        `like` the number of designs alike within the margins.

        >>> len(found.table()) > 0
        True
        """
        names = [each.name for each in self.aim.responses]
        rows = [
            (name, self.words(each.candidate), *each.levels, each.unbeaten, len(each.like))
            for name, each in self.named()
        ]
        return frame(long_table(("design", "words", *names, "unbeaten", "like"), rows))

    def worth(self) -> pd.DataFrame:
        """One row for every alternative and response: the mean difference from the same design without the alternative.

        A DataFrame; `low` and `high` bound the sampling interval, `least` and `most` the range over the parameter sets.

        >>> len(found.worth()) > 0
        True
        """
        header = ("alternative", "pairs", "response", "difference", "low", "high", "least", "most")
        rows = [
            (each.alternative.label, each.pairs, response.name, one.value, one.low, one.high, one.least, one.most)
            for each in self.worths
            for response, one in zip(self.aim.responses, each.differences, strict=True)
        ]
        return frame(long_table(header, rows))

    @property
    def sampled(self) -> bool:
        """True if the space has more designs than could be simulated.

        Designs that were not simulated may then be better than all that are listed.

        >>> found.sampled
        False
        """
        return self.space.size > self.most

    def named(self) -> list[tuple[str, UnbeatenDesign]]:
        """The unbeaten designs with their names: that of the base design, or `found-` and a number.

        In the order of the first objective.

        >>> all(isinstance(name, str) for name, _ in found.named())
        True
        """
        names, number = [], 0
        for each in self.found:
            number += each.candidate.changes > 0
            names.append(f"found-{number}" if each.candidate.changes else self.base)
        return list(zip(names, self.found, strict=True))

    @property
    def base(self) -> str:
        """The name of the base design.

        >>> found.base
        'opaque'
        """
        assert self.scenario.search is not None  # noqa: S101  (else there is nothing to search)
        return self.scenario.search.base

    @property
    def doubtful(self) -> int:
        """The number of remaining designs, except the base, that are beaten or beyond a limit, but not surely.

        >>> found.doubtful >= 0
        True
        """
        listed = {each.name for one in self.found for each in (one.candidate, *one.like)}
        return sum(self.candidates[place].name not in listed for place in self.race.left.tolist()[1:])

    @property
    def base_excluded(self) -> bool:
        """True if the base design breaks a limit of the study.

        It stays in the tables all the same, since every other design is compared with it.

        >>> found.base_excluded
        False
        """
        return bool(beyond_limits(self.race.found, self.aim)[0])

    def words(self, candidate: Candidate) -> str:
        """The difference of a candidate from the base design, in words.

        >>> found.words(found.candidates[1])
        'notification naming sender'
        """
        return self.space.words(candidate.choice)

    @checked()
    def text(self, width: int = 80) -> str:
        """The result as text, as `mbsim search` prints it; lines have at most `width` characters (at least 80).

        >>> max(map(len, found.text(100).splitlines())) <= 100
        True
        """
        from sim.report.search import render

        return render(self, width)

    def document(self) -> dict[str, Any]:
        """The result as a mapping that can be written as JSON.

        Levels and differences are in the units of their responses.

        >>> sorted(found.document())[:3]
        ['base', 'candidates', 'combinations']
        """
        from sim.report.search import document

        return document(self)

    def part(self) -> str:
        """The unbeaten designs as the text of a part of a scenario, for the `extends` of a study.

        Written to a file, it can be checked, changed and compared like any design.

        >>> "designs:" in found.part()
        True
        """
        from sim.report.search import part

        return part(self)

    def study(self, *names: str) -> Scenario:
        """The scenario with the unbeaten designs, or those named, to be compared with the base design.

        Raises `UsageError` for a name that is none of theirs.

        >>> found.study().compare.reference
        'opaque'
        """
        known = {name: each.candidate.design for name, each in self.named() if each.candidate.changes}
        for name in names:
            require_known(name, known, "There is no design {} among those found")
        chosen = {name: known[name] for name in names or known}
        designs = {name: explicit(design) for name, design in {**self.scenario.designs, **chosen}.items()}
        compared = {"compare.designs": (self.base, *chosen), "compare.reference": self.base}
        return self.scenario.with_({"designs": designs, **compared})

    def figures(self) -> dict[str, Figure]:
        """Matplotlib figures by name.

        No window is opened.

        >>> len(found.figures()) > 0
        True
        """
        from sim.report.figures.search import drawings
        from sim.report.figures.style import house_style

        with house_style():
            return {each.name: each.figure for each in drawings(self)}


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A search as requested: the space of designs, the criteria and the extent."""

    space: DesignSpace
    aim: RaceObjective
    asked: ExplorationSetup
    """The outputs and factors, with the numbers that candidates use."""
    most: int
    """Limit on the number of candidates."""
    extent: RaceSize

    def probes(self, what: str, candidates: Sequence[Candidate], citizens: int) -> list[Probe]:
        """The candidates as probes of the parameter space, as many together as a task can hold."""
        scenario = smaller(self.asked.scenario, citizens)
        former = scenario.compare.former
        found = []
        for number, at in enumerate(range(0, len(candidates), TOGETHER), start=1):
            here = candidates[at : at + TOGETHER]
            name = f"{what.replace(' ', '-')}-{number}"
            # All candidates replace the same design, which is in use before the change.
            designs = {former: scenario.designs[former], **{each.name: each.design for each in here}}
            space = Space(
                self.asked.space.factors,
                {name: scenario.model_copy(update={"name": name, "designs": designs, "trial": None})},
                {name: self.asked.space.held[self.asked.scenario.name]},
            )
            names = tuple(each.name for each in here)
            found.append(Probe(space, name, names, min(FOLDS, citizens), self.aim.columns, points_per_part=1))
        return found


@checked(points=whole(1))
def search(
    scenario: AnyScenario,
    settings: Settings | None = None,
    *,
    overrides: Sequence[str] = (),
    margins: Sequence[str] = (),
    candidates: int = 1_000,
    points: int = 16,
    first: int = 250,
    size: int | None = None,
    seed: int = 1,
    engine: Choice = "auto",
    workers: int | None = None,
    cluster: str | None = None,
    out: str | Path | None = None,
    replace: bool = False,
    csv: Dialect = "en",
) -> SearchResult:
    """Searches the space of designs under `search` of a scenario for those that no other design beats.

    The arguments:

    - `scenario`: a scenario, the path of a file, or the name of a shipped study.
    - `settings`, `overrides`, `margins`: as in `sim.compare`.
    - `candidates`: most designs to simulate; a larger space is sampled.
    - `points`: number of parameter sets at which all of them are simulated.
    - `first`, `size`: citizens of the first and of the last round, by default 250 and 2,000. Designs that another
      surely beats are dropped, and the others meet twice as many citizens in the next round. An unbeaten design is
      dropped with a probability of at most 5 %.
    - `seed`: seed of the parameter sets and of the sample of designs.
    - `engine`, `workers`, `cluster`, `out`, `replace`, `csv`: as in `sim.compare`.

    Returns a `SearchResult`. With `out` the folder of `mbsim search` is written as well, and finished parts of it are
    not simulated again. Raises `ScenarioError` and `UsageError` before anything is simulated, and `StudyError` if a
    task fails.

    >>> import sim
    >>> space = {"base": "opaque", "vary": {"notification": {"discloses": [["sender"], ["sender", "action"]]}}}
    >>> found = sim.search("mijnoverheid-2016", {"search": space}, points=2, first=100, size=100)
    >>> [each.name for each in found.candidates]
    ['base', 'c1', 'c2']
    """
    request = PointsRequest(
        scenario, (), None, (), tuple(overrides), dict(settings or {}), tuple(margins), size, seed,
        RunOptions(engine, workers=workers, cluster=cluster), None if out is None else Path(out), replace, csv,
    )  # fmt: skip
    return run_search(request, candidates, points, first, PROGRAM)


def run_search(request: PointsRequest, candidates: int, points: int, first: int, session: Session) -> SearchResult:
    """Simulates the missing parts of a search, and writes its results to its folder."""
    wanted = request.asked(SIZE)
    scenario = wanted.scenario
    stated, sets = open_and_sets(wanted)
    spec = search_request(stated, scenario, candidates, RaceSize(first, scenario.population.size))
    places = spec.asked.points(points, request.seed, sets, least=1)
    probes = spec.probes("first round", first_candidates(spec, request.seed), spec.extent.rounds()[0])
    with at_points("search", "search", wanted, probes, request, session) as at:
        own = scenario if wanted.source is None else scenario.sourced(wanted.source)
        found = perform_search(spec, places, at.folded, request.seed, sets, own)
        best = [each.candidate for each in found.found] or found.candidates[:1]
        last = spec.probes("certificate", best, spec.extent.size)
        certificate = at.certificate(last[:1], places)
        found = replace(found, folder=at.place.folder, certificate=certificate)
        if not at.writes:
            return found
        files = {
            VARIED.format(scenario.name): dump(stated.scenario).encode(),
            **files_of(found),
            **({} if sets is None else {ENSEMBLE: sets.table}),
        }
        return replace(found, removed=at.save(scenario, files, requested_settings(found, spec, request), certificate))


def search_request(stated: Resolution, scenario: Scenario, most: int, extent: RaceSize) -> SearchRequest:
    """The request for a search in the space of designs of a scenario; raises `UsageError` if it is impossible."""
    if scenario.population.size < 2:
        raise UsageError("A search estimates sampling error from how citizens differ: it takes two or more.")
    if scenario.helpdesk is not None:
        raise UsageError(
            "Citizens meet in the queue of the helpdesk, and a search simulates few of them at first: it would be "
            "another queue. Leave the helpdesk out: --set helpdesk=null."
        )
    space = design_space(scenario)
    search = scenario.search
    assert search is not None  # noqa: S101  (else there is no space)
    billed = has_invoices(scenario)
    # A share of invoices is undefined where there are none.
    known = {name: each for name, each in responses_of(scenario).items() if billed or each.denominator != "invoices"}
    objectives = [name for name in dict.fromkeys(search.objectives) if name in known]
    limits = limits_of(search.limits or SearchLimits())
    lacking = [name for name in limits if name not in known]
    if not objectives or lacking:
        what = listed_names(lacking) if lacking else listed_names(search.objectives)
        raise UsageError(f"{scenario.name} has no response {what}: what it is made of is not in the scenario.")
    names = [*objectives, *(name for name in limits if name not in objectives)]
    margins = margins_of(scenario)
    aim = RaceObjective(
        tuple(known[name] for name in names),
        len(objectives),
        np.array([margins.get(name, 0.0) for name in objectives]),
        np.array([limits.get(name, np.inf) for name in names]),
        not space.allows(space.base.contacts),
    )
    return SearchRequest(space, aim, setup_for_candidates(stated, scenario, space), most, extent)


def limits_of(limits: SearchLimits) -> dict[str, float]:
    """The upper limits of responses, in the unit of each."""
    stated = {name: getattr(limits, name) for name in LIMITED}
    return {name: known.value / unit_of(name).base for name, known in stated.items() if known is not None}


def listed_names(names: Sequence[str]) -> str:
    """Some names, for a sentence."""
    return " or ".join(names)


def setup_for_candidates(stated: Resolution, scenario: Scenario, space: DesignSpace) -> ExplorationSetup:
    """The parameter uncertainty of a scenario, with all numbers that some candidate uses."""
    designs = {each.name: each.design for each in space.examples()}
    # The warm-up keeps its design, whichever designs are compared here.
    compared = scenario.compare.model_copy(
        update={"designs": tuple(designs), "reference": BASE, "before": scenario.compare.former}
    )
    given = stated.scenario.model_copy(
        update={"designs": {**stated.scenario.designs, **designs}, "compare": compared, "search": scenario.search}
    )
    found = replace(stated, scenario=given)
    return with_all_used_factors(exploration_setup(found, ("effort_minutes",), ALL.name), found)


def first_candidates(spec: SearchRequest, seed: int) -> list[Candidate]:
    """The candidates of the first round: all of them, or for a larger space half of the number allowed."""
    if spec.space.size <= spec.most:
        return list(spec.space.all())
    return list(spec.space.drawn(max(spec.most // 2, 1), seed))


def perform_search(
    spec: SearchRequest, places: Numbers, folded: Folded, seed: int, sets: Ensemble | None, scenario: Scenario
) -> SearchResult:
    """Performs a search: measures all candidates, or a sample and the neighbours of unbeaten ones, and races them."""
    candidates = first_candidates(spec, seed)
    first = measure_candidates(spec, "first round", candidates, spec.extent.rounds()[0], places, folded)
    if spec.space.size > spec.most:
        candidates, first = with_neighbours(spec, candidates, first, places, folded)

    def measure(left: Places, citizens: int) -> Measured:
        chosen = [candidates[place] for place in left.tolist()]
        return measure_candidates(spec, f"{citizens} citizens", chosen, citizens, places, folded)

    # Any design of the space might have been sampled, so all of them count in Bonferroni's bound.
    among = spec.space.size if spec.space.size > spec.most else len(candidates)
    race = run_race(first, measure, spec.aim, spec.extent, len(places), among)
    left = [candidates[place] for place in race.left.tolist()]
    return SearchResult(
        space=spec.space, aim=spec.aim, candidates=tuple(candidates), race=race,
        found=unbeaten_designs(race.found, left, spec.aim, among),
        worths=alternative_effects(first, candidates, spec.space, spec.aim),
        first=first, scenario=scenario, most=spec.most, points=len(places),
        sets=0 if sets is None else sets.taken(len(places)), coverage=spec.asked.coverage,
    )  # fmt: skip


def measure_candidates(
    spec: SearchRequest, what: str, candidates: Sequence[Candidate], citizens: int, places: Numbers, folded: Folded
) -> Measured:
    """Measures candidates on so many citizens at all points."""
    probes = spec.probes(what, candidates, citizens)
    return measured(probes, folded(probes, places, what), spec.aim)


def with_neighbours(
    spec: SearchRequest, candidates: list[Candidate], first: Measured, places: Numbers, folded: Folded
) -> tuple[list[Candidate], Measured]:
    """Adds the neighbours of unbeaten candidates repeatedly, until there are none or as many as allowed."""
    seen = {each.choice for each in candidates}
    # Every generation adds a design at least, so there are fewer of them than designs.
    for generation in range(1, spec.most):
        near = (
            choice
            for each in unbeaten_so_far(first, candidates, spec.aim)
            for choice in spec.space.neighbours(each.choice)
        )
        # In the order in which they were found, because the candidates and so the results depend on it.
        fresh = [choice for choice in dict.fromkeys(near) if choice not in seen][: spec.most - len(candidates)]
        seen.update(fresh)
        more = [each for choice in fresh if (each := spec.space.candidate(choice)) is not None]
        if not more:
            break
        what = f"improvement {generation}"
        first = first.with_more(measure_candidates(spec, what, more, spec.extent.rounds()[0], places, folded))
        candidates = [*candidates, *more]
    return candidates, first


def unbeaten_so_far(first: Measured, candidates: Sequence[Candidate], aim: RaceObjective) -> list[Candidate]:
    """The unbeaten candidates so far; all of them while none keeps to the limits."""
    found = unbeaten_designs(first, candidates, aim)
    return [one for each in found for one in (each.candidate, *each.like)] or list(candidates)


def files_of(found: SearchResult) -> dict[str, bytes | Table]:
    """The tables, the part and the figures, by file name."""
    from sim.report.figures.search import figures
    from sim.report.search import candidates_table, effects_data, part

    return {
        "search.json": json_text(found.document()).encode(),
        "candidates.csv": candidates_table(found),
        "worth.csv": effects_data(found),
        "found.yaml": part(found).encode(),
        **figures(found),
    }


def requested_settings(found: SearchResult, spec: SearchRequest, request: PointsRequest) -> Mapping[str, Any]:
    """All settings that are needed to open the study again, for its manifest."""
    return {
        "candidates": spec.most,
        "points": found.points,
        "points_seed": request.seed,
        "extent": asdict(spec.extent),
        "sets": found.sets,
        "coverage": found.coverage.document(),
    }


def opened(folder: Path) -> SearchResult:
    """The search in a finished results folder."""
    kept: SavedPoints = read_points(folder, "search")
    asked = kept.manifest.asked
    resolution = resolve(folder / VARIED.format(kept.manifest.scenario))
    ensemble = folder / ENSEMBLE
    sets = None
    if ensemble.exists():
        sets = read_ensemble(ensemble)
    spec = search_request(resolution, kept.scenario, asked["candidates"], RaceSize(**asked["extent"]))
    places = spec.asked.points(asked["points"], asked["points_seed"], sets, least=1)
    seed = asked["points_seed"]
    # The same search on the sums that were kept takes the same course.
    found = perform_search(spec, places, lambda probes, at, _: kept.folded_sums(probes, at), seed, sets, kept.scenario)
    return replace(
        found, coverage=Coverage.of_document(asked["coverage"]), folder=folder, certificate=kept.manifest.certified
    )
