"""Margins: the smallest difference of a response that matters, as written outside a scenario."""

from __future__ import annotations

import re
from typing import Final

from sim.errors import UsageError
from sim.scenario.measures import unit_of
from sim.scenario.schema import Margins
from sim.scenario.suggestions import require_known

MARGIN: Final = re.compile(
    r"\s*(?P<response>[A-Za-z_0-9]+)\s+(?:EUR\s*)?(?P<amount>\d+(?:\.\d+)?)\s*(?P<unit>pp|min|EUR|)\s*"
)


def margin_setting(margin: str) -> str:
    """A margin such as `"missed_share 0.5 pp"` as a setting; raises `UsageError` with the allowed forms."""
    found = MARGIN.fullmatch(margin)
    if found is None:
        raise UsageError(
            f'A margin is a response and an amount, such as "missed_share 0.5 pp", "effort_minutes 0.2 min" or '
            f'"fees_eur 0.10 EUR"; found {margin!r}.'
        )
    name, amount = found["response"], found["amount"]
    known = tuple(Margins.model_fields)
    require_known(name, known, "There is no response {} with a margin")
    unit = unit_of(name)
    # A share without its unit could mean points or a part of one.
    if found["unit"] not in {unit.apart, ""} or (unit.apart == "pp" and not found["unit"]):
        wanted = f"{name} has margins in {unit.apart or 'no unit'}: write {name} {amount} {unit.apart}"
        raise UsageError(f"{wanted.rstrip()}.")
    # Logins are a rate in a scenario, and a rate names its time.
    return f"compare.margins.{name}={unit.written(amount)}{' / year' if name == 'logins' else ''}"
