"""The crate: a results folder described for archives and other programs, as a Research Object Crate.

It is derived from the manifest and has the same content: the scenario, the software, and a description of each file.
Like the manifest it contains the time of the run, and so differs between two runs of the same study. It is an RO-Crate
1.1 (https://w3id.org/ro/crate/1.1) of the profile Process Run Crate 0.5.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any, Final, TypeAlias
from urllib.parse import quote

from sim.experiment.contents import CONTENTS
from sim.experiment.manifest import MANIFEST, Manifest
from sim.experiment.part_store import PARTS
from sim.experiment.study_kinds import HOLDINGS, noun_of
from sim.scenario.schema import Scenario
from sim.shell import typed
from sim.spreadsheets import SIDECAR

CRATE: Final = "ro-crate-metadata.json"
TITLE: Final = "messagebox-sim: a discrete-event simulator of message-box notifications"
AUTHORS: Final = "the messagebox-sim contributors"
LICENCE: Final = "MIT"
VERSION: Final = "https://w3id.org/ro/crate/1.1"
PROFILE: Final = "https://w3id.org/ro/wfrun/process/0.5"
TABULAR: Final = "https://www.w3.org/TR/2015/REC-tabular-metadata-20151217/"
AT_SPDX: Final = f"https://spdx.org/licenses/{LICENCE}"
MEDIA_TYPES: Final[Mapping[str, str]] = {
    ".csv": "text/csv",
    ".html": "text/html",
    ".json": "application/json",
    ".md": "text/markdown",
    ".parquet": "application/vnd.apache.parquet",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".yaml": "application/yaml",
}
DESCRIBED_TABLE: Final = "application/csvm+json"

Entity: TypeAlias = dict[str, Any]


def crate_text(manifest: Manifest, scenario: Scenario, titles: Mapping[str, str]) -> str:
    """The crate of a finished study as the text of its file; `titles` are the titles of its tables by file name."""
    context = f"{VERSION}/context"
    graph = [*heads(manifest, scenario), run(manifest), *files(manifest, titles), *things(manifest)]
    return json.dumps({"@context": context, "@graph": graph}, indent=2, ensure_ascii=False) + "\n"


def heads(manifest: Manifest, scenario: Scenario) -> Iterator[Entity]:
    """The entities of the crate's own file and of the folder."""
    yield {
        "@id": CRATE,
        "@type": "CreativeWork",
        "about": {"@id": "./"},
        "conformsTo": {"@id": VERSION},
    }
    holds, then = HOLDINGS[manifest.kind]
    yield {
        "@id": "./",
        "@type": "Dataset",
        "name": f"{noun_of(manifest.kind).capitalize()} of {scenario.title}",
        "description": f"Results of {manifest.software}: {holds}, simulated. {then} {scenario.description}".rstrip(),
        "datePublished": manifest.finished_at,
        "author": {"@id": "#authors"},
        "license": {"@id": AT_SPDX},
        "conformsTo": {"@id": PROFILE},
        "mentions": {"@id": "#run"},
        "hasPart": named([*manifest.files, MANIFEST, *folders(manifest)]),
    }


def run(manifest: Manifest) -> Entity:
    """The entity of the command that made the files, with its inputs and its software."""
    taken = [name for name in manifest.files if is_input(name, manifest)]
    made = [name for name in manifest.files if name not in taken]
    failed = "; ".join(f"{each.task}: {each.reason}" for each in manifest.failures)
    return {
        "@id": "#run",
        "@type": "CreateAction",
        "name": typed(manifest.command),
        "description": f"From this folder the same is done by: {typed(manifest.repeat)}",
        "instrument": {"@id": "#software"},
        "object": named(taken),
        "result": named([*made, MANIFEST, *folders(manifest)]),
        "endTime": manifest.finished_at,
        "actionStatus": f"http://schema.org/{'Failed' if failed else 'Completed'}ActionStatus",
        **({"error": failed} if failed else {}),
    }


def files(manifest: Manifest, titles: Mapping[str, str]) -> Iterator[Entity]:
    """The entities of every file of the results, and of the folder of parts."""
    for name in (*manifest.files, MANIFEST):
        yield {
            "@id": quote(name),
            "@type": "File",
            "name": name,
            **described(name, manifest, titles),
            **linked(name, manifest.files),
        }
    for name in folders(manifest):
        yield {"@id": quote(name), "@type": "Dataset", "name": name, "description": sentence(CONTENTS[PARTS])}


def things(manifest: Manifest) -> Iterator[Entity]:
    """The entities of the software, its authors, the licence, and the standards that files follow."""
    yield {
        "@id": "#software",
        "@type": "SoftwareApplication",
        "name": manifest.software,
        "description": TITLE,
        "softwareVersion": manifest.version,
        "author": {"@id": "#authors"},
        "license": {"@id": AT_SPDX},
        "runtimePlatform": f"Python {manifest.python}",
    }
    yield {"@id": "#authors", "@type": "Organization", "name": AUTHORS}
    yield {
        "@id": AT_SPDX,
        "@type": "CreativeWork",
        "name": f"{LICENCE} License",
        "description": "The licence of the software and of the scenarios that come with it.",
    }
    yield {"@id": PROFILE, "@type": "CreativeWork", "name": "Process Run Crate", "version": "0.5"}
    if any(name.endswith(SIDECAR) for name in manifest.files):
        yield {"@id": TABULAR, "@type": "CreativeWork", "name": "Metadata Vocabulary for Tabular Data"}


def is_input(name: str, manifest: Manifest) -> bool:
    """True if a file is an input of the run: the scenario, a scenario at points, or the citizens that it names."""
    return name in {"scenario.yaml", *manifest.scenarios} or name.startswith("population.")


def folders(manifest: Manifest) -> tuple[str, ...]:
    """The folders that are described as a whole."""
    return (f"{PARTS}/",) if manifest.tasks else ()


def described(name: str, manifest: Manifest, titles: Mapping[str, str]) -> Entity:
    """The format of a file and its description, as far as they are known."""
    path = PurePosixPath(name)
    table = name.removesuffix(SIDECAR)
    words = titles.get(name) or CONTENTS.get(name, "")
    if table != name:
        words = f"what the columns of {table} mean"
    elif path.parent.name == "citizens":
        words = f"one row per citizen under the design {path.stem}"
    elif name in manifest.scenarios and not words:
        words = "a scenario as it was simulated at parameter sets"
    kind = DESCRIBED_TABLE if table != name else MEDIA_TYPES.get(path.suffix)
    return {**({"description": sentence(words)} if words else {}), **({"encodingFormat": kind} if kind else {})}


def linked(name: str, others: Mapping[str, str]) -> Entity:
    """The link between a table and the description of its columns, in either direction."""
    if name + SIDECAR in others:
        return {"subjectOf": {"@id": quote(name + SIDECAR)}}
    if name.endswith(SIDECAR):
        return {"about": {"@id": quote(name.removesuffix(SIDECAR))}, "conformsTo": {"@id": TABULAR}}
    return {}


def named(names: list[str]) -> list[Entity]:
    """References to some files."""
    return [{"@id": quote(name)} for name in names]


def sentence(words: str) -> str:
    """A text that begins with a capital and ends with a full stop."""
    return f"{words[:1].upper()}{words[1:]}".rstrip(".") + "."
