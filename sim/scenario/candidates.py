"""The candidates of a search: every design that its space allows, named by its differences from the base design.

The dimensions of a space are, for each contact, its presence and each of its fields that may vary; and the way of
paying bills. A candidate is one choice in each dimension. All choices about an absent contact count as one.
Combinations that make no design, or break a limit of the study, are left out and counted.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import product
from typing import Any, Final

from pydantic import ValidationError

from sim.clock import span_in_words
from sim.errors import UsageError
from sim.notation import listed
from sim.scenario.schema import ContactChoices, ContactPlan, Daily, Design, Scenario, Search, SearchLimits, Weekly, When
from sim.scenario.schema.designs import MOST_CONTACTS

FIELDS: Final = ("channel", "when", "discloses", "link", "access", "send", "recipients")
USING: Final = ("channel", "link", "access", "recipients")
"""Fields of a contact that determine which numbers of a scenario are used."""
ABSENT: Final = "absent"
CONTACT: Final = "contact"
PAYMENT: Final = "pay_from_contact"
CHANNELS: Final = {"email": "e-mail", "push": "push message", "sms": "text message", "letter": "letter"}
BASE: Final = "base"
"""The name of the first candidate, which is the unchanged base design."""
TRIES: Final = 20
"""Combinations drawn per design wanted: more than one, because some are drawn twice or break a limit."""
MOST_VARIANTS: Final = 20_000
"""The largest number of variants of one contact; a larger space is taken for a mistake."""
ACCESS: Final = {"digid": "login with DigiD", "app_pin": "app with a PIN", "none": "content without a login"}
PAID: Final = {"none": "no payment from a contact", "link": "pay link", "direct_debit": "direct debit"}
LINKED: Final = {"none": "without a link", "portal": "link to the portal", "deep": "deep link"}
RECIPIENTS: Final = {
    "all": "to all", "opted_in": "to those who asked for it", "needs_action": "only where something is asked",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Variant:
    """One variant of a contact."""

    plan: ContactPlan | None
    """None where the contact is left out."""
    own: tuple[str, ...]
    """The fields that differ from the base design; `absent` where the base has the contact and this leaves it out."""
    takes: tuple[tuple[str, str], ...] = ()
    """The alternatives that it takes, each a field and its value in words."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A contact of the space with all its variants; the first is that of the base design."""

    name: str
    base: ContactPlan | None
    """None where the base design has no such contact."""
    variants: tuple[Variant, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One design of the space."""

    name: str
    design: Design
    choice: tuple[int, ...]
    """For each slot the place of its variant, and last the place of the way of paying."""
    changes: int
    """Number of fields in which it differs from the base design."""


@dataclass(frozen=True)
class DesignSpace:
    """All candidates that a search allows. Not slotted, because derived properties are cached."""

    base: Design
    slots: tuple[Slot, ...]
    payments: tuple[str, ...]
    """The first is that of the base design."""
    limits: SearchLimits
    left_out: Mapping[str, int] = field(default_factory=dict)
    """Number of variants of contacts left out, by reason."""

    @property
    def size(self) -> int:
        """Number of combinations, before the limit on the number of contacts is applied."""
        # A product and not a list: a space of many contacts has more combinations than can be written down.
        found = len(self.payments)
        for slot in self.slots:
            found *= len(slot.variants)
        return found

    def choice_at(self, place: int) -> tuple[int, ...]:
        """The choice at a place among all combinations; place 0 is the base design.

        Places are numbers in a mixed radix, with one digit for each slot and the least significant first.
        """
        found = []
        for count in (*(len(slot.variants) for slot in self.slots), len(self.payments)):
            # The least significant digit first, so that place 0 is the base design in every dimension.
            place, rest = divmod(place, count)
            found.append(rest)
        return tuple(found)

    def place_of(self, choice: Sequence[int]) -> int:
        """The place of a choice among all combinations."""
        found, step = 0, 1
        for each, count in zip(choice, (*(len(slot.variants) for slot in self.slots), len(self.payments)), strict=True):
            found += each * step
            step *= count
        return found

    def candidate(self, choice: tuple[int, ...]) -> Candidate | None:
        """The candidate of a choice; None where it has more contacts, or discloses more, than the study allows."""
        found = self.made(choice)
        # The base design is always allowed, since everything is compared with it.
        return None if any(choice) and not self.allows(found.design.contacts) else found

    def made(self, choice: tuple[int, ...]) -> Candidate:
        """The candidate of a choice, whether or not the study allows it."""
        chosen = dict(zip((slot.name for slot in self.slots), self.variants(choice), strict=True))
        known = [chosen[plan.name].plan if plan.name in chosen else plan for plan in self.base.contacts]
        others = [each.plan for name, each in chosen.items() if all(name != plan.name for plan in self.base.contacts)]
        # Contacts of the base keep their order and new ones follow, because draws are addressed
        # by the place of a contact.
        contacts = tuple(plan for plan in (*known, *others) if plan is not None)
        changes = sum(len(each.own) for each in chosen.values()) + (choice[-1] > 0)
        design = self.base.model_copy(
            update={"contacts": contacts, PAYMENT: self.payments[choice[-1]], "title": "", "title_nl": None}
        )
        words = self.words(choice)
        title = words[:1].upper() + words[1:] if any(choice) else self.base.title
        design = design.model_copy(update={"title": title, "description": self.described(words)})
        return Candidate(BASE if not any(choice) else f"c{self.place_of(choice)}", design, choice, changes)

    def allows(self, contacts: Sequence[ContactPlan]) -> bool:
        """True if contacts are neither more numerous nor disclose more than the study allows."""
        most = MOST_CONTACTS if self.limits.contacts is None else self.limits.contacts
        return len(contacts) <= most and all(keeps_disclosure_limit(plan, self.limits) for plan in contacts)

    def examples(self) -> Iterator[Candidate]:
        """A few designs that together use every number that any candidate uses, whether or not the study allows them.

        The numbers used depend on the fields in `USING` of each contact separately, and on the way of paying.
        """
        base = self.choice_at(0)
        yield self.made(base)
        for place, slot in enumerate(self.slots):
            used = set()
            for number, variant in enumerate(slot.variants):
                using = tuple(getattr(variant.plan, key, None) for key in USING)
                if number and using not in used:
                    yield self.made((*base[:place], number, *base[place + 1 :]))
                used.add(using)
        yield from (self.made((*base[:-1], number)) for number in range(1, len(self.payments)))

    def described(self, words: str) -> str:
        """The description of a candidate."""
        return f"Found by a search that began with {self.base.title}: {words}."

    def variants(self, choice: Sequence[int]) -> tuple[Variant, ...]:
        """The variant of each contact of the space under a choice."""
        return tuple(slot.variants[place] for slot, place in zip(self.slots, choice, strict=False))

    def all(self) -> Iterator[Candidate]:
        """Every candidate, the base design first."""
        found = (self.candidate(self.choice_at(place)) for place in range(self.size))
        return (each for each in found if each is not None)

    def drawn(self, count: int, seed: int) -> Iterator[Candidate]:
        """Up to `count` candidates: the base design, its neighbours, and others drawn uniformly at random.

        The same seed gives the same candidates. At least half are drawn at random: if there are too many neighbours,
        some are taken, spread evenly over their list.
        """
        near = [self.place_of(choice) for choice in self.neighbours(self.choice_at(0))]
        # At least half is left for designs drawn at random, however many neighbours the base design has.
        some = min(len(near), count // 2)
        # Spread over the list, which goes contact by contact: its first ones would all change one contact.
        spread = (near[number * len(near) // some] for number in range(some))
        taken: dict[int, Candidate] = {}
        for place in (0, *spread, *self.places(count, seed)):
            candidate = None if place in taken else self.candidate(self.choice_at(place))
            if candidate is not None:
                taken[place] = candidate
            if len(taken) >= count:
                break
        return iter(taken.values())

    def places(self, count: int, seed: int) -> Iterator[int]:
        """Places among all combinations, drawn uniformly at random; usually enough for `count` distinct designs."""
        # 128 bits of a hash modulo the size: its bias is negligible for any space that can be searched.
        # A hash of seed and number and not a generator with a state, so that the same seed gives
        # the same candidates everywhere.
        for number in range(TRIES * count):
            digest = hashlib.sha256(f"{seed} {number}".encode()).digest()
            yield int.from_bytes(digest[:16], "big") % self.size

    def neighbours(self, choice: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        """Every choice that differs in one field of one contact, in the presence of one contact, or in the payment."""
        for place, slot in enumerate(self.slots):
            here = slot.variants[choice[place]]
            for other, variant in enumerate(slot.variants):
                if other != choice[place] and differing(here.plan, variant.plan) == 1:
                    yield (*choice[:place], other, *choice[place + 1 :])
        yield from ((*choice[:-1], other) for other in range(len(self.payments)) if other != choice[-1])

    @cached_property
    def alternatives(self) -> tuple[Alternative, ...]:
        """Every alternative that some variant takes, each once."""
        found: dict[tuple[str, str, str], Alternative] = {}
        for place, slot in enumerate(self.slots):
            for variant in slot.variants:
                for name, words in variant.takes:
                    label = f"{spaced(slot.name)}{':'[: slot.base is None]} {words}"
                    label = f"no {spaced(slot.name)}" if name == ABSENT else label
                    found.setdefault((slot.name, name, words), Alternative(place, slot.name, name, words, label))
        last = len(self.slots)
        return (
            *found.values(),
            *(Alternative(last, "", PAYMENT, PAID[each], PAID[each]) for each in self.payments[1:]),
        )

    def partner(self, choice: tuple[int, ...], alternative: Alternative) -> tuple[int, ...] | None:
        """The choice without an alternative, all else equal; None where `choice` does not have the alternative.

        If the base design has the contact, the field goes back to its value there; if not, the contact is left out.
        """
        place = alternative.slot
        if place == len(self.slots):
            has = choice[-1] > 0 and PAID[self.payments[choice[-1]]] == alternative.words
            return (*choice[:-1], 0) if has else None
        slot = self.slots[place]
        variant = slot.variants[choice[place]]
        if (alternative.field, alternative.words) not in variant.takes:
            return None
        if slot.base is None or variant.plan is None:
            other: int | None = 0
        else:
            update = {alternative.field: getattr(slot.base, alternative.field)}
            # A field that goes back may give a combination that is not in the space, which then has no partner.
            other = self._places[place].get(variant.plan.model_copy(update=update))
        return None if other is None else (*choice[:place], other, *choice[place + 1 :])

    @cached_property
    def _places(self) -> tuple[Mapping[ContactPlan, int], ...]:
        return tuple(
            {each.plan: place for place, each in enumerate(slot.variants) if each.plan is not None}
            for slot in self.slots
        )

    def words(self, choice: Sequence[int]) -> str:
        """The differences between a candidate and the base design, in words."""
        if not any(choice):
            return "the base design as it is"
        said = []
        for slot, variant in zip(self.slots, self.variants(choice), strict=True):
            if variant.plan is None:
                said += [f"no {spaced(slot.name)}"] if slot.base is not None else []
            elif slot.base is None:
                said.append(f"{spaced(slot.name)}: {plan_words(variant.plan)}")
            elif variant.own:
                said.append(f"{spaced(slot.name)} {', '.join(field_words(variant.plan, name) for name in variant.own)}")
        if choice[-1]:
            said.append(PAID[self.payments[choice[-1]]])
        return "; ".join(said)


@dataclass(frozen=True, slots=True)
class Alternative:
    """One alternative of one field of a contact, or of the way of paying."""

    slot: int
    contact: str
    """Empty for the way of paying."""
    field: str
    words: str
    label: str
    """The alternative as shown to users."""


def design_space(scenario: Scenario) -> DesignSpace:
    """The design space of a scenario; raises `UsageError` where it has none, or a contact of it is incomplete."""
    search = scenario.search
    if search is None:
        raise UsageError(
            f"{scenario.name} has no space of designs to look through. Give it one, such as: "
            f"search: {{base: {scenario.compare.reference}, vary: {{text-message: {{channel: [sms], "
            "when: [{unread_for: 7 days}, {unread_for: 21 days}]}}}"
        )
    base, limits = scenario.designs[search.base], search.limits or SearchLimits()
    left_out: dict[str, int] = {}
    known = {plan.name: plan for plan in base.contacts}
    slots = tuple(
        slot_of(name, known.get(name), choices, base, limits, left_out) for name, choices in search.vary.items()
    )
    return DesignSpace(base, slots, payments_of(search, base), limits, left_out)


def payments_of(search: Search, base: Design) -> tuple[str, ...]:
    """The ways of paying, that of the base design first."""
    own = base.pay_from_contact
    return (own, *(each for each in search.pay_from_contact if each != own))


def slot_of(
    name: str,
    base: ContactPlan | None,
    choices: ContactChoices,
    design: Design,
    limits: SearchLimits,
    left_out: dict[str, int],
) -> Slot:
    """A contact of the space with all its variants; invalid combinations are counted in `left_out` by reason."""
    if base is None and not choices.channel:
        has = listed([one.name for one in design.contacts]) or "none"
        raise UsageError(
            f"The base design has no contact {name} (it has {has}), so "
            f"search.vary.{name} is another one and needs a channel, such as channel: [sms]."
        )
    given = {key: list(getattr(choices, key)) for key in FIELDS}
    for key, values in given.items():
        own = ContactPlan.model_fields[key].get_default() if base is None else getattr(base, key)
        if base is not None and own in values:
            values.remove(own)
        if base is not None or not values:
            values.insert(0, own)
    if (count := math.prod(map(len, given.values()))) > MOST_VARIANTS:
        raise UsageError(f"search.vary.{name} has {count:,} alternatives, and {MOST_VARIANTS:,} is the most.")
    variants = [Variant(None, ())] if base is None else []
    found = (dict(zip(FIELDS, chosen, strict=True)) for chosen in product(*given.values()))
    # A link on paper cannot be followed, so variants that differ in it only are one.
    for fields in without_repetitions(without_links_on_paper(each, base) for each in found):
        plan = plan_of(name, fields, design, limits, left_out, base)
        if plan is not None:
            own = (
                tuple(key for key in FIELDS if getattr(plan, key) != getattr(base, key))
                if base
                else described_fields(plan)
            )
            variants.append(Variant(plan, own))
    if base is not None and choices.absent:
        variants.append(Variant(None, (ABSENT,), ((ABSENT, ABSENT),)))
    return Slot(name, base, with_alternatives(variants, is_new=base is None))


def without_links_on_paper(values: dict[str, Any], base: ContactPlan | None) -> dict[str, Any]:
    """The fields of a contact, where a letter has no link, which nobody can follow on paper; base letters are kept."""
    if values["channel"] != "letter" or (base is not None and base.channel == "letter"):
        return values
    return {**values, "link": "none"}


def without_repetitions(found: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Fields of contacts without repetitions."""
    seen: set[tuple[object, ...]] = set()
    for each in found:
        key = tuple(each.values())
        if key not in seen:
            seen.add(key)
            yield each


def why_not(plan: ContactPlan, design: Design, limits: SearchLimits) -> str:
    """The reason for which a design cannot have a contact; empty if it can."""
    if not design.message_box and plan.access != "none":
        return "without a message box every contact has the content in it"
    return (
        "" if keeps_disclosure_limit(plan, limits) else f"a limit of the study on what {CHANNELS[plan.channel]}s tell"
    )


def with_alternatives(variants: Sequence[Variant], *, is_new: bool) -> tuple[Variant, ...]:
    """The variants, each completed by the alternatives that it takes.

    For a contact that the base lacks these are its varying fields; if none varies, the whole contact is one.
    """
    plans = [each.plan for each in variants if each.plan is not None]
    varied = [key for key in FIELDS if any(getattr(plan, key) != getattr(plans[0], key) for plan in plans)]
    found = []
    for each in variants:
        if each.plan is not None:
            names = varied if is_new else each.own
            takes = tuple((name, field_words(each.plan, name)) for name in names)
            whole = ((CONTACT, plan_words(each.plan)),) if is_new and not varied else ()
            found.append(replace(each, takes=takes or whole))
        else:
            found.append(each)
    return tuple(found)


def plan_of(
    name: str,
    values: dict[str, Any],
    design: Design,
    limits: SearchLimits,
    left_out: dict[str, int],
    base: ContactPlan | None,
) -> ContactPlan | None:
    """A contact with these values of its fields; None, and counted in `left_out`, where it is not allowed."""
    try:
        named = {("for" if key == "recipients" else key): value for key, value in values.items()}
        plan = ContactPlan.model_validate({"name": name, **named})
    except ValidationError as error:
        why = error.errors(include_url=False)[0]
        reason = str(why.get("ctx", {}).get("problem", why["msg"]))
    else:
        reason = why_not(plan, design, limits)
        # The base design's own contact stays even where the study would not allow it: it is what
        # all others are compared with.
        if plan == base or not reason:
            return plan
    left_out[reason] = left_out.get(reason, 0) + 1
    return None


def keeps_disclosure_limit(plan: ContactPlan, limits: SearchLimits) -> bool:
    """True if a contact discloses no more than the study allows on its channel."""
    allowed = None if limits.discloses is None else getattr(limits.discloses, plan.channel)
    return allowed is None or set(plan.discloses) <= set(allowed)


def differing(one: ContactPlan | None, other: ContactPlan | None) -> int:
    """Number of fields in which two variants differ; an absent contact differs from any other in one."""
    if one is None or other is None:
        return int(one is not other)
    return sum(getattr(one, key) != getattr(other, key) for key in FIELDS)


def described_fields(plan: ContactPlan) -> tuple[str, ...]:
    """The fields to be described of a contact that the base does not have."""
    return tuple(key for key in FIELDS if key in {"channel", "when", "discloses"} or unusual(plan, key))


def unusual(plan: ContactPlan, key: str) -> bool:
    """True if a field does not have its default value."""
    return bool(getattr(plan, key) != ContactPlan.model_fields[key].get_default())


def plan_words(plan: ContactPlan) -> str:
    """A contact in words."""
    return ", ".join(field_words(plan, key) for key in described_fields(plan))


def field_words(plan: ContactPlan, key: str) -> str:
    """One field of a contact in words."""
    value = getattr(plan, key)
    if key == "channel":
        return f"by {CHANNELS[value]}"
    if key == "when":
        return when_words(value)
    if key == "discloses":
        return f"naming {listed(list(value))}" if value else "opaque"
    if key == "send":
        return send_words(value)
    return {"link": LINKED, "access": ACCESS, "recipients": RECIPIENTS}[key][value]


def when_words(when: str | When) -> str:
    """When a contact is sent."""
    if isinstance(when, str):
        return "on delivery"
    spans = {
        "when unread for {}": when.unread_for,
        "{} before the due date": when.unpaid_before_due,
        "{} after the due date": when.unpaid_after_due,
    }
    return next(words.format(span_in_words(span.value)) for words, span in spans.items() if span is not None)


def send_words(send: str | Daily | Weekly) -> str:
    """When a contact leaves."""
    if isinstance(send, Daily):
        return f"bundled daily at {send.daily}"
    if isinstance(send, Weekly):
        return f"bundled on {send.weekly.day}s at {send.weekly.at}"
    return "on working days" if send == "working_days" else "at once"


def spaced(name: str) -> str:
    """The name of a contact with spaces between its words."""
    return name.replace("-", " ").replace("_", " ")
