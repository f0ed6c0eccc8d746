"""The tables that other programs read: rows of citizens as Parquet, every response as CSV.

All tables of rows have one schema: the design, then the per-citizen columns, each with its unit and meaning. In the
parts of a study a segment is its number; in tables for other programs it is its name.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from sim import __version__
from sim.analysis.comparison import Estimate
from sim.analysis.joint import Joint
from sim.analysis.study_analysis import Analysis
from sim.experiment.identity import SOFTWARE
from sim.outcomes.distribution import PERCENTILES
from sim.outcomes.responses import Columns
from sim.rules.columns import COLUMNS, NAMES
from sim.spreadsheets import Column, Table

ROWS_PER_GROUP: Final = 131_072
DESIGN: Final = pa.field(
    "design", pa.dictionary(pa.int32(), pa.string()), nullable=False, metadata={"unit": "", "meaning": "the design"}
)
OF_ROW: Final = "that of column unit"
SEGMENT: Final = pa.field(
    "segment",
    pa.dictionary(pa.int32(), pa.string()),
    nullable=False,
    metadata={"unit": "", "meaning": "segment of the population"},
)
"""The column of segments by their names."""
RESPONSE_COLUMNS: Final = (
    Column("group", "string", "Citizens that the row is about: all, those whom a compared design can reach, or those "
           "of one segment."),
    Column("citizens", "integer", "Citizens of the group, each once for each replication.", "citizens"),
    Column("design", "string", "Notification design that they live under."),
    Column("response", "string", "Name of the response: what is measured of them."),
    Column("title", "string", "The same in words."),
    Column("unit", "string", "Unit of the level and of the difference. Shares lie from 0 to 1."),
    Column("level", "number", "The response under the design. Empty where it is not estimable.", OF_ROW, False),
    Column("level_low", "number", "Lower end of the 95 % interval of the level.", OF_ROW, False),
    Column("level_high", "number", "Upper end of the 95 % interval of the level.", OF_ROW, False),
    Column("reference", "string", "Design that the others are compared with."),
    Column("difference", "number", "Level under the design minus that under the reference, of the same citizens with "
           "the same luck. Empty for the reference itself.", OF_ROW, False),
    Column("difference_low", "number", "Lower end of the 95 % interval of the difference, by itself.", OF_ROW, False),
    Column("difference_high", "number", "Upper end of the 95 % interval of the difference, by itself.", OF_ROW, False),
    Column("unit_of_analysis", "string", "Unit that the intervals treat as independent: citizen or "
    "replication.", "", False),
    Column("differing", "integer", "Units of analysis in which the response differs between the two designs.",
           "units of analysis", False),
    Column("effective", "number", "Effective number of citizens behind the difference. Empty where it is not known.",
           "units of analysis", False),
    Column("worth_unpaired", "number", "How many times as many units would give the same precision without pairing.",
           "", False),
    Column("together_low", "number", "Lower end of the interval that holds for all differences of the family of the "
           "group at once.", OF_ROW, False),
    Column("together_high", "number", "Upper end of that interval.", OF_ROW, False),
    Column("holm_probability", "number", "Probability of a difference as large by chance alone, adjusted by Holm for "
           "the size of the family.", "", False),
    Column("margin", "number", "Smallest difference that matters.", OF_ROW, False),
    Column("judgement", "string", "Judgement of the simultaneous interval against the margin.", "", False),
    Column("missing_citizens", "integer", "Citizens that are in no number of the table, because their task "
    "failed.", "citizens"),
)  # fmt: skip
RESPONSE_HEADER: Final = tuple(column.name for column in RESPONSE_COLUMNS)
# Stated in full, so that the bytes do not depend on defaults of Arrow.
OPTIONS: Final[Mapping[str, Any]] = {
    "version": "2.6",
    "data_page_version": "1.0",
    "compression": "zstd",
    "compression_level": 3,
    "use_dictionary": True,
    "write_statistics": True,
}


def row_schema(metadata: Mapping[str, str], *, named: bool = False) -> pa.Schema:
    """The schema of every table of rows; `named` if segments have their names instead of their numbers."""
    columns = [
        pa.field(column.name, pa.int64(), nullable=False, metadata={"unit": column.unit, "meaning": column.meaning})
        for column in COLUMNS
    ]
    fields = [SEGMENT if named and field.name == SEGMENT.name else field for field in columns]
    return pa.schema([DESIGN, *fields], metadata=dict(metadata))


def row_table(
    design: str, columns: Columns, metadata: Mapping[str, str], segments: Sequence[str] | None = None
) -> pa.Table:
    """Rows of one design as a table; with the names of `segments`, if these are given, instead of their numbers."""
    arrays = {name: column_of(columns[name]) for name in NAMES}
    if segments is not None:
        arrays[SEGMENT.name] = categories(columns[SEGMENT.name], segments)
    designs = categories(np.zeros(len(columns["citizen"]), dtype=np.int64), [design])
    return pa.table([designs, *arrays.values()], schema=row_schema(metadata, named=segments is not None))


def categories(places: npt.NDArray[np.int64], names: Sequence[str]) -> pa.DictionaryArray:
    """The names at some indices, as a dictionary column."""
    texts = [name.encode() for name in names]
    ends = np.cumsum([0, *map(len, texts)], dtype=np.int32)
    found = pa.StringArray.from_buffers(len(texts), pa.py_buffer(ends), pa.py_buffer(b"".join(texts)))
    return pa.DictionaryArray.from_arrays(column_of(places.astype(np.int32)), found)


def column_of(values: npt.ArrayLike) -> pa.Array:
    """Numbers as a column, from their own buffer: any other way Arrow loads pandas first."""
    numbers = np.ascontiguousarray(values)
    return pa.Array.from_buffers(pa.from_numpy_dtype(numbers.dtype), len(numbers), [None, pa.py_buffer(numbers)])


def numbers_in(column: pa.ChunkedArray) -> npt.NDArray[Any]:
    """The numbers of a column without missing values; without pandas as well."""
    kind = column.type.to_pandas_dtype()
    parts = [np.frombuffer(part.buffers()[1], kind)[part.offset : part.offset + len(part)] for part in column.chunks]
    return np.concatenate([np.empty(0, kind), *parts])


def parquet(table: pa.Table) -> bytes:
    """A table as the bytes of a Parquet file."""
    written = io.BytesIO()
    pq.write_table(table, written, row_group_size=ROWS_PER_GROUP, **OPTIONS)
    return written.getvalue()


def write_rows(path: Path, design: str, blocks: Iterable[Columns], segments: Sequence[str]) -> None:
    """Writes the rows of a design, given in any blocks, as one Parquet file; `segments` are their names.

    The bytes depend only on the rows, the design's name and the versions of this program and of Arrow: not on the
    blocks, on other designs, or on the time. Memory holds one group of rows.
    """
    metadata = {"design": design, "software": f"{SOFTWARE} {__version__}"}
    # Arrow takes the name of a file for an address if it looks like one; an open file it writes to.
    with path.open("wb") as file, pq.ParquetWriter(file, row_schema(metadata, named=True), **OPTIONS) as writer:
        for group in regrouped(blocks, ROWS_PER_GROUP):
            writer.write_table(row_table(design, group, metadata, segments), row_group_size=ROWS_PER_GROUP)


def regrouped(blocks: Iterable[Columns], length: int) -> Iterator[Columns]:
    """The same rows in groups of this length; the last one may be shorter."""
    held: list[Columns] = []
    count = 0
    for block in blocks:
        held.append(block)
        count += len(block["citizen"])
        while count >= length:
            joined = {name: np.concatenate([each[name] for each in held]) for name in NAMES}
            yield {name: values[:length] for name, values in joined.items()}
            held = [{name: values[length:] for name, values in joined.items()}]
            count -= length
    if count:
        yield {name: np.concatenate([each[name] for each in held]) for name in NAMES}


def response_rows(analysis: Analysis, missing: int = 0) -> Iterator[list[object]]:
    """Every contrast as a row of a long table, then all other numbers; None if a number cannot be estimated."""
    for row in all_rows(analysis):
        yield [*row, missing]


def all_rows(analysis: Analysis) -> Iterator[list[object]]:
    """The rows of the long table without the number of missing citizens."""
    for row in analysis.contrasts:
        response = analysis.responses[row.response]
        level, difference = row.level, row.difference
        yield (
            [row.group, row.citizens, row.design, row.response, response.title, response.unit]
            + [level.value, level.low, level.high, analysis.reference]
            + ([difference.value, difference.low, difference.high] if difference else [None, None, None])
            + [row.unit, row.differing, row.effective, row.worth]
            + [row.together.low if row.together else None, row.together.high if row.together else None]
            + [row.adjusted, analysis.margins.get(row.response) if row.together else None, row.judgement]
        )
    yield from joint_rows(analysis)
    yield from attempt_rows(analysis)
    yield from association_rows(analysis)
    yield from spread_rows(analysis)


def responses_table(analysis: Analysis, missing: int = 0) -> Table:
    """The long table of all responses; a number that cannot be estimated is empty."""
    title = "Every response of every group and design, with its paired difference from the reference"
    return Table(title, RESPONSE_COLUMNS, response_rows(analysis, missing))


def attempt_rows(analysis: Analysis) -> Iterator[list[object]]:
    """The share of the contacts by a rule that are notifications and logins: `attempt_share_by_<rule>`."""
    for row in analysis.countings:
        title = f"notifications and logins ({analysis.scenario.counting[row.rule].title})"
        names = [row.group, row.citizens, row.design, f"attempt_share_by_{row.rule}", title, "share of contacts"]
        yield level_only(analysis, names, row.attempt_share)


def association_rows(analysis: Analysis) -> Iterator[list[object]]:
    """The correlation of a grade with the overhead, over the citizens asked: `grade_overhead_correlation`."""
    for row in analysis.associations:
        title = f"{analysis.responses[row.grade].title}: correlation with overhead"
        names = [row.group, row.asked, row.design, f"{row.grade}_overhead_correlation", title, "from -1 to 1"]
        yield level_only(analysis, names, row.correlation)


def joint_rows(analysis: Analysis) -> Iterator[list[object]]:
    """Winners and losers against the reference, such as `effort_minutes_more_citizens`.

    Shares of the citizens with their intervals, each by itself.
    """
    for row in analysis.joints:
        burden = analysis.burdens[row.burden]
        for suffix, words, share in joint_outcomes(row):
            title = f"{burden.title}: {words}"
            names = [row.group, row.citizens, row.design, f"{row.burden}_{suffix}_citizens", title, "share of citizens"]
            yield level_only(analysis, names, share.value, share.low, share.high)
        for suffix, words, mean in (("more", "bear more", row.mean_more), ("less", "bear less", row.mean_less)):
            title = f"{burden.title}: mean change of those who {words}"
            names = [row.group, row.citizens, row.design, f"{row.burden}_{suffix}_mean_change", title, burden.unit]
            yield level_only(analysis, names, mean)


def joint_outcomes(row: Joint) -> tuple[tuple[str, str, Estimate], ...]:
    """The shares of a joint table by name and meaning."""
    return (
        ("more", f"more than under {row.other}", row.more),
        ("equal", f"as much as under {row.other}", row.equal),
        ("less", f"less than under {row.other}", row.less),
        ("both", f"some, as under {row.other}", row.both),
        ("only_here", f"some, and none under {row.other}", row.only_here),
        ("only_there", f"none, and some under {row.other}", row.only_there),
        ("neither", f"none, as under {row.other}", row.neither),
    )


def level_only(
    analysis: Analysis, names: list[object], value: float | None, low: float | None = None, high: float | None = None
) -> list[object]:
    """A row of the long table with a level and no difference; `names` are the columns before the level."""
    return [*names, value, low, high, analysis.reference, *[None] * (len(RESPONSE_HEADER) - len(names) - 5)]


def spread_rows(analysis: Analysis) -> Iterator[list[object]]:
    """The numbers of a distribution: `effort_minutes_p95`, `effort_minutes_gini`, `effort_minutes_top_tenth_share`."""
    for row in analysis.spreads:
        burden, found = analysis.burdens[row.burden], row.distribution
        numbers = [
            (f"p{percent}", f"percentile {percent}", burden.unit, value)
            for percent, value in zip(PERCENTILES, found.percentiles or (None,) * len(PERCENTILES), strict=True)
        ]
        numbers.append(("gini", "Gini coefficient", "from 0, equal, to 1", found.gini))
        numbers.append(("top_tenth_share", "share of the top tenth", "share of the total", found.top_share))
        for suffix, words, unit, value in numbers:
            title = f"{burden.title}: {words}"
            names = [row.group, found.citizens, row.design, f"{row.burden}_{suffix}", title, unit]
            yield level_only(analysis, names, value)
