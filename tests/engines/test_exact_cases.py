"""Small worlds in which one thing happens, with the value it must have, in both engines."""

from datetime import date

import numpy as np
import pytest

from sim.clock import DAY, Calendar
from sim.rules.activity import ACTIVITY, AT, CASE, CENTS, CITIZEN, DETAIL, SECONDS, Activity
from sim.rules.design import bundle_moments
from sim.rules.order import MAX_CASES
from sim.rules.parameters import Integers
from sim.rules.reaching import case_drawn_for
from sim.scenario.schema import ContactPlan, Daily, Scenario
from tests.engines.journals import ENGINES, JournalOf, only
from tests.shipped import (
    EVERYBODY_CAN_BE_REACHED,
    EVERYBODY_LOOKS_AND_NOTICES,
    EVERYBODY_OPENS_AT_ONCE,
    NOBODY_OPENS,
    NOBODY_OPTS_OUT,
    NOTHING_ALSO_ON_PAPER,
    main_scenario,
)

CITIZENS = 60
IDEAL = (
    *EVERYBODY_CAN_BE_REACHED,
    *EVERYBODY_LOOKS_AND_NOTICES,
    *EVERYBODY_OPENS_AT_ONCE,
    *NOTHING_ALSO_ON_PAPER,
    *NOBODY_OPTS_OUT,
    "population.reminder_opt_in=0",
    "population.unprompted_logins=0 / year",
    "hours=null",
)
METHODS = ("password", "sms", "app")
NEVER_PAID = "able_pays: 0, unable_pays: 0"


@pytest.fixture(params=ENGINES)
def journal_of(request: pytest.FixtureRequest) -> JournalOf:
    """Either engine."""
    return ENGINES[request.param]


def with_bills_that_grow(*steps: str) -> Scenario:
    """Bills of EUR 100 that nobody opens or pays, and these steps of their collection, a week apart."""
    scheme = ", ".join(f"{{title: Step, after: 7 days, term: 0 days, {step}, {NEVER_PAID}}}" for step in steps)
    return main_scenario(
        *NOBODY_OPENS,
        "opening.b_letter=-1000",
        f"collections.municipal.steps=[{scheme}]",
        "senders.municipality.message_types.parking-bill.amount=EUR 100",
        "senders.municipality.message_types.yearly-tax-bill.amount=EUR 100",
    )


@pytest.mark.parametrize(
    ("steps", "cents"),
    [
        (("fees: [{amount_from: EUR 0, fee: EUR 9}]", "multiplies: 1.5", "multiplies: 3"), (900, 5_000, 15_000)),
        (("multiplies: 1.5", "fees: [{amount_from: EUR 0, fee: EUR 9}]", "multiplies: 3"), (5_000, 900, 15_000)),
        (("multiplies: 1.5, fees: [{amount_from: EUR 0, fee: EUR 9}]", "multiplies: 1.5"), (5_900,)),
        (("multiplies: 3", "multiplies: 2", "multiplies: 3.5"), (20_000, 5_000)),
        (("multiplies: 0.5",), ()),
    ],
)
def test_increases_keep_the_fees_of_earlier_steps(
    journal_of: JournalOf, steps: tuple[str, ...], cents: tuple[int, ...]
) -> None:
    journal = journal_of(with_bills_that_grow(*steps), "opaque", CITIZENS)
    bills = journal[:, CASE] + (journal[:, CITIZEN] << 32)
    charged = only(journal, Activity.CHARGED)
    letters = only(journal, Activity.SENT)
    with_last_letter = letters[(letters[:, DETAIL] & 0xFF) == 65 + len(steps) - 1]
    municipal = np.intersect1d(bills[journal[:, ACTIVITY] == Activity.LATE], with_last_letter[:, CASE]
                               + (with_last_letter[:, CITIZEN] << 32))  # fmt: skip
    assert len(municipal) > 20
    found = {
        bill: tuple(charged[charged[:, CASE] + (charged[:, CITIZEN] << 32) == bill][:, CENTS].tolist())
        for bill in municipal.tolist()
    }
    assert sum(each == cents for each in found.values()) > 20


