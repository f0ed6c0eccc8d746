"""The words: every life can be told, in words that say what the engine did."""

import re
from dataclasses import replace
from typing import Any

import pytest

from sim.clock import NEVER, Calendar
from sim.model.decisions import ActionPlanned, Considered, Frustrated, Look, OpeningUtility, Postponed, Travelled
from sim.outcomes.life import LifePair
from sim.report.timeline.person import who
from sim.report.timeline.phrases import TIED, contact_name, disclosed_by, money, percent, roughly
from sim.report.timeline.reasons import (
    appraisal,
    chance_and_draw,
    chances,
    frustration,
    intention,
    parts,
    returning,
    unnoticed,
)
from sim.report.timeline.story import of_choices, story_pair
from sim.rules.activity import Activity
from sim.scenario.schema import MessageType
from tests.report.timeline.lives import a_missed_bill, frequent
from tests.shipped import main_scenario

WORTH = OpeningUtility(3.8, 0.41, -0.5, 0.25, 1.0, 0.5, 0.5, 0.36, 2.0)
UTILITY = 3.8 * 0.41 - 0.5 + 0.25 + 0.5 + 0.5 - 0.72
IGNORING = Considered(0, 0, WORTH, (UTILITY, -0.17, 0.0), (0.1, 0.2, 3.0))


@pytest.mark.parametrize("designs", [("opaque", "norway"), ("digest", "paper"), ("app-push", "direct-debit")])
@pytest.mark.parametrize("citizen", range(10, 22))
def test_every_moment_of_every_life_can_be_told(citizen: int, designs: tuple[str, str]) -> None:
    pair = frequent(citizen, *designs)
    for one, _ in pair.pairs:
        what = story_pair(pair, one.case)
        for story, entries in zip(what.stories, what.entries, strict=True):
            places = [entry.place for entry in entries]
            assert places == sorted(set(places))
            untold = {story.moments[place].activity for place in range(len(story.moments)) if place not in places}
            assert untold <= {Activity.OPENED, Activity.NAVIGATED}
            assert [entry.at for entry in entries] == [story.moments[place].at for place in places]
            assert all(not entry.headline.endswith(".") for entry in entries)
            assert all("\n" in reason or reason.endswith(".") for entry in entries for reason in entry.because)


def test_what_was_planned_is_told_once_for_each_message_that_is_read_on_paper_and_in_the_box() -> None:
    read_twice = 0
    for citizen in range(10, 40):
        pair = frequent(citizen, "opaque", "paper")
        for one, _ in pair.pairs:
            entries = story_pair(pair, one.case).entries[0]
            plans = [reason for entry in entries for reason in entry.because if "at once (chance" in reason]
            assert len(plans) == len(set(plans)), plans
            read_twice += bool(plans) and any("knew it already" in entry.headline for entry in entries)
    assert read_twice > 0


def test_what_is_shared_is_told_in_the_same_words_but_for_its_reasons() -> None:
    pair = a_missed_bill()
    for one, _ in pair.differing:
        for first, second in story_pair(pair, one.case).shared:
            assert (first.at, first.mark, first.headline) == (second.at, second.mark, second.headline)


def test_two_choices_with_the_same_luck_part_by_what_they_were_made_of() -> None:
    what = story_pair(a_missed_bill(), 12)
    assert what.why.startswith("The same moment and the same luck; but opening was worth 0.88 under opaque and 2.77")
    assert "a belief of 0.62 against 0.86 (2.36 against 3.25) and the deadline it named (0.00 against 1.00)" in what.why


def test_a_story_that_others_caused_parts_where_something_happened_under_one_design_only() -> None:
    what = story_pair(a_missed_bill(), 13)
    assert what.why.startswith("On Mon 21 Nov 10:41, under wmebv: read it in the box as well, beside message 12")
    assert what.why.endswith("under opaque: nothing of the kind.")


def test_the_parts_of_a_utility_add_up_to_it() -> None:
    assert sum(value for _, value in parts(IGNORING)) == pytest.approx(UTILITY, abs=1e-12)
    for one, _ in a_missed_bill().pairs:
        for choice in one.choices:
            assert sum(value for _, value in parts(choice)) == pytest.approx(choice.utilities[0], abs=1e-9)


