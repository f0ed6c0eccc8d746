"""Checks of the arguments of the public functions: they refuse the same values as the command line, and at once.

An argument is identified by its name, and means the same in every function that takes it.
"""

from __future__ import annotations

import functools
import inspect
import operator
import os
from collections.abc import Callable, Iterable, Mapping, Set
from pathlib import Path
from typing import Any, Final, ParamSpec, TypeAlias, TypeVar

from sim.errors import UsageError
from sim.experiment.engines import CHOICES
from sim.report.correspondence.language import LANGUAGES
from sim.scenario.schema import Scenario
from sim.scenario.suggestions import require_known
from sim.spreadsheets import DIALECTS

Check: TypeAlias = Callable[[str, object], Any]
"""Takes the name of an argument and its value; returns the value in the form that the function needs, or raises
`UsageError`."""
Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")
METHODS: Final = ("morris", "sobol")
MOST_CITIZENS: Final = 100_000_000
MOST_REPLICATIONS: Final = 100_000
MOST_PEOPLE: Final = 1_000_000_000
"""Whom totals can stand for."""
LARGEST_SEED: Final = 2**31 - 1
"""Largest seed of points; citizens have a key of 64 bits."""


def refused(name: str, allowed: str, found: object) -> UsageError:
    """The error for an argument with a value that is not allowed."""
    # Cut to 80 characters, because a value may be a whole table.
    return UsageError(f"{name} is {allowed}; found {found!r:.80}.")


def whole(least: int, most: int | None = None) -> Check:
    """Check for an integer within bounds, both included."""
    allowed = f"a whole number from {least}" + ("" if most is None else f" to {most}")

    def check(name: str, found: object) -> int:
        try:
            # Also takes whole numbers of NumPy, and refuses a float, even one without a fraction.
            number = operator.index(found)  # type: ignore[arg-type]  # what is no number says so
        except TypeError:
            raise refused(name, allowed, found) from None
        # A truth value is a whole number in Python, and would pass as 0 or 1.
        if isinstance(found, bool) or number < least or (most is not None and number > most):
            raise refused(name, allowed, found)
        return number

    return check


def power_of_two(name: str, found: object) -> int:
    """Check for a power of 2, from 2 on."""
    number: int = whole(2)(name, found)
    # A power of 2 has a single bit, which the number below it lacks.
    if number & (number - 1):
        raise refused(name, "a power of 2, such as 256", found)
    return number


def one_of(*words: str) -> Check:
    """Check for one of some words."""

    def check(name: str, found: object) -> object:
        require_known(found, words, f"There is no {name} {{}}")
        return found

    return check


def text(name: str, found: object) -> object:
    """Check for a text that is not empty."""
    if not isinstance(found, str) or not found:
        raise refused(name, "a text", found)
    return found


def conditions(name: str, found: object) -> object:
    """Check for a text that may be empty."""
    return found if found == "" else text(name, found)


def truth(name: str, found: object) -> object:
    """Check for True or False."""
    if not isinstance(found, bool):
        raise refused(name, "True or False", found)
    return found


def path(name: str, found: object) -> Path:
    """Check for the path of a file or folder."""
    shown = os.fspath(found) if isinstance(found, str | os.PathLike) else None
    if not isinstance(shown, str):
        raise refused(name, "a path", found)
    # Python refuses a null character only where the path is used, with an error of another kind.
    if not shown or "\0" in shown:
        raise UsageError(f"{name}: {shown!r:.80} cannot name a file or folder. Give it a name of ordinary letters.")
    return Path(shown)


def study(name: str, found: object) -> object:
    """A comparison, its folder, or a scenario."""
    from sim.studies.compare import Comparison

    if isinstance(found, Comparison):
        return found
    try:
        return scenario(name, found)
    except UsageError:
        raise refused(name, "a comparison, the folder of one, or a scenario", found) from None


def scenario(name: str, found: object) -> object:
    """Check for a scenario, or the path or bare name of one."""
    if isinstance(found, Scenario):
        return found
    try:
        return path(name, found)
    except UsageError:
        raise refused(name, "a scenario, or the path or bare name of one", found) from None


