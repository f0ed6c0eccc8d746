from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from sim.experiment import identity
from sim.experiment.identity import keys_of, sums_key, totals_key, world_digest
from sim.scenario.resolution import resolve
from sim.scenario.schema import Scenario
from tests.experiment.studies import QUEUEING, SHIPPED

DESIGNS = ("opaque", "sender")


@cache
def changed(*settings: str) -> Scenario:
    """The shipped study without a warm-up, on which rows depend by the reference design under which it is lived."""
    return resolve(SHIPPED, settings=("warm_up=0 days", *settings)).scenario


@cache
def key(*settings: str, design: str = "sender") -> str:
    return keys_of(changed(*settings), DESIGNS)[design]


@pytest.mark.parametrize(
    "setting",
    [
        "name=other",
        "title=Another title",
        "description=More words",
        "population.size=77",
        "replications=9",
        "compare.designs=[wmebv, sender]",
        "compare.reference=sender",
        "compare.counting=logins",
        "designs.opaque.contacts.notification.channel=sms",
        "designs.sender.title=Another title",
        "population.dormant.note=Somebody said so",
        "population.dormant.grade=measured",
        "calendar.title=Another title",
        "calendar.days.new-year.source=[arar]",
        "calendar.days.new-year.note=A Friday in 2016",
        "calendar.sending.grade=measured",
        f"follow_up={resolve(SHIPPED).scenario.followed_for} s",
    ],
)
def test_what_no_row_depends_on_keeps_what_is_done(setting: str) -> None:
    path, _, _ = setting.partition("=")
    if path == "compare.counting":
        setting = f"compare.counting={next(name for name in changed().counting if name != changed().compare.counting)}"
    assert changed(setting) != changed()
    assert key(setting) == key()


@pytest.mark.parametrize(
    "setting",
    [
        "seed=3",
        "start=2017-01-01",
        "horizon=300 days",
        "population.dormant=0.123",
        "designs.sender.contacts.notification.channel=sms",
        "acting.pays_at_once=0.123",
        "login.max_attempts=2",
        "calendar.sending.closed=[new-year]",
        "calendar.sending.weekdays=[monday, tuesday]",
        "calendar.days.liberation-day.on=05-04",
        "collections.municipal.steps.0.term=99 days",
    ],
)
def test_what_rows_depend_on_makes_them_anew(setting: str) -> None:
    assert key(setting) != key()


def test_designs_have_keys_of_their_own() -> None:
    assert key(design="opaque") != key(design="sender")
    assert key("designs.opaque.contacts.notification.channel=sms", design="opaque") != key(design="opaque")


def test_where_citizens_meet_their_number_matters() -> None:
    few, more = (resolve(QUEUEING, settings=(f"population.size={size}",)).scenario for size in (30, 31))
    assert keys_of(few, ["opaque"]) != keys_of(more, ["opaque"])
    again = resolve(QUEUEING, settings=("replications=7",)).scenario
    assert keys_of(few, ["opaque"]) == keys_of(again, ["opaque"])


def test_another_version_or_other_code_makes_everything_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    before = keys_of(changed(), DESIGNS)
    with monkeypatch.context() as patch:
        patch.setattr(identity, "__version__", "9.9.9")
        assert keys_of(changed(), DESIGNS) != before
    monkeypatch.setattr(identity, "code_digest", lambda *_: "0" * 64)
    assert keys_of(changed(), DESIGNS) != before


def test_other_clocks_make_everything_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    before = keys_of(changed(), DESIGNS)
    monkeypatch.setattr(identity, "clocks_digest", lambda: "0" * 64)
    assert keys_of(changed(), DESIGNS) != before


def test_the_digest_of_code_covers_what_simulates_and_nothing_beside() -> None:
    covered = {file.relative_to(identity.ROOT).as_posix() for file in identity.ROOT.rglob("*.py")}
    covered = {name for name in covered if not identity.is_within(identity.ROOT / name, identity.BESIDE)}
    assert {"draws.py", "elementary.py", "clock.py", "model/citizen.py", "rules/login.py"} <= covered
    assert {"population/attributes.py", "outcomes/citizen_rows.py", "outcomes/consequences.py"} <= covered
    assert not {
        name for name in covered if name.startswith(("cli/", "studies/", "report/", "analysis/", "experiment/"))
    }
    for place in identity.BESIDE:
        assert (identity.ROOT / place).exists()


def test_the_digest_of_code_sees_one_changed_letter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identity, "ROOT", tmp_path)
    (tmp_path / "a.py").write_bytes(b"x = 1\n")
    before = identity.digest_of_code([tmp_path / "a.py"])
    (tmp_path / "a.py").write_bytes(b"x = 1\r\n")
    assert identity.digest_of_code([tmp_path / "a.py"]) == before
    (tmp_path / "a.py").write_bytes(b"x = 2\n")
    assert identity.digest_of_code([tmp_path / "a.py"]) != before


def test_a_tally_depends_on_its_designs_and_on_what_is_counted() -> None:
    scenario = changed()
    keys = keys_of(scenario, DESIGNS)
    assert totals_key(scenario, keys) == totals_key(changed("population.size=9", "replications=2"), keys)
    assert totals_key(scenario, keys) != totals_key(scenario, dict(reversed(keys.items())))
    assert totals_key(scenario, keys) != totals_key(changed("compare.reference=sender"), keys)


def test_sums_of_some_columns_are_not_those_of_all() -> None:
    keys = keys_of(changed(), DESIGNS)
    assert sums_key(keys, (), ()) != sums_key(keys, (), (), columns=("missed",))


def test_studies_that_can_share_parts_share_a_folder() -> None:
    assert world_digest(changed()) == world_digest(changed("population.size=5", "compare.designs=[opaque]"))
    assert world_digest(changed()) != world_digest(changed("seed=1"))
