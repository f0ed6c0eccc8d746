"""Responses: the numbers that a study reports, each a sum over citizens divided by another sum.

A response is data: the columns of its numerator, its denominator, its unit, and the way it is shown in text, pages and
figures. Responses per citizen and year divide by the number of citizens and scale a horizon of H days by 365.25 / H.
Shares lie between 0 and 1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from sim.errors import ReconciliationError
from sim.outcomes.quantity import CITIZEN, Quantity, of_column
from sim.rules.columns import CAUSES, COLUMNS, LATE_CAUSES, LEDGER, NOTICED_WITHIN
from sim.rules.parameters import ELECTRONIC
from sim.scenario.measures import SHARES, Unit, unit_of
from sim.scenario.schema import CountedEvent, Scenario

Counts: TypeAlias = npt.NDArray[np.int64]
Columns: TypeAlias = Mapping[str, Counts]
"""One array per column of the per-citizen table, all of one length, in the order of replications and citizens."""

SECONDS_PER_YEAR: Final = 365.25 * 86_400.0
PER_MESSAGE: Final = "per message"
BY_UNIT: Final = -1
"""Placeholder for a number of decimals: use as many as the unit has."""

COUNTED: Final[Mapping[CountedEvent, str]] = {
    "delivered": "box_delivered",
    "notification": "notifications",
    "letter": "letters",
    "login": "logins",
    "read": "box_read",
    "payment": "payments",
}
"""The column behind each event that a counting rule may count."""

JUDGED: Final = ("effort_minutes", "missed_share")
"""The responses by which designs are ranked in words."""
OBSERVED: Final = frozenset({
    "opened_within_21_days", "opened_within_42_days", "logins", "without_login_share", "opt_out_share",
    "paid_on_first_notice_share", "late_share", "actions_late_share", "unpaid_at_end_share", "reminder_share",
    "first_reminder_share", "second_reminder_share", "third_reminder_share", "first_reminders_paid_share",
    "second_reminders_paid_share", "later_reminders_paid_share",
})  # fmt: skip
"""Responses that the operator of the box and the senders can observe in their own data.

Minutes spent and contacts noticed are observed by nobody."""
UNBILLED: Final = ("effort_minutes", "read_share")
"""The responses by which designs are ranked in a scenario that sends no invoice, so that none can be missed."""

FAMILY: Final = (
    "effort_minutes",
    "prompted_effort_minutes",
    "overhead_minutes",
    "logins",
    "read_share",
    "missed_share",
    "reminder_share",
    "fees_eur",
    "contact_inflation",
    "exposure",
    "sender_cost_eur",
)
"""Responses whose differences are read side by side, and so have intervals that hold for all of them together."""


WHOLES: Final[Mapping[str, str]] = {"box_delivered": "messages in the box", "emails_noticed": "e-mails noticed"}
"""Denominators of shares in words, for columns whose names are no words for them."""


@dataclass(frozen=True, slots=True)
class Response:
    """One number of a group of citizens: scale * sum(numerator) / sum(denominator)."""

    name: str
    title: str
    unit: str
    numerator: tuple[tuple[int, str], ...]
    """Columns, each with the integer that multiplies it."""
    denominator: str | None
    """A column, or None: the number of citizens, once per replication."""
    scale: float
    better: Literal["lower", "higher"] | None
    """The direction that is good for the citizen, or None.

    Opening shares have none: people rightly leave announcements unread when the notification discloses their nature."""
    label: str = ""
    """Name in tables, figures and sentences; the title if none is given."""
    heading: str = ""
    """Heading of a narrow column; the label if none is given."""
    decimals: int = BY_UNIT
    """Decimals of a level in the unit shown. Differences have more where their intervals are narrow."""
    above: Quantity = field(init=False, repr=False, compare=False)
    """The numerator of each citizen, unscaled."""
    below: Quantity = field(init=False, repr=False, compare=False)
    """The denominator of each citizen."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "above", Quantity(self.numerator))
        object.__setattr__(self, "below", CITIZEN if self.denominator is None else of_column(self.denominator))
        object.__setattr__(self, "label", self.label or self.title)
        object.__setattr__(self, "heading", self.heading or self.label)
        if self.decimals == BY_UNIT:
            object.__setattr__(self, "decimals", self.measure.decimals)

    @property
    def measure(self) -> Unit:
        """The unit in which its levels, margins and figures are shown."""
        return unit_of(self.name)

    @property
    def is_share(self) -> bool:
        """True if it is a share from 0 to 1, shown in per cent."""
        return self.measure is SHARES

    @property
    def factor(self) -> float:
        """Factor from the unit of the response to the unit shown."""
        return self.measure.factor

    @property
    def sign(self) -> str:
        """The short sign of the unit, behind a number or above a column: `min`, `%`, `/msg`."""
        return "/msg" if self.unit == PER_MESSAGE else self.measure.sign

    @property
    def whole(self) -> str:
        """The denominator of a share in words, such as `invoices`; empty for any other response."""
        return self.unit.removeprefix("share of ") if self.is_share else ""

    @property
    def shown_unit(self) -> str:
        """The unit of a level in words: `% of invoices`, `minutes per citizen per year`."""
        return f"% of {self.whole}" if self.is_share else self.unit

    @property
    def difference_unit(self) -> str:
        """The unit of a difference in words: `percentage points`, `minutes per citizen per year`."""
        return "percentage points" if self.is_share else self.unit

    def spoken(self, difference: float) -> str:
        """A difference with its unit, as written in a sentence: `0.5 points`, `1 minute`, `EUR 9`."""
        return self.measure.spoken(f"{difference * self.factor:.6g}")


