"""Targets: published figures that the model is fitted to, or only compared with."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from sim.places import found
from sim.scenario.composition import Composition, hints
from sim.scenario.nodes import Entry, Node, Scalar, child, plain
from sim.scenario.nodes import Mapping as MappingNode
from sim.scenario.problems import Place
from sim.scenario.references import refuse_unknown_sources
from sim.scenario.resolution import raise_problems
from sim.scenario.schema.targets import PublishedFigure, TargetsDocument, Use
from sim.scenario.schema_validation import validated_as
from sim.scenario.shape import shape_of
from sim.scenario.shipped import shipped_folder


@dataclass(frozen=True, slots=True)
class SourceMark:
    """The place where a value was written, and the line it is in."""

    place: Place
    excerpt: str


@dataclass(frozen=True, slots=True)
class Target:
    """A published figure and the model response that it is compared with."""

    name: str
    title: str
    use: Use
    """`fit`: the model is fitted to it. `validate`: the model is only compared with it."""
    scenario: str
    """As it is written: the bare name of a shipped scenario, or a path relative to the file of targets."""
    scenario_file: Path
    """The file of that scenario."""
    design: str
    minus: str | None
    """For a difference between designs, the design whose response is subtracted; both share citizens and draws."""
    response: str
    value: float
    """In the unit of the response: a share from 0 to 1, minutes, days, EUR, or a number."""
    uncertainty: float
    """Standard deviation in the same unit; above 0."""
    sources: tuple[str, ...]
    """Keys of the sources of the figure."""
    note: str | None
    """A remark about the figure for readers."""
    why: str | None
    """A possible explanation of a deviation, in one sentence."""
    echoes: bool = False
    """True if it follows from figures that are fitted, or nearly repeats one."""
    minus_response: str | None = None
    """For a difference between two responses, the one that is subtracted."""
    low: float | None = None
    """Lower end of a published interval, in which all values fit equally well; `high` is its upper end."""
    high: float | None = None
    marks: Mapping[str, SourceMark] = field(default_factory=dict, compare=False, repr=False)
    """The place where each key was written."""

    @property
    def is_difference(self) -> bool:
        """True if another design's or another response is subtracted."""
        return self.minus is not None or self.minus_response is not None

    @property
    def ends(self) -> tuple[float, float]:
        """The ends of the published interval; for a single figure, that figure twice."""
        return (self.value if self.low is None else self.low, self.value if self.high is None else self.high)

    @property
    def deviation(self) -> float:
        """The standard deviation used in a fit: that of the figure and that of a uniform value in the interval."""
        low, high = self.ends
        # A uniform distribution of width w has the standard deviation w / sqrt(12); independent errors add in squares.
        return math.hypot(self.uncertainty, (high - low) / math.sqrt(12.0))


@dataclass(frozen=True, slots=True)
class Correlated:
    """Figures with correlated errors."""

    name: str
    title: str
    figures: tuple[str, ...]
    correlation: float


@dataclass(frozen=True, slots=True)
class Targets:
    """A file of targets, in the order of the file."""

    file: Path
    targets: tuple[Target, ...]
    sha256: str
    """Hash of the content of the file and of the files it extends, without layout and comments."""
    correlated: tuple[Correlated, ...] = ()

    @property
    def fit(self) -> tuple[Target, ...]:
        """The figures that the model is fitted to."""
        return tuple(target for target in self.targets if target.use == "fit")

    @property
    def fit_sha256(self) -> str:
        """A hash of the fitted figures: the model response of each, its value and its uncertainty.

        Keys added later enter it only where they are used, so that earlier fits keep their hash.
        """
        stated = [
            [
                each.name,
                each.scenario,
                each.design,
                each.minus,
                each.response,
                each.value,
                each.uncertainty,
                *([each.minus_response, *each.ends] if each.minus_response or each.low is not None else ()),
            ]
            for each in self.fit
        ]
        return hashlib.sha256(json.dumps(stated).encode()).hexdigest()

    @property
    def validate(self) -> tuple[Target, ...]:
        """The figures that the model is only compared with."""
        return tuple(target for target in self.targets if target.use == "validate")


