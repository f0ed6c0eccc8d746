"""What OCEL 2.0 demands of a log in JSON: a schema of ours for the form, and checks for what a schema cannot say.

The schema is written from section 8 of the specification, and is stricter than the published one: no key besides those
that the format has, only its five types, and times with an offset. In both, every value is a string.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from jsonschema import Draft202012Validator

TIME = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$"
WORD = {"type": "string", "minLength": 1}
VALUES = {
    "string": re.compile(r".*", re.DOTALL),
    "integer": re.compile(r"-?\d+"),
    "float": re.compile(r"-?\d+(\.\d+)?"),
    "boolean": re.compile("true|false"),
    "time": re.compile(TIME),
}


def record(properties: dict[str, Any], *optional: str) -> dict[str, Any]:
    """A list of objects with exactly these keys."""
    return {
        "type": "array",
        "items": {
            "type": "object",
            "properties": properties,
            "required": [key for key in properties if key not in optional],
            "additionalProperties": False,
        },
    }


DECLARATIONS = record({"name": WORD, "attributes": record({"name": WORD, "type": {"enum": list(VALUES)}})})
RELATIONS = record({"objectId": WORD, "qualifier": WORD})
TIMED = {"type": "string", "pattern": TIME}
VALUE = {"type": "string"}
PARTS = {
    "eventTypes": DECLARATIONS,
    "objectTypes": DECLARATIONS,
    "events": record(
        {
            "id": WORD,
            "type": WORD,
            "time": TIMED,
            "attributes": record({"name": WORD, "value": VALUE}),
            "relationships": RELATIONS,
        },
        "attributes",
        "relationships",
    ),
    "objects": record(
        {
            "id": WORD,
            "type": WORD,
            "attributes": record({"name": WORD, "time": TIMED, "value": VALUE}),
            "relationships": RELATIONS,
        },
        "attributes",
        "relationships",
    ),
}
SCHEMA = {"type": "object", "properties": PARTS, "required": list(PARTS), "additionalProperties": False}


def problems(text: str) -> list[str]:
    """Everything in which a document is not a valid OCEL 2.0 log; nothing if it is one."""
    try:
        log = json.loads(text)
    except ValueError as error:
        return [f"not JSON: {error}"]
    wrong = [f"{error.json_path}: {error.message[:200]}" for error in Draft202012Validator(SCHEMA).iter_errors(log)]
    return wrong or list(found(log))


def found(log: dict[str, Any]) -> Iterator[str]:
    identities = Counter(each["id"] for part in ("events", "objects") for each in log[part])
    yield from (f"{identity} twice" for identity, count in identities.items() if count > 1)
    objects = {each["id"] for each in log["objects"]}
    for part, declarations in (("events", "eventTypes"), ("objects", "objectTypes")):
        declared = {each["name"]: {a["name"]: a["type"] for a in each["attributes"]} for each in log[declarations]}
        if len(declared) < len(log[declarations]):
            yield f"a type twice in {declarations}"
        for each in log[part]:
            if each["type"] not in declared:
                yield f"{each['id']} is of the unknown type {each['type']}"
                continue
            for attribute in each["attributes"]:
                datatype = declared[each["type"]].get(attribute["name"])
                if datatype is None or not VALUES[datatype].fullmatch(attribute["value"]):
                    yield f"{each['id']} has {attribute['name']} = {attribute['value']}, which is not declared so"
            relations = [(relation["objectId"], relation["qualifier"]) for relation in each["relationships"]]
            yield from (f"{each['id']} refers to {other}" for other, _ in relations if other not in objects)
            if len(set(relations)) < len(relations):
                yield f"{each['id']} has one relation twice"
            if part == "events" and not relations:
                yield f"{each['id']} is about nothing"
