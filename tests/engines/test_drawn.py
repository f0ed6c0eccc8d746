"""The compiled engine and SimPy on scenarios that hypothesis draws: odd designs, extreme habits, many ties in time."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sim.scenario.resolution import resolve
from sim.scenario.schema import ContactPlan, Scenario
from tests.engines.agreement import assert_engines_agree
from tests.shipped import MAIN, PREFERENCE, SCENARIOS

CITIZENS = 25
DISCLOSED = ("sender", "nature", "action", "amount", "deadline")
EVERYTHING = (*DISCLOSED, "content")
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)  # an example takes a second: too long to shrink it
SENDERS = ("belastingdienst", "uwv", "rdw", "svb", "municipality")

shares = st.sampled_from((0.0, 0.1, 0.5, 0.9, 1.0))
UNUSUAL: dict[str, tuple[object, ...]] = {
    "population.preference": (PREFERENCE.partition("=")[2],),
    "warm_up": ("100 days",),
    "compare.before": ("paper", "digest", "opaque"),
    "population.habit": (0.5, 1.0),
    "population.helper": (0.5, 1.0),
    "population.mail_rule": (0.5, 1.0),
    "senders.uwv.message_types.information-request.answer": ("{online: 0.5, by_post: 20 min, postage: EUR 0.73}",),
    "senders.municipality.message_types.yearly-tax-bill.answer": (
        "{online: 0.5, by_post: 20 min, postage: EUR 0.73, objections: 0.4}",
    ),
    "population.busy": ("{share: 0.5, lasts: 3 days}", "{share: 0.9, lasts: 5 min}"),
}
"""What the shipped study leaves out, with values of it."""
spans = st.sampled_from(("0 s", "1 s", "2 h", "1 day", "3 days", "21 days", "60 days"))
moments = st.sampled_from(
    (
        "immediately",
        {"daily": "00:00"},
        {"daily": "09:00"},
        {"weekly": {"day": "monday", "at": "09:00"}},
        {"weekly": {"day": "sunday", "at": "02:30"}},
    )
)
conditions = st.one_of(
    st.just("delivery"),
    st.builds(
        lambda kind, span: {kind: span}, st.sampled_from(("unread_for", "unpaid_before_due", "unpaid_after_due")), spans
    ),
)


@st.composite
def contacts(draw: st.DrawFn, number: int, *, content: bool) -> dict[str, Any]:
    """One contact; with the whole content in it if a design without a box is wanted."""
    tells_all = content or draw(st.integers(0, 5)) == 0
    told = EVERYTHING if tells_all else draw(st.sets(st.sampled_from(DISCLOSED)))
    return {
        "name": f"contact-{number}",
        "when": draw(conditions),
        "channel": draw(st.sampled_from(("email", "push", "sms", "letter"))),
        "discloses": tuple(sorted(told)),
        "link": draw(st.sampled_from(("none", "portal", "deep"))),
        "access": "none" if tells_all else draw(st.sampled_from(("digid", "app_pin"))),
        "send": draw(moments),
        "for": draw(st.sampled_from(("all", "opted_in", "needs_action"))),
    }


@st.composite
def habits(draw: st.DrawFn) -> list[str]:
    """Settings of everything that decides what citizens and systems do, over wide ranges."""
    share = {
        name: draw(shares)
        for name in (
            "population.activated", "population.dormant", "population.app", "population.reminder_opt_in",
            "population.forgets", "population.direct_debit", "channels.email.lost", "channels.letter.lost",
            "suspicion.checks", "opening.remembers", "opening.reads_all", "login.methods.password.success",
            "login.methods.sms.success", "login.methods.app.success", "acting.pays_at_once",
            "appraisal.understood", "appraisal.learning_rate", "channels.email.sinking",
            "collections.tax.unable", "collections.municipal.unable",
        )
    }  # fmt: skip
    retries = draw(shares)
    values = {
        "login.retries": retries,
        "login.recovers": draw(st.sampled_from((0.0, (1.0 - retries) / 2, 1.0 - retries))),
        "suspicion.base": draw(st.sampled_from((-1000, -3, 0, 2))),
        "opening.b0": draw(st.sampled_from((-3, 0.5, 4))),
        "opening.b_postpone": draw(st.sampled_from((-3, 0, 3))),
        "opening.max_postponements": draw(st.integers(0, 4)),
        "opening.postponement": draw(st.sampled_from(("1 s", "1 day", "20 days"))),
        "opt_out.hazard": draw(st.sampled_from((0, 0.1, 3))),
        "login.recovery_delay": draw(st.sampled_from(("1 s", "2 days", "50 days"))),
        "login.max_attempts": draw(st.integers(1, 6)),
        "population.attention": draw(st.sampled_from((0.05, 0.8, 1.0))),
        "population.check_interval": draw(st.sampled_from(("1 min", "5 h", "9 days"))),
        "population.unprompted_logins": draw(st.sampled_from(("0 / year", "3 / year", "60 / year"))),
        "acting.planned_lead": draw(st.sampled_from(("0 s", "2 days"))),
        "channels.email.delay": draw(st.sampled_from(("0 s", "10 min", "1 day"))),
        "phishing.per_year": draw(st.sampled_from(("0 / year", "6 / year"))),
        "population.phone": draw(st.sampled_from(("null", "{valid: 0.6, none: 0.2, stale: 0.2}"))),
        "seed": draw(st.integers(0, 2**64 - 1)),
    }
    for path, others in UNUSUAL.items():
        if draw(st.booleans()):
            values[path] = draw(st.sampled_from(others))
    tied = [f"senders.{sender}.batch_spread=0 s" for sender in SENDERS] if draw(st.booleans()) else []
    return [f"{path}={value}" for path, value in (share | values).items()] + tied


@st.composite
def scenarios(draw: st.DrawFn, file: str = MAIN.name) -> Scenario:
    """A scenario like the shipped one, with other habits and a design of its own, named `drawn`."""
    scenario = resolve(SCENARIOS / file, settings=draw(habits())).scenario
    message_box = draw(st.integers(0, 3)) > 0
    plans = [draw(contacts(number, content=not message_box)) for number in range(draw(st.integers(0, 5)))]
    design = scenario.designs["opaque"].model_copy(
        update={
            "contacts": tuple(ContactPlan.model_validate(plan) for plan in plans),
            "message_box": message_box,
            "compulsory": message_box and draw(st.booleans()),
            "return_to_paper_on_opt_out": draw(st.booleans()),
            "pay_from_contact": draw(st.sampled_from(("none", "link", "direct_debit"))),
        }
    )
    return scenario.model_copy(update={"designs": {**scenario.designs, "drawn": design}})


@settings(max_examples=40, phases=PHASES, suppress_health_check=[HealthCheck.too_slow])
@given(scenarios(), st.integers(0, 2**32 - 2 - CITIZENS))
def test_engines_agree_on_any_scenario(scenario: Scenario, first: int) -> None:
    assert_engines_agree(scenario, "drawn", first % 7, range(first, first + CITIZENS))


@settings(max_examples=10, phases=PHASES, suppress_health_check=[HealthCheck.too_slow])
@given(
    scenarios("digid-outage.yaml"),
    st.integers(1, 3),
    st.sampled_from(("0 s", "1 min", "1 h")),
    st.sampled_from(("0 s", "5 min", "1 day")),
)
def test_engines_agree_where_citizens_meet_in_a_queue(
    scenario: Scenario, agents: int, patience: str, talks: str
) -> None:
    values = {"agents": agents, "patience": patience, "talks": talks, "after_fee": 1, "after_recovery": 1}
    file = SCENARIOS / "digid-outage.yaml"
    changed = resolve(file, settings=tuple(f"helpdesk.{name}={value}" for name, value in values.items())).scenario
    queued = scenario.model_copy(update={"helpdesk": changed.helpdesk})
    assert_engines_agree(queued, "drawn", 0, range(60))
