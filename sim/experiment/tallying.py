"""The one place where studies meet the exact tally that every number is computed from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from sim.analysis.study import Analysis, analyse
from sim.errors import UsageError
from sim.outcomes.columns import NAMES
from sim.outcomes.responses import Columns
from sim.scenario.schema import Scenario


def tally_columns(scenario: Scenario, tables: Mapping[str, Columns]) -> Columns:
    raise UsageError("later")


def merged_columns(scenario: Scenario, parts: Iterable[Columns]) -> Columns:
    raise UsageError("later")


def analysis_of_rows(scenario: Scenario, blocks: Iterable[Mapping[str, Columns]]) -> Analysis:
    """Everything that is said about rows that come in blocks of the same citizens under all designs."""
    held = list(blocks)
    tables = {
        design: {name: np.concatenate([block[design][name] for block in held]) for name in NAMES} for design in held[0]
    }
    return analyse(scenario, tables)


def analysis_of_tallies(scenario: Scenario, parts: Iterable[Columns]) -> Analysis:
    """Everything that is said about tallies that add up to a study."""
    raise UsageError("later")
