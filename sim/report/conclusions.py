"""Conclusions in words, which combine sampling error and parameter uncertainty."""

from __future__ import annotations

from typing import Final

from sim.analysis.parameter_uncertainty import Conclusion, DifferenceRange, ParameterUncertainty
from sim.analysis.study_analysis import Analysis
from sim.notation import number, per_cent
from sim.outcomes.responses import Response

WAYS: Final = {"less": "less", "more": "more", "same": "practically the same"}
SHORT: Final = {"less": "less", "more": "more", "same": "same"}
UNDECIDED: Final = "undecided"
BECAUSE: Final = {
    "sampling": "undecided: more citizens would settle it",
    "unknown": "undecided: it depends on numbers that nobody measured",
    "": UNDECIDED,
}


def conclusion_words(analysis: Analysis, group: str, design: str, response: str) -> str:
    """The conclusion on one difference, such as `likely less (in 84 % of the sets that fit)`."""
    return conclusion_text(analysis.conclusion(group, design, response), analysis.uncertainty)


def conclusion_text(found: Conclusion, unknown: ParameterUncertainty | None) -> str:
    """A conclusion in words."""
    if found.direction is None:
        return BECAUSE[found.because] if unknown is not None else UNDECIDED
    if found.standing == "settled":
        return f"settled: {WAYS[found.direction]}"
    if found.standing == "likely":
        of_what = "the sets that fit" if unknown is None else unknown.of_what
        return f"likely {WAYS[found.direction]} (in {per_cent(found.share, 0)} of {of_what})"
    return WAYS[found.direction]


def short_conclusion(found: Conclusion) -> str:
    """A conclusion in a word or two, where space is short: `less` if it is settled, `likely less` if not."""
    if found.direction is None:
        return UNDECIDED
    return f"likely {SHORT[found.direction]}" if found.standing == "likely" else SHORT[found.direction]


def range_words(reach: DifferenceRange, shown: Response, decimals: int) -> str:
    """The range over the parameter points in the unit shown, such as `−5.6 to −0.1`."""
    low, high = (number(end * shown.factor, decimals, signed=True) for end in (reach.low, reach.high))
    return f"{low} to {high}"
