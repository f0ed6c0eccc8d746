"""Usage: which numbers of a scenario can make a difference to citizens under a design, and to a response.

It follows from what the design says of itself: its channels, its links and logins, for whom its contacts are. A number
that may be used counts as used; only of what nothing can read it is said that it is not.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final

from sim.scenario.alternatives import ALTERNATIVES, touched
from sim.scenario.paths import STAR, follows
from sim.scenario.schema import Design, Scenario

ONLY_MOVES: Final[Mapping[str, tuple[str, ...]]] = {
    "exposure": ("exposure_thousandths",),
    "sender_costs": ("sender_cost_cents",),
    "survey": ("surveyed", "grade"),
}
"""Keys whose numbers say what comes of an event and bring none about, with the columns that they move."""


def may_move(scenario: Scenario, designs: Sequence[str], columns: Collection[str] | None, path: str) -> bool:
    """Whether the number at a path may make a difference under one of some designs.

    Only to some columns of the rows, if these are named.
    """
    section, _, name = path.partition(".")
    if section == ALTERNATIVES:
        return any(may_move(scenario, designs, columns, ".".join(each)) for each in touched(scenario, name))
    if columns is not None and section in ONLY_MOVES and not set(ONLY_MOVES[section]) & set(columns):
        return False
    return any(is_used(scenario, scenario.designs[design], tuple(path.split("."))) for design in designs)


def is_used(scenario: Scenario, design: Design, steps: tuple[str, ...]) -> bool:
    """Whether the number at a path may be read when citizens live under a design."""
    for pattern, used in RULES:
        if follows(steps[: len(pattern)], pattern):
            return used(scenario, design, steps)
    return True


def uses_channel(scenario: Scenario, design: Design, channel: str) -> bool:
    """Whether anything comes over a channel: a contact, or what imitates one by mail.

    Letters always count, for every design sends some on paper.
    """
    imitated = channel == "email" and scenario.phishing is not None and is_electronic(design)
    return channel == "letter" or imitated or any(contact.channel == channel for contact in design.contacts)


def can_opt_out(design: Design) -> bool:
    """Whether a design lets people give digital post up."""
    return design.return_to_paper_on_opt_out and not design.compulsory


def is_electronic(design: Design) -> bool:
    """Whether a design has a contact that is no letter."""
    return any(contact.channel != "letter" for contact in design.contacts)


def has_link(design: Design, link: str) -> bool:
    """Whether a contact has this link: `portal_link` or `deep_link`."""
    return any(f"{contact.link}_link" == link for contact in design.contacts)


def is_collected(scenario: Scenario, scheme: str) -> bool:
    """Whether a scheme of collection is that of any message type."""
    kinds = (kind for sender in scenario.senders.values() for kind in sender.message_types.values())
    return any(kind.collection == scheme for kind in kinds)


RULES: Final[tuple[tuple[tuple[str, ...], Callable[[Scenario, Design, tuple[str, ...]], bool]], ...]] = (
    (("channels", STAR), lambda scenario, design, steps: uses_channel(scenario, design, steps[1])),
    (("exposure", "channels", STAR), lambda scenario, design, steps: uses_channel(scenario, design, steps[2])),
    (("collections", STAR), lambda scenario, _, steps: is_collected(scenario, steps[1])),
    (
        ("login", "methods", "app_pin"),
        lambda _, design, __: any(contact.access == "app_pin" for contact in design.contacts),
    ),
    (("login",), lambda _, design, __: design.message_box),
    ((STAR, "portal_link"), lambda _, design, steps: has_link(design, steps[1])),
    ((STAR, "deep_link"), lambda _, design, steps: has_link(design, steps[1])),
    (("phishing",), lambda _, design, __: is_electronic(design)),
    (("suspicion",), lambda _, design, __: is_electronic(design)),
    (("opt_out",), lambda _, design, __: design.message_box and can_opt_out(design)),
    (("survey", "adaptation"), lambda _, design, __: design.compulsory),
    (
        ("population", "reminder_opt_in"),
        lambda _, design, __: any(contact.recipients == "opted_in" for contact in design.contacts),
    ),
    (("population", "preference", STAR, "paper"), lambda _, design, __: design.message_box and not design.compulsory),
    (("population", "preference", STAR, "opt_out"), lambda _, design, __: design.message_box and can_opt_out(design)),
    (("population", "preference", STAR, "burden"), lambda _, design, __: design.message_box),
    (
        ("population", "mail_rule"),
        lambda _, design, __: any(contact.channel == "email" for contact in design.contacts),
    ),
    (("population", "direct_debit"), lambda _, design, __: design.pay_from_contact == "direct_debit"),
)
"""Beginnings of paths, with when the numbers below them are read; the first that fits counts."""
