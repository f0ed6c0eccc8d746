"""The differences between two resolved scenarios, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sim.scenario.distributions import Known, Quantiles, Varied
from sim.scenario.families import CAPS, FAMILIES
from sim.scenario.paths import known_in, steps_from
from sim.scenario.quantities import Categories
from sim.scenario.schema import Daily, Part, Scenario, Weekly, When
from sim.scenario.units import SPAN, plain_decimal
from sim.scenario.writing import explicit, inline

_SINGULAR: Final = {
    "segments": "segment",
    "senders": "sender",
    "message_types": "message type",
    "collections": "collection",
    "counting": "counting rule",
    "designs": "design",
    "sources": "source",
    "contacts": "",
    "steps": "step",
}
"""The singular noun for an item of a table, by the key of the table."""
_FAMILY_NAMES: Final = {family.record: name.replace("_", "-") for name, family in FAMILIES.items()}


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: its path, the values on both sides as text (None where absent), and a sentence."""

    path: str
    before: str | None
    after: str | None
    words: str
    left: str | None = None
    """The first side as people read it, without its evidence where that is the same."""
    right: str | None = None


def differences(before: Scenario, after: Scenario) -> tuple[Difference, ...]:
    """All differences between two scenarios, in the order of the document."""
    return tuple(_compared(before, after, ()))


def _compared(before: object, after: object, path: tuple[str, ...]) -> Iterator[Difference]:
    if not (branches(before) and branches(after)):
        if before != after:
            yield _difference(before, after, path)
        return
    left, right = dict(steps_from(before)), dict(steps_from(after))
    order = [*left, *(key for key in right if key not in left)]
    for key in order:
        yield from _compared(left.get(key), right.get(key), (*path, key))
    # Order can matter: that of contacts decides their numbers, and so their draws.
    kept_left, kept_right = [key for key in left if key in right], [key for key in right if key in left]
    if kept_left != kept_right:
        words = f"{_place(path)} in another order: {', '.join(kept_left)} → {', '.join(kept_right)}"
        orders = ", ".join(kept_left), ", ".join(kept_right)
        yield Difference(".".join(path), *orders, words.strip(), *orders)


def branches(value: object) -> bool:
    """True if a value is compared key by key, rather than as a whole."""
    if isinstance(value, When | Daily | Weekly):
        return False
    return isinstance(value, Part | dict) or (
        isinstance(value, tuple) and any(isinstance(item, Part) for item in value)
    )


def _difference(before: object, after: object, path: tuple[str, ...]) -> Difference:
    old = None if before is None else inline(explicit(before))
    new = None if after is None else inline(explicit(after))
    place = _place(path)
    if isinstance(before, When) and isinstance(after, When):
        words = f"{_place(path[:-1])} {_follow_ups(before, after)}"
    elif old is None:
        words = f"{place} added" + ("" if branches(after) else f": {in_words(after)}")
    elif new is None:
        words = f"{place} removed" + ("" if branches(before) else f": was {in_words(before)}")
    else:
        left, right = in_words(before), in_words(after)
        # Equal in words, so the difference is in what the value rests on.
        if left == right:
            left, right = f"{left} ({evidence(before)})", f"{right} ({evidence(after)})"
        words = f"{place} {left} → {right}"
    return Difference(".".join(path), old, new, words, *_sides(before, after))


def _sides(before: object, after: object) -> list[str | None]:
    """Both sides as people read them; with their evidence where nothing else differs."""
    sides = (before, after)
    found = [None if each is None else inline(explicit(each)) if branches(each) else in_words(each) for each in sides]
    if found[0] == found[1]:
        return [f"{text} ({evidence(each)})" for text, each in zip(found, sides, strict=True)]
    return found


def _place(path: tuple[str, ...]) -> str:
    """A path in words: `designs.opaque.contacts.reminder` is `design opaque, reminder`."""
    words: list[str] = []
    steps = iter(path)
    for step in steps:
        if step not in _SINGULAR:
            words.append(step.replace("_", " "))
            continue
        name = next(steps, None)
        if name is None:
            words.append(step.replace("_", " "))
        else:
            singular = _SINGULAR[step]
            words.append(f"{singular} {int(name) + 1 if step == 'steps' else name}".strip())
    return ", ".join(words)


def _follow_ups(before: When, after: When) -> str:
    """Two follow-ups in words; if both wait for the same condition, it is named only once."""
    (old_kind, old), (new_kind, new) = _moment(before), _moment(after)
    if old_kind == new_kind:
        return f"{old_kind.format(old)} → {new}"
    return f"{old_kind.format(old)} → {new_kind.format(new)}"


def _moment(when: When) -> tuple[str, str]:
    texts = {
        "unread_for": "after {} unread",
        "unpaid_before_due": "{} before the due date if unpaid",
        "unpaid_after_due": "{} after the due date if unpaid",
    }
    ((key, span),) = steps_from(when)
    assert isinstance(span, Known)  # noqa: S101  # the schema has nothing else here
    return texts[key], str(SPAN.write(int(span.value)))


def in_words(value: object) -> str:
    """A leaf in words, without its evidence."""
    known = known_in(value)
    if known is not None:
        text = str(known.dimension.write(known.value))
    elif isinstance(value, Varied | Categories):
        text = in_words(value.everyone if value.by_segment is None else value.by_segment)
    elif isinstance(value, dict):
        text = ", ".join(f"{key} {in_words(item)}" for key, item in value.items())
    elif isinstance(value, tuple):
        text = ", ".join(in_words(item) for item in value) or "nothing"
    elif type(value) in _FAMILY_NAMES:
        text = _distribution_in_words(value)
    elif isinstance(value, When | Daily | Weekly):
        text = _moment_in_words(value)
    else:
        text = value if isinstance(value, str) else inline(explicit(value))
    return text


def _moment_in_words(moment: When | Daily | Weekly) -> str:
    if isinstance(moment, Daily):
        return f"daily at {moment.daily}"
    if isinstance(moment, Weekly):
        return f"weekly on {moment.weekly.day} at {moment.weekly.at}"
    text, span = _moment(moment)
    return text.format(span)


def _distribution_in_words(distribution: object) -> str:
    name = _FAMILY_NAMES[type(distribution)]
    parameters: list[tuple[str, object]]
    if isinstance(distribution, Quantiles):
        parameters = [(plain_decimal(probability), known) for probability, known in distribution.points]
    else:
        family = next(each for each in FAMILIES.values() if each.record is type(distribution))
        parameters = [(key, getattr(distribution, key)) for key in family.parameters]
    parameters += [(cap.replace("_", " "), getattr(distribution, cap)) for cap in CAPS]
    return f"{name} with " + ", ".join(f"{key} {in_words(known)}" for key, known in parameters if known is not None)


def evidence(value: object) -> str:
    """The evidence of a leaf in words: grade, range, sources and note."""
    known = known_in(value)
    if known is None:
        return inline(explicit(value))
    parts: list[str] = [known.grade or "no grade"]
    if known.low is not None or known.high is not None:
        low, high = (known.dimension.write(known.value if end is None else end) for end in (known.low, known.high))
        parts.append(f"from {low} to {high}")
    if known.source:
        parts.append(f"source {', '.join(known.source)}")
    return ", ".join([*parts, *([known.note] if known.note else [])])
