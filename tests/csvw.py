"""Whether tables are as the CSV on the Web beside them says: every file has metadata, every cell its datatype."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

NAME = re.compile(r"(?!_)([A-Za-z0-9_.]|%[0-9A-F]{2})+")
"""A name of a column, as RFC 6570 has variables."""
INTEGER = re.compile(r"[-+]?[0-9]+")
DOUBLE = r"[-+]?[0-9]+(DECIMAL[0-9]+)?([eE][-+]?[0-9]+)?"
CRATE = "ro-crate-metadata.json"
"""The description of the whole folder, and of no table."""
PARENTS = ({"@context", "url", "dc:title", "dc:source", "tableSchema"}, {"dialect"})


def problems_of(folder: Path) -> list[str]:
    """Every way in which the tables of a folder are not as they are described, or are not described."""
    tables = sorted(folder.rglob("*.csv"))
    said = [*(problem for table in tables for problem in problems(table))]
    described = [path for path in folder.rglob("*-metadata.json") if path.name != CRATE]
    lonely = {path.name.removesuffix("-metadata.json") for path in described}
    return said + [f"{name} has metadata and is not there" for name in lonely - {table.name for table in tables}]


def problems(table: Path) -> list[str]:
    """The same of one table."""
    beside = table.with_name(f"{table.name}-metadata.json")
    if not beside.exists():
        return [f"{table.name} has no metadata"]
    described: dict[str, Any] = json.loads(beside.read_text(encoding="utf-8"))
    always, maybe = PARENTS
    said = [] if always <= set(described) <= always | maybe else [f"{beside.name} has {sorted(described)}"]
    if described["url"] != table.name:
        said.append(f"{beside.name} is of {described['url']}")
    form = {"delimiter": ",", "encoding": "utf-8", **described.get("dialect", {})}
    text = table.read_bytes().decode(form["encoding"]).removeprefix("\ufeff")
    header, *rows = csv.reader(io.StringIO(text, newline=""), delimiter=form["delimiter"], strict=True)
    columns = described["tableSchema"]["columns"]
    if [column["titles"] for column in columns] != header:
        said.append(f"{table.name} has other columns than are described: {header}")
        return said
    if len({column["name"] for column in columns}) < len(columns):
        said.append(f"{table.name} has two columns of one name")
    for place, column in enumerate(columns):
        said += [
            f"{table.name}, {column['titles']}: {each}" for each in of_column(column, [row[place] for row in rows])
        ]
    return said


def of_column(column: dict[str, Any], cells: list[str]) -> list[str]:
    """What is wrong with a column and its cells."""
    said = [] if NAME.fullmatch(column["name"]) else [f"{column['name']} is no name"]
    if len(column["dc:description"]) < 8 or not column["dc:description"].endswith("."):
        said.append("no meaning")
    wrong = [
        cell for cell in cells if (not column["required"] if not cell else is_of(column["datatype"], cell)) is False
    ]
    return said + [f"{cell!r} is no {column['datatype']}" for cell in wrong[:3]]


def is_of(datatype: str | dict[str, Any], cell: str) -> bool:
    """Whether a cell that is not empty is of a datatype."""
    base, form = (datatype, {}) if isinstance(datatype, str) else (datatype["base"], datatype["format"])
    if base == "double":
        return re.fullmatch(DOUBLE.replace("DECIMAL", re.escape(form.get("decimalChar", "."))), cell) is not None
    if base == "integer":
        return INTEGER.fullmatch(cell) is not None
    if base == "boolean":
        return cell in {"true", "false"}
    if base == "dateTimeStamp":
        return datetime.fromisoformat(cell).tzinfo is not None
    return base == "string"