def listed(kind: Check, of: str) -> Check:
    """Check for a list, which is read once. A text is refused as a list of letters, and a set since it has no order."""

    def check(name: str, found: object) -> tuple[Any, ...]:
        if isinstance(found, str | bytes | Mapping | Set) or not isinstance(found, Iterable):
            raise refused(name, f"a list of {of}", found)
        # Read into a tuple once, since a generator is empty after that.
        return tuple(kind(f"each of {name}", each) for each in found)

    return check


def some(kind: Check) -> Check:
    """Check for a list that is not empty."""

    def check(name: str, found: object) -> object:
        checked_so = kind(name, found)
        if not checked_so:
            raise UsageError(f"{name} needs at least one; found none.")
        return checked_so

    return check


def settings(name: str, found: object) -> object:
    """Check for a mapping of dotted paths to values; `sim.scenario.settings` checks the values one by one."""
    if not isinstance(found, Mapping):
        raise refused(name, 'a mapping of dotted paths to values, such as {"population.size": 500}', found)
    return found


def citizens(name: str, found: object) -> object:
    """Check for neighbouring citizens, as a range."""
    if not isinstance(found, range) or found.step != 1 or found.start < 0 or not found:
        raise UsageError(f"Citizens follow on each other from 0, as in range(100); found {name}={found!r:.80}.")
    return found


def instance(kind: type) -> Check:
    """Check for an instance of a class."""

    def check(name: str, found: object) -> object:
        if not isinstance(found, kind):
            raise refused(name, f"a sim.{kind.__name__}", found)
        return found

    return check


def optional(kind: Check) -> Check:
    """A check that also accepts None."""
    return lambda name, found: None if found is None else kind(name, found)


NAMES: Final = listed(text, "names")
CHECKS: Final[Mapping[str, Check]] = {
    "base": power_of_two,
    "by_year": truth,
    "candidates": whole(1),
    "case": optional(whole(1)),
    "certify": whole(1),
    "citizen": optional(whole(0)),
    "citizens": optional(citizens),
    "cluster": optional(text),
    "colour": truth,
    "conditions": conditions,
    "csv": one_of(*DIALECTS),
    "design": optional(text),
    "designs": NAMES,
    "engine": one_of(*CHOICES),
    "ensemble": optional(path),
    "everything": truth,
    "factors": NAMES,
    "fail_fast": truth,
    "figures": NAMES,
    "first": whole(2, MOST_CITIZENS),
    "fitted": truth,
    "folder": path,
    "full": truth,
    "group": text,
    "language": one_of(*LANGUAGES),
    "lives": truth,
    "margins": NAMES,
    "method": one_of(*METHODS),
    "most": optional(whole(1)),
    "name": text,
    "one": study,
    "other": study,
    "others": listed(path, "folders"),
    "out": optional(path),
    "overrides": NAMES,
    "path": path,
    "points": whole(16),
    "precision": NAMES,
    "ranges": truth,
    "reference": optional(text),
    "replication": whole(0, MOST_REPLICATIONS - 1),
    "replace": truth,
    "replications": optional(whole(1, MOST_REPLICATIONS)),
    "responses": NAMES,
    "scale": optional(whole(1, MOST_PEOPLE)),
    "scenario": scenario,
    "seed": whole(1, LARGEST_SEED),
    "settings": optional(settings),
    "size": optional(whole(1, MOST_CITIZENS)),
    "targets": path,
    "totals": optional(truth),
    "trajectories": whole(2),
    "width": whole(1),
    "workers": optional(whole(1)),
    "xlsx": truth,
}
"""The check of each argument by its name; bounds are those of the options of the command line."""


def checked(**own: Check) -> Callable[[Callable[Parameters, Result]], Callable[Parameters, Result]]:
    """Decorator that checks every argument of a function or method before it is called.

    `own` are checks for this function alone.
    """

    def decorated(function: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
        signature = inspect.signature(function)
        checks = {name: own.get(name) or CHECKS[name] for name in signature.parameters if name != "self"}

        @functools.wraps(function)
        def call(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
            # Bound by name first, so that an argument is checked whether it is given by place or by name.
            bound = signature.bind(*args, **kwargs)
            for name, found in bound.arguments.items():
                bound.arguments[name] = checks[name](name, found) if name in checks else found
            return function(*bound.args, **bound.kwargs)

        return call

    return decorated
