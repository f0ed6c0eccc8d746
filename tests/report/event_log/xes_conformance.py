"""What IEEE 1849-2016 demands of an XES document, and an independent reader of one.

The schema of the standard is not repeated here: its rules are stated as checks, each with what it comes from. A log
has extensions, globals, classifiers, attributes, traces and events in this order; attributes are typed elements with a
key that is an XML name and occurs once in its component; a key with a prefix belongs to a declared extension and
to what that extension defines; what is declared global is there in every trace, or event; and classifiers are made of
global event attributes.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from datetime import datetime

ORDER = ("extension", "global", "classifier", "attribute", "trace", "event")
"""The sequence in the schema's type of a log."""
NAME = re.compile(r"[A-Za-z_:][\w:.-]*")
NO_COLON_NAME = re.compile(r"[A-Za-z_][\w.-]*")
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
TYPES = {
    "string": re.compile(r".*", re.DOTALL),
    "date": DATE,
    "int": re.compile(r"[+-]?\d{1,18}"),
    "float": re.compile(r"[+-]?\d+(\.\d*)?([eE][+-]?\d+)?|NaN|INF|-INF"),
    "boolean": re.compile(r"true|false|0|1"),
    "id": re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE),
}
DEFINED = {
    "concept": {"log": {"name"}, "trace": {"name"}, "event": {"name", "instance"}},
    "time": {"log": set(), "trace": set(), "event": {"timestamp"}},
    "lifecycle": {"log": {"model"}, "trace": set(), "event": {"transition", "state"}},
    "org": {"log": set(), "trace": set(), "event": {"resource", "role", "group"}},
}
"""The attributes of the standard extensions by component."""
TRANSITIONS = {"schedule", "assign", "start", "suspend", "resume", "complete", "autoskip", "manualskip", "withdraw"}
"""Some of the transitions of the standard lifecycle model."""


def attributes(component: ET.Element) -> dict[str, str]:
    """The attributes of a component by key."""
    return {each.get("key", ""): each.get("value", "") for each in component if each.tag in TYPES}


def read(text: str) -> ET.Element:
    """The log of a document."""
    return ET.fromstring(text.encode())  # noqa: S314  (written by the test)


def problems(text: str) -> list[str]:
    """Everything in which a document is not a valid XES log with ascending times; nothing if it is one."""
    try:
        log = read(text)
    except ET.ParseError as error:
        return [f"not XML: {error}"]
    wrong = list(of_parts(log))
    return wrong or [*of_head(log), *of_traces(log)]


def of_parts(log: ET.Element) -> Iterator[str]:
    """What is wrong with the log as a whole."""
    if log.tag != "log" or not re.fullmatch(r"\d+(\.\d+)?", log.get("xes.version", "")):
        yield "no log with a version that is a decimal number"
    kinds = ["attribute" if child.tag in TYPES else child.tag for child in log]
    if unknown := set(kinds) - set(ORDER):
        yield f"elements {unknown} in a log"
    elif [ORDER.index(kind) for kind in kinds] != sorted(ORDER.index(kind) for kind in kinds):
        yield "the parts of the log come in another order"


def prefixes(log: ET.Element) -> set[str]:
    """The prefixes of the declared extensions."""
    return {extension.get("prefix", "") for extension in log.findall("extension")}


def declared(log: ET.Element, scope: str) -> dict[str, str]:
    """The attributes that are declared global for this kind of component."""
    found = [attributes(each) for each in log.findall("global") if each.get("scope") == scope]
    return found[0] if found else {}


def of_head(log: ET.Element) -> Iterator[str]:
    """What is wrong before the traces."""
    for extension in log.findall("extension"):
        if not all(NO_COLON_NAME.fullmatch(extension.get(key, "")) for key in ("name", "prefix")):
            yield "an extension without a name and prefix"
        if not extension.get("uri", "").startswith("http://www.xes-standard.org/"):
            yield "an extension that is none of the standard's"
    for classifier in log.findall("classifier"):
        if not NO_COLON_NAME.fullmatch(classifier.get("name", "")):
            yield "the name of a classifier is not one without a colon or blank"
        if not set(classifier.get("keys", "?").split()) <= set(declared(log, "event")):
            yield "a classifier of what is no global event attribute"
    yield from of_component(log, "log", prefixes(log), {})


def of_traces(log: ET.Element) -> Iterator[str]:
    """What is wrong with traces, their events, and the order of these."""
    known, of_each_event = prefixes(log), declared(log, "event")
    for trace in log.findall("trace"):
        yield from of_component(trace, "trace", known, declared(log, "trace"))
        moments = []
        for event in trace.findall("event"):
            yield from of_component(event, "event", known, of_each_event)
            if list(event.iter("event")) != [event]:
                yield "an event within an event"
            values = attributes(event)
            if values.get("lifecycle:transition") not in TRANSITIONS:
                yield "a transition that the lifecycle has not"
            if DATE.fullmatch(moment := values.get("time:timestamp", "")):
                moments.append(datetime.fromisoformat(moment))
        if moments != sorted(moments):
            yield "times that do not ascend in a trace"


def of_component(component: ET.Element, kind: str, known: set[str], needed: dict[str, str]) -> Iterator[str]:
    """What is wrong with the attributes of a log, trace or event."""
    own = [each for each in component if each.tag in TYPES]
    for each in own:
        key, value = each.get("key", ""), each.get("value")
        if not NAME.fullmatch(key):
            yield f"the key {key!r} is no name"
        if value is None or not TYPES[each.tag].fullmatch(value):
            yield f"{value!r} is no {each.tag}"
        prefix, colon, rest = key.partition(":")
        if colon and (prefix not in known or rest not in DEFINED[prefix][kind]):
            yield f"the key {key} is of no declared extension of a {kind}"
    if any(count > 1 for count in Counter(each.get("key") for each in own).values()):
        yield f"a key twice in one {kind}"
    if missing := set(needed) - {each.get("key") for each in own}:
        yield f"no {missing} in a component ({kind}), though global"


def traces(text: str) -> list[tuple[dict[str, str], list[dict[str, str]]]]:
    """The traces of a document: the attributes of each, and those of its events."""
    return [
        (attributes(trace), [attributes(event) for event in trace.findall("event")])
        for trace in read(text).findall("trace")
    ]
