"""The whole document, its sources, and what it counts and compares."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, Field, PrivateAttr, model_validator

from sim.clock import DAY, LATEST_YEAR, SLACK_DAYS, YEAR, span_in_words
from sim.errors import UsageError
from sim.scenario.forms import invalid
from sim.scenario.quantities import Day, Known, Money, NonNegativeNumber, Number, Rate, Share, ShareDifference, Span
from sim.scenario.schema.behaviour import Acting, Appraisal, Channels, Effort, Opening, OptOut, Suspicion
from sim.scenario.schema.calendar import WorkCalendar
from sim.scenario.schema.citizens import Population
from sim.scenario.schema.collection import Collection
from sim.scenario.schema.consequences import Exposure, Helpdesk, Phishing, SenderCosts, Survey
from sim.scenario.schema.designs import Design
from sim.scenario.schema.digid import Login
from sim.scenario.schema.hours import Hours
from sim.scenario.schema.parts import CountedEvent, FileName, Part, Partials, Slug
from sim.scenario.schema.search import Search
from sim.scenario.schema.senders import MessageType, Sender
from sim.scenario.schema.trial import Trial
from sim.scenario.source import FileSource

MOST_OF_A_TYPE: Final = 60_000
"""Messages of one type that a citizen is expected to get: draws number them in 16 bits."""
MOST_MESSAGES: Final = 1_000_000
"""Messages in all that a citizen is expected to get: events number them in 20 bits."""


def whole_days(what: str, least: int) -> AfterValidator:
    """A span of some whole days, at most 3660."""

    def checked(span: Known[int]) -> Known[int]:
        if span.value % DAY or not least <= span.value // DAY <= 3660:
            raise invalid(f"the {what} is {least} to 3660 whole days, both included")
        return span

    return AfterValidator(checked)


def confidence_level(confidence: Known[float]) -> Known[float]:
    """A probability that intervals can have."""
    if not 0.5 <= confidence.value <= 0.9999999:
        raise invalid("a confidence is at least 50 % and at most 99.99999 %")
    return confidence


class Source(Part):
    """Where a figure was read."""

    title: str
    """Title of the text, and its publisher."""
    where: str
    """Where to find it: an address, a document number or a DOI."""
    year: Annotated[int, Field(ge=1000, le=LATEST_YEAR)] | None = None
    """Year of publication or of the figure."""
    solidity: Literal["A", "B", "C", "D"]
    """A: official primary text or peer-reviewed. B: news or trade report of an official figure. C: commercial
    benchmark, interested party or small n. D: ambiguous or conflicting."""
    note: str | None = None
    """The precise meaning of the figure, and its limits."""


class CountingRule(Part):
    """Which events count as a digital contact with government."""

    title: str
    """How tables name it."""
    counts: Annotated[tuple[CountedEvent, ...], Field(min_length=1)]
    """Events that count: delivered (in the box), notification (electronic), letter, login, read (in the box),
    payment."""


class Margins(Part):
    """The smallest differences that matter: a choice of who asks, no fact.

    On the same citizens with the same luck nearly every difference is beyond chance, so a verdict asks whether it is
    larger than this. What has no margin is judged against zero. Margins change verdicts only; nothing is simulated
    again.
    """

    effort_minutes: Span | None = None
    """Effort per citizen and year."""
    overhead_minutes: Span | None = None
    """Effort per citizen and year, but for reading and acting."""
    prompted_effort_minutes: Span | None = None
    """Effort per citizen and year without unprompted logins."""
    logins: Rate | None = None
    """Logins per citizen."""
    read_share: ShareDifference | None = None
    """Share of the messages that is read."""
    missed_share: ShareDifference | None = None
    """Share of the invoices that is missed."""
    reminder_share: ShareDifference | None = None
    """Share of the invoices that is reminded with a fee."""
    fees_eur: Money | None = None
    """Fees per citizen and year."""
    contact_inflation: NonNegativeNumber | None = None
    """Contacts per message."""
    exposure: NonNegativeNumber | None = None
    """Personal data disclosed per citizen and year."""
    sender_cost_eur: Money | None = None
    """Cost of the senders per citizen and year."""


class Comparison(Part):
    """The comparison that is made when the scenario is run."""

    designs: Annotated[tuple[Slug, ...], Field(min_length=1)]
    """Designs to simulate, in the order of the tables."""
    reference: Slug
    """The design that the others are compared with."""
    before: Slug | None = None
    """The design that everybody lives under in the warm-up; by default the reference."""
    counting: Slug
    """The counting rule behind `contact_inflation` in the main table."""
    margins: Margins | None = None
    """The smallest differences that matter, by response."""
    confidence: Annotated[Share, AfterValidator(confidence_level)] | None = None
    """The probability with which the intervals of all differences that are read side by side hold together; by default
    95 %, at least 50 % and at most 99.99999 %."""
    points: Annotated[int, Field(ge=0, strict=True)] = 64
    """At how many points of what is not known the designs are compared as well: sets of numbers that fit published
    figures, with every other number anywhere in its range. 0 leaves them out, and the range of what is not known with
    them."""

    @property
    def former(self) -> Slug:
        """The design before the change."""
        return self.before or self.reference


class Headline(Part):
    """A published number of contacts, which the contacts that the model counts are put beside."""

    title: str
    """A description of the count: what was counted, by whom and when."""
    digital_contacts: Rate
    """Digital contacts per person."""
    contacts: Rate | None = None
    """Contacts per person over any channel."""
    logins: Rate | None = None
    """DigiD logins per person for all services; the model has only those that lead to the message box."""
    grade: Number | None = None
    """The grade reported with it, from 1 to 10."""
    covers: Share
    """Share of the people behind these numbers whom the scenario describes. For the others the model counts nothing, so
    a contact per citizen is this much of a contact per person."""


class Scenario(Part):
    """One complete description: population, senders, behaviour, designs and horizon."""

    def with_(self, settings: Mapping[str, object]) -> Scenario:
        """The scenario with other values at some dotted paths; None deletes a key.

        `scenario.with_({"population.size": 500, "horizon": "90 days"})`. A text is that text, and not read as YAML.
        Raises `ScenarioError` with every problem, and `UsageError` for what is no value of a scenario.

        >>> import sim
        >>> sim.load("mijnoverheid-2016").with_({"population.size": 500}).population.size
        500
        """
        from sim.scenario.resolution import with_settings  # noqa: PLC0415  (which reads scenarios, and so knows this)

        if not isinstance(settings, Mapping):
            raise UsageError(f"settings is a mapping of dotted paths to values; found {settings!r:.80}.")
        changed = with_settings(self, settings)
        return changed if self._source is None else changed.sourced(self._source.with_values(settings))

    _source: FileSource | None = PrivateAttr(None)

    @property
    def source(self) -> FileSource | None:
        """Where it came from; None if it was made by a program.

        >>> import sim
        >>> sim.load("mijnoverheid-2016").source.file.name
        'mijnoverheid-2016.yaml'
        """
        return self._source

    _changes: dict[tuple[str, int], Any] = PrivateAttr(default_factory=dict)

    @property
    def known_changes(self) -> dict[tuple[str, int], Any]:
        """The changes made by each partial scenario of an alternative, as far as they were read."""
        return self._changes

    def sourced(self, source: FileSource) -> Scenario:
        """The same scenario, with where it came from."""
        found = self.model_copy()
        found._source = source  # noqa: SLF001  (its own)
        return found

    name: FileName
    """Short name, used for folders."""
    title: str
    """The question or the result of the study, as a title."""
    description: str = ""
    """A paragraph for readers."""
    start: Day
    """First day of the measured window, Dutch calendar."""
    horizon: Annotated[Span, whole_days("horizon", 1)]
    """Length of the measured window. Responses cover the messages delivered in it; whole days."""
    warm_up: Annotated[Span, whole_days("warm-up", 0)] | None = None
    """How long everybody lives under the reference design (or `compare.before`) first, so that they know what its
    notifications are worth; then the design changes. It is simulated and not measured: messages of that time keep their
    contacts, and what citizens believe, what frustrates them, who gave up the box and what lies unread carry over. 0 to
    3660 whole days; by default none."""
    in_use: Annotated[Span, whole_days("time in use", 0)] | None = None
    """How long each design has been in use at the start: with 365 days its second year is measured. Simulated and not
    measured, like the warm-up before it. 0 to 3660 whole days; by default none: the design changes at the start."""
    follow_up: Span | None = None
    """How long after the window messages are followed to their end, at least the longest term and at most 3660 days;
    by default the longest way through any collection scheme of the scenario. Messages keep coming in this time but are
    not measured."""
    seed: Annotated[int, Field(ge=0, lt=2**64)] = 1
    """Key of all random draws."""
    replications: Annotated[int, Field(ge=1, le=100_000)] = 1
    """Number of independent simulated histories."""
    calendar: WorkCalendar
    """Public days, and the days on which government sends."""
    hours: Hours | None = None
    """At which hours people look and act; without it at any hour of day and night alike."""
    population: Population
    """Who the citizens are."""
    senders: Annotated[dict[Slug, Sender], Field(min_length=1)]
    """Who writes; at least one."""
    channels: Channels
    """How contacts arrive and are noticed."""
    appraisal: Appraisal
    """The worth that citizens expect of a contact."""
    suspicion: Suspicion
    """When a contact is taken for phishing."""
    opening: Opening
    """The decision to open."""
    login: Login
    """DigiD."""
    acting: Acting
    """Paying and responding."""
    collections: dict[Slug, Collection]
    """Collection schemes by name."""
    effort: Effort
    """Minutes by activity."""
    opt_out: OptOut
    """Frustration and opting out."""
    exposure: Exposure | None = None
    """Disclosure of citizens' affairs by contacts."""
    phishing: Phishing | None = None
    """Mails that imitate the notification."""
    sender_costs: SenderCosts | None = None
    """Costs of contacts to the bodies that send."""
    survey: Survey | None = None
    """The grade that citizens would give."""
    helpdesk: Helpdesk | None = None
    """A shared queue. With it citizens are no longer independent, and the replication is the unit of analysis."""
    headline: Headline | None = None
    """A published number of contacts to put beside what is counted."""
    counting: Annotated[dict[Slug, CountingRule], Field(min_length=1)]
    """Counting rules by name; at least one."""
    designs: Annotated[dict[FileName, Design], Field(min_length=1)]
    """The designs at hand, by name."""
    compare: Comparison
    """Which designs are compared, with which reference."""
    search: Search | None = None
    """The space of designs that `mbsim search` looks through."""
    trial: Trial | None = None
    """A randomised trial in the field, as it is planned; nothing of it moves what is simulated but its duration."""
    sources: dict[Slug, Source]
    """Where the figures were read, by key."""
    alternatives: dict[Slug, Annotated[Partials, Field(min_length=1, max_length=20)]] = Field(default={})
    """Other ways in which the world may be made, by name: partial scenarios of which one holds, or none. They are drawn
    like numbers that are not known; what is stated outside them is the central scenario."""

    @model_validator(mode="after")
    def _follows_every_message_to_its_deadline(self) -> Scenario:
        if self.follow_up is None:
            return self
        kinds = self.message_types()
        terms = [term.value for kind in kinds if (term := kind.payment_term or kind.response_term) is not None]
        longest = max(terms, default=0)
        if not longest <= self.follow_up.value <= 3660 * 86_400:
            raise invalid(
                f"messages are followed at least for the longest term, {span_in_words(longest)}, and at most 3660 days",
                "follow_up",
            )
        return self

    @model_validator(mode="after")
    def _stays_within_its_calendar(self) -> Scenario:
        first, last = date(self.calendar.first_year, 1, 1), date(self.calendar.last_year, 12, 31)
        known = f"the calendar holds from {first} to {last}"
        if not first <= self.start <= last:
            raise invalid(f"{known}; found {self.start}", "start")
        before = self.warmed_for + self.used_for
        if (self.start - first).days * DAY < before:
            raise invalid(f"{known}, and citizens live from {span_in_words(before)} before {self.start} on", "warm_up")
        span = self.horizon.value + self.followed_for
        if (last - self.start).days < span // DAY + SLACK_DAYS:
            raise invalid(
                f"{known}, and citizens are followed for {span_in_words(span)} from {self.start} on; "
                "begin earlier, or shorten the horizon, follow_up, or terms and collection schemes",
                "horizon",
            )
        return self

    @model_validator(mode="after")
    def _numbers_messages_apart(self) -> Scenario:
        years = (self.warmed_for + self.used_for + self.horizon.value + self.followed_for) / YEAR
        counts = [years * kind.arrival.expected_per_year for kind in self.message_types()]
        if max(counts) > MOST_OF_A_TYPE or sum(counts) > MOST_MESSAGES:
            raise invalid(
                f"a citizen gets at most {MOST_OF_A_TYPE} messages of a type and {MOST_MESSAGES} in all; "
                f"in {years:.1f} years it would be {max(counts):.0f} of one type and {sum(counts):.0f} in all",
                "senders",
            )
        return self

    def message_types(self) -> Iterator[MessageType]:
        """The message types of all senders, in order.

        >>> import sim
        >>> scenario = sim.load("mijnoverheid-2016")
        >>> sorted({each.kind for each in scenario.message_types()})
        ['action', 'announcement', 'invoice']
        """
        return (kind for sender in self.senders.values() for kind in sender.message_types.values())

    @property
    def warmed_for(self) -> int:
        """Seconds, of whole days, for which everybody lives under the design before the change.

        0 if there is no warm-up.

        >>> import sim
        >>> sim.load("mijnoverheid-2016", {"warm_up": "30 days"}).warmed_for // 86_400
        30
        """
        return self.warm_up.value if self.warm_up is not None else 0

    @property
    def used_for(self) -> int:
        """Seconds, of whole days, for which each design is in use before the start.

        0 if the designs begin with the measured window.

        >>> import sim
        >>> sim.load("mijnoverheid-2016", {"in_use": "60 days"}).used_for // 86_400
        60
        """
        return self.in_use.value if self.in_use is not None else 0

    @property
    def changes(self) -> date:
        """The day on which the design changes.

        Without a warm-up it is the first day that is simulated.

        >>> import sim
        >>> scenario = sim.load("mijnoverheid-2016", {"warm_up": "30 days"})
        >>> (scenario.changes - scenario.begins).days
        30
        """
        return self.start - timedelta(seconds=self.used_for)

    @property
    def begins(self) -> date:
        """The first day that is simulated.

        It lies before `start` by the warm-up and by the time for which designs are in use.

        >>> import sim
        >>> scenario = sim.load("mijnoverheid-2016", {"warm_up": "30 days", "in_use": "60 days"})
        >>> (scenario.start - scenario.begins).days
        90
        """
        return self.changes - timedelta(seconds=self.warmed_for)

    def design_on(self, day: date, name: str) -> Design:
        """The design of messages delivered on a day, where the one of this name is simulated.

        Messages of the warm-up keep to the design before the change to their end. `KeyError` for a name that does not
        exist.

        >>> import sim
        >>> scenario = sim.load("mijnoverheid-2016", {"warm_up": "30 days"})
        >>> scenario.design_on(scenario.start, "paper") == scenario.designs["paper"]
        True
        """
        return self.designs[name if day >= self.changes else self.compare.former]

    @property
    def followed_for(self) -> int:
        """Seconds for which messages are followed after the window.

        As long as `follow_up` says, or the longest way of any message to the deadline of its last step.

        >>> import sim
        >>> sim.load("mijnoverheid-2016").followed_for > 0
        True
        """
        if self.follow_up is not None:
            return self.follow_up.value
        return max(self._way_to_the_end(kind) for kind in self.message_types())

    def _way_to_the_end(self, kind: MessageType) -> int:
        """Longest time from the delivery of a message to the deadline of its last step; at least 42 days."""
        term = kind.payment_term or kind.response_term
        scheme = self.collections.get(kind.collection or "")
        steps = () if scheme is None else scheme.steps
        own = 0 if term is None else term.value
        waits = (1 + 2 * len(steps)) * self.calendar.longest_wait
        return max(42 * DAY, own + waits + sum(step.after.value + step.term.value for step in steps))
