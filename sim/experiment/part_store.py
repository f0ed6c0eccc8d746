"""Parts: the results of single tasks, in memory or as Parquet files that identify themselves.

The same task gives the same bytes, wherever and by whomever it was performed. Its duration and machine are recorded in
`efforts.jsonl` of the results folder.

The name of a part consists of its design, key, replication and citizens, and the first digits of the SHA-256 of its
content; the file holds them in full. A part that is damaged, or does not match its name, is put aside and counts as
missing.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Protocol

import pyarrow as pa
import pyarrow.parquet as pq

from sim.errors import StudyError
from sim.experiment.identity import SOFTWARE
from sim.experiment.plan import Batch, Done, Span, Task
from sim.experiment.result_tables import DESIGN, column_of, numbers_in, parquet, row_table
from sim.experiment.task_execution import CompletedTask, TaskCost
from sim.files import UNFINISHED, write_whole
from sim.outcomes.responses import Columns

PARTS: Final = "parts"
TALLY: Final = "_tally"
SUMS: Final = "_sums"
"""These take the place of the design in a name; no design can have such a name."""
DAMAGED: Final = ".damaged"
EFFORTS: Final = "efforts.jsonl"
UNKNOWN: Final = TaskCost("unknown", 0.0, None, "unknown")
"""Cost of a part whose record was lost."""
DIGITS: Final = 16
NAME: Final = re.compile(
    rf"(?P<what>[a-z0-9][a-z0-9_-]*|{TALLY}|{SUMS})\.(?P<key>[0-9a-f]{{{DIGITS}}})\.r(?P<replication>\d+)"
    rf"\.c(?P<first>\d+)-(?P<end>\d+)\.(?P<sha>[0-9a-f]{{{DIGITS}}})\.parquet"
)


@dataclass(frozen=True, slots=True)
class StoredPart:
    """Identity of a stored part."""

    design: str | None
    key: str
    replication: int
    span: Span
    sums: bool = False
    """True if it holds sums at points; else it holds rows, or without a design a tally."""

    @property
    def holds(self) -> str:
        """The design whose rows it holds, or the word for a tally or sums of all designs."""
        return self.design or (SUMS if self.sums else TALLY)


class PartStore(Protocol):
    """Storage of parts."""

    def done(self) -> Done:
        """The citizens that parts hold, by key and replication."""

    def put(self, performed: CompletedTask) -> None:
        """Stores the results of a task; raises `OSError` if that fails."""

    def columns(self, part: StoredPart) -> Columns:
        """The columns of a part."""

    def effort(self, part: StoredPart) -> TaskCost:
        """The cost of the task of a part."""

    def drop(self, parts: Iterable[StoredPart]) -> None:
        """Removes parts that are contained in another one."""


def parts_of_task(task: Task) -> list[StoredPart]:
    """The parts that a task makes."""
    span = Span(task.first, task.end)
    return [StoredPart(design, key, task.replication, span, task.batch is not None) for design, key in task.parts]


def done_of(parts: Iterable[StoredPart]) -> Done:
    """The citizens that parts hold, by key and replication."""
    found: defaultdict[tuple[str, int], list[Span]] = defaultdict(list)
    for part in parts:
        found[part.key, part.replication].append(part.span)
    return found


class MemoryStore:
    """Parts in memory, for a study that writes no folder."""

    def __init__(self) -> None:
        self.held: dict[StoredPart, tuple[Columns, TaskCost]] = {}

    def done(self) -> Done:
        """The citizens that parts hold, by key and replication."""
        return done_of(self.held)

    def put(self, performed: CompletedTask) -> None:
        """Stores the results of a task."""
        for part, columns in zip(parts_of_task(performed.task), performed.tables, strict=True):
            self.held[part] = columns, performed.effort_of_a_part

    def columns(self, part: StoredPart) -> Columns:
        """The columns of a part."""
        return self.held[part][0]

    def effort(self, part: StoredPart) -> TaskCost:
        """The cost of the task of a part."""
        return self.held[part][1]

    def drop(self, parts: Iterable[StoredPart]) -> None:
        """Removes parts."""
        for part in list(parts):
            del self.held[part]


class FileStore:
    """Parts in the folder `parts` of a results folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / PARTS
        self.paths: dict[StoredPart, Path] = {}
        self.efforts: dict[StoredPart, TaskCost] = {}
        self.digests: dict[Path, str] = {}
        self.efforts_file = folder / EFFORTS
        self.noted = efforts_in(self.efforts_file)

    def find(self, keys: Iterable[str]) -> list[str]:
        """Finds the sound parts with these keys; returns the names of damaged ones, which are put aside."""
        full = {key[:DIGITS]: key for key in keys}
        damaged: list[str] = []
        # In one order on every system: of two files of one part the last counts.
        for path in sorted(self.folder.glob("*.parquet")) if self.folder.is_dir() else ():
            named = NAME.fullmatch(path.name)
            if path.name.startswith(UNFINISHED) or named is None or named["key"] not in full:
                continue
            part = part_named(named, full[named["key"]])
            content = path.read_bytes()
            if not is_part(content, part, named["sha"]):
                # Put aside and not removed, so that a damaged file can be looked at. The citizens count as missing.
                path.replace(path.with_name(path.name + DAMAGED))
                damaged.append(path.name)
                continue
            self.note(part, path, self.noted.get(path.name, UNKNOWN), content)
        return damaged

    def borrow(self, folder: Path, keys: Iterable[str]) -> int:
        """Copies missing sound parts with these keys from another results folder; returns their number."""
        full, noted, taken = {key[:DIGITS]: key for key in keys}, efforts_in(folder / EFFORTS), 0
        # A part with the same key holds the same rows, whichever study made it.
        for path in sorted((folder / PARTS).glob("*.parquet")):
            named = NAME.fullmatch(path.name)
            if named is None or named["key"] not in full or (self.folder / path.name).exists():
                continue
            content = path.read_bytes()
            if is_part(content, part_named(named, full[named["key"]]), named["sha"]):
                self.folder.mkdir(exist_ok=True)
                with self.efforts_file.open("a", encoding="utf-8") as notes:
                    notes.write(json.dumps({"part": path.name, **asdict(noted.get(path.name, UNKNOWN))}) + "\n")
                write_whole(self.folder / path.name, content)
                taken += 1
        self.noted = efforts_in(self.efforts_file)
        return taken

    def note(self, part: StoredPart, path: Path, effort: TaskCost, content: bytes) -> None:
        """Registers a part that is known to be sound."""
        self.paths[part] = path
        self.efforts[part] = effort
        self.digests[path] = hashlib.sha256(content).hexdigest()

    def done(self) -> Done:
        """The citizens that sound parts hold, by key and replication."""
        return done_of(self.paths)

    def put(self, performed: CompletedTask) -> None:
        """Writes the parts of a task, each completely or not at all."""
        batch, effort = performed.task.batch, performed.effort_of_a_part
        for part, columns in zip(parts_of_task(performed.task), performed.tables, strict=True):
            self.write(part, columns, effort, batch)

    def write(self, part: StoredPart, columns: Columns, effort: TaskCost, batch: Batch | None) -> None:
        """Writes a part."""
        facts = {"software": SOFTWARE, "part": json.dumps(described(part))}
        if batch is not None:
            facts["batch"] = json.dumps(
                # Left out where empty, so that parts written before have the same bytes.
                {key: value for key, value in asdict(batch).items() if key != "columns" or value}
            )
        content = parquet(part_table(part, columns, facts))
        digest = hashlib.sha256(content).hexdigest()
        self.folder.mkdir(exist_ok=True)
        path = self.folder / f"{stem(part)}.{digest[:DIGITS]}.parquet"
        # Noted first: a process that is killed in between leaves a note without a part, which says nothing wrong.
        with self.efforts_file.open("a", encoding="utf-8") as notes:
            notes.write(json.dumps({"part": path.name, **asdict(effort)}) + "\n")
        write_whole(path, content)
        self.note(part, path, effort, content)

    def columns(self, part: StoredPart) -> Columns:
        """The columns of a part, whose hash is checked again when it is read."""
        path = self.paths[part]
        try:
            content = path.read_bytes()
        except OSError as error:
            raise StudyError(f"The part {path} cannot be read: {error.strerror}.") from error
        if hashlib.sha256(content).hexdigest() != self.digests[path]:
            raise StudyError(f"The part {path} was changed while it was in use. Run the study again: it is made anew.")
        return columns_in(content)

    def effort(self, part: StoredPart) -> TaskCost:
        """The cost of the task of a part."""
        return self.efforts[part]

    def drop(self, parts: Iterable[StoredPart]) -> None:
        """Removes parts that are contained in another one."""
        for part in list(parts):
            path = self.paths.pop(part)
            # What cannot be removed does no harm: the larger part is chosen before it.
            with contextlib.suppress(OSError):
                path.unlink()

    def path(self, part: StoredPart) -> str:
        """The path of a part in its results folder."""
        return f"{PARTS}/{self.paths[part].name}"

    def digest(self, part: StoredPart) -> str:
        """The SHA-256 of a part."""
        return self.digests[self.paths[part]]


