import json
from urllib.parse import parse_qsl, urlencode

import pytest

from sim.errors import UsageError
from sim.play.played_study import PlayedStudy
from sim.play.state import State, address_of, first_state, state_of

EMAIL = {"name": "notification", "channel": "email", "discloses": ["sender"]}
BUILT = json.dumps([EMAIL])


def read(played: PlayedStudy, *said: tuple[str, str]) -> State:
    return state_of(said, played.scenario, played.factors)


def test_an_address_that_says_nothing_is_the_first_state(played: PlayedStudy) -> None:
    assert read(played) == first_state(played.scenario) == State("opaque", "wmebv")


def test_an_address_and_a_state_are_the_same_both_ways(played: PlayedStudy) -> None:
    state = State("sender", "wmebv", BUILT, (("population.dormant", 0.15), ("senders.*.batch_spread", 3601.0)))
    assert read(played, *parse_qsl(urlencode(address_of(state)))) == state


def test_numbers_are_in_one_order_and_whole_where_they_must_be(played: PlayedStudy) -> None:
    said = [("number", "senders.*.batch_spread:3600.7"), ("number", "population.dormant:0.15")]
    assert read(played, *said) == read(played, *reversed(said))
    assert dict(read(played, *said).numbers)["senders.*.batch_spread"] == 3601.0


@pytest.mark.parametrize(
    ("key", "value", "found"),
    [
        ("design", "opaqe", "There is no design 'opaqe'. Did you mean opaque?"),
        ("design", "opaque", "opaque is compared with itself"),
        ("desing", "opaque", "An address does not say 'desing'. Did you mean design?"),
        ("number", "population.dormnt:0.1", "Did you mean population.dormant?"),
        ("number", "population.dormant:1e999", "is moved to a number in its base unit"),
        ("number", "population.dormant", "is said as its name, a colon and its value"),
        ("number", "population.dormant:nan", "is moved to a number in its base unit"),
        ("number", "population.dormant:" + "9" * 400, "is moved to a number in its base unit"),
        ("number", "population.dormant:0.9", "population.dormant lies from"),
        ("number", "population.size:5", "No number that is called 'population.size'"),
        ("contacts", "[", "no JSON"),
        ("contacts", "[" * 15_000, "no JSON"),
        ("contacts", "{}", "a JSON list of contacts"),
        ("contacts", "[1]", "a JSON list of contacts"),
        ("contacts", "[]", "1 to 12 contacts; found 0"),
        ("contacts", '[{"days": NaN}]', "hold a number that is none"),
        ("contacts", "x" * 20_000, "The address is too long"),
    ],
)
def test_an_address_that_is_wrong_is_refused_in_a_sentence(
    played: PlayedStudy, key: str, value: str, found: str
) -> None:
    with pytest.raises(UsageError, match=r"[.?]$") as refused:
        read(played, (key, value))
    assert found in str(refused.value)
    assert len(str(refused.value)) < 2_000


def test_what_is_said_twice_is_refused(played: PlayedStudy) -> None:
    with pytest.raises(UsageError, match="says design twice"):
        read(played, ("design", "paper"), ("design", "sender"))
