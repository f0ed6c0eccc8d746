"""The result of a search as sentences, tables, a part of a scenario, and a document for programs."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sim.analysis.search.findings import CONFIDENCE, ResponseDifference, UnbeatenDesign
from sim.analysis.search.measurements import NOBODY
from sim.analysis.search.race import ERROR
from sim.notation import listed, number, per_cent, printable
from sim.outcomes.responses import Response
from sim.report.block import Block, Head, row_of
from sim.report.terminal import in_columns
from sim.scenario.candidates import Candidate, spaced
from sim.scenario.schema import Design
from sim.scenario.writing import dump_part
from sim.spreadsheets import Column, Table

# sim.studies is a higher layer, which this one must not import at run time.
if TYPE_CHECKING:
    from sim.studies.search import SearchResult

TELLS: Final = 2
"""The number of objectives whose best design is described in a sentence."""


def render(found: SearchResult, width: int) -> str:
    """The unbeaten designs, the worth of each alternative, and the search itself, as text that ends with a newline."""
    blocks = [
        "\n".join([printable(found.scenario.title), *filled(first_words(found), width)]),
        *("\n".join(filled(each, width)) for each in best_words(found)),
        *((front_table(found, width), "\n".join(filled(legend(found), width))) if found.found else ()),
        effects_table(found),
        *("\n".join(filled(each, width)) for each in (effects_words(found), how(found), found.coverage.words)),
    ]
    return "\n\n".join(blocks) + "\n"


def filled(text: str, width: int) -> list[str]:
    """A paragraph in lines."""
    return textwrap.wrap(text, width)


def first_words(found: SearchResult) -> str:
    """The number of designs simulated and unbeaten, and the standing of the base design."""
    standing = len(found.found)
    alike = sum(len(each.like) for each in found.found)
    if not standing:
        return f"None of {len(found.candidates):,} simulated designs keeps to the limits of the study."
    base = next((each for each in found.found if not each.candidate.changes), None)
    became = "is one of them" if base else "breaks a limit of the study" if found.base_excluded else "is beaten"
    own = f"{found.base}, from which the search began, {became}"
    others = f" (and {alike} more that differ from one of these by less than the margin)" if alike else ""
    beaten = f"{standing} {'is' if standing == 1 else 'are'} beaten by no other in {objectives(found)}"
    return (
        f"Of {len(found.candidates):,} simulated designs, {beaten}{others}.{doubts(found)} {own[:1].upper()}{own[1:]}."
    )


def objectives(found: SearchResult) -> str:
    """The objectives in words."""
    return listed([each.label for each in found.aim.responses[: found.aim.objectives]])


def best_words(found: SearchResult) -> Iterator[str]:
    """The best design in each of the first objectives, with both intervals and its effect on the other objectives."""
    described: set[str] = set()
    for place, response in enumerate(found.aim.responses[: min(TELLS, found.aim.objectives)] if found.found else ()):
        sign = -1.0 if response.better == "higher" else 1.0
        name, best = min(found.named(), key=lambda each: sign * each[1].levels[place])
        # A design may be best in several objectives, and is described once.
        if name in described or not best.candidate.changes:
            continue
        described.add(name)
        own = best.differences[place]
        before, now = best.levels[place] - own.value, best.levels[place]
        others = [
            f"{difference_text(other, best.differences[at])} in {other.label}"
            for at, other in enumerate(found.aim.responses[: found.aim.objectives])
            if at != place
        ]
        yield (
            f"{'Least' if sign > 0 else 'Most'} {response.label}: {name}, {found.words(best.candidate)}. "
            f"{level_text(response, now)} instead of {level_text(response, before)} under {found.base}: "
            f"{difference_text(response, own)} ({ends_text(response, own.low, own.high)} by sampling error"
            + (f", {spread_text(response, own)})" if found.points > 1 else ")")
            + (f"; {listed(others)}." if others else ".")
        )


def front_table(found: SearchResult, width: int) -> str:
    """The unbeaten designs: their differences from the base design, each followed by a description of the design."""
    responses = found.aim.responses
    headings = [*(heading(each) for each in responses), "unbeaten"]
    rows = [
        row_of(
            name,
            *(
                level_text(response, standing.levels[place])
                if not standing.candidate.changes
                else f"{difference_number(response, standing.differences[place])}"
                f"{'' if place >= found.aim.objectives else mark(found, place, standing.differences[place])}"
                for place, response in enumerate(responses)
            ),
            per_cent(standing.unbeaten, 0),
        )
        for name, standing in found.named()
    ]
    block = Block(f"Unbeaten designs, minus {found.base}", tuple(map(Head, headings)), tuple(rows))
    lines = in_columns(block).plain.split("\n")
    words = {name: found.words(standing.candidate) for name, standing in found.named()}
    written = []
    for line in lines:
        written.append(line)
        # Names of designs contain no space.
        name = line.split(" ", 1)[0]
        if name in words and name != found.base:
            written += textwrap.wrap(words[name], width, initial_indent="    ", subsequent_indent="    ")
    return "\n".join(written)


def mark(found: SearchResult, place: int, difference: ResponseDifference) -> str:
    """The sign of a difference that matters.

    It is `+` for better and `-` for worse if both ends of the interval are beyond the margin, else a space.
    """
    margin, sign = float(found.aim.margins[place]), float(found.aim.signs[place])
    # A sign of -1 swaps the ends.
    low, high = sorted((sign * difference.low, sign * difference.high))
    return "+" if high < -margin else "-" if low > margin else " "


def heading(response: Response) -> str:
    """The heading of a column of differences."""
    return f"{response.heading}, {response.measure.apart}".rstrip(", ")


def legend(found: SearchResult) -> str:
    """The reading guide to the table of unbeaten designs."""
    responses = found.aim.responses[: found.aim.objectives]
    matters = listed([margin_text(each, size) for each, size in zip(responses, found.aim.margins, strict=True)])
    return (
        f"Behind a number: + better and - worse than {found.base} by more than the margin, at both ends of its "
        f"{per_cent(CONFIDENCE)} interval for sampling error (intervals hold all at once, whichever designs are "
        f"found). Margins: {matters}. A design beats another if it is better in one of these by more than the "
        "margin, and worse in none. Unbeaten: the share of the parameter sets "
        f"({found.points} here) at which no other remaining design beats it. Numbers are means over these points. "
        "To study the designs, name found.yaml under `extends`."
    )


def margin_text(response: Response, margin: float) -> str:
    """The smallest difference in a response that matters."""
    size = number(response.factor * margin, max(response.decimals, 1))
    unit = response.measure.apart
    return f"{f'{size} {unit}'.rstrip()} in {response.label}" if margin else f"any difference in {response.label}"


def effects_table(found: SearchResult) -> str:
    """The worth of each alternative in each response, as a table."""
    responses = found.aim.responses
    rows = [
        row_of(
            each.alternative.label,
            *(
                f"{difference_number(response, one)}{mark(found, place, one) if place < found.aim.objectives else ''}"
                for place, (response, one) in enumerate(zip(responses, each.differences, strict=True))
            ),
        )
        for each in found.worths
    ]
    if not rows:
        return "No alternative could be compared with the same design without it."
    heads = tuple(Head(heading(each)) for each in responses)
    return in_columns(Block("Effect of each alternative", heads, tuple(rows), corner="alternative")).plain


def effects_words(found: SearchResult) -> str:
    """An explanation of the worths: which pairs of designs each is a mean over."""
    pairs = sum(each.pairs for each in found.worths)
    new = [spaced(slot.name) for slot in found.space.slots if slot.base is None]
    return (
        "Each line is the mean difference between designs with the alternative and the same designs with what "
        f"{found.base} has in its place ({pairs:,} pairs in all, on {found.first.citizens:,} citizens)."
        + (
            f" Lines with a colon ({listed(new)}) are of contacts that {found.base} lacks: each is the effect of the "
            "whole contact in that form, against none, and they do not add up."
            if new
            else ""
        )
        + (" Designs near unbeaten ones count for more, because more of them were simulated." if found.sampled else "")
    )


def how(found: SearchResult) -> str:
    """The method of the search: candidates, points, rounds, and the probability of losing an unbeaten design."""
    space, race = found.space, found.race
    whole = (
        f"All {len(found.candidates):,} candidates were simulated"
        if not found.sampled
        else f"{len(found.candidates):,} candidates were simulated, of {space.size:,} combinations: some drawn at "
        "random, then repeatedly the neighbours of unbeaten ones"
    )
    rounds = "; ".join(
        f"{each.candidates:,} on {each.citizens:,} citizens ({each.beaten:,} beaten"
        + (f", {each.beyond:,} beyond a limit)" if each.beyond else ")")
        for each in race.rounds
    )
    short = " A further round would have been too large and was left out." if race.cut_short else ""
    left_out = "; ".join(f"{count:,} contacts ({why})" for why, count in space.left_out.items())
    points = f"{found.points} {'point' if found.points == 1 else 'points'}"
    sets = (
        f"{found.sets} {'set' if found.sets == 1 else 'sets'} that fit" if found.sets else "the ranges of all numbers"
    )
    return (
        f"{whole}, on the same citizens with the same luck, at {points} of {sets}. "
        f"Rounds: {rounds}.{short} Sampling error drops an unbeaten design with a probability of at most "
        f"{per_cent(ERROR)}." + (f" Left out: {left_out}." if left_out else "")
    )


def doubts(found: SearchResult) -> str:
    """The number of designs that the table omits though no round could drop them."""
    if not (count := found.doubtful):
        return ""
    limits = " or beyond a limit" if np.isfinite(found.aim.limits).any() else ""
    are, they, them = ("is", "it is", "it") if count == 1 else ("are", "they are", "them")
    return (
        f" Whether {count:,} more {are} beaten{limits} is undecided: by the means of the last round {they}, but "
        f"within sampling error. More citizens (--size) would settle it; candidates.csv lists {them} as not dropped."
    )


def level_text(response: Response, value: float) -> str:
    """A level with its unit."""
    sign = response.sign
    shown = number(response.factor * value, max(response.decimals, 1))
    return f"EUR {shown}" if sign == "EUR" else f"{shown} {sign}".rstrip()


def difference_number(response: Response, difference: ResponseDifference) -> str:
    """A difference as a signed number."""
    return number(response.factor * difference.value, max(response.decimals, 1), signed=True)


def difference_text(response: Response, difference: ResponseDifference) -> str:
    """A difference with its unit."""
    return f"{difference_number(response, difference)} {response.measure.apart}".rstrip()


def ends_text(response: Response, low: float, high: float) -> str:
    """Both ends of a range."""
    ends = (number(response.factor * each, max(response.decimals, 1), signed=True) for each in (low, high))
    return " to ".join(ends)


def spread_text(response: Response, difference: ResponseDifference) -> str:
    """The variation of a difference over the parameter points."""
    if difference.most > difference.least:
        return f"{ends_text(response, difference.least, difference.most)} over the parameter uncertainty"
    return "and over the parameter uncertainty it varies by no more than that error"


def part(found: SearchResult) -> str:
    """The designs found as a part of a scenario, under the names that the tables use."""
    designs = {name: named_for_people(name, each.candidate) for name, each in found.named() if each.candidate.changes}
    title = f"# The designs that a search through {len(found.candidates):,} designs of {found.scenario.name} found.\n"
    how_to = "# Name this file under `extends` of a study, and the designs under `compare.designs`.\n"
    return title + how_to + (dump_part({"designs": designs}) if designs else "designs: {}\n")


def named_for_people(name: str, candidate: Candidate) -> Design:
    """A design under its own name and title."""
    return candidate.design.model_copy(update={"title": spaced(name).capitalize()})


def document(found: SearchResult) -> dict[str, Any]:
    """The result as a mapping for programs."""
    responses = found.aim.responses
    return {
        "base": found.base,
        "objectives": [each.name for each in responses[: found.aim.objectives]],
        "candidates": len(found.candidates),
        "combinations": found.space.size,
        "points": found.points,
        "sets": found.sets,
        "error": ERROR,
        "rounds": [
            {"citizens": each.citizens, "candidates": each.candidates, "beaten": each.beaten, "beyond": each.beyond}
            for each in found.race.rounds
        ],
        "cut_short": found.race.cut_short,
        "doubtful": found.doubtful,
        "found": [
            {
                "design": name,
                "candidate": each.candidate.name,
                "words": found.words(each.candidate),
                "levels": dict(zip((one.name for one in responses), each.levels, strict=True)),
                "differences": differences_document(responses, each),
                "unbeaten": each.unbeaten,
                "like": [{"candidate": one.name, "words": found.words(one)} for one in each.like],
            }
            for name, each in found.named()
        ],
        "worth": [
            {
                "alternative": each.alternative.label,
                "contact": each.alternative.contact or None,
                "field": each.alternative.field,
                "pairs": each.pairs,
                "differences": differences_document(responses, each),
            }
            for each in found.worths
        ],
        "coverage": found.coverage.document(),
    }


def differences_document(responses: Sequence[Response], each: Any) -> dict[str, dict[str, float]]:  # noqa: ANN401  (what has differences)
    """Differences with their intervals by response."""
    return {
        response.name: {
            "difference": one.value, "low": one.low, "high": one.high, "least": one.least, "most": one.most,
        }
        for response, one in zip(responses, each.differences, strict=True)
    }  # fmt: skip


def candidates_table(found: SearchResult) -> Table:
    """Every candidate: its description, the round that dropped it, and its means in the first round."""
    named = {each.candidate.name: name for name, each in found.named()}
    like = {one.name: named[each.candidate.name] for _, each in found.named() for one in each.like}
    columns = (
        Column("candidate", "string", "Name of the design in this search; base is the one from which it began."),
        Column("words", "string", "How it differs from the base design."),
        Column("dropped_in_round", "integer", "Round that dropped it, from 1; 0 if none did."),
        Column(
            "beaten_by",
            "string",
            "Candidate that beats it beyond sampling error, if it was dropped for that.",
            "",
            False,
        ),
        Column("found_as", "string", "Name in found.yaml, if it is unbeaten.", "", False),
        Column("like", "string", "Found design from which it differs by less than the margin.", "", False),
        *(
            Column(
                each.name,
                "number",
                f"{each.title}, mean over the points, on the citizens of the first round.",
                each.unit,
            )
            for each in found.aim.responses
        ),
    )
    # The race keeps means with the sign that makes less better; the table has them as measured.
    signs = found.aim.signs
    rows = (
        [
            each.name, found.words(each), int(found.race.dropped_in[place]),
            found.candidates[beaten].name if (beaten := int(found.race.beaten_by[place])) != NOBODY else None,
            named.get(each.name), like.get(each.name),
            *(found.first.means[place] * signs).tolist(),
        ]
        for place, each in enumerate(found.candidates)
    )  # fmt: skip
    return Table("Every design that a search simulated", columns, rows)


WORTH: Final = (
    Column("alternative", "string", "Alternative of one field of a contact, in words."),
    Column("pairs", "integer", "Pairs of designs that differ only in it."),
    Column("response", "string", "Name of the response."),
    Column("difference", "number", "Mean difference between designs with it and without it.", "that of the response"),
    Column("low", "number", "Lower end of the interval by sampling error.", "that of the response"),
    Column("high", "number", "Upper end of that interval.", "that of the response"),
    Column("least", "number", "5th percentile over the parameter uncertainty.", "that of the response"),
    Column("most", "number", "95th percentile over the parameter uncertainty.", "that of the response"),
)


def effects_data(found: SearchResult) -> Table:
    """The worth of each alternative in each response, one row for each pair of them."""
    rows = (
        [each.alternative.label, each.pairs, response.name, one.value, one.low, one.high, one.least, one.most]
        for each in found.worths
        for response, one in zip(found.aim.responses, each.differences, strict=True)
    )
    return Table("Effect of each alternative of a design", WORTH, rows)


__all__ = ["UnbeatenDesign", "candidates_table", "document", "effects_data", "part", "render"]
