"""Comparison of designs: the same citizens and random draws under each of them, with all statistics."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sim.analysis.parameter_uncertainty import ParameterUncertainty
from sim.analysis.study_analysis import Analysis, YearOfUse
from sim.errors import UsageError
from sim.experiment.certificate import SAMPLE
from sim.experiment.engines import Choice, Json
from sim.experiment.manifest import Manifest, read_manifest
from sim.experiment.precision import MOST_UNITS, PrecisionTarget, run_until_precise, stopping_words, target_of
from sim.experiment.provenance import StudyOrigin
from sim.experiment.result_tables import RESPONSE_HEADER, response_rows, row_table
from sim.experiment.runner import Study, announce_stage
from sim.experiment.saved_results import read_results
from sim.experiment.store import default_folder
from sim.outcomes.responses import Columns
from sim.places import destination
from sim.report.correspondence.language import Language
from sim.scenario.schema import Scenario
from sim.scenario.suggestions import require_known
from sim.scenario.writing import dump
from sim.spreadsheets import Dialect, Table
from sim.studies.arguments import checked, optional, path, whole
from sim.studies.data_frames import frame, long_table
from sim.studies.execution import RunOptions, StudyPlace, place_of
from sim.studies.margins import margin_setting
from sim.studies.parameter_uncertainty import Points, points_of, reopened, settings_without_points
from sim.studies.request import AnyScenario, ScenarioRequest, Settings, scenario_request, shortcuts
from sim.studies.session import PROGRAM, Session
from sim.studies.years import reopened as years_beside
from sim.studies.years import scenarios_of, simulate_years, years_of

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

REPEAT: Final = ("mbsim", "compare", "resolved.yaml")


@dataclass(frozen=True)
class Comparison:
    """A comparison of designs, as `sim.compare` and `sim.open` return it.

    Every number is of simulated citizens, and each difference is that of the same citizens under two designs.
    `analysis` holds all numbers; the other members show them, or write them to files.

    >>> import sim
    >>> comparison = sim.compare("mijnoverheid-2016", ["opaque", "wmebv"], size=100, points=0, out="results/shown")
    >>> comparison
    <Comparison of opaque, wmebv: mijnoverheid-2016, 100 citizens, seed 2016>
    """

    study: Study
    folder: Path | None = None
    """The results folder; None if nothing was written."""
    precision: str = ""
    """Sentence about the requested precision and the one reached; empty if none was requested."""
    precise: bool = True
    """True if the requested precision was reached."""
    removed: str = ""
    """Sentence about a page of earlier results that was removed; empty if there was none."""
    uncertainty: ParameterUncertainty | None = None
    """Ranges of differences over parameter uncertainty; None if no points were requested."""
    years: tuple[YearOfUse, ...] = ()
    """The analysis in the first, third and fifth year of use of the designs; empty if not requested."""

    @property
    def scenario(self) -> Scenario:
        """The scenario that was simulated.

        It has all settings, overrides and designs of the call applied.

        >>> comparison.scenario.population.size
        100
        """
        return self.study.scenario

    @property
    def designs(self) -> tuple[str, ...]:
        """The designs, in the order of the tables.

        >>> comparison.designs
        ('opaque', 'wmebv')
        """
        return self.study.designs

    @cached_property
    def analysis(self) -> Analysis:
        """All statistics of the study: contrasts, verdicts, distributions, ranges over parameter uncertainty.

        Levels and differences are in the unit of their response. Raises `StudyError` if every task failed.

        >>> row = comparison.analysis.contrast("all", "wmebv", "missed_share")
        >>> row.citizens, row.difference.value is not None
        (100, True)
        """
        return replace(self.study.analysis, uncertainty=self.uncertainty, years=self.years)

    @property
    def lacks(self) -> str:
        """Parts that are missing from the numbers because tasks failed, in a sentence; empty if there are none.

        Numbers are then of the other citizens, who are complete under every design.

        >>> comparison.lacks
        ''
        """
        unknown = self.uncertainty
        failed = f"Incomplete: {unknown.left_out}" if unknown is not None and unknown.failed else ""
        return self.study.lacks() or failed or next((each.lacks for each in self.years if each.lacks), "")

    @property
    def certificate(self) -> Mapping[str, Json] | None:
        """Extent of the check of the compiled engine against SimPy; None if SimPy itself simulated.

        The check is exact: a single difference raises `StudyError` before anything is simulated. The mapping has the
        number of citizens and of events, the designs, and `equal`.

        >>> comparison.certificate["designs"], comparison.certificate["equal"]
        (['opaque', 'wmebv'], True)
        """
        return self.study.certificate

    @property
    def manifest(self) -> Manifest | None:
        """Provenance: software, scenario, files, and the command to repeat; None if nothing was written.

        It is read from the folder at each access. Raises `UsageError` if it was removed or changed there.

        >>> comparison.manifest.kind, comparison.manifest.citizens
        ('comparison', 100)
        """
        return None if self.folder is None else read_manifest(self.folder)

    @property
    def verdict(self) -> str:
        """Sentences about every difference: larger than the margin, practically none, or not settled.

        They rest on the intervals that hold for all differences of a family at once, and compare each with the smallest
        difference that matters, if the scenario states one.

        >>> print(comparison.verdict.splitlines()[0])
        Against opaque, reachable accounts:
        """
        from sim.report.verdicts import against_reference, sentences

        return "\n".join(said for said in (against_reference(self.analysis), *sentences(self.analysis)) if said)

    def table(self, *responses: str, group: str | None = None) -> pd.DataFrame:
        """One row for every response, group and design, with the paired difference from the reference.

        `responses` selects some responses, and `group` one group: `"all"`, `"reachable"` or `"segment_NAME"`. Returns a
        DataFrame; levels and differences are in the unit of the response, and null if they cannot be estimated. Raises
        `UsageError` for a response or group that does not exist.

        >>> import sim
        >>> comparison = sim.compare("mijnoverheid-2016", ["opaque", "wmebv"], size=100)
        >>> sorted(comparison.table("missed_share", group="all")["design"])
        ['opaque', 'wmebv']
        """
        rows = response_rows(self.analysis, self.study.missing)
        return frame(long_table(RESPONSE_HEADER, rows), response=responses, group=() if group is None else (group,))

    def citizens(self, design: str) -> pd.DataFrame:
        """One row per citizen under one design, as a DataFrame; segments have their names.

        Raises `UsageError` for a design that was not compared, and `StudyError` if only tallies were stored.

        >>> rows = comparison.citizens("opaque")
        >>> len(rows), int(rows["citizen"].max())
        (100, 99)
        """
        return frame(row_table(design, self.columns(design), {}, tuple(self.scenario.population.segments)))

    def columns(self, design: str) -> Columns:
        """One array per column, with one integer per citizen under one design.

        Raises `UsageError` for a design that was not compared, and `StudyError` if only tallies were stored.

        >>> sorted(comparison.columns("opaque"))[:3]
        ['abandoned_logins', 'actions', 'actions_late']
        """
        require_known(design, self.designs, "There is no design {}")
        return self.study.tables[design]

    @checked()
    def text(self, *, full: bool = False, width: int = 80, colour: bool = False) -> str:
        """The tables and verdicts as text, as `mbsim compare` prints them; `full` adds all tables.

        Lines have at most `width` characters (at least 80); `colour` adds the escape codes of a terminal.

        >>> len(comparison.text()) < len(comparison.text(full=True))
        True
        """
        from sim.report.comparison_text import render

        return render(self.analysis, full=full, width=width, colour=colour)

    def document(self) -> str:
        """All tables, intervals and settings as the text of a JSON document.

        Numbers are in the units of their responses, and null where they cannot be estimated.

        >>> import json
        >>> document = json.loads(comparison.document())
        >>> document["designs"]
        ['opaque', 'wmebv']
        """
        from sim.report.json_document import document

        sha256 = hashlib.sha256(dump(self.scenario).encode()).hexdigest()
        kept = {"engine": self.study.engine, "certificate": self.certificate, "precision": self.precision or None}
        folder = Path() if self.folder is None else self.folder
        return document(self.analysis, sha256, folder, self.study.missing, self.lacks, kept)

    def figures(self) -> dict[str, Figure]:
        """Matplotlib figures by name, to be changed, shown and saved.

        Each is drawn anew from the numbers of `analysis`. No window is opened.

        >>> sorted(comparison.figures())[:2]
        ['figure', 'funnel']
        """
        from sim.report.figures import drawings
        from sim.report.figures.style import house_style

        with house_style():
            return {each.name: each.figure for each in drawings(self.analysis)}

    @checked(path=optional(path))
    def report(self, path: str | Path | None = None, *, lives: bool = True, others: Sequence[str | Path] = ()) -> Path:
        """Writes one HTML page, with the verdict first and the methods last; returns its path.

        The default is `report.html` in the results folder. `others` are folders of studies of robustness or sensitivity
        to include; without `lives` the page has no lives of single citizens. Raises `UsageError` if the comparison has
        no results folder.

        >>> comparison.report(lives=False).name
        'report.html'
        """
        from sim.studies.report import written_page

        return written_page(self, path, lives=lives, others=others)

    @checked(path=optional(path))
    def brief(
        self, path: str | Path | None = None, *, language: Language = "nl", scale: int | None = None
    ) -> tuple[Path, ...]:
        """Writes the comparison on two pages of A4 for an official; returns where.

        By default `brief-nl.html` and `brief-nl.pdf` in the results folder, the second where WeasyPrint is there to
        write it (the extra `brief`); a path is of one form, by its ending. With `scale` the table has totals for so
        many people as well.

        Raises `UsageError` without a results folder, for another ending than `.html` or `.pdf`, and for a PDF that
        nothing can write.

        >>> (page,) = comparison.brief("brief.html", language="en")
        >>> page.name
        'brief.html'
        """
        from sim.studies.brief import written_brief

        return written_brief(self, path, language, scale)[0]

    @checked()
    def methods(self, *, language: Language = "en") -> str:
        """The methods in a paragraph for a paper, every figure in it as the results folder has it.

        Raises `UsageError` if there is no results folder.

        >>> "messagebox-sim" in comparison.methods()
        True
        """
        from sim.studies.brief import methods_of

        return methods_of(self, language)

    def __repr__(self) -> str:
        """The designs, scenario, size and seed in one line."""
        scenario = self.scenario
        size = f"{scenario.population.size:,} citizens"
        return f"<Comparison of {', '.join(self.designs)}: {scenario.name}, {size}, seed {scenario.seed}>"

    def _repr_html_(self) -> str:
        """HTML for a notebook: the verdict, and the main figure."""
        from sim.studies.report import notebook_view

        return notebook_view(self)


@checked(seed=optional(whole(0, 2**64 - 1)), points=optional(whole(0)))
def compare(
    scenario: AnyScenario,
    designs: Sequence[str] = (),
    *,
    reference: str | None = None,
    settings: Settings | None = None,
    overrides: Sequence[str] = (),
    size: int | None = None,
    seed: int | None = None,
    replications: int | None = None,
    points: int | None = None,
    by_year: bool = False,
    margins: Sequence[str] = (),
    precision: Sequence[str] = (),
    most: int | None = None,
    engine: Choice = "auto",
    certify: int = SAMPLE,
    workers: int | None = None,
    cluster: str | None = None,
    totals: bool | None = None,
    fail_fast: bool = False,
    out: str | Path | None = None,
    replace: bool = False,
    csv: Dialect = "en",
) -> Comparison:
    """Simulates the same citizens under several designs and compares the designs.

    The arguments:

    - `scenario`: a scenario, the path of a file, or the name of a shipped study.
    - `designs`: names of the designs to compare; by default those of the scenario.
    - `reference`: name of the design that the others are compared with.
    - `settings`: values by dotted path that replace those of the scenario, such as `{"population.dormant": 0.2}`.
    - `overrides`: names of partial scenarios under `overrides` in the file.
    - `size`, `seed`, `replications`: citizens, key of all random draws, and independent histories.
    - `points`: parameter sets at which the designs are compared as well, 64 by default; 0 for none. They are sets of
      numbers that fit published figures, with every other number anywhere in its range. Each difference then has a
      second interval, its range over these sets.
    - `by_year`: also compare the first, third and fifth year in which each design is in use.
    - `margins`: smallest differences that matter, such as `["missed_share 0.5 pp"]`.
    - `precision`: half-widths of intervals to reach, in the same form; citizens are added until then, but to no more
      than `most`.
    - `engine`: `"compiled"`, `"simpy"`, or `"auto"` for compiled code wherever it can simulate the scenario.
    - `certify`: citizens that SimPy simulates as well, each under one design, to check the compiled engine.
    - `workers`: threads of the compiled engine, by default one for each core; or processes of the SimPy engine, by
      default none. A program that starts processes must guard its main part with `if __name__ == "__main__":`.
    - `cluster`: address of a Dask scheduler, or `"local"`.
    - `totals`: store only sums and no rows of citizens; by default if there are more than two million rows.
    - `fail_fast`: stop at the first task that fails twice.
    - `out`: results folder, with the files that `mbsim compare` writes. Parts that it holds already are not simulated
      again.
    - `replace`: replace another study in that folder, which is refused otherwise. More citizens, replications or
      designs of the same scenario extend a study and do not replace it.
    - `csv`: `"nl"` writes tables for a Dutch spreadsheet, with semicolons and decimal commas.

    Returns a `Comparison`. Raises `ScenarioError` and `UsageError` before anything is simulated, and `StudyError` if no
    task succeeds.

    >>> import sim
    >>> scenario = sim.load("mijnoverheid-2016.yaml", {"population.size": 200})
    >>> comparison = sim.compare(scenario, ["opaque", "wmebv"], out="results/mine")
    >>> comparison
    <Comparison of opaque, wmebv: mijnoverheid-2016, 200 citizens, seed 2016>
    >>> table = comparison.table("effort_minutes", "missed_share", group="reachable")
    >>> len(table)
    4
    """
    return compared(
        Request(
            scenario, tuple(designs), reference, (), tuple(overrides),
            {**(settings or {}), **shortcuts(size=size, seed=seed, replications=replications, points=points)},
            tuple(margins), tuple(precision), most, RunOptions(engine, certify, workers, cluster, totals, fail_fast),
            None if out is None else Path(out), replace, csv, by_year,
        ),
        PROGRAM,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Request:
    """A comparison or a sweep as requested by a program or at the command line."""

    scenario: AnyScenario
    designs: Sequence[str] = ()
    reference: str | None = None
    settings: Sequence[str] = ()
    """Lines `path=value`, as the command line has them."""
    overrides: Sequence[str] = ()
    values: Settings | None = None
    margins: Sequence[str] = ()
    precision: Sequence[str] = ()
    most: int | None = None
    how: RunOptions = field(default_factory=RunOptions)
    out: Path | None = None
    replace: bool = False
    csv: Dialect = "en"
    by_year: bool = False
    """True if a comparison includes later years of use as well."""

    def asked(self, **changed: object) -> ScenarioRequest:
        """The requested scenario."""
        lines = (*self.settings, *map(margin_setting, self.margins))
        return scenario_request(
            self.scenario, settings=lines, overrides=self.overrides, values={**(self.values or {}), **changed},
            designs=self.designs, reference=self.reference,
        )  # fmt: skip

    def origin(self, wanted: ScenarioRequest, session: Session, function: str) -> StudyOrigin:
        """The origin of a requested scenario."""
        return replace(wanted.origin(session.recorded(function)), csv=self.csv)

    def folder(self, session: Session, usual: Path) -> Path | None:
        """The results folder: the one that is named, or `usual` if the session keeps results by default."""
        if self.out is not None:
            return destination(self.out, folder=True)
        return destination(usual, folder=True) if session.keeps else None


def compared(request: Request, session: Session) -> Comparison:
    """Simulates the missing parts of a comparison, and writes its results to its folder."""
    wanted = request.asked()
    origin, scenario, points = request.origin(wanted, session, "compare"), wanted.scenario, points_of(wanted)
    targets = targets_of(request, scenario)
    # Made before anything is simulated, because a later year may begin outside of the calendar.
    later = scenarios_of(scenario) if request.by_year else []
    folder, means = request.folder(session, default_folder(scenario)), request.how.means([scenario, *later], session)
    with place_of(origin, folder, means, session, replace=request.replace) as place:

        def perform(wanted: Scenario) -> Study:
            # More of the study follows, so an interrupt in the last task of this part must not pass for its end.
            (study,) = place.perform([wanted], goes_on=isinstance(points, Points) or request.by_year)
            return study

        if targets:
            study, looks = run_until_precise(scenario, targets, perform, request.most or MOST_UNITS)
            said = stopping_words(looks, targets, study.analysis.unit)
            found = with_files(Comparison(study, place.folder, said, looks[-1].reached), place, points)
        else:
            found = with_files(Comparison(perform(scenario), place.folder), place, points)
        if not request.by_year:
            return found
        return replace(found, years=years_of(simulate_years(found.scenario, place, replaced=request.replace)))


def with_files(found: Comparison, place: StudyPlace, points: Points | ParameterUncertainty | None) -> Comparison:
    """A comparison with its points, and with its files written if there is a folder."""
    unknown = points.simulated(found.study.analysis, place) if isinstance(points, Points) else points
    found = replace(found, uncertainty=unknown)
    if place.results is None:
        return found
    if place.session.answered is not None:
        place.session.answered(found)
    # Drawing takes a moment, in which the command would otherwise say nothing.
    announce_stage("Drawing and writing", place.session.watchers)
    from sim.report.figures import figures
    from sim.report.parameter_uncertainty import ranges_table
    from sim.report.value_of_information import information_table

    files: dict[str, bytes | Table] = {**figures(found.analysis)}
    asked_for: Mapping[str, Json] = {}
    if isinstance(points, Points) and unknown is not None and unknown.points:
        files |= {**points.files, "unknown.csv": ranges_table(unknown), "information.csv": information_table(unknown)}
        asked_for = points.requested_settings
    elif unknown is not None:
        asked_for = settings_without_points(unknown)
    # The scenario with the confidence and the size that the last look had, for that is what was simulated.
    origin = replace(place.results.origin, scenario=found.scenario, precision=found.precision or None)
    removed = replace(place.results, origin=origin).save([found.study], files, asked=asked_for)
    return replace(found, removed=removed)


def targets_of(request: Request, scenario: Scenario) -> tuple[PrecisionTarget, ...]:
    """The precision targets of a study; raises `UsageError` for invalid ones before anything is written."""
    if request.most and not request.precision:
        raise UsageError('most says where a study stops growing, and needs a precision such as "missed_share 0.2 pp".')
    return tuple(target_of(text, scenario) for text in request.precision)


def opened(folder: Path) -> Comparison:
    """The comparison in a finished results folder."""
    found = read_results(folder)
    precision = found.manifest.precision or ""
    # The manifest stores only the sentence of `precision.stopping_words`.
    reached = not precision.startswith("Precision NOT")
    years = years_beside(folder, found.study.scenario)
    return Comparison(found.study, folder, precision, reached, uncertainty=reopened(found), years=years)
