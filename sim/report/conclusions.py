"""Conclusions in words, which combine sampling error and parameter uncertainty."""

from __future__ import annotations

from typing import Final

from sim.analysis.parameter_uncertainty import Conclusion, Reach, Unknowns
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
    """The conclusion on one difference, such as `likely less (in 84 % of what fits)`."""
    return said(analysis.conclusion(group, design, response), analysis.unknown)


def said(found: Conclusion, unknown: Unknowns | None) -> str:
    """A conclusion in words."""
    if found.way is None:
        return BECAUSE[found.because] if unknown is not None else "not settled"
    if found.standing == "settled":
        return f"settled: {WAYS[found.way]}"
    if found.standing == "likely":
        of_what = "what fits" if unknown is None else unknown.of_what
        return f"likely {WAYS[found.way]} (in {per_cent(found.share, 0)} of {of_what})"
    return WAYS[found.way]


def in_short(found: Conclusion) -> str:
    """A conclusion in a word or two, where space is short: `less` if it is settled, `likely less` if not."""
    if found.way is None:
        return UNDECIDED
    return f"likely {SHORT[found.way]}" if found.standing == "likely" else SHORT[found.way]


def range_words(reach: Reach, shown: Response, decimals: int) -> str:
    """The range over the parameter points in the unit shown, such as `−5.6 to −0.1`."""
    low, high = (number(end * shown.factor, decimals, signed=True) for end in (reach.low, reach.high))
    return f"{low} to {high}"
