"""Reasons in words and numbers: noticing, belief, utility, remembering, and the draws that decided."""

from __future__ import annotations

from sim.clock import NEVER, Calendar
from sim.model.decisions import (
    DECISIONS,
    ActionPlanned,
    Attempted,
    Considered,
    Frustrated,
    Judged,
    Learnt,
    Postponed,
    Travelled,
)
from sim.notation import listed
from sim.outcomes.life import LifeMoment
from sim.report.layout import MINUS
from sim.report.timeline.phrases import TIED, contact_plan, disclosed, moment, ordinal, percent, plain, sentence
from sim.rules.acting import PLANNED
from sim.rules.login import RECOVER, RETRY
from sim.rules.parameters import METHODS
from sim.scenario.schema import Design, MessageType

LOW, HIGH = 0.45, 0.7


def is_table(reason: str) -> bool:
    """True if a reason has several lines, which must not be wrapped."""
    return "\n" in reason


def chance_and_draw(chance: float, draw: float) -> str:
    """A probability with its draw, such as `chance 70 %, draw 31 %`; the event happens if the draw is lower.

    Decimals are added until two different numbers look different.
    """
    stated, drawn, decimals = percent(chance), percent(draw), 1
    while stated == drawn and decimals < 12:
        stated, drawn = f"{chance * 100:.{decimals}f}{TIED}%", f"{draw * 100:.{decimals}f}{TIED}%"
        decimals += 1
    return f"chance {stated}, draw {drawn}"


def looking(trip: Travelled) -> str:
    """The look at which something was noticed and its probability, or that somebody else saw it first."""
    if trip.helped:
        return "somebody else who sees it saw it first and passed it on"
    last = trip.looks[-1]
    return f"at the {ordinal(len(trip.looks))} look, {chance_and_draw(last.chance, last.draw)}"


def unnoticed(trip: Travelled) -> str:
    """The reason why a contact was never seen; empty if it was seen."""
    if not trip.has_address:
        return "It could not reach anybody."
    if trip.is_lost:
        return f"It was lost on the way ({chance_and_draw(trip.lost, trip.draw)})."
    if trip.noticed_at < NEVER:
        return ""
    if trip.filed:
        return "A rule of the mail program filed it away, where nobody sees it."
    if not trip.looks:
        return "Nobody looked before the end."
    chances = listed([percent(look.chance) for look in trip.looks])
    count = len(trip.looks)
    looks = "one look" if count == 1 else f"{count} looks"
    return f"It was overlooked at {looks} (chances to notice it {chances}), and never seen."


def suspicion(judged: Judged) -> str:
    """The probability that a contact was taken for phishing, with its draw."""
    return f"suspicion: {chance_and_draw(judged.chance, judged.draw)}"


def appraisal(choice: Considered, design: Design, message_type: MessageType) -> str:
    """The value attributed to a contact, and the information behind it."""
    plan, belief = contact_plan(design, choice.contact), choice.worth.belief
    worth = f"belief {plain(belief)}"
    taken = (
        "took it for a mere announcement"
        if belief < LOW
        else "thought it might matter"
        if belief < HIGH
        else "thought it mattered"
    )
    if plan is None or (plan.channel == "letter" and "content" in plan.discloses):
        return f"By its envelope {taken} ({worth})."
    if "content" in plan.discloses:
        return f"It showed what it was about (worth {plain(belief)})."
    fields = disclosed(plan, message_type)
    if not fields:
        return f"Could not tell what it was about; going by earlier ones, {taken} ({worth})."
    return f"By its {listed(fields)} {taken} ({worth})."


def parts(choice: Considered) -> tuple[tuple[str, float], ...]:
    """The nonzero terms of the utility of opening, each with its name."""
    worth = choice.worth
    way = "opening by login" if worth.minutes else "no login needed"
    every = (
        (f"belief {plain(worth.belief)} times {plain(worth.b_value)}", worth.b_value * worth.belief),
        ("own diligence", worth.diligence),
        ("this message", worth.appeal),
        ("deadline", worth.b_urgency * worth.urgency),
        (way, worth.constant),
        (f"{worth.minutes:.1f} min of login", -worth.b_friction * worth.minutes),
    )
    return tuple((name, value) for name, value in every if value != 0.0)


