"""The evidence ledger as text and as a document: the grade and the sources of every number of a scenario.

The text fits 80 columns, on a terminal and in a pipe.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from itertools import groupby
from typing import Any, Final

from rich.text import Text

from sim.notation import MINUS, MISSING, listed, per_cent, printable
from sim.report.block import Block, Cell, Head, Row
from sim.report.terminal import NARROWEST, printed
from sim.scenario.evidence import STANDINGS, Citation, EvidenceTally, Ledger, Parameter, Standing, tally
from sim.scenario.resolution import Resolution

SHORTEST_LABEL: Final = 16
GAPS: Final = (1, 2, 2, 1)
"""Spaces after each column: label, value, range, standing; the sources end the line."""
HEADINGS: Final = ("", "value", "range", "grade", "sources")
WRITTEN: Final = re.compile(r"(?P<before>EUR )?(?P<number>-?[0-9.]+)(?P<after> .*)?")
STYLES: Final[Mapping[Standing, str]] = {
    "measured": "green",
    "calibrated": "cyan",
    "assumed": "yellow",
    "ungraded": "bold red",
    "chosen": "dim",
}
SOLIDITY: Final = (
    "Solidity: A official primary text or peer-reviewed, B report of an official figure, C commercial, interested "
    "party or small n, D ambiguous or conflicting."
)


def render(
    resolution: Resolution,
    ledger: Ledger,
    *,
    standings: Collection[Standing] = (),
    notes: bool = False,
    width: int = NARROWEST,
    colour: bool = False,
) -> str:
    """The ledger as text that ends with a newline; restricted to parameters with these standings if any are given."""
    width = max(width, NARROWEST)
    shown = selected(ledger, standings)
    cited = [citation for citation in ledger.citations if citation.paths]
    # Numbered before the selection, so that a source has the same number whatever is shown.
    numbers = {citation.key: number for number, citation in enumerate(cited, start=1)}
    parts = [
        heading(resolution, width),
        table(shown, numbers, width, notes=notes),
        tallies(ledger),
        Text(summary(ledger.tally, width)),
        Text(legend(ledger.tally, width), style="dim"),
        sources(named_by(cited, shown), numbers, width),
        Text(never_named(ledger, width), style="dim"),
    ]
    whole = Text("\n\n").join(part for part in parts if part)
    # All parts are wrapped already, and Rich would wrap the table a second time.
    return printed([whole], width, colour=colour, soft_wrap=True)


def selected(ledger: Ledger, standings: Collection[Standing]) -> tuple[Parameter, ...]:
    """The parameters with these standings; all if none are given."""
    return tuple(each for each in ledger.parameters if not standings or each.standing in standings)


def named_by(citations: Sequence[Citation], shown: Sequence[Parameter]) -> list[Citation]:
    """The sources cited by these parameters."""
    keys = {key for parameter in shown for key in parameter.sources}
    return [citation for citation in citations if citation.key in keys]


def heading(resolution: Resolution, width: int) -> Text:
    """The title and the name of the scenario."""
    scenario = resolution.scenario
    title = textwrap.fill(printable(scenario.title), width)
    return Text.assemble((title, "bold"), f"\n{scenario.name}: the evidence behind its numbers")


def table(shown: Sequence[Parameter], numbers: Mapping[str, int], width: int, *, notes: bool) -> Text:
    """The parameters by group: value, plausible range, standing, and the reference numbers of the sources."""
    if not shown:
        return Text("No number has this grade.")
    widths = column_widths([cells(parameter, numbers) for parameter in shown], width)
    written = Text.assemble((line(HEADINGS, widths), "bold"))
    written.append("\n" + "─" * width)
    for _, section in groupby(shown, key=lambda parameter: parameter.section):
        for group, members in groupby(section, key=lambda parameter: parameter.group):
            named = list(members)
            if named[0].path != group:
                written.append(f"\n{group}", style="bold")
            for parameter in named:
                written.append("\n").append_text(styled(parameter, cells(parameter, numbers), widths))
                if notes and parameter.note:
                    written.append("\n" + indented(parameter.note, width, 4), style="dim")
        written.append("\n")
    written.rstrip()
    return written


def cells(parameter: Parameter, numbers: Mapping[str, int]) -> tuple[str, ...]:
    """The cells of one parameter."""
    return (
        parameter.label,
        printable(parameter.value).replace("-", MINUS),
        range_of(parameter).replace("-", MINUS),
        parameter.standing,
        " ".join(str(number) for number in sorted(numbers[key] for key in parameter.sources)),
    )


def range_of(parameter: Parameter) -> str:
    """The plausible range in words; its unit is left out if it is that of the value."""
    low, high = parameter.low, parameter.high
    if low is None or high is None:
        return f"from {low}" if low is not None else f"up to {high}" if high is not None else ""
    if low == high:
        return "fixed"
    (number_low, unit_low), (number_high, unit_high) = taken_apart(low), taken_apart(high)
    if unit_low == unit_high == taken_apart(parameter.value)[1]:
        return f"{number_low} to {number_high}"
    return f"{low} to {high}"


def taken_apart(text: str) -> tuple[str, str]:
    """The number and the unit of a written value; the unit is empty if there is none."""
    found = WRITTEN.fullmatch(text)
    if found is None:
        return text, ""
    # `1 day` and `2 days` have the same unit.
    return found["number"], (found["before"] or "") + (found["after"] or "").replace("days", "day")


def column_widths(rows: Sequence[tuple[str, ...]], width: int) -> tuple[int, ...]:
    """The widths of the columns; the label gets the room that the others leave, up to what it needs."""
    label, *others = (max(len(cell) for cell in column) for column in zip(HEADINGS, *rows, strict=True))
    left = width - 2 - sum(others) - sum(GAPS)
    return max(SHORTEST_LABEL, min(label, left)), *others


def line(row: Sequence[str], widths: Sequence[int]) -> str:
    """One line of the table; a label too long for its column stands on a line of its own."""
    label, *others = (f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True))
    if len(label) > widths[0]:
        label = f"{label}\n  {'':{widths[0]}}"
    gaps = (" " * gap for gap in GAPS)
    return ("  " + label + "".join(gap + cell for gap, cell in zip(gaps, others, strict=True))).rstrip()


def styled(parameter: Parameter, row: Sequence[str], widths: Sequence[int]) -> Text:
    """One line of the table, with the standing in its colour."""
    written = Text(line(row, widths))
    # Anchored to the end of the line, because a label may contain the same word.
    written.highlight_regex(rf"\b{parameter.standing}\b(?=[ \d]*$)", STYLES[parameter.standing])
    return written


def tallies(ledger: Ledger) -> Text:
    """The number of parameters in each section, by standing."""
    block = by_section(ledger)
    width = max(len(name) for name in (*(row.head.label for row in block.rows), "numbers"))
    columns = "".join(f"  {head.label:>10}" for head in block.columns)
    written = Text.assemble((f"{'numbers':<{width}}{columns}", "bold"))
    rule = f"\n{'─' * len(written)}"
    *sections, whole = (
        f"\n{row.head.label:<{width}}" + "".join(f"  {cell.text:>10}" for cell in row.cells) for row in block.rows
    )
    return written.append("".join((rule, *sections, rule, whole)))


def by_section(ledger: Ledger) -> Block:
    """A block with the number of parameters by section and standing, and the totals."""
    standings = [standing for standing in STANDINGS if ledger.tally.counts[standing]]
    counts = {name: tally(members).counts for name, members in ledger.sections.items()} | {"all": ledger.tally.counts}
    rows = (
        Row(Head(name), tuple(Cell(found[standing] or MISSING) for standing in standings))
        for name, found in counts.items()
    )
    return Block("Numbers by part of the scenario", tuple(map(Head, standings)), tuple(rows), corner="part")


def summary(found: EvidenceTally, width: int) -> str:
    """The shares of the standings in one sentence, and the number of chosen values."""
    kinds = [standing for standing in STANDINGS if standing != "chosen" and found.counts[standing]]
    shares = [f"{per_cent(found.share(standing), 0)} {standing}" for standing in kinds]
    said = (
        f"Of {found.claims:,} numbers that describe the world, {listed(shares)}."
        if shares
        else "No number describes the world."
    )
    if chosen := found.counts["chosen"]:
        said += f" The study chose {chosen} more: its setting and its designs."
    return textwrap.fill(said, width)


def legend(found: EvidenceTally, width: int) -> str:
    """The meaning of the standings that occur."""
    told = [f"{standing}: {meaning}" for standing, meaning in STANDINGS.items() if found.counts[standing]]
    return textwrap.fill(f"{'; '.join(told)}.", width)


def sources(citations: Sequence[Citation], numbers: Mapping[str, int], width: int) -> Text:
    """The sources: where to find each, how solid it is, and how many numbers cite it."""
    if not citations:
        return Text()
    written = Text.assemble(("sources", "bold"))
    written.append("\n" + "─" * width)
    for citation in citations:
        source, times = citation.source, len(citation.paths)
        year = f", {source.year}" if source.year is not None else ""
        written.append(f"\n{numbers[citation.key]:>3}  ").append(citation.key, style="bold")
        written.append(f"  solidity {source.solidity}{year}; cited by {times} number{'s' if times > 1 else ''}")
        written.append("\n" + indented(source.title, width, 5))
        written.append("\n" + indented(source.where, width, 5), style="dim")
    return written.append("\n\n" + textwrap.fill(SOLIDITY, width), style="dim")


def indented(text: str, width: int, indent: int) -> str:
    """An indented paragraph, wrapped to the width; web addresses are not broken at their hyphens."""
    space = " " * indent
    lines = textwrap.wrap(printable(text), width, initial_indent=space, subsequent_indent=space, break_on_hyphens=False)
    return "\n".join(lines)


def never_named(ledger: Ledger, width: int) -> str:
    """The sources of the scenario that no number cites."""
    if not ledger.uncited:
        return ""
    return indented(f"Cited by no number: {', '.join(ledger.uncited)}.", width, 0)


def document(resolution: Resolution, ledger: Ledger, standings: Collection[Standing] = ()) -> dict[str, Any]:
    """The whole ledger for programs; restricted to parameters with these standings if any are given."""
    return {
        "scenario": resolution.scenario.name,
        "sha256": resolution.sha256,
        "parameters": [asdict(each) | {"standing": each.standing} for each in selected(ledger, standings)],
        "tally": counted(ledger.tally),
        "sections": {name: counted(tally(members)) for name, members in ledger.sections.items()},
        "sources": [
            {"key": each.key, **each.source.model_dump(), "named_by": list(each.paths)} for each in ledger.citations
        ],
        "never_named": list(ledger.uncited),
    }


def counted(found: EvidenceTally) -> dict[str, object]:
    """The number of parameters by standing, and the shares among the numbers about the world."""
    shares = {standing: found.share(standing) for standing in STANDINGS if standing != "chosen"}
    return {"numbers": dict(found.counts), "shares": shares}