def part_named(named: re.Match[str], key: str) -> StoredPart:
    """The part that a file name identifies."""
    design = None if named["what"] in {TALLY, SUMS} else named["what"]
    span = Span(int(named["first"]), int(named["end"]))
    return StoredPart(design, key, int(named["replication"]), span, named["what"] == SUMS)


def stem(part: StoredPart) -> str:
    """The beginning of the file name of a part."""
    citizens = f"c{part.span.first}-{part.span.end}"
    return f"{part.holds}.{part.key[:DIGITS]}.r{part.replication}.{citizens}"


def described(part: StoredPart) -> dict[str, Any]:
    """The identity of a part, as its file stores it."""
    named = {"holds": part.holds, "key": part.key, "replication": part.replication}
    return named | {"first": part.span.first, "end": part.span.end}


def part_table(part: StoredPart, columns: Columns, facts: Mapping[str, str]) -> pa.Table:
    """A part as a table: rows of citizens, or the columns of a tally or of sums."""
    if part.design is not None:
        return row_table(part.design, columns, facts)
    return pa.table({name: column_of(values) for name, values in columns.items()}).replace_schema_metadata(dict(facts))


def columns_in(content: bytes) -> Columns:
    """The columns of a part from the content of its file, without the design, which is the same in every row."""
    # Through Arrow's buffers and not by `pq.read_table`, which loads pandas.
    # Without threads, which gain nothing for a part: a program that ended while one began was aborted.
    table = pq.ParquetFile(pa.BufferReader(content)).read(use_threads=False)
    return {name: numbers_in(table.column(name)) for name in table.column_names if name != DESIGN.name}