def yearly_scale(scenario: Scenario) -> float:
    """Factor from a total over the measured window to a year of 365.25 days."""
    return SECONDS_PER_YEAR / scenario.horizon.value


def per_citizen_year(year: float) -> tuple[Response, ...]:
    """Responses per citizen and year: minutes, logins, contacts and money. `year` scales a window to a year."""

    def count(name: str, title: str, column: str, better: Literal["lower"] | None = "lower") -> Response:
        return Response(name, title, "per citizen per year", ((1, column),), None, year, better)

    def minutes(name: str, title: str, *terms: tuple[int, str]) -> Response:
        return Response(name, title, "minutes per citizen per year", terms, None, year / 60.0, "lower")

    return (
        minutes("effort_minutes", "effort", (1, "effort_seconds")),
        minutes("overhead_minutes", "overhead", (1, "overhead_seconds")),
        minutes(
            "prompted_effort_minutes",
            "effort without unprompted logins",
            (1, "effort_seconds"),
            (-1, "unprompted_seconds"),
        ),
        count("logins", "logins", "logins"),
        count("unprompted_logins", "unprompted logins", "unprompted_logins", None),
        count("wasted_logins", "logins that brought only announcements", "wasted_logins"),
        count("login_failures", "failed attempts to log in", "login_failures"),
        count("abandoned_logins", "logins given up", "abandoned_logins"),
        count("notifications", "electronic contacts", "notifications", None),
        count("letters", "letters", "letters", None),
        Response("fees_eur", "fees", "EUR per citizen per year", ((1, "fees_cents"),), None, year / 100.0, "lower"),
    )


def share(
    name: str,
    title: str,
    column: str,
    of: str | None,
    better: Literal["lower", "higher"] | None = "lower",
    label: str = "",
    heading: str = "",
) -> Response:
    """A share: a count out of another count, or out of the citizens."""
    whole = "citizens" if of is None else WHOLES.get(of, of.replace("_", " "))
    return Response(name, title, f"share of {whole}", ((1, column),), of, 1.0, better, label, heading)


