"""Comparing two studies: in what their scenarios differ, and what that changes under every design that both have."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import replace as replace_in
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from sim.analysis.change import Change, channels_compared, independent, paired, with_simultaneous_intervals
from sim.analysis.groups import REACHABLE, Group
from sim.errors import StudyError, TallyError, UsageError
from sim.experiment.engines import Choice
from sim.experiment.identity import code_digest
from sim.experiment.pairing import Simulated, why_unpaired
from sim.experiment.provenance import source_of
from sim.experiment.store import default_folder
from sim.files import UNFINISHED, write_whole
from sim.notation import listed
from sim.places import destination, is_folder
from sim.scenario.compared_designs import designs_of
from sim.scenario.difference import Difference, differences
from sim.scenario.schema import Scenario
from sim.scenario.writing import dump
from sim.spreadsheets import SIDECAR, Dialect, Table, table_files
from sim.studies.arguments import checked, optional, whole
from sim.studies.compare import Comparison, Request, compared, opened
from sim.studies.data_frames import frame, json_text, long_table
from sim.studies.execution import RunOptions
from sim.studies.request import AnyScenario, Settings, shortcuts
from sim.studies.session import PROGRAM, Session

if TYPE_CHECKING:
    import pandas as pd

AnyStudy: TypeAlias = "AnyScenario | Comparison"
"""A comparison, the folder of a finished one, or a scenario, which is simulated."""
RESULTS: Final = "changes.csv"
SCENARIOS: Final = "scenario-changes.csv"
DIGEST: Final = re.compile(r"\b[0-9a-f]{64}\b")
"""A scenario, as the source of a table names it."""
PLACES: Final = ("a", "b")
"""The folders in which two scenarios are simulated, where a folder is named."""
WRITTEN: Final = (*PLACES, RESULTS, RESULTS + SIDECAR, SCENARIOS, SCENARIOS + SIDECAR)


@dataclass(frozen=True)
class Changes:
    """Two studies, and how the second differs from the first. Not slotted: what is found once is kept.

    A change is the second study minus the first, in the unit of its response. Citizens are compared with themselves
    where both studies have the same people; otherwise the intervals are Welch's, for two independent studies.

    >>> import sim
    >>> scenario = sim.load("mijnoverheid-2016", {"population.size": 100, "compare.points": 0})
    >>> other = scenario.with_({"acting.pays_at_once": 0.5})
    >>> changes = sim.compare_studies(scenario, other, ["opaque", "wmebv"])
    >>> changes
    <Changes from mijnoverheid-2016 to mijnoverheid-2016: 2 designs, paired>
    """

    first: Comparison
    second: Comparison
    out: Path | None = None
    """Where the tables were written; None if nowhere."""

    @cached_property
    def scenarios(self) -> tuple[Difference, ...]:
        """Everything in which the scenarios differ: path, value in the first, value in the second, both in words.

        Evidence counts as well: a value that is graded otherwise is a difference.

        >>> [each.path for each in changes.scenarios]
        ['acting.pays_at_once']
        """
        return differences(self.first.scenario, self.second.scenario)

    @cached_property
    def designs(self) -> tuple[str, ...]:
        """The designs that both studies compare, in the order of the first.

        >>> changes.designs
        ('opaque', 'wmebv')
        """
        return tuple(each for each in self.first.designs if each in self.second.designs)

    @property
    def alone(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The designs that only the first study compares, and those that only the second does.

        >>> changes.alone
        ((), ())
        """
        one, other = self.first.designs, self.second.designs
        return tuple(each for each in one if each not in other), tuple(each for each in other if each not in one)

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """The groups of citizens that both studies report; reachable accounts where the same channels reach them.

        >>> [each.name for each in changes.groups][:2]
        ['all', 'reachable']
        """
        one, other = self.first.analysis, self.second.analysis
        named = {each.name for each in other.groups}
        alike = channels_compared(one) == channels_compared(other)
        # Whom a channel reaches belongs to the group of reachable accounts, so it is another
        # group where channels differ.
        return tuple(each for each in one.groups if each.name in named and (alike or each != REACHABLE))

    @property
    def unpaired(self) -> str:
        """Why citizens are not compared with themselves, in words; empty if they are.

        >>> changes.unpaired
        ''
        """
        return self._found[1]

    @property
    def rows(self) -> tuple[Change, ...]:
        """Every response of every group and design that both have, in the order group, design, response.

        Each has both levels, the difference with its interval by itself and among all of its group, and a judgement
        against the margin.

        >>> row = changes.rows[0]
        >>> row.group, row.design, row.paired
        ('all', 'opaque', True)
        """
        return self._found[0]

    @cached_property
    def _found(self) -> tuple[tuple[Change, ...], str]:
        """These rows, and why they are not paired."""
        apart = {(each.group, each.design, each.response): each for each in self._apart()}
        reason = why_unpaired(simulated(self.first), simulated(self.second))
        # Pairing is decided before any row is read: reading all of them takes time.
        if not reason:
            try:
                alike = {name for name, one in self.first.analysis.responses.items() if self._alike(name)}
                together = [each for each in self._paired() if each.response in alike]
                # Paired changes take the place of unpaired ones, which stay where a response is
                # calculated otherwise in each study.
                apart |= {(each.group, each.design, each.response): each for each in together}
            except TallyError as error:
                reason = f"the citizens are others ({error})"
        return with_simultaneous_intervals(tuple(apart.values()), self.first.analysis.margins), reason

    def _alike(self, response: str) -> bool:
        """True if both studies have a response, calculated from the same columns."""
        one, other = (each.analysis.responses.get(response) for each in (self.first, self.second))
        if one is None or other is None:
            return False
        return (one.above, one.below, one.scale) == (other.above, other.below, other.scale)

    def _paired(self) -> Iterator[Change]:
        """The changes, each citizen compared with themselves."""
        blocks = zip(self.first.study.study_data.blocks(), self.second.study.study_data.blocks(), strict=True)
        return paired(self.first.analysis, self.groups, self.designs, blocks)

    def _apart(self) -> Iterator[Change]:
        """The changes from one study to another one with other citizens."""
        one, other = self.first.analysis, self.second.analysis
        for group in self.groups:
            for design in self.designs:
                for response in one.responses:
                    if response in other.responses:
                        rows = one.contrast(group.name, design, response), other.contrast(group.name, design, response)
                        counts = [
                            row.citizens if row.unit == "citizen" else each.scenario.replications
                            for row, each in zip(rows, (one, other), strict=True)
                        ]
                        yield independent(*rows, (counts[0], counts[1]))

    @property
    def lacks(self) -> str:
        """Parts that are missing from the numbers because tasks failed, in a sentence; empty if there are none.

        Those of the first study come before those of the second.

        >>> changes.lacks
        ''
        """
        return self.first.lacks or self.second.lacks

    def table(self, *responses: str, group: str | None = None) -> pd.DataFrame:
        """Every response of every group and design in both studies, with its difference; or only these responses.

        `group` is `"all"`, `"reachable"` or `"segment_NAME"`. Returns a DataFrame; numbers are in the unit of the
        response, and null if they cannot be estimated. Raises `UsageError` for a response or group that does not exist.

        >>> sorted(changes.table("missed_share", group="all")["design"])
        ['opaque', 'wmebv']
        """
        from sim.report.changes import changes_table

        found = changes_table(self)
        kept = {"response": responses, "group": () if group is None else (group,)}
        return frame(long_table(found.header, found.rows), **kept)

    @checked()
    def text(self, *, full: bool = False, width: int = 80, colour: bool = False) -> str:
        """The differences, as `mbsim compare A B` prints them; `full` is everything.

        Text is broken at `width` characters; `colour` adds the escape codes of a terminal.

        >>> "opaque" in changes.text()
        True
        """
        from sim.report.changes import render

        return render(self, full=full, width=width, colour=colour)

    def document(self) -> dict[str, Any]:
        """The differences, as a document for programs.

        It can be written as JSON. Numbers are in the units of their responses, and None where they cannot be estimated.

        >>> sorted(changes.document())[:3]
        ['a', 'b', 'designs']
        """
        from sim.report.changes import document

        return document(self)

    def json(self) -> str:
        """The document as text.

        >>> import json
        >>> json.loads(changes.json()) == changes.document()
        True
        """
        return json_text(self.document())

    def __repr__(self) -> str:
        """The two scenarios that were compared, in one line."""
        how = "independent" if self.unpaired else "paired"
        names = f"{self.first.scenario.name} to {self.second.scenario.name}"
        return f"<Changes from {names}: {len(self.designs)} designs, {how}>"


