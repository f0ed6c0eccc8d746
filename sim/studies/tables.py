"""Tables as programs get them: pandas DataFrames."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import pyarrow as pa

from sim.scenario.suggestions import require_known

if TYPE_CHECKING:
    import pandas as pd


def long_table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> pa.Table:
    """A table of rows under a header; what is not estimable is null."""
    columns = list(zip(*rows, strict=True)) or [()] * len(header)
    return pa.table(dict(zip(header, (pa.array(column) for column in columns), strict=True)))


def frame(table: pa.Table, **kept: Sequence[str]) -> pd.DataFrame:
    """A table with the rows that have one of the values given for a column; raises `UsageError` for what is in none."""
    for name, values in kept.items():
        if values:
            found = table.column(name).to_pylist()
            for value in values:
                require_known(value, sorted(set(found)), f"There is no {name} {{}}")
            table = table.filter(pa.array([each in values for each in found]))
    return table.to_pandas()


def json_text(document: Mapping[str, object]) -> str:
    """A document for a program, as it is printed and kept: no number in it is anything but a number."""
    return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