def shares() -> tuple[Response, ...]:
    """Shares of messages, of invoices and of citizens."""
    return (
        share("read_share", "messages read", "read", "messages", None, heading="read"),
        share("opened_within_21_days", "opened within 21 days", "opened_within_21_days", "box_delivered", None),
        share("opened_within_42_days", "opened within 42 days", "opened_within_42_days", "box_delivered", None),
        Response(
            "days_to_read",
            "days to reading",
            "days, of messages read",
            ((1, "read_after_seconds"),),
            "read",
            1 / 86_400,
            None,
        ),
        share("unread_at_end_share", "unread at the end", "unread_at_end", "messages", None),
        share("missed_share", "invoices missed", "missed", "invoices", heading="missed"),
        share("late_share", "invoices late", "late", "invoices"),
        share(
            "reminder_share",
            "invoices with a fee",
            "reminded",
            "invoices",
            label="invoices reminded with a fee",
            heading="reminded",
        ),
        share("unpaid_at_end_share", "invoices unpaid at the end", "unpaid_at_end", "invoices"),
        share("actions_late_share", "actions late", "actions_late", "actions"),
        share("opt_out_share", "opted out", "opted_out", None, None),
        share("without_login_share", "without a login", "without_login", None, None),
        *(
            share(
                f"noticed_within_{words.replace(' ', '_')}",
                f"e-mails noticed within {words}",
                name,
                "emails_noticed",
                None,
            )
            for name, (_, words) in NOTICED_WITHIN.items()
        ),
        *reminder_shares(),
        *(share(f"missed_{cause}_share", f"missed: {cause}", f"missed_{cause}", "invoices") for cause in CAUSES),
        *(share(f"late_{cause}_share", f"late: {cause}", f"late_{cause}", "invoices") for cause in LATE_CAUSES),
    )


def reminder_shares() -> tuple[Response, ...]:
    """Shares of invoices that reach each step of their collection, and of those paid after it.

    A step of the collection is called a reminder.
    """
    reached = ("first", "second", "third")
    paid = dict(zip(reached, ("first", "second", "later"), strict=True))
    return (
        share(
            "paid_on_first_notice_share",
            "invoices paid before any reminder",
            "paid_on_first_notice",
            "invoices",
            "higher",
        ),
        *(
            share(f"{which}_reminder_share", f"invoices with a {which} reminder", f"{which}_reminders", "invoices")
            for which in reached
        ),
        *(
            share(
                f"{paid[which]}_reminders_paid_share",
                f"{which} reminders paid" if which == paid[which] else f"{which} reminders paid, or later ones",
                f"{paid[which]}_reminders_paid",
                f"{which}_reminders",
                "higher",
            )
            for which in reached
        ),
    )


def contact_counts(scenario: Scenario) -> tuple[Response, ...]:
    """Contacts per citizen and year, and contacts per message (inflation), by every counting rule.

    `contacts` and `contact_inflation` follow the rule that the comparison names; `contacts_by_<rule>` and
    `contact_inflation_by_<rule>` follow the others and that one.
    """
    found: list[Response] = []
    for suffix, rule in (
        ("", scenario.compare.counting),
        *((f"_by_{name}", name) for name in scenario.counting),
    ):
        counted = scenario.counting[rule]
        # An event that a rule names twice is counted once.
        terms = tuple((1, COUNTED[event]) for event in dict.fromkeys(counted.counts))
        title = f"contacts ({counted.title})"
        yearly = yearly_scale(scenario)
        found.append(Response(f"contacts{suffix}", title, "per citizen per year", terms, None, yearly, "lower"))
        found.append(inflation(suffix, title, terms))
    return tuple(found)


def inflation(suffix: str, title: str, terms: tuple[tuple[int, str], ...]) -> Response:
    """Contacts per message by one counting rule.

    Without a suffix it is the rule that the comparison names, and the response has a shorter label.
    """
    label, heading = ("", "") if suffix else ("digital contacts", "contacts")
    name, title = f"contact_inflation{suffix}", f"{title} per message"
    return Response(name, title, PER_MESSAGE, terms, "messages", 1.0, "lower", label, heading)