@pytest.mark.parametrize("most", [1, 2, 5])
def test_credentials_asked_for_after_the_last_attempt_are_used_once(journal_of: JournalOf, most: int) -> None:
    """Every attempt fails and is followed by new credentials: one attempt more, and no request after it."""
    scenario = main_scenario(
        *IDEAL,
        *(f"login.methods.{method}.success=0" for method in METHODS),
        "login.retries=0",
        "login.recovers=1",
        "login.recovery_delay=3 days",
        f"login.max_attempts={most}",
    )
    journal = journal_of(scenario, "opaque", CITIZENS)
    given_up = only(journal, Activity.LOGIN_ABANDONED)
    assert len(given_up) > 50
    for citizen, case, at in given_up[:, [CITIZEN, CASE, AT]].tolist():
        own = journal[(journal[:, CITIZEN] == citizen) & (journal[:, CASE] == case)]
        failed, asked = only(own, Activity.LOGIN_FAILED), only(own, Activity.CREDENTIALS_REQUESTED)
        assert (len(failed), len(asked)) == (most + 1, most)
        assert failed[-1, AT] == at
        assert (np.diff(failed[:, AT]) >= 3 * DAY).all()


def test_an_attempt_with_credentials_asked_for_after_the_last_one_can_work(journal_of: JournalOf) -> None:
    """An outage of DigiD until the credentials have come: the attempt that they allow works, for everybody."""
    scenario = main_scenario(
        *IDEAL,
        "login.retries=0",
        "login.recovers=1",
        "login.recovery_delay=200 days",
        "login.max_attempts=1",
        "login.outages=[{begins: 2016-01-01 00:00, lasts: 190 days}]",
        "opening.b_letter=-1000",
    )
    journal = journal_of(scenario, "opaque", CITIZENS)
    asked = only(journal, Activity.CREDENTIALS_REQUESTED)
    assert len(asked) > CITIZENS // 2
    assert not len(only(journal, Activity.LOGIN_ABANDONED))
    logins = only(journal, Activity.LOGGED_IN)
    for citizen, at in asked[:, [CITIZEN, AT]].tolist():
        assert at + 200 * DAY in logins[logins[:, CITIZEN] == citizen][:, AT]


def test_who_would_try_again_after_the_last_attempt_gives_up(journal_of: JournalOf) -> None:
    scenario = main_scenario(
        *IDEAL,
        *(f"login.methods.{method}.success=0" for method in METHODS),
        "login.retries=1",
        "login.recovers=0",
        "login.max_attempts=3",
    )
    journal = journal_of(scenario, "opaque", CITIZENS)
    failed, given_up = only(journal, Activity.LOGIN_FAILED), only(journal, Activity.LOGIN_ABANDONED)
    assert len(failed) == 3 * len(given_up) > 500


def bundles_of(journal: Integers) -> dict[tuple[int, int, int], list[int]]:
    """The cases of each contact that left, the one that leads it first, by citizen, contact number and second."""
    bundles: dict[tuple[int, int, int], list[int]] = {}
    for row in only(journal, Activity.SENT, Activity.BUNDLED).tolist():
        key = row[CITIZEN], row[DETAIL] & 0xFF, row[AT]
        assert (row[ACTIVITY] == Activity.SENT) == (key not in bundles)
        bundles.setdefault(key, []).append(row[CASE])
    return bundles


def with_digest(*settings: str, at: str = "09:00") -> Scenario:
    """Everybody can be reached, by one e-mail a day with all new messages, and opens nothing by chance."""
    scenario = main_scenario(*IDEAL, "senders.uwv.message_types.payment-specification.arrival.per_year=150 / year",
                             *settings)  # fmt: skip
    plans = (ContactPlan.model_validate({"name": "mail", "channel": "email", "send": {"daily": at}}),)
    digest = scenario.designs["opaque"].model_copy(update={"contacts": plans})
    return scenario.model_copy(update={"designs": {**scenario.designs, "digest": digest}})


