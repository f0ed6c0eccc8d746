"""Sentences generated from the numbers: which design does best, by how much, and if that exceeds sampling error."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sim.analysis.comparison import Contrast
from sim.analysis.effective_number import LEAST_EFFECTIVE
from sim.analysis.study_analysis import Analysis
from sim.analysis.verdict import Verdict
from sim.notation import number, per_cent
from sim.outcomes.responses import Response
from sim.report.conclusions import conclusion_words
from sim.report.layout import difference_decimals, scaled, shown_of
from sim.report.levels import cell, level
from sim.scenario.factors import factors_of

OPENINGS = {
    "effort_minutes": "Least effort",
    "missed_share": "Fewest invoices missed",
}
CHANGES = ("effort_minutes", "read_share", "missed_share")
JUDGEMENTS = {"more": "more", "less": "less", "same": "practically the same", "unsettled": "undecided"}


def simultaneity_words(analysis: Analysis) -> str:
    """The number of differences whose intervals hold simultaneously, and the method that makes them do so."""
    families = [family for family in analysis.families.values() if family.size]
    if not families:
        return ""
    family = families[0]
    methods = dict.fromkeys(one.method for one in families)
    sizes = " and ".join(dict.fromkeys(f"{one.size}" for one in families))
    how = {
        "max-t": "by max-t, from how the differences vary together",
        "Bonferroni": f"by Bonferroni's bound, as there are too few {analysis.unit}s to tell how they vary together",
    }
    return (
        f"With {per_cent(family.confidence)} confidence the intervals of all {sizes} differences of a group hold "
        f"at once: those from {analysis.reference} in tables, figures and responses.csv, and those between any two "
        f"designs behind a verdict ({'; in the smaller group '.join(how[method] for method in methods)})."
    )


def sentences(analysis: Analysis) -> tuple[str, ...]:
    """One or two sentences for each verdict. Effort is never named without the share read."""
    return tuple(sentence(analysis, verdict) for verdict in analysis.verdicts)


def against_reference(analysis: Analysis) -> str:
    """The effect of every other design on reachable accounts: effort, share read and invoices missed.

    One line for each design; empty if there is no other design, or nothing can be estimated.
    """
    group = next((one for one in analysis.groups if one.name == "reachable"), analysis.groups[0])
    changes = [changed for design in analysis.others if (changed := change(analysis, group.name, design))]
    return "\n".join([f"Against {analysis.reference}, {group.title}:", *changes]) if changes else ""


def change(analysis: Analysis, group: str, design: str) -> str:
    """The effects of one design on one line; empty if one of the differences is not estimable."""
    parts = []
    for response in CHANGES:
        row, shown = analysis.contrast(group, design, response), analysis.responses[response]
        value = scaled(row.difference, shown.factor).value
        if value is None:
            return ""
        change = f"{number(value, 2, signed=True)} {shown.measure.points}"
        judged = conclusion_words(analysis, group, design, response) if analysis.uncertainty else judgement_words(row)
        parts.append(
            f"{shown.label} {change}, {judged}" if analysis.uncertainty else f"{shown.label} {change} ({judged})"
        )
    return f"- {design}: {('; ' if analysis.uncertainty else ', ').join(parts)}"


def judgement_words(row: Contrast) -> str:
    """The judgement of a difference against its margin, in words."""
    # Which way it goes is settled then, and only its size is not.
    if row.judgement == "unsettled" and row.together is not None and row.together.excludes_zero:
        way = "more" if (row.together.low or 0.0) > 0.0 else "less"
        return f"{way}, perhaps by less than the margin"
    return f"too few {row.unit}s differ" if row.too_few else JUDGEMENTS[row.judgement or "unsettled"]


def sentence(analysis: Analysis, verdict: Verdict) -> str:
    """One verdict in words: the best design, those as good, those not settled, and how far the next one is behind."""
    shown = analysis.responses[verdict.response]
    group = next(group.title for group in analysis.groups if group.name == verdict.group)
    best = f"{verdict.best}, {level_of(analysis, verdict, verdict.best, shown)}"
    parts = [f"{OPENINGS[verdict.response]} among {group}: {best}."]
    if verdict.as_good:
        parts.append(f"Practically the same, {within_margin(verdict, shown)}: {series(verdict.as_good)}.")
    if verdict.unsettled:
        behind = (f"{design} with {difference_words(analysis, verdict, design, shown)}" for design in verdict.unsettled)
        parts.append(f"Undecided: {series(tuple(behind))}.")
    worse = [design for design, row in verdict.behind.items() if row.judgement == verdict.worse]
    if worse:
        others = f"; then {series(worse[1:])}" if worse[1:] else ""
        next_best = f"{worse[0]} with {difference_words(analysis, verdict, worse[0], shown)}"
        parts.append(f"Worse, {beyond_margin(verdict, shown)}: {next_best}{others}.")
    return " ".join(parts)


def level_of(analysis: Analysis, verdict: Verdict, design: str, shown: Response) -> str:
    """The level of a design; where effort is judged, also its share of messages read."""
    unit = f"% of the {shown.whole}" if shown.is_share else shown.unit
    return (
        f"{level(analysis, verdict.group, design, shown.name).text} {unit}{share_read_words(analysis, verdict, design)}"
    )


def share_read_words(analysis: Analysis, verdict: Verdict, design: str) -> str:
    """The share of messages read, in words. Given only beside effort, because reading less also costs less effort."""
    if verdict.response != "effort_minutes":
        return ""
    return f", reading {level(analysis, verdict.group, design, 'read_share').text} % of the messages"


def within_margin(verdict: Verdict, shown: Response) -> str:
    """The margin in words, for differences within it."""
    return f"within {shown.spoken(verdict.margin)}"


def beyond_margin(verdict: Verdict, shown: Response) -> str:
    """The margin in words, for differences beyond it."""
    return f"by more than {shown.spoken(verdict.margin)}" if verdict.margin else "beyond sampling error"


def difference_words(analysis: Analysis, verdict: Verdict, design: str, shown: Response) -> str:
    """How much more a design has than the best one, with the interval."""
    row = verdict.behind[design]
    decimals = difference_decimals(analysis, shown, (verdict.group,))
    behind = cell(row.together, shown.factor, decimals)
    bounds = behind.note or f"(no interval: {spread(row)})"
    return f"{behind.text} {shown.measure.points} {bounds} more{share_read_words(analysis, verdict, design)}"


def series(names: Sequence[str]) -> str:
    """Names or phrases separated by commas, or by semicolons if they contain commas."""
    return ("; " if any("," in name for name in names) else ", ").join(names)


def spread(row: Contrast) -> str:
    """The reason why a difference has no interval."""
    if row.differing == 0:
        return f"no {row.unit} differs"
    if row.too_few:
        return f"too few {row.unit}s differ"
    return f"every {row.unit} differs alike, or there is only one"


def unknown(analysis: Analysis) -> str:
    """How many of the numbers with a range are measured, fitted and assumed, as a caution beside sampling intervals."""
    factors = factors_of(analysis.scenario)
    if not factors:
        return "They do not cover parameter uncertainty."
    counts = Counter(factor.grade or "assumed" for factor in factors)
    measured = f"{counts['measured']} {'was' if counts['measured'] == 1 else 'were'} measured"
    return (
        f"They do not cover parameter uncertainty: of {len(factors)} numbers with a range {measured}, "
        f"{counts['calibrated']} {'was' if counts['calibrated'] == 1 else 'were'} fitted to "
        f"published figures, and {counts['assumed']} are assumed. mbsim robust shows which verdicts hold over all of "
        "it."
    )


def cautions(analysis: Analysis) -> tuple[str, ...]:
    """Cautions about the intervals: coverage, simultaneous confidence, unit of analysis, gain from pairing."""
    paired = (
        f"Differences are paired by {analysis.unit}: the same messages and luck under every design. Intervals cover "
        f"sampling error. {unknown(analysis)}"
    )
    found = [paired, simultaneity_words(analysis)]
    if analysis.unit == "replication":
        found.append("Citizens meet in the queue of the helpdesk, so only more replications make intervals narrower.")
    worths = [
        (row.worth, row.design)
        for row in analysis.contrasts
        if row.group == "all" and row.response == "effort_minutes" and row.worth is not None
    ]
    if worths:
        worth, design = max(worths)
        found.append(f"For effort the pairing is worth up to {worth:,.0f} times as many {analysis.unit}s ({design}).")
    shown = {one.name for one in shown_of(analysis)}
    if any(row.too_few for row in analysis.contrasts if row.group in ("all", "reachable") and row.response in shown):
        found.append(
            f"Too few differ: the effective number of citizens who make the difference is below {LEAST_EFFECTIVE}, "
            "too small for a valid interval."
        )
    return tuple(one for one in found if one)
