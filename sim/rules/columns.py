"""The columns of the per-citizen table: one row per citizen, design and replication.

Only messages delivered in the measured window count, with everything they caused until their own end; unprompted
logins count when they fall in the window. Everything is an integer: seconds, cents and counts, so that sums are exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from sim.clock import DAY, HOUR
from sim.rules.activity import Activity


@dataclass(frozen=True, slots=True)
class CitizenColumn:
    """A column of the per-citizen table."""

    name: str
    unit: str
    meaning: str


CAUSES: dict[str, str] = {
    "not_activated": "the account was never activated",
    "dormant": "the account is dormant: nothing reaches its owner",
    "no_valid_address": "no valid address for any contact",
    "not_sent": "no contact was meant for the citizen, or none had left",
    "not_delivered": "every contact was lost on the way, or was still under way",
    "not_noticed": "a contact arrived and was not noticed in time",
    "taken_for_phishing": "a contact was noticed and taken for phishing",
    "ignored": "a contact was noticed and ignored, at first sight or when it came back to mind",
    "postponed": "opening was postponed and then forgotten, or still postponed at the due date",
    "login_abandoned": "the citizen tried to log in and gave up, or was still waiting for new credentials",
}
"""Causes of a missed invoice: the furthest stage that any contact of it reached before the due date, in words."""

LATE_CAUSES: dict[str, str] = {
    "forgot": "read in time, and forgotten",
    "unable": "read in time by a citizen who cannot pay",
}
"""Causes of lateness of an invoice that was read in time, in words."""


@dataclass(frozen=True, slots=True)
class EffortActivity:
    """One activity of the effort ledger."""

    name: str
    kind: Literal["learning", "compliance", "psychological"]
    """Learning costs: finding out what there is. Compliance costs: doing what is required. Psychological costs: what
    worry and resistance take, as far as it takes time (the three burdens of Bearson and Sunstein 2023,
    doi 10.1017/bpp.2023.21)."""
    activities: tuple[Activity, ...]
    meaning: str
    of_the_message: bool = False
    """True if the message itself requires it; all other effort is overhead."""

    @property
    def column(self) -> str:
        """Its column of the per-citizen table."""
        return f"{self.name}_seconds"


LEDGER: tuple[EffortActivity, ...] = (
    EffortActivity("triage", "learning", (Activity.NOTICED, Activity.IMITATION_NOTICED), "looking at contacts"),
    EffortActivity("checking", "psychological", (Activity.DOUBTED,), "checking whether contacts are genuine"),
    EffortActivity("login", "compliance", (Activity.LOGIN_FAILED, Activity.LOGGED_IN), "attempts to log in"),
    EffortActivity("recovery", "compliance", (Activity.CREDENTIALS_REQUESTED,), "asking for new credentials"),
    EffortActivity("navigating", "compliance", (Activity.NAVIGATED,), "from the login to the message box"),
    EffortActivity("opening", "learning", (Activity.OPENED,), "opening messages and envelopes"),
    EffortActivity("reading", "learning", (Activity.READ,), "reading messages", of_the_message=True),
    EffortActivity("paying", "compliance", (Activity.PAID,), "paying", of_the_message=True),
    EffortActivity(
        "responding", "compliance", (Activity.RESPONDED, Activity.OBJECTED), "doing what is asked", of_the_message=True
    ),
    EffortActivity("posting", "compliance", (Activity.ANSWERED_BY_POST,), "answering by post", of_the_message=True),
    EffortActivity("reminders", "compliance", (Activity.REMINDER_HANDLED,), "sorting out payment reminders"),
    EffortActivity(
        "calling", "compliance", (Activity.CALLED, Activity.HUNG_UP, Activity.HELPED), "calling the helpdesk"
    ),
    EffortActivity(
        "losses", "psychological", (Activity.IMITATION_RISKED,), "sorting out believed phishing mails, as expected"
    ),
    EffortActivity("opting_out", "psychological", (Activity.OPTED_OUT,), "switching digital post off"),
)
"""Every activity that takes time, exactly once: the columns add up to the effort.

