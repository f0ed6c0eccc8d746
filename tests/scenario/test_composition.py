"""Files, overrides and settings are put together in a defined order, and every value knows where it came from."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.errors import ScenarioError
from sim.scenario.resolution import resolve
from tests.corpus.cases import BASE

FILES = {
    "low.yaml": "population: {size: 10, app: 0.1}\n",
    "high.yaml": "population: {app: 0.2}\n",
    "top.yaml": f"extends: [{BASE.name}, low.yaml, high.yaml]\nseed: 3\npopulation:\n  dormant: 0.4\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a few files that extend each other."""
    (tmp_path / BASE.name).write_bytes(BASE.read_bytes())
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_files_apply_in_the_order_given_and_each_before_the_one_that_names_it(folder: Path) -> None:
    files = [Path(file).name for file in resolve(folder / "top.yaml").files]
    assert files == ["base.yaml", "low.yaml", "high.yaml", "top.yaml"]


def test_a_value_knows_its_place_and_what_it_replaced(folder: Path) -> None:
    origin = resolve(folder / "top.yaml", settings=["population.app=0.5"]).origin("population.app")
    assert str(origin.place) == "--set:1:16"
    assert [(earlier.text, Path(earlier.place.file).name) for earlier in origin.overrode] == [
        ("0.2", "high.yaml"),
        ("0.1", "low.yaml"),
        ("0.3", "base.yaml"),
    ]


def test_a_default_has_no_place(folder: Path) -> None:
    assert resolve(folder / "top.yaml").origin("replications").place is None


def test_a_contact_is_found_by_its_name(folder: Path) -> None:
    origin = resolve(folder / "top.yaml").origin("designs.opaque.contacts.reminder.when")
    assert origin.place is not None
    assert origin.place.line == 1 + BASE.read_text(encoding="utf-8").splitlines().index(
        "      - {name: reminder, when: {unread_for: 21 days}, channel: email, for: opted_in}"
    )


def test_extending_is_relative_to_the_file_that_says_it(folder: Path) -> None:
    (folder / "inner").mkdir()
    (folder / "inner" / "study.yaml").write_text("extends: ../top.yaml\n", encoding="utf-8")
    assert resolve(folder / "inner" / "study.yaml").scenario == resolve(folder / "top.yaml").scenario


def test_identity_depends_on_the_content_alone(folder: Path) -> None:
    plain = resolve(folder / "top.yaml")
    (folder / "flat.yaml").write_text(
        f"# The same.\nextends: {BASE.name}\npopulation: {{dormant: 40 %, size: 10, app: 0.2}}\nseed: 3\n",
        encoding="utf-8",
    )
    assert resolve(folder / "flat.yaml").sha256 == plain.sha256
    assert resolve(folder / "top.yaml", settings=["seed=4"]).sha256 != plain.sha256
    assert resolve(folder / "top.yaml", settings=["seed=3"]).sha256 == plain.sha256


def test_the_order_of_overrides_does_not_matter(folder: Path) -> None:
    (folder / "two.yaml").write_text(
        f"extends: {BASE.name}\noverrides:\n  a: {{seed: 8}}\n  b: {{population: {{app: 0.9}}}}\n", encoding="utf-8"
    )
    one = resolve(folder / "two.yaml", overrides=["a", "b"])
    other = resolve(folder / "two.yaml", overrides=["b", "a"])
    assert one.sha256 == other.sha256
    assert one.overrides == ("a", "b")


def test_too_many_files_are_refused(tmp_path: Path) -> None:
    for number in range(120):
        (tmp_path / f"f{number}.yaml").write_text(f"extends: f{number + 1}.yaml\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match="more than 100 files"):
        resolve(tmp_path / "f0.yaml")


def test_a_setting_leaves_the_rest_of_a_table_alone(folder: Path) -> None:
    before = resolve(folder / "top.yaml").scenario
    after = resolve(folder / "top.yaml", settings=["designs.opaque.title=Another"]).scenario
    assert after.designs["opaque"].contacts == before.designs["opaque"].contacts
    assert list(after.designs) == list(before.designs)
    assert after.designs["sender"] == before.designs["sender"]
