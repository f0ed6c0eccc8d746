"""Whatever the scenario and the design, every count adds up."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.outcomes.responses import reconcile, reconcile_pair
from sim.outcomes.simulation import simulate_compiled as simulate
from tests.shipped import main_scenario

shares = st.sampled_from([0.0, 0.05, 0.5, 0.9, 1.0])
SETTINGS = {
    "population.activated": shares,
    "population.dormant": shares,
    "population.app": shares,
    "population.attention": shares,
    "population.reminder_opt_in": shares,
    "population.direct_debit": shares,
    "population.forgets": shares,
    "population.check_interval": st.sampled_from(["1 min", "6 h", "40 days", "{lognormal: {median: 5 h, sigma: 2.5}}"]),
    "population.unprompted_logins": st.sampled_from(["0 / year", "3 / year", "60 / year"]),
    "population.email": st.sampled_from(
        ["{valid: 1, none: 0, stale: 0}", "{valid: 0, none: 0.5, stale: 0.5}", "{valid: 0.6, none: 0.2, stale: 0.2}"]
    ),
    "channels.email.lost": shares,
    "channels.letter.lost": shares,
    "suspicion.base": st.sampled_from([-10, 0, 10]),
    "opening.b0": st.sampled_from([-20, -2, 0, 3, 20]),
    "opening.b_postpone": st.sampled_from([-20, 0, 20]),
    "opening.reads_all": shares,
    "opening.max_postponements": st.sampled_from([0, 1, 8]),
    "appraisal.learning_rate": shares,
    "appraisal.understood": shares,
    "login.retries": st.just(0.4),
    "login.recovers": st.sampled_from([0.0, 0.3, 0.6]),
    "login.methods.password.success": shares,
    "login.max_attempts": st.sampled_from([1, 5, 8]),
    "login.outages": st.sampled_from(["[]", "[{begins: 2016-02-01 00:00, lasts: 40 days}]"]),
    "acting.pays_at_once": shares,
    "opt_out.hazard": st.sampled_from([0, 0.02, 1000]),
    "collections.tax.unable": shares,
    "horizon": st.sampled_from(["1 day", "30 days", "200 days"]),
    "follow_up": st.sampled_from(["130 days", "200 days"]),
    "login.random_outages": st.just("{per_year: 20 / year, lasts: 3 days}"),
    "phishing.per_year": st.sampled_from(["0 / year", "30 / year"]),
    "phishing.base": st.sampled_from([-5, 5]),
    "helpdesk": st.sampled_from(
        [
            (
                "{agents: 1, opens: '09:00', closes: '09:10', after_abandoned_login: 1, after_recovery: 1, "
                "after_fee: 1, calls_after: 1 h, talks: 20 min, patience: 5 min}"
            ),
            (
                "{agents: 3, opens: '08:00', closes: '17:00', after_abandoned_login: 0.5, after_recovery: 0.5, "
                "after_fee: 0.5, calls_after: 0 s, talks: {exponential: {mean: 4 min}}, patience: 1 day}"
            ),
        ]
    ),
    "seed": st.integers(0, 2**64 - 1),
}

changes = st.fixed_dictionaries({}, optional=SETTINGS).map(lambda found: tuple(f"{k}={v}" for k, v in found.items()))


@pytest.mark.long
@given(changes, st.data())
@settings(max_examples=60)
def test_every_count_adds_up_in_any_world(found: tuple[str, ...], data: st.DataObject) -> None:
    scenario = main_scenario(*found)
    design = data.draw(st.sampled_from(sorted(scenario.designs)))
    rows = simulate(scenario, design, 0, range(12))
    reconcile(rows)
    reconcile_pair(rows, simulate(scenario, "opaque", 0, range(12)))
