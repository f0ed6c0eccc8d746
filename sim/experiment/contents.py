"""The files of a results folder, in words: for readers of the folder, and for the crate that describes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

CONTENTS: Final[Mapping[str, str]] = {
    "responses.csv": "every response of every group and design, and its paired difference from the reference",
    "unknown.csv": "the range of every difference over the parameter uncertainty",
    "ensemble.csv": "the sets of numbers that fit, from which the parameter sets were taken",
    "responses.csv-metadata.json": "what the columns of responses.csv mean (CSV on the Web), as every table has",
    "citizens": "one row per citizen, a file for each design",
    "figure.svg": "figure of the differences; like every figure also as PNG",
    "winners.svg": "figure of who gains and who loses",
    "funnel.svg": "figure of where invoices are lost",
    "lorenz.svg": "figure of how unequally effort and fees are borne",
    "pareto.svg": "figure of what less effort costs in other ways",
    "report.html": "the study as a page, last written by mbsim report",
    "parts": "results of each task, from which the study continues",
    "efforts.jsonl": "duration and place of each task",
    "scenario.yaml": "the scenario as it was written",
    "resolved.yaml": "the scenario with everything explicit",
    "manifest.json": "what ran, on what, and how to run it again",
    "ro-crate-metadata.json": "the same for archives and other programs (RO-Crate), with a description of each file",
    "status.json": "how far it is",
    "log.txt": "how it went",
}
"""Contents of a results folder, by file or folder name."""
