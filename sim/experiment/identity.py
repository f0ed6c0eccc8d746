"""The identity of a part of a study: a hash of everything it depends on, by which a finished part is found again.

The rows of one design depend on the scenario except its names, texts, evidence, comparison and counting rules. They
depend on no other design except the one in use before the change, and not on the number of replications. They depend on
the size of the population only where citizens meet. They depend on the code of both engines, but not on the engine
used, since the two agree to the last bit. They also depend on the Dutch clock of the time zone database; the calendar
is in the scenario.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from functools import cache, singledispatch
from pathlib import Path
from typing import Final, cast

from sim import __version__
from sim.clock import clocks_digest
from sim.scenario.distributions import Known
from sim.scenario.schema import Part, Scenario
from sim.scenario.units import SPAN
from sim.scenario.writing import dump, explicit, inline

SOFTWARE: Final = "messagebox-sim"
TEXTS: Final = frozenset({"title", "title_nl", "description", "grade", "source", "note"})
UNUSED: Final = (
    "name", "replications", "headline", "counting", "designs", "compare", "search", "sources", "alternatives", "trial",
)  # fmt: skip
"""Keys of a scenario that no row of a design depends on; the design itself is added separately."""
BESIDE: Final = (
    "__init__.py", "__main__.py", "errors.py", "cli", "studies", "report", "experiment", "analysis", "scenario",
    "files.py", "places.py", "legible.py", "notation.py", "spreadsheets.py",
    "outcomes/distribution.py", "outcomes/quantity.py", "outcomes/responses.py", "outcomes/sums.py",
)  # fmt: skip
"""Code that no row depends on, or only by way of the scenario. All code that is not listed counts as relevant."""
MEASURING: Final = ("outcomes", "analysis")
"""Code that determines the content of a tally."""
SUMMING: Final = ("scenario/alternatives.py", "scenario/placement.py", "scenario/paths.py", "outcomes/sums.py")
"""Code that determines the sums at a point, in addition to the code that rows depend on."""
ROOT: Final = Path(__file__).parents[1]


@cache
def code_digest() -> str:
    """A hash of the code that rows depend on, the same on every system."""
    return digest_of_code(file for file in ROOT.rglob("*.py") if not is_within(file, BESIDE))


@cache
def measuring_digest() -> str:
    """A hash of the code that determines the content of a tally."""
    return digest_of_code(file for file in ROOT.rglob("*.py") if is_within(file, MEASURING))


@cache
def summing_digest() -> str:
    """A hash of the code that places the values of a point in a scenario and computes the sums."""
    return digest_of_code(ROOT / name for name in SUMMING)


def is_within(file: Path, places: Iterable[str]) -> bool:
    """True if a file of the package is one of some places, or lies in one."""
    path = file.relative_to(ROOT)
    return any(path.is_relative_to(place) for place in places)


def digest_of_code(files: Iterable[Path]) -> str:
    """A hash of some files of the package, with their names."""
    found = hashlib.sha256()
    # Sorted, because the order in which a folder is listed is no property of the code.
    for file in sorted(files):
        # Line ends are normalised, since a clone on Windows may have others.
        found.update(f"{file.relative_to(ROOT).as_posix()}\n".encode() + file.read_bytes().replace(b"\r\n", b"\n"))
    return found.hexdigest()


@singledispatch
def bare(value: object) -> object:
    """A value of a scenario without texts and evidence."""
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: bare(getattr(value, field.name)) for field in fields(value)})
    return value


@bare.register
def _(value: Known) -> object:  # type: ignore[type-arg]  # registered by its run-time class
    return replace(value, low=None, high=None, grade=None, source=(), note=None)


@bare.register
def _(value: Part) -> object:
    names = type(value).model_fields
    return value.model_copy(update={name: None if name in TEXTS else bare(getattr(value, name)) for name in names})


@bare.register(dict)
def _(value: dict[str, object]) -> object:
    return {key: bare(item) for key, item in value.items()}


@bare.register(tuple)
def _(value: tuple[object, ...]) -> object:
    return tuple(bare(item) for item in value)


def world_of(scenario: Scenario, designs: Sequence[str] = ()) -> Scenario:
    """A scenario reduced to the content that rows depend on, with only these designs."""
    population = scenario.population
    # Without a helpdesk citizens are independent, so that a larger study finds the parts of a smaller one.
    if scenario.helpdesk is None:
        population = population.model_copy(update={"size": None})
    common = {"designs": {name: scenario.designs[name] for name in designs}} if designs else {}
    # Whether a span is stated or follows from something else, rows depend on its length alone.
    followed = Known(scenario.followed_for, dimension=SPAN)
    warmed, used = (Known(span, dimension=SPAN) for span in (scenario.warmed_for, scenario.used_for))
    kept = scenario.model_copy(
        update={
            **dict.fromkeys(UNUSED), **common, "population": population, "warm_up": warmed, "in_use": used,
            "follow_up": followed,
        }
    )  # fmt: skip
    return cast("Scenario", bare(kept))


def world_text(scenario: Scenario) -> str:
    """The canonical text of everything that the rows of every design depend on, without the designs."""
    return dump(world_of(scenario))


def world_digest(scenario: Scenario) -> str:
    """The identity of everything except designs, size and replications: studies that share it can share a folder."""
    return hashlib.sha256(world_text(scenario).encode()).hexdigest()


def keys_of(scenario: Scenario, designs: Sequence[str]) -> dict[str, str]:
    """The key of the rows of each design: 64 hexadecimal digits."""
    world = world_text(scenario)
    return {design: key_of(world, design, scenario) for design in designs}


def key_of(world: str, design: str, scenario: Scenario) -> str:
    """The key of the rows of one design in a world."""
    text = (
        # The version and the code: rows of another version are never mixed with these.
        f"{SOFTWARE} {__version__} {code_digest()} {clocks_digest()}\n{world}{design}: {notified(scenario, design)}\n"
    )
    # With a warm-up the lives begin under the former design, and rows depend on it.
    if scenario.warmed_for > 0:
        text += f"before: {notified(scenario, scenario.compare.former)}\n"
    return hashlib.sha256(text.encode()).hexdigest()


def notified(scenario: Scenario, design: str) -> str:
    """The text of a design, reduced to the content that rows depend on."""
    return inline(explicit(bare(scenario.designs[design])))


def sums_key(
    keys: Mapping[str, str],
    paths: Sequence[Sequence[str]],
    values: Sequence[Sequence[float]],
    structures: str = "",
    folds: int = 1,
    columns: Sequence[str] = (),
) -> str:
    """The key of sums under all designs at some points; `keys` are those of the designs, in their order.

    `structures` is the text of the structural alternatives behind their numbers. Values are written as the shortest
    text that is read back as the same number.
    """
    text = [summing_digest(), *(f"{design} {key}" for design, key in keys.items())]
    # Each setting is added only where it differs from its default, so that keys of older parts stay valid.
    text += [structures] if structures else []
    text += [f"{folds} folds"] if folds > 1 else []
    text += [f"only {' '.join(columns)}"] if columns else []
    by_path = zip(*values, strict=True) if values else ()
    text += [f"{' '.join(places)}: {list(column)!r}" for places, column in zip(paths, by_path, strict=True)]
    return hashlib.sha256("\n".join(text).encode()).hexdigest()


def totals_key(scenario: Scenario, keys: Mapping[str, str]) -> str:
    """The key of the tally of all designs together; `keys` are those of the designs, in their order."""
    # These settings affect only the analysis of a tally, not its sums.
    compared = scenario.compare.model_copy(update={"margins": None, "confidence": None, "points": None})
    counted = "".join(f"{inline(explicit(part))}\n" for part in (bare(scenario.counting), compared))
    text = f"{measuring_digest()}\n{' '.join(keys.values())}\n{counted}"
    return hashlib.sha256(text.encode()).hexdigest()
