"""Margins: the smallest difference of a response that matters, as it is written outside a scenario."""

from __future__ import annotations

import re
from typing import Final

from sim.errors import UsageError
from sim.scenario.nearness import require_known
from sim.scenario.schema import Margins

MARGIN: Final = re.compile(
    r"\s*(?P<response>[A-Za-z_0-9]+)\s+(?:EUR\s*)?(?P<amount>\d+(?:\.\d+)?)\s*(?P<unit>pp|min|EUR|)\s*"
)
FORMS: Final = {"_share": ("pp", "{} %"), "_minutes": ("min", "{} min"), "_eur": ("EUR", "EUR {}")}
"""How a margin is written on the command line and in a scenario, by the end of the response's name."""


def margin_setting(margin: str) -> str:
    """A margin such as `"missed_share 0.5 pp"` as a setting of the scenario; `UsageError` with what is allowed."""
    found = MARGIN.fullmatch(margin)
    if found is None:
        raise UsageError(
            f'A margin is a response and an amount, such as "missed_share 0.5 pp", "effort_minutes 0.2 min" or '
            f'"fees_eur 0.10 EUR"; found {margin!r}.'
        )
    name, amount = found["response"], found["amount"]
    known = tuple(Margins.model_fields)
    require_known(name, known, "There is no response {} with a margin")
    unit, form = next((forms for end, forms in FORMS.items() if name.endswith(end)), ("", "{}"))
    if name == "logins":
        form = "{} / year"
    if found["unit"] not in {unit, ""} or (unit == "pp" and not found["unit"]):
        raise UsageError(f"{name} has margins in {unit or 'no unit'}: write {name} {amount} {unit}".rstrip() + ".")
    return f"compare.margins.{name}={form.format(amount)}"
