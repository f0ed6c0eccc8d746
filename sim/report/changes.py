"""Changes from one study to another, as text, tables and a document for programs."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from rich.console import RenderableType
from rich.text import Text

from sim.analysis.change import FIRST, SECOND, Change
from sim.analysis.groups import ALL, REACHABLE
from sim.experiment.result_tables import OF_ROW
from sim.notation import listed, printable
from sim.outcomes.responses import FAMILY, Response
from sim.report.answer import SHOWN
from sim.report.block import Block, Cell, Head, Row
from sim.report.levels import MARKS, cell
from sim.report.terminal import printed, with_intervals
from sim.spreadsheets import Column, Table

# sim.studies is a higher layer, which this one must not import at run time.
if TYPE_CHECKING:
    from sim.studies.compare_studies import Changes

NAMED: Final = 12
"""Differences of the scenarios that are printed, unless all are asked for."""
COLUMNS: Final = (
    Column("group", "string", "Citizens that the row is about: all, those whom a compared design can reach, or those "
           "of one segment."),
    Column("design", "string", "Notification design that they live under, in both studies."),
    Column("response", "string", "Name of the response: what is measured of them."),
    Column("title", "string", "The same in words."),
    Column("unit", "string", "Unit of the levels and of the difference. Shares lie from 0 to 1."),
    Column("a", "number", "Level in the first study. Empty where it is not estimable.", OF_ROW, False),
    Column("a_low", "number", "Lower end of the 95 % interval of that level.", OF_ROW, False),
    Column("a_high", "number", "Upper end of the 95 % interval of that level.", OF_ROW, False),
    Column("b", "number", "Level in the second study. Empty where it is not estimable.", OF_ROW, False),
    Column("b_low", "number", "Lower end of the 95 % interval of that level.", OF_ROW, False),
    Column("b_high", "number", "Upper end of the 95 % interval of that level.", OF_ROW, False),
    Column("difference", "number", "Level in the second study minus that in the first.", OF_ROW, False),
    Column("difference_low", "number", "Lower end of the 95 % interval of the difference, by itself.", OF_ROW, False),
    Column("difference_high", "number", "Upper end of the 95 % interval of the difference, by itself.", OF_ROW, False),
    Column("together_low", "number", "Lower end of the interval that holds for all differences of the group at once, "
           "of the responses that are read side by side (Bonferroni).", OF_ROW, False),
    Column("together_high", "number", "Upper end of that interval.", OF_ROW, False),
    Column("paired", "boolean", "Whether each unit is compared with itself, or the levels are treated as independent."),
    Column("unit_of_analysis", "string", "Unit that the intervals treat as independent: citizen or replication."),
    Column("a_citizens", "integer", "Citizens of the group in the first study, each once for each replication.",
           "citizens"),
    Column("b_citizens", "integer", "Citizens of the group in the second study.", "citizens"),
    Column("differing", "integer", "Units of analysis in which a paired response differs.", "units of analysis", False),
    Column("effective", "number", "Effective number of citizens behind a paired difference. Empty where it is not "
    "known.",
           "units of analysis", False),
    Column("worth_unpaired", "number", "How many times as many units would give the same precision without pairing.",
           "", False),
    Column("margin", "number", "Smallest difference that matters, as the first scenario states it.", OF_ROW, False),
    Column("judgement", "string", "Judgement of the simultaneous interval against the margin.", "", False),
)  # fmt: skip
SCENARIO_COLUMNS: Final = (
    Column("path", "string", "Path in the scenario."),
    Column("a", "string", "Value in the first scenario. Empty where it has none.", "", False),
    Column("b", "string", "Value in the second scenario. Empty where it has none.", "", False),
    Column("words", "string", "The difference in words."),
)


def changes_table(changes: Changes) -> Table:
    """Every response of every group and design in both studies."""
    title = "Every response of every group and design in two studies, and the second minus the first"
    return Table(title, COLUMNS, (row_of(changes, each) for each in changes.rows))


def row_of(changes: Changes, change: Change) -> list[object]:
    """A change as a row of the table."""
    shown, together = response_of(changes, change), change.together
    margin = changes.first.analysis.margins.get(change.response) if together else None
    spans = [(each.value, each.low, each.high) for each in (change.first, change.second, change.difference)]
    return [
        change.group, change.design, change.response, shown.title, shown.unit, *(end for span in spans for end in span),
        together.low if together else None, together.high if together else None, change.paired, change.unit,
        *change.citizens, change.differing, change.effective, change.worth, margin, change.judgement,
    ]  # fmt: skip


def scenarios_table(changes: Changes) -> Table:
    """Everything in which the scenarios differ."""
    rows = [(each.path, each.left, each.right, each.words) for each in changes.scenarios]
    return Table("All differences between the scenarios of two studies", SCENARIO_COLUMNS, rows)


def response_of(changes: Changes, change: Change) -> Response:
    """The response of a change, as the first study has it."""
    return changes.first.analysis.responses[change.response]


def render(changes: Changes, *, full: bool, width: int, colour: bool) -> str:
    """The differences as text: first in the scenarios, then in the results; never narrower than 80 columns."""
    parts: list[RenderableType] = [
        *(Text("\n".join(filled(each, width))) for each in heading(changes)),
        Text(),
        Text("the scenarios", style="bold"),
        Text("\n".join(line for each in scenario_words(changes, full=full) for line in filled(each, width))),
    ]
    groups = [each for each in changes.groups if each in (ALL, REACHABLE)]
    for group in groups if full else groups[-1:]:
        parts += [Text(), with_intervals(block(changes, group.name, group.title, full=full))]
    parts += [Text(), Text("\n".join(filled(meaning(changes), width)), style="dim")]
    return printed(parts, width, colour=colour)


def filled(text: str, width: int) -> list[str]:
    """A paragraph in lines."""
    # The tables below need 80 columns, so narrower paragraphs would gain nothing.
    return textwrap.wrap(text, max(width, 80)) or [""]


def heading(changes: Changes) -> Iterator[str]:
    """Which study is which."""
    for name, each in ((FIRST, changes.first), (SECOND, changes.second)):
        scenario = each.scenario
        times = f" x {scenario.replications:,} replications" if scenario.replications > 1 else ""
        size = f"{scenario.population.size:,} citizens{times}, seed {scenario.seed}"
        yield f"{name}  {printable(scenario.title)} ({printable(scenario.name)}; {size})"


def scenario_words(changes: Changes, *, full: bool) -> list[str]:
    """The differences of the scenarios in words, the first ones or all; and the designs that only one study has."""
    found = [printable(each.words) for each in changes.scenarios]
    left = 0 if full else max(0, len(found) - NAMED)
    said = found[: len(found) - left] or ["They do not differ."]
    said += [f"… and {left:,} more: --full prints all."] if left else []
    for name, alone in zip((FIRST, SECOND), changes.alone, strict=True):
        said += [f"Only {name} compares {listed(alone)}."] if alone else []
    return said


def block(changes: Changes, group: str, title: str, *, full: bool) -> Block:
    """A part for each response, a row for each design: both levels, and the second minus the first."""
    rows: list[Row] = []
    for name in FAMILY if full else shown_in(changes, group):
        listed_rows = [each for each in changes.rows if (each.group, each.response) == (group, name)]
        if any(each.difference.value is not None for each in listed_rows):
            shown = response_of(changes, listed_rows[0])
            rows.append(Row(Head(shown.label, shown.shown_unit)))
            rows += [Row(Head(each.design, level=1), cells(each, shown)) for each in listed_rows]
    counts = dict.fromkeys(each.citizens for each in changes.rows if each.group == group)
    one, other = next(iter(counts))
    size = f"{one:,}" if one == other else f"{one:,} and {other:,}"
    heads = (Head(FIRST), Head(SECOND), Head(f"{SECOND} − {FIRST} [95 % interval]"))
    return Block(f"{title} (n = {size})", heads, tuple(rows))


def shown_in(changes: Changes, group: str) -> Sequence[str]:
    """The responses that are printed unless all are asked for."""
    known = {each.response for each in changes.rows if each.group == group and each.difference.value is not None}
    return [each for each in SHOWN if each in known] if "missed_share" in known else ["read_share", SHOWN[1]]


def cells(change: Change, shown: Response) -> tuple[Cell, Cell, Cell]:
    """Both levels and the difference, with what must be known of it."""
    # Differences are mostly smaller than levels, so they get one decimal more.
    decimals = shown.decimals + 1
    one, other = (cell(each, shown.factor, shown.decimals) for each in (change.first, change.second))
    found = cell(change.together, shown.factor, decimals, signed=True)
    if found.value is not None and found.low is None:
        # Where nobody differs there is no variance, and so no interval.
        nobody = change.paired and not change.differing
        mark = f"no {change.unit} differs" if nobody else "too few differ" if change.too_few else "no interval"
    else:
        mark = MARKS.get(change.judgement or "", "")
    difference = Cell(found.value, decimals, found.low, found.high, signed=True, mark=mark)
    return Cell(one.value, one.decimals), Cell(other.value, other.decimals), difference


def meaning(changes: Changes) -> str:
    """How the intervals were made, and what the marks mean."""
    return (
        f"{pairing_words(changes)} All intervals of a group hold at once at 95 % (Bonferroni). They cover sampling "
        "error, not parameter uncertainty. = practically the same. No mark: more or less by at least the margin. ? "
        "undecided."
    )


def pairing_words(changes: Changes) -> str:
    """A statement that the citizens of both studies are paired, or the reason why they are not."""
    if not changes.unpaired:
        return "Paired: citizen for citizen the same people, with the same luck, in both studies."
    return (
        f"Not paired: {changes.unpaired}. The two levels are treated as independent (Welch), so the intervals are "
        "wider than paired ones."
    )


def document(changes: Changes) -> dict[str, Any]:
    """Everything in which two studies differ, for a program."""
    names = [column.name for column in COLUMNS]
    return {
        **{
            key: {"scenario": each.scenario.name, "folder": None if each.folder is None else each.folder.as_posix(),
                  "designs": list(each.designs), "seed": each.scenario.seed, "lacks": each.lacks or None}
            for key, each in (("a", changes.first), ("b", changes.second))
        },
        "designs": list(changes.designs),
        "paired": not changes.unpaired,
        "why_unpaired": changes.unpaired or None,
        "scenarios": [
            {"path": each.path, "a": each.left, "b": each.right, "words": each.words} for each in changes.scenarios
        ],
        "results": [dict(zip(names, row_of(changes, each), strict=True)) for each in changes.rows],
    }  # fmt: skip
