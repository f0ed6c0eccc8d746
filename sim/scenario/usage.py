"""Usage: which numbers of a scenario can influence citizens under a design, and a response.

Usage is derived from the definition of the design: its channels, links, logins, and the recipients of its contacts. It
is conservative: a number counts as unused only if nothing can read it.
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
"""Keys whose numbers evaluate events without causing any, with the columns that they influence."""


def may_move(scenario: Scenario, designs: Sequence[str], columns: Collection[str] | None, path: str) -> bool:
    """True if the number at a path may influence results under one of some designs.

    If `columns` are given, only these columns of the rows count.
    """
    section, _, name = path.partition(".")
    if section == ALTERNATIVES:
        return any(may_move(scenario, designs, columns, ".".join(each)) for each in touched(scenario, name))
    if columns is not None and section in ONLY_MOVES and not set(ONLY_MOVES[section]) & set(columns):
        return False
    return any(is_used(scenario, scenario.designs[design], tuple(path.split("."))) for design in designs)


def is_used(scenario: Scenario, design: Design, steps: tuple[str, ...]) -> bool:
    """True if the number at a path may be read while citizens are simulated under a design."""
    for pattern, used in RULES:
        if follows(steps[: len(pattern)], pattern):
            return used(scenario, design, steps)
    return True


def uses_channel(scenario: Scenario, design: Design, channel: str) -> bool:
    """True if anything arrives by a channel: a contact, or a phishing mail that imitates one.

    Letters always count, because every design sends some on paper.
    """
    imitated = channel == "email" and scenario.phishing is not None and is_electronic(design)
    return channel == "letter" or imitated or any(contact.channel == channel for contact in design.contacts)


def can_opt_out(design: Design) -> bool:
    """True if a design lets people return to paper post."""
    return design.return_to_paper_on_opt_out and not design.compulsory


def is_electronic(design: Design) -> bool:
    """True if a design has a contact other than a letter."""
    return any(contact.channel != "letter" for contact in design.contacts)


def has_link(design: Design, link: str) -> bool:
    """True if any contact has this kind of link: `portal_link` or `deep_link`."""
    return any(f"{contact.link}_link" == link for contact in design.contacts)


def is_collected(scenario: Scenario, scheme: str) -> bool:
    """True if any message type uses a collection scheme."""
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
"""Patterns of beginnings of paths, with conditions under which the numbers below are read; the first match counts."""
