"""The space of designs of a search: what its candidates are, and what they differ in."""

from __future__ import annotations

from typing import Any

import pytest

from sim.errors import UsageError
from sim.scenario.candidates import BASE, DesignSpace, design_space
from sim.scenario.usage import may_move
from tests.shipped import main_scenario

PATHS = [f"channels.{channel}.delay" for channel in ("email", "push", "sms", "letter")]
CHANNELS = {"channel": ["push", "sms"]}


def space_of(vary: dict[str, Any], base: str = "opaque", **more: object) -> DesignSpace:
    return design_space(main_scenario().with_({"search": {"base": base, "vary": vary, **more}}))


def test_the_base_design_is_the_first_candidate_and_stays_as_it_is() -> None:
    space = space_of({"notification": CHANNELS})
    first = next(iter(space.all()))
    assert first.name == BASE
    assert first.design.contacts == main_scenario().designs["opaque"].contacts
    assert first.changes == 0


def test_candidates_are_all_combinations_each_once() -> None:
    space = space_of({"notification": CHANNELS, "reminder": {"for": ["all"], "absent": True}, "last": CHANNELS})
    found = list(space.all())
    assert len(found) == 3 * (2 + 1) * (1 + 2) == space.size
    assert len({each.design.contacts for each in found}) == len(found)
    assert all(space.choice_at(space.place_of(each.choice)) == each.choice for each in found)


def test_what_the_base_has_is_always_among_the_alternatives_and_never_twice() -> None:
    named = space_of({"notification": {"channel": ["email", "sms"]}})
    assert [each.plan.channel for each in named.slots[0].variants if each.plan is not None] == ["email", "sms"]


def test_a_new_contact_comes_last_and_may_be_left_out() -> None:
    space = space_of({"last": {"channel": ["sms"], "when": [{"unpaid_before_due": "3 days"}]}})
    base, other = space.all()
    assert [each.name for each in base.design.contacts] == ["notification", "reminder"]
    assert [each.name for each in other.design.contacts] == ["notification", "reminder", "last"]
    assert other.design.title == "Last: by text message, 3 days before the due date, opaque"


def test_what_makes_no_contact_is_left_out_and_counted() -> None:
    space = space_of({"notification": {"channel": ["letter"], "discloses": [["content"]], "access": ["none"]}})
    assert [each.own for each in space.slots[0].variants] == [
        (), ("discloses", "access"), ("channel",), ("channel", "discloses", "access"),
    ]  # fmt: skip
    assert space.left_out == {"a contact discloses the content if and only if its access is none": 4}


def test_a_letter_has_no_link() -> None:
    space = space_of({"notification": {"channel": ["letter"], "link": ["deep"]}})
    assert [each.own for each in space.slots[0].variants] == [(), ("link",), ("channel",)]
    new = space_of({"last": {"channel": ["sms", "letter"], "link": ["deep"]}})
    links = [(each.plan.channel, each.plan.link) for each in new.slots[0].variants if each.plan is not None]
    assert links == [("sms", "deep"), ("letter", "none")]


def test_limits_leave_candidates_out_but_never_the_base() -> None:
    limits = {"contacts": 1, "discloses": {"email": ["sender"]}}
    space = space_of(
        {"notification": {"discloses": [["sender"], ["sender", "action"]]}, "reminder": {"absent": True}}, limits=limits
    )
    assert [space.words(each.choice) for each in space.all()] == [
        "the base design as it is", "no reminder", "notification naming sender; no reminder",
    ]  # fmt: skip
    assert space.left_out == {"a limit of the study on what e-mails tell": 1}


def test_a_contact_that_the_base_has_keeps_to_the_limits_as_well() -> None:
    """The base design tells more in its mail than is allowed: every other candidate tells less."""
    varied = {"notification": {"discloses": [["sender"]]}, "reminder": {"absent": True}}
    space = space_of(varied, base="action", limits={"discloses": {"email": ["sender"]}})
    assert next(space.words(each.choice) for each in space.all()) == "the base design as it is"
    assert all("notification naming sender" in space.words(each.choice) for each in list(space.all())[1:])
    assert not space.allows(space.base.contacts)


@pytest.mark.long
def test_too_many_alternatives_are_counted_without_being_made() -> None:
    many = [{"unread_for": f"{days} days"} for days in range(1, 2_001)]
    tell = [["sender"], ["nature"], ["action"], ["amount"], ["deadline"]]
    sent = [{"daily": f"{hour:02}:{minute:02}"} for hour in range(24) for minute in range(60)]
    with pytest.raises(UsageError, match="has 57,600,000 alternatives, and 20,000 is the most"):
        space_of(
            {"last": {"channel": ["email", "push", "sms", "letter"], "when": many, "discloses": tell, "send": sent}}
        )


