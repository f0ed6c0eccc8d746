from __future__ import annotations

from collections.abc import Iterable

import pytest

from sim.errors import UsageError
from sim.scenario.suggestions import did_you_mean, nearest, require_known


def test_the_nearest_name_is_found_whatever_its_case() -> None:
    assert nearest("Opaqe", ["paper", "opaque"]) == "opaque"
    assert nearest("o" * 81, ["o" * 82]) is None
    assert did_you_mean("papr", ["paper"]) == "did you mean paper?"
    assert did_you_mean("zzz", ["paper"]) == ""


@pytest.mark.parametrize(
    ("found", "known", "said"),
    [
        ("opaqe", ["opaque", "paper"], "There is no design 'opaqe'. Did you mean opaque? There are opaque, paper."),
        ("zzz", ["opaque", "paper"], "There is no design 'zzz'. There are opaque, paper."),
        (3, ["opaque"], "There is no design 3. There are opaque."),
        ("a", [], "There is no design 'a'."),
        ("a", map(str, range(50)), "and 10 more."),
    ],
)
def test_what_is_not_known_is_told_with_the_nearest(found: object, known: Iterable[str], said: str) -> None:
    with pytest.raises(UsageError) as caught:
        require_known(found, known, "There is no design {}")
    assert str(caught.value).endswith(said)


def test_what_is_known_passes() -> None:
    require_known("opaque", iter(["paper", "opaque"]), "There is no design {}")