def ledger(scenario: Scenario) -> tuple[Response, ...]:
    """Effort by activity and by kind of burden, in minutes per citizen and year, and the number of steps."""
    year = yearly_scale(scenario)

    def minutes(name: str, title: str, columns: Sequence[str]) -> Response:
        terms = tuple((1, column) for column in columns)
        return Response(f"{name}_minutes", title, "minutes per citizen per year", terms, None, year / 60.0, "lower")

    kinds = dict.fromkeys(effort.kind for effort in LEDGER)
    return (
        *(minutes(f"{kind}_effort", f"{kind} costs", [e.column for e in LEDGER if e.kind == kind]) for kind in kinds),
        *(minutes(f"{effort.name}_effort", effort.meaning, [effort.column]) for effort in LEDGER),
        Response("steps", "steps", "per citizen per year", ((1, "steps"),), None, year, "lower"),
    )


def consequences(scenario: Scenario) -> tuple[Response, ...]:
    """Responses of the optional parts of a scenario; none for a part that is absent."""
    year = yearly_scale(scenario)

    def per_year(name: str, title: str, unit: str, column: str, scale: float = 1.0) -> Response:
        unit = f"{unit}per citizen per year"
        return Response(name, title, unit, ((1, column),), None, year * scale, "lower", decimals=2)

    found: list[Response] = []
    if scenario.exposure is not None:
        found.append(per_year("exposure", "personal data disclosed", "", "exposure_thousandths", 1 / 1000))
    if scenario.phishing is not None:
        found += [
            per_year("imitations_noticed", "phishing mails noticed", "", "imitations_noticed"),
            per_year("imitations_believed", "phishing mails believed", "", "imitations_believed"),
            per_year("phishing_losses_eur", "phishing losses", "EUR ", "phishing_losses_cents", 1 / 100),
        ]
    if scenario.sender_costs is not None:
        found.append(per_year("sender_cost_eur", "cost of the senders", "EUR ", "sender_cost_cents", 1 / 100))
    if any(kind.answer is not None for kind in scenario.message_types()):
        found += [
            share("answered_by_post_share", "answers that had to go by post", "answers_by_post", "answers"),
            share("without_paper_share", "answered without any paper", "answers_without_paper", "answers", "higher"),
            per_year("postage_eur", "postage of citizens", "EUR ", "postage_cents", 1 / 100),
        ]
    if scenario.helpdesk is not None:
        found += [
            per_year("calls", "calls to the helpdesk", "", "calls"),
            per_year("waiting_minutes", "waiting in the queue", "minutes ", "waiting_seconds", 1 / 60),
            Response(
                "given_up_share", "calls given up", "share of calls", ((1, "calls_given_up"),), "calls", 1.0, "lower"
            ),
        ]
    if scenario.survey is not None:
        found.append(Response("grade", "grade", "from 1 to 10", ((1, "grade"),), "surveyed", 1.0, "higher"))
    return tuple(found)


def judged_of(scenario: Scenario) -> tuple[str, ...]:
    """The default responses of a study: effort and missed invoices, or effort and messages read without invoices."""
    return JUDGED if has_invoices(scenario) else UNBILLED


def has_invoices(scenario: Scenario) -> bool:
    """True if any sender sends an invoice; otherwise no share of invoices is defined."""
    return any(kind.kind == "invoice" for kind in scenario.message_types())


def responses_of(scenario: Scenario) -> dict[str, Response]:
    """Every response of a scenario by name, in the order of the tables."""
    listed = (
        *per_citizen_year(yearly_scale(scenario)),
        *shares(),
        *contact_counts(scenario),
        *ledger(scenario),
        *consequences(scenario),
    )
    return {response.name: response for response in listed}


EQUAL_SUMS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("effort_seconds", tuple(effort.column for effort in LEDGER)),
    ("overhead_seconds", tuple(effort.column for effort in LEDGER if not effort.of_the_message)),
    ("messages", ("read", "unread_at_end")),
    ("missed", tuple(f"missed_{cause}" for cause in CAUSES)),
    ("late", ("missed", *(f"late_{cause}" for cause in LATE_CAUSES))),
    ("invoices", ("payments", "unpaid_at_end")),
    ("payments", ("paid_on_first_notice", "first_reminders_paid", "second_reminders_paid", "later_reminders_paid")),
)
"""Identities: a column, and the columns whose sum it equals for every citizen."""