def test_the_table_of_a_choice_says_what_won() -> None:
    rows = chances(IGNORING).split("\n")
    assert [row.endswith("the most") for row in rows] == [False, False, False, True]
    assert "3.00 =  3.00" in rows[3]
    assert [row.split()[0] for row in rows[1:]] == ["open", "postpone", "ignore"]


@pytest.mark.parametrize(
    ("belief", "words"),
    [(0.41, "took it for a mere announcement"), (0.6, "thought it might matter"), (0.9, "thought it mattered")],
)
def test_a_belief_is_told_in_words(belief: float, words: str) -> None:
    choice = Considered(0, 0, WORTH._replace(belief=belief), IGNORING.utilities, IGNORING.luck)
    designs, bill = main_scenario().designs, message_type("invoice")
    assert appraisal(choice, designs["opaque"], bill) == (
        f"Could not tell what it was about; going by earlier ones, {words} (belief {belief:.2f})."
    )
    assert appraisal(choice, designs["sender"], bill) == f"By its sender {words} (belief {belief:.2f})."
    assert appraisal(choice, designs["paper"], bill) == f"By its envelope {words} (belief {belief:.2f})."
    assert appraisal(choice, designs["content"], bill) == f"It showed what it was about (worth {belief:.2f})."


@pytest.mark.parametrize(
    ("weight", "because"),
    [(3.8, "a belief of 0.41 against 0.90 (1.56 against 3.42)"), (0.0, "diligence (−0.50 against 0.50)")],
)
def test_a_belief_explains_a_choice_only_if_it_has_a_weight(weight: float, because: str) -> None:
    before = replace(IGNORING, worth=WORTH._replace(b_value=weight))
    after = replace(
        IGNORING, worth=WORTH._replace(b_value=weight, belief=0.9, diligence=0.5), utilities=(2.0, -0.17, 0.0)
    )
    assert f", for {because}" in of_choices(("opaque", "sender"), before, after)


def message_type(kind: str) -> MessageType:
    """A message type of a kind."""
    senders = main_scenario().senders.values()
    return next(each for sender in senders for each in sender.message_types.values() if each.kind == kind)


def test_a_contact_tells_no_deadline_of_a_message_without_one() -> None:
    wmebv = main_scenario().designs["wmebv"]
    assert disclosed_by(wmebv, message_type("invoice"), 0) == "disclosed sender, nature, action and deadline"
    assert disclosed_by(wmebv, message_type("action"), 0) == "disclosed sender, nature, action and deadline"
    assert disclosed_by(wmebv, message_type("announcement"), 0) == "disclosed sender, nature and action"
    of_amounts = wmebv.model_copy(
        update={"contacts": (wmebv.contacts[0].model_copy(update={"discloses": ("amount", "deadline")}),)}
    )
    assert disclosed_by(of_amounts, message_type("announcement"), 0) == "disclosed nothing"


@pytest.mark.parametrize(
    ("name", "channel", "called"),
    [
        ("notification", "email", "e-mail"),
        ("push", "push", "push message"),
        ("text-message", "sms", "text message"),
        ("e-mail", "email", "e-mail"),
        ("letter", "letter", "letter"),
        ("letter-by-email", "email", "letter by email"),
        ("second-notice", "push", "second notice by push message"),
        ("due-date-reminder", "letter", "due date reminder by letter"),
    ],
)
def test_a_contact_is_called_by_its_name_and_never_twice_by_its_channel(name: str, channel: str, called: str) -> None:
    scenario = main_scenario()
    design = scenario.designs["opaque"]
    plan = design.contacts[0].model_copy(update={"name": name, "channel": channel})
    found = contact_name(scenario, design.model_copy(update={"contacts": (plan,)}), message_type("invoice"), 0)
    assert found == called


@pytest.mark.parametrize("changed", [{"activated": False}, {"dormant": True}])
def test_who_never_logs_in_is_not_said_to(changed: dict[str, Any]) -> None:
    pair = a_missed_bill()
    assert "Logs in by" in " ".join(who(pair))
    dormant = " ".join(who(replace(pair, person=replace(pair.person, **changed))))
    assert "Never logs in; forgets" in dormant
    assert "unprompted" not in dormant


