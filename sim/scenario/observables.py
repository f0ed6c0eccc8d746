"""Parameters that cannot be measured directly, each with an observation from which it could be inferred.

No register records a weight in a utility, or a belief; but its effects can be observed. Each entry is a pattern of
paths and such an observation; the first pattern that matches a path counts.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Final

OBSERVABLES: Final = (
    ("opening.b0", "the share of noticed notifications after which the box is opened, in the log of the message box"),
    ("opening.b_letter", "the share of delivered envelopes that are opened, by a diary or returned slips"),
    ("opening.b_value", "how opening differs between message types worth more or less, under a text that names them"),
    ("opening.b_urgency", "how opening rises towards a deadline that the notification names"),
    ("opening.b_friction", "how opening changes where logging in is made a minute shorter for people drawn by lot"),
    ("opening.b_postpone", "the share of boxes opened days after the notification was noticed and not at once"),
    ("opening.sd_message", "whether the same people open a reminder as the first notification, message by message"),
    ("opening.urgency_window", "how many days before a named deadline opening begins to rise"),
    ("opening.postponement.*", "the delay between the first and the second look at the same notification"),
    ("opening.remembers", "the share of postponed messages that are opened later without a reminder"),
    ("opening.deadline_lead", "how many days before the deadline postponed messages are opened"),
    ("opening.reads_all", "whether older unread messages are opened in the same session, in the log of the box"),
    ("appraisal.initial_belief", "how new accounts open their first notifications, against older accounts"),
    ("appraisal.learning_rate", "how opening falls after announcements that asked for nothing, account by account"),
    ("appraisal.understood", "opening under a text that names the action, in its first weeks, for people drawn by lot"),
    ("suspicion.*", "the share of genuine mails reported as phishing, or judged so in a test with both kinds"),
    ("phishing.base", "the share that enters data in a simulated phishing mail"),
    ("phishing.*link", "the same, with and without a link of that kind in the genuine mails"),
    ("phishing.details", "the same, with and without details in the genuine mails"),
    ("channels.*.visibility", "opens within an hour by that channel against e-mail, for people drawn by lot"),
    ("channels.*.sinking", "how opening falls with the number of mails that came after the notification"),
    ("population.attention.*", "the share of delivered mails that are opened at the first look, by read receipts"),
    ("population.diligence.*", "how far the same people open more than others do, over many messages"),
    ("opt_out.*", "how many switch messages off after a fee, a failed login or an announcement, from the settings log"),
    ("survey.*", "a grade asked of people whose logins, fees and minutes are known, before and after a change"),
)  # fmt: skip
"""Patterns of paths, each with the observation from which the number could be inferred."""


def observable_of(path: str) -> str:
    """The observation from which a parameter could be inferred; empty for one that can be measured directly."""
    return next((seen for pattern, seen in OBSERVABLES if fnmatchcase(path, pattern)), "")