AT_MOST: Final[tuple[tuple[tuple[str, ...], str], ...]] = (
    (("invoices", "actions"), "messages"),
    (("opened_within_21_days",), "opened_within_42_days"),
    (("opened_within_42_days",), "read"),
    (("box_read",), "box_delivered"),
    (("box_read",), "read"),
    (("box_delivered",), "messages"),
    (("late",), "invoices"),
    (("first_reminders", "paid_on_first_notice"), "invoices"),
    (("first_reminders",), "late"),
    (("reminded",), "first_reminders"),
    (("second_reminders", "first_reminders_paid"), "first_reminders"),
    (("third_reminders", "second_reminders_paid"), "second_reminders"),
    (("later_reminders_paid",), "third_reminders"),
    (("actions_late",), "actions"),
    (("answers_by_post", "answers_without_paper"), "answers"),
    (("answers",), "messages"),
    (("unprompted_logins", "wasted_logins"), "logins"),
    (("unprompted_seconds",), "overhead_seconds"),
    (("emails_noticed",), "notifications"),
    *((names[:1], names[1]) for names in pairwise((*NOTICED_WITHIN, "emails_noticed"))),
    (("calls_given_up",), "calls"),
    (("waiting_seconds",), "calling_seconds"),
    (("imitations_believed",), "imitations_noticed"),
)
"""Inequalities: columns whose sum never exceeds another column, for any citizen."""

UNAFFECTED: Final = ("replication", "citizen", "segment", "reachable", "surveyed", "messages", "invoices", "actions")
"""Columns that no design influences: citizens' identity, who is asked for a grade, and the messages sent."""


def reconcile(columns: Columns) -> None:
    """Check that the counts of every citizen satisfy all identities and inequalities.

    Raises `ReconciliationError` with the first citizen whose counts do not, and both values.
    """
    for column in COLUMNS:
        require(columns, columns[column.name] >= 0, f"{column.name} at least", column.name, np.int64(0))
        if column.unit == "0/1":
            require(columns, columns[column.name] <= 1, f"{column.name} at most", column.name, np.int64(1))
    require(columns, columns["reachable"] <= ELECTRONIC, "reachable at most", "reachable", np.int64(ELECTRONIC))
    for total, parts in EQUAL_SUMS:
        added = total_of(columns, parts)
        require(columns, columns[total] == added, f"{total} equal to {' + '.join(parts)}", total, added)
    for parts, limit in AT_MOST:
        added = total_of(columns, parts)
        require(columns, added <= columns[limit], f"{' + '.join(parts)} at most {limit}", parts, columns[limit])


def reconcile_pair(columns: Columns, reference: Columns) -> None:
    """Check that two designs were simulated on the same citizens and messages, row by row.

    Raises `ReconciliationError` with the first citizen in whom they differ, and both values.
    """
    if len(columns["citizen"]) != len(reference["citizen"]):
        raise ReconciliationError(
            f"Two designs have {len(columns['citizen'])} and {len(reference['citizen'])} citizens; "
            "paired designs have the same."
        )
    for name in UNAFFECTED:
        require(columns, columns[name] == reference[name], f"{name} as in the reference", name, reference[name])


def total_of(columns: Columns, names: tuple[str, ...]) -> Counts:
    """The sum of some columns, citizen by citizen."""
    total = columns[names[0]]
    for name in names[1:]:
        total = total + columns[name]
    return total


def require(
    columns: Columns,
    holds: npt.NDArray[np.bool_],
    what: str,
    found: str | tuple[str, ...],
    expected: Counts | np.int64,
) -> None:
    """Raise `ReconciliationError` for the first row in which a rule does not hold."""
    if bool(holds.all()):
        return
    row = int(np.argmin(holds))
    value = int(total_of(columns, (found,) if isinstance(found, str) else found)[row])
    limit = int(np.broadcast_to(expected, holds.shape)[row])
    raise ReconciliationError(
        f"Counts do not add up for citizen {int(columns['citizen'][row])} of replication "
        f"{int(columns['replication'][row])}: expected {what}, found {value} against {limit}."
    )
