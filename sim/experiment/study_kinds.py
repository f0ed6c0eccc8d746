"""Kinds of study that a results folder can hold, and the commands that can use each."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final, Literal, TypeAlias

from sim.errors import UsageError
from sim.experiment.identity import SOFTWARE
from sim.experiment.status import STATUS
from sim.files import read_json_object

Kind: TypeAlias = Literal[
    "comparison", "sweep", "robustness", "sensitivity", "validation", "calibration", "search", "trial"
]
AGAIN: Final = "The command in its manifest.json does it again, and finds what was simulated."
HOLDINGS: Final[Mapping[Kind, tuple[str, str]]] = {
    "comparison": ("a comparison of designs", "mbsim report, mbsim brief, mbsim export and mbsim reproduce take it."),
    "search": (
        "a search through a space of designs",
        f"The designs that it found are in found.yaml, which a study takes with `extends`. {AGAIN}",
    ),
    "sweep": ("a sweep of several points", "Its numbers are in responses.csv, and mbsim reproduce takes it."),
    "calibration": (
        "numbers fitted to published figures",
        f"A scenario takes its fitted.yaml with `parameters_from`, mbsim robust its ensemble.csv. {AGAIN}",
    ),
    "validation": ("predictions beside published figures", f"They are in predictions.csv and its figures. {AGAIN}"),
    "trial": ("the plan of a trial", f"It is in plan.md, trial.json and power.csv. {AGAIN}"),
    "sensitivity": (
        "a study of which uncertain numbers matter",
        f"mbsim report takes it beside a comparison, by --with; its numbers are in sensitivity.json. {AGAIN}",
    ),
    "robustness": (
        "a study of which design wins over the parameter uncertainty",
        f"mbsim report takes it beside a comparison, by --with; its numbers are in robustness.json. {AGAIN}",
    ),
}
"""Contents of each kind of folder, and how they can be used."""


def kind_of(manifest: Mapping[str, object]) -> str:
    """The kind of study of a manifest."""
    return str(manifest.get("kind", "comparison"))


def noun_of(kind: str) -> str:
    """The name of a kind of study in a sentence."""
    return f"{kind} analysis" if kind in {"robustness", "sensitivity"} else kind


def require_kind(folder: Path, manifest: Mapping[str, object], kinds: Collection[str]) -> None:
    """Raises `UsageError` unless a folder holds one of some kinds of study; the error names its kind and its uses."""
    kind = kind_of(manifest)
    if kind in kinds:
        return
    known: dict[str, tuple[str, str]] = {str(name): words for name, words in HOLDINGS.items()}
    wanted = " or ".join(known[each][0] for each in kinds)
    holds, then = known.get(kind, (f"a {kind}, which this version does not know", ""))
    raise UsageError(f"{folder} holds {holds}, and what is needed here is {wanted}. {then}".rstrip())


def refuse_unfinished(folder: Path) -> None:
    """Raises `UsageError` with the command to continue if a study was begun in a folder and not finished."""
    begun = read_json_object(folder / STATUS)
    if begun.get("software") == SOFTWARE:
        raise UsageError(f"The study in {folder} is not finished. Go on with it: {begun.get('command')}")
