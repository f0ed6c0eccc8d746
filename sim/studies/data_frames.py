"""Tables for programs, as pandas DataFrames."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import pyarrow as pa

from sim.scenario.suggestions import require_known

if TYPE_CHECKING:
    import pandas as pd


def long_table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> pa.Table:
    """A table of rows under a header; None becomes null."""
    # Without rows there is nothing to transpose, and the columns are needed all the same.
    columns = list(zip(*rows, strict=True)) or [()] * len(header)
    return pa.table(dict(zip(header, (pa.array(column) for column in columns), strict=True)))


def frame(table: pa.Table, **kept: Sequence[str]) -> pd.DataFrame:
    """A table filtered to rows with one of the values given for a column; raises `UsageError` for an unknown value."""
    for name, values in kept.items():
        if values:
            found = table.column(name).to_pylist()
            for value in values:
                require_known(value, sorted(set(found)), f"There is no {name} {{}}")
            table = table.filter(pa.array([each in values for each in found]))
    return table.to_pandas(use_threads=False)


def json_text(document: Mapping[str, object]) -> str:
    """A mapping as the text of JSON, without nan and infinity, which are not valid there."""
    return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