def read_targets(path: str | Path) -> Targets:
    """Read a file of targets with the files it extends.

    Raises `ScenarioError` with every problem, each with its place. The designs and responses named here are checked
    later, once the scenarios are loaded: `sim.outcomes.target_checks.check`.
    """
    file = Path(path)
    composition = Composition(shape=shape_of(TargetsDocument))
    composition.add_file(file, str(path))
    for name, entry in composition.overrides.items():
        composition.refuse(entry.place, f"a file of targets has no overrides; found {name!r}")
    refuse_unknown_sources(composition.root, composition.shape, composition.refuse)
    _refuse_unknown_scenarios(composition, file)
    document = validated_as(
        TargetsDocument,
        composition.root,
        composition.refuse,
        partial=composition.incomplete,
        whole="the file of targets",
    )
    raise_problems(composition)
    assert document is not None  # noqa: S101  # no problem was noted
    content = json.dumps(plain(composition.root), ensure_ascii=False)
    targets = tuple(_target(name, figure, file, composition) for name, figure in document.targets.items())
    correlated = tuple(
        Correlated(name, each.title, each.figures, each.correlation.value)
        for name, each in (document.correlated or {}).items()
    )
    return Targets(file, targets, hashlib.sha256(content.encode()).hexdigest(), correlated)


def scenario_file(scenario: str, file: Path) -> Path:
    """The file of a scenario named in a file of targets: relative to that file, or among the shipped scenarios."""
    if _is_path(scenario):
        return file.parent / scenario
    return shipped_folder() / f"{scenario}.yaml"


def _is_path(scenario: str) -> bool:
    return scenario.endswith(".yaml") or "/" in scenario


def _refuse_unknown_scenarios(composition: Composition, file: Path) -> None:
    """Report every scenario that is named but does not exist."""
    for _, entry in _entries(child(composition.root, "targets")):
        named = child(entry.node, "scenario")
        if named is None or not isinstance(named.node, Scalar) or not isinstance(named.node.value, str):
            continue
        scenario, place = named.node.value, named.node.place
        if _is_path(scenario) and PurePosixPath(scenario).is_absolute():
            composition.refuse(place, "a scenario is named by a path relative to this file, or by its bare name")
        elif not found(scenario_file(scenario, file).is_file):
            where = "no file" if _is_path(scenario) else "no shipped scenario"
            known = [] if _is_path(scenario) else sorted(each.stem for each in shipped_folder().glob("*.yaml"))
            composition.refuse(place, f"{where} {scenario[:80]!r}", **hints(scenario, known))


def _entries(entry: Entry | None) -> list[tuple[str, Entry]]:
    """The entries of a mapping; empty for anything else."""
    return list(entry.node.entries.items()) if entry is not None and isinstance(entry.node, MappingNode) else []


def _target(name: str, figure: PublishedFigure, file: Path, composition: Composition) -> Target:
    """The target of a published figure, converted to the unit of its response."""
    written = child(composition.root.entries["targets"].node, name)
    return Target(
        name,
        figure.title,
        figure.use,
        figure.scenario,
        scenario_file(figure.scenario, file),
        figure.design,
        figure.minus,
        figure.response,
        figure.in_unit(figure.value.value),
        figure.in_unit(figure.uncertainty.value),
        figure.value.source,
        figure.value.note,
        figure.why,
        figure.echoes,
        figure.minus_response,
        None if figure.value.low is None else figure.in_unit(figure.value.low),
        None if figure.value.high is None else figure.in_unit(figure.value.high),
        {key: _mark(entry.node, composition) for key, entry in _entries(written)},
    )


def _mark(node: Node, composition: Composition) -> SourceMark:
    """The place where a value was written, with its line."""
    lines = next(document.lines for document in composition.documents if document.file == node.place.file)
    return SourceMark(node.place, lines[node.place.line - 1])
