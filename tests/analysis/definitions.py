"""What a study measures, written down once more: its responses, groups, burdens and margins, each by its definition.

Names and titles are taken from the responses under test; what each adds up, and what that is divided by, is said here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from sim.analysis.groups import Group
from sim.outcomes.responses import Response, responses_of
from sim.scenario.schema import Scenario

COUNTED: Final = {
    "delivered": "box_delivered",
    "notification": "notifications",
    "letter": "letters",
    "login": "logins",
    "read": "box_read",
    "payment": "payments",
}
"""The column that counts each event of a counting rule."""

EXPENSES: Final = {
    "learning": ("triage", "opening", "reading"),
    "psychological": ("checking", "losses", "opting_out"),
    "compliance": ("login", "recovery", "navigating", "paying", "responding", "posting", "reminders", "calling"),
}
"""The activities that take time, by the kind of cost that it is."""

YEARLY: Final[Mapping[str, tuple[tuple[str, ...], int]]] = {
    "effort_minutes": (("effort_seconds",), 60),
    "overhead_minutes": (("overhead_seconds",), 60),
    "prompted_effort_minutes": (("effort_seconds", "-unprompted_seconds"), 60),
    "waiting_minutes": (("waiting_seconds",), 60),
    "fees_eur": (("fees_cents",), 100),
    "phishing_losses_eur": (("phishing_losses_cents",), 100),
    "sender_cost_eur": (("sender_cost_cents",), 100),
    "exposure": (("exposure_thousandths",), 1_000),
    **{f"{kind}_effort_minutes": (tuple(f"{one}_seconds" for one in all_), 60) for kind, all_ in EXPENSES.items()},
    **{f"{one}_effort_minutes": ((f"{one}_seconds",), 60) for all_ in EXPENSES.values() for one in all_},
}
"""What is added up of a citizen in a year, and how much of it is one in the unit of the response."""

OF_INVOICES: Final = {"missed_share": "missed", "late_share": "late", "reminder_share": "reminded"} | {
    "unpaid_at_end_share": "unpaid_at_end",
    "paid_on_first_notice_share": "paid_on_first_notice",
    "first_reminder_share": "first_reminders",
    "second_reminder_share": "second_reminders",
    "third_reminder_share": "third_reminders",
}
SHARES: Final[Mapping[str, tuple[str, str | None]]] = {
    "read_share": ("read", "messages"),
    "unread_at_end_share": ("unread_at_end", "messages"),
    "opened_within_21_days": ("opened_within_21_days", "box_delivered"),
    "opened_within_42_days": ("opened_within_42_days", "box_delivered"),
    "actions_late_share": ("actions_late", "actions"),
    "opt_out_share": ("opted_out", None),
    "without_login_share": ("without_login", None),
    "first_reminders_paid_share": ("first_reminders_paid", "first_reminders"),
    "second_reminders_paid_share": ("second_reminders_paid", "second_reminders"),
    "later_reminders_paid_share": ("later_reminders_paid", "third_reminders"),
    "given_up_share": ("calls_given_up", "calls"),
    "grade": ("grade", "surveyed"),
    **{name: (column, "invoices") for name, column in OF_INVOICES.items()},
}
"""What is divided by what; None is the number of citizens."""
BURDENS: Final = {
    "effort_minutes": ("effort_seconds", 60),
    "fees_eur": ("fees_cents", 100),
    "missed_invoices": ("missed", 1),
}


def year_of(scenario: Scenario) -> float:
    """From what is counted over the measured window to what there would be in a year of 365.25 days."""
    return 365.25 * 24 * 60 * 60 / scenario.horizon.value


def defined(scenario: Scenario) -> dict[str, Response]:
    """Every response, with what its name says is to be added up and divided."""
    return {name: _defined(scenario, response) for name, response in responses_of(scenario).items()}


def _defined(scenario: Scenario, response: Response) -> Response:
    name, year = response.name, year_of(scenario)
    columns, base = YEARLY.get(name, ((name,), 1))
    of, scale = None, year / base
    if name in SHARES:
        column, of = SHARES[name]
        columns, scale = (column,), 1.0
    elif name == "days_to_read":
        columns, of, scale = ("read_after_seconds",), "read", 1 / 86_400
    elif name.startswith("noticed_within_"):
        columns, of, scale = (f"emails_{name}",), "emails_noticed", 1.0
    elif name.startswith(("missed_", "late_")):
        columns, of, scale = (name.removesuffix("_share"),), "invoices", 1.0
    elif name.startswith("contact"):
        kind, _, rule = name.partition("_by_")
        columns = tuple(COUNTED[event] for event in scenario.counting[rule or scenario.compare.counting].counts)
        of, scale = (None, year) if kind == "contacts" else ("messages", 1.0)
    terms = tuple((-1 if column.startswith("-") else 1, column.removeprefix("-")) for column in columns)
    return replace(response, numerator=terms, denominator=of, scale=scale)


def burdens_of(scenario: Scenario) -> tuple[Response, ...]:
    """What is borne unequally: effort, fees and missed invoices."""
    titles = {"effort_minutes": "effort", "fees_eur": "fees", "missed_invoices": "missed invoices"}
    units = {"effort_minutes": "minutes", "fees_eur": "EUR", "missed_invoices": "invoices"}
    year = year_of(scenario)
    return tuple(
        Response(name, titles[name], f"{units[name]} per year", ((1, column),), None, year / base, "lower")
        for name, (column, base) in BURDENS.items()
    )


def groups_of(scenario: Scenario) -> tuple[Group, ...]:
    """All citizens, those whom a compared design can reach on a screen, and the segments in their order."""
    segments = enumerate(scenario.population.segments.items())
    return (
        Group("all", "all citizens"),
        Group("reachable", "reachable accounts", "reachable", 1),
        *(Group(f"segment_{name}", segment.title, "segment", place) for place, (name, segment) in segments),
    )


def margins_of(scenario: Scenario) -> dict[str, float]:
    """The margins that are stated, in minutes, euros, shares or numbers."""
    stated = scenario.compare.margins
    found = {} if stated is None else {name: getattr(stated, name) for name in type(stated).model_fields}
    in_base = {"minutes": 60, "eur": 100}
    return {
        name: margin.value / in_base.get(name.rpartition("_")[2], 1)
        for name, margin in found.items()
        if margin is not None
    }
