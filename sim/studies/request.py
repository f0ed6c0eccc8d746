"""From a request to the scenario that is simulated: the file, changed values, and the designs to compare."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from sim.errors import UsageError
from sim.experiment.provenance import StudyOrigin
from sim.scenario.resolution import Resolution, resolution_of, resolve, with_settings
from sim.scenario.schema import Scenario
from sim.scenario.shipped import found_or_shipped
from sim.scenario.source import FileSource
from sim.scenario.suggestions import require_known
from sim.scenario.writing import dump

AnyScenario: TypeAlias = "Scenario | str | Path"
"""A scenario, the path of its file, or the bare name of a shipped one."""
Settings: TypeAlias = Mapping[str, object]
"""Values by their dotted path: `{"population.size": 500, "horizon": "90 days"}`."""


@dataclass(frozen=True, slots=True)
class ScenarioRequest:
    """A scenario as requested."""

    resolution: Resolution
    source: FileSource | None
    """Its file and changes; None if no file states the same scenario any more."""

    @property
    def scenario(self) -> Scenario:
        """The scenario to simulate."""
        return self.resolution.scenario

    def origin(self, command: Sequence[str]) -> StudyOrigin:
        """The origin of the scenario, for a manifest."""
        return StudyOrigin(None if self.source is None else self.source.file, self.scenario, command)

    def open(self) -> Resolution:
        """The same without fitted parameters: calibrated numbers have the values and ranges that the file states.

        A scenario without a file is returned as it is.
        """
        return self.resolution if self.source is None else resolved(self.source, fitted=False)


def scenario_request(
    scenario: AnyScenario,
    *,
    settings: Sequence[str] = (),
    overrides: Sequence[str] = (),
    values: Settings | None = None,
    designs: Iterable[str] = (),
    reference: str | None = None,
) -> ScenarioRequest:
    """The scenario with settings, then values, then the designs to compare.

    Raises `ScenarioError` with every problem, and `UsageError` for a design that does not exist.
    """
    found = request_for(scenario, settings, overrides, dict(values or {}))
    # Names are looked up before they become values, so that an unknown one is answered with the nearest.
    named = named_designs(found.scenario, designs, reference)
    if not named:
        return found
    return request_for(scenario, settings, overrides, {**(values or {}), **named})


def request_for(
    scenario: AnyScenario, settings: Sequence[str], overrides: Sequence[str], values: Settings
) -> ScenarioRequest:
    """The scenario of a file with changes, or one that a program holds."""
    if not isinstance(scenario, Scenario):
        source = FileSource(found_or_shipped(Path(scenario)), tuple(overrides), tuple(settings), dict(values))
        return ScenarioRequest(resolved(source), source)
    if overrides:
        raise UsageError("Overrides are taken from a file: name its path, or give them to sim.load.")
    changed = with_settings(scenario, settings) if settings else scenario
    changed = with_settings(changed, values) if values else changed
    before = scenario.source
    if before is not None and not settings:
        source = before.with_values(values)
        # A file that was changed since is not the origin of this scenario.
        if (found := unchanged_resolution(source, changed)) is not None:
            return ScenarioRequest(found, source)
    return ScenarioRequest(resolution_of(changed), None)


def unchanged_resolution(source: FileSource, scenario: Scenario) -> Resolution | None:
    """The resolution of a source if it still equals a scenario; None if the file is gone or was changed."""
    if not source.file.is_file():
        return None
    found = resolved(source)
    return found if dump(found.scenario) == dump(scenario) else None


def resolved(source: FileSource, *, fitted: bool = True) -> Resolution:
    """The scenario of a source."""
    return resolve(
        source.file, overrides=source.overrides, settings=source.settings, values=source.values, fitted=fitted
    )


def named_designs(scenario: Scenario, designs: Iterable[str], reference: str | None) -> dict[str, object]:
    """Designs to compare and their reference, if any are named, as values by dotted path."""
    names = tuple(dict.fromkeys(designs))
    for name in (*names, *(() if reference is None else (reference,))):
        require_known(name, scenario.designs, "There is no design {}", "The scenario has")
    listed: dict[str, object] = {"compare.designs": names} if names else {}
    return listed | ({} if reference is None else {"compare.reference": reference})


def shortcuts(**values: object) -> dict[str, object]:
    """Values with an argument of their own, such as `size` and `seed`, by dotted path; None values are left out."""
    paths = {
        "size": "population.size", "seed": "seed", "replications": "replications", "points": "compare.points",
    }  # fmt: skip
    return {paths[name]: value for name, value in values.items() if value is not None}
