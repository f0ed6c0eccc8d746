"""Converting a notification design to numbers for the rules, and deriving its classes of belief from its wording."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from datetime import datetime, time, timedelta
from typing import Final

import numpy as np

from sim.clock import WEEKDAYS, Calendar, second_of_day
from sim.errors import UsageError
from sim.rules.distributions import quantile
from sim.rules.order import FIRST_COLLECTION_LETTER, MAX_DESIGN_CONTACTS, ON_PAPER
from sim.rules.parameters import (
    ALL,
    CHANNELS,
    LETTER,
    NO_LOGIN,
    ON_DELIVERY,
    ContactNumbers,
    DesignNumbers,
    Floats,
    Integers,
    Parameters,
)
from sim.scenario.schema import ContactPlan, Daily, Design, MessageType, Scenario, Weekly, When

LINKS: Final = ("none", "portal", "deep")
ACCESSES: Final = ("digid", "app_pin", "none")
RECIPIENTS: Final = ("all", "opted_in", "needs_action")
PAYMENTS: Final = ("none", "link", "direct_debit")
TELLS_OF_THE_MESSAGE: Final = frozenset({"nature", "action", "amount", "deadline"})


class BeliefClasses:
    """The classes into which the wording of contacts sorts messages, with the initial belief about each.

    A citizen can distinguish two messages only by the fields that a contact discloses. Disclosing nothing makes one
    class of all messages, the sender makes a class per sender, the nature a class per type. Contacts that sort messages
    in the same way share their classes.
    """

    def __init__(self, scenario: Scenario, parameters: Parameters, frequencies: Sequence[float] | None = None) -> None:
        self.places: dict[Hashable, tuple[int, ...]] = {}
        self.initial: list[float] = []
        self.members: list[list[int]] = []
        """The message types in each class."""
        self.means: list[float] = []
        """Average worth of the messages of each class."""
        self.understood: list[float] = []
        """Fraction of the gap to that average that the wording of each class closes by itself."""
        self.types: list[tuple[int, MessageType]] = [
            (place, message_type)
            for place, sender in enumerate(scenario.senders.values())
            for message_type in sender.message_types.values()
        ]
        self.frequencies = frequencies_of(scenario, parameters) if frequencies is None else frequencies
        self.appraisal = parameters.appraisal
        self.envelope = scenario.appraisal.envelope
        """The fields disclosed on the outside of a letter."""

    def visible(self, plan: ContactPlan) -> Sequence[str]:
        """The fields that a contact discloses before it is opened."""
        # A letter with the content still shows only its envelope until it is opened.
        return self.envelope if plan.channel == "letter" and "content" in plan.discloses else plan.discloses

    def of(self, discloses: Sequence[str]) -> tuple[int, ...]:
        """The class of each message type under these disclosed fields; -1 for all if they include the content."""
        disclosed = frozenset(discloses)
        if "content" in disclosed:
            return (-1,) * len(self.types)
        facts = [self._disclosed(disclosed, number) for number in range(len(self.types))]
        # Two wordings share classes if they sort messages alike, whatever the facts are by which they do so.
        firsts = tuple(facts.index(fact) for fact in facts)
        # Wording about the message itself closes part of the gap, so it is kept apart from
        # wording that only names the sender.
        key = (firsts, bool(disclosed & TELLS_OF_THE_MESSAGE))
        if key not in self.places:
            classes = dict.fromkeys(firsts)
            place_of = {first: len(self.initial) + place for place, first in enumerate(classes)}
            for first in classes:
                self._add(disclosed, [number for number, other in enumerate(firsts) if other == first])
            self.places[key] = tuple(place_of[first] for first in firsts)
        return self.places[key]

    def _disclosed(self, disclosed: frozenset[str], number: int) -> Hashable:
        sender, message_type = self.types[number]
        facts: list[tuple[str, Hashable]] = []
        if "sender" in disclosed:
            facts.append(("sender", sender))
        if "nature" in disclosed:
            facts.append(("nature", number))
        if "action" in disclosed:
            facts.append(("action", message_type.kind))
        if "amount" in disclosed:
            facts.append(("amount", message_type.kind == "invoice"))
        if "deadline" in disclosed:
            facts.append(("deadline", message_type.kind != "announcement"))
        return tuple(facts)

    def _add(self, disclosed: frozenset[str], members: list[int]) -> None:
        """Add a class that starts at the initial belief; its wording closes part of the gap to the true mean."""
        start = mean = self.appraisal.initial_belief
        understood = 0.0
        # `math.fsum` is exact up to one rounding, so that the order of message types moves no belief.
        weight = math.fsum(self.frequencies[number] for number in members)
        if disclosed & TELLS_OF_THE_MESSAGE and weight > 0.0:
            mean = math.fsum(self.frequencies[n] * self.types[n][1].importance.value for n in members) / weight
            understood = self.appraisal.understood
        self.members.append(members)
        self.means.append(mean)
        self.understood.append(understood)
        self.initial.append(start + understood * (mean - start))

    def shares(self, before: Sequence[int], known: int) -> Floats:
        """The fraction of each class from `known` on that comes from each class before it.

        `before` has the former class of each message type. Returns an array of new class by former class.
        """
        found = np.zeros((len(self.initial) - known, known))
        for row, members in zip(found, self.members[known:], strict=True):
            weights = [self.frequencies[number] for number in members]
            # A class whose messages never come still needs shares that add up to 1.
            if not math.fsum(weights) > 0.0:
                weights = [1.0] * len(members)
            for place in {before[number] for number in members}:
                own = [weight for number, weight in zip(members, weights, strict=True) if before[number] == place]
                row[place] = math.fsum(own) / math.fsum(weights)
        return found


def frequencies_of(scenario: Scenario, parameters: Parameters) -> list[float]:
    """Expected messages of each type per citizen and year; the same under every design."""
    shares = [segment.share.value for segment in scenario.population.segments.values()]
    types = (kind for sender in scenario.senders.values() for kind in sender.message_types.values())
    return [messages_per_year(parameters, shares, number, kind) for number, kind in enumerate(types)]


def messages_per_year(parameters: Parameters, shares: Sequence[float], number: int, message_type: MessageType) -> float:
    """Expected messages of a type per citizen and year: its yearly rate or number of dates, times the eligible share.

    `shares` are those of the segments. For an eligible share that is itself a distribution its mean is used,
    approximated by 64 quantiles.
    """
    row = int(parameters.arrivals.eligible_rows[number])
    # Midpoints of 64 equal parts of probability: the midpoint rule for the mean as an integral of quantiles.
    eligible = math.fsum(
        share
        * math.fsum(quantile(parameters.table, parameters.points, row + place, (p + 0.5) / 64) for p in range(64))
        / 64
        for place, share in enumerate(shares)
    )
    return message_type.arrival.expected_per_year * eligible


def design_numbers(
    scenario: Scenario,
    name: str,
    parameters: Parameters,
    former: str | None = None,
    frequencies: Sequence[float] | None = None,
) -> DesignNumbers:
    """The numbers of a design of the scenario, for citizens who may have lived under a `former` design before.

    `frequencies` may pass on the result of `frequencies_of`, to avoid computing it again.
    """
    design = scenario.designs[name]
    # Contact numbers above are those of letters that every design has.
    if len(design.contacts) > MAX_DESIGN_CONTACTS:
        raise UsageError(f"Design {name} has {len(design.contacts)} contacts, and {MAX_DESIGN_CONTACTS} is the most.")
    classes = BeliefClasses(scenario, parameters, frequencies)
    # Classes of the former design are made first, so that they keep the numbers under which
    # citizens have learnt about them.
    before = () if former is None else classes_before(scenario.designs[former], classes)
    known = len(classes.initial)
    calendar = Calendar(scenario.begins)
    contacts = tuple(
        _contact(number, plan, classes, bundle_moments(plan.send, calendar, parameters.end))
        for number, plan in enumerate(design.contacts)
    )
    paper = letter_with_content(ON_PAPER, classes)
    electronic = [plan for plan in design.contacts if plan.channel != "letter"]
    steps = max((len(scheme.steps) for scheme in parameters.collections), default=0)
    return DesignNumbers(
        message_box=design.message_box,
        contacts=contacts,
        compulsory=design.compulsory,
        return_to_paper_on_opt_out=design.return_to_paper_on_opt_out and not design.compulsory,
        pay_from_contact=PAYMENTS.index(design.pay_from_contact),
        paper=paper,
        collection_letters=tuple(letter_with_content(FIRST_COLLECTION_LETTER + step, classes) for step in range(steps)),
        imitated_link=max((LINKS.index(plan.link) for plan in electronic), default=0),
        imitated_details=any({"sender", "amount", "content"} & set(plan.discloses) for plan in electronic),
        notifies=bool(electronic),
        channels=channels_of(design),
        initial_beliefs=tuple(classes.initial),
        known_classes=known,
        split_shares=classes.shares(before, known) if known else np.zeros((0, 0)),
        split_means=np.array(classes.means[known:] if known else ()),
        split_understood=np.array(classes.understood[known:] if known else ()),
    )


def channels_of(*designs: Design) -> int:
    """The channels that the contacts of these designs use, as a bit mask."""
    found = 0
    for plan in (plan for design in designs for plan in design.contacts):
        found |= 1 << CHANNELS.index(plan.channel)
    return found


def classes_before(design: Design, classes: BeliefClasses) -> tuple[int, ...]:
    """The class of each message type under the first contact of a former design that sorts messages, or its envelopes.

    All contacts of the former design are registered with `classes`, in the order in which its own numbers list them.
    """
    disclosed = [classes.of(classes.visible(plan)) for plan in design.contacts]
    disclosed.append(classes.of(classes.envelope))
    # Contacts that show their content sort no messages, so the first that does not show it
    # counts. An envelope always exists.
    return next(each for each in disclosed if -1 not in each)


def _contact(number: int, plan: ContactPlan, classes: BeliefClasses, moments: Integers) -> ContactNumbers:
    when, span = _when(plan.when)
    disclosed = classes.visible(plan)
    return ContactNumbers(
        number=number,
        when=when,
        span=span,
        channel=CHANNELS.index(plan.channel),
        tells_deadline=bool({"deadline", "content"} & set(disclosed)),
        tells_details=bool({"amount", "content"} & set(disclosed)),
        link=LINKS.index(plan.link),
        access=ACCESSES.index(plan.access),
        bundle_moments=moments,
        on_working_days=plan.send == "working_days",
        recipients=RECIPIENTS.index(plan.recipients),
        beliefs=classes.of(disclosed),
    )


def letter_with_content(number: int, classes: BeliefClasses) -> ContactNumbers:
    """A letter with the whole message, or with a step of its collection, so that no login is needed."""
    return ContactNumbers(
        number=number,
        when=ON_DELIVERY,
        span=0,
        channel=LETTER,
        tells_deadline=False,
        tells_details=False,
        link=0,
        access=NO_LOGIN,
        bundle_moments=np.empty(0, dtype=np.int64),
        on_working_days=True,
        recipients=ALL,
        beliefs=classes.of(classes.envelope),
    )


def _when(when: str | When) -> tuple[int, int]:
    if isinstance(when, str):
        return 0, 0
    for place, span in enumerate((when.unread_for, when.unpaid_before_due, when.unpaid_after_due), start=1):
        if span is not None:
            return place, span.value
    raise TypeError("a follow-up names one moment")


def bundle_moments(send: str | Daily | Weekly, calendar: Calendar, end: int) -> Integers:
    """The moments at which daily or weekly bundles leave, ascending; empty if the contact is not bundled.

    They go up to the first at or after `end`. Bundles leave at a time of day by Dutch clocks, in summer and in winter.
    """
    moments: list[int] = []
    if not isinstance(send, str):
        second = second_of_day(send.daily if isinstance(send, Daily) else send.weekly.at)
        weekday = None if isinstance(send, Daily) else WEEKDAYS.index(send.weekly.day)
        leaves = datetime.combine(calendar.start, time()) + timedelta(seconds=second)
        # One moment at or after the end, so that a contact ready late finds the end of the list behind it.
        while not moments or moments[-1] < end:
            if weekday is None or leaves.weekday() == weekday:
                moments.append(calendar.seconds(leaves))
            # Added to the local date and not to seconds: bundles keep their time of day when clocks change.
            leaves += timedelta(days=1)
    return np.array(moments, dtype=np.int64)
