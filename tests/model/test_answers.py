"""Answers online and by post: who sends them, what they add, and what they leave as it is."""

import numpy as np
import pytest

from sim.errors import ScenarioError
from sim.outcomes.biography import life_pair
from sim.outcomes.simulation import simulate_compiled
from sim.report.timeline.text import text_of
from tests.shipped import EVERYBODY_CAN_BE_REACHED, EVERYBODY_OPENS_AT_ONCE, main_scenario, totals

CITIZENS = 400
REQUEST = "senders.belastingdienst.message_types.return-invitation.answer="
BILL = "senders.municipality.message_types.yearly-tax-bill.answer="
READY = (*EVERYBODY_CAN_BE_REACHED, *EVERYBODY_OPENS_AT_ONCE)


def request(online: float) -> str:
    return f"{REQUEST}{{online: {online}, by_post: 20 min, postage: EUR 0.73}}"


def bill(online: float, objections: float) -> str:
    return f"{BILL}{{online: {online}, by_post: 30 min, postage: EUR 0.73, objections: {objections}}}"


@pytest.mark.long
def test_an_answer_by_post_takes_its_time_and_postage_and_changes_nothing_else() -> None:
    online, by_post = (totals(main_scenario(*READY, request(share)), "opaque", CITIZENS) for share in (1.0, 0.0))
    assert totals(main_scenario(*READY), "opaque", CITIZENS) == online
    count = by_post["answers_by_post"]
    assert count > 100
    assert by_post["postage_cents"] == 73 * count
    assert by_post["posting_seconds"] == by_post["effort_seconds"] - online["effort_seconds"] == 1200 * count
    moved = {name for name, value in by_post.items() if value != online[name]}
    assert moved == {
        "answers_by_post", "answers_without_paper", "postage_cents", "posting_seconds", "effort_seconds", "steps"
    }  # fmt: skip


@pytest.mark.long
def test_on_paper_no_answer_is_without_paper_and_in_the_box_as_many_as_go_online() -> None:
    box, paper = (totals(main_scenario(*READY, request(0.88)), design, CITIZENS) for design in ("opaque", "paper"))
    assert paper["answers"] > 100
    assert paper["answers_without_paper"] == 0
    assert 0.0 < box["answers_without_paper"] <= box["answers"] - box["answers_by_post"]


@pytest.mark.parametrize("design", ["opaque", "paper"])
def test_who_knows_of_a_bill_objects_with_the_same_luck_under_every_design(design: str) -> None:
    plain, some = (
        simulate_compiled(main_scenario(*READY, *settings), design, 0, range(CITIZENS))
        for settings in ((), (bill(0.5, 0.4),))
    )
    objections = some["answers"] - plain["answers"]
    bills = totals(main_scenario(*READY), design, CITIZENS)["invoices"]
    assert objections.max() == 1
    assert 0.05 < objections.sum() / bills < 0.4
    assert np.array_equal(some["effort_seconds"] - plain["effort_seconds"], 900 * objections + some["posting_seconds"])
    assert np.array_equal(some["payments"], plain["payments"])


def test_an_answer_says_of_bills_alone_how_many_object() -> None:
    said = "says how many object"
    with pytest.raises(ScenarioError, match=said):
        main_scenario(f"{BILL}{{online: 1, by_post: 1 min, postage: EUR 1}}")
    with pytest.raises(ScenarioError, match=said):
        main_scenario(f"{REQUEST}{{online: 1, by_post: 1 min, postage: EUR 1, objections: 0.1}}")
    with pytest.raises(ScenarioError, match="an announcement has no answer"):
        main_scenario(
            "senders.uwv.message_types.payment-specification.answer={online: 1, by_post: 1 min, postage: EUR 1}"
        )


def test_a_life_tells_of_answers_by_post_and_of_objections() -> None:
    scenario = main_scenario(*READY, request(0.0), bill(0.0, 1.0))
    rows = simulate_compiled(scenario, "opaque", 0, range(CITIZENS))
    citizen = int(np.argmax(rows["answers_by_post"]))
    pair = life_pair(scenario, citizen, ("opaque", "paper"))
    told = text_of(pair, [story.case for story in pair.lives[0].stories])
    assert "Had to send the answer by post, for EUR 0.73" in told
    assert "Objected to the bill" in told
