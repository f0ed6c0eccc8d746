"""Exposure, costs of the senders, the grade, calls, and collection by multiples: worked by hand from the journal."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from sim.model.engine import Simulation
from sim.outcomes.citizen_rows import citizen_rows
from sim.outcomes.consequences import exposure_weights
from sim.outcomes.simulation import simulate
from sim.population.prepared import PreparedScenario
from sim.rules.activity import ACTIVITY, CASE, CENTS, CITIZEN, DETAIL, Activity
from sim.rules.survey import grade
from sim.scenario.resolution import resolve
from sim.scenario.schema import Scenario
from tests.shipped import MAIN, PREFERENCE, SCENARIOS

CITIZENS = range(80)
DISCLOSED = ("sender", "nature", "action", "amount", "deadline", "content")
WEIGHTS = (
    "exposure={fields: {"
    + ", ".join(f"{name}: {weight}" for weight, name in enumerate(DISCLOSED, start=1))
    + "}, channels: {email: 1, push: 0.5, sms: 0.25, letter: 0.1}}"
)
COSTS = "sender_costs={letter: EUR 0.80, sms: EUR 0.07, collection_step: EUR 5, call: EUR 6}"


def survey(adaptation: float = 1.5, sd: float = 0.0, base: float = 8.0) -> str:
    """The setting of a survey among everybody, in which an hour of overhead costs two points and a fee one."""
    return f"survey={{share: 1, base: {base}, per_hour: 2, per_fee: 1, adaptation: {adaptation}, sd: {sd}}}"


def with_settings(*settings: str) -> Scenario:
    """The main scenario without a warm-up and with these settings, whether or not it has the optional parts."""
    return resolve(MAIN, settings=("warm_up=0 days", *settings)).scenario


def test_a_contact_lays_open_the_weights_of_what_it_tells_about_this_kind_of_message() -> None:
    scenario = with_settings(WEIGHTS)
    assert scenario.exposure is not None
    weights = exposure_weights(scenario, scenario.designs["wmebv"], scenario.exposure)
    kinds = [kind.kind for sender in scenario.senders.values() for kind in sender.message_types.values()]
    expected = {"announcement": 1 + 2, "action": 1 + 2 + 3 + 5, "invoice": 1 + 2 + 3 + 5}
    assert weights[0].tolist() == [1000 * expected[kind] for kind in kinds]
    # A letter tells everything there is, in a channel of weight 0.1.
    letter = {"announcement": 1 + 2 + 6, "action": 1 + 2 + 3 + 5 + 6, "invoice": 1 + 2 + 3 + 4 + 5 + 6}
    assert weights[64].tolist() == [100 * letter[kind] for kind in kinds]
    paper = exposure_weights(scenario, scenario.designs["paper"], scenario.exposure)
    assert paper[0].tolist() == paper[64].tolist() == weights[64].tolist()


def test_exposure_adds_up_over_the_contacts_sent() -> None:
    """Opaque mail lays open nothing, so what is laid open is in the letters: 0.9, 1.7 or 2.1 units each by kind."""
    scenario = with_settings(WEIGHTS)
    rows = simulate(scenario, "opaque", 0, CITIZENS)
    assert (rows["exposure_thousandths"] >= 900 * rows["letters"]).all()
    assert (rows["exposure_thousandths"] <= 2100 * rows["letters"]).all()
    assert rows["letters"].sum() > 50
    assert simulate(scenario, "wmebv", 0, CITIZENS)["exposure_thousandths"].sum() > rows["exposure_thousandths"].sum()


def test_a_bundle_lays_open_what_each_of_its_messages_does() -> None:
    scenario = with_settings(WEIGHTS, "opening.b0=-1000", "population.unprompted_logins=0 / year", "opt_out.hazard=0")
    design = scenario.designs["digest"]
    contact = design.contacts[0]
    worlds = (
        scenario.model_copy(update={"designs": {"digest": design.model_copy(update={"contacts": (each,)})}})
        for each in (contact, contact.model_copy(update={"send": "immediately"}))
    )
    bundled, single = (simulate(each, "digest", 0, CITIZENS) for each in worlds)
    assert bundled["notifications"].sum() < single["notifications"].sum()
    # A message at the very end may leave with a bundle after it; nothing else differs.
    assert 0.98 * single["exposure_thousandths"].sum() < bundled["exposure_thousandths"].sum()
    assert bundled["exposure_thousandths"].sum() <= single["exposure_thousandths"].sum()


def test_senders_pay_for_letters_text_messages_and_collection_steps() -> None:
    simulation = Simulation(with_settings(COSTS))
    chunk = simulation.run("sms", 0, CITIZENS)
    rows = citizen_rows(chunk, simulation, "sms", 0)
    assert rows["letters"].sum() > 50
    sent = chunk.journal[chunk.journal[:, ACTIVITY] == Activity.SENT]
    steps = sent[(sent[:, DETAIL] & 0xFF) >= 65]
    everything = 80 * rows["letters"].sum() + 7 * rows["notifications"].sum()
    assert everything < rows["sender_cost_cents"].sum() <= everything + 500 * len(steps)


def test_without_letters_steps_or_text_messages_a_message_costs_nothing() -> None:
    settings = (COSTS, "population.dormant=0", "opening.b0=1000", "population.attention=1", "collections.tax.unable=0")
    rows = simulate(with_settings(*settings), "opaque", 0, CITIZENS)
    no_letter = rows["letters"] == 0
    assert no_letter.any()
    assert (rows["sender_cost_cents"][no_letter] == 0).all()


def test_the_grade_is_what_the_burden_leaves_of_the_base() -> None:
    scenario = with_settings(survey())
    rows = simulate(scenario, "opaque", 0, CITIZENS)
    yearly = 365.25 / 366
    points = 8 - 2 * yearly * rows["overhead_seconds"] / 3600 - yearly * rows["reminded"]
    assert rows["grade"].tolist() == [grade(value) for value in points]
    assert rows["surveyed"].all()
    assert len(set(rows["grade"].tolist())) > 2


def test_a_grade_under_compulsion_is_that_of_the_life_under_it_and_adds_the_adaptation() -> None:
    scenario = with_settings(survey(), PREFERENCE, "opt_out.hazard=0.5")
    free = scenario.designs["opaque"]
    designs = {**scenario.designs, "compulsory": free.model_copy(update={"compulsory": True})}
    scenario = scenario.model_copy(update={"designs": designs})
    chosen, forced = (simulate(scenario, design, 0, CITIZENS) for design in ("opaque", "compulsory"))
    yearly = 365.25 / 366
    burdens = PreparedScenario(scenario).citizens(0, CITIZENS).burden
    for rows, added in ((chosen, 0.0), (forced, 1.5)):
        of_logins = rows["login_seconds"] + rows["recovery_seconds"] + rows["navigating_seconds"]
        felt = rows["overhead_seconds"] + (burdens - 1.0) * of_logins
        points = 8 - 2 * yearly * felt / 3600 - yearly * rows["reminded"]
        assert rows["grade"].tolist() == [grade(value + added) for value in points]
    assert forced["opted_out"].sum() == 0 < chosen["opted_out"].sum()
    assert forced["box_delivered"].sum() == forced["messages"].sum() > chosen["box_delivered"].sum()
    assert forced["logins"].sum() > chosen["logins"].sum()


@pytest.mark.parametrize(("points", "given"), [(7.49, 7), (7.5, 8), (-3.0, 1), (14.2, 10)])
def test_grades_are_whole_and_from_1_to_10(points: float, given: int) -> None:
    assert grade(points) == given


@pytest.mark.long
def test_the_same_people_are_asked_under_every_design() -> None:
    scenario = with_settings(survey().replace("share: 1,", "share: 0.3,"))
    asked = [simulate(scenario, design, 0, range(300))["surveyed"] for design in ("opaque", "paper")]
    assert np.array_equal(asked[0], asked[1])
    assert 50 < asked[0].sum() < 130  # binomial with n = 300, p = 0.3: outside with probability below 1e-6


FINES = """
extends: [mijnoverheid-2016.yaml, parts/traffic-fines.yaml]
senders:
  municipality:
    message_types:
      parking-bill:
        collection: traffic-fine
        arrival: {per_year: 3 / year}
        amount: EUR 100
        eligible: 1
opening: {b0: -1000, b_letter: -1000}
population: {unprompted_logins: 0 / year}
opt_out: {hazard: 0}
"""


def test_a_traffic_fine_grows_to_one_and_a_half_and_three_times_the_amount(tmp_path: Path) -> None:
    shutil.copytree(SCENARIOS, tmp_path, dirs_exist_ok=True)
    (tmp_path / "fines.yaml").write_text(FINES)
    scenario = resolve(tmp_path / "fines.yaml").scenario
    journal = Simulation(scenario).run("opaque", 0, CITIZENS).journal
    types = [kind for sender in scenario.senders.values() for kind in sender.message_types]
    posted = np.isin(journal[:, ACTIVITY], (Activity.DELIVERED, Activity.POSTED))
    fines = journal[posted & (journal[:, DETAIL] == types.index("parking-bill"))]
    keys = {(int(row[CITIZEN]), int(row[CASE])) for row in fines}
    charged = [row for row in journal[journal[:, ACTIVITY] == Activity.CHARGED] if (row[CITIZEN], row[CASE]) in keys]
    assert len(charged) > 50
    assert {(int(row[DETAIL]), int(row[CENTS])) for row in charged} == {(0, 5_000), (1, 15_000)}
