"""Whether the crate of a results folder can be read by others, and describes all that the manifest vouches for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from rocrate.rocrate import ROCrate

DESCRIPTOR = "ro-crate-metadata.json"
ELSEWHERE = ("http://", "https://")


def faults_of(folder: Path) -> list[str]:
    """In what the crate of a folder is wrong, in sentences; none if it is good."""
    crate = ROCrate(folder)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    root, run = crate.root_dataset, crate.dereference("#run")
    parts = {unquote(each.id) for each in crate.data_entities}
    faults = [f"{name} is no file" for name in sorted(parts) if not (folder / name).exists()]
    if parts != {*manifest["files"], "manifest.json", "parts/"}:
        faults.append("not every file is described")
    faults += [f"the folder has no {key}" for key in ("name", "description", "license", "author") if not root.get(key)]
    if root["datePublished"] != manifest["finished_at"]:
        faults.append("it is of another date")
    if run is None:
        return [*faults, "nothing made it"]
    software = run["instrument"]
    if (software.get("name"), software.get("softwareVersion")) != ("messagebox-sim", manifest["version"]):
        faults.append("it is of another software")
    taken, made = ({unquote(each.id) for each in run[key]} for key in ("object", "result"))
    if taken & made or taken | made != parts or not {"scenario.yaml", *manifest["scenarios"]} & parts <= taken:
        faults.append("what was taken and what was made do not add up")
    document = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))["@graph"]
    known = [each["@id"] for each in document]
    faults += [f"{each} is there twice" for each in known if known.count(each) > 1]
    named = {each for each in references(document) if not each.startswith(ELSEWHERE)}
    return faults + [f"{each} is described nowhere" for each in sorted(named - set(known))]


def references(found: object) -> Iterator[str]:
    """The identifiers that entities name, but not those that they have."""
    if isinstance(found, dict):
        if set(found) == {"@id"}:
            yield str(found["@id"])
        for value in found.values():
            yield from references(value)
    elif isinstance(found, list):
        for each in found:
            yield from references(each)
