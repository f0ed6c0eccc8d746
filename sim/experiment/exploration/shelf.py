"""Sums at points, kept as Parquet files that are found again by all that they depend on."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path
from typing import Final, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sim.experiment.exploration.probing import CELLS, SUMMED, Probe
from sim.experiment.exploration.space import Numbers
from sim.experiment.files import write_whole
from sim.experiment.identity import digest_of_code
from sim.experiment.parts import DAMAGED, DIGITS, PARTS
from sim.experiment.tables import parquet
from sim.outcomes.responses import Counts
from sim.scenario import placement

NAME: Final = re.compile(rf"(?P<key>[0-9a-f]{{{DIGITS}}})\.(?P<sha>[0-9a-f]{{{DIGITS}}})\.parquet")


class PointShelf(Protocol):
    """Where the sums at some points are kept."""

    def get(self, key: str) -> Counts | None:
        """The sums under a key; None if there are none."""

    def put(self, key: str, sums: Counts) -> None:
        """Keeps sums under a key; raises `OSError` if that cannot be done."""


def key_of(probe: Probe, values: Numbers) -> str:
    """The digest of all that the sums at some points depend on; `values` in base units, a row for each point."""
    scenario = probe.scenario
    held = probe.space.held[probe.name]
    text = [f"{placing_digest()} {scenario.population.size} {scenario.replications}"]
    text += [f"{design} {key}" for design, key in probe.keys().items()]
    text += [f"{' '.join(factor.paths)}: {values[:, place].tolist()!r}" for place, factor in held.items()]
    return hashlib.sha256("\n".join(text).encode()).hexdigest()


@cache
def placing_digest() -> str:
    """A digest of the code that puts values in their places and adds up: what no key of rows knows of."""
    package = Path(placement.__file__).parents[1]
    return digest_of_code(
        [package / "scenario" / "placement.py", *(package / "experiment/exploration").glob("prob*.py")]
    )


class PointMemory:
    """Sums in memory, for an exploration that leaves nothing behind."""

    def __init__(self) -> None:
        self.held: dict[str, Counts] = {}

    def get(self, key: str) -> Counts | None:
        """The sums under a key."""
        return self.held.get(key)

    def put(self, key: str, sums: Counts) -> None:
        """Keeps sums under a key."""
        self.held[key] = sums


class PointFiles:
    """Sums in the folder `parts` of a results folder: each file is there whole or not at all.

    The name of a file tells its key and the first digits of the SHA-256 of its content. A damaged file is put aside
    and counts as missing.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder / PARTS
        named = (NAME.fullmatch(path.name) for path in (self.folder.glob("*.parquet") if self.folder.is_dir() else ()))
        self.names = {name["key"]: name.string for name in named if name is not None}

    def get(self, key: str) -> Counts | None:
        """The sums under a key."""
        name = self.names.get(key[:DIGITS])
        if name is None:
            return None
        path = self.folder / name
        content = path.read_bytes()
        if hashlib.sha256(content).hexdigest()[:DIGITS] != name.split(".")[1]:
            path.replace(path.with_name(name + DAMAGED))
            return None
        return sums_in(content)

    def put(self, key: str, sums: Counts) -> None:
        """Writes the sums under a key."""
        content = parquet(table_of(sums))
        digest = hashlib.sha256(content).hexdigest()
        self.folder.mkdir(exist_ok=True)
        name = f"{key[:DIGITS]}.{digest[:DIGITS]}.parquet"
        write_whole(self.folder / name, content, flushed=False)
        self.names[key[:DIGITS]] = name


def table_of(sums: Counts) -> pa.Table:
    """Sums as a table: a row for each point, design and cell, in this order."""
    points, designs, cells, _ = sums.shape
    at = np.indices((points, designs, cells)).reshape(3, -1)
    named = dict(zip(("point", "design", "reachable"), at, strict=True))
    flat = sums.reshape(-1, len(SUMMED))
    return pa.table({**named, **{name: flat[:, place] for place, name in enumerate(SUMMED)}})


def sums_in(content: bytes) -> Counts:
    """The sums in the content of a file."""
    table = pq.read_table(pa.BufferReader(content))
    points, designs = (int(table.column(name).to_numpy().max()) + 1 for name in ("point", "design"))
    flat = np.stack([table.column(name).to_numpy() for name in SUMMED], axis=1)
    return flat.reshape(points, designs, CELLS, len(SUMMED))
