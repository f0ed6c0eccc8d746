"""The results folder: written beside itself first, then moved into place, so that it never holds half a file.

A folder is taken if it is new, empty, or holds results of this program, which are then replaced. Anything else is
refused before a single citizen is simulated.
"""

from __future__ import annotations

import contextlib
import csv
import hashlib
import io
import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from sim import __version__
from sim.analysis.study import Analysis
from sim.errors import StudyError, UsageError
from sim.experiment.provenance import SOFTWARE, manifest
from sim.experiment.runner import Study
from sim.outcomes.columns import COLUMNS
from sim.outcomes.distribution import PERCENTILES
from sim.outcomes.responses import Columns
from sim.scenario.attachment import content_of
from sim.scenario.problems import Problem
from sim.scenario.schema import Scenario

MANIFEST: Final = "manifest.json"
UNFINISHED: Final = ".unfinished-"
ROWS_PER_GROUP: Final = 131_072
RESPONSE_HEADER: Final = (
    "group", "citizens", "design", "response", "title", "unit", "level", "level_low", "level_high",
    "reference", "difference", "difference_low", "difference_high", "unit_of_analysis", "differing", "worth_unpaired",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a study came from, for its manifest."""

    scenario_file: Path
    resolved: str
    """The scenario with everything explicit."""
    sha256: str
    """Of the resolved scenario: the identity of the study."""
    command: Sequence[str]


def default_folder(scenario_name: str, sha256: str) -> Path:
    """`results/<scenario>-<first 8 digits of its identity>`: another study never lands in the same folder.

    The identity covers everything that a result depends on, designs and reference included.
    """
    return Path("results") / f"{scenario_name}-{sha256[:8]}"


@contextlib.contextmanager
def results_folder(folder: Path) -> Iterator[Path]:
    """Claims a results folder and gives a place inside it where files are prepared.

    Raises `UsageError` if the folder is not ours to fill or cannot be written. The place, and a folder that was made
    for nothing, are removed again at the end.
    """
    refuse_foreign(folder)
    existed = folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        place = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=folder))
    except OSError as error:
        raise UsageError(f"The results folder {folder} cannot be written: {error.strerror}.") from error
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)
        if not existed:
            with contextlib.suppress(OSError):
                folder.rmdir()


def refuse_foreign(folder: Path) -> None:
    """Raises `UsageError` unless the folder is new, empty, or holds results of this program."""
    try:
        if not folder.exists():
            return
        if not folder.is_dir():
            raise UsageError(f"The results folder {folder} is a file. Name a folder that is new or empty.")
        if all(entry.name.startswith(UNFINISHED) for entry in folder.iterdir()) or earlier_files(folder):
            return
    except OSError as error:
        raise UsageError(f"The results folder {folder} cannot be read: {error.strerror}.") from error
    raise UsageError(
        f"The folder {folder} holds files that are not results of this program, and they are left alone. "
        "Name a folder that is new, empty, or holds earlier results (one with a manifest.json)."
    )


def earlier_files(folder: Path) -> tuple[str, ...]:
    """The files that an earlier study left in a folder, by its manifest; none if it is not a results folder."""
    try:
        content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return ()
    if not isinstance(content, dict) or content.get("software") != SOFTWARE:
        return ()
    files = content.get("files")
    return (*files, MANIFEST) if isinstance(files, dict) else (MANIFEST,)


def save(
    study: Study, analysis: Analysis, origin: Origin, figures: Mapping[str, bytes], place: Path, folder: Path
) -> None:
    """Writes everything about a study, then moves it into the folder, the manifest last.

    Files of an earlier study in the folder that this one does not have are removed. Raises `StudyError` if the disk
    refuses.
    """
    try:
        digests = prepare(study, analysis, origin, figures, place)
        content = manifest(
            study,
            scenario_file=str(origin.scenario_file),
            scenario_sha256=origin.sha256,
            command=origin.command,
            files=digests,
        )
        (place / MANIFEST).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
        move_into_place(place, folder, (*digests, MANIFEST))
    except OSError as error:
        raise StudyError(f"The results could not be written to {folder}: {error.strerror}.") from error


def prepare(
    study: Study, analysis: Analysis, origin: Origin, figures: Mapping[str, bytes], place: Path
) -> dict[str, str]:
    """Writes all files but the manifest; their SHA-256 by path."""
    contents: dict[str, bytes] = {
        "scenario.yaml": origin.scenario_file.read_bytes(),
        "resolved.yaml": origin.resolved.encode(),
        "responses.csv": responses_csv(analysis).encode(),
        **figures,
        **population_file(study.scenario),
    }
    for design, columns in study.tables.items():
        contents[f"citizens/{design}.parquet"] = parquet(design, columns)
    digests: dict[str, str] = {}
    for name, content in contents.items():
        (place / name).parent.mkdir(exist_ok=True)
        (place / name).write_bytes(content)
        digests[name] = hashlib.sha256(content).hexdigest()
    return digests


def population_file(scenario: Scenario) -> dict[str, bytes]:
    """The file of citizens under the name that the resolved scenario gives it; nothing if there is none."""
    file = scenario.population.from_file
    if file is None:
        return {}
    content = content_of(file.path, file.sha256)
    if isinstance(content, Problem):
        raise StudyError(f"The file of citizens cannot be kept with the results. {content}")
    return {file.kept_as: content}


def move_into_place(place: Path, folder: Path, names: Sequence[str]) -> None:
    """Moves prepared files one by one over those of the same name, and removes what an earlier study left."""
    earlier = earlier_files(folder)
    for name in names:
        (folder / name).parent.mkdir(exist_ok=True)
        (place / name).replace(folder / name)
    for name in earlier:
        stale = folder / name
        if name not in names and stale.resolve().is_relative_to(folder.resolve()):
            stale.unlink(missing_ok=True)


def parquet(design: str, columns: Columns) -> bytes:
    """The per-citizen table of a design as Parquet, each column with its unit and meaning.

    The bytes depend on the numbers, the design's name and the versions of this program and of Arrow, and on nothing
    else: not on other designs, not on the time.
    """
    schema = pa.schema(
        [
            pa.field(
                column.name,
                pa.int64(),
                nullable=False,
                metadata={"unit": column.unit, "meaning": column.meaning},
            )
            for column in COLUMNS
        ],
        metadata={"design": design, "software": f"{SOFTWARE} {__version__}"},
    )
    table = pa.table([pa.array(columns[column.name]) for column in COLUMNS], schema=schema)
    written = io.BytesIO()
    pq.write_table(
        table,
        written,
        version="2.6",
        data_page_version="1.0",
        compression="zstd",
        compression_level=3,
        use_dictionary=True,
        write_statistics=True,
        row_group_size=ROWS_PER_GROUP,
    )
    return written.getvalue()


def responses_csv(analysis: Analysis) -> str:
    """Every contrast as a row of a long table, then all other numbers; what is not estimable is empty."""
    written = io.StringIO()
    rows = csv.writer(written, lineterminator="\n")
    rows.writerow(RESPONSE_HEADER)
    for row in analysis.contrasts:
        response = analysis.responses[row.response]
        level, difference = row.level, row.difference
        rows.writerow(
            [row.group, row.citizens, row.design, row.response, response.title, response.unit]
            + [level.value, level.low, level.high, analysis.reference]
            + ([difference.value, difference.low, difference.high] if difference else [None, None, None])
            + [row.unit, row.differing, row.worth]
        )
    rows.writerows(attempt_rows(analysis))
    rows.writerows(association_rows(analysis))
    rows.writerows(spread_rows(analysis))
    return written.getvalue()


def attempt_rows(analysis: Analysis) -> Iterator[list[object]]:
    """The share of the contacts by a rule that are notifications and logins: `attempt_share_by_<rule>`."""
    for row in analysis.countings:
        title = f"notifications and logins ({analysis.scenario.counting[row.rule].title})"
        names = [row.group, row.citizens, row.design, f"attempt_share_by_{row.rule}", title, "share of contacts"]
        yield level_only(analysis, names, row.attempt_share)


def association_rows(analysis: Analysis) -> Iterator[list[object]]:
    """The correlation of a grade with the overhead, over who was asked: `grade_free_overhead_correlation`."""
    for row in analysis.associations:
        title = f"{analysis.responses[row.grade].title}: correlation with overhead"
        names = [row.group, row.asked, row.design, f"{row.grade}_overhead_correlation", title, "from -1 to 1"]
        yield level_only(analysis, names, row.correlation)


def level_only(analysis: Analysis, names: list[object], value: float | None) -> list[object]:
    """A row of the long table with a level and nothing else. `names` are the columns before the level."""
    return [*names, value, None, None, analysis.reference, *[None] * (len(RESPONSE_HEADER) - len(names) - 4)]


def spread_rows(analysis: Analysis) -> Iterator[list[object]]:
    """The numbers about spreads: `effort_minutes_p95`, `effort_minutes_gini`, `effort_minutes_top_tenth_share`."""
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
