"""The files of a results folder, in words: for readers of the folder, and for the crate that describes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

CONTENTS: Final[Mapping[str, str]] = {
    "responses.csv": "every response of every group and design, and its paired difference from the reference",
    "unknown.csv": "the range of every difference over the parameter uncertainty",
    "ensemble.csv": "the sets of numbers that fit, of which the parameter sets took theirs",
    "responses.csv-metadata.json": "what the columns of responses.csv mean (CSV on the Web), as every table has",
    "citizens": "one row per citizen, a file for each design",
    "figure.svg": "the differences, drawn; like every figure also as PNG",
    "winners.svg": "who gains and who loses, drawn",
    "funnel.svg": "where invoices are lost, drawn",
    "lorenz.svg": "how unequally effort and fees are borne, drawn",
    "pareto.svg": "what less effort costs in other ways, drawn",
    "report.html": "the study as a page, as mbsim report wrote it last",
    "parts": "what each task gave; with them the study goes on where it was left",
    "efforts.jsonl": "how long each task took, and where",
    "scenario.yaml": "the scenario as it was written",
    "resolved.yaml": "the scenario with everything explicit",
    "manifest.json": "what ran, on what, and how to run it again",
    "ro-crate-metadata.json": "the same for archives and other programs (RO-Crate), with what each file is",
    "status.json": "how far it is",
    "log.txt": "how it went",
}
"""Contents of a results folder, by file or folder name."""
