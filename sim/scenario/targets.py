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
from sim.scenario.shape import shape_of
from sim.scenario.shipped import shipped_folder
from sim.scenario.validation import validated_as


@dataclass(frozen=True, slots=True)
class SourceMark:
    """Where something was written, and the line it is in."""

    place: Place
    excerpt: str


@dataclass(frozen=True, slots=True)
class Target:
    """A published figure and the number of the model that it is put beside."""

    name: str
    title: str
    use: Use
    """`fit`: the model is fitted to it. `validate`: the model is only compared with it."""
    scenario: str
    """As it is written: the bare name of a shipped scenario, or a path relative to the file of targets."""
    scenario_file: Path
    """Where that scenario lies."""
    design: str
    minus: str | None
    """For a difference, the design whose response is taken off, with the same citizens and the same luck."""
    response: str
    value: float
    """In the unit of the response: a share from 0 to 1, minutes, days, EUR, or a number."""
    uncertainty: float
    """Standard deviation in the same unit; above 0."""
    sources: tuple[str, ...]
    """Keys of the sources of the figure."""
    note: str | None
    """What a reader must know about the figure."""
    why: str | None
    """What may explain a difference, in one sentence."""
    echoes: bool = False
    """Whether it follows from figures that are fitted, or says nearly the same."""
    minus_response: str | None = None
    """For a difference between two responses, the one that is taken off."""
    low: float | None = None
    """Where an interval was published, its ends: any value in it fits as well."""
    high: float | None = None
    marks: Mapping[str, SourceMark] = field(default_factory=dict, compare=False, repr=False)
    """Where each key was written."""

    @property
    def is_difference(self) -> bool:
        """Whether something is taken off."""
        return self.minus is not None or self.minus_response is not None

    @property
    def ends(self) -> tuple[float, float]:
        """The interval that was published; of one figure that figure twice."""
        return (self.value if self.low is None else self.low, self.value if self.high is None else self.high)

    @property
    def deviation(self) -> float:
        """The standard deviation with that of a value that may lie anywhere in the interval: what a fit takes."""
        low, high = self.ends
        return math.hypot(self.uncertainty, (high - low) / math.sqrt(12.0))


@dataclass(frozen=True, slots=True)
class Correlated:
    """Figures whose errors go together."""

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
    """Of all that the file says, with what it extends; not of its layout and comments."""
    correlated: tuple[Correlated, ...] = ()

    @property
    def fit(self) -> tuple[Target, ...]:
        """The figures that the model is fitted to."""
        return tuple(target for target in self.targets if target.use == "fit")

    @property
    def fit_sha256(self) -> str:
        """A digest of what is fitted: which figures, where the model says them, their values and uncertainties."""
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
    """Reads a file of targets with what it extends.

    Raises `ScenarioError` with every problem, each with its place. Whether the scenarios have the designs and responses
    named here shows when they are loaded: `sim.outcomes.targets.check`.
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
    """Where a scenario lies that a file of targets names: beside it, or among those that are shipped."""
    if _is_path(scenario):
        return file.parent / scenario
    return shipped_folder() / f"{scenario}.yaml"


def _is_path(scenario: str) -> bool:
    return scenario.endswith(".yaml") or "/" in scenario


def _refuse_unknown_scenarios(composition: Composition, file: Path) -> None:
    """Notes every scenario that is named and not there."""
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
    """What a mapping holds; nothing for anything else."""
    return list(entry.node.entries.items()) if entry is not None and isinstance(entry.node, MappingNode) else []


def _target(name: str, figure: PublishedFigure, file: Path, composition: Composition) -> Target:
    """A target with its figures in the unit of the response."""
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
    """Where a value was written."""
    lines = next(document.lines for document in composition.documents if document.file == node.place.file)
    return SourceMark(node.place, lines[node.place.line - 1])