def utility(choice: Considered) -> str:
    """The utility of opening as the sum of its parts."""
    terms = " ".join(
        f"{'+' if value >= 0 else MINUS} {plain(abs(value))} ({name})" for name, value in parts(choice)
    ).removeprefix("+ ")
    return f"Opening was worth {terms} = {plain(choice.utilities[0])}."


def chances(choice: Considered) -> str:
    """A small table of the alternatives: probability, utility and luck. The largest sum of the last two decided."""
    every = zip(DECISIONS, choice.utilities, choice.chances, choice.luck, choice.totals, strict=True)
    rows = [
        f"{name:<9}{percent(chance):>7}{plain(value):>8} {added(luck)} ={plain(total):>6}"
        for name, value, chance, luck, total in every
    ]
    rows[choice.decision] += "  the most"
    return "\n".join([f"{'':<9}{'chance':>7}{'worth + luck':>20}", *rows])


def added(value: float) -> str:
    """A term of a sum, such as `+ 0.50`, with a real minus sign."""
    return f"{'+' if value >= 0 else MINUS} {plain(abs(value))}"


def returning(postponed: Postponed, calendar: Calendar, year: int | None) -> str:
    """The time at which a postponed contact came back to mind, or the reason why it did not."""
    if postponed.too_often:
        return "It had been postponed as often as possible."
    remembering = f"remembering: {chance_and_draw(postponed.remembers, postponed.draw)}"
    if postponed.back_at == NEVER:
        return f"It did not come back to mind ({remembering})."
    when = moment(calendar, postponed.back_at, year)
    if postponed.by_deadline:
        return f"Its deadline was to bring it back to mind on {when} ({remembering})."
    return f"It was to come back to mind on {when} ({remembering})."


def method(attempt: Attempted) -> str:
    """The login method in words."""
    return {"password": "by password", "sms": "by text message", "app": "by app", "app_pin": "with the app's code"}[
        METHODS[attempt.method]
    ]


def after_failure(attempt: Attempted) -> str:
    """The reaction to a failed attempt."""
    gives_up = 1.0 - attempt.retries - attempt.recovers
    what = {RETRY: "tried again", RECOVER: "asked for new credentials"}.get(attempt.reaction, "gave up")
    if not attempt.may_go_on and attempt.reaction_draw < attempt.retries + attempt.recovers:
        what = "gave up, for it had failed too often"
    each = f"again {percent(attempt.retries)}, new credentials {percent(attempt.recovers)}, give up {percent(gives_up)}"
    return sentence(f"then {what} ({each}; draw {percent(attempt.reaction_draw)})")


def learning(learnt: Learnt) -> str:
    """The change of a belief."""
    # Compared as they are written, so that no belief is said to move from 0.123 to 0.123.
    if plain(learnt.before, 3) == plain(learnt.after, 3):
        return f"It turned out to be worth {plain(learnt.worth)}, as was believed."
    way = "more" if learnt.after > learnt.before else "less"
    moved = f"belief {plain(learnt.before, 3)} to {plain(learnt.after, 3)}"
    return f"It turned out to be worth {plain(learnt.worth)}: contacts like it then promised {way} ({moved})."


def intention(planned: ActionPlanned, verb: str, calendar: Calendar, year: int | None) -> str:
    """The intention of a citizen who had read the message."""
    later = f"Did not {verb} at once ({chance_and_draw(planned.at_once, planned.draw)})"
    forgetting = chance_and_draw(planned.forgets, planned.forget_draw)
    if planned.intention == PLANNED:
        return (
            f"{later}: planned it for {moment(calendar, planned.planned_at, year)}, and did not forget ({forgetting})."
        )
    return f"{later}, and then forgot ({forgetting})."


def frustration(felt: Frustrated) -> str:
    """The level of frustration, and if it led to opting out."""
    giving_up = chance_and_draw(felt.chance, felt.draw)
    if felt.opts_out:
        return f"Frustration had come to {plain(felt.level)}: that was enough (giving up: {giving_up})."
    return f"It added to frustration, now {plain(felt.level)}, but not enough to give up digital post ({giving_up})."


def feelings(what: LifeMoment) -> tuple[str, ...]:
    """The frustration at an event; empty if frustration played no part."""
    felt = what.reason(Frustrated)
    return (frustration(felt),) if felt is not None else ()
