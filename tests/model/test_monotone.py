"""More attention, a longer term, a sooner reminder: with the same luck nobody misses an invoice they had not missed.

That holds for every citizen where opening a message depends on nothing but the message. Three ways in which the model
makes messages depend on each other break it on purpose, and the last tests show that they do.
"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.outcomes.simulation import simulate_compiled as simulate
from tests.shipped import main_scenario

CITIZENS = range(60)
NO_INTERPLAY = (
    "opening.reads_all=0",
    "appraisal.learning_rate=0",
    "login.recovers=0",
    "opt_out.hazard=0",
    *(f"login.methods.{method}.success=1" for method in ("password", "sms", "app")),
)
"""Messages do not meet: nothing is read along, nothing is learnt, no login fails, nobody leaves.

Whoever gave up a login tries none again in the same second: a reminder that is seen together with the notification then
does no more than the notification alone, and one that comes later would have brought another try.
"""


def missed(design: str, seed: int, *changes: str) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """Invoices missed by each citizen."""
    return simulate(main_scenario(f"seed={seed}", "population.dormant=0", *changes), design, 0, CITIZENS)["missed"]


seeds = st.integers(0, 2**32)


@pytest.mark.long
@given(seeds)
@settings(max_examples=8)
def test_more_attention_never_loses_an_invoice(seed: int) -> None:
    before = missed("opaque", seed, *NO_INTERPLAY, "population.attention=0.3")
    after = missed("opaque", seed, *NO_INTERPLAY, "population.attention=0.6")
    assert (after <= before).all()


@given(seeds)
@settings(max_examples=8)
def test_a_longer_term_never_loses_an_invoice(seed: int) -> None:
    term = "senders.belastingdienst.message_types.assessment-to-pay.payment_term"
    before = missed("opaque", seed, "opt_out.hazard=0", f"{term}=14 days")
    after = missed("opaque", seed, "opt_out.hazard=0", f"{term}=42 days")
    assert (after <= before).all()


@given(seeds)
@settings(max_examples=8)
def test_a_sooner_reminder_never_loses_an_invoice(seed: int) -> None:
    scenario = main_scenario(f"seed={seed}", "population.dormant=0", "opening.b0=-2", *NO_INTERPLAY)
    notification, second = scenario.designs["norway"].contacts
    late_notice = second.model_copy(update={"when": scenario.designs["opaque"].contacts[1].when})
    later = scenario.designs["norway"].model_copy(update={"contacts": (notification, late_notice)})
    with_later = scenario.model_copy(update={"designs": {**scenario.designs, "norway": later}})
    after, before = (simulate(world, "norway", 0, CITIZENS)["missed"] for world in (scenario, with_later))
    assert (after <= before).all()


def test_these_changes_do_save_invoices() -> None:
    assert missed("opaque", 1, *NO_INTERPLAY, "population.attention=0.6").sum() < missed(
        "opaque", 1, *NO_INTERPLAY, "population.attention=0.3"
    ).sum()  # fmt: skip


@pytest.mark.parametrize(
    ("design", "interplay"),
    [
        # Noticing earlier means logging in earlier, when a bill that would have been read along is not there yet.
        ("opaque", ("opening.reads_all=1", "appraisal.learning_rate=0", "login.recovers=0", "opt_out.hazard=0")),
        # Noticing more announcements teaches that notifications are not worth a login.
        ("opaque", ("opening.reads_all=0", "appraisal.learning_rate=0.5", "login.recovers=0", "opt_out.hazard=0")),
        # Noticing a deadline early, it is far away; noticed late, it would have pressed.
        ("wmebv", (*NO_INTERPLAY, "opening.b_urgency=8", "opening.b_value=0", "opening.b0=-1")),
    ],
)
def test_where_messages_meet_or_deadlines_press_attention_can_lose_an_invoice(
    design: str, interplay: tuple[str, ...]
) -> None:
    def with_attention(share: float) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
        scenario = main_scenario("population.dormant=0", "population.check_interval=4 days", *interplay,
                                 f"population.attention={share}")  # fmt: skip
        return simulate(scenario, design, 0, range(600))["missed"]

    assert (with_attention(0.9) > with_attention(0.3)).any()