@pytest.mark.parametrize("settings", [("suspicion.checks=1",), ("suspicion.checks=0",), ("suspicion.checks=0.5",)])
def test_a_bundle_is_judged_once(journal_of: JournalOf, settings: tuple[str, ...]) -> None:
    """One look, one suspicion, one check, one choice: the same for all its messages, booked on the first of them."""
    undecided = ("suspicion.base=0", "opening.b0=-2", "opening.remembers=0.5", "login.methods.app.success=0.9")
    journal = journal_of(with_digest(*undecided, *settings), "digest", 100)
    several = {key: cases for key, cases in bundles_of(journal).items() if key[1] == 0 and len(cases) > 1}
    assert len(several) > 150
    ways, drawn = set(), 0
    for (citizen, contact, sent_at), cases in several.items():
        own = journal[(journal[:, CITIZEN] == citizen) & np.isin(journal[:, CASE], cases)]
        noticed = only(own, Activity.NOTICED)
        noticed = noticed[(noticed[:, DETAIL] == contact) & (noticed[:, AT] >= sent_at)]
        assert sorted(noticed[:, CASE].tolist()) == sorted(cases)
        assert len(set(noticed[:, AT].tolist())) == 1
        assert noticed[noticed[:, SECONDS] > 0][:, CASE].tolist() == cases[:1]
        doubted = only(own, Activity.DOUBTED)
        assert doubted[:, CASE].tolist() in ([], cases[:1])
        taken = only(own, Activity.TAKEN_FOR_PHISHING)
        chosen = only(own, Activity.CHOSE)
        chosen = chosen[chosen[:, AT] == noticed[0, AT]]
        assert not len(taken) or not len(chosen)
        assert len(set(chosen[:, DETAIL].tolist())) <= 1
        ways.add((len(doubted), len(taken) > 0, len(chosen) > 0))
        drawn += len(taken) == len(cases) or len(chosen) == len(cases)
    assert drawn > 100
    assert len(ways) >= 2


@pytest.mark.parametrize("design", ["digest", "opaque"])
@pytest.mark.parametrize("reads_all", [0, 0.3])
def test_a_login_is_wasted_only_if_all_that_its_second_brought_was_news(
    journal_of: JournalOf, design: str, reads_all: float
) -> None:
    """Of one bundle, and of several e-mails noticed at one look."""
    scenario = with_digest(f"opening.reads_all={reads_all}", "population.check_interval=6 days")
    kinds = [kind.kind for sender in scenario.senders.values() for kind in sender.message_types.values()]
    journal = journal_of(scenario, design, 20)
    kind_of = {(row[CITIZEN], row[CASE]): kinds[row[DETAIL]] for row in only(journal, Activity.DELIVERED).tolist()}
    opened: dict[tuple[int, int], set[str]] = {}
    for row in only(journal, Activity.OPENED).tolist():
        opened.setdefault((row[CITIZEN], row[AT]), set()).add(kind_of[row[CITIZEN], row[CASE]])
    logins = {(row[CITIZEN], row[AT]) for row in only(journal, Activity.LOGGED_IN).tolist()}
    wasted = {(row[CITIZEN], row[AT]) for row in only(journal, Activity.LOGIN_WASTED).tolist()}
    assert wasted == {login for login in logins if opened.get(login, set()) <= {"announcement"}}
    mixed = [login for login in logins if len(opened.get(login, set())) > 1]
    assert len(wasted) > 100
    assert len(mixed) > 10


def test_a_bundle_opened_brings_all_that_it_announced(journal_of: JournalOf) -> None:
    journal = journal_of(with_digest("opening.reads_all=0"), "digest", 20)
    several = {key: cases for key, cases in bundles_of(journal).items() if key[1] == 0 and len(cases) > 1}
    logins = only(journal, Activity.LOGGED_IN)
    read = only(journal, Activity.READ)
    for (citizen, _, sent_at), cases in several.items():
        found = read[(read[:, CITIZEN] == citizen) & np.isin(read[:, CASE], cases) & (read[:, AT] >= sent_at)]
        assert sorted(found[:, CASE].tolist()) == sorted(cases)
        assert len(set(found[:, AT].tolist())) == 1
        own = logins[(logins[:, CITIZEN] == citizen) & (logins[:, AT] == found[0, AT])]
        assert len(own) == 1


@pytest.mark.parametrize("at", ["00:00", "00:30", "09:00", "23:59"])
def test_no_two_daily_bundles_share_a_draw(at: str) -> None:
    """Also around the day of 23 hours and the day of 25."""
    calendar, days = Calendar(date(2016, 1, 1)), 800
    midnights = np.array(calendar.midnights(days), dtype=np.int64)
    moments = bundle_moments(Daily.model_validate({"daily": at}), calendar, (days - 2) * DAY)
    numbers = [case_drawn_for(7, True, midnights, int(moment)) for moment in moments]
    assert len(numbers) > 700
    assert np.diff(numbers).tolist() == [1] * (len(numbers) - 1)
    assert min(numbers) >= MAX_CASES
    assert case_drawn_for(7, False, midnights, int(moments[0])) == 7