def is_part(content: bytes, part: StoredPart, digest: str) -> bool:
    """True if the content of a file is sound, and is this part."""
    if hashlib.sha256(content).hexdigest()[:DIGITS] != digest:
        return False
    try:
        metadata = pq.read_schema(pa.BufferReader(content)).metadata or {}
        said = json.loads(metadata[b"part"])
    except (pa.ArrowInvalid, KeyError, TypeError, ValueError):
        return False
    # The first digits in the name could belong to another part, so the file says its identity in full.
    return bool(said == described(part)) and metadata.get(b"software") == SOFTWARE.encode()


def efforts_in(path: Path) -> dict[str, TaskCost]:
    """The costs of tasks by the name of the part; lines that were cut off are skipped."""
    found: dict[str, TaskCost] = {}
    with contextlib.suppress(FileNotFoundError, NotADirectoryError):
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
            with contextlib.suppress(ValueError, TypeError, KeyError, AttributeError):
                said = json.loads(line)
                part = said.pop("part")
                found[part] = TaskCost(**said)
    return found


def batch_in(content: bytes) -> Batch | None:
    """The points of the sums in the content of a part; None if the part holds no sums."""
    said = (pq.read_schema(pa.BufferReader(content)).metadata or {}).get(b"batch")
    if said is None:
        return None
    found = json.loads(said)
    paths, values = (tuple(map(tuple, found[key])) for key in ("paths", "values"))
    return Batch(paths, values, found["folds"], tuple(found.get("columns", ())))


def parts_of(done: Done, design: str | None, key: str, replication: int) -> list[StoredPart]:
    """The parts of one key and replication."""
    return [StoredPart(design, key, replication, span) for span in done.get((key, replication), ())]