def simulated(found: Comparison) -> Simulated:
    """A study, and the code that simulated it."""
    return Simulated(found.study, found.manifest.code_sha256 if found.manifest is not None else code_digest())


@checked(points=optional(whole(0)), seed=optional(whole(0, 2**64 - 1)))
def compare_studies(
    one: AnyStudy,
    other: AnyStudy,
    designs: Sequence[str] = (),
    *,
    settings: Settings | None = None,
    overrides: Sequence[str] = (),
    size: int | None = None,
    seed: int | None = None,
    replications: int | None = None,
    points: int | None = None,
    engine: Choice = "auto",
    workers: int | None = None,
    out: str | Path | None = None,
    replace: bool = False,
    csv: Dialect = "en",
) -> Changes:
    """Says how a study differs from another: in its scenario, and in every response under the designs that both have.

    Each of the two is a comparison, the folder of a finished one, or a scenario, which is simulated; all arguments
    about simulating are for these. Where citizen i is the same person in both studies each is compared with themselves:
    with the same seed, population, number of citizens, time and code. Else the intervals are those of two independent
    studies, and `unpaired` says why. With `out` the tables are written there, and scenarios simulated in `a` and `b`
    within; the tables of two other studies are left alone unless `replace` is true.

    Raises `UsageError` if there is nothing to compare, such as no design that both have.

    >>> import sim
    >>> scenario = sim.load("mijnoverheid-2016", {"population.size": 200, "compare.points": 0})
    >>> changes = sim.compare_studies(scenario, scenario.with_({"acting.pays_at_once": 0.5}), ["opaque", "wmebv"])
    >>> changes
    <Changes from mijnoverheid-2016 to mijnoverheid-2016: 2 designs, paired>
    >>> [each.path for each in changes.scenarios]
    ['acting.pays_at_once']
    """
    values = {**(settings or {}), **shortcuts(size=size, seed=seed, replications=replications, points=points)}
    given = {"designs": designs, "values": values, "overrides": overrides, "replace": replace, "workers": workers}

    def request(scenario: AnyScenario) -> Request:
        return Request(
            scenario, tuple(designs), overrides=tuple(overrides), values=values,
            how=RunOptions(engine, workers=workers), replace=replace, csv=csv,
        )  # fmt: skip

    place = None if out is None else Path(out)
    named = [*(values or ()), *(name for name, value in given.items() if value and name != "values")]
    return changes_of(StudyPair(one, other, request, named, place, csv, replace), PROGRAM)


