"""Check that scenarios have the designs and responses that targets, the published figures, are compared with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from sim.outcomes.responses import responses_of
from sim.scenario.composition import hints
from sim.scenario.problems import InvalidScenarioError, Problem
from sim.scenario.schema import Scenario
from sim.scenario.targets import Target


def check(targets: Iterable[Target], scenarios: Mapping[str, Scenario]) -> None:
    """Check targets once their scenarios are loaded; `scenarios` has each under the name that targets use for it.

    Raises `ScenarioError` with every design and response that a scenario does not have, and the nearest that it has.
    """
    problems = [problem for target in targets for problem in problems_of(target, scenarios)]
    if problems:
        raise InvalidScenarioError(*problems)


def problems_of(target: Target, scenarios: Mapping[str, Scenario]) -> Iterator[Problem]:
    """Problems of one target: the names in it that its scenario does not have."""
    scenario = scenarios.get(target.scenario)
    if scenario is None:
        yield problem_at(target, "scenario", f"the scenario {target.scenario!r} was not loaded", scenarios)
        return
    for key, design in (("design", target.design), ("minus", target.minus)):
        if design is not None and design not in scenario.designs:
            yield problem_at(target, key, f"{target.scenario} has no design {design!r}", scenario.designs)
    responses = responses_of(scenario)
    for key, response in (("response", target.response), ("minus_response", target.minus_response)):
        if response is not None and response not in responses:
            problem = problem_at(target, key, f"{target.scenario} has no response {response!r}", responses)
            yield replace(problem, allowed="")  # responses are more than a hundred, too many to list


def problem_at(target: Target, key: str, message: str, known: Iterable[str]) -> Problem:
    """A problem with the value at a key of a target, located in its file."""
    mark = target.marks[key]
    return Problem(mark.place, message, mark.excerpt, **hints(getattr(target, key), known))