The time that a believed imitation takes is not among them: its expectation is booked when the imitation is noticed."""

NOTICED_WITHIN: Final[dict[str, tuple[int, str]]] = {
    "emails_noticed_within_1_hour": (HOUR, "1 hour"),
    "emails_noticed_within_6_hours": (6 * HOUR, "6 hours"),
    "emails_noticed_within_24_hours": (24 * HOUR, "24 hours"),
    "emails_noticed_within_7_days": (7 * DAY, "7 days"),
}
"""Spans within which e-mails are noticed, in seconds and in words: those for which shares are published."""

COLUMNS: tuple[CitizenColumn, ...] = (
    CitizenColumn("replication", "", "number of the simulated history, from 0"),
    CitizenColumn("citizen", "", "number of the citizen, from 0"),
    CitizenColumn("segment", "", "place of the citizen's segment in the scenario, from 0"),
    CitizenColumn(
        "reachable",
        "",
        "by which electronic channels contacts can reach the citizen: 1 for e-mail, 2 for push messages "
        "and 4 for text messages, added up; 0 if by none. The same under every design",
    ),
    CitizenColumn("messages", "count", "messages delivered in the measured window"),
    CitizenColumn("read", "count", "of these, read (in the box, from a contact, or on paper)"),
    CitizenColumn("opened_within_21_days", "count", "of these, opened in the box or from a contact within 21 days"),
    CitizenColumn("opened_within_42_days", "count", "of these, opened in the box or from a contact within 42 days"),
    CitizenColumn("read_after_seconds", "s", "for the messages read, time from delivery to reading, added up"),
    CitizenColumn("unread_at_end", "count", "of these, still unread at the end of the simulation"),
    CitizenColumn("invoices", "count", "invoices among the messages"),
    CitizenColumn("late", "count", "invoices unpaid at their due date"),
    CitizenColumn("missed", "count", "invoices unpaid and unread at their due date"),
    *(CitizenColumn(f"missed_{cause}", "count", f"missed because {meaning}") for cause, meaning in CAUSES.items()),
    *(CitizenColumn(f"late_{cause}", "count", f"late because {meaning}") for cause, meaning in LATE_CAUSES.items()),
    CitizenColumn("reminded", "count", "invoices for which at least one fee was charged"),
    CitizenColumn("unpaid_at_end", "count", "invoices still unpaid at the end of the simulation"),
    CitizenColumn("paid_on_first_notice", "count", "invoices paid before any step of their collection"),
    CitizenColumn("first_reminders", "count", "invoices that reached the first step of their collection"),
    CitizenColumn("second_reminders", "count", "of these, invoices that reached the second step"),
    CitizenColumn("third_reminders", "count", "of these, invoices that reached the third step"),
    CitizenColumn("first_reminders_paid", "count", "invoices paid after the first step and before the second"),
    CitizenColumn("second_reminders_paid", "count", "invoices paid after the second step and before the third"),
    CitizenColumn("later_reminders_paid", "count", "invoices paid after the third step, or a later one"),
    CitizenColumn("fees_cents", "cent", "fees and increases charged"),
    CitizenColumn("actions", "count", "messages that ask for an action"),
    CitizenColumn("actions_late", "count", "actions not done by their deadline"),
    CitizenColumn("answers", "count", "responses to what is asked, and objections to bills"),
    CitizenColumn("answers_by_post", "count", "of these, those that had to go by post"),
    CitizenColumn(
        "answers_without_paper", "count", "of these, those given online to a message opened on a screen before"
    ),
    CitizenColumn("postage_cents", "cent", "what citizens paid to send answers by post"),
    CitizenColumn("notifications", "count", "electronic contacts sent"),
    CitizenColumn("letters", "count", "letters sent, collection letters included"),
    CitizenColumn("emails_noticed", "count", "e-mails noticed at some time; a bundle is one e-mail"),
    *(
        CitizenColumn(name, "count", f"of these, noticed within {words} of being sent")
        for name, (_, words) in NOTICED_WITHIN.items()
    ),
    CitizenColumn("logins", "count", "successful logins"),
    CitizenColumn("unprompted_logins", "count", "of these, logins that no contact caused"),
    CitizenColumn("wasted_logins", "count", "of these, logins caused by a contact that brought only announcements"),
    CitizenColumn("without_login", "0/1", "no login in the measured window; so too for who has no account, or no box"),
    CitizenColumn("login_failures", "count", "failed attempts to log in"),
    CitizenColumn("abandoned_logins", "count", "logins given up"),
    CitizenColumn("effort_seconds", "s", "time spent on everything"),
    CitizenColumn("overhead_seconds", "s", "time spent on everything but reading and acting on the message itself"),
    CitizenColumn("unprompted_seconds", "s", "part of the overhead that belongs to unprompted logins"),
    *(CitizenColumn(effort.column, "s", f"part of the effort: {effort.meaning}") for effort in LEDGER),
    CitizenColumn("steps", "count", "activities that took time, one by one"),
    CitizenColumn("payments", "count", "payments made"),
    CitizenColumn("box_delivered", "count", "messages delivered in the message box"),
    CitizenColumn("box_read", "count", "messages read in the message box or from an electronic contact"),
    CitizenColumn("opted_out", "0/1", "whether the citizen had opted out by the end of the measured window"),
    CitizenColumn("calls", "count", "calls to the helpdesk"),
    CitizenColumn("calls_given_up", "count", "of these, given up in the queue"),
    CitizenColumn("waiting_seconds", "s", "time spent waiting in the queue of the helpdesk"),
    CitizenColumn("imitations_noticed", "count", "phishing mails that imitate the notification, noticed"),
    CitizenColumn("imitations_believed", "count", "of these, believed"),
    CitizenColumn(
        "phishing_losses_cents", "cent", "money lost to phishing mails: for each one noticed, what is expected"
    ),
    CitizenColumn(
        "exposure_thousandths", "1/1000", "personal data disclosed by contacts, in thousandths of a unit weight"
    ),
    CitizenColumn("sender_cost_cents", "cent", "what contacts, collection and calls cost the bodies that send"),
    CitizenColumn("surveyed", "0/1", "whether the citizen is asked for a grade; the same under every design"),
    CitizenColumn("grade", "grade", "grade from 1 to 10 that the citizen gives; 0 if not asked"),
)
"""All columns, in the order in which they are stored. All are 64-bit integers."""

NAMES: tuple[str, ...] = tuple(column.name for column in COLUMNS)