@dataclass(frozen=True, slots=True)
class StudyPair:
    """Two studies as they are named, by a program or at the command line."""

    one: AnyStudy
    other: AnyStudy
    request: Callable[[AnyScenario], Request]
    """How a scenario is asked for; in which folder it is simulated is decided here."""
    given: Sequence[str] = ()
    """The options of the simulation that were given."""
    out: Path | None = None
    csv: Dialect = "en"
    replace: bool = False
    """True if the tables of another comparison may be replaced, besides other studies."""

    @property
    def idle(self) -> list[str]:
        """The options that say nothing where nothing is simulated."""
        return [each for each in self.given if self.out is None or each.lstrip("-") != "replace"]

    @property
    def both(self) -> tuple[AnyStudy, AnyStudy]:
        """The two."""
        return self.one, self.other


def changes_of(pair: StudyPair, session: Session) -> Changes:
    """Opens or simulates two studies, compares them, and writes the tables where a folder is named."""
    place = None if pair.out is None else place_for(pair.out, pair.both)
    found = {at: finished for at, each in enumerate(pair.both) if (finished := existing_comparison(each)) is not None}
    wanted = {at: pair.request(named(each)) for at, each in enumerate(pair.both) if at not in found}
    asked = {at: each.asked() for at, each in wanted.items()}
    if not wanted and pair.idle:
        raise UsageError(f"Both studies are finished, and nothing is simulated: leave out {listed(pair.idle)}.")
    require_two(list(found.values()), [each.resolution.sha256 for each in asked.values()])
    scenarios = [found[at].scenario if at in found else asked[at].scenario for at in (0, 1)]
    require_designs(*map(designs_of, scenarios))
    taken = {each.folder.resolve() for each in found.values() if each.folder is not None}
    for at, one in wanted.items():
        folder = folder_for(at, scenarios[at], place, taken) if session.keeps or place is not None else None
        found[at] = compared(replace_in(one, out=folder), session)
    changes = Changes(found[0], found[1], place)
    if place is not None:
        if not pair.replace:
            refuse_other_tables(changes, place)
        write_tables(changes, place, pair.csv)
    return changes


def existing_comparison(study: AnyStudy) -> Comparison | None:
    """The comparison that is there already; None of a scenario. Raises `UsageError` for a folder that holds none."""
    if isinstance(study, Comparison):
        return study
    if isinstance(study, str | Path) and is_folder(Path(study)):
        return opened(Path(study))
    return None