def test_a_large_space_is_drawn_from_at_random_and_not_only_near_the_base() -> None:
    many = [{"unread_for": f"{days} days"} for days in range(1, 101)]
    space = space_of({name: {"channel": ["sms"], "when": many} for name in ("one", "two", "three", "four")})
    found = list(space.drawn(60, 1))
    assert len(found) == 60
    assert sum(sum(place > 0 for place in each.choice) > 1 for each in found) >= 25


def test_what_a_limit_forbids_takes_no_room_among_what_is_drawn() -> None:
    space = space_of(dict.fromkeys(("one", "two", "three", "four"), CHANNELS), limits={"contacts": 4})
    assert len(list(space.all())) == 33
    assert len(list(space.drawn(20, 1))) == 20


def test_examples_use_whatever_a_candidate_uses_and_are_few() -> None:
    """A text message is possible only where the reminder goes; a thousand moments use the same numbers."""
    days = [{"unread_for": f"{days} days"} for days in range(1, 1_001)]
    vary = {"reminder": {"absent": True}, "last": {"channel": ["sms", "letter"], "when": days, "link": ["deep"]}}
    space = space_of(vary, limits={"contacts": 2}, pay_from_contact=["link"])
    found = list(space.examples())
    assert len(found) == 1 + 1 + 2 + 1
    scenario = main_scenario()
    given = scenario.model_copy(update={"designs": {each.name: each.design for each in found}})
    names = tuple(given.designs)
    assert may_move(given, names, None, "channels.sms.delay")
    assert not may_move(given, names[:1], None, "channels.sms.delay")
    for candidate in list(space.all())[::150]:
        own = scenario.model_copy(update={"designs": {"it": candidate.design}})
        paths = [path for path in PATHS if may_move(own, ("it",), None, path)]
        assert all(may_move(given, names, None, path) for path in paths)


def test_a_design_never_has_more_contacts_than_a_scenario_may_state() -> None:
    space = space_of({f"more-{number}": {"channel": ["sms"]} for number in range(59)})
    assert space.candidate((0,) * 60) is not None
    assert space.candidate((1,) * 58 + (0, 0)) is not None
    assert space.candidate((1,) * 59 + (0,)) is None


def test_neighbours_differ_in_one_thing_and_reach_every_candidate() -> None:
    space = space_of({"notification": {**CHANNELS, "discloses": [["sender"]]}, "last": CHANNELS})
    seen, fresh = {space.choice_at(0)}, [space.choice_at(0)]
    while fresh:
        fresh = [near for choice in fresh for near in space.neighbours(choice) if near not in seen]
        seen.update(fresh)
    assert seen == {each.choice for each in space.all()}
    near = [space.words(choice) for choice in space.neighbours(space.choice_at(0))]
    assert "notification by text message" in near
    assert "notification by text message, naming sender" not in near


def test_partners_lack_one_alternative_and_nothing_else() -> None:
    space = space_of(
        {"notification": {**CHANNELS, "discloses": [["sender"]]}, "last": CHANNELS}, pay_from_contact=["link"]
    )
    labels = {each.label: each for each in space.alternatives}
    assert set(labels) == {
        "notification by push message", "notification by text message", "notification naming sender",
        "last: by push message", "last: by text message", "pay link",
    }  # fmt: skip
    for candidate in space.all():
        for label, alternative in labels.items():
            partner = space.partner(candidate.choice, alternative)
            has = label.replace(":", "") in space.words(candidate.choice).replace(":", "").replace(
                "message, naming", "message; notification naming"
            )
            assert (partner is not None) == has
            if partner is not None:
                assert sum(one != other for one, other in zip(candidate.choice, partner, strict=True)) == 1


def test_candidates_that_are_drawn_begin_with_the_base_and_its_neighbours_and_repeat_themselves() -> None:
    space = design_space(main_scenario())
    names = [each.name for each in space.drawn(100, 7)]
    assert names == [each.name for each in space.drawn(100, 7)] != [each.name for each in space.drawn(100, 8)]
    assert len(set(names)) == len(names)
    near = {f"c{space.place_of(choice)}" for choice in space.neighbours(space.choice_at(0))}
    assert names[0] == BASE
    assert set(names[1 : 1 + len(near)]) == near


def test_a_new_contact_without_a_channel_is_refused() -> None:
    with pytest.raises(UsageError, match=r"no contact last \(it has notification and reminder\).*needs a channel"):
        space_of({"last": {"when": ["delivery"]}})


def test_without_a_space_it_is_said_how_one_is_written() -> None:
    with pytest.raises(UsageError, match=r"no space of designs.*search: \{base: opaque, vary:"):
        design_space(main_scenario("search=null"))
