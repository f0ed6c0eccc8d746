"""Parameter uncertainty on a page: the designs that survive it, and the parameters to measure next."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sim.analysis.exploration.outputs import GROUPS
from sim.experiment.saved_exploration import SavedExploration
from sim.report.block import Block, Cell, Head, Row, words
from sim.report.html.illustrations import Illustration, inline
from sim.report.uncertainty.amount_text import per_cent

SHOWN: Final = 10
"""The number of parameters that a page lists as worth measuring."""
HEADINGS: Final = {
    "robustness": "Which design wins over the parameter uncertainty",
    "sensitivity": "What to measure next",
}


@dataclass(frozen=True, slots=True)
class ExplorationSection:
    """The section of a page about one exploration."""

    heading: str
    verdicts: tuple[str, ...]
    sentences: tuple[str, ...]
    table: Block | None
    figures: tuple[Illustration, ...]
    command: str
    """The command that ran the exploration."""


def unknowns(found: Sequence[SavedExploration]) -> tuple[ExplorationSection, ...]:
    """The sections of some explorations, in order."""
    return tuple(section_of(each, number) for number, each in enumerate(found, start=1))


def section_of(found: SavedExploration, number: int) -> ExplorationSection:
    """The section of one exploration; `number` makes its ids unique."""
    robust = found.kind == "robustness"
    responses: list[dict[str, Any]] = found.document["responses"] if robust else []
    return ExplorationSection(
        HEADINGS[found.kind],
        tuple(map(verdict_of, [*responses, *(found.document.get("other_group", []) if robust else [])])),
        (*sentences(responses), *cautions(found.document)),
        None if robust else ledger_table(found.document["next"]),
        tuple(illustrated(found, number)),
        shlex.join(found.command),
    )


def verdict_of(response: dict[str, Any]) -> str:
    """The verdict on one response over the parameter space, with its group."""
    title, group = response["title"], GROUPS[response["group"]].title
    return f"{title[:1].upper()}{title[1:]}, {group}: {response['verdict']}"


def sentences(responses: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Each design against the reference over the parameter space, in sentences."""
    for each in responses:
        for stand in each["against_reference"]:
            yield f"{each['title']}: {stand['words']}"


def cautions(document: dict[str, Any]) -> Iterator[str]:
    """The parameters that were not varied, and a warning if there are too few points."""
    yield document["coverage"]["words"]
    if document.get("few"):
        yield document["few"]


def ledger_table(rows: Sequence[dict[str, Any]]) -> Block:
    """The parameters most worth measuring."""
    return Block(
        "Uncertain numbers by their largest share in any difference between designs",
        (Head("largest share"), Head("grade"), Head("what follows"), Head("what would tell it")),
        tuple(
            Row(
                Head(str(row["label"])),
                (
                    share_cell(row["largest_share"]["value"]),
                    words(str(row["grade"] or "none")),
                    words(str(row["advice"])),
                    words(row.get("observable") or "a measurement of it"),
                ),
            )
            for row in rows[:SHOWN]
        ),
        corner="number",
    )


def share_cell(share: float | None) -> Cell:
    """A share with its bar."""
    # An estimated share may lie below 0 or above 1.
    return Cell(per_cent(share), bar=min(1.0, max(0.0, share or 0.0)))


def illustrated(found: SavedExploration, number: int) -> Iterator[Illustration]:
    """The figures, with unique ids."""
    for each in found.figures:
        name = f"unknown-{number}-{each['name']}"
        svg = inline(found.drawings[each["name"]], name, each["alt"])
        yield Illustration(name, each["title"], each["alt"], each["caption"], svg, None)
