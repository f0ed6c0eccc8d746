"""Appraisal and suspicion: the believed worth of a contact, and the judgement whether it is genuine."""

from __future__ import annotations

from typing import Final

from sim.compilation import compiled, compiled_inside
from sim.draws import Decision, uniform
from sim.rules.order import occurrence
from sim.rules.parameters import DEEP, PORTAL, Floats, PhishingNumbers, SuspicionNumbers

SUSPICION: Final = Decision.SUSPICION.value
SUSPICION_CHECK: Final = Decision.SUSPICION_CHECK.value
GENUINE, CHECKED, PHISHING = range(3)


@compiled_inside
def learnt(belief: float, worth: float, learning_rate: float) -> float:
    """The belief about a class of messages after opening one of worth `worth`: a step towards it (delta rule)."""
    return belief + learning_rate * (worth - belief)


@compiled
def belief_in_new(before: Floats, shares: Floats, mean: float, understood: float) -> float:
    """The initial belief about a class of messages that a change of design creates.

    Its messages belonged to former classes: `shares` are the fractions that come from each, `before` the beliefs about
    these. The wording of the new class closes the part `understood` of the gap to its `mean` worth at once.
    """
    belief = 0.0
    for place in range(len(shares)):
        # The belief about a mixture is the mean of the beliefs about its parts, weighted by their messages.
        belief += shares[place] * before[place]
    return belief + understood * (mean - belief)


@compiled_inside
def urgency(now: int, deadline: int, window: int) -> float:
    """The urgency of a deadline: it rises linearly from 0 to 1 over the last `window` seconds, and is 1 afterwards."""
    # Asked first: a deadline that has passed is urgent also where the window is 0.
    if now >= deadline:
        return 1.0
    if window <= 0:
        return 0.0
    return max(0.0, 1.0 - (deadline - now) / window)


def logit_from_looks(numbers: SuspicionNumbers | PhishingNumbers, link: int, *, tells_details: bool) -> float:
    """The logit of a judgement about a mail by its appearance: a base, plus effects of its link and its details."""
    logit = numbers.base
    if link == PORTAL:
        logit += numbers.portal_link
    elif link == DEEP:
        logit += numbers.deep_link
    return logit + numbers.details if tells_details else logit


@compiled_inside
def judgement(
    seed: int,
    replication: int,
    citizen: int,
    case: int,
    contact: int,
    doubtful: float,
    checks: float,
) -> int:
    """The judgement on a contact: genuine (0), doubted and checked (1), or taken for phishing (2).

    It is doubted with probability `doubtful`, and then checked with probability `checks`.
    """
    number = occurrence(contact, 0, 0)
    if uniform(seed, replication, citizen, case, SUSPICION, number) >= doubtful:
        return GENUINE
    if uniform(seed, replication, citizen, case, SUSPICION_CHECK, number) < checks:
        return CHECKED
    return PHISHING