def test_a_contact_that_nobody_saw_says_why() -> None:
    lost = Travelled(0, 0, has_address=True, lost=0.05, draw=0.01, arrives_at=NEVER, looks=(), noticed_at=NEVER)
    assert unnoticed(lost) == f"It was lost on the way (chance 5{TIED}%, draw 1.0{TIED}%)."
    nobody = Travelled(0, 0, has_address=False, lost=0.05, draw=0.9, arrives_at=NEVER, looks=(), noticed_at=NEVER)
    assert unnoticed(nobody) == "It could not reach anybody."
    looks = (Look(5, 0.8, 0.9), Look(9, 0.6, 0.7))
    missed = Travelled(0, 0, has_address=True, lost=0.05, draw=0.9, arrives_at=1, looks=looks, noticed_at=NEVER)
    assert "overlooked at 2 looks" in unnoticed(missed)
    seen = Travelled(0, 0, has_address=True, lost=0.05, draw=0.9, arrives_at=1, looks=looks, noticed_at=9)
    assert unnoticed(seen) == ""


def test_what_was_put_off_says_whether_it_came_back() -> None:
    calendar = Calendar(main_scenario().start)

    def told_of(draw: float, back_at: int, *, by_deadline: bool = False, too_often: bool = False) -> str:
        return returning(Postponed(0, 0, 0.7, draw, back_at, by_deadline, too_often), calendar, 2016)

    assert told_of(0.9, NEVER).startswith("It did not come back to mind")
    assert told_of(0.2, 86_400).startswith("It was to come back to mind on Sat 2 Jan 00:00")
    assert told_of(0.9, 86_400, by_deadline=True).startswith("Its deadline was to bring it back")
    assert "as often as possible" in told_of(0.2, NEVER, too_often=True)


def test_intentions_and_frustration_say_how_they_came_out() -> None:
    calendar = Calendar(main_scenario().start)
    forgot = ActionPlanned(2, 0.8, 0.9, 0.21, 0.1, NEVER, last_minute=False)
    plans = ActionPlanned(1, 0.8, 0.9, 0.21, 0.5, 86_400, last_minute=False)
    assert "and then forgot" in intention(forgot, "pay", calendar, 2016)
    assert "planned it for Sat 2 Jan 00:00, and did not forget" in intention(plans, "pay", calendar, 2016)
    assert "but not enough" in frustration(Frustrated(2, 0.3, 0.01, 0.5))
    assert "that was enough" in frustration(Frustrated(2, 0.3, 0.01, 0.005))


def test_numbers_look_as_people_write_them() -> None:
    assert [percent(share) for share in (0.0, 0.004, 0.37, 0.996, 1.0)] == [
        f"{text}{TIED}%" for text in ("0", "0.4", "37", "99.6", "100")
    ]
    assert [money(cents) for cents in (700, 12_457, 1_234_500)] == [
        f"EUR{TIED}{text}" for text in ("7", "124.57", "12,345")
    ]
    assert [roughly(seconds) for seconds in (60, 5_400, 86_400, 2_434_681)] == ["minute", "1.5 hours", "day", "28 days"]


@pytest.mark.parametrize(("chance", "draw"), [(0.9, 0.904), (0.21, 0.2099), (0.5, 0.50001)])
def test_a_chance_and_a_draw_that_differ_look_different(chance: float, draw: float) -> None:
    found = re.fullmatch(r"chance (.*), draw (.*)", chance_and_draw(chance, draw))
    assert found is not None
    assert found[1] != found[2]


def test_what_comes_after_the_measured_window_is_said_not_to_count() -> None:
    pair = a_missed_bill()
    said = ["not counted" in story_pair(pair, one.case).facts for one, _ in pair.pairs]
    assert said == [not one.is_measured for one, _ in pair.pairs]
    assert any(said)
    assert not all(said)


def every_story(pair: LifePair) -> str:
    return " ".join(
        entry.sentence for one, _ in pair.pairs for side in story_pair(pair, one.case).entries for entry in side
    )


def test_a_bill_is_said_to_be_missed_only_where_it_is() -> None:
    pair = a_missed_bill()
    for one, _ in pair.pairs:
        what = story_pair(pair, one.case)
        for story, entries in zip(what.stories, what.entries, strict=True):
            said = " ".join(entry.headline for entry in entries)
            assert ("the bill was missed" in said) == story.is_missed
            assert ("was added to the bill" in said) == (story.fees > 0)
    assert "the bill was missed" in every_story(pair)