def named(study: AnyStudy) -> AnyScenario:
    """A study that is to be simulated, as a scenario."""
    assert not isinstance(study, Comparison)  # noqa: S101  # it is there already
    return study


def require_two(found: Sequence[Comparison], digests: Sequence[str]) -> None:
    """Raises `UsageError` if both studies are one."""
    folders = [each.folder.resolve() for each in found if each.folder is not None]
    if len(found) == 2 and (found[0] is found[1] or (len(folders) == 2 and folders[0] == folders[1])):
        raise UsageError(f"Both are the same study{f', in {folders[0]}' if folders else ''}. Name two different ones.")
    if len(digests) == 2 and digests[0] == digests[1]:
        raise UsageError("Both files come to the same scenario, so that nothing differs. Name two different ones.")


def require_designs(one: Sequence[str], other: Sequence[str]) -> None:
    """Raises `UsageError` if no design is compared in both studies."""
    if not set(one) & set(other):
        raise UsageError(
            f"The first study compares {listed(one)}, the second {listed(other)}: no design is in both. Simulate one "
            "in both, with --design NAME (in Python designs=[NAME])."
        )


def folder_for(at: int, scenario: Scenario, place: Path | None, taken: set[Path]) -> Path:
    """The folder in which a scenario is simulated: within the one that is named, or the usual one of the scenario.

    What differs in its designs alone would share that with the other study, and gets one of its own.
    """
    if place is not None:
        return place / PLACES[at]
    folder = default_folder(scenario)
    if folder.resolve() in taken:
        folder = folder.with_name(f"{folder.name}-{PLACES[at]}")
    taken.add(folder.resolve())
    return folder


def place_for(out: Path, studies: Sequence[AnyStudy]) -> Path:
    """The folder of the tables; `UsageError` if it holds anything else, or lies in that of one of the studies."""
    place = destination(out, folder=True)
    folders = [each.folder if isinstance(each, Comparison) else each for each in studies]
    for folder in (Path(each) for each in folders if isinstance(each, str | Path)):
        # A later comparison replaces the files of a results folder, and these tables with them.
        if is_folder(folder) and place.resolve().is_relative_to(folder.resolve()):
            raise UsageError(f"{place} lies in the results folder {folder}. Name a place outside of it.")
    try:
        entries = list(place.iterdir()) if place.exists() else []
    except OSError as error:
        raise UsageError(f"{place} cannot be read: {error.strerror}.") from error
    # A link may lead out of the folder, so it is never written through.
    foreign = [each for each in entries if each.is_symlink() or not is_written(each.name)]
    if foreign:
        raise UsageError(f"{place} holds {foreign[0].name}, which is left alone. Name a folder that is new or empty.")
    return place


def is_written(name: str) -> bool:
    """True if this name belongs to a file or folder that is written beside the tables."""
    return name in WRITTEN or name.startswith(UNFINISHED)


def refuse_other_tables(changes: Changes, place: Path) -> None:
    """Raises `UsageError` if a folder holds the tables of two other studies."""
    try:
        known = json.loads((place / f"{RESULTS}{SIDECAR}").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return  # there are none, or they were never finished
    source = known.get("dc:source") if isinstance(known, dict) else None
    written = DIGEST.findall(str(source))
    if written and written != [digest_of_scenario(each) for each in (changes.first, changes.second)]:
        raise UsageError(
            f"{place} holds the tables of two other studies. Name another folder with --out, or say that they are to "
            "be replaced with --replace (in Python out=..., replace=True)."
        )


def write_tables(changes: Changes, place: Path, csv: Dialect) -> None:
    """Writes both tables, each with the meanings of its columns beside it."""
    from sim.report.changes import changes_table, scenarios_table

    digests = [digest_of_scenario(each) for each in (changes.first, changes.second)]
    tables: Mapping[str, bytes | Table] = {RESULTS: changes_table(changes), SCENARIOS: scenarios_table(changes)}
    source = f"{source_of(digests[0])}, and {source_of(digests[1])}"
    # Each table whole or not at all, as all files of results are.
    try:
        place.mkdir(parents=True, exist_ok=True)
        for name, content in table_files(tables, source, csv).items():
            write_whole(place / name, content)
    except OSError as error:
        raise StudyError(f"The tables could not be written to {place}: {error.strerror}.") from error


def digest_of_scenario(found: Comparison) -> str:
    """The identity of the scenario of a study."""
    return hashlib.sha256(dump(found.scenario).encode()).hexdigest()
